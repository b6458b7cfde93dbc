//! Salts: what the visitors of a day are hashed with.

pub mod entity;

use crate::tally::Salt;

/// As hex.
pub(crate) fn write(salt: &Salt) -> String {
    salt.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// From hex.
pub(crate) fn read(text: &str) -> Option<Salt> {
    let mut salt = Salt::default();
    if text.len() != salt.len() * 2 {
        return None;
    }
    for (at, byte) in salt.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    Some(salt)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_salt_is_read_as_it_was_written() {
        let salt = std::array::from_fn(|at| u8::try_from(at * 7 % 256).unwrap());
        assert_eq!(read(&write(&salt)), Some(salt));
        assert_eq!(read("zz"), None);
    }
}
