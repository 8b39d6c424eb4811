//! Messages against themselves, against damage, and against hickory-proto, which knows nothing of `domain`.

use std::sync::Arc;

use bytes::Bytes;
use hickory_proto::op as oracle;
use hickory_proto::rr;
use proptest::prelude::*;

use super::*;

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

fn mx(owner: &str, preference: u16, exchange: &str) -> Record {
    Record::new(name(owner), 3600, RecordData::Mx { preference, exchange: name(exchange) })
}

/// A response with something of everything.
fn response() -> Message {
    let mut message =
        Message::query(7, Question::new(name("Empresa.com"), RecordType::MX), true).reply(Rcode::NO_ERROR);
    message.header.authoritative = true;
    message.answers = vec![mx("Empresa.com", 10, "Correo.Empresa.com"), mx("Empresa.com", 20, "correo.empresa.com")];
    message.authority = vec![Record::new(name("empresa.com"), 60, RecordData::Ns(name("ns.empresa.com")))];
    message.additional = vec![Record::new(name("correo.empresa.com"), 300, RecordData::A([192, 0, 2, 25].into()))];
    message
}

#[test]
fn a_message_comes_back_as_written() {
    let message = response();
    assert_eq!(Message::parse(&message.write()), Ok(message));
}

#[test]
fn names_are_compressed_and_keep_their_case() {
    let message = response();
    let octets = message.write();
    let parsed = Message::parse(&octets).unwrap();
    let shown: Vec<_> = parsed.answers.iter().map(ToString::to_string).collect();
    assert_eq!(shown, ["MX 10 Correo.Empresa.com (3600 s)", "MX 20 correo.empresa.com (3600 s)"]);
    let owner = parsed.additional[0].name.to_string();
    assert_eq!(owner, "correo.empresa.com");
    // The second owner, at least, is a pointer to the question.
    assert!(octets.windows(2).filter(|pair| *pair == [0xC0, 12]).count() >= 2);
    assert!(octets.len() < 160, "{}", octets.len());
}

#[test]
fn a_response_copies_id_question_and_flags_of_its_query() {
    let mut query = Message::query(0xBEEF, Question::new(name("eMpResA.com"), RecordType::MX), true);
    query.header.checking_disabled = true;
    query.header.authentic_data = true;
    let reply = query.reply(Rcode::REFUSED);
    assert_eq!((reply.header.id, reply.header.response), (0xBEEF, true));
    assert!(reply.header.recursion_desired && reply.header.checking_disabled && !reply.header.authentic_data);
    assert_eq!(reply.question.as_ref().unwrap().to_string(), "MX? eMpResA.com");
    assert_eq!(reply.edns, Some(Edns::OURS));
    query.edns = None;
    assert_eq!(query.reply(Rcode::REFUSED).edns, None);
}

#[test]
fn an_extended_rcode_travels_in_the_opt_record() {
    let reply = Message::query(1, Question::new(Name::root(), RecordType::NS), false).reply(Rcode::BAD_VERSION);
    let octets = reply.write();
    assert_eq!(Header::parse(&octets).unwrap().rcode, Rcode::NO_ERROR);
    assert_eq!(Message::parse(&octets).unwrap().header.rcode, Rcode::BAD_VERSION);
}

#[test]
fn the_datagram_limit_is_512_without_edns_and_never_over_1232() {
    let mut query = Message::query(1, Question::new(Name::root(), RecordType::NS), false);
    let mut limit = |size: Option<u16>| {
        query.edns = size.map(|udp_size| Edns { udp_size, ..Edns::OURS });
        query.datagram_limit()
    };
    assert_eq!([limit(None), limit(Some(100)), limit(Some(800)), limit(Some(4096))], [512, 512, 800, 1232]);
}

#[test]
fn what_does_not_fit_loses_additional_records_first_and_then_says_so() {
    let mut message = response();
    let whole = message.write().len();
    let fit = |message: &Message, limit| Message::parse(&message.clone().write_within(limit)).unwrap();
    assert_eq!(fit(&message, whole), message);
    let without_additional = fit(&message, whole - 1);
    assert!(without_additional.additional.is_empty() && !without_additional.header.truncated);
    assert_eq!(without_additional.answers, message.answers);
    let truncated = fit(&message, 80);
    assert!(truncated.header.truncated && truncated.answers.is_empty());
    assert_eq!(truncated.question, message.question);
    // The glue of a referral is not merely helpful.
    message.answers.clear();
    message.header.authoritative = false;
    let limit = message.write().len() - 1;
    assert!(fit(&message, limit).header.truncated);
}

