//! The own second factors, on the portal alone. Every change asks for a fresh proof of who sits there.

use super::page::{live, page};
use super::view::{PasskeyShow, TotpShow};
use crate::door::{Door, cookie, cookie_name};
use crate::factor::view::{CodesShow, PasskeyForm, TotpForm};
use crate::factor::{self, query};
use crate::session::{self, Live, Realm, Visit};
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use gateway::staff::Signed;
use gateway::{Form, Reply, StaffPage};
use kernel::{Error, Result};
use serde::Deserialize;
use store::HubWrite;

/// The forms as they come.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    code: String,
    name: String,
    credential: String,
}

/// Shows a secret for an app.
pub async fn get_totp(signed: Signed, request: HttpRequest, door: Data<Door>) -> Reply {
    let live = live(&signed, &request, &door).await?;
    let page = totp_page(&signed, &door, &live).await?;
    signed.page(page).await
}

/// Takes the app's first code.
pub async fn post_totp(
    signed: Signed,
    request: HttpRequest,
    door: Data<Door>,
    Form(typed): Form<Typed>,
) -> Reply {
    let live = live(&signed, &request, &door).await?;
    let code = (typed.code.as_str(), &Visit::of(&signed, &request));
    match door.identity.confirm_totp(&live, code).await {
        Ok(codes) => done((&signed, &door, &live), codes, "otp", "身份验证器已启用。").await,
        Err(error) => {
            let page = totp_page(&signed, &door, &live).await?;
            signed.form(page, error).await
        }
    }
}

/// Takes the app away.
pub async fn post_remove_totp(signed: Signed, request: HttpRequest, door: Data<Door>) -> Reply {
    let live = live(&signed, &request, &door).await?;
    let mut tx = door.identity.hub.write(signed.me.actor()).await?;
    let mandatory = query::is_mandatory(&door.identity.settings, &signed.posts);
    match factor::remove_totp(&mut tx, &live.person, mandatory).await {
        Ok(()) => {
            told(&mut tx, &door, &live, "已移除身份验证器").await?;
            tx.commit().await?;
            signed.saved("/console/account", "身份验证器已移除。").await
        }
        Err(error) => refused((&signed, &door, &live), error).await,
    }
}

/// Asks the browser for a passkey.
pub async fn get_passkeys(signed: Signed, request: HttpRequest, door: Data<Door>) -> Reply {
    let live = live(&signed, &request, &door).await?;
    let page = passkey_page(&signed, &door, &live).await?;
    signed.page(page).await
}

/// Takes the browser's answer.
pub async fn post_passkey(
    signed: Signed,
    request: HttpRequest,
    door: Data<Door>,
    Form(typed): Form<Typed>,
) -> Reply {
    let live = live(&signed, &request, &door).await?;
    let answer = (typed.credential.as_str(), typed.name.as_str());
    let asker = door.asker(&signed.app)?;
    match door.identity.add_passkey(&live, &asker, answer).await {
        Ok(codes) => done((&signed, &door, &live), codes, "hwk", "通行密钥已登记。").await,
        Err(error) => {
            let page = passkey_page(&signed, &door, &live).await?;
            signed.form(page, error).await
        }
    }
}

/// Takes a passkey away.
pub async fn post_remove_passkey(
    signed: Signed,
    request: HttpRequest,
    door: Data<Door>,
    path: Path<i64>,
) -> Reply {
    let live = live(&signed, &request, &door).await?;
    let mut tx = door.identity.hub.write(signed.me.actor()).await?;
    let mandatory = query::is_mandatory(&door.identity.settings, &signed.posts);
    match factor::remove_passkey(&mut tx, &live.person, path.into_inner(), mandatory).await {
        Ok(()) => {
            told(&mut tx, &door, &live, "已移除一个通行密钥").await?;
            tx.commit().await?;
            signed.saved("/console/account", "通行密钥已移除。").await
        }
        Err(error) => refused((&signed, &door, &live), error).await,
    }
}

/// Makes new recovery codes.
pub async fn post_recovery(signed: Signed, request: HttpRequest, door: Data<Door>) -> Reply {
    let live = live(&signed, &request, &door).await?;
    match door.identity.new_codes(&live.person).await {
        Ok(codes) => show_codes(&signed, &live, codes).await,
        Err(error) => refused((&signed, &door, &live), error).await,
    }
}

async fn told(tx: &mut HubWrite, door: &Door, live: &Live, what: &str) -> Result<()> {
    let identity = &door.identity;
    factor::tell(tx, &identity.settings, &live.person, what, identity.now()).await
}

/// A factor counts from now on: the session is worth more, so its token changes.
async fn done(
    (signed, door, live): (&Signed, &Door, &Live),
    codes: Option<Vec<String>>,
    method: &str,
    said: &str,
) -> Reply {
    let identity = &door.identity;
    let mut tx = identity.hub.write(signed.me.actor()).await?;
    let token = session::prove_again(&mut tx, &live.session, method, identity.now()).await?;
    tx.commit().await?;
    let mut response = match codes {
        Some(codes) => show_codes(signed, live, codes).await?,
        None => signed.saved("/console/account", said).await?,
    };
    give(signed, &mut response, token)?;
    Ok(response)
}

fn give(signed: &Signed, response: &mut HttpResponse, token: String) -> Result<()> {
    let name = cookie_name(&signed.app, Realm::Staff);
    response
        .add_cookie(&cookie(&signed.app, name, token, None))
        .map_err(Error::fault)
}

/// A page without frame: its forms would carry the proof of the token that was just changed.
async fn show_codes(signed: &Signed, live: &Live, codes: Vec<String>) -> Reply {
    let on = signed.site.url("/console/account");
    let view = CodesShow::new(&live.person, codes, on);
    let page = StaffPage::new("identity/codes_bare.html", view).title("恢复码");
    page.bare(signed, String::new(), StatusCode::OK).await
}

async fn refused((signed, door, live): (&Signed, &Door, &Live), error: Error) -> Reply {
    let page = page(signed, door, live).await?;
    signed.form(page, error).await
}

async fn totp_page(signed: &Signed, door: &Door, live: &Live) -> Result<StaffPage<TotpShow>> {
    let identity = &door.identity;
    let set_up = identity.begin_totp(live, &signed.site.short_name).await?;
    let mine = query::of_person(&identity.hub.read(), live.person.person()).await?;
    let action = signed.site.url("/console/account/totp");
    let view = TotpShow {
        totp: TotpForm::new(&live.person, set_up, action),
        replaces: mine.totp.is_some(),
        back: signed.site.url("/console/account"),
    };
    Ok(StaffPage::new("identity/totp.html", view).title("设置身份验证器"))
}

async fn passkey_page(signed: &Signed, door: &Door, live: &Live) -> Result<StaffPage<PasskeyShow>> {
    let asker = door.asker(&signed.app)?;
    let question = door.identity.begin_passkey(live, &asker).await?;
    let view = PasskeyShow {
        passkey: PasskeyForm::new(question, signed.site.url("/console/account/passkeys")),
        back: signed.site.url("/console/account"),
    };
    Ok(StaffPage::new("identity/passkeys.html", view).title("登记通行密钥"))
}
