//! `/account/contact`: reached elsewhere from now on. The password first, then a code to the new contact.

use super::form::{Typed, code_step, contact_field, known_password, links};
use super::{asking, done, from, mine, to_citizen};
use crate::citizen::session::Live;
use crate::citizen::{Contact, Proof, Purpose};
use crate::door::Door;
use actix_web::HttpRequest;
use actix_web::web::Data;
use gateway::{Citizen, Form, Reply};
use kernel::Result;
use theme::view::AccountForm;

/// Asks for the new contact.
pub async fn get_contact(citizen: Citizen, request: HttpRequest, door: Data<Door>) -> Reply {
    let live = mine(&citizen, &request, &door).await?;
    to_citizen(&citizen, first(&citizen, &door, &live, "")?, None).await
}

/// Sends a code there.
pub async fn post_contact(
    citizen: Citizen,
    request: HttpRequest,
    door: Data<Door>,
    Form(typed): Form<Typed>,
) -> Reply {
    let live = asking(&citizen, &request, &door, &typed).await?;
    match send(&citizen, &door, &live, &typed).await {
        Ok((ticket, masked)) => to_citizen(&citizen, second(&citizen, &door, &ticket, &masked)?, None).await,
        Err(error) => {
            to_citizen(
                &citizen,
                first(&citizen, &door, &live, &typed.contact)?,
                Some(error),
            )
            .await
        }
    }
}

/// Takes the code.
pub async fn post_contact_finish(
    citizen: Citizen,
    request: HttpRequest,
    door: Data<Door>,
    Form(typed): Form<Typed>,
) -> Reply {
    let live = asking(&citizen, &request, &door, &typed).await?;
    let sender = (citizen.site.short_name.as_str(), from(&citizen));
    match door
        .identity
        .change_citizen_contact(&live, (&typed.ticket, &typed.code), sender)
        .await
    {
        Ok(_) => Ok(done(&citizen, "contact")),
        Err(error) => match door.identity.target_of(Purpose::Contact, &typed.ticket).await? {
            Some(masked) => {
                let step = second(&citizen, &door, &typed.ticket, &masked)?;
                to_citizen(&citizen, step, Some(error)).await
            }
            None => to_citizen(&citizen, first(&citizen, &door, &live, "")?, Some(error)).await,
        },
    }
}

async fn send(citizen: &Citizen, door: &Door, live: &Live, typed: &Typed) -> Result<(String, String)> {
    let contact = Contact::parse(&typed.contact)?;
    let proof = if live.citizen.password_hash.is_some() {
        Proof::Password(&typed.current)
    } else {
        Proof::Fresh
    };
    door.identity.prove_citizen(live, proof, from(citizen)).await?;
    let sender = (citizen.site.short_name.as_str(), from(citizen));
    let ticket = door
        .identity
        .send_contact_code(citizen.me.citizen, &contact, sender)
        .await?;
    Ok((ticket, contact.masked()))
}

fn first(citizen: &Citizen, door: &Door, live: &Live, contact: &str) -> Result<AccountForm> {
    let realm = door.identity.realm()?;
    let mut fields = vec![contact_field(contact, realm.takes_phones())];
    if live.citizen.password_hash.is_some() {
        fields.push(known_password("current", "当前密码"));
    }
    Ok(AccountForm {
        heading: "绑定或更换联系方式".into(),
        lead: vec![
            "验证码会发送到新的联系方式。更换后，原来的同类联系方式不再用于登录，并会收到提醒。".into(),
        ],
        action: citizen.site.url("/account/contact"),
        fields,
        submit: "获取验证码".into(),
        links: links(&citizen.site, &[("返回个人中心", "/account")]),
        ..AccountForm::default()
    })
}

fn second(citizen: &Citizen, door: &Door, ticket: &str, masked: &str) -> Result<AccountForm> {
    let minutes = door.identity.realm()?.settings.code_minutes;
    let head = ("填写验证码", "/account/contact/finish");
    let mut form = code_step(&citizen.site, head, (masked, minutes), (ticket, ""));
    form.submit = "保存".into();
    form.links = links(&citizen.site, &[("返回个人中心", "/account")]);
    Ok(form)
}
