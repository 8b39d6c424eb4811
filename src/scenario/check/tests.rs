//! The model that files give: the smallest one, its defaults, patterns, and the limits.

use std::net::Ipv4Addr;

use bytes::Bytes;

use super::super::diagnostic::{Diagnostic, Problem, Severity};
use super::super::model::{Count, Expectation, MxPlan, Server, SignIn, What, When};
use super::super::{Files, Language, NoFiles, Scenario, Text, load};
use crate::base::time::{Calendar, SimTime, Span};

fn good(source: &str) -> Scenario {
    let (scenario, warnings) = loaded(source);
    assert_eq!(warnings, []);
    scenario
}

fn loaded(source: &str) -> (Scenario, Vec<Diagnostic>) {
    load("folder/test.ron", source.as_bytes(), &NoFiles)
        .unwrap_or_else(|problems| panic!("{}", problems.render(Language::En, source.as_bytes())))
}

fn problems(source: &str) -> Vec<Problem> {
    match load("test.ron", source.as_bytes(), &NoFiles) {
        Ok((_, warnings)) => warnings,
        Err(problems) => problems.list,
    }
    .into_iter()
    .map(|one| one.problem)
    .collect()
}

/// The example of the design, to the letter.
const SMALLEST: &str = r#"(
    domains: [
        (name: "escuela.com.mx", users: ["ana", "carlos"]),
        (name: "empresa.com",    users: ["bruno"]),
    ],
    timeline: [
        (at: "0s", do: Send(from: "ana@escuela.com.mx", to: ["bruno@empresa.com"], subject: "Hola", body: "…")),
    ],
)
"#;

#[test]
fn the_smallest_file_has_every_default() {
    let scenario = good(SMALLEST);
    assert_eq!(scenario.name, "test");
    assert_eq!(scenario.title, Text::plain("test"));
    assert_eq!(scenario.seed, 1);
    assert_eq!(scenario.calendar, Calendar::standard());
    assert_eq!((scenario.limits.steps, scenario.limits.horizon), (1_000_000, Span::from_secs(30 * 86_400)));
    assert_eq!((scenario.network.latency, scenario.network.local), (Span::from_millis(20), Span::from_millis(2)));
    assert_eq!(&*scenario.source, SMALLEST);

    let [school, company] = &scenario.domains[..] else { panic!() };
    assert_eq!(school.name, "escuela.com.mx");
    let users: Vec<(&str, &str, bool)> =
        school.users.iter().map(|user| (user.name.as_str(), user.password.as_str(), user.listed)).collect();
    assert_eq!(users, [("ana", "ana-secreto", true), ("carlos", "carlos-secreto", true)]);
    assert_eq!(company.mx, MxPlan::FromServers);
    assert_eq!((company.web.as_ref(), company.ttl_secs, company.family.as_ref()), (None, 3_600, None));
    let server = Server {
        name: "smtp.empresa.com".into(),
        mx: Some(10),
        address: None,
        max_size: 10_240_000,
        max_recipients: 100,
        at: None,
    };
    assert_eq!(company.servers, [server]);

    let [action] = &scenario.timeline[..] else { panic!() };
    let What::Send(mail) = &action.what else { panic!() };
    assert_eq!(action.at, SimTime::ZERO);
    assert_eq!(
        (mail.from.to_string().as_str(), mail.to[0].to_string().as_str()),
        ("ana@escuela.com.mx", "bruno@empresa.com")
    );
    assert_eq!((mail.subject.as_str(), &*mail.body, &mail.sign_in), ("Hola", "…", &SignIn::Normal));
}

#[test]
fn a_domain_says_where_its_mail_and_its_site_are() {
    let scenario = good(
        r#"(domains: [(
            name: "Empresa.com", web: "@", ttl: "2h", at: (1, -2.5),
            servers: [(name: "mx{1..2}", mx: 20), (name: "correo.empresa.com", mx: None, address: "192.0.2.25")],
            records: "txt IN TXT \"hola\"",
        ), (name: "b.mx", mx: [(5, "mx1.empresa.com")]), (name: "c.mx", mx: [], servers: [])])"#,
    );
    let [company, b, c] = &scenario.domains[..] else { panic!() };
    let hosts: Vec<_> = company.servers.iter().map(|server| (server.name.as_str(), server.mx)).collect();
    assert_eq!(hosts, [("mx1.empresa.com", Some(20)), ("mx2.empresa.com", Some(20)), ("correo.empresa.com", None)]);
    assert_eq!(company.servers[2].address, Some(Ipv4Addr::new(192, 0, 2, 25)));
    assert_eq!((company.web.as_deref(), company.ttl_secs, company.at), (Some("empresa.com"), 7_200, Some((1.0, -2.5))));
    assert_eq!(company.records, "txt IN TXT \"hola\"");
    assert_eq!(b.mx, MxPlan::Explicit(vec![(5, "mx1.empresa.com".into())]));
    assert_eq!((&c.mx, c.servers.len()), (&MxPlan::Explicit(Vec::new()), 0));
}