#[test]
fn one_line_says_what_a_message_says() {
    let mut message = response();
    assert_eq!(message.to_string(), "MX 10 Correo.Empresa.com (3600 s), MX 20 correo.empresa.com (3600 s)");
    message.answers.clear();
    assert_eq!(message.to_string(), "NODATA");
    message.header.authoritative = false;
    assert_eq!(message.to_string(), "NS ns.empresa.com");
    message.header.rcode = Rcode::NAME_ERROR;
    assert_eq!(message.to_string(), "NXDOMAIN");
    message.answers = vec![Record::new(name("a.com"), 5, RecordData::Cname(name("b.com")))];
    assert_eq!(message.to_string(), "CNAME b.com (5 s), NXDOMAIN");
    assert_eq!(Message::query(1, Question::new(name("a.com"), RecordType::A), true).to_string(), "A? a.com");
}

/// A header with these four counts, and a tail.
fn raw(counts: [u8; 4], tail: &[u8]) -> Vec<u8> {
    let mut octets = vec![0, 1, 0, 0];
    octets.extend(counts.iter().flat_map(|count| [0, *count]));
    octets.extend_from_slice(tail);
    octets
}

#[test]
fn hostile_pointers_are_refused() {
    let to_itself = raw([1, 0, 0, 0], &[0xC0, 12, 0, 1, 0, 1]);
    let forwards = raw([1, 0, 0, 0], &[0xC0, 14, 0xC0, 12, 0, 1, 0, 1]);
    let beyond_the_end = raw([1, 0, 0, 0], &[0xFF, 0xFF, 0, 1, 0, 1]);
    let round_and_round = raw([1, 0, 0, 0], &[1, b'a', 0xC0, 12, 0, 1, 0, 1]);
    for octets in [to_itself, forwards, beyond_the_end, round_and_round] {
        assert!(Message::parse(&octets).is_err(), "{octets:?}");
    }
}

#[test]
fn counts_that_promise_too_much_are_refused() {
    assert_eq!(Message::parse(&[0; 11]), Err(ParseError::Short));
    assert_eq!(Message::parse(&raw([1, 0, 0, 0], &[])), Err(ParseError::Short));
    let two = [0, 0, 1, 0, 1, 0, 0, 1, 0, 1];
    assert_eq!(Message::parse(&raw([2, 0, 0, 0], &two)), Err(ParseError::SeveralQuestions));
    let opt = [0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 0];
    assert!(Message::parse(&raw([0, 0, 0, 1], &opt)).is_ok());
    assert_eq!(Message::parse(&raw([0, 0, 0, 2], &[opt, opt].concat())), Err(ParseError::MisplacedOpt));
}

#[test]
fn record_data_of_the_wrong_length_is_refused() {
    let a_of_five = [0, 0, 1, 0, 1, 0, 0, 0, 9, 0, 5, 1, 2, 3, 4, 5];
    let a_of_three = [0, 0, 1, 0, 1, 0, 0, 0, 9, 0, 3, 1, 2, 3];
    assert!(Message::parse(&raw([0, 1, 0, 0], &a_of_five)).is_err());
    assert!(Message::parse(&raw([0, 1, 0, 0], &a_of_three)).is_err());
}

#[test]
fn a_ttl_with_its_highest_bit_set_is_zero_and_other_classes_are_passed_over() {
    let huge = [0, 0, 1, 0, 1, 0x80, 0, 0, 9, 0, 4, 1, 2, 3, 4];
    assert_eq!(Message::parse(&raw([0, 1, 0, 0], &huge)).unwrap().answers[0].ttl_secs, 0);
    let chaos = [0, 0, 1, 0, 3, 0, 0, 0, 9, 0, 4, 1, 2, 3, 4];
    assert!(Message::parse(&raw([0, 1, 0, 0], &chaos)).unwrap().answers.is_empty());
}

// --- properties ---

prop_compose! {
    fn any_name()(labels in prop::collection::vec("[a-cA-C]{1,3}", 0..5)) -> Name {
        if labels.is_empty() { Name::root() } else { name(&labels.join(".")) }
    }
}

fn any_data() -> impl Strategy<Value = RecordData> {
    let soa = (any_name(), any_name(), any::<[u32; 5]>()).prop_map(|(primary, mailbox, numbers)| {
        let [serial, refresh_secs, retry_secs, expire_secs, minimum_secs] = numbers;
        RecordData::Soa(Arc::new(Soa { primary, mailbox, serial, refresh_secs, retry_secs, expire_secs, minimum_secs }))
    });
    prop_oneof![
        any::<[u8; 4]>().prop_map(|octets| RecordData::A(octets.into())),
        any::<[u8; 16]>().prop_map(|octets| RecordData::Aaaa(octets.into())),
        any_name().prop_map(RecordData::Cname),
        any_name().prop_map(RecordData::Ns),
        any_name().prop_map(RecordData::Ptr),
        (any::<u16>(), any_name()).prop_map(|(preference, exchange)| RecordData::Mx { preference, exchange }),
        soa,
        prop::collection::vec(any::<u8>(), 0..600).prop_map(|text| RecordData::Txt(Txt::new(&text))),
        prop::collection::vec(any::<u8>(), 1..20)
            .prop_map(|octets| RecordData::Other { rtype: RecordType(65_280), octets: octets.into() }),
    ]
}

