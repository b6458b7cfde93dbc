//! `zisha migrate`.

use super::{End, answer};
use crate::config::Config;
use kernel::{Clocks, Result};
use serde_json::json;

pub(crate) async fn run(config: &Config, json: bool) -> Result<End> {
    store::open::<migrations::Migrator>(config.store(Clocks::system(), true)).await?;
    answer(json, &json!({ "migrated": true }), || {
        "数据库结构已是最新。".into()
    })?;
    Ok(End::Done)
}
