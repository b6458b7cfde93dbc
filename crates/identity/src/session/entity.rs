//! A session, of whose token only the hash is kept.

use sea_orm::entity::prelude::*;

#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub token_hash: String,
    pub person_id: i64,
    /// See [`super::Realm`].
    pub realm: String,
    pub host: String,
    /// The `sid` of the sign-in.
    pub group_session: String,
    /// The hint for the portal's end of session.
    pub id_token: Option<String>,
    pub created_at: DateTimeUtc,
    pub seen_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
    /// When the person signed in.
    pub authenticated_at: Option<DateTimeUtc>,
    /// When the person last proved who sits there: sign-in, second factor or step-up.
    pub proved_at: Option<DateTimeUtc>,
    /// By what, as `amr` words of RFC 8176 with spaces between.
    pub methods: String,
    /// The browser, for the list of sessions.
    pub agent: String,
    /// The address, for the list of sessions.
    pub address: String,
    /// The person's posts when the token was made, as a digest; others ask for a new token.
    pub rights: String,
}

impl Model {
    /// When the person last proved who sits there.
    #[must_use]
    pub fn proved(&self) -> DateTimeUtc {
        self.proved_at.unwrap_or(self.created_at)
    }

    /// When the person signed in.
    #[must_use]
    pub fn authenticated(&self) -> DateTimeUtc {
        self.authenticated_at.unwrap_or(self.created_at)
    }

    /// By what, as a list.
    #[must_use]
    pub fn amr(&self) -> Vec<String> {
        self.methods.split_whitespace().map(str::to_owned).collect()
    }
}

/// Tokens have no place in a log.
impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("id", &self.id)
            .field("host", &self.host)
            .finish_non_exhaustive()
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
