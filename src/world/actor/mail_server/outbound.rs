//! Deliveries to other servers: look up, choose, connect, hand over.
//!
//! One delivery is one queue entry's recipients at one domain: one look-up, one conversation, as many transactions as
//! the limit on recipients asks for (RFC 5321 §4.5.4.1). What cannot be delivered is held in the queue with its reason.

use std::collections::{BTreeMap, VecDeque};
use std::net::Ipv4Addr;
use std::sync::Arc;

use crate::base::id::ConnId;
use crate::journal::{Fact, Side};
use crate::policy::mx::{self, Exchanger, NoRoute};
use crate::proto::dns::stub::{Input as StubInput, Outcome, Ticket};
use crate::proto::smtp::client::{Client, Input, Output, Report, Transaction};
use crate::wire::dns::{Name, RecordType};
use crate::wire::smtp::{Domain, ForwardPath, Reply, ReplyClass};
use crate::world::ledger::Fate;
use crate::world::net::{Air, Cargo};

use super::super::SMTP;
use super::queue::{EntryKey, Pending};
use super::{MailServer, Task};
use crate::world::causes::Cause;

/// The reply to a recipient who is one too many in this transaction.
const TOO_MANY_RECIPIENTS: u16 = 452;

/// The deliveries of a server. A delivery's number is also its ticket at the stub resolver: it waits for one at a time.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Outbound {
    deliveries: BTreeMap<u64, Box<Delivery>>,
    conns: BTreeMap<ConnId, u64>,
    waiting: VecDeque<EntryKey>,
    next: u64,
}

/// One queue entry on its way to one domain.
#[derive(Clone, PartialEq, Debug)]
struct Delivery {
    entry: EntryKey,
    domain: Name,
    /// Positions in the entry's list, in transactions of limited size.
    transactions: VecDeque<Vec<usize>>,
    /// The transaction under way.
    current: Vec<usize>,
    /// Those of the current transaction for whom the server had no room in it, and what it said.
    excess: Vec<usize>,
    no_room: String,
    state: State,
}

#[derive(Clone, PartialEq, Debug)]
enum State {
    /// Asked for the domain's MX records.
    ExpectExchangers,
    /// Asked for the address of the first of these exchangers.
    ExpectAddress { exchangers: VecDeque<Exchanger<Name>> },
    /// Connecting to an address, or talking; these are left to try.
    Talking { machine: Box<Client>, exchangers: VecDeque<Exchanger<Name>>, addresses: VecDeque<Ipv4Addr>, began: bool },
}

impl MailServer {
    /// Takes up a queue entry: copies for our own mailboxes go there, the rest is grouped by domain.
    pub(super) fn run_queue(&mut self, key: EntryKey, air: &mut Air<'_>) {
        let Some(entry) = self.queue.get(key) else { return };
        let mut local = Vec::new();
        let mut by_domain: BTreeMap<Name, Vec<usize>> = BTreeMap::new();
        let mut literal = Vec::new();
        for (index, recipient) in entry.recipients.iter().enumerate() {
            if recipient.pending != Pending::Waiting {
                continue;
            }
            match (recipient.mailbox, &recipient.address.domain) {
                (Some(mailbox), _) => local.push((index, mailbox)),
                (None, Domain::Name(name)) => match name.as_str().parse::<Name>() {
                    Ok(name) => by_domain.entry(name).or_default().push(index),
                    Err(_) => literal.push(index),
                },
                (None, Domain::Literal(_)) => literal.push(index),
            }
        }
        // Deliveries wait for a free place; mailboxes and refusals do not.
        let free = self.setup.deliveries_at_once.saturating_sub(self.outbound.deliveries.len());
        let later = by_domain.len() > free;
        let now: Vec<_> = by_domain.into_iter().take(free).collect();
        for (index, mailbox) in local {
            self.start_storing(key, index, mailbox, air);
        }
        self.hold(key, &literal, false, "5.1.2 this server does not deliver to address literals", air);
        for (domain, recipients) in now {
            self.start_delivery(key, domain, &recipients, air);
        }
        if later {
            self.outbound.waiting.push_back(key);
        }
    }

