//! Back-channel log-out: clients that held something of a sign-in are told that it is over, by a signed token that this
//! box posts to them (OpenID Connect Back-Channel Logout 1.0).

use super::claims::{LOGOUT_EVENT, LOGOUT_TOKEN, LogoutClaims};
use super::client;
use super::entity::grant::Model as Grant;
use super::entity::logout::{ActiveModel, Column, Entity, Model};
use super::key::signing_key;
use crate::factor::{Sealer, no_secret};
use crate::person;
use crate::token;
use async_trait::async_trait;
use chrono::Duration;
use kernel::{Clocks, Error, PersonId, Result};
use sea_orm::{ColumnTrait, Set};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeSet;
use std::time::Duration as Wait;
use store::job::{Job, JobHandler, JobRow};
use store::{HubStore, HubWrite};
use tokio::sync::OnceCell;
use tokio::task::JoinSet;
use tracing::{info, warn};

/// A client that does not answer in this time is asked again later: others must hear within two seconds.
const PATIENCE: Wait = Wait::from_secs(1);
/// How many are told at once.
const AT_ONCE: u64 = 50;
/// Life of a logout token.
const TOKEN_LIFE: Duration = Duration::minutes(2);

/// Leaves a row and a job for every client of these grants that wants to be told.
///
/// # Errors
/// Faults.
pub(super) async fn leave(tx: &mut HubWrite, grants: &[Grant]) -> Result<()> {
    let mut told = BTreeSet::new();
    for grant in grants {
        if !told.insert((&grant.client_id, &grant.group_session)) {
            continue;
        }
        let client = client::find(tx, &grant.client_id).await?;
        if client.is_none_or(|client| client.backchannel_uri.is_empty()) {
            continue;
        }
        tx.exempt("oidc_logout")?;
        // What could not be told for a day is not worth telling: the client's own session has run out too.
        tx.delete_where::<Entity>(Column::CreatedAt.lt(tx.now() - Duration::days(1)))
            .await?;
        let person = person::query::by_id(tx, PersonId(grant.person_id)).await?;
        let row = ActiveModel {
            issuer: Set(grant.issuer.clone()),
            client_id: Set(grant.client_id.clone()),
            subject: Set(person.uid().to_string()),
            group_session: Set(grant.group_session.clone()),
            created_at: Set(tx.now()),
            tried_at: Set(None),
            ..Default::default()
        };
        let row = tx.insert(row).await?;
        tx.enqueue(None, &TellLogOut { logout: row.id }).await?;
    }
    Ok(())
}

/// A client is to be told.
#[derive(Debug, Serialize, Deserialize)]
pub struct TellLogOut {
    /// Number of the row.
    logout: i64,
}

impl Job for TellLogOut {
    const KIND: &'static str = "identity.tell_log_out";
}

/// Tells clients. The first job of a sign-out tells all of them side by side, so that one that hangs keeps nobody
/// waiting; the others' jobs then find nothing left to do.
pub struct LogOutTeller {
    hub: HubStore,
    clocks: Clocks,
    sealer: Option<Sealer>,
    client: OnceCell<reqwest::Client>,
}

impl LogOutTeller {
    /// It asks with the trusted client: administrators register the addresses. `sealer` opens the signing keys.
    #[must_use]
    pub fn new(hub: HubStore, clocks: Clocks, sealer: Option<Sealer>) -> Self {
        Self {
            hub,
            clocks,
            sealer,
            client: OnceCell::new(),
        }
    }

    /// With a client of the caller's (tests whose names no resolver knows).
    #[must_use]
    pub fn with_client(
        hub: HubStore,
        clocks: Clocks,
        sealer: Option<Sealer>,
        client: reqwest::Client,
    ) -> Self {
        Self {
            hub,
            clocks,
            sealer,
            client: OnceCell::new_with(Some(client)),
        }
    }

    async fn waiting(&self, own: i64) -> Result<Vec<Model>> {
        let db = self.hub.read();
        let Some(own) = db.find::<Entity>().filter(Column::Id.eq(own)).one().await? else {
            return Ok(Vec::new());
        };
        let others = db
            .find::<Entity>()
            .filter(Column::TriedAt.is_null())
            .filter(Column::Id.ne(own.id));
        let mut rows = others.asc(Column::Id).limit(AT_ONCE).all().await?;
        rows.insert(0, own);
        Ok(rows)
    }

    async fn tell(&self, rows: &[Model]) -> Result<Vec<i64>> {
        let http = self
            .client
            .get_or_try_init(|| std::future::ready(gateway::outbound::trusted()))
            .await?;
        let now = self.clocks.security.now();
        let sealer = self.sealer.as_ref().ok_or_else(no_secret)?;
        let keys = signing_key(&self.hub, sealer, now).await?;
        let mut telling = JoinSet::new();
        let mut done = Vec::new();
        for row in rows {
            let client = client::find(&self.hub.read(), &row.client_id).await?;
            let Some(uri) = client
                .map(|client| client.backchannel_uri)
                .filter(|uri| !uri.is_empty())
            else {
                // The client is gone, or does not want to know any more.
                done.push(row.id);
                continue;
            };
            let claims = LogoutClaims {
                iss: row.issuer.clone(),
                sub: row.subject.clone(),
                aud: row.client_id.clone(),
                iat: now.timestamp(),
                exp: (now + TOKEN_LIFE).timestamp(),
                jti: token::random()?,
                sid: row.group_session.clone(),
                events: [(LOGOUT_EVENT.to_owned(), json!({}))].into_iter().collect(),
                nonce: None,
            };
            let form = [("logout_token", keys.sign(LOGOUT_TOKEN, &claims)?)];
            let (id, name) = (row.id, row.client_id.clone());
            let request = http.post(uri).timeout(PATIENCE).form(&form);
            telling.spawn(async move {
                let answer = request.send().await.and_then(reqwest::Response::error_for_status);
                match answer {
                    Ok(answer) if answer.status().is_success() => Some(id),
                    Ok(answer) => {
                        warn!(client = %name, status = answer.status().as_u16(), "A client did not take a log-out");
                        None
                    }
                    Err(error) => {
                        warn!(client = %name, error = %error.without_url(), "A client could not be told of a log-out");
                        None
                    }
                }
            });
        }
        while let Some(told) = telling.join_next().await {
            done.extend(told.map_err(Error::fault)?);
        }
        Ok(done)
    }
}

#[async_trait]
impl JobHandler for LogOutTeller {
    fn kind(&self) -> &'static str {
        TellLogOut::KIND
    }

    async fn run(&self, job: &JobRow) -> Result<()> {
        let TellLogOut { logout } = job.read()?;
        let rows = self.waiting(logout).await?;
        if rows.is_empty() {
            return Ok(());
        }
        let done = self.tell(&rows).await?;
        let mut tx = self.hub.write(kernel::Actor::job("tell_log_out")).await?;
        tx.exempt("oidc_logout")?;
        let now = tx.now();
        let failed: Vec<i64> = rows
            .iter()
            .map(|row| row.id)
            .filter(|id| !done.contains(id))
            .collect();
        let tried = ActiveModel {
            tried_at: Set(Some(now)),
            ..Default::default()
        };
        tx.update_where(tried, Column::Id.is_in(failed.clone())).await?;
        tx.delete_where::<Entity>(Column::Id.is_in(done.clone())).await?;
        tx.commit().await?;
        info!(
            told = done.len(),
            failed = failed.len(),
            "Told clients of log-outs"
        );
        if failed.contains(&logout) {
            return Err(Error::fault("the client did not confirm the log-out"));
        }
        Ok(())
    }
}
