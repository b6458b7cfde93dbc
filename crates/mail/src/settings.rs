//! Where mail goes out, as the operator sets it.

use serde::{Deserialize, Serialize};
use std::fmt;

/// How the way to the server is guarded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tls {
    /// Plain first, then TLS or nothing at all (port 587).
    #[default]
    Starttls,
    /// TLS from the first byte (port 465).
    Tls,
    /// No TLS (port 25): only for a server on the same machine.
    None,
}

/// `[mail]` of the configuration.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Host of the SMTP server; empty means that mail is laid into `<data>/outbox/`.
    pub server: String,
    /// Port; 0 is the usual one for `tls`.
    pub port: u16,
    /// Account there; empty means none.
    pub user: String,
    /// Its password.
    pub password: String,
    /// Sender, `name@host` or `名称 <name@host>`.
    pub from: String,
    /// How the way there is guarded.
    pub tls: Tls,
    /// Addresses that hear of what the system cannot mend by itself.
    pub operators: Vec<String>,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("server", &self.server)
            .field("port", &self.port())
            .field("tls", &self.tls)
            .finish_non_exhaustive()
    }
}

impl Settings {
    /// Whether there is a server.
    #[must_use]
    pub fn has_server(&self) -> bool {
        !self.server.is_empty()
    }

    /// The port in force.
    #[must_use]
    pub fn port(&self) -> u16 {
        match (self.port, self.tls) {
            (0, Tls::Starttls) => 587,
            (0, Tls::Tls) => 465,
            (0, Tls::None) => 25,
            (port, _) => port,
        }
    }

    /// The same with the password masked, to be shown.
    #[must_use]
    pub fn masked(&self) -> Self {
        let mut shown = self.clone();
        if !shown.password.is_empty() {
            shown.password = "***".into();
        }
        shown
    }
}
