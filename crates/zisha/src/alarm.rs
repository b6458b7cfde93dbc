//! Tells the operators what the system cannot mend by itself.

use kernel::{Actor, Error, Result};
use mail::Message;
use std::time::Duration;
use store::HubStore;
use syndication::peer::{Turned, turn_alarms};
use tokio::sync::watch;
use tracing::warn;

/// How often alarms are looked at.
const EVERY: Duration = Duration::from_secs(60);

/// Looks after the alarms of pairings.
#[derive(Clone)]
pub struct Alarms {
    hub: HubStore,
    operators: Vec<String>,
}

impl Alarms {
    /// Mails go to `operators`; without any the log, the audit, the console and the probe say it.
    #[must_use]
    pub fn new(hub: HubStore, operators: Vec<String>) -> Self {
        Self { hub, operators }
    }

    /// Runs until `stop` turns true.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            if let Err(error) = self.once().await {
                warn!(%error, "Alarms could not be looked at");
            }
            tokio::select! {
                () = tokio::time::sleep(EVERY) => {}
                _ = stop.changed() => {}
            }
        }
    }

    /// Says what rose and what is over, once.
    ///
    /// # Errors
    /// Faults.
    pub async fn once(&self) -> Result<()> {
        let mut tx = self.hub.write(Actor::job("alarm")).await?;
        let turned = turn_alarms(&mut tx).await?;
        if turned.is_empty() {
            return Ok(());
        }
        for turned in &turned {
            warn!(peer = %turned.name, alarm = ?turned.alarm, "The alarm of a pairing turned");
            for to in &self.operators {
                match mail::send(&mut tx, &message(to, turned)).await {
                    Err(Error::Invalid(_)) => warn!("An address in [mail] operators cannot be written to"),
                    sent => sent?,
                }
            }
        }
        tx.commit().await
    }
}

fn message(to: &str, turned: &Turned) -> Message {
    let name = &turned.name;
    let (subject, text) = match &turned.alarm {
        Some(alarm) => (
            format!("外部对接告警：{name}"),
            format!("{alarm}\n\n请在后台“外部对接”页面查看，或者运行 zisha peer list。\n"),
        ),
        None => (
            format!("外部对接已恢复：{name}"),
            format!("与{name}的往来已恢复正常。\n"),
        ),
    };
    Message {
        to: to.into(),
        subject,
        text,
    }
}
