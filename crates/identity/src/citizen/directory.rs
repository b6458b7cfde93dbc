//! The gateway's question: whose cookie is this.

use super::session;
use crate::Identity;
use async_trait::async_trait;
use gateway::{CitizenDirectory, CitizenSession};
use kernel::{Error, Result};

#[async_trait]
impl CitizenDirectory for Identity {
    async fn session(&self, token: &str, host: &str) -> Result<Option<CitizenSession>> {
        let (realm, now) = (self.realm()?, self.now());
        let live = session::find(&self.hub.read(), &realm.settings, (token, host), now).await?;
        let Some(live) = live else { return Ok(None) };
        // Reading goes on while writes are refused or slow.
        match session::touch(&self.hub, &realm.settings, &live.session, now).await {
            Ok(()) | Err(Error::ReadOnly(_) | Error::Busy(_)) => {}
            Err(error) => return Err(error),
        }
        Ok(Some(CitizenSession {
            citizen: live.citizen.citizen(),
            uid: live.citizen.uid(),
            name: live.citizen.name,
            session: live.session.id,
        }))
    }
}
