//! `/account/delete`: the citizen leaves, confirmed by password or by a code.

use super::form::{Typed, code_step, known_password, links};
use super::{asking, from, mine, show, to_citizen};
use crate::citizen::Proof;
use crate::citizen::session::Live;
use crate::door::{self, Door};
use actix_web::HttpRequest;
use actix_web::web::Data;
use gateway::{Citizen, Form, Reply};
use kernel::{Error, Result};
use theme::view::{AccountForm, ButtonForm};

/// Says what will be gone and asks.
pub async fn get_delete(citizen: Citizen, request: HttpRequest, door: Data<Door>) -> Reply {
    let live = mine(&citizen, &request, &door).await?;
    to_citizen(&citizen, ask(&citizen, &door, &live).await?, None).await
}

/// Sends a code to the own contact.
pub async fn post_delete_code(
    citizen: Citizen,
    request: HttpRequest,
    door: Data<Door>,
    Form(typed): Form<Typed>,
) -> Reply {
    let live = asking(&citizen, &request, &door, &typed).await?;
    let sender = (citizen.site.short_name.as_str(), from(&citizen));
    match door.identity.send_own_code(citizen.me.citizen, sender).await {
        Ok((ticket, masked)) => to_citizen(&citizen, by_code(&citizen, &door, &ticket, &masked)?, None).await,
        Err(error) => to_citizen(&citizen, ask(&citizen, &door, &live).await?, Some(error)).await,
    }
}

/// Deletes.
pub async fn post_delete(
    citizen: Citizen,
    request: HttpRequest,
    door: Data<Door>,
    Form(typed): Form<Typed>,
) -> Reply {
    let live = asking(&citizen, &request, &door, &typed).await?;
    let proof = if !typed.ticket.is_empty() {
        Proof::Code(&typed.ticket, &typed.code)
    } else if live.citizen.password_hash.is_some() {
        Proof::Password(&typed.current)
    } else {
        Proof::Fresh
    };
    if let Err(error) = door.identity.prove_citizen(&live, proof, from(&citizen)).await {
        return to_citizen(&citizen, ask(&citizen, &door, &live).await?, Some(error)).await;
    }
    door.identity.delete_citizen(&live).await?;
    goodbye(&citizen).await
}

async fn goodbye(citizen: &Citizen) -> Reply {
    let form = AccountForm {
        heading: "账号已注销".into(),
        lead: vec![
            "您的称呼、手机号码、邮箱、密码和登录信息已经删除。".into(),
            "您写过的信件仍会得到答复，可凭查询编号查看。".into(),
        ],
        links: links(&citizen.site, &[("返回首页", "/")]),
        ..AccountForm::default()
    };
    let mut response = show(citizen, form, None).await?;
    let name = citizen.app.settings.cookie_name(gateway::citizen::COOKIE);
    response
        .add_cookie(&door::clear_cookie(&citizen.app, name))
        .map_err(Error::fault)?;
    Ok(response)
}

async fn ask(citizen: &Citizen, door: &Door, live: &Live) -> Result<AccountForm> {
    let contacts = door.identity.contacts_of(citizen.me.citizen).await?;
    let has_password = live.citizen.password_hash.is_some();
    Ok(AccountForm {
        heading: "注销账号".into(),
        lead: vec![
            "注销后，您的称呼、手机号码、邮箱、密码、关联的身份和所有登录立即删除，无法恢复。".into(),
            "只保留一个不含个人信息的编号，使您写过的信件仍然可以得到答复。".into(),
        ],
        action: citizen.site.url("/account/delete"),
        fields: has_password
            .then(|| known_password("current", "当前密码"))
            .into_iter()
            .collect(),
        submit: "注销账号".into(),
        grave: true,
        second: (!contacts.is_empty()).then(|| ButtonForm {
            action: citizen.site.url("/account/delete/code"),
            hidden: Vec::new(),
            label: "改用验证码确认".into(),
        }),
        links: links(&citizen.site, &[("不注销，返回个人中心", "/account")]),
        ..AccountForm::default()
    })
}

fn by_code(citizen: &Citizen, door: &Door, ticket: &str, masked: &str) -> Result<AccountForm> {
    let minutes = door.identity.realm()?.settings.code_minutes;
    let head = ("注销账号", "/account/delete");
    let mut form = code_step(&citizen.site, head, (masked, minutes), (ticket, ""));
    form.lead
        .push("填写验证码并确认后，账号立即注销，无法恢复。".into());
    form.submit = "注销账号".into();
    form.grave = true;
    form.links = links(&citizen.site, &[("不注销，返回个人中心", "/account")]);
    Ok(form)
}
