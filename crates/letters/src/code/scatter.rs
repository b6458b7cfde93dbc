//! Numbers of letters that do not tell in which order they came: a private letter would else lie, by the gap that it leaves, between
//! two public ones whose days everybody reads.

use super::CodeKey;
use kernel::{Error, Result, SiteId};

/// Half of the bits of a block: numbers change places among 4,096.
const HALF: u32 = 6;
const MASK: i64 = (1 << HALF) - 1;
const ROUNDS: usize = 4;

impl CodeKey {
    /// The number of a site that stands for the `taken`th: another for each, and nobody without the box's key knows which.
    ///
    /// # Errors
    /// As [`CodeKey::seal`].
    pub(crate) fn scatter(&self, site: SiteId, taken: i64) -> Result<i64> {
        let at = taken - 1;
        let block = at >> (2 * HALF);
        let (mut left, mut right) = ((at >> HALF) & MASK, at & MASK);
        // Four rounds of a Feistel network: whatever the rounds make, no two numbers meet.
        for round in 0..ROUNDS {
            let parts = [site.0, block, right].map(|part| part.to_string());
            let [site, block, half] = &parts;
            let word = self.word(&["number", site, block, half, &round.to_string()])?;
            let byte = word.get(..2).unwrap_or_default();
            let mix = i64::from_str_radix(byte, 16).map_err(Error::fault)?;
            (left, right) = (right, left ^ (mix & MASK));
        }
        Ok(((block << (2 * HALF)) | (left << HALF) | right) + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_numbers_meet_and_neighbours_part() {
        let (key, site) = (CodeKey::new(&[7; 32]), SiteId(3));
        let numbers: Vec<i64> = (1..=8192).map(|n| key.scatter(site, n).unwrap()).collect();
        let first: BTreeSet<i64> = numbers.iter().take(4096).copied().collect();
        assert_eq!(first, (1..=4096).collect());
        assert_eq!(numbers.iter().collect::<BTreeSet<_>>().len(), 8192);
        let close = numbers.windows(2).filter(|pair| (pair[0] - pair[1]).abs() < 10);
        assert!(close.count() < 200);
        let other = CodeKey::new(&[8; 32]);
        assert!((1..=64).any(|n| other.scatter(site, n).unwrap() != key.scatter(site, n).unwrap()));
    }
}