prop_compose! {
    fn any_record()(owner in any_name(), ttl_secs in 0..=0x7FFF_FFFF_u32, data in any_data()) -> Record {
        Record::new(owner, ttl_secs, data)
    }
}

prop_compose! {
    fn any_message()(
        id: u16,
        flags: [bool; 7],
        rcode in 0..4096_u16,
        owner in any_name(),
        rtype in 1..40_u16,
        sections in prop::collection::vec(prop::collection::vec(any_record(), 0..6), 3),
        udp_size: u16,
        dnssec_ok: bool,
    ) -> Message {
        let [response, authoritative, truncated, recursion_desired, recursion_available, authentic_data, checking_disabled] = flags;
        let [answers, authority, additional]: [Vec<Record>; 3] = sections.try_into().unwrap();
        Message {
            header: Header {
                id, response, opcode: Opcode::QUERY, authoritative, truncated, recursion_desired, recursion_available,
                authentic_data, checking_disabled, rcode: Rcode(rcode),
            },
            question: Some(Question::new(owner, RecordType(rtype))),
            answers, authority, additional,
            edns: Some(Edns { udp_size, version: 0, dnssec_ok }),
        }
    }
}

/// Every record of a message in presentation format, which hickory and we agree on for these types.
fn shown(record: &Record) -> String {
    format!("{} {} {}", record.name, record.ttl_secs, record.rtype())
}

fn shown_by_oracle(record: &rr::Record) -> String {
    let owner = record.name.to_string();
    let owner = if owner == "." { &owner } else { owner.trim_end_matches('.') };
    let rtype = record.record_type().to_string();
    format!("{owner} {} {}", record.ttl, if rtype == "Unknown" { "TYPE65280" } else { &rtype })
}

proptest! {
    #[test]
    fn parse_and_print_are_inverse(message in any_message()) {
        let parsed = Message::parse(&message.write()).unwrap();
        // Equality of names ignores case; the text does not.
        prop_assert_eq!(format!("{parsed:?}"), format!("{message:?}"));
        prop_assert_eq!(parsed, message);
    }

    #[test]
    fn arbitrary_octets_never_panic(octets in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Message::parse(&octets);
    }

    #[test]
    fn a_damaged_message_never_panics(message in any_message(), damage in prop::collection::vec(any::<(prop::sample::Index, u8)>(), 1..8)) {
        let mut octets = message.write().to_vec();
        for (index, octet) in damage {
            let at = index.index(octets.len());
            octets[at] = octet;
        }
        if let Ok(parsed) = Message::parse(&octets) {
            let _ = parsed.to_string();
            prop_assert!(Message::parse(&parsed.write()).is_ok());
        }
    }

    #[test]
    fn what_we_write_hickory_reads(mut message in any_message()) {
        // Types that hickory interprets must be well-formed by its rules; one that is unknown to both is octets.
        message.header.response = true;
        let theirs = oracle::Message::from_vec(&message.write()).unwrap();
        prop_assert_eq!(theirs.id, message.header.id);
        for (ours, theirs) in [
            (&message.answers, &theirs.answers),
            (&message.authority, &theirs.authorities),
            (&message.additional, &theirs.additionals),
        ] {
            prop_assert_eq!(ours.iter().map(shown).collect::<Vec<_>>(), theirs.iter().map(shown_by_oracle).collect::<Vec<_>>());
        }
        // And the data too: what hickory writes of it, we read as the same message.
        let back = Message::parse(&theirs.to_vec().unwrap()).unwrap();
        prop_assert_eq!(back.answers, message.answers);
        prop_assert_eq!(back.authority, message.authority);
        prop_assert_eq!(back.additional, message.additional);
        prop_assert_eq!(back.question, message.question);
    }
}

#[test]
fn octets_that_nobody_understands_are_carried() {
    let data = RecordData::Other { rtype: RecordType(33), octets: Bytes::from_static(&[0, 1, 0, 2, 0, 25, 0]) };
    let mut message = response();
    message.answers = vec![Record::new(name("_smtp._tcp.empresa.com"), 60, data)];
    assert_eq!(Message::parse(&message.write()), Ok(message));
}
