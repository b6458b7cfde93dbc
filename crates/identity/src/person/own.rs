//! 我的账号: everybody's own password and sessions.

use super::view::AccountShow;
use crate::door::{Door, address};
use crate::session::{self, Live, Realm};
use actix_web::HttpRequest;
use actix_web::web::{Data, Path};
use gateway::staff::Signed;
use gateway::{Form, Reply, StaffPage};
use kernel::{Error, Result};
use serde::Deserialize;

/// The form as it comes.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct PasswordForm {
    current: String,
    password: String,
    again: String,
}

/// The page.
pub async fn get_account(signed: Signed, request: HttpRequest, door: Data<Door>) -> Reply {
    let live = live(&signed, &request, &door).await?;
    let page = page(&signed, &door, &live).await?;
    signed.page(page).await
}

/// Changes the own password.
pub async fn post_password(
    signed: Signed,
    request: HttpRequest,
    door: Data<Door>,
    Form(form): Form<PasswordForm>,
) -> Reply {
    let live = live(&signed, &request, &door).await?;
    let new = (form.password.as_str(), form.again.as_str());
    match door
        .identity
        .change_own_password(&live, &form.current, new, address(&signed))
        .await
    {
        Ok(()) => {
            signed
                .saved("/console/account", "密码已修改，其他地方的登录已全部退出。")
                .await
        }
        Err(error) => {
            let page = page(&signed, &door, &live).await?;
            signed.form(page, error).await
        }
    }
}

/// Ends an own sign-in elsewhere.
pub async fn post_end_session(signed: Signed, door: Data<Door>, path: Path<i64>) -> Reply {
    let mut tx = door.identity.hub.write(signed.me.actor()).await?;
    session::end_own(&mut tx, (signed.me.person, signed.me.uid), path.into_inner()).await?;
    tx.commit().await?;
    signed.saved("/console/account", "该登录已退出。").await
}

async fn live(signed: &Signed, request: &HttpRequest, door: &Door) -> Result<Live> {
    door.who(signed, request, Realm::Staff)
        .await?
        .ok_or(Error::Unauthenticated)
}

async fn page(signed: &Signed, door: &Door, live: &Live) -> Result<StaffPage<AccountShow>> {
    let identity = &door.identity;
    let db = identity.hub.read();
    let mine = live.person.person();
    let sessions = session::query::of_person(&db, &identity.settings, mine, identity.now()).await?;
    let view = AccountShow::new(&signed.site, &live.person, sessions, &live.session.group_session);
    Ok(StaffPage::new("identity/account.html", view).title("我的账号"))
}
