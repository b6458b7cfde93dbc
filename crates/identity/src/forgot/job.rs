//! Looking up who is meant, and mailing.

use crate::Identity;
use crate::invitation::{self, Delivered, Purpose};
use crate::person::State;
use crate::person::entity::{Column, Entity, Model};
use kernel::{Actor, Result};
use sea_orm::{ColumnTrait, ExprTrait};
use serde::{Deserialize, Serialize};
use store::job::{Job, JobHandler, JobRow};
use store::{HubRead, HubWrite};

/// One address may stand at several accounts (an office's); each gets its own link, up to so many.
const MOST: u64 = 5;

/// Mail a link to whoever is meant. The row goes away when done.
#[derive(Clone, Serialize, Deserialize)]
pub struct MailForgotten {
    /// Account or mail address, in small letters.
    pub(super) typed: String,
    /// Asked for too often: nothing is sent.
    pub(super) skip: bool,
}

/// What was typed may be a password in the wrong field.
impl std::fmt::Debug for MailForgotten {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MailForgotten")
    }
}

impl Job for MailForgotten {
    const KIND: &'static str = "person.forgot";
}

/// Runs [`MailForgotten`].
pub struct Answer(pub Identity);

#[async_trait::async_trait]
impl JobHandler for Answer {
    fn kind(&self) -> &'static str {
        MailForgotten::KIND
    }

    async fn run(&self, job: &JobRow) -> Result<()> {
        let job: MailForgotten = job.read()?;
        if job.skip {
            return Ok(());
        }
        let mut tx = self.0.hub.write(Actor::job(MailForgotten::KIND)).await?;
        let people = meant(&tx, &job.typed).await?;
        if people.is_empty() {
            return Ok(());
        }
        for person in &people {
            self.mail(&mut tx, person).await?;
        }
        tx.commit().await
    }
}

impl Answer {
    async fn mail(&self, tx: &mut HubWrite, person: &Model) -> Result<()> {
        let settings = &self.0.settings;
        let until = self.0.now() + settings.forgot;
        let token = invitation::issue(tx, person, Purpose::Forgot, until).await?;
        let link = Delivered {
            token: &token,
            purpose: Purpose::Forgot,
            until,
            site: None,
        };
        invitation::deliver(tx, settings, person, link).await?;
        tx.audit(
            None,
            "person.forgot_mailed",
            &person.uid().to_string(),
            &serde_json::Value::Null,
        );
        Ok(())
    }
}

/// Accounts in use with a mail address whose password is kept here.
async fn meant(db: &HubRead, typed: &str) -> Result<Vec<Model>> {
    db.find::<Entity>()
        .filter(Column::Account.eq(typed).or(Column::EmailKey.eq(typed)))
        .filter(Column::EmailKey.ne(""))
        .filter(Column::State.eq(State::Active.key()))
        .filter(Column::Directory.eq(false))
        .asc(Column::Id)
        .limit(MOST)
        .all()
        .await
}
