//! What people do: mails that are sent, mailboxes that are looked into.

use bytes::Bytes;

use super::super::decode::Spanned;
use super::super::diagnostic::{Kind, Problem, Severity, SourceSpan};
use super::super::file::{AttachmentFile, CheckFile, EntryFile, MailFile, SignInFile, WhatFile};
use super::super::model::{Action, Address, Attachment, Mail, SignIn, What};
use super::{Check, MAX_ACTIONS, MAX_ATTACHED, MAX_ATTACHED_IN_ALL, MAX_RECIPIENTS, MAX_RECIPIENTS_IN_ALL};

/// The media types of the endings that authors use (<https://www.iana.org/assignments/media-types>).
const MEDIA_TYPES: [(&str, &str); 15] = [
    ("txt", "text/plain"),
    ("md", "text/markdown"),
    ("html", "text/html"),
    ("csv", "text/csv"),
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("gif", "image/gif"),
    ("svg", "image/svg+xml"),
    ("pdf", "application/pdf"),
    ("zip", "application/zip"),
    ("json", "application/json"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("eml", "message/rfc822"),
];

impl Check<'_> {
    pub(super) fn timeline(&mut self, files: &[EntryFile]) -> Vec<Action> {
        let mut actions = Vec::new();
        let mut count = 0;
        let mut recipients = 0;
        for file in files {
            let at = self.moment(&file.at);
            match &file.what {
                WhatFile::Send(mail) => {
                    // A file is too short for as many mails as there may be actions.
                    count += 1;
                    let mail = self.mail(mail, &mut recipients);
                    actions.extend(mail.map(|mail| Action { at, what: What::Send(mail) }));
                }
                WhatFile::Check(check) => {
                    let keep = check.keep.unwrap_or(false);
                    let users = self.readers(check, &mut count);
                    actions.extend(users.into_iter().map(|user| Action { at, what: What::Check { user, keep } }));
                }
            }
        }
        // The sort is stable: at equal times the order of the file is the order of the deeds.
        actions.sort_by_key(|action| action.at);
        actions
    }

    fn readers(&mut self, file: &CheckFile, count: &mut u64) -> Vec<Address> {
        let Some(pattern) = self.pattern(&file.user) else { return Vec::new() };
        if !self.count(Kind::Action, count, pattern.count(), MAX_ACTIONS, &file.user.span) {
            return Vec::new();
        }
        let users = self.addresses(&file.user, pattern);
        self.must_exist(&users, &file.user.span, Severity::Error);
        users
    }

    fn mail(&mut self, file: &MailFile, in_all: &mut u64) -> Option<Mail> {
        let from = self.known_address(&file.from);
        let subject = file.subject.as_ref().map(|subject| self.one_line(subject)).unwrap_or_default();
        let body = file.body.as_ref().map_or("", |body| body.value.as_str()).into();
        let attachments = self.attachments(&file.attachments);
        let sign_in = match &file.sign_in {
            None | Some(SignInFile::Normal) => SignIn::Normal,
            Some(SignInFile::Never) => SignIn::Never,
            Some(SignInFile::Password(password)) => SignIn::Password(self.one_line(password)),
        };
        let errors = self.problems.errors();
        let mut of_mail = 0;
        let mut list = |recipients: &[Spanned<String>]| {
            let mut addresses = Vec::new();
            for text in recipients {
                addresses.extend(self.recipients(text, file.on_purpose == Some(true), &mut of_mail, in_all));
            }
            addresses
        };
        let (to, cc, bcc) = (list(&file.to), list(&file.cc), list(&file.bcc));
        if to.is_empty() && cc.is_empty() && bcc.is_empty() && self.problems.errors() == errors {
            self.problems.error(file.from.span.clone(), Problem::NoRecipients);
        }
        Some(Mail { from: from?, to, cc, bcc, subject, body, attachments, sign_in })
    }

    /// The recipients that one text stands for. Mail may be sent to nobody, but probably it was not meant.
    fn recipients(
        &mut self,
        text: &Spanned<String>,
        on_purpose: bool,
        of_mail: &mut u64,
        in_all: &mut u64,
    ) -> Vec<Address> {
        let Some(pattern) = self.pattern(text) else { return Vec::new() };
        if !self.count(Kind::Recipient, of_mail, pattern.count(), MAX_RECIPIENTS, &text.span)
            || !self.count(Kind::RecipientInAll, in_all, pattern.count(), MAX_RECIPIENTS_IN_ALL, &text.span)
        {
            return Vec::new();
        }
        let addresses = self.addresses(text, pattern);
        if !on_purpose {
            self.must_exist(&addresses, &text.span, Severity::Warning);
        }
        addresses
    }

    fn attachments(&mut self, files: &[AttachmentFile]) -> Vec<Attachment> {
        let mut bytes = 0;
        let mut attachments = Vec::new();
        for file in files {
            let Some((content, span)) = self.content(file) else { continue };
            if !self.count(Kind::AttachmentBytes, &mut bytes, content.len() as u64, MAX_ATTACHED, &span) {
                continue;
            }
            let name = match (&file.name, &file.file) {
                (Some(name), _) => self.one_line(name),
                (None, Some(path)) => path.value.rsplit('/').next().unwrap_or_default().to_owned(),
                (None, None) => "texto.txt".to_owned(),
            };
            let content_type = match &file.content_type {
                Some(written) => self.media_type(written),
                None => media_type_of(&name).to_owned(),
            };
            attachments.push(Attachment { name, content_type, content });
        }
        attachments
    }

    /// The octets of an attachment, and the place that says where they come from.
    fn content(&mut self, file: &AttachmentFile) -> Option<(Bytes, SourceSpan)> {
        match (&file.file, &file.text) {
            (Some(path), None) => self.attached_file(path).map(|content| (content, path.span.clone())),
            (None, Some(text)) => Some((Bytes::copy_from_slice(text.value.as_bytes()), text.span.clone())),
            (Some(path), Some(_)) => {
                self.problems.error(path.span.clone(), Problem::AttachmentContent { both: true });
                None
            }
            (None, None) => {
                let span = file.name.as_ref().map_or(0..0, |name| name.span.clone());
                self.problems.error(span, Problem::AttachmentContent { both: false });
                None
            }
        }
    }

    fn attached_file(&mut self, path: &Spanned<String>) -> Option<Bytes> {
        let text = path.value.as_str();
        if let Some(content) = self.attached.get(text) {
            return Some(content.clone());
        }
        let is_inside = !text.contains(['\\', ':', '\0'])
            && text.split('/').all(|part| !part.is_empty() && part != "." && part != "..");
        if !is_inside {
            self.problems.error(path.span.clone(), Problem::BadPath);
            return None;
        }
        let content = match self.files.read(text) {
            Ok(content) => content,
            Err(why) => {
                self.problems.error(path.span.clone(), Problem::UnreadableFile { path: text.to_owned(), why });
                return None;
            }
        };
        let mut in_all = self.attached.values().map(|content| content.len() as u64).sum();
        let length = content.len() as u64;
        if !self.count(Kind::AttachmentBytesInAll, &mut in_all, length, MAX_ATTACHED_IN_ALL, &path.span) {
            return None;
        }
        self.attached.insert(text.to_owned(), content.clone());
        Some(content)
    }

    fn media_type(&mut self, written: &Spanned<String>) -> String {
        // RFC 6838 §4.2: the characters of a registered name.
        let is_name = |name: &str| {
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte))
        };
        if !written.value.split_once('/').is_some_and(|(kind, name)| is_name(kind) && is_name(name)) {
            self.problems.error(written.span.clone(), Problem::BadMediaType);
        }
        written.value.to_ascii_lowercase()
    }
}

fn media_type_of(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    MEDIA_TYPES.iter().find(|(known, _)| *known == ending).map_or("application/octet-stream", |(_, kind)| kind)
}
