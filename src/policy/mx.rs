//! Which mail exchanger to try, and in which order (RFC 5321 §5.1).
//!
//! The look-ups themselves are made by the caller; here is only what follows from their answer.

use rand::Rng;
use rand::RngExt as _;

/// One host to try.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exchanger<N> {
    /// Its MX preference; [`None`] for the domain itself, when it has no MX.
    pub preference: Option<u16>,
    /// Its name.
    pub name: N,
}

/// Why there is nowhere to go.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NoRoute {
    /// `MX 0 .` (RFC 7505 §3).
    #[error("5.1.0 the domain accepts no mail (null MX)")]
    NullMx,
    /// The best exchanger is ourselves, and the mail is not for us (RFC 5321 §5.1).
    #[error("5.4.6 mail for this domain loops back to this server")]
    Loop,
}

/// The exchangers of `records` in the order in which to try them.
///
/// Lower preferences first; equal ones in random order, so that the load is shared. If one of them `is_own`, it and all
/// that are not better are left out, or two servers would pass a mail to and fro. `is_root` tells the null MX.
///
/// # Errors
/// When the domain says that it takes no mail, or only this server is left.
pub fn order<N>(
    records: Vec<(u16, N)>,
    is_own: impl Fn(&N) -> bool,
    is_root: impl Fn(&N) -> bool,
    chance: &mut impl Rng,
) -> Result<Vec<Exchanger<N>>, NoRoute> {
    // RFC 7505 §3: a null MX stands alone; a root name beside real exchangers is an error to be passed over.
    let mut records: Vec<_> = records.into_iter().filter(|(_, name)| !is_root(name)).collect();
    if records.is_empty() {
        return Err(NoRoute::NullMx);
    }
    // RFC 5321 §5.1: "If there are multiple destinations with the same preference ... the sender-SMTP MUST randomize".
    for last in (1..records.len()).rev() {
        records.swap(last, chance.random_range(0..=last));
    }
    records.sort_by_key(|(preference, _)| *preference);
    let own = records.iter().filter(|(_, name)| is_own(name)).map(|(preference, _)| *preference).min();
    let exchangers: Vec<_> = records
        .into_iter()
        .filter(|(preference, _)| own.is_none_or(|own| *preference < own))
        .map(|(preference, name)| Exchanger { preference: Some(preference), name })
        .collect();
    if exchangers.is_empty() { Err(NoRoute::Loop) } else { Ok(exchangers) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::rng::stream;

    fn ordered(records: &[(u16, &'static str)], own: &str, seed: u64) -> Result<Vec<&'static str>, NoRoute> {
        let exchangers = order(records.to_vec(), |name| *name == own, |name| name.is_empty(), &mut stream(seed, "mx"))?;
        Ok(exchangers.into_iter().map(|exchanger| exchanger.name).collect())
    }

    #[test]
    fn lower_preferences_come_first() {
        assert_eq!(ordered(&[(20, "b"), (10, "a"), (30, "c")], "", 1), Ok(vec!["a", "b", "c"]));
    }

    #[test]
    fn equal_preferences_share_the_load() {
        let firsts: std::collections::BTreeSet<_> =
            (0..20).map(|seed| ordered(&[(10, "a"), (10, "b")], "", seed).unwrap()[0]).collect();
        assert_eq!(firsts.len(), 2);
    }

    #[test]
    fn a_server_leaves_out_itself_and_what_is_not_better() {
        assert_eq!(ordered(&[(10, "a"), (20, "me"), (20, "b"), (30, "c")], "me", 1), Ok(vec!["a"]));
        assert_eq!(ordered(&[(10, "me"), (20, "b")], "me", 1), Err(NoRoute::Loop));
    }

    #[test]
    fn a_null_mx_is_a_refusal_and_beside_others_it_is_nothing() {
        assert_eq!(ordered(&[(0, "")], "", 1), Err(NoRoute::NullMx));
        assert_eq!(ordered(&[(0, ""), (10, "a")], "", 1), Ok(vec!["a"]));
    }
}
