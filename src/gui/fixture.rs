//! A hand-made show, until the kernel's session is merged.

use crate::base::id::{DomainId, HostId, MailboxId};
use crate::base::time::{Calendar, SimTime, Span};
use crate::view::inspector::{Content, Field, Inspection, Section};
use crate::view::scene::*;
use crate::view::timeline::{Fold, Tick, Timeline};

#[derive(Clone)]
pub(super) struct Ev {
    pub(super) at: SimTime,
    pub(super) screen: f64,
    from: usize,
    to: usize,
    protocol: Protocol,
    label: &'static str,
    text: &'static str,
    gloss: &'static str,
    speaker: &'static str,
    mail: bool,
    refusal: bool,
}

const NAMES: [&str; 6] = ["Ana", "smtp", "DNS", "correo", "Bruno", "Bruno"];
const AT: [(f32, f32); 6] =
    [(110.0, 150.0), (270.0, 290.0), (465.0, 130.0), (660.0, 150.0), (800.0, 290.0), (660.0, 330.0)];

fn id(i: usize) -> SceneId {
    match i {
        2 => SceneId::NameSystem,
        4 => SceneId::Mailbox(MailboxId(0)),
        _ => SceneId::Host(HostId(i as u32)),
    }
}

pub(super) fn events() -> Vec<Ev> {
    use Protocol::*;
    let rows: &[(usize, usize, Protocol, &str, &str, &str, &str, bool, bool)] = &[
        (0, 1, Tcp, "SYN", "conexión a smtp.escuela.com.mx:587", "Abre una conexión", "–", false, false),
        (1, 0, Smtp, "220", "220 smtp.escuela.com.mx ESMTP Posta", "El servidor saluda", "S", false, false),
        (0, 1, Smtp, "EHLO", "EHLO ana-pc.escuela.com.mx", "Se presenta y pide las extensiones", "C", false, false),
        (
            1,
            0,
            Smtp,
            "250",
            "250-smtp.escuela.com.mx 250-AUTH PLAIN 250 SIZE 10240000",
            "Acepta y enumera lo que sabe hacer",
            "S",
            false,
            false,
        ),
        (
            0,
            1,
            Smtp,
            "AUTH",
            "AUTH PLAIN AGFuYQBhbmEtc2VjcmV0bw==",
            "Dice quién es, con su contraseña",
            "C",
            false,
            false,
        ),
        (1, 0, Smtp, "235", "235 2.7.0 Authentication succeeded", "La contraseña es buena", "S", false, false),
        (0, 1, Smtp, "MAIL", "MAIL FROM:<ana@escuela.com.mx> SIZE=1834", "Remitente del sobre", "C", false, false),
        (
            0,
            1,
            Smtp,
            "RCPT",
            "RCPT TO:<bruno@empresa.com>",
            "Destinatario del sobre · RFC 5321 §4.1.1.3",
            "C",
            false,
            false,
        ),
        (1, 0, Smtp, "250", "250 2.1.5 Recipient ok", "Acepta al destinatario", "S", false, false),
        (0, 1, Smtp, "DATA", "(1834 octetos)", "La carta: cabeceras y texto", "C", true, false),
        (1, 0, Smtp, "250", "250 2.0.0 Ok: queued as 4F1A", "El servidor se hace cargo del mensaje", "S", false, false),
        (1, 2, Dns, "MX?", "MX empresa.com ?", "¿Quién recibe el correo de empresa.com?", "?", false, false),
        (2, 1, Dns, "MX", "MX 10 correo.empresa.com", "Lo recibe correo.empresa.com", "=", false, false),
        (1, 3, Tcp, "SYN", "conexión a correo.empresa.com:25", "Abre una conexión", "–", false, false),
        (3, 1, Smtp, "220", "220 correo.empresa.com ESMTP", "El servidor saluda", "S", false, false),
        (1, 3, Smtp, "EHLO", "EHLO smtp.escuela.com.mx", "Se presenta y pide las extensiones", "C", false, false),
        (
            3,
            1,
            Smtp,
            "250",
            "250-correo.empresa.com 250-PIPELINING 250 SIZE 10240000",
            "Acepta y enumera lo que sabe hacer",
            "S",
            false,
            false,
        ),
        (1, 3, Smtp, "MAIL", "MAIL FROM:<ana@escuela.com.mx> SIZE=1903", "Remitente del sobre", "C", false, false),
        (
            1,
            3,
            Smtp,
            "RCPT",
            "RCPT TO:<bruno@empresa.com>",
            "Destinatario del sobre · RFC 5321 §4.1.1.3",
            "C",
            false,
            false,
        ),
        (
            3,
            1,
            Smtp,
            "450",
            "450 4.2.0 Greylisted, try again later",
            "Ahora no: que pruebe más tarde",
            "S",
            false,
            true,
        ),
        (1, 3, Smtp, "DATA", "(1903 octetos)", "La carta: cabeceras y texto", "C", true, false),
        (3, 1, Smtp, "250", "250 2.0.0 Ok: queued as 77B2", "El servidor se hace cargo del mensaje", "S", false, false),
        (3, 4, Local, "correo", "entrega local a bruno", "Al buzón de Bruno", "·", true, false),
        (5, 3, Pop3, "RETR", "RETR 1", "Pide el mensaje número 1", "C", false, false),
        (3, 5, Pop3, "+OK", "+OK 1903 octets", "Aquí está", "S", true, false),
    ];
    rows.iter()
        .enumerate()
        .map(|(i, r)| {
            let wait = if i >= 23 { 300_000_000 } else { 0 };
            let fold = if i >= 23 { 0.6 } else { 0.0 };
            Ev {
                at: SimTime::from_micros(i as u64 * 20_000 + wait),
                screen: i as f64 * 0.7 + fold,
                from: r.0,
                to: r.1,
                protocol: r.2,
                label: r.3,
                text: r.4,
                gloss: r.5,
                speaker: r.6,
                mail: r.7,
                refusal: r.8,
            }
        })
        .collect()
}

