//! The two clocks. The *domain* clock dates articles and deadlines and may be shifted by a demo
//! or a test; the *security* clock ends sessions and tokens and is always the real one in
//! production. This module is the only place that reads the machine's time.

use chrono::{DateTime, Duration, Utc};
use std::fmt;
use std::sync::{Arc, Mutex};

type Source = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

macro_rules! clock {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(Source);

        impl $name {
            /// Reads the clock.
            #[must_use]
            pub fn now(&self) -> DateTime<Utc> {
                (self.0)()
            }

            /// The machine's clock.
            #[must_use]
            pub fn system() -> Self {
                Self(Arc::new(machine_time))
            }

            /// A clock that a test moves by hand.
            #[must_use]
            pub fn by_hand(hand: &Hand) -> Self {
                let hand = hand.clone();
                Self(Arc::new(move || hand.now()))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.now())
            }
        }
    };
}

clock! {
    /// Dates what happens in the domain: publication, receipt, deadlines.
    DomainClock
}
clock! {
    /// Ends what must end: sessions, codes, tokens, leases.
    SecurityClock
}

impl DomainClock {
    /// The machine's clock moved by `by`, for a demo that plays at another time.
    #[must_use]
    pub fn shifted(by: Duration) -> Self {
        Self(Arc::new(move || machine_time() + by))
    }
}

/// Both clocks, as they are handed around.
#[derive(Clone, Debug)]
pub struct Clocks {
    /// See [`DomainClock`].
    pub domain: DomainClock,
    /// See [`SecurityClock`].
    pub security: SecurityClock,
}

impl Clocks {
    /// Both on the machine's time.
    #[must_use]
    pub fn system() -> Self {
        Self {
            domain: DomainClock::system(),
            security: SecurityClock::system(),
        }
    }
}

/// The hand of a clock in a test.
#[derive(Clone, Debug)]
pub struct Hand(Arc<Mutex<DateTime<Utc>>>);

impl Hand {
    /// Starts at `at`.
    #[must_use]
    pub fn at(at: DateTime<Utc>) -> Self {
        Self(Arc::new(Mutex::new(at)))
    }

    /// Where the hand stands.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Moves the hand.
    pub fn advance(&self, by: Duration) {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) += by;
    }
}

#[expect(clippy::disallowed_methods, reason = "the one home of the machine's clock")]
fn machine_time() -> DateTime<Utc> {
    Utc::now()
}
