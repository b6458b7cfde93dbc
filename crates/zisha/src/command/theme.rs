//! `zisha theme check`.

use super::{End, answer};
use crate::config::Config;
use crate::wire;
use clap::Subcommand;
use kernel::Result;
use serde_json::json;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Load every theme and staff template and render each with its sample.
    Check,
}

pub(crate) fn run(config: &Config, command: Command, json: bool) -> Result<End> {
    match command {
        Command::Check => {
            let themes = wire::themes(config)?;
            let findings: Vec<String> = theme::check(&themes)
                .iter()
                .map(|finding| format!("{finding:?}"))
                .collect();
            let names: Vec<String> = themes.iter().map(|theme| theme.name().to_owned()).collect();
            answer(json, &json!({ "themes": names, "findings": findings }), || {
                if findings.is_empty() {
                    format!("主题检查通过：{}。", names.join("、"))
                } else {
                    findings.join("\n")
                }
            })?;
            Ok(if findings.is_empty() {
                End::Done
            } else {
                End::Differences
            })
        }
    }
}
