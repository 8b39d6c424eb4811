//! What a server offers in its reply to EHLO: one keyword a line (RFC 5321 §4.1.1.1).

use std::fmt::Write;

use super::auth::Mechanism;
use super::reply::Reply;

/// The extensions of one server, as far as they are spoken here.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Capabilities {
    /// How the server calls itself in the first line.
    pub name: Box<str>,
    /// Groups of commands may be sent without waiting (RFC 2920).
    pub pipelining: bool,
    /// The server takes `SIZE=` (RFC 1870).
    pub size: Option<SizeLimit>,
    /// Ways to sign in (RFC 4954); those not known here are left out.
    pub auth: Vec<Mechanism>,
    /// Replies carry enhanced codes (RFC 2034).
    pub enhanced_status_codes: bool,
    /// Content may hold octets above 127 (RFC 6152).
    pub eight_bit_mime: bool,
}

/// What the server says about the largest mail that it takes (RFC 1870 §4).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SizeLimit {
    /// `SIZE 0`, or `SIZE` alone: no fixed limit is known.
    Unknown,
    /// `SIZE n`: at most so many octets.
    Octets(u64),
}

impl Capabilities {
    /// The capabilities in a positive reply to EHLO. What is malformed or unknown is not offered.
    #[must_use]
    pub fn parse(reply: &Reply) -> Self {
        let mut lines = reply.lines();
        let name = lines.next().and_then(|line| line.split(' ').next()).unwrap_or_default().into();
        let mut offered = Self { name, ..Self::default() };
        for line in lines {
            let line = line.trim_end();
            let (keyword, values) = line.split_once(' ').unwrap_or((line, ""));
            // RFC 5321 §4.1.1.1: keywords are read in any case.
            if keyword.eq_ignore_ascii_case("PIPELINING") {
                offered.pipelining = true;
            } else if keyword.eq_ignore_ascii_case("SIZE") {
                let limit = values.parse().ok().filter(|octets| *octets > 0);
                offered.size = Some(limit.map_or(SizeLimit::Unknown, SizeLimit::Octets));
            } else if keyword.eq_ignore_ascii_case("AUTH") {
                offered.auth = values.split(' ').filter_map(Mechanism::from_name).collect();
            } else if keyword.eq_ignore_ascii_case("ENHANCEDSTATUSCODES") {
                offered.enhanced_status_codes = true;
            } else if keyword.eq_ignore_ascii_case("8BITMIME") {
                offered.eight_bit_mime = true;
            }
        }
        offered
    }

    /// The reply to EHLO that offers them, in the order in which Postfix names them.
    #[must_use]
    pub fn reply(&self) -> Reply {
        let mut text = String::with_capacity(128);
        text.push_str(&self.name);
        if self.pipelining {
            text.push_str("\nPIPELINING");
        }
        match self.size {
            None => {}
            Some(SizeLimit::Unknown) => text.push_str("\nSIZE 0"),
            Some(SizeLimit::Octets(octets)) => {
                write!(text, "\nSIZE {octets}").expect("writing to memory does not fail");
            }
        }
        if !self.auth.is_empty() {
            text.push_str("\nAUTH");
            for mechanism in &self.auth {
                text.push(' ');
                text.push_str(mechanism.name());
            }
        }
        if self.enhanced_status_codes {
            text.push_str("\nENHANCEDSTATUSCODES");
        }
        if self.eight_bit_mime {
            text.push_str("\n8BITMIME");
        }
        // RFC 2034 §4: the reply to EHLO has no enhanced code.
        Reply::bare(250, text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keywords_stand_in_their_order() {
        let offered = Capabilities {
            name: "smtp.escuela.com.mx".into(),
            pipelining: true,
            size: Some(SizeLimit::Octets(10_240_000)),
            auth: Mechanism::ALL.into(),
            enhanced_status_codes: true,
            eight_bit_mime: true,
        };
        let expected =
            "smtp.escuela.com.mx\nPIPELINING\nSIZE 10240000\nAUTH PLAIN LOGIN\nENHANCEDSTATUSCODES\n8BITMIME";
        assert_eq!(offered.reply().text, expected);
        assert_eq!(Capabilities::parse(&offered.reply()), offered);
    }

    #[test]
    fn what_other_servers_write_is_understood() {
        let reply = Reply::bare(250, "h greets you\nsize\nauth=PLAIN\nAUTH CRAM-MD5 plain \nX-OTHER\nDSN\nPipelining ");
        let offered = Capabilities::parse(&reply);
        assert_eq!(
            (&*offered.name, offered.size, &offered.auth[..]),
            ("h", Some(SizeLimit::Unknown), &[Mechanism::Plain][..])
        );
        assert!(offered.pipelining && !offered.eight_bit_mime);
    }

    #[test]
    fn size_zero_is_no_limit() {
        assert_eq!(Capabilities::parse(&Reply::bare(250, "h\nSIZE 0")).size, Some(SizeLimit::Unknown));
        assert_eq!(Capabilities::parse(&Reply::bare(250, "h\nSIZE x")).size, Some(SizeLimit::Unknown));
    }
}
