//! `zisha reindex`.

use super::{End, answer};
use crate::config::Config;
use crate::wire::Town;
use kernel::{Clocks, Result};
use serde_json::json;

pub(crate) async fn run(config: &Config, json: bool) -> Result<End> {
    let town = Town::open(config, Clocks::system()).await?;
    let count = town.reindex().await?;
    answer(json, &json!({ "documents": count }), || {
        format!("索引已重建，共 {count} 篇。")
    })?;
    Ok(End::Done)
}