pub(super) fn length(events: &[Ev]) -> f64 {
    events.last().map_or(0.0, |e| e.screen + 0.9)
}

pub(super) fn row(e: &Ev, i: usize) -> super::source::Row {
    super::source::Row {
        entry: i as u32,
        at: e.at,
        clock: Calendar::standard().clock(e.at),
        from: NAMES[e.from].into(),
        to: NAMES[e.to].into(),
        speaker: e.speaker,
        text: e.text.into(),
        gloss: e.gloss.into(),
        protocol: e.protocol,
        refusal: e.refusal,
    }
}

pub(super) fn timeline(events: &[Ev]) -> Timeline {
    Timeline {
        length: length(events),
        ticks: events
            .iter()
            .enumerate()
            .map(|(i, e)| Tick { at: e.screen, entry: i as u32, protocol: e.protocol, refusal: e.refusal })
            .collect(),
        folds: vec![Fold { from: 23.0 * 0.7, to: 23.0 * 0.7 + 0.6, label: "5m".into() }],
    }
}

pub(super) fn scene(events: &[Ev], screen: f64) -> Scene {
    let flying: Vec<(usize, &Ev)> =
        events.iter().enumerate().filter(|(_, e)| e.screen <= screen && screen < e.screen + 0.9).collect();
    let next = events.iter().find(|e| e.screen > screen);
    let point = |i: usize| Point::new(AT[i].0, AT[i].1);
    let size = Point::new(104.0, 80.0);
    let kinds = [
        PlaceKind::Client,
        PlaceKind::MailServer,
        PlaceKind::NameServer,
        PlaceKind::MailServer,
        PlaceKind::Mailbox,
        PlaceKind::Client,
    ];
    let roles = ["cliente", "envío y relevo", "MX de empresa.com", "MX 10", "buzón", "cliente"];
    let places = (0..6)
        .map(|i| Place {
            id: id(i),
            kind: kinds[i],
            name: NAMES[i].into(),
            role: roles[i].into(),
            area: Area { centre: point(i), size },
            waiting: u32::from(i == 1 && (8.0..14.0).contains(&screen)),
            stands_for: 1,
            custody: i == 1 && (8.0..14.0).contains(&screen),
            active: flying.iter().any(|(_, e)| e.from == i || e.to == i),
            next: next.is_some_and(|e| e.from == i),
        })
        .collect();
    let pairs = [(0, 1), (1, 2), (1, 3), (3, 4), (3, 5)];
    let links = pairs
        .iter()
        .map(|&(a, b)| Link {
            id: SceneId::Link(a as u32, b as u32),
            from: point(a),
            to: point(b),
            open: flying
                .iter()
                .find(|(_, e)| (e.from, e.to) == (a, b) || (e.to, e.from) == (a, b))
                .map(|(_, e)| e.protocol),
        })
        .collect();
    let flights: Vec<Flight> = flying
        .iter()
        .map(|(i, e)| Flight {
            id: SceneId::Flight(*i as u32),
            protocol: e.protocol,
            label: e.label.into(),
            carries_mail: e.mail,
            answer: e.speaker == "S",
            refusal: e.refusal,
            count: 1,
            from: point(e.from),
            to: point(e.to),
            progress: ((screen - e.screen) / 0.9) as f32,
        })
        .collect();
    let caption = flying.last().zip(flights.last()).map(|((_, e), f)| Caption {
        about: f.id,
        at: f.position(),
        title: e.gloss.into(),
        body: "El sobre, no la carta, dice a quién.".into(),
    });
    Scene {
        grounds: vec![
            Ground {
                id: SceneId::Ground(DomainId(0)),
                title: "escuela.com.mx".into(),
                subtitle: "192.0.2.0/24".into(),
                area: Area { centre: Point::new(195.0, 220.0), size: Point::new(310.0, 360.0) },
            },
            Ground {
                id: SceneId::Ground(DomainId(1)),
                title: "empresa.com".into(),
                subtitle: "198.51.100.0/24".into(),
                area: Area { centre: Point::new(735.0, 230.0), size: Point::new(310.0, 380.0) },
            },
        ],
        places,
        links,
        flights,
        bounds: Area { centre: Point::new(465.0, 230.0), size: Point::new(850.0, 380.0) },
        caption,
    }
}

