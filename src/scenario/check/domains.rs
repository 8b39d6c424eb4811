//! Domains with their users and hosts.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use super::super::address::{is_domain, is_local};
use super::super::decode::{Attempt, Spanned};
use super::super::diagnostic::{Kind, PatternFault, Problem, SourceSpan};
use super::super::file::{DomainFile, FromName, OrName, ServerFile, UserFile, UsersFile};
use super::super::model::{Domain, MxPlan, Server, User};
use super::super::spans;
use super::{Check, KnownDomain, MAX_HOSTS, MAX_USERS, nearest_owned, zone};
use crate::base::time::SpanError;

/// What is counted and compared over all domains.
#[derive(Default)]
struct Census {
    domains: u64,
    users: u64,
    hosts: u64,
    addresses: BTreeMap<Ipv4Addr, SourceSpan>,
    /// Hosts that MX records name; they may stand further down in the file.
    exchangers: Vec<(String, SourceSpan)>,
}

impl Check<'_> {
    pub(super) fn domains(&mut self, files: &[Attempt<DomainFile>]) -> Vec<Domain> {
        let mut census = Census::default();
        let mut domains = Vec::new();
        for attempt in files {
            if let Some(file) = &attempt.value {
                self.domain_family(file, attempt.sound, &mut census, &mut domains);
            }
        }
        if files.is_empty() && self.problems.errors() == 0 {
            self.problems.error(0..1, Problem::NoDomains);
        }
        if self.known.all_sound {
            for (host, span) in census.exchangers {
                if !self.known.hosts.contains_key(&host) {
                    let suggestion = nearest_owned(&host, self.known.hosts.keys());
                    self.problems.warning(span, Problem::UnknownHost { host, suggestion });
                }
            }
        }
        domains
    }

    /// The domains that one entry of the file stands for.
    fn domain_family(&mut self, file: &DomainFile, sound: bool, census: &mut Census, domains: &mut Vec<Domain>) {
        let Some(pattern) = self.pattern(&file.name) else {
            self.known.all_sound = false;
            return;
        };
        if !self.count(Kind::Domain, &mut census.domains, pattern.count(), MAX_HOSTS, &file.name.span) {
            self.known.all_sound = false;
            return;
        }
        let family = pattern.is_many().then(|| file.name.value.clone());
        if let Some(records) = &file.records {
            self.records(records);
        }
        let ttl_secs = self.ttl(file);
        for name in pattern.names() {
            let name = name.to_ascii_lowercase();
            if !is_domain(&name) {
                self.problems.error(file.name.span.clone(), Problem::BadDomainName);
                self.known.all_sound = false;
                return;
            }
            let errors = self.problems.errors();
            let users = self.users(&file.users, &mut census.users);
            let sound = sound && self.known.is_whole && self.problems.errors() == errors;
            let names: BTreeSet<String> = users.iter().map(|user| user.name.to_ascii_lowercase()).collect();
            let known = KnownDomain { span: file.name.span.clone(), users: names, sound };
            if let Some(first) = self.known.domains.get_mut(&name) {
                // Whoever writes to a user of the second one means somebody who is there.
                first.users.extend(known.users);
                let first = first.span.clone();
                self.duplicate(Kind::Domain, name.clone(), file.name.span.clone(), first);
                continue;
            }
            self.known.domains.insert(name.clone(), known);
            let servers = self.servers(file, &name, census);
            let web = file.web.as_ref().and_then(|web| {
                self.count(Kind::Host, &mut census.hosts, 1, MAX_HOSTS, &web.span).then_some(())?;
                self.host(web, &web.value, &name)
            });
            let mx = self.mx_plan(file, &name, census);
            domains.push(Domain {
                users,
                servers,
                mx,
                web,
                records: file.records.as_ref().map(|records| records.value.clone()).unwrap_or_default(),
                ttl_secs,
                at: file.at,
                family: family.clone(),
                name,
            });
        }
    }

    fn users(&mut self, file: &UsersFile, in_all: &mut u64) -> Vec<User> {
        let mut users = Vec::new();
        match file {
            UsersFile::Count(count) => {
                if !self.count(Kind::User, in_all, count.value.into(), MAX_USERS, &count.span) {
                    return users;
                }
                // u1 … u9, u01 … u99, u001 … u100: as many digits as the last one needs.
                let width = count.value.to_string().len();
                users.extend((1..=count.value).map(|n| crowd(format!("u{n:0width$}"))));
            }
            UsersFile::List(files) => {
                let mut seen: BTreeMap<String, SourceSpan> = BTreeMap::new();
                for OrName(user) in files {
                    self.user_family(user, in_all, &mut seen, &mut users);
                }
            }
        }
        users
    }

    fn user_family(
        &mut self,
        file: &UserFile,
        in_all: &mut u64,
        seen: &mut BTreeMap<String, SourceSpan>,
        users: &mut Vec<User>,
    ) {
        let Some(pattern) = self.pattern(&file.name) else { return };
        if !self.count(Kind::User, in_all, pattern.count(), MAX_USERS, &file.name.span) {
            return;
        }
        let display = file.display.as_ref().map(|display| self.one_line(display));
        let password = file.password.as_ref().map(|password| self.one_line(password));
        let listed = !pattern.is_many();
        for name in pattern.names() {
            if !is_local(&name) {
                self.problems.error(file.name.span.clone(), Problem::BadUserName);
                return;
            }
            if let Some(first) = seen.insert(name.to_ascii_lowercase(), file.name.span.clone()) {
                self.duplicate(Kind::User, name, file.name.span.clone(), first);
                continue;
            }
            let plain = crowd(name);
            users.push(User {
                password: password.clone().unwrap_or(plain.password),
                display: display.clone(),
                at: file.at,
                listed,
                name: plain.name,
            });
        }
    }

    fn servers(&mut self, file: &DomainFile, domain: &str, census: &mut Census) -> Vec<Server> {
        let Some(files) = &file.servers else {
            let name = Spanned { value: "smtp".to_owned(), span: file.name.span.clone() };
            return self.server(&ServerFile::from_name(name), domain, census);
        };
        files.iter().flat_map(|OrName(server)| self.server(server, domain, census)).collect()
    }

    /// The servers that one entry of the file stands for.
    fn server(&mut self, file: &ServerFile, domain: &str, census: &mut Census) -> Vec<Server> {
        let Some(pattern) = self.pattern(&file.name) else { return Vec::new() };
        if !self.count(Kind::Host, &mut census.hosts, pattern.count(), MAX_HOSTS, &file.name.span) {
            return Vec::new();
        }
        let mut servers = Vec::new();
        for label in pattern.names() {
            let address = file.address.as_ref().and_then(|address| self.ip_address(address, census));
            let Some(name) = self.host(&file.name, &label, domain) else { continue };
            servers.push(Server {
                name,
                mx: file.mx.0,
                address,
                max_size: file.max_size.unwrap_or(Server::STANDARD_MAX_SIZE),
                max_recipients: file.max_recipients.unwrap_or(Server::STANDARD_MAX_RECIPIENTS),
                at: file.at,
            });
        }
        servers
    }

    /// The full name of a new host of `domain`, named `label` in the file.
    fn host(&mut self, text: &Spanned<String>, label: &str, domain: &str) -> Option<String> {
        let name = self.full_name(text, label, domain)?;
        let lies_inside = name.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        if !lies_inside {
            let problem = Problem::HostOutside { host: name, domain: domain.to_owned() };
            self.problems.error(text.span.clone(), problem);
            return None;
        }
        if let Some(first) = self.known.hosts.insert(name.clone(), text.span.clone()) {
            self.duplicate(Kind::Host, name, text.span.clone(), first);
            return None;
        }
        Some(name)
    }

    /// `smtp` and `@` are relative to the domain; a name with a dot is complete.
    fn full_name(&mut self, text: &Spanned<String>, label: &str, domain: &str) -> Option<String> {
        let name = match label {
            "@" => domain.to_owned(),
            name if name.contains('.') => name.to_ascii_lowercase(),
            label => format!("{}.{domain}", label.to_ascii_lowercase()),
        };
        if is_domain(&name) {
            return Some(name);
        }
        self.problems.error(text.span.clone(), Problem::BadHostName);
        None
    }

    fn mx_plan(&mut self, file: &DomainFile, domain: &str, census: &mut Census) -> MxPlan {
        let Some(entries) = &file.mx else { return MxPlan::FromServers };
        let mut plan = Vec::new();
        for (preference, host) in entries {
            if host.value.contains(['{', '}']) {
                self.problems.error(host.span.clone(), Problem::BadPattern { why: PatternFault::NotHere });
                continue;
            }
            let Some(name) = self.full_name(host, &host.value, domain) else { continue };
            census.exchangers.push((name.clone(), host.span.clone()));
            plan.push((*preference, name));
        }
        MxPlan::Explicit(plan)
    }

    fn ip_address(&mut self, text: &Spanned<String>, census: &mut Census) -> Option<Ipv4Addr> {
        let Ok(address) = text.value.parse::<Ipv4Addr>() else {
            self.problems.error(text.span.clone(), Problem::BadIpAddress);
            return None;
        };
        if address.is_unspecified() || address.is_loopback() || address.is_multicast() || address.is_broadcast() {
            self.problems.error(text.span.clone(), Problem::UnusableIpAddress { address });
            return None;
        }
        if let Some(first) = census.addresses.insert(address, text.span.clone()) {
            self.duplicate(Kind::Address, address.to_string(), text.span.clone(), first);
            return None;
        }
        Some(address)
    }

    fn ttl(&mut self, file: &DomainFile) -> u32 {
        // RFC 2181 §8: a TTL has 31 bits.
        const MAX_TTL: u32 = i32::MAX.unsigned_abs();
        let Some(ttl) = &file.ttl else { return 3_600 };
        let secs = ttl.value.as_micros() / 1_000_000;
        u32::try_from(secs).ok().filter(|secs| *secs <= MAX_TTL).unwrap_or_else(|| {
            self.problems.error(ttl.span.clone(), Problem::BadDuration { why: SpanError::TooLong });
            MAX_TTL
        })
    }

    fn records(&mut self, records: &Spanned<String>) {
        for (line, problem) in zone::problems(&records.value) {
            let span = spans::inside(self.source, &records.span, &line);
            self.problems.error(span, problem);
        }
    }
}

/// A user of whom only the name is known. The password is one that a teacher can say aloud.
fn crowd(name: String) -> User {
    User { password: format!("{name}-secreto"), name, display: None, at: None, listed: false }
}
