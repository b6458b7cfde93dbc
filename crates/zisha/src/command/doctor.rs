//! `zisha doctor`: looks for what will go wrong before it does.

use super::{End, answer};
use crate::config::Config;
use crate::wire::Town;
use kernel::{Clocks, Result};
use serde_json::json;

pub(crate) async fn run(config: &Config, json: bool) -> Result<End> {
    let town = Town::open(config, Clocks::system()).await?;
    let mut findings = Vec::new();
    settings(config, &mut findings);
    let sites = town.app.directory.all();
    if town.app.directory.portal().is_none() {
        findings.push("没有门户网站：请先运行 zisha site apply。".to_owned());
    }
    for site in &sites {
        for (what, value) in missing(site) {
            if value.is_empty() {
                findings.push(format!("{}：页脚缺少{what}。", site.name));
            }
        }
    }
    for (reader, behind) in town.runner.lag().await? {
        if behind > 1000 {
            findings.push(format!("{reader} 落后 {behind} 个事件。"));
        }
    }
    findings.extend(store::verify::verify(&town.base.store, &town.base.hub).await?);
    answer(
        json,
        &json!({ "sites": sites.len(), "findings": findings }),
        || {
            if findings.is_empty() {
                format!("{} 个网站，未发现问题。", sites.len())
            } else {
                findings.join("\n")
            }
        },
    )?;
    Ok(if findings.is_empty() {
        End::Done
    } else {
        End::Differences
    })
}

fn settings(config: &Config, findings: &mut Vec<String>) {
    let https = config.public_url.starts_with("https://");
    let local = config.public_url.contains("localhost") || config.public_url.contains("127.0.0.1");
    if !https && !local {
        findings.push("public_url 不是 https：登录 Cookie 不受保护。".into());
    }
    if https && config.trusted_proxies.is_empty() {
        findings.push("trusted_proxies 为空：所有访问都会记作来自反向代理。".into());
    }
    if config.demo && !local {
        findings.push("demo = true 只能用于演示：密码散列过于廉价。".into());
    }
}

/// The mandatory footer set; a site under the portal's host borrows the portal's identifiers.
fn missing(site: &gateway::Site) -> Vec<(&'static str, &str)> {
    let footer = &site.settings.footer;
    let mut set = vec![
        ("主办单位", footer.sponsor.as_str()),
        ("联系方式", footer.phone.as_str()),
    ];
    if !site.is_mounted() {
        set.extend([
            ("网站标识码", footer.id_code.as_str()),
            ("ICP备案号", footer.icp.as_str()),
            ("公安备案号", footer.police.as_str()),
        ]);
    }
    set
}
