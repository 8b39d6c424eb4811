//! One transaction: MAIL, RCPT, DATA, the content, and the replies to them in the same order.
//!
//! With PIPELINING everything up to DATA leaves at once (RFC 2920 §3.1); without, each command waits for the reply to
//! the one before. Replies arrive in the same order either way, so [`Step`] is the same; only the sending differs.

use super::{Client, Failure, Report, Stage, State, Transaction, Withheld};
use crate::base::time::SimTime;
use crate::wire::smtp::command::{write_mail, write_rcpt};
use crate::wire::smtp::{Body, Command, MailParams, Reply, ReplyClass, SizeLimit, stuff};
use crate::wire::{LineKind, Segment};

/// A transaction under way.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Delivery {
    transaction: Transaction,
    params: MailParams,
    /// Whether everything up to DATA has left already.
    pipelined: bool,
    /// Whose reply is awaited.
    expects: Step,
    /// MAIL was accepted, so the server holds a transaction.
    opened: bool,
    /// How many recipients were accepted.
    accepted: usize,
    /// The refusal was reported; what remains are replies to the rest of the group.
    settled: bool,
}

/// Whose reply is awaited.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Step {
    Reset,
    Mail,
    Recipient(usize),
    Data,
    Content,
    /// The lone dot that answers a 354 nobody wanted.
    Dot,
}

impl Delivery {
    pub(super) fn stage(&self) -> Stage {
        match self.expects {
            Step::Reset => Stage::Reset,
            Step::Mail => Stage::MailFrom,
            Step::Recipient(_) => Stage::RcptTo,
            Step::Data => Stage::Data,
            Step::Content | Step::Dot => Stage::EndOfData,
        }
    }

    /// Whether the transaction's outcome is reported already.
    pub(super) fn is_settled(&self) -> bool {
        self.settled
    }
}

impl Client {
    pub(super) fn deliver(&mut self, now: SimTime, transaction: Transaction) {
        let State::Ready { needs_reset } = self.state else {
            debug_assert!(false, "a mail was handed in before the session was ready");
            return;
        };
        let params = match self.params(&transaction) {
            Ok(params) => params,
            Err(reason) => {
                self.report(Report::Withheld(reason));
                return self.ready(now, needs_reset);
            }
        };
        let pipelined = self.config.pipelining && self.capabilities.pipelining;
        let expects = if needs_reset { Step::Reset } else { Step::Mail };
        let delivery = Delivery { transaction, params, pipelined, expects, opened: false, accepted: 0, settled: false };
        let delivery = Box::new(delivery);
        if pipelined {
            if needs_reset {
                self.command(&Command::Rset);
            }
            // RFC 2920 §3.1: DATA may only be the last of a group.
            self.send(&delivery, Step::Mail);
            (0..delivery.transaction.recipients.len()).for_each(|index| self.send(&delivery, Step::Recipient(index)));
            self.send(&delivery, Step::Data);
            self.expect(now, delivery, expects);
        } else {
            self.go_on(now, delivery, expects);
        }
    }

    /// The parameters of MAIL, or why the server cannot take this mail.
    fn params(&self, transaction: &Transaction) -> Result<MailParams, Withheld> {
        let mut params = MailParams::default();
        // RFC 1870 §5: the size may be an estimate; what is missing at most is the last line end.
        let size = transaction.message.len() as u64;
        if let Some(offered) = self.capabilities.size {
            if let SizeLimit::Octets(limit) = offered
                && size > limit
            {
                return Err(Withheld::TooLarge { size, limit });
            }
            params.size = Some(size);
        }
        if transaction.eight_bit {
            // RFC 6152 §3: never to a server that did not offer it. Conversion to 7 bits is left out.
            if !self.capabilities.eight_bit_mime {
                return Err(Withheld::EightBit);
            }
            params.body = Some(Body::EightBit);
        }
        Ok(params)
    }

