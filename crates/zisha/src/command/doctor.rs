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
    // What stands in the footer of a site on another box is looked at there.
    for site in sites.iter().filter(|site| site.elsewhere.is_none()) {
        for (what, value) in missing(site) {
            if value.is_empty() {
                findings.push(format!("{}：页脚缺少{what}。", site.name));
            }
        }
    }
    if let Some(configured) = portal_host(config) {
        let void = identity::factor::query::made_elsewhere(&town.base.hub.read(), &configured).await?;
        for (host, count) in void {
            findings.push(format!(
                "门户地址 {configured} 与登记通行密钥时的 {host} 不同：{count} 个通行密钥全部失效，本人须用其他方式登录后重新登记。"
            ));
        }
    }
    for (reader, behind) in town.runner.lag().await? {
        if behind > 1000 {
            findings.push(format!("{reader} 落后 {behind} 个事件。"));
        }
    }
    for peer in syndication::peer::list_peers(&town.base.hub.read()).await? {
        findings.extend(peer.alarm);
    }
    let (mail, fault) = town.base.mailer(config)?.state().await;
    findings.extend(fault);
    if let Some(list) = &town.identity.settings.passwords.breached {
        match list.is_sorted() {
            Ok(true) => {}
            Ok(false) => findings.push(format!(
                "{} 未按字节排序，查不出泄露的密码。",
                list.path().display()
            )),
            Err(error) => findings.push(format!("{} 无法读取：{error}", list.path().display())),
        }
    }
    findings.extend(store::verify::verify(&town.base.store, &town.base.hub).await?);
    answer(
        json,
        &json!({ "sites": sites.len(), "mail": mail, "findings": findings }),
        || {
            if findings.is_empty() {
                format!("{mail}\n{} 个网站，未发现问题。", sites.len())
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

/// Passkeys belong to the portal's host for ever.
fn portal_host(config: &Config) -> Option<String> {
    let url: url::Url = config.public_url.parse().ok()?;
    url.host_str().map(str::to_owned)
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
