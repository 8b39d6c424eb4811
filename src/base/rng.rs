//! Chance: one stream per (seed, label), so that adding a host does not reshuffle the others.
//!
//! `Pcg64` is portable, `Clone` and `PartialEq`; a world that holds its streams can be kept, compared and resumed.

pub use rand_pcg::Pcg64;

/// The stream of random draws for one purpose, named like `"smtp.escuela.com.mx/queue-id"`.
///
/// The label is folded with FNV-1a, whose definition does not change between releases.
#[must_use]
pub fn stream(seed: u64, label: &str) -> Pcg64 {
    const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let folded = label.bytes().fold(OFFSET, |hash, byte| (hash ^ u128::from(byte)).wrapping_mul(PRIME));
    Pcg64::new(u128::from(seed), folded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng;

    fn draws(seed: u64, label: &str) -> Vec<u64> {
        let mut stream = stream(seed, label);
        (0..4).map(|_| stream.next_u64()).collect()
    }

    #[test]
    fn a_stream_depends_on_seed_and_label_alone() {
        assert_eq!(draws(1, "a"), draws(1, "a"));
        assert_ne!(draws(1, "a"), draws(2, "a"));
        assert_ne!(draws(1, "a"), draws(1, "b"));
    }

    /// These numbers must never change: recordings made by older versions depend on them.
    #[test]
    fn the_streams_are_the_same_in_every_release() {
        assert_eq!(
            draws(1, "posta"),
            [
                6_238_672_244_046_618_186,
                5_156_674_373_148_775_112,
                17_972_795_315_233_952_085,
                11_640_085_616_972_701_582
            ]
        );
    }
}
