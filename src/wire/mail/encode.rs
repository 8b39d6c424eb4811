//! Content transfer encodings (RFC 2045 §6): how a text or a file becomes lines that any mail server carries.
//!
//! `mail-builder` would choose base64 for a short text with accents. A person who reads the octets learns more from
//! quoted-printable, so texts are encoded here; the choice is between `7bit` and quoted-printable alone.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::split_line;

/// RFC 5322 §2.1.1: lines should not be longer than this, line end not counted.
const TEXT_LINE_MAX: usize = 78;
/// RFC 2045 §6.7, rule 5: encoded lines are not longer than this, the soft break's `=` included.
const QUOTED_LINE_MAX: usize = 76;
/// The octets that fill one base64 line of 76 characters (RFC 2045 §6.8).
const BASE64_LINE_OCTETS: usize = 57;

/// Whether `text` can travel as it is: US-ASCII without control characters, in lines of the recommended length.
pub(super) fn fits_seven_bits(text: &str) -> bool {
    let mut rest = text.as_bytes();
    while let Some((line, tail)) = split_line(rest) {
        let plain = |octet: &u8| matches!(octet, b' '..=b'~' | b'\t');
        // White space at the end of a line gets lost on the way (RFC 2045 §6.7, rule 3).
        if line.len() > TEXT_LINE_MAX || !line.iter().all(plain) || line.ends_with(b" ") || line.ends_with(b"\t") {
            return false;
        }
        rest = tail;
    }
    true
}

/// `text` with every line, also the last, ended by CRLF.
pub(super) fn seven_bits(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + text.len() / 32 + 2);
    let mut rest = text.as_bytes();
    while let Some((line, tail)) = split_line(rest) {
        out.extend_from_slice(line);
        out.extend_from_slice(b"\r\n");
        rest = tail;
    }
    out
}

/// `text` as quoted-printable (RFC 2045 §6.7), every line, also the last, ended by CRLF.
pub(super) fn quoted_printable(text: &str) -> Vec<u8> {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = Vec::with_capacity(text.len() + text.len() / 4 + 16);
    let mut rest = text.as_bytes();
    while let Some((line, tail)) = split_line(rest) {
        let mut column = 0;
        for (at, &octet) in line.iter().enumerate() {
            let last = at + 1 == line.len();
            let literal = match octet {
                b'=' => false,
                b' ' | b'\t' => !last,
                octet => octet.is_ascii_graphic(),
            };
            let width = if literal { 1 } else { 3 };
            if column + width + usize::from(!last) > QUOTED_LINE_MAX {
                out.extend_from_slice(b"=\r\n");
                column = 0;
            }
            if literal {
                out.push(octet);
            } else {
                out.extend_from_slice(&[b'=', HEX[usize::from(octet >> 4)], HEX[usize::from(octet & 15)]]);
            }
            column += width;
        }
        out.extend_from_slice(b"\r\n");
        rest = tail;
    }
    out
}

/// `content` as base64 in lines of 76 characters, each ended by CRLF (RFC 2045 §6.8).
pub(super) fn base64_lines(content: &[u8]) -> Vec<u8> {
    let mut out = String::with_capacity(content.len().div_ceil(BASE64_LINE_OCTETS) * 78);
    for line in content.chunks(BASE64_LINE_OCTETS) {
        STANDARD.encode_string(line, &mut out);
        out.push_str("\r\n");
    }
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_short_ascii_lines_travel_as_they_are() {
        assert!(fits_seven_bits("hola\n\tBruno\r\n"));
        for text in ["mañana", "ends in a space \nx", "a\0b", "\u{7f}", &"x".repeat(79)] {
            assert!(!fits_seven_bits(text), "{text:?}");
        }
        assert!(fits_seven_bits(&"x".repeat(78)));
    }

    #[test]
    fn quoted_printable_keeps_what_can_be_read() {
        assert_eq!(quoted_printable("Sí = yes \n.\n"), b"S=C3=AD =3D yes=20\r\n.\r\n");
        assert_eq!(quoted_printable(&"a".repeat(76)), [&[b'a'; 76][..], b"\r\n"].concat());
        assert_eq!(quoted_printable(&"a".repeat(77)), [&[b'a'; 75][..], b"=\r\naa\r\n"].concat());
    }

    #[test]
    fn base64_fills_lines_of_76() {
        let encoded = base64_lines(&[0; 58]);
        assert_eq!(encoded.len(), 78 + 6);
        assert_eq!(&encoded[76..], b"\r\nAA==\r\n");
        assert_eq!(base64_lines(b""), b"");
    }

    proptest! {
        #[test]
        fn encoded_lines_are_short_and_plain(text in "(\\PC|[ =\t\r\n]){0,300}") {
            for line in quoted_printable(&text).split(|octet| *octet == b'\n') {
                let line = line.strip_suffix(b"\r").unwrap_or(line);
                prop_assert!(line.len() <= QUOTED_LINE_MAX);
                prop_assert!(line.iter().all(|octet| matches!(octet, b' '..=b'~' | b'\t')));
            }
        }
    }
}
