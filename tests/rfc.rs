//! `docs/RFC.md` says which file stands on which section of which standard. It is made from the sources: this test fails
//! when the two differ, and `POSTA_BLESS=1 cargo test --test rfc` writes the page anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const HEAD: &str = "# Which section of which standard stands behind which file

Made from the comments in `src` by `POSTA_BLESS=1 cargo test --test rfc`; a test keeps it true.

";

/// The standards that the sources cite, by number.
const TITLES: &[(u32, &str)] = &[
    (1034, "Domain names: concepts and facilities"),
    (1035, "Domain names: implementation and specification"),
    (1123, "Requirements for Internet hosts"),
    (1870, "SMTP: message size declaration"),
    (1912, "Common DNS errors"),
    (1939, "POP3"),
    (1995, "Incremental zone transfer"),
    (2034, "SMTP: enhanced error codes"),
    (2045, "MIME: message bodies"),
    (2046, "MIME: media types"),
    (2047, "MIME: header extensions"),
    (2181, "Clarifications to the DNS specification"),
    (2231, "MIME: parameter values"),
    (2308, "Negative caching of DNS queries"),
    (2449, "POP3 extension mechanism"),
    (2544, "Benchmarking: addresses set aside"),
    (2606, "Reserved top-level names"),
    (2920, "SMTP: command pipelining"),
    (3030, "SMTP: large and binary messages"),
    (3206, "POP3: the SYS and AUTH response codes"),
    (3207, "SMTP over TLS"),
    (3225, "DNSSEC OK bit"),
    (3461, "SMTP: delivery status notifications"),
    (3463, "Enhanced mail system status codes"),
    (3464, "Format of delivery status notifications"),
    (3596, "DNS: IPv6 addresses"),
    (3597, "Handling of unknown DNS types"),
    (3848, "ESMTP and LMTP transmission types"),
    (4034, "DNSSEC records"),
    (4035, "DNSSEC protocol"),
    (4343, "DNS: case insensitivity"),
    (4592, "Wildcards in the DNS"),
    (4616, "SASL PLAIN"),
    (4648, "Base encodings"),
    (4954, "SMTP: authentication"),
    (5321, "SMTP"),
    (5322, "Internet message format"),
    (5452, "DNS: resilience against forged answers"),
    (5598, "Internet mail architecture"),
    (5737, "Addresses for documentation"),
    (5936, "Zone transfer"),
    (6152, "SMTP: 8-bit MIME transport"),
    (6409, "Message submission"),
    (6531, "SMTP: internationalized mail"),
    (6598, "Shared address space"),
    (6604, "NXDOMAIN and CNAME chains"),
    (6838, "Media type registration"),
    (6891, "EDNS(0)"),
    (6895, "DNS IANA considerations"),
    (7208, "SPF"),
    (7504, "SMTP: 521 and 556"),
    (7505, "Null MX"),
    (7766, "DNS over TCP"),
    (8020, "NXDOMAIN: nothing underneath"),
    (8109, "Priming a resolver"),
    (8482, "Refusing ANY"),
    (8499, "DNS terminology"),
    (9471, "DNS glue requirements"),
    (9619, "DNS: one question"),
];

type Citations = BTreeMap<u32, BTreeMap<Vec<u32>, BTreeSet<String>>>;

#[test]
fn the_page_of_standards_is_what_the_sources_cite() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut citations = Citations::new();
    collect(&root.join("src"), root, &mut citations);
    let unknown: Vec<_> = citations.keys().filter(|rfc| TITLES.iter().all(|(known, _)| known != *rfc)).collect();
    assert!(unknown.is_empty(), "add the titles of these standards to tests/rfc.rs: {unknown:?}");

    let page = page(&citations);
    let path = root.join("docs/RFC.md");
    if std::env::var_os("POSTA_BLESS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page, "docs/RFC.md is not up to date: run POSTA_BLESS=1 cargo test --test rfc");
}

fn collect(folder: &Path, root: &Path, citations: &mut Citations) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, root, citations);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            for (rfc, section) in cited(&fs::read_to_string(&path).unwrap()) {
                citations.entry(rfc).or_default().entry(section).or_default().insert(name.clone());
            }
        }
    }
}

/// Each `RFC 5321 §4.1.4` in a text, as (5321, [4, 1, 4]); without a section, an empty list.
fn cited(text: &str) -> Vec<(u32, Vec<u32>)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("RFC ") {
        let rest = &text[at + 4..];
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let Ok(rfc) = rest[..digits].parse() else { continue };
        let section = rest[digits..].strip_prefix(" §").map_or(Vec::new(), |section| {
            let end = section.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(section.len());
            section[..end].split('.').filter_map(|part| part.parse().ok()).collect()
        });
        found.push((rfc, section));
    }
    found
}

fn page(citations: &Citations) -> String {
    let mut page = HEAD.to_owned();
    for (rfc, sections) in citations {
        let title = TITLES.iter().find(|(known, _)| known == rfc).map_or("", |(_, title)| title);
        page.push_str(&format!("## RFC {rfc}: {title}\n\n| section | files |\n|---|---|\n"));
        for (section, files) in sections {
            let numbers: Vec<String> = section.iter().map(u32::to_string).collect();
            let section = if numbers.is_empty() { "whole".to_owned() } else { format!("§{}", numbers.join(".")) };
            let files: Vec<String> = files.iter().map(|file| format!("`{file}`")).collect();
            page.push_str(&format!("| {section} | {} |\n", files.join(", ")));
        }
        page.push('\n');
    }
    page.truncate(page.trim_end().len());
    page.push('\n');
    page
}

#[test]
fn a_citation_is_read_with_its_section() {
    assert_eq!(cited("RFC 5321 §4.1.4: EHLO"), [(5321, vec![4, 1, 4])]);
    assert_eq!(cited("(RFC 1939)"), [(1939, vec![])]);
    assert_eq!(cited("an RFC that"), []);
}
