//! `/account`: the citizen's own page.

use super::form::{Typed, kinds, known_password, new_password, words};
use super::{asking, done, from, mine};
use crate::citizen::session::{self, Live};
use crate::citizen::{Contact, Proof};
use crate::door::{Door, query};
use crate::upstream::public::providers_of;
use actix_web::HttpRequest;
use actix_web::http::header;
use actix_web::web::Data;
use gateway::http::security::FormAction;
use gateway::{Citizen, Form, Page, Reply};
use kernel::{Error, Result, beijing};
use serde::Deserialize;
use theme::view::{AccountContact, AccountSession, AccountShow};

/// What was just done, as a word of ours.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Done {
    done: String,
}

/// The page.
pub async fn get_account(citizen: Citizen, request: HttpRequest, door: Data<Door>) -> Reply {
    let Done { done } = query(request.query_string())?;
    let live = mine(&citizen, &request, &door).await?;
    let notice = match done.as_str() {
        "name" => "称呼已保存。",
        "password" => "密码已修改，其他设备上的登录已退出。",
        "contact" => "联系方式已保存。",
        "session" => "该登录已退出。",
        "linked" => "身份已关联，今后可以用它登录。",
        "unlinked" => "身份已解除关联。",
        _ => "",
    };
    page(&citizen, &door, &live, (notice, None)).await
}

/// Saves the name.
pub async fn post_name(
    citizen: Citizen,
    request: HttpRequest,
    door: Data<Door>,
    Form(typed): Form<Typed>,
) -> Reply {
    let live = asking(&citizen, &request, &door, &typed).await?;
    match door.identity.rename_citizen(&live, &typed.name).await {
        Ok(()) => Ok(done(&citizen, "name")),
        Err(error) => page(&citizen, &door, &live, ("", Some(error))).await,
    }
}

/// Changes the password.
pub async fn post_password(
    citizen: Citizen,
    request: HttpRequest,
    door: Data<Door>,
    Form(typed): Form<Typed>,
) -> Reply {
    let live = asking(&citizen, &request, &door, &typed).await?;
    match change(&citizen, &door, &live, &typed).await {
        Ok(()) => Ok(done(&citizen, "password")),
        Err(error) => page(&citizen, &door, &live, ("", Some(error))).await,
    }
}

async fn change(citizen: &Citizen, door: &Door, live: &Live, typed: &Typed) -> Result<()> {
    let proof = Proof::Password(&typed.current);
    door.identity.prove_citizen(live, proof, from(citizen)).await?;
    door.identity
        .change_citizen_password(live, (&typed.password, &typed.again))
        .await
}

/// Ends an own session elsewhere.
pub async fn post_end_session(
    citizen: Citizen,
    request: HttpRequest,
    door: Data<Door>,
    Form(typed): Form<Typed>,
) -> Reply {
    let live = asking(&citizen, &request, &door, &typed).await?;
    let which = typed.which.parse().ok().ok_or(Error::NotFound)?;
    door.identity.end_citizen_session(&live, which).await?;
    Ok(done(&citizen, "session"))
}

/// The page with what was done or what is wrong.
pub(crate) async fn page(
    citizen: &Citizen,
    door: &Door,
    live: &Live,
    (notice, error): (&str, Option<Error>),
) -> Reply {
    let wrong = words(error)?;
    let (providers, origins) = providers_of(citizen, door).await?;
    let view = AccountShow {
        name: live.citizen.name.clone(),
        notice: notice.into(),
        errors: wrong.errors,
        csrf: citizen.csrf.clone(),
        contacts: contacts(citizen, door).await?,
        password_fields: if live.citizen.password_hash.is_some() {
            let [new, again] = new_password("新密码", &door.identity.citizen_rules());
            vec![known_password("current", "当前密码"), new, again]
        } else {
            Vec::new()
        },
        sessions: sessions(citizen, door, live).await?,
        providers,
        url: citizen.site.url("/account"),
    };
    let page = Page::new("account.html", view)
        .title("个人中心")
        .kind("account")
        .meta("robots", "noindex")
        .crumb("首页", citizen.site.url("/"))
        .status(wrong.status);
    let mut response = citizen.page(page).await?;
    if let Some(seconds) = wrong.wait {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, header::HeaderValue::from(seconds));
    }
    response.extensions_mut().insert(FormAction(origins));
    Ok(response)
}

async fn contacts(citizen: &Citizen, door: &Door) -> Result<Vec<AccountContact>> {
    let mine = door.identity.contacts_of(citizen.me.citizen).await?;
    let phones = door.identity.realm()?.takes_phones();
    let shown = kinds(phones).iter().map(|kind| AccountContact {
        title: kind.title().into(),
        masked: mine
            .iter()
            .find(|contact| contact.kind() == *kind)
            .map_or_else(String::new, Contact::masked),
    });
    Ok(shown.collect())
}

async fn sessions(citizen: &Citizen, door: &Door, live: &Live) -> Result<Vec<AccountSession>> {
    let (identity, id) = (&door.identity, citizen.me.citizen);
    let settings = &identity.realm()?.settings;
    let rows = session::of_citizen(&identity.hub.read(), settings, id, identity.now()).await?;
    let shown = rows.into_iter().map(|row| AccountSession {
        current: row.id == live.session.id,
        host: row.host,
        agent: row.agent,
        seen: beijing::minute(row.seen_at),
        which: row.id.to_string(),
    });
    Ok(shown.collect())
}
