//! Finding line ends in bulk.
//!
//! Content is most of what crosses a wire, and short lines are most of the rest. The search looks at whole blocks, which
//! the compiler turns into vector instructions, and then at words of eight octets; it never looks at one octet after the
//! other but for the last seven.

const BLOCK: usize = 32;
const WORD: usize = 8;
const ONES: u64 = u64::from_ne_bytes([0x01; WORD]);
const HIGH_BITS: u64 = u64::from_ne_bytes([0x80; WORD]);

/// The position of the first LF.
pub(crate) fn find_lf(octets: &[u8]) -> Option<usize> {
    find(octets, |octet| octet == b'\n', |word| equal(word, b'\n'))
}

/// The position of the first CR or LF.
pub(crate) fn find_cr_or_lf(octets: &[u8]) -> Option<usize> {
    find(octets, |octet| octet == b'\r' || octet == b'\n', |word| equal(word, b'\r') | equal(word, b'\n'))
}

/// `wanted` tells a hit; `hits` does so for eight octets at once, as [`equal`].
#[inline]
fn find(octets: &[u8], wanted: impl Fn(u8) -> bool, hits: impl Fn(u64) -> u64) -> Option<usize> {
    let (blocks, rest) = octets.as_chunks::<BLOCK>();
    for (index, block) in blocks.iter().enumerate() {
        // No early exit inside a block: that is what lets it become vector code.
        if block.iter().fold(false, |hit, &octet| hit | wanted(octet)) {
            return find_in_words(block, &wanted, &hits).map(|at| index * BLOCK + at);
        }
    }
    find_in_words(rest, &wanted, &hits).map(|at| blocks.len() * BLOCK + at)
}

#[inline]
fn find_in_words(octets: &[u8], wanted: &impl Fn(u8) -> bool, hits: &impl Fn(u64) -> u64) -> Option<usize> {
    let (words, rest) = octets.as_chunks::<WORD>();
    for (index, word) in words.iter().enumerate() {
        let hits = hits(u64::from_le_bytes(*word));
        if hits != 0 {
            // Little-endian: the first octet is the lowest.
            return Some(index * WORD + hits.trailing_zeros() as usize / 8);
        }
    }
    rest.iter().position(|&octet| wanted(octet)).map(|at| words.len() * WORD + at)
}

/// A word whose lowest set bit is the high bit of the first octet of `word` that is `octet`; zero, if none is. Bits above
/// that one may be set for other octets (the borrow of the subtraction travels upwards).
#[inline]
fn equal(word: u64, octet: u8) -> u64 {
    let difference = word ^ (ONES * u64::from(octet));
    difference.wrapping_sub(ONES) & !difference & HIGH_BITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_hit_is_found_at_every_offset() {
        for length in 0..100 {
            let mut octets = vec![b'x'; length];
            assert_eq!(find_cr_or_lf(&octets), None);
            for at in (0..length).rev() {
                octets[at] = if at % 2 == 0 { b'\r' } else { b'\n' };
                assert_eq!(find_cr_or_lf(&octets), Some(at));
                assert_eq!(find_lf(&octets), (at..length).find(|i| i % 2 == 1));
            }
        }
    }

    /// Octets that differ from a line end in one bit are none, also right before and behind one.
    #[test]
    fn what_is_nearly_a_line_end_is_none() {
        for near in [0x0B, 0x09, 0x0C, 0x8A, 0x8D, 0x0E, 0x00, 0xFF] {
            for at in 0..50 {
                let mut octets = vec![near; 50];
                assert_eq!(find_cr_or_lf(&octets), None, "{near:#x}");
                octets[at] = b'\n';
                assert_eq!((find_lf(&octets), find_cr_or_lf(&octets)), (Some(at), Some(at)), "{near:#x} at {at}");
            }
        }
    }
}