#[test]
fn patterns_make_many_of_one() {
    let scenario = good(
        r#"(
            domains: [(name: "dominio{01..03}.com", users: 100), (name: "a.mx", users: ["ana", "p{9..11}"])],
            timeline: [
                (at: "1s", do: Check(user: "p{9..11}@a.mx", keep: true)),
                (at: "0s", do: Send(from: "ana@a.mx", to: ["u001@dominio{01..03}.com"], bcc: ["p{9..10}@a.mx"])),
            ],
            expect: [Delivered(to: "u001@dominio{01..03}.com")],
        )"#,
    );
    let names: Vec<&str> = scenario.domains.iter().map(|domain| domain.name.as_str()).collect();
    assert_eq!(names, ["dominio01.com", "dominio02.com", "dominio03.com", "a.mx"]);
    assert_eq!(scenario.domains[0].family.as_deref(), Some("dominio{01..03}.com"));
    let crowd = &scenario.domains[1].users;
    assert_eq!((crowd.len(), crowd[0].name.as_str(), crowd[99].name.as_str()), (100, "u001", "u100"));
    assert!(!crowd[0].listed);
    let listed: Vec<bool> = scenario.domains[3].users.iter().map(|user| user.listed).collect();
    assert_eq!(listed, [true, false, false, false]);
    let What::Send(mail) = &scenario.timeline[0].what else { panic!("the timeline is sorted by time") };
    assert_eq!((mail.to.len(), mail.bcc.len()), (3, 2));
    assert_eq!(scenario.timeline.len(), 4);
    assert_eq!(scenario.expect.len(), 3);
}

#[test]
fn at_equal_times_the_order_of_the_file_is_kept() {
    let scenario = good(
        r#"(domains: [(name: "a.mx", users: ["b", "a"])], timeline: [
            (at: "5s", do: Check(user: "b@a.mx")), (at: "5s", do: Check(user: "a@a.mx")), (at: "1s", do: Check(user: "a@a.mx")),
        ])"#,
    );
    let users: Vec<String> = scenario
        .timeline
        .iter()
        .map(|action| match &action.what {
            What::Check { user, .. } => user.local.clone(),
            What::Send(_) => panic!(),
        })
        .collect();
    assert_eq!(users, ["a", "b", "a"]);
}

#[test]
fn texts_moments_and_expectations_are_read() {
    let scenario = good(
        r#"(
            title: (en: "Hi"), domains: [(name: "a.mx", users: ["ana"])],
            steps: [(when: At("1.2s"), text: "uno"), (when: Line("MX?"), text: (es: "dos", en: "two")), (when: End, text: "")],
            expect: [
                Queries(name: "A.mx"), Connections(to: "smtp.a.mx", at_least: 2), Line(contains: "AUTH PLAIN", times: 0),
                Header(of: "ana@a.mx", name: "Bcc", present: false), Intact(at: "ana@a.mx"),
            ],
        )"#,
    );
    assert_eq!(scenario.title.in_language(Language::Es), "⟨en⟩ Hi");
    let moments: Vec<&When> = scenario.steps.iter().map(|step| &step.when).collect();
    assert_eq!(moments, [&When::At(SimTime::from_micros(1_200_000)), &When::Line("MX?".into()), &When::End]);
    let times = Count::AtLeast(2);
    assert_eq!(scenario.expect[1], Expectation::Connections { to: "smtp.a.mx".into(), port: 25, times });
    let shown: Vec<String> = scenario.expect.iter().map(ToString::to_string).collect();
    assert_eq!(shown[0], "Queries(name: \"a.mx\", type: \"MX\", at_least: 1)");
    assert_eq!(shown[3], "Header(of: \"ana@a.mx\", name: \"Bcc\", present: false)");
    assert!(Count::Exactly(0).allows(0) && !Count::Exactly(0).allows(1) && times.allows(3) && !times.allows(1));
}

/// Gives every path its own name as content, and a big one on request.
struct Echo;

impl Files for Echo {
    fn read(&self, path: &str) -> Result<Bytes, String> {
        Ok(if path.starts_with("big") { vec![0; 6_000_000].into() } else { Bytes::copy_from_slice(path.as_bytes()) })
    }
}

