//! The end of a text line, however it is written.

/// Splits `text` after its first line: the line without its end, and what follows. `None` when nothing is left.
///
/// CRLF, a bare LF and a bare CR all end a line here, because whoever sends the line on writes a CRLF and must never
/// emit either octet alone (RFC 5322 §2.3). Text from the network is *not* framed with this function.
pub(crate) fn split_line(text: &[u8]) -> Option<(&[u8], &[u8])> {
    if text.is_empty() {
        return None;
    }
    let Some(end) = text.iter().position(|&octet| octet == b'\r' || octet == b'\n') else {
        return Some((text, &[]));
    };
    let (line, rest) = text.split_at(end);
    Some((line, rest.strip_prefix(b"\r\n").unwrap_or_else(|| rest.get(1..).unwrap_or_default())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_line_end_ends_a_line() {
        let mut rest = &b"a\r\nb\nc\rd\r\r\n\ne"[..];
        let mut lines = Vec::new();
        while let Some((line, tail)) = split_line(rest) {
            lines.push(line);
            rest = tail;
        }
        assert_eq!(lines, [&b"a"[..], b"b", b"c", b"d", b"", b"", b"e"]);
    }
}