pub(super) fn inspection() -> Inspection {
    let field = |name: &str, value: &str, entry| Field { name: name.into(), value: value.into(), entry };
    Inspection {
        title: "Sobre y carta".into(),
        subtitle: "Lo que viaja".into(),
        sections: vec![
            Section {
                title: "SOBRE (SMTP)".into(),
                protocol: Some(Protocol::Smtp),
                content: Content::Fields(vec![
                    field("MAIL FROM", "ana@escuela.com.mx", Some(6)),
                    field("RCPT TO", "bruno@empresa.com", Some(7)),
                ]),
            },
            Section {
                title: "CARTA".into(),
                protocol: Some(Protocol::Dns),
                content: Content::Fields(vec![
                    field("From", "Ana <ana@escuela.com.mx>", None),
                    field("Subject", "Fotos de ayer, con un asunto que es bastante largo", None),
                ]),
            },
            Section {
                title: "Texto".into(),
                protocol: None,
                content: Content::Text("Hola, Bruno:\r\n\r\naquí van las fotos de ayer.\r\n\r\nAna".into()),
            },
            Section {
                title: "Octetos".into(),
                protocol: None,
                content: Content::Octets(bytes::Bytes::from_static(b"RCPT TO:<bruno@empresa.com>\r\n")),
            },
        ],
    }
}

pub(super) fn span(s: f64) -> Span {
    Span::from_micros((s * 1e6) as u64)
}