fn with_attachments(attachments: &str) -> String {
    format!(
        r#"(domains: [(name: "a.mx", users: ["ana"])], timeline: [(at: "0s", do: Send(from: "ana@a.mx", to: ["ana@a.mx"], attachments: [{attachments}]))])"#
    )
}

#[test]
fn attachments_take_name_and_type_from_their_path() {
    let source =
        with_attachments(r#"(file: "fotos/fiesta.PNG"), (name: "n.txt", text: "x"), (file: "a/b", type: "Text/X-y")"#);
    let (scenario, _) = load("t.ron", source.as_bytes(), &Echo).unwrap();
    let What::Send(mail) = &scenario.timeline[0].what else { panic!() };
    let shown: Vec<_> =
        mail.attachments.iter().map(|a| (a.name.as_str(), a.content_type.as_str(), &a.content[..])).collect();
    assert_eq!(shown[0], ("fiesta.PNG", "image/png", &b"fotos/fiesta.PNG"[..]));
    assert_eq!(shown[1], ("n.txt", "text/plain", &b"x"[..]));
    assert_eq!(shown[2], ("b", "text/x-y", &b"a/b"[..]));
}

#[test]
fn attachments_have_a_limit() {
    let source = with_attachments(r#"(file: "big1"), (file: "big2")"#);
    let problems = load("t.ron", source.as_bytes(), &Echo).unwrap_err();
    assert!(matches!(problems.list[0].problem, Problem::TooMany { count: 12_000_000, limit: 10_000_000, .. }));
}

#[test]
fn limits_are_reached_and_not_passed() {
    let domains = |users: u32, domains: u32| format!(r#"(domains: [(name: "d{{1..{domains}}}.mx", users: {users})])"#);
    assert_eq!(problems(&domains(0, 1_024)), []);
    assert!(matches!(problems(&domains(0, 1_025))[..], [Problem::TooMany { limit: 1_024, .. }]));
    assert_eq!(problems(&domains(50_000, 2)), []);
    assert!(matches!(problems(&domains(50_001, 2))[..], [Problem::TooMany { limit: 100_000, .. }]));
    let mail = |n: u32| {
        format!(
            r#"(domains: [(name: "a.mx", users: 10000)], timeline: [(at: "0s", do: Send(from: "u00001@a.mx", to: ["u00001@a.mx", "u{{00002..{n}}}@a.mx"]))])"#
        )
    };
    assert_eq!(problems(&mail(10_000)), []);
    assert!(matches!(problems(&mail(10_001))[..], [Problem::TooMany { limit: 10_000, .. }]));
}

#[test]
fn a_mistyped_recipient_is_a_warning_because_it_may_be_the_lesson() {
    let mail = |more: &str| {
        format!(
            r#"(domains: [(name: "a.mx", users: ["ana"])], timeline: [(at: "0s", do: Send(from: "ana@a.mx", to: ["anna@a.mx"]{more}))])"#
        )
    };
    let (_, warnings) = loaded(&mail(""));
    assert!(matches!(
        &warnings[..],
        [Diagnostic { severity: Severity::Warning, problem: Problem::UnknownUser { .. }, .. }]
    ));
    assert_eq!(loaded(&mail(", on_purpose: true")).1, []);
}

#[test]
fn what_follows_from_a_mistake_is_not_a_second_one() {
    // `ana` cannot be unknown while her domain cannot be read, nor after a bracket is missing.
    for source in [
        r#"(domains: [(nome: "a.mx", users: ["ana"])], timeline: [(at: "0s", do: Check(user: "ana@a.mx"))])"#,
        r#"(domains: [(name: "a.mx", users: ["an a"])], timeline: [(at: "0s", do: Check(user: "ana@a.mx"))])"#,
        r#"(domains: [(name: 5, users: ["ana"])], timeline: [(at: "0s", do: Check(user: "ana@a.mx"))])"#,
        r#"(domains: [(name: "a.mx", users: ["ana")], timeline: [(at: "0s", do: Check(user: "beto@b.mx"))])"#,
        r#"(domains: 5, timeline: [(at: "0s", do: Check(user: "ana@a.mx"))])"#,
    ] {
        assert_eq!(problems(source).len(), 1, "{source}: {:?}", problems(source));
    }
}

#[test]
fn hundreds_of_mistakes_are_counted_and_not_listed() {
    let source = format!("(domains: [(name: \"a.mx\")], {})", "x: 1, ".repeat(500));
    let found = problems(&source);
    assert_eq!(found.len(), 101);
    assert_eq!(found[100], Problem::MoreProblems { count: 400 });
}
