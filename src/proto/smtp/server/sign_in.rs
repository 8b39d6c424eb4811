//! AUTH: RFC 4954, with PLAIN (RFC 4616) and LOGIN. An exchange is over after success, refusal, or `*`.

use std::sync::Arc;

use super::state::{Awaits, Pending, Response, State};
use super::{Event, Question, Server};
use crate::base::time::SimTime;
use crate::wire::smtp::auth::{LOGIN_PASSWORD, LOGIN_USER, PlainResponse, decode};
use crate::wire::smtp::{LineError, Mechanism, Reply};

impl Server {
    /// `AUTH mechanism [initial]`.
    pub(super) fn sign_in(&mut self, now: SimTime, mechanism: &str, initial: Option<&str>) {
        let offered = Mechanism::from_name(mechanism).filter(|mechanism| self.config.auth.contains(mechanism));
        let response = match offered {
            Some(Mechanism::Plain) => Response::Plain,
            Some(Mechanism::Login) => Response::LoginUser,
            // RFC 4954 §4: 504 for a mechanism that is not offered.
            None => return self.respond(now, &Reply::new(504, [5, 5, 4], "No such way to sign in here")),
        };
        match initial {
            None => self.challenge(response),
            // RFC 4954 §4: a lone equals sign is an initial response of no octets.
            Some("=") => self.response(now, response, b""),
            Some(initial) => self.response(now, response, initial.as_bytes()),
        }
    }

    /// A line of the exchange.
    pub(super) fn sign_in_line(&mut self, now: SimTime, line: Result<Vec<u8>, LineError>) {
        let Some(awaits) = self.state.awaits() else { return };
        let Awaits::Response(response) = std::mem::replace(awaits, Awaits::Mail) else { return };
        match line.as_deref() {
            // RFC 4954 §4: the client gives up.
            Ok(b"*") => self.respond(now, &Reply::new(501, [5, 7, 0], "As you wish")),
            Ok(line) => self.response(now, response, line),
            // RFC 4954 §6: 500 5.5.6.
            Err(LineError::TooLong) => self.respond(now, &Reply::new(500, [5, 5, 6], "Response too long")),
            Err(LineError::BareLineEnd) => self.respond(now, &bad_base64()),
        }
    }

    pub(super) fn credentials_judged(&mut self, signed_in: Arc<str>, accepted: bool) {
        if let State::Greeted { user, .. } = &mut self.state
            && accepted
        {
            *user = Some(Arc::clone(&signed_in));
            self.event(Event::SignedIn { user: signed_in });
        }
    }

    /// Asks for the next line of the exchange.
    fn challenge(&mut self, response: Response) {
        // RFC 4954 §4: 334, a space, and the challenge in base64, which may be empty.
        let challenge = match response {
            Response::Plain => "",
            Response::LoginUser => LOGIN_USER,
            Response::LoginPassword { .. } => LOGIN_PASSWORD,
        };
        if let Some(awaits) = self.state.awaits() {
            *awaits = Awaits::Response(response);
        }
        self.reply(&Reply::bare(334, challenge));
    }

    /// Takes a response, in base64.
    fn response(&mut self, now: SimTime, response: Response, base64: &[u8]) {
        let mechanism = response.mechanism();
        let Some(decoded) = decode(base64) else { return self.respond(now, &bad_base64()) };
        match response {
            Response::Plain => match PlainResponse::parse(&decoded) {
                // RFC 4616 §2: acting as somebody else needs a permission that nobody has here.
                Some(plain) if plain.acts_as.is_empty() || plain.acts_as == plain.user => {
                    self.ask_for(mechanism, plain.user, plain.password);
                }
                Some(_) => self.respond(now, &Reply::new(535, [5, 7, 8], "Nobody acts for somebody else here")),
                None => self.respond(now, &malformed()),
            },
            Response::LoginUser => match text(&decoded) {
                Some(user) => self.challenge(Response::LoginPassword { user }),
                None => self.respond(now, &malformed()),
            },
            Response::LoginPassword { user } => match text(&decoded) {
                Some(password) => self.ask_for(mechanism, user, password),
                None => self.respond(now, &malformed()),
            },
        }
    }

    fn ask_for(&mut self, mechanism: Mechanism, user: Box<str>, password: Box<str>) {
        let pending = Pending::Credentials { user: Arc::from(&*user) };
        self.ask(Question::Credentials { mechanism, user, password }, pending);
    }
}

fn text(decoded: &[u8]) -> Option<Box<str>> {
    str::from_utf8(decoded).ok().filter(|text| !text.is_empty()).map(Into::into)
}

/// RFC 4954 §4: 501 for what is not base64; §6 adds 5.5.2.
fn bad_base64() -> Reply {
    Reply::new(501, [5, 5, 2], "That is not base64")
}

fn malformed() -> Reply {
    Reply::new(501, [5, 5, 2], "The response is malformed")
}