    fn start_delivery(&mut self, key: EntryKey, domain: Name, recipients: &[usize], air: &mut Air<'_>) {
        if let Some(entry) = self.queue.get_mut(key) {
            for &index in recipients {
                entry.recipients[index].pending = Pending::Active;
            }
        }
        let number = self.outbound.next;
        self.outbound.next += 1;
        let transactions = recipients.chunks(self.setup.recipients_in_one_transaction).map(<[usize]>::to_vec).collect();
        let question = domain.clone();
        let home = match &self.setup.relayed {
            // Most servers are the only exchanger of what they take, and need not look.
            none if none.is_empty() => None,
            relayed => relayed.get(&*domain.to_string().to_ascii_lowercase()).cloned(),
        };
        let state = State::ExpectExchangers;
        let delivery = Delivery {
            entry: key,
            domain,
            transactions,
            current: Vec::new(),
            excess: Vec::new(),
            no_room: String::new(),
            state,
        };
        self.outbound.deliveries.insert(number, Box::new(delivery));
        if let Some(name) = home {
            // The exchangers of this domain are ourselves and our equals; the mailboxes are at one of them.
            return self.routed(number, vec![Exchanger { preference: None, name }], air);
        }
        self.ask_names(StubInput::Ask { ticket: Ticket(number), name: question, rtype: RecordType::MX }, air);
    }

    /// An answer of the name system for a delivery.
    pub(super) fn looked_up(&mut self, ticket: Ticket, outcome: &Outcome, air: &mut Air<'_>) {
        let Some(delivery) = self.outbound.deliveries.get_mut(&ticket.0) else { return };
        let state = std::mem::replace(&mut delivery.state, State::ExpectExchangers);
        match state {
            State::ExpectExchangers => self.exchangers_found(ticket.0, outcome, air),
            State::ExpectAddress { mut exchangers } => {
                let addresses: VecDeque<_> = outcome.addresses().into();
                let reason = reason(outcome);
                exchangers.pop_front();
                if addresses.is_empty() && exchangers.is_empty() {
                    let temporary = is_temporary(outcome);
                    return self.abandon(ticket.0, temporary, &format!("{reason} for the mail exchanger"), air);
                }
                self.try_next(ticket.0, exchangers, addresses, air);
            }
            // A late answer to a question that was given up.
            talking @ State::Talking { .. } => delivery.state = talking,
        }
    }

    /// The MX records, or their absence, are known.
    fn exchangers_found(&mut self, number: u64, outcome: &Outcome, air: &mut Air<'_>) {
        let Some(delivery) = self.outbound.deliveries.get(&number) else { return };
        let domain = delivery.domain.clone();
        let found = match outcome {
            Outcome::Records(_) => {
                let own = self.setup.own.as_ref();
                let is_own = |name: &Name| own == Some(name);
                mx::order(outcome.mx(), is_own, Name::is_root, &mut self.chance)
            }
            // RFC 5321 §5.1: no MX at all makes the domain its own mail exchanger.
            Outcome::NoData if self.setup.own.as_ref() == Some(&domain) => Err(NoRoute::Loop),
            Outcome::NoData => Ok(vec![Exchanger { preference: None, name: domain.clone() }]),
            other => {
                let (temporary, reason) = (is_temporary(other), reason(other));
                return self.abandon(number, temporary, reason, air);
            }
        };
        let exchangers = match found {
            Ok(exchangers) => exchangers,
            Err(why) => return self.abandon(number, false, &why.to_string(), air),
        };
        self.routed(number, exchangers, air);
    }

    /// It is known where to go: write it down, and look up the first address.
    fn routed(&mut self, number: u64, exchangers: Vec<Exchanger<Name>>, air: &mut Air<'_>) {
        let (Some(delivery), Some(first)) = (self.outbound.deliveries.get(&number), exchangers.first()) else { return };
        let Some(mail) = self.queue.get(delivery.entry).map(|entry| entry.mail) else { return };
        let (name, exchanger) = (air.keep_shown(&delivery.domain), air.keep_shown(&first.name));
        air.record(Fact::Routed { mail, host: self.setup.host, domain: name, exchanger, preference: first.preference });
        self.look_up_first(number, exchangers.into(), air);
    }

    fn look_up_first(&mut self, number: u64, exchangers: VecDeque<Exchanger<Name>>, air: &mut Air<'_>) {
        let (Some(delivery), Some(first)) = (self.outbound.deliveries.get_mut(&number), exchangers.front()) else {
            return;
        };
        let name = first.name.clone();
        delivery.state = State::ExpectAddress { exchangers };
        self.ask_names(StubInput::Ask { ticket: Ticket(number), name, rtype: RecordType::A }, air);
    }

