//! Text from the receivers' forms.

use serde::Deserialize;

/// The form of an answer, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct TaskForm {
    /// Why it is declined.
    pub reason: String,
    /// The uid of the piece that is handed in.
    pub piece: String,
}
