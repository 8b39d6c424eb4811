//! AUTH, from the client's end: RFC 4954 §4.

use super::{Client, Failure, Report, Stage, State};
use crate::base::time::SimTime;
use crate::wire::LineKind;
use crate::wire::smtp::auth::{encode, plain_response};
use crate::wire::smtp::{Command, Mechanism, Reply, ReplyClass};

/// What comes after the reply that is awaited.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum SignInStep {
    /// The whole of PLAIN.
    Plain,
    /// The user's name, in LOGIN.
    LoginUser,
    /// The password, in LOGIN.
    LoginPassword,
    /// Nothing: everything was said.
    Verdict,
}

impl Client {
    /// Signs in, if the configuration says so; otherwise the session is ready.
    pub(super) fn begin_sign_in(&mut self, now: SimTime) {
        let Some(sign_in) = &self.config.sign_in else { return self.ready(now, false) };
        let mechanism = sign_in.mechanism;
        if !self.capabilities.auth.contains(&mechanism) {
            let cause = Failure::SignInNotOffered(mechanism);
            self.report(Report::Failed { stage: Stage::SignIn, cause });
            return self.say_quit(now);
        }
        let (initial, step) = match (mechanism, sign_in.initial_response) {
            (Mechanism::Plain, true) => (Some(plain_response(&sign_in.user, &sign_in.password)), SignInStep::Verdict),
            (Mechanism::Plain, false) => (None, SignInStep::Plain),
            (Mechanism::Login, true) => (Some(encode(sign_in.user.as_bytes())), SignInStep::LoginPassword),
            (Mechanism::Login, false) => (None, SignInStep::LoginUser),
        };
        self.command(&Command::Auth { mechanism: mechanism.name().into(), initial: initial.map(Into::into) });
        self.expect_sign_in_reply(now, step);
    }

    pub(super) fn sign_in_reply(&mut self, now: SimTime, reply: Reply) {
        let (State::ExpectSignInReply(step), Some(sign_in)) = (&self.state, &self.config.sign_in) else { return };
        match (reply.class(), *step) {
            (ReplyClass::Done, _) => {
                self.report(Report::SignedIn);
                self.ready(now, false);
            }
            (ReplyClass::NotNow | ReplyClass::Never, _) => {
                self.report(Report::SignInRefused(reply));
                self.say_quit(now);
            }
            (ReplyClass::Continue, SignInStep::Plain) => {
                let response = plain_response(&sign_in.user, &sign_in.password);
                self.respond(now, &response, SignInStep::Verdict);
            }
            (ReplyClass::Continue, SignInStep::LoginUser) => {
                let response = encode(sign_in.user.as_bytes());
                self.respond(now, &response, SignInStep::LoginPassword);
            }
            (ReplyClass::Continue, SignInStep::LoginPassword) => {
                let response = encode(sign_in.password.as_bytes());
                self.respond(now, &response, SignInStep::Verdict);
            }
            (ReplyClass::Continue, SignInStep::Verdict) => self.fail(Failure::Unexpected(reply)),
        }
    }

    fn respond(&mut self, now: SimTime, response: &str, next: SignInStep) {
        let buffer = self.commands.buffer();
        buffer.extend_from_slice(response.as_bytes());
        buffer.extend_from_slice(b"\r\n");
        self.commands.end_line(LineKind::Auth);
        self.expect_sign_in_reply(now, next);
    }

    fn expect_sign_in_reply(&mut self, now: SimTime, step: SignInStep) {
        self.state = State::ExpectSignInReply(step);
        self.wait(now, self.config.timeouts.hello);
    }
}