    /// Connects to the next address, or looks up the next exchanger's.
    fn try_next(
        &mut self,
        number: u64,
        exchangers: VecDeque<Exchanger<Name>>,
        mut addresses: VecDeque<Ipv4Addr>,
        air: &mut Air<'_>,
    ) {
        let Some(address) = addresses.pop_front() else { return self.look_up_first(number, exchangers, air) };
        let Some(delivery) = self.outbound.deliveries.get_mut(&number) else { return };
        let machine = Box::new(Client::new(Arc::clone(&self.setup.client)));
        delivery.state = State::Talking { machine, exchangers, addresses, began: false };
        let conn = air.connect(self.setup.host, address, SMTP);
        self.outbound.conns.insert(conn, number);
    }

    /// A connection did not come about: the next address or exchanger, if there is one (RFC 5321 §5.1).
    pub(super) fn not_connected(&mut self, conn: ConnId, why: &str, air: &mut Air<'_>) {
        let Some(number) = self.outbound.conns.remove(&conn) else { return };
        self.go_on(number, &format!("4.4.1 {why}"), air);
    }

    fn go_on(&mut self, number: u64, why: &str, air: &mut Air<'_>) {
        let Some(delivery) = self.outbound.deliveries.get_mut(&number) else { return };
        match std::mem::replace(&mut delivery.state, State::ExpectExchangers) {
            State::Talking { exchangers, addresses, .. } if !(exchangers.is_empty() && addresses.is_empty()) => {
                self.try_next(number, exchangers, addresses, air);
            }
            _ => self.abandon(number, true, why, air),
        }
    }

    pub(super) fn drive_outbound(&mut self, conn: ConnId, input: Input<'_>, air: &mut Air<'_>) {
        let Some(&number) = self.outbound.conns.get(&conn) else { return };
        let mut input = Some(input);
        while let Some(given) = input.take() {
            let Some(delivery) = self.outbound.deliveries.get_mut(&number) else { return };
            let State::Talking { machine, .. } = &mut delivery.state else { return };
            machine.handle(air.now, given);
            let mut reports = Vec::new();
            while let Some(output) = machine.poll() {
                match output {
                    Output::Send(segment) => air.send(conn, Side::Client, &segment),
                    Output::Close => air.close(conn, Side::Client),
                    Output::Report(report) => reports.push(report),
                }
            }
            air.watch(conn, Side::Client, machine.deadline());
            for report in reports {
                if let Some(next) = self.hear(conn, number, report, air) {
                    input = Some(next);
                }
            }
        }
    }

