//! The end of a text line, however it is written, and finding it fast.

/// Splits `text` after its first line: the line without its end, and what follows. `None` when nothing is left.
///
/// CRLF, a bare LF and a bare CR all end a line here, because whoever sends the line on writes a CRLF and must never
/// emit either octet alone (RFC 5322 §2.3). Text from the network is *not* framed with this function.
pub(crate) fn split_line(text: &[u8]) -> Option<(&[u8], &[u8])> {
    if text.is_empty() {
        return None;
    }
    let Some(end) = find(text, |octet| (octet == b'\r') | (octet == b'\n')) else {
        return Some((text, &[]));
    };
    let (line, rest) = text.split_at(end);
    Some((line, rest.strip_prefix(b"\r\n").unwrap_or_else(|| rest.get(1..).unwrap_or_default())))
}

/// The offset of the first octet of `text` that is `wanted`.
///
/// Mail is scanned for line ends at every hop. Sixteen octets at a time are compared without a branch between them,
/// which compilers turn into vector instructions; `Iterator::position` takes one at a time.
pub(crate) fn find(text: &[u8], wanted: impl Fn(u8) -> bool) -> Option<usize> {
    let (blocks, rest) = text.as_chunks::<16>();
    for (at, block) in blocks.iter().enumerate() {
        if block.iter().fold(false, |found, &octet| found | wanted(octet)) {
            return block.iter().position(|&octet| wanted(octet)).map(|offset| at * 16 + offset);
        }
    }
    rest.iter().position(|&octet| wanted(octet)).map(|offset| blocks.len() * 16 + offset)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn finding_is_the_same_as_looking_one_by_one(text in "[a-c]{0,70}") {
            let one_by_one = text.bytes().position(|octet| octet == b'c');
            prop_assert_eq!(find(text.as_bytes(), |octet| octet == b'c'), one_by_one);
        }
    }

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
