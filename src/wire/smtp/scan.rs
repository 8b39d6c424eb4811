//! Finding line ends in bulk.
//!
//! Content is most of what crosses a wire. The search looks at whole blocks, which the compiler turns into vector
//! instructions, and at single octets only inside the block that has a hit.

const BLOCK: usize = 32;

/// The position of the first LF.
pub(super) fn find_lf(octets: &[u8]) -> Option<usize> {
    find(octets, |octet| octet == b'\n')
}

/// The position of the first CR or LF.
pub(super) fn find_cr_or_lf(octets: &[u8]) -> Option<usize> {
    find(octets, |octet| octet == b'\r' || octet == b'\n')
}

#[inline]
fn find(octets: &[u8], wanted: impl Fn(u8) -> bool) -> Option<usize> {
    let (blocks, rest) = octets.as_chunks::<BLOCK>();
    for (index, block) in blocks.iter().enumerate() {
        // No early exit inside a block: that is what lets it become vector code.
        if block.iter().fold(false, |hit, &octet| hit | wanted(octet)) {
            return block.iter().position(|&octet| wanted(octet)).map(|at| index * BLOCK + at);
        }
    }
    rest.iter().position(|&octet| wanted(octet)).map(|at| blocks.len() * BLOCK + at)
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
}