    /// Acts on a report of our client machine; returns what it is to do next, if anything.
    fn hear(&mut self, conn: ConnId, number: u64, report: Report, air: &mut Air<'_>) -> Option<Input<'static>> {
        match report {
            Report::Ready => return Some(self.next_transaction(conn, number, air)),
            // RFC 5321 §4.5.3.1.10: too many recipients is no refusal; the rest goes into another transaction.
            Report::Recipient { index, reply } if reply.code.value() == TOO_MANY_RECIPIENTS => {
                let delivery = self.outbound.deliveries.get_mut(&number)?;
                delivery.excess.push(*delivery.current.get(index)?);
                delivery.no_room = reply.to_string();
            }
            Report::NoRecipients => {
                // Without anybody accepted another transaction would end the same way.
                let delivery = self.outbound.deliveries.get_mut(&number)?;
                delivery.current.clear();
                let (key, excess) = (delivery.entry, std::mem::take(&mut delivery.excess));
                let why = std::mem::take(&mut delivery.no_room);
                self.hold(key, &excess, true, &why, air);
            }
            Report::Recipient { index, reply } if !reply.is_positive() => {
                let delivery = self.outbound.deliveries.get(&number)?;
                let (entry, recipient) = (delivery.entry, *delivery.current.get(index)?);
                self.hold(entry, &[recipient], is_transient(&reply), &reply.to_string(), air);
            }
            Report::Accepted { .. } => {
                let delivery = self.outbound.deliveries.get_mut(&number)?;
                let (key, current) = (delivery.entry, std::mem::take(&mut delivery.current));
                let excess = std::mem::take(&mut delivery.excess);
                let served: Vec<usize> = current.into_iter().filter(|index| !excess.contains(index)).collect();
                if !excess.is_empty() {
                    delivery.transactions.push_front(excess);
                }
                if let Some(entry) = self.queue.get_mut(key) {
                    for index in served {
                        let recipient = &mut entry.recipients[index];
                        // Those who were refused are held, and stay so.
                        if recipient.pending == Pending::Active {
                            recipient.pending = Pending::Done;
                        }
                    }
                }
                self.finish(key, air);
            }
            Report::Refused { reply, .. } => {
                let delivery = self.outbound.deliveries.get_mut(&number)?;
                let (key, current) = (delivery.entry, std::mem::take(&mut delivery.current));
                self.hold(key, &current, is_transient(&reply), &reply.to_string(), air);
            }
            Report::Withheld(why) => {
                let delivery = self.outbound.deliveries.get_mut(&number)?;
                let (key, current) = (delivery.entry, std::mem::take(&mut delivery.current));
                self.hold(key, &current, false, &why.to_string(), air);
            }
            Report::Failed { cause, .. } => {
                self.outbound.conns.remove(&conn);
                let began = self
                    .outbound
                    .deliveries
                    .get(&number)
                    .is_some_and(|delivery| matches!(delivery.state, State::Talking { began, .. } if began));
                let why = format!("4.4.2 {cause}");
                // Before the first transaction another server may do better; after it nobody knows what was taken.
                if began {
                    self.abandon(number, true, &why, air);
                } else {
                    self.go_on(number, &why, air);
                }
            }
            Report::Finished => {
                self.outbound.conns.remove(&conn);
                self.abandon(number, true, "4.4.2 the conversation ended early", air);
            }
            Report::Recipient { .. } | Report::Greeted | Report::SignedIn | Report::SignInRefused(_) => {}
        }
        None
    }

    fn next_transaction(&mut self, conn: ConnId, number: u64, air: &mut Air<'_>) -> Input<'static> {
        let Some(delivery) = self.outbound.deliveries.get_mut(&number) else { return Input::Quit };
        let (Some(current), Some(entry)) = (delivery.transactions.pop_front(), self.queue.get(delivery.entry)) else {
            return Input::Quit;
        };
        if let State::Talking { began, .. } = &mut delivery.state {
            *began = true;
        }
        air.net.load(conn, Cargo::Mail(entry.mail));
        let path = |&index: &usize| ForwardPath::Mailbox(entry.recipients[index].address.clone());
        let transaction = Transaction {
            reverse_path: entry.reverse_path.clone(),
            recipients: current.iter().map(path).collect(),
            message: entry.message.clone(),
            eight_bit: entry.eight_bit,
        };
        delivery.current = current;
        delivery.excess.clear();
        Input::Deliver(transaction)
    }

    /// Ends a delivery; whoever has not been served is held in the queue.
    fn abandon(&mut self, number: u64, temporary: bool, why: &str, air: &mut Air<'_>) {
        let Some(delivery) = self.outbound.deliveries.remove(&number) else { return };
        let left: Vec<usize> =
            delivery.current.into_iter().chain(delivery.transactions.into_iter().flatten()).collect();
        self.hold(delivery.entry, &left, temporary, why, air);
        self.finish(delivery.entry, air);
        if let Some(key) = self.outbound.waiting.pop_front() {
            air.causes.push(air.now, Cause::Task(self.setup.host, Task::RunQueue(key)));
        }
    }

    fn hold(&mut self, key: EntryKey, recipients: &[usize], temporary: bool, why: &str, air: &mut Air<'_>) {
        let host = self.setup.host;
        let Some(entry) = self.queue.get_mut(key) else { return };
        let mail = entry.mail;
        for &index in recipients {
            let recipient = &mut entry.recipients[index];
            if matches!(recipient.pending, Pending::Done | Pending::Held(_)) {
                continue;
            }
            recipient.pending = Pending::Held(why.into());
            air.ledger.settle(mail, recipient.number, host, Fate::Held);
            let reason = air.keep(why);
            air.record(Fact::Held { mail, recipient: recipient.number, host, temporary, reason });
        }
    }

    /// Takes an entry out of the queue if nothing remains to be done for it.
    pub(super) fn finish(&mut self, key: EntryKey, air: &mut Air<'_>) {
        if let Some(entry) = self.queue.take_finished(key) {
            let queue_id = air.keep(&*entry.queue_id);
            air.record(Fact::Dequeued { mail: entry.mail, host: self.setup.host, queue_id });
        }
    }
}

/// RFC 5321 §4.2.1: after a 4yz the same may succeed later.
fn is_transient(reply: &Reply) -> bool {
    reply.class() == ReplyClass::NotNow
}

/// Whether asking the name system again can help.
fn is_temporary(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::ServerFailure | Outcome::Refused | Outcome::TimedOut)
}

/// What the name system said, in the words of a log, with the code of RFC 3463 §3.5.
fn reason(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Records(_) | Outcome::NoData => "5.4.4 no address record",
        Outcome::NameError => "5.4.4 no such name (NXDOMAIN)",
        Outcome::ServerFailure => "4.4.3 the name system failed (SERVFAIL)",
        Outcome::Refused => "4.4.3 the resolver refused to answer",
        Outcome::TimedOut => "4.4.3 the name system did not answer",
    }
}
