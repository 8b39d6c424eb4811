//! An open mailbox: what was in it at sign-in, what has been marked since, and the answers about it.

use std::io::Write as _;
use std::sync::Arc;

use super::server::Item;
use crate::wire::mail::find;
use crate::wire::mail::header::header_section_len;
use crate::wire::pop3::{Command, write_content};
use crate::wire::{LineKind, SegmentBuilder};

/// The mails of one TRANSACTION (RFC 1939 §5). Their numbers do not change while it lasts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Maildrop {
    items: Arc<[Item]>,
    /// Which mails are marked; one flag for each.
    deleted: Vec<bool>,
}

/// The number is no mail's, or the mail is marked as deleted (RFC 1939 §5).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct NoSuchMessage;

/// A mail that is there and not marked.
struct Message<'a> {
    number: u32,
    index: usize,
    item: &'a Item,
}

impl Maildrop {
    pub(super) fn open(items: Vec<Item>) -> Self {
        Self { deleted: vec![false; items.len()], items: items.into() }
    }

    /// The marked mails, ascending.
    pub(super) fn deleted(&self) -> Vec<usize> {
        self.deleted.iter().enumerate().filter(|&(_, &deleted)| deleted).map(|(index, _)| index).collect()
    }

    /// Answers a command of the TRANSACTION state. Gives the index of a mail that was retrieved.
    pub(super) fn transact(
        &mut self,
        command: Command<'_>,
        out: &mut SegmentBuilder,
    ) -> Result<Option<usize>, NoSuchMessage> {
        match command {
            Command::Stat => {
                let (count, octets) = self.count();
                reply(out, format_args!("+OK {count} {octets}\r\n"));
            }
            Command::List(None) => {
                self.write_count(out);
                for Message { number, item, .. } in self.messages() {
                    reply(out, format_args!("{number} {}\r\n", item.octets.len()));
                }
                out.line(LineKind::Reply, b".\r\n");
            }
            Command::List(Some(number)) => {
                let size = self.message(number)?.item.octets.len();
                reply(out, format_args!("+OK {number} {size}\r\n"));
            }
            Command::Uidl(None) => {
                reply(out, format_args!("+OK the lasting names\r\n"));
                for Message { number, item, .. } in self.messages() {
                    reply(out, format_args!("{number} {}\r\n", item.uid));
                }
                out.line(LineKind::Reply, b".\r\n");
            }
            Command::Uidl(Some(number)) => {
                let uid = self.message(number)?.item.uid;
                reply(out, format_args!("+OK {number} {uid}\r\n"));
            }
            Command::Retr(number) => {
                let Message { item, index, .. } = self.message(number)?;
                reply(out, format_args!("+OK {} octets\r\n", item.octets.len()));
                content(out, &item.octets);
                return Ok(Some(index));
            }
            Command::Top { number, lines } => {
                let octets = &self.message(number)?.item.octets;
                reply(out, format_args!("+OK the top of the message\r\n"));
                content(out, top(octets, lines));
            }
            Command::Dele(number) => {
                let index = self.message(number)?.index;
                if let Some(deleted) = self.deleted.get_mut(index) {
                    *deleted = true;
                }
                reply(out, format_args!("+OK message {number} goes at QUIT\r\n"));
            }
            Command::Rset => {
                self.deleted.fill(false);
                self.write_count(out);
            }
            // NOOP, and nothing else that `rules` lets through.
            _ => reply(out, format_args!("+OK\r\n")),
        }
        Ok(None)
    }

    /// `+OK 2 messages (320 octets)`, the shape of RFC 1939 §5.
    pub(super) fn write_count(&self, out: &mut SegmentBuilder) {
        let (count, octets) = self.count();
        let noun = if count == 1 { "message" } else { "messages" };
        reply(out, format_args!("+OK {count} {noun} ({octets} octets)\r\n"));
    }

    /// How many mails there are, and their octets together; RFC 1939 §5: without the marked ones.
    fn count(&self) -> (usize, usize) {
        self.messages().fold((0, 0), |(count, octets), message| (count + 1, octets + message.item.octets.len()))
    }

    /// The mails that are not marked, with their numbers.
    fn messages(&self) -> impl Iterator<Item = Message<'_>> {
        (1..)
            .zip(self.items.iter().zip(&self.deleted).enumerate())
            .filter(|(_, (_, (_, deleted)))| !**deleted)
            .map(|(number, (index, (item, _)))| Message { number, index, item })
    }

    fn message(&self, number: u32) -> Result<Message<'_>, NoSuchMessage> {
        // RFC 1939 §5: mails are numbered from 1; a marked one is refused like one that never was.
        let index = usize::try_from(number).ok().and_then(|number| number.checked_sub(1)).ok_or(NoSuchMessage)?;
        match (self.items.get(index), self.deleted.get(index)) {
            (Some(item), Some(false)) => Ok(Message { number, index, item }),
            _ => Err(NoSuchMessage),
        }
    }
}

/// The header section, the empty line and `lines` lines of the body (RFC 1939 §7, TOP).
fn top(message: &[u8], lines: u32) -> &[u8] {
    let mut end = header_section_len(message);
    // The empty line counts for the header; without one the body begins at once.
    let separator = message.get(end..).is_some_and(|body| body.starts_with(b"\r\n") || body.starts_with(b"\n"));
    for _ in 0..u64::from(lines) + u64::from(separator) {
        let Some(rest) = message.get(end..).filter(|rest| !rest.is_empty()) else { break };
        end += find(rest, |octet| octet == b'\n').map_or(rest.len(), |line_end| line_end + 1);
    }
    message.get(..end).unwrap_or(message)
}

fn reply(out: &mut SegmentBuilder, line: std::fmt::Arguments<'_>) {
    // Writing to a Vec cannot fail.
    _ = out.buffer().write_fmt(line);
    out.end_line(LineKind::Reply);
}

fn content(out: &mut SegmentBuilder, octets: &[u8]) {
    write_content(octets, out.buffer());
    out.end_line(LineKind::Content);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_top_is_the_header_and_some_lines() {
        let mail = b"A: b\r\n\r\none\r\ntwo\r\n";
        assert_eq!(top(mail, 0), b"A: b\r\n\r\n");
        assert_eq!(top(mail, 1), b"A: b\r\n\r\none\r\n");
        assert_eq!(top(mail, 2), mail);
        assert_eq!(top(mail, u32::MAX), mail);
        assert_eq!(top(b"", 3), b"");
        assert_eq!(top(b"A: b\r\n", 3), b"A: b\r\n");
        assert_eq!(top(b"no field\r\nsecond\r\n", 1), b"no field\r\n");
    }
}
