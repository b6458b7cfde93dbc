//! What the probe says of the pairings.

use super::list::list_peers;
use gateway::Health;
use kernel::Result;
use serde_json::{Value, json};
use store::HubStore;

/// The pairings in the answer of `/healthz/ready`.
pub struct PeerHealth(pub HubStore);

#[async_trait::async_trait]
impl Health for PeerHealth {
    fn name(&self) -> &'static str {
        "peers"
    }

    async fn state(&self) -> Result<Value> {
        let lines = list_peers(&self.0.read()).await?;
        let line = |line: super::list::PeerLine| {
            json!({
                "name": line.name, "role": line.role, "state": line.state, "lag_seconds": line.lag_seconds,
                "replaying": line.replaying, "failures": line.failures, "alarm": line.alarm,
            })
        };
        Ok(lines.into_iter().map(line).collect())
    }
}
