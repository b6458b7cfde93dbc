//! The page 外部对接: how the pairings of a site fare.

use super::entity::peer::{HUB, PAUSED, REMOVED, SOURCE};
use super::list::{PeerLine, list_peers};
use crate::ui::Chip;
use gateway::{Site, SiteKind};
use kernel::{Error, Result};
use serde::Serialize;
use store::HubRead;

/// The pairings of a site.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PeerList {
    /// Pairings, oldest first.
    pub peers: Vec<PeerRow>,
    /// What somebody has to look at.
    pub alarms: Vec<String>,
    /// Whether this site receives: then units send to it.
    pub receives: bool,
}

/// A pairing.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PeerRow {
    /// Its name.
    pub name: String,
    /// Where it is reached.
    pub url: String,
    /// 向本站供稿 or 接收本站稿件.
    pub role: &'static str,
    /// How it stands.
    pub state: Chip,
    /// When it was last heard of.
    pub seen: String,
    /// How long the oldest thing has waited to be sent.
    pub lag: String,
    /// The last event that was answered.
    pub position: String,
    /// How many push-downs stand, of how many.
    pub down: String,
    /// When they were last asked for, or that they are being fetched anew.
    pub down_note: String,
    /// Attempts that failed since the last success, and why the last one did.
    pub failures: String,
    /// Where 暂停 goes; `None` when it rests.
    pub pause_url: Option<String>,
    /// Where 恢复 goes; `None` when it does not rest.
    pub resume_url: Option<String>,
    /// Where 全部重发 goes; `None` where the other side sends.
    pub replay_url: Option<String>,
    /// Where 解除对接 goes.
    pub end_url: String,
}

/// Whether a pairing is this site's to look after: its own towards a portal, or on the portal what units send.
fn concerns(site: &Site, line: &PeerLine) -> bool {
    match line.role.as_str() {
        HUB => line.site == site.slug.as_str(),
        SOURCE => site.kind == SiteKind::Portal,
        _ => false,
    }
}

/// The uid of a pairing of this site, as the commands call it.
///
/// # Errors
/// [`Error::NotFound`] for one of another site.
pub(super) async fn name_of(read: &HubRead, site: &Site, id: i64) -> Result<String> {
    let lines = list_peers(read).await?;
    let line = lines
        .into_iter()
        .find(|line| line.id == id && line.state != REMOVED && concerns(site, line));
    Ok(line.ok_or(Error::NotFound)?.uid.to_string())
}

impl PeerList {
    /// Loads the page.
    ///
    /// # Errors
    /// Faults.
    pub async fn load(read: &HubRead, site: &Site) -> Result<Self> {
        let lines = list_peers(read).await?;
        let lines: Vec<PeerLine> = lines
            .into_iter()
            .filter(|line| line.state != REMOVED && concerns(site, line))
            .collect();
        Ok(Self {
            alarms: lines.iter().filter_map(|line| line.alarm.clone()).collect(),
            peers: lines.into_iter().map(|line| row(site, line)).collect(),
            receives: site.kind == SiteKind::Portal,
        })
    }

    /// For tests of templates.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            peers: vec![PeerRow {
                name: "市教育局".into(),
                url: "https://edu.example.gov.cn".into(),
                role: "向本站供稿",
                state: Chip::new("运行中", "ok"),
                seen: "2026-11-22 09:30".into(),
                lag: "0 秒".into(),
                position: "无".into(),
                down: "12/13 件已显示".into(),
                down_note: "最近取用 2026-11-22 09:30".into(),
                failures: "无".into(),
                pause_url: Some("/console/peers/1/pause".into()),
                end_url: "/console/peers/1/end".into(),
                ..PeerRow::default()
            }],
            alarms: vec!["对接 市教育局：已有 20 分钟没有联系。".into()],
            receives: true,
        }
    }
}

fn row(site: &Site, line: PeerLine) -> PeerRow {
    let at = |verb: &str| site.url(&format!("/console/peers/{}/{verb}", line.id));
    let rests = line.state == PAUSED;
    let sends = line.role == HUB;
    PeerRow {
        role: if sends {
            "接收本站稿件"
        } else {
            "向本站供稿"
        },
        state: match (rests, line.replaying, &line.alarm) {
            (true, _, _) => Chip::new("已暂停", "plain"),
            (false, true, _) => Chip::new("正在重发", "wait"),
            (false, false, Some(_)) => Chip::new("需要处理", "warn"),
            (false, false, None) => Chip::new("运行中", "ok"),
        },
        seen: line.seen.unwrap_or_else(|| "尚未".into()),
        lag: format!("{} 秒", line.lag_seconds.max(0)),
        position: line.position.map_or_else(|| "无".into(), |at| at.to_string()),
        down: match line.pushed {
            (_, 0) => "无".into(),
            (shown, all) => format!("{shown}/{all} 件已显示"),
        },
        down_note: match (sends, line.asked) {
            (true, _) if line.fetching => "正在全部重取".into(),
            (true, _) => String::new(),
            (false, Some(at)) => format!("最近取用 {at}"),
            (false, None) => "对方尚未取用".into(),
        },
        failures: match line.failures {
            0 => "无".into(),
            count => format!("连续 {count} 次：{}", line.last_error),
        },
        pause_url: (!rests).then(|| at("pause")),
        resume_url: rests.then(|| at("resume")),
        replay_url: (sends && !rests).then(|| at("replay")),
        end_url: at("end"),
        name: line.name,
        url: line.url,
    }
}
