//! `zisha user add|import|link|reset|suspend|restore`.

use super::{End, answer};
use crate::config::Config;
use crate::wire::Base;
use clap::Subcommand;
use identity::batch::{Mode, Report};
use identity::person::NewPerson;
use kernel::{Error, Result, Role};
use serde_json::json;
use std::path::{Path, PathBuf};

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Open an account with a post; a one-time link is printed.
    Add {
        /// Account name.
        account: String,
        /// The person's name.
        #[arg(long)]
        name: String,
        /// Site of the post, by its word.
        #[arg(long)]
        site: String,
        /// contributor, editor, reviewer, signer, letter_clerk, unit_head, inspector, site_admin; on the portal also
        /// platform_admin, security_admin, audit_admin.
        #[arg(long)]
        role: String,
    },
    /// Open the accounts of a CSV or Excel file: account, name, title, email, unit, site, role. Nothing is done when a line is
    /// wrong, unless --skip-errors.
    Import {
        /// The file: CSV in UTF-8 or GB18030, or .xlsx.
        file: PathBuf,
        /// Only check.
        #[arg(long)]
        dry_run: bool,
        /// Open the people whose lines are right.
        #[arg(long, conflicts_with = "dry_run")]
        skip_errors: bool,
    },
    /// Say that an account of this box is a person of the portal, who signs in to it from then on; its own password ends.
    /// Without --person: who of the portal was refused because the names are equal. Ask the person before.
    Link {
        /// Account name on this box.
        account: String,
        /// The person's number on the portal (`sub`).
        #[arg(long)]
        person: Option<String>,
    },
    /// End the old password; a one-time link is printed.
    Reset {
        /// Account name.
        account: String,
    },
    /// Close an account: its sign-ins end at once, its posts stay.
    Suspend {
        /// Account name.
        account: String,
    },
    /// Open a closed account again.
    Restore {
        /// Account name.
        account: String,
    },
}

pub(crate) async fn run(config: &Config, command: Command, json: bool) -> Result<End> {
    let base = Base::open(config).await?;
    let identity = base.identity(config)?;
    let (account, path) = match command {
        Command::Add {
            account,
            name,
            site,
            role,
        } => {
            let role =
                Role::parse(&role).ok_or_else(|| Error::field("role", format!("没有角色 {role}。")))?;
            let site = crate::demo::site_id(&base, &site).await?;
            let new = NewPerson::parse(&account, &name, "")?;
            let path = identity::command::user_add(&identity, new, &[(site, role)]).await?;
            (account, path)
        }
        Command::Import {
            file,
            dry_run,
            skip_errors,
        } => {
            let mode = match (dry_run, skip_errors) {
                (true, _) => Mode::Check,
                (false, true) => Mode::Good,
                (false, false) => Mode::All,
            };
            return import_people(config, &identity, &file, mode, json).await;
        }
        Command::Link {
            account,
            person: Some(person),
        } => {
            let uid: kernel::Uid = person
                .parse()
                .map_err(|_error| Error::field("person", "须是门户上该人员的编号（UUID）。"))?;
            identity::command::user_link(&identity, &account, uid).await?;
            return state(
                json,
                &account,
                "linked",
                "已关联门户账号，今后由门户登录；原密码和登录已失效。",
            );
        }
        Command::Link {
            account,
            person: None,
        } => return refused(&identity, &account, json).await,
        Command::Reset { account } => {
            let path = identity::command::user_reset(&identity, &account).await?;
            (account, path)
        }
        Command::Suspend { account } => {
            identity::command::user_suspend(&identity, &account).await?;
            return state(json, &account, "suspended", "已停用，所有登录已退出。");
        }
        Command::Restore { account } => {
            identity::command::user_restore(&identity, &account).await?;
            return state(json, &account, "active", "已恢复。");
        }
    };
    let link = format!("{}{path}", config.public_url.trim_end_matches('/'));
    answer(json, &json!({ "account": account, "link": link }), || {
        format!("请把一次性链接交给 {account} 本人设置密码：\n{link}")
    })?;
    Ok(End::Done)
}

async fn refused(identity: &identity::Identity, account: &str, json: bool) -> Result<End> {
    let rows = identity::command::user_refused(identity, account).await?;
    let lines: Vec<_> = rows
        .iter()
        .map(|(uid, at)| json!({ "person": uid.to_string(), "at": kernel::beijing::minute(*at) }))
        .collect();
    answer(json, &json!({ "account": account, "refused": lines }), || {
        if rows.is_empty() {
            return format!("没有与 {account} 同名而被拒绝的门户人员。");
        }
        let lines = rows
            .iter()
            .map(|(uid, at)| format!("{uid}  {}", kernel::beijing::minute(*at)));
        let lines: Vec<String> = lines.collect();
        format!(
            "下列门户人员与 {account} 同名，登录被拒绝。核对身份后运行 zisha user link {account} --person 编号：\n{}",
            lines.join("\n")
        )
    })?;
    Ok(End::Done)
}

fn state(json: bool, account: &str, state: &str, words: &str) -> Result<End> {
    answer(json, &json!({ "account": account, "state": state }), || {
        format!("账号 {account} {words}")
    })?;
    Ok(End::Done)
}

async fn import_people(
    config: &Config,
    identity: &identity::Identity,
    file: &Path,
    mode: Mode,
    json: bool,
) -> Result<End> {
    let bytes = std::fs::read(file)
        .map_err(|error| Error::field("file", format!("{} 无法读取：{error}", file.display())))?;
    let mut report = identity::command::user_import(identity, &bytes, mode).await?;
    for created in &mut report.created {
        created.link = created
            .link
            .take()
            .map(|path| format!("{}{path}", config.public_url.trim_end_matches('/')));
    }
    answer(json, &report, || words(&report, mode))?;
    Ok(if report.errors.is_empty() {
        End::Done
    } else {
        End::Differences
    })
}

fn words(report: &Report, mode: Mode) -> String {
    let mut lines: Vec<String> = report
        .errors
        .iter()
        .map(|error| format!("第 {} 行 {}：{}", error.line, error.field, error.text))
        .collect();
    for created in &report.created {
        let how = created.link.as_deref().unwrap_or("链接已发送邮件");
        lines.push(format!("{} {} {how}", created.account, created.name));
    }
    lines.push(match mode {
        Mode::Check => format!(
            "{} 行，可开通 {} 人，{} 处错误，尚未导入。",
            report.lines,
            report.people,
            report.errors.len()
        ),
        Mode::All | Mode::Good => {
            format!(
                "已开通 {} 人，{} 处错误。",
                report.created.len(),
                report.errors.len()
            )
        }
    });
    lines.join("\n")
}
