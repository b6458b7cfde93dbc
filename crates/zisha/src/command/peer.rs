//! `zisha peer list|invite|join|pause|resume|remove|replay|check`.

use super::{End, answer};
use crate::config::Config;
use crate::wire::Base;
use clap::Subcommand;
use kernel::{Actor, Result, Uid};
use serde_json::json;
use syndication::peer::{self, Finding, OwnKey, OwnSite, PeerLine};

#[derive(Subcommand)]
pub(crate) enum Command {
    /// List the boxes this one is paired with, and how they fare.
    List,
    /// On the portal: make a one-time code for the box of a site; it lives half an hour.
    Invite {
        /// The site, as the register calls it.
        #[arg(long)]
        site: String,
    },
    /// On the unit's box: pair with a portal; everything published is sent.
    Join {
        /// Where the portal is reached.
        url: String,
        /// The code the portal gave.
        code: String,
        /// Which site of this box; may be left out when there is one.
        #[arg(long)]
        site: Option<String>,
    },
    /// End a pairing; what arrived stays.
    Remove {
        /// Its name or uid.
        name: String,
    },
    /// Let a pairing rest: nothing is sent or taken, nothing is lost.
    Pause {
        /// Its name or uid.
        name: String,
    },
    /// Take up a pairing that rests.
    Resume {
        /// Its name or uid.
        name: String,
    },
    /// Send everything once more: repairs whatever differs.
    Replay {
        /// Its name or uid.
        name: String,
    },
    /// Try whether a receiver keeps to the protocol. Without a code only what it must refuse to strangers is tried.
    Check {
        /// Where the receiver is reached.
        url: String,
        /// A code made for the test, for a site without content.
        code: Option<String>,
    },
}

pub(crate) async fn run(config: &Config, command: Command, json: bool) -> Result<End> {
    match command {
        Command::Check { url, code } => return check(&url, code.as_deref(), json).await,
        Command::List => list(&Base::open(config).await?, json).await?,
        Command::Invite { site } => {
            let base = Base::open(config).await?;
            let mut tx = base.hub.write(Actor::operator("peer invite")).await?;
            let now = base.store.clocks().security.now();
            let invitation = peer::invite_peer(&mut tx, &site, now).await?;
            tx.commit().await?;
            answer(json, &invitation, || {
                format!("配对码（30 分钟内有效，只能用一次）：\n{}", invitation.code)
            })?;
        }
        Command::Join { url, code, site } => {
            join(
                config,
                &Base::open(config).await?,
                (&url, &code),
                site.as_deref(),
                json,
            )
            .await?;
        }
        Command::Remove { name } => {
            let base = Base::open(config).await?;
            let mut tx = base.hub.write(Actor::operator("peer remove")).await?;
            let ended = peer::remove_peer(&mut tx, &name).await?;
            tx.commit().await?;
            answer(json, &json!({ "removed": ended.uid }), || {
                format!("已解除与 {} 的对接，已收到的内容保留。", ended.name)
            })?;
        }
        Command::Pause { name } => {
            let base = Base::open(config).await?;
            let mut tx = base.hub.write(Actor::operator("peer pause")).await?;
            let resting = peer::pause_peer(&mut tx, &name).await?;
            tx.commit().await?;
            answer(json, &json!({ "paused": resting.uid }), || {
                format!("已暂停与 {} 的对接，期间的变化恢复后补发。", resting.name)
            })?;
        }
        Command::Resume { name } => {
            let base = Base::open(config).await?;
            let mut tx = base.hub.write(Actor::operator("peer resume")).await?;
            let peer = peer::resume_peer(&mut tx, &name).await?;
            tx.commit().await?;
            answer(json, &json!({ "resumed": peer.uid }), || {
                format!("已恢复与 {} 的对接。", peer.name)
            })?;
        }
        Command::Replay { name } => {
            let base = Base::open(config).await?;
            let mut tx = base.hub.write(Actor::operator("peer replay")).await?;
            let peer = peer::replay_peer(&mut tx, &name).await?;
            tx.commit().await?;
            answer(json, &json!({ "replaying": peer.uid }), || {
                format!("将向 {} 重发全部已发布的内容。", peer.name)
            })?;
        }
    }
    Ok(End::Done)
}

async fn list(base: &Base, json: bool) -> Result<()> {
    let lines = peer::list_peers(&base.hub.read()).await?;
    let line = |line: &PeerLine| {
        let mut words = format!(
            "{}\t{}\t{}\t{}\t{}\t积压 {} 秒",
            line.uid, line.role, line.state, line.site, line.name, line.lag_seconds
        );
        if let Some(alarm) = &line.alarm {
            words.push_str(&format!("\n    {alarm}"));
        }
        if line.failures > 0 {
            words.push_str(&format!(
                "\n    连续失败 {} 次：{}",
                line.failures, line.last_error
            ));
        }
        words
    };
    answer(json, &lines, || {
        lines.iter().map(line).collect::<Vec<_>>().join("\n")
    })
}

async fn join(
    config: &Config,
    base: &Base,
    (url, code): (&str, &str),
    slug: Option<&str>,
    json: bool,
) -> Result<()> {
    let settings = config.gateway()?;
    let site = peer::own_site(&base.hub.read(), slug).await?;
    let address = format!("{}{}", settings.origin(&site.host), site.mount);
    let own = OwnSite {
        url: address.trim_end_matches('/').to_owned(),
        site,
    };
    let key = OwnKey::make()?;
    let now = base.store.clocks().security.now();
    let uid = Uid::at(now);
    let client = gateway::outbound::trusted()?;
    let portal = peer::ask_portal(&client, (url, code), &own, (&key, uid)).await?;
    let mut tx = base.hub.write(Actor::operator("peer join")).await?;
    let log = (base.store.log(), peer::end(&tx).await?);
    let paired = peer::join_portal(&mut tx, &own, (&key, uid), (&portal, url), log).await?;
    tx.commit().await?;
    let shown = json!({ "peer": paired.uid, "name": paired.name, "url": paired.url });
    answer(json, &shown, || {
        format!("已与 {} 配对，开始发送已发布的内容。", paired.name)
    })
}

async fn check(url: &str, code: Option<&str>, json: bool) -> Result<End> {
    let now = kernel::Clocks::system().security.now();
    let client = gateway::outbound::trusted()?;
    let mut findings = peer::check_unpaired(client.clone(), url, now).await?;
    let mut not_run = peer::NEED_A_CODE.to_vec();
    if let Some(code) = code {
        findings.extend(peer::check(client, url, code, now).await?);
        not_run.clear();
    }
    let bad = findings.iter().filter(|finding| !finding.good).count();
    let line = |finding: &Finding| {
        let mark = if finding.good { "通过" } else { "不符" };
        format!(
            "{mark}\t{}\t应为 {}\t实为 {}",
            finding.what, finding.wanted, finding.got
        )
    };
    let whole = not_run.is_empty();
    let report = json!({ "conforms": bad == 0 && whole, "findings": findings, "not_run": not_run });
    answer(json, &report, || {
        let mut lines: Vec<String> = findings.iter().map(line).collect();
        lines.extend(not_run.iter().map(|what| format!("未测\t{what}")));
        lines.push(format!(
            "{} 项，{bad} 项不符，{} 项未测。",
            findings.len(),
            not_run.len()
        ));
        if !whole {
            lines.push("未测的各项需要配对码：zisha peer check URL 配对码。".to_owned());
        }
        lines.join("\n")
    })?;
    Ok(match (bad, whole) {
        (0, true) => End::Done,
        (0, false) => End::Partly,
        (_, _) => End::Differences,
    })
}
