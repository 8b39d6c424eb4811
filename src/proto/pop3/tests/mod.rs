//! Dialogues with each end of POP3, and both ends against each other.
//!
//! A script has one line for each thing that happens: `C:` and `S:` are lines on the wire, `*` is what a machine tells its
//! world, `+ 30s` lets time pass, `! closed` takes the connection away.

mod client;
mod pair;
mod server;

use std::collections::VecDeque;

use crate::base::time::{SimTime, Span};
use crate::wire::Segment;

/// One end of the wire with everything that a script needs of it.
trait End {
    /// The prefix of what this end says.
    const OWN: char;
    /// The prefix of what its peer says.
    const PEER: char;

    fn connected(&mut self, now: SimTime);
    fn octets(&mut self, now: SimTime, octets: &[u8]);
    fn deadline(&mut self, now: SimTime);
    fn peer_closed(&mut self, now: SimTime);
    /// Everything that wants doing, as script lines.
    fn drain(&mut self, now: SimTime) -> Vec<String>;
}

/// Plays `script` against `end` from the moment the connection stands; every line that the end produces must be in it.
fn play<E: End>(end: &mut E, script: &str) {
    let mut now = SimTime::ZERO + Span::from_secs(1);
    let mut said = VecDeque::new();
    end.connected(now);
    said.extend(end.drain(now));
    for line in script.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (mark, text) = line.split_once(' ').unwrap_or((line, ""));
        if mark == format!("{}:", E::PEER) {
            assert_eq!(said, [""; 0], "before {line:?}");
            end.octets(now, format!("{text}\r\n").as_bytes());
        } else if mark == "+" {
            assert_eq!(said, [""; 0], "before {line:?}");
            now += text.parse().expect("a duration");
            end.deadline(now);
        } else if mark == "!" {
            end.peer_closed(now);
        } else {
            assert_eq!(said.pop_front().as_deref(), Some(line));
        }
        said.extend(end.drain(now));
    }
    assert_eq!(said, [""; 0], "after the script");
}

/// The lines of `segment` as script lines.
fn lines(who: char, segment: &Segment) -> Vec<String> {
    let text = std::str::from_utf8(&segment.octets).expect("these scripts are text");
    let lines = text.strip_suffix("\r\n").expect("a segment ends with a line end").split("\r\n");
    lines.map(|line| format!("{who}: {line}").trim_end().to_owned()).collect()
}
