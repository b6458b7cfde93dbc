//! How much more than what arrived may come of it.

/// Bytes that are left.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Room(usize);

impl Room {
    /// Short documents may grow by this.
    const LEAST: usize = 1 << 20;

    /// Twice what arrived.
    pub fn beside(arrived: usize) -> Self {
        Self(arrived.saturating_mul(2).max(Self::LEAST))
    }

    /// Takes room for `made` bytes that stand for `arrived` of them; `false` when there is none.
    pub fn take(&mut self, made: usize, arrived: usize) -> bool {
        match self.0.checked_sub(made.saturating_sub(arrived)) {
            Some(left) => {
                self.0 = left;
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Room;

    #[test]
    fn what_is_longer_than_what_arrived_takes_room() {
        let mut room = Room::beside(1 << 20);
        assert!(room.take(10, 10) && room.take(2 << 20, 0));
        assert!(!room.take(2, 1) && room.take(1, 1));
    }
}
