//! `/console/account`: the page, the own password, the own sign-ins.

use super::view::{AccountShow, FactorsView};
use crate::door::{Door, address};
use crate::factor::query as factors;
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

/// Ends every own sign-in but this one.
pub async fn post_end_others(signed: Signed, request: HttpRequest, door: Data<Door>) -> Reply {
    let live = live(&signed, &request, &door).await?;
    let mut tx = door.identity.hub.write(signed.me.actor()).await?;
    let me = (signed.me.person, signed.me.uid);
    session::end_others(&mut tx, me, &live.session.group_session).await?;
    tx.commit().await?;
    signed
        .saved("/console/account", "其他地方的登录已全部退出。")
        .await
}

/// The session of this page.
pub(super) async fn live(signed: &Signed, request: &HttpRequest, door: &Door) -> Result<Live> {
    door.who(signed, request, Realm::Staff)
        .await?
        .ok_or(Error::Unauthenticated)
}

pub(super) async fn page(signed: &Signed, door: &Door, live: &Live) -> Result<StaffPage<AccountShow>> {
    let identity = &door.identity;
    let db = identity.hub.read();
    let mine = live.person.person();
    let sessions = session::query::of_person(&db, &identity.settings, mine, identity.now()).await?;
    let sites = signed.app.directory.all();
    let group = live.session.group_session.as_str();
    let mut view = AccountShow::new(&signed.site, &sites, &live.person, (&sessions, group));
    view.posts = signed
        .posts
        .iter()
        .filter_map(|post| {
            let site = sites.iter().find(|site| site.id == post.site)?;
            Some(format!("{} {}", site.short_name, post.role.title()))
        })
        .collect();
    if let Some(portal) = signed.app.directory.portal() {
        if portal.id == signed.site.id {
            let mandatory = factors::is_mandatory(&identity.settings, &signed.posts);
            let mine = factors::of_person(&db, mine).await?;
            view.factors = Some(FactorsView::new(&portal, &mine, mandatory));
            view.systems_url = signed.site.url("/console/account/systems");
            if identity
                .upstreams
                .of(crate::upstream::For::Staff)
                .next()
                .is_some()
            {
                view.upstream_url = signed.site.url("/console/account/upstream");
            }
        } else {
            view.portal_url = portal.absolute("/console/account");
        }
    }
    Ok(StaffPage::new("identity/account.html", view).title("我的账号"))
}
