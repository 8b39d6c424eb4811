//! What a server's response means for the walk: an answer, the way to a better server, or nothing that can be used.
//!
//! Pure: a response, the question and the zone that the server was asked for go in. What the server may not speak about is
//! dropped here (the bailiwick rule), so that no server can lead a resolver astray about other people's names.

use crate::proto::dns::cache::Negative;
use crate::wire::dns::{Message, Name, Question, Rcode, Record, RecordData, RecordType};

/// The meaning of a response.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Verdict {
    /// The server owns the name and this is what it says, aliases first.
    Answered { aliases: Vec<Record>, end: End },
    /// These servers of a zone further down know better.
    Referral { zone: Name, servers: Vec<Record>, glue: Vec<Record> },
    /// The server does not own the zone for which it was named: a lame delegation (RFC 1912 §2.8).
    Lame,
    /// The server has a problem.
    Failed(Rcode),
    /// The answer did not fit into a datagram.
    Truncated,
}

/// Where a chain of aliases, perhaps an empty one, ends.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum End {
    /// At records of the type that was asked for.
    Records(Vec<Record>),
    /// At nothing; without a SOA this cannot be remembered (RFC 2308 §5).
    Nothing { kind: Negative, soa: Option<Record> },
    /// At a name about which another server must be asked.
    Elsewhere,
}

/// Judges the response of a server of `zone` to `question`; at most `max_aliases` are followed inside it.
pub(super) fn judge(response: &Message, question: &Question, zone: &Name, max_aliases: usize) -> Verdict {
    let header = response.header;
    if header.truncated {
        return Verdict::Truncated;
    }
    if !matches!(header.rcode, Rcode::NO_ERROR | Rcode::NAME_ERROR) {
        return Verdict::Failed(header.rcode);
    }
    if !header.authoritative {
        return referral(response, question, zone).unwrap_or(Verdict::Lame);
    }
    let Question { rtype, .. } = *question;
    let mut name = &question.name;
    let mut aliases = Vec::new();
    // Only names inside the zone are looked at: what is said about others is hearsay.
    while name.is_subdomain_of(zone) {
        let own = || response.answers.iter().filter(|record| record.name == *name);
        let records: Vec<_> = own().filter(|record| record.rtype() == rtype).cloned().collect();
        if !records.is_empty() {
            return Verdict::Answered { aliases, end: End::Records(records) };
        }
        let Some((alias, target)) = own().find_map(|record| Some((record, record.data.alias()?))) else {
            let end = nothing(response, name, zone, aliases.is_empty());
            return Verdict::Answered { aliases, end };
        };
        aliases.push(alias.clone());
        name = target;
        if aliases.len() >= max_aliases {
            break;
        }
    }
    Verdict::Answered { aliases, end: End::Elsewhere }
}

/// The owner of a record in `response` that a server of `zone` has no say about, if there is one.
pub(super) fn outside<'a>(response: &'a Message, zone: &Name) -> Option<&'a Name> {
    let mut sections = response.answers.iter().chain(&response.authority).chain(&response.additional);
    sections.find(|record| !record.name.is_subdomain_of(zone)).map(|record| &record.name)
}

/// A referral counts only when it leads down towards the name; up or sideways it is lame (RFC 1912 §2.8).
fn referral(response: &Message, question: &Question, zone: &Name) -> Option<Verdict> {
    if !response.is_referral() {
        return None;
    }
    let leads_down = |name: &Name| name != zone && name.is_subdomain_of(zone) && question.name.is_subdomain_of(name);
    let first =
        response.authority.iter().find(|record| record.rtype() == RecordType::NS && leads_down(&record.name))?;
    let is_server = |record: &&Record| record.rtype() == RecordType::NS && record.name == first.name;
    let servers: Vec<_> = response.authority.iter().filter(is_server).cloned().collect();
    // Glue is for the named servers alone, and only inside what this server may speak about.
    let is_glue = |record: &&Record| {
        matches!(record.data, RecordData::A(_))
            && record.name.is_subdomain_of(zone)
            && servers.iter().any(|server| server.data.host() == Some(&record.name))
    };
    let glue = response.additional.iter().filter(is_glue).cloned().collect();
    Some(Verdict::Referral { zone: first.name.clone(), servers, glue })
}

/// An authoritative response without records for `name`.
fn nothing(response: &Message, name: &Name, zone: &Name, is_first: bool) -> End {
    // The SOA must be of a zone that holds the name and that the server may speak about.
    let holds_name = |soa: &&Record| name.is_subdomain_of(&soa.name) && soa.name.is_subdomain_of(zone);
    let soa = response.soa().filter(holds_name).cloned();
    // RFC 6604 §3: the rcode speaks of the last name of the chain.
    let kind = if response.header.rcode == Rcode::NAME_ERROR { Negative::NameError } else { Negative::NoData };
    if kind == Negative::NoData && soa.is_none() && !is_first {
        // The alias led into a zone that this server has delegated.
        return End::Elsewhere;
    }
    End::Nothing { kind, soa }
}
