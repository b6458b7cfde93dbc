//! Who acts.

use crate::{PersonId, Uid};
use serde::{Deserialize, Serialize};

/// Whoever makes something happen. Each audit row names one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Actor {
    /// A member of staff who signed in.
    Person {
        /// The account's number.
        id: PersonId,
        /// The name shown beside what was done.
        name: String,
    },
    /// A citizen with an account of the citizens' realm.
    Citizen {
        /// The account's uid.
        uid: Uid,
    },
    /// Anybody.
    Public,
    /// A background job or a log reader, by name.
    Job {
        /// The job's name, as in the policy table.
        name: String,
    },
    /// Another box of the group.
    Peer {
        /// The peer's uid.
        uid: Uid,
    },
    /// A business system with a token of one site (接口令牌).
    Token {
        /// The token's uid.
        uid: Uid,
        /// Its name, as the site's administrator gave it.
        name: String,
    },
    /// Somebody at the command line.
    Operator {
        /// The command, as in the policy table.
        command: String,
    },
}

impl Actor {
    /// A job by its name.
    #[must_use]
    pub fn job(name: &str) -> Self {
        Self::Job { name: name.into() }
    }

    /// The command line, by command.
    #[must_use]
    pub fn operator(command: &str) -> Self {
        Self::Operator {
            command: command.into(),
        }
    }

    /// The person's number, if a person acts.
    #[must_use]
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Self::Person { id, .. } => Some(*id),
            Self::Citizen { .. }
            | Self::Public
            | Self::Job { .. }
            | Self::Peer { .. }
            | Self::Token { .. }
            | Self::Operator { .. } => None,
        }
    }

    /// The words for lists and audit rows.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::Person { name, .. } => name.clone(),
            Self::Citizen { .. } => "市民".into(),
            Self::Public => "访客".into(),
            Self::Job { name } => format!("后台任务 {name}"),
            Self::Peer { uid } => format!("对接系统 {uid}"),
            Self::Token { name, .. } => format!("业务系统 {name}"),
            Self::Operator { command } => format!("命令行 {command}"),
        }
    }
}
