//! What servers of both kinds, [`authority`](super::authority) and [`resolver`](super::resolver), do with a datagram before
//! they look at the name.

use crate::wire::dns::{Class, Header, Message, Opcode, Question, Rcode, RecordType};

/// A datagram at a server's door.
pub(super) enum Received {
    /// No query: no answer.
    Nothing,
    /// A query that is answered with an error at once.
    Rejected(Message),
    /// An ordinary query, of class IN, for records.
    Accepted(Message, Question),
}

/// Reads a query and turns away what no server here serves.
pub(super) fn receive(octets: &[u8]) -> Received {
    let Ok(header) = Header::parse(octets) else { return Received::Nothing };
    if header.response {
        // A response is never answered, or two servers could keep each other busy for ever.
        return Received::Nothing;
    }
    let bare = |rcode| Received::Rejected(Message::empty(header.reply(rcode)));
    if header.opcode != Opcode::QUERY {
        // The sections of other kinds of messages mean other things; nothing but the header is understood.
        return bare(Rcode::NOT_IMPLEMENTED);
    }
    let Ok(query) = Message::parse(octets) else { return bare(Rcode::FORMAT_ERROR) };
    if query.edns.is_some_and(|edns| edns.version > 0) {
        // RFC 6891 §6.1.3: the answer tells the version that is understood.
        return Received::Rejected(query.reply(Rcode::BAD_VERSION));
    }
    let Some(question) = query.question.clone() else { return bare(Rcode::FORMAT_ERROR) };
    let is_transfer = matches!(question.rtype, RecordType::AXFR | RecordType::IXFR);
    if question.class != Class::IN || question.rtype == RecordType::OPT || is_transfer {
        return Received::Rejected(query.reply(Rcode::REFUSED));
    }
    Received::Accepted(query, question)
}
