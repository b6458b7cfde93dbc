//! How many different visitors: HyperLogLog++ (Heule, Nunkesser, Hall 2013) over hashes that nobody can trace back.

use hyperloglogplus::{HyperLogLog, HyperLogLogPlus};
use kernel::{Error, Result};
use serde::{Deserialize, Serialize};
use std::hash::{BuildHasher, Hasher};

/// 2^16 registers: a standard error of 0.4 %; few visitors are counted exactly, in few bytes.
const PRECISION: u8 = 16;

/// Passes on what is hashed already.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Hashed;

/// See [`Hashed`].
#[derive(Default)]
struct AsIs(u64);

impl BuildHasher for Hashed {
    type Hasher = AsIs;
    fn build_hasher(&self) -> AsIs {
        AsIs::default()
    }
}

impl Hasher for AsIs {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }
    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
    fn finish(&self) -> u64 {
        self.0
    }
}

/// A set of visitors that knows about how many they are and not who.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Sketch(HyperLogLogPlus<u64, Hashed>);

impl Sketch {
    /// Nobody.
    ///
    /// # Errors
    /// A fault if the precision is none.
    pub fn new() -> Result<Self> {
        HyperLogLogPlus::new(PRECISION, Hashed)
            .map(Self)
            .map_err(Error::fault)
    }

    /// Adds a visitor by a hash of 64 good bits.
    pub fn add(&mut self, visitor: u64) {
        self.0.insert(&visitor);
    }

    /// Adds everybody of another.
    ///
    /// # Errors
    /// A fault for one of another precision.
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        self.0.merge(&other.0).map_err(Error::fault)
    }

    /// About how many.
    pub fn count(&mut self) -> i64 {
        // Far below 2^53, and never negative.
        self.0.count().round() as i64
    }

    /// As bytes for the database.
    ///
    /// # Errors
    /// A fault.
    pub fn write(&self) -> Result<Vec<u8>> {
        postcard::to_allocvec(self).map_err(Error::fault)
    }

    /// From the database.
    ///
    /// # Errors
    /// A fault for what we did not write.
    pub fn read(bytes: &[u8]) -> Result<Self> {
        postcard::from_bytes(bytes).map_err(Error::fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    fn hash(n: u64) -> u64 {
        let bytes = Sha256::digest(n.to_le_bytes());
        u64::from_le_bytes(bytes[..8].try_into().unwrap())
    }

    #[test]
    fn few_are_exact_many_are_within_one_percent_and_none_counts_twice() {
        for wanted in [1_i64, 7, 300, 20_000, 250_000] {
            let mut sketch = Sketch::new().unwrap();
            for _ in 0..2 {
                (0..wanted.unsigned_abs()).for_each(|n| sketch.add(hash(n)));
            }
            let off = (sketch.count() - wanted).abs();
            assert!(off * 100 <= wanted, "{} of {wanted}", sketch.count());
        }
    }

    #[test]
    fn parts_make_the_whole_through_the_database() {
        let (mut one, mut two, mut whole) = (
            Sketch::new().unwrap(),
            Sketch::new().unwrap(),
            Sketch::new().unwrap(),
        );
        (0..3_000).for_each(|n| one.add(hash(n)));
        (2_000..40_000).for_each(|n| two.add(hash(n)));
        (0..40_000).for_each(|n| whole.add(hash(n)));
        let mut read = Sketch::read(&one.write().unwrap()).unwrap();
        read.merge(&Sketch::read(&two.write().unwrap()).unwrap()).unwrap();
        assert_eq!(read.count(), whole.count());
        assert!(one.write().unwrap().len() < 16_000);
        assert!(Sketch::read(b"not ours").is_err());
    }
}
