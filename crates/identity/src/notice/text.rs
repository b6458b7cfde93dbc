//! The letters themselves. A subject never holds what somebody typed; a body holds names in a place of their own.

use super::Letterhead;
use crate::invitation::Purpose;
use crate::person::entity::Model as Person;
use chrono::{DateTime, Utc};
use kernel::beijing;
use mail::Message;

/// A one-time link.
#[must_use]
pub fn link(
    head: &Letterhead,
    person: &Person,
    purpose: Purpose,
    url: &str,
    until: DateTime<Utc>,
) -> Message {
    let who = head.site.as_deref().unwrap_or(&head.portal);
    let (subject, why) = match purpose {
        Purpose::Invite => (
            "账号已开通，请设置密码",
            format!("{who}已为您开通账号 {}。", person.account),
        ),
        Purpose::Reset => (
            "密码已重置，请设置新密码",
            format!(
                "{who}的管理员已重置您的账号 {} 的密码，原密码不再有效。",
                person.account
            ),
        ),
        Purpose::Forgot => (
            "找回密码",
            format!(
                "有人为您的账号 {} 申请找回密码。如果不是您本人，请不必理会，原密码仍然有效。",
                person.account
            ),
        ),
    };
    let body = format!(
        "{why}\n\n请在 {} 前打开下面的链接设置密码。链接只能使用一次，请勿转给他人。\n\n{url}\n\n任何工作人员都不会向您索要密码或验证码。",
        beijing::minute(until)
    );
    letter(head, person, subject, &body)
}

/// The password was changed: the owner hears of it, whoever did it.
#[must_use]
pub fn password_changed(head: &Letterhead, person: &Person, at: DateTime<Utc>) -> Message {
    let body = format!(
        "您的账号 {} 的密码已于 {} 修改，其他地方的登录已全部退出。\n\n如果不是您本人所为，请立即在 {}/oidc/forgot 找回密码，并告知本单位的站点管理员。",
        person.account,
        beijing::minute(at),
        head.url
    );
    letter(head, person, "密码已修改", &body)
}

/// Mail goes elsewhere from now on: the former address hears of it.
#[must_use]
pub fn address_changed(head: &Letterhead, person: &Person, at: DateTime<Utc>) -> Message {
    let body = format!(
        "您的账号 {} 登记的邮箱已于 {} 由系统管理员变更，今后的通知不再发到本邮箱。\n\n如果您没有申请变更，请立即联系系统管理员核实。",
        person.account,
        beijing::minute(at)
    );
    letter(head, person, "登记邮箱已变更", &body)
}

/// A second factor came or went: the owner hears of it.
#[must_use]
pub fn factor_changed(head: &Letterhead, person: &Person, what: &str, at: DateTime<Utc>) -> Message {
    let body = format!(
        "您的账号 {} 的二次验证方式已于 {} 变更：{what}。\n\n如果不是您本人所为，请立即在 {}/oidc/forgot 找回密码，并告知本单位的站点管理员。",
        person.account,
        beijing::minute(at),
        head.url
    );
    letter(head, person, "二次验证方式已变更", &body)
}

/// An unused account will be closed.
#[must_use]
pub fn unused(head: &Letterhead, person: &Person, days: i64, closes: DateTime<Utc>) -> Message {
    let body = format!(
        "您的账号 {} 已连续 {days} 天没有登录。如仍需使用，请在 {} 前登录一次：\n\n{}/console/login\n\n届时仍未登录的账号将自动停用，稿件和岗位记录会保留，需要时可请系统管理员恢复。",
        person.account,
        beijing::date(closes),
        head.url
    );
    letter(head, person, "账号长期未使用，即将停用", &body)
}

/// An unused account was closed.
#[must_use]
pub fn closed(head: &Letterhead, person: &Person) -> Message {
    let body = format!(
        "您的账号 {} 因长期未使用，已自动停用。稿件和岗位记录仍然保留。\n\n如需继续使用，请联系系统管理员恢复。",
        person.account
    );
    letter(head, person, "账号已停用", &body)
}

/// Posts of a site wait for re-registration.
#[must_use]
pub fn reminder(head: &Letterhead, person: &Person, campaign: (&str, DateTime<Utc>), open: u64) -> Message {
    let site = head.site.as_deref().unwrap_or(&head.portal);
    let body = format!(
        "“{}”正在进行，{site}还有 {open} 个岗位没有确认。\n\n请在 {} 前登录工作台，在“人员重新登记”中逐一确认或终止。到期仍未确认的岗位将自动终止。",
        campaign.0,
        beijing::minute(campaign.1)
    );
    letter(head, person, "人员重新登记提醒", &body)
}

fn letter(head: &Letterhead, person: &Person, subject: &str, body: &str) -> Message {
    Message {
        to: person.email.clone(),
        subject: format!("【{}】{subject}", one_line(&head.portal)),
        text: format!(
            "{}：\n\n您好！\n\n{body}\n\n{}\n{}\n\n（本邮件由系统自动发出，请勿直接回复。）\n",
            person.name, head.portal, head.url
        ),
    }
}

/// A site's name is chosen by its administrator; a line break in it would be refused at sending.
fn one_line(name: &str) -> String {
    name.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}