    pub(super) fn delivery_reply(&mut self, now: SimTime, reply: Reply) {
        let State::Delivering(mut delivery) = std::mem::replace(&mut self.state, State::Closed) else { return };
        // RFC 5321 §4.3.2: only the first digit counts, and only DATA is answered by a 3.
        let unexpected = match delivery.expects {
            Step::Data => ReplyClass::Done,
            _ => ReplyClass::Continue,
        };
        if reply.class() == unexpected {
            self.state = State::Delivering(delivery);
            return self.fail(Failure::Unexpected(reply));
        }
        match delivery.expects {
            Step::Reset => self.go_on(now, delivery, Step::Mail),
            Step::Mail => {
                delivery.opened = reply.is_positive();
                if !delivery.opened {
                    self.refuse(&mut delivery, Stage::MailFrom, reply);
                }
                self.after_mail(now, delivery, 0);
            }
            Step::Recipient(index) => {
                if !delivery.settled {
                    delivery.accepted += usize::from(reply.is_positive());
                    self.report(Report::Recipient { index, reply });
                }
                self.after_mail(now, delivery, index + 1);
            }
            Step::Data if reply.class() == ReplyClass::Continue => self.send_content(now, delivery),
            Step::Data => {
                if delivery.accepted > 0 {
                    self.refuse(&mut delivery, Stage::Data, reply);
                }
                self.end(now, delivery);
            }
            Step::Content => {
                delivery.settled = true;
                // RFC 5321 §4.1.1.4: after the end of DATA the transaction is over, for better or worse.
                delivery.opened = false;
                self.report(if reply.is_positive() {
                    Report::Accepted { reply }
                } else {
                    Report::Refused { stage: Stage::EndOfData, reply }
                });
                self.end(now, delivery);
            }
            Step::Dot => {
                delivery.opened = false;
                self.end(now, delivery);
            }
        }
    }

    /// After the replies to MAIL and to `answered` recipients.
    fn after_mail(&mut self, now: SimTime, delivery: Box<Delivery>, answered: usize) {
        let all_answered = answered == delivery.transaction.recipients.len();
        // A group has left; its replies come, whatever they are good for.
        let goes_on = delivery.pipelined || (!delivery.settled && (!all_answered || delivery.accepted > 0));
        if !goes_on {
            self.end(now, delivery);
        } else if all_answered {
            self.go_on(now, delivery, Step::Data);
        } else {
            self.go_on(now, delivery, Step::Recipient(answered));
        }
    }

    fn send_content(&mut self, now: SimTime, delivery: Box<Delivery>) {
        let wanted = delivery.accepted > 0 && !delivery.settled;
        let mut octets = Vec::new();
        // RFC 2920 §3.1: if no recipient was accepted and 354 comes all the same, a lone dot ends it.
        stuff(if wanted { &delivery.transaction.message } else { b"" }, &mut octets);
        self.flush();
        self.outputs.push_back(super::Output::Send(Segment::single(LineKind::Content, octets)));
        self.expect(now, delivery, if wanted { Step::Content } else { Step::Dot });
    }

    fn refuse(&mut self, delivery: &mut Delivery, stage: Stage, reply: Reply) {
        delivery.settled = true;
        self.report(Report::Refused { stage, reply });
    }

    fn end(&mut self, now: SimTime, delivery: Box<Delivery>) {
        if !delivery.settled {
            self.report(Report::NoRecipients);
        }
        self.ready(now, delivery.opened);
    }

    /// Sends the next command, unless it left with its group, and waits for its reply.
    fn go_on(&mut self, now: SimTime, delivery: Box<Delivery>, step: Step) {
        if !delivery.pipelined {
            self.send(&delivery, step);
        }
        self.expect(now, delivery, step);
    }

    fn expect(&mut self, now: SimTime, mut delivery: Box<Delivery>, step: Step) {
        let timeouts = &self.config.timeouts;
        let span = match step {
            Step::Reset => timeouts.reset,
            Step::Mail => timeouts.mail,
            Step::Recipient(_) => timeouts.recipient,
            Step::Data => timeouts.data,
            Step::Content | Step::Dot => timeouts.end_of_data,
        };
        self.wait(now, span);
        delivery.expects = step;
        self.state = State::Delivering(delivery);
    }

    fn send(&mut self, delivery: &Delivery, step: Step) {
        let buffer = self.commands.buffer();
        match step {
            Step::Reset => Command::Rset.write(buffer),
            Step::Mail => write_mail(&delivery.transaction.reverse_path, &delivery.params, buffer),
            Step::Recipient(index) => match delivery.transaction.recipients.get(index) {
                Some(path) => write_rcpt(path, buffer),
                None => return,
            },
            Step::Data => Command::Data.write(buffer),
            Step::Content | Step::Dot => return,
        }
        self.commands.end_line(LineKind::Command);
    }
}
