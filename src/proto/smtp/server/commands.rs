//! What each command does, once the table says that it is in order.

use std::sync::Arc;

use super::state::{Awaits, Pending, State};
use super::table::Rule;
use super::{Envelope, Hello, Question, Received, Server, refusals};
use crate::base::time::SimTime;
use crate::wire::smtp::{
    Body, Command, CommandError, DataError, DataReceiver, ForwardPath, LineError, MailParams, Problem, Reply,
    ReversePath, Verb,
};

impl Server {
    /// Does what a line asks for.
    pub(super) fn command_line(&mut self, now: SimTime, line: Result<Result<Command, CommandError>, LineError>) {
        let command = match line {
            Ok(command) => command,
            Err(error) => return self.respond(now, &refusals::line(error)),
        };
        let verb = command.as_ref().map_or_else(|error| error.verb, Command::verb);
        match (&self.state, self.phase().rule(verb)) {
            // RFC 5321 §3.1: after a refusing greeting there is only QUIT.
            (State::ExpectQuit, _) if verb != Verb::Quit => {
                self.respond(now, &Reply::new(503, [5, 5, 1], "No service here; say QUIT"));
            }
            _ if verb == Verb::Auth && !self.config.can_sign_in() => {
                self.respond(now, &refusals::sign_in_unavailable(&self.config));
            }
            (_, Rule::Refuse(reason)) => self.respond(now, &reason.reply()),
            (_, Rule::Serve) if verb == Verb::Http => {
                self.reply(&Reply::new(221, [2, 7, 0], "This is a post office, not a web site"));
                self.close();
            }
            (_, Rule::Serve) => match command {
                Ok(command) => self.command(now, command),
                Err(error) => self.respond(now, &refusals::command(error)),
            },
        }
    }

    fn command(&mut self, now: SimTime, command: Command) {
        match command {
            Command::Auth { mechanism, initial } => self.sign_in(now, &mechanism, initial.as_deref()),
            Command::Data => self.data(),
            Command::Ehlo { name } => {
                self.greet(Hello { name: name.into(), extended: true });
                let capabilities = self.config.capabilities();
                self.reply(&capabilities.reply());
            }
            Command::Expn { text } => self.ask(Question::Expand(text), Pending::Information),
            Command::Helo { name } => {
                self.greet(Hello { name: name.into(), extended: false });
                self.reply(&Reply::bare(250, self.config.name.to_string()));
            }
            Command::Help => self.reply(&Reply::new(214, [2, 0, 0], HELP)),
            Command::Mail { path, source_route, params } => self.mail(now, path, source_route, params),
            Command::Noop => self.reply(&Reply::new(250, [2, 0, 0], "Ok")),
            Command::Quit => {
                self.reply(&Reply::new(221, [2, 0, 0], "Goodbye"));
                self.close();
            }
            Command::Rcpt { path, source_route } => self.recipient(path, source_route),
            Command::Rset => {
                self.abandon_transaction();
                self.reply(&Reply::new(250, [2, 0, 0], "Ok"));
            }
            Command::Vrfy { text } => self.ask(Question::Verify(text), Pending::Information),
        }
    }

    fn greet(&mut self, hello: Hello) {
        // RFC 5321 §4.1.4: EHLO resets the transaction. RFC 4954 says nothing about the user, who stays signed in.
        self.abandon_transaction();
        let user = self.user().cloned();
        self.state = State::Greeted { hello, user, awaits: Awaits::Mail };
    }

    fn mail(&mut self, now: SimTime, path: ReversePath, source_route: bool, params: MailParams) {
        if !self.parameters_are_offered(&params) {
            let error = CommandError { verb: Verb::Mail, problem: Problem::UnknownParameter };
            return self.respond(now, &refusals::command(error));
        }
        // RFC 1870 §6.1: 552 for a mail that will never fit.
        if params.size.is_some_and(|size| size > self.config.max_size) {
            return self.respond(now, &refusals::content(DataError::TooLarge));
        }
        let pending = Pending::Sender { path: path.clone(), body: params.body.unwrap_or_default() };
        self.ask(Question::ReversePath { path, source_route, params }, pending);
    }

    /// RFC 5321 §4.1.1.11: a parameter belongs to an extension that EHLO offered; HELO offers none.
    fn parameters_are_offered(&self, params: &MailParams) -> bool {
        let offered = self.config.extensions;
        let extended = self.hello().is_some_and(|hello| hello.extended);
        (params.size.is_none() || extended && offered.size)
            && (params.body.is_none() || extended && offered.eight_bit_mime)
            && (params.submitter.is_none() || extended && self.config.can_sign_in())
    }

    pub(super) fn sender_accepted(&mut self, reverse_path: ReversePath, body: Body) {
        if let Some(awaits) = self.state.awaits() {
            let envelope = Envelope { reverse_path, forward_paths: Vec::new(), body };
            *awaits = Awaits::Recipients { envelope, refused: false };
        }
    }

    fn recipient(&mut self, path: ForwardPath, source_route: bool) {
        let count = self.envelope().map_or(0, |envelope| envelope.forward_paths.len());
        if count as u64 >= u64::from(self.config.max_recipients) {
            // RFC 5321 §4.5.3.1.10: 452, and those before stay accepted. Not counted as an error: a list is no attack.
            self.reply(&Reply::new(452, [4, 5, 3], "Too many recipients; send the rest in another mail"));
            return;
        }
        self.ask(Question::Recipient { path: path.clone(), source_route }, Pending::Recipient { path });
    }

    pub(super) fn recipient_judged(&mut self, path: ForwardPath, accepted: bool) {
        if let Some(Awaits::Recipients { envelope, refused }) = self.state.awaits() {
            if accepted {
                envelope.forward_paths.push(path);
            } else {
                // RFC 5321 §4.1.4: a refused RCPT leaves the transaction as it was.
                *refused = true;
            }
        }
    }

    fn data(&mut self) {
        let receiver = DataReceiver::new(self.config.line_ends, self.config.max_size);
        if let Some(awaits) = self.state.awaits() {
            *awaits = match std::mem::replace(awaits, Awaits::Mail) {
                Awaits::Recipients { envelope, .. } => Awaits::Content { envelope, receiver },
                other => other,
            };
        }
        // RFC 2034 §4: no enhanced code in class 3.
        self.reply(&Reply::bare(354, "Go on; end with a dot on a line of its own"));
    }

    /// The end of DATA: the transaction is over, whatever becomes of the mail (RFC 5321 §4.1.1.4).
    pub(super) fn end_of_data(&mut self, now: SimTime) {
        let State::Greeted { hello, user, awaits } = &mut self.state else { return };
        let Awaits::Content { envelope, receiver } = std::mem::replace(awaits, Awaits::Mail) else { return };
        let (hello, authenticated) = (hello.clone(), user.as_ref().map(Arc::clone));
        match receiver.finish() {
            Ok(content) => {
                self.ask(Question::Message(Received { envelope, content, hello, authenticated }), Pending::Message);
            }
            Err(error) => self.respond(now, &refusals::content(error)),
        }
    }
}

const HELP: &str = "Spoken here:\nAUTH DATA EHLO EXPN HELO HELP MAIL NOOP QUIT RCPT RSET VRFY\nSee RFC 5321";
