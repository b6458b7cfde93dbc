//! A box that is paired with the portal: a sign-out reaches it, and an equal name opens nothing there.

use crate::browser::{Answer, Browser, serve_on, serve_town};
use crate::rp::claims;
use crate::town::{PASSWORD, PORTAL, Town, code_of, site};
use crate::web::knows;
use gateway::site::elsewhere;
use identity::RemoteIssuer;
use identity::command::{user_add, user_link, user_refused};
use identity::factor::Sealer;
use identity::person::{NewPerson, query};
use identity::provider::{LOGOUT_EVENT, LogOutTeller, LogoutClaims, signing_key};
use identity::session::entity as session;
use kernel::{Actor, Role, Uid};
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use serde_json::json;
use std::sync::Arc;
use store::job::JobRunner;

const HOST: &str = "longyao.localhost";

/// The portal and the box, each served; the portal knows the box as a pairing leaves it.
struct Boxes {
    portal: crate::browser::Served,
    far: Town,
    browser: Browser,
    name: String,
    port: u16,
}

impl Boxes {
    async fn new() -> Self {
        let far = Town::new().await;
        site(&far.test, "township", HOST).await;
        Self::with(far).await
    }

    async fn with(far: Town) -> Self {
        let town = Town::new().await;
        let there = site(&town.test, "township", HOST).await;
        // The box has to be told where the portal is, the portal where the box is: both are served before either is asked.
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let mut tx = town.test.hub().write(Actor::operator("test")).await.unwrap();
        let row = elsewhere::Model {
            site_id: there.0,
            url: format!("http://{HOST}:{port}"),
        };
        tx.insert(row.into_active_model().reset_all()).await.unwrap();
        tx.exempt("setup").unwrap();
        tx.commit().await.unwrap();
        let portal = crate::browser::Served {
            port: serve_town(&town, None).await,
            town,
        };
        let name = format!("http://{PORTAL}:{}", portal.port);
        let issuer = RemoteIssuer::new(&name, knows(PORTAL, portal.port));
        let at = std::net::TcpListener::bind(("127.0.0.1", port)).unwrap();
        serve_on(&far, Some(issuer), at).await;
        Self {
            browser: Browser::new(port),
            portal,
            far,
            name,
            port,
        }
    }

    /// The portal's jobs, which reach the box.
    fn jobs(&self) -> JobRunner {
        let teller = LogOutTeller::with_client(
            self.portal.town.test.hub(),
            self.portal.town.test.store.clocks().clone(),
            Some(Sealer::new(&[7; 32]).unwrap()),
            knows(HOST, self.port),
        );
        JobRunner::new(self.portal.town.test.hub(), vec![Arc::new(teller)])
    }

    /// Signed in at the portal already: to the box without a form.
    async fn again(&self) -> Answer {
        let to = self.browser.at(HOST, "/console/login?next=/console/account");
        self.browser.get(to).await
    }

    async fn sessions(&self) -> u64 {
        let db = self.far.test.hub().read();
        db.find::<session::Entity>().count().await.unwrap()
    }

    /// Posts a logout token with these changes; answers the status.
    async fn post(&self, change: impl Fn(&mut LogoutClaims), kind: &str) -> u16 {
        let town = &self.portal.town;
        let now = town.identity.now();
        let mut claims = LogoutClaims {
            iss: self.name.clone(),
            sub: Uid(uuid::Uuid::new_v4()).to_string(),
            aud: HOST.into(),
            exp: now.timestamp() + 120,
            iat: now.timestamp(),
            jti: uuid::Uuid::new_v4().to_string(),
            sid: "somebody's".into(),
            events: [(LOGOUT_EVENT.to_owned(), json!({}))].into_iter().collect(),
            nonce: None,
        };
        change(&mut claims);
        let sealer = Sealer::new(&[7; 32]).unwrap();
        let keys = signing_key(&town.test.hub(), &sealer, now).await.unwrap();
        let mut said = serde_json::to_value(&claims).unwrap();
        if let Some(nonce) = &claims.nonce {
            said["nonce"] = nonce.clone();
        }
        for field in ["sid", "sub", "jti"] {
            if said[field] == "" {
                said.as_object_mut().unwrap().remove(field);
            }
        }
        let token = keys.sign(kind, &said).unwrap();
        self.told(&token).await
    }

    async fn told(&self, token: &str) -> u16 {
        let to = format!("http://{HOST}:{}/sso/backchannel", self.port);
        let form = [("logout_token", token)];
        let sent = knows(HOST, self.port).post(to).form(&form).send().await.unwrap();
        sent.status().as_u16()
    }
}

/// A client that reaches nobody at the box's address.
#[expect(
    clippy::disallowed_methods,
    reason = "the trusted client resolves names as the machine does"
)]
fn nobody_there() -> reqwest::Client {
    let client = reqwest::Client::builder().resolve(HOST, ([127, 0, 0, 2], 9).into());
    client.build().unwrap()
}

#[tokio::test]
async fn a_sign_out_at_the_portal_ends_the_sessions_on_paired_boxes() {
    let boxes = Boxes::new().await;
    let person = boxes.portal.town.person("longyao.editor").await;
    let page = boxes
        .browser
        .sign_in(HOST, "/console/account", "longyao.editor", PASSWORD)
        .await;
    assert_eq!(
        (page.status, page.url.port()),
        (200, Some(boxes.port)),
        "{page:?}"
    );
    assert_eq!(boxes.sessions().await, 1);
    let there = identity::session::query::of_person(
        &boxes.portal.town.test.hub().read(),
        &boxes.portal.town.identity.settings,
        person.person(),
        boxes.portal.town.identity.now(),
    )
    .await
    .unwrap();
    let live = identity::session::Live {
        session: there[0].clone(),
        person,
    };
    boxes.portal.town.identity.sign_out(&live).await.unwrap();
    let jobs = boxes.jobs();
    assert_eq!(jobs.waiting().await.unwrap().len(), 1);
    jobs.settle().await.unwrap();
    assert!(jobs.waiting().await.unwrap().is_empty());
    assert_eq!(boxes.sessions().await, 0);
    let page = boxes
        .browser
        .get(boxes.browser.at(HOST, "/console/account"))
        .await;
    assert_eq!(page.url.path(), "/oidc/login", "{page:?}");
}

#[tokio::test]
async fn a_box_that_was_not_there_is_told_later() {
    let boxes = Boxes::new().await;
    boxes.portal.town.person("longyao.editor").await;
    boxes
        .browser
        .sign_in(HOST, "/console/account", "longyao.editor", PASSWORD)
        .await;
    let person = query::by_account(
        &boxes.portal.town.test.hub().read(),
        &identity::person::Account::parse("longyao.editor").unwrap(),
    )
    .await
    .unwrap()
    .unwrap();
    let by = boxes.portal.town.may("user", boxes.portal.town.portal);
    let mut tx = boxes
        .portal
        .town
        .test
        .hub()
        .write(Actor::operator("user"))
        .await
        .unwrap();
    identity::person::suspend_person(&mut tx, &by, person.person())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    // Nobody answers at this address.
    let clocks = boxes.portal.town.test.store.clocks().clone();
    let hub = boxes.portal.town.test.hub();
    let sealer = Some(Sealer::new(&[7; 32]).unwrap());
    let deaf = LogOutTeller::with_client(hub, clocks, sealer, nobody_there());
    let jobs = JobRunner::new(boxes.portal.town.test.hub(), vec![Arc::new(deaf)]);
    jobs.settle().await.unwrap();
    assert_eq!(jobs.waiting().await.unwrap().len(), 1);
    assert_eq!(boxes.sessions().await, 1);
    boxes.portal.town.later(chrono::Duration::seconds(3));
    let jobs = boxes.jobs();
    jobs.settle().await.unwrap();
    assert!(jobs.waiting().await.unwrap().is_empty());
    assert_eq!(boxes.sessions().await, 0);
}

#[tokio::test]
async fn a_logout_token_that_is_none_ends_nothing_and_counts_once() {
    let boxes = Boxes::new().await;
    let person = boxes.portal.town.person("longyao.editor").await;
    boxes
        .browser
        .sign_in(HOST, "/console/account", "longyao.editor", PASSWORD)
        .await;
    let db = boxes.far.test.hub().read();
    let held = db.find::<session::Entity>().found().await.unwrap();
    let (sid, sub) = (held.group_session, person.uid().to_string());
    let id_token = held.id_token.unwrap();
    assert_eq!(claims(&id_token)["sid"], sid.as_str());
    type Change<'a> = Box<dyn Fn(&mut LogoutClaims) + 'a>;
    let wrong: [(&str, Change<'_>); 8] = [
        (
            "issuer",
            Box::new(|said| said.iss = "https://evil.example".into()),
        ),
        ("audience", Box::new(|said| said.aud = "edu.localhost".into())),
        ("over", Box::new(|said| said.exp -= 600)),
        ("not yet", Box::new(|said| said.iat += 600)),
        ("no event", Box::new(|said| said.events.clear())),
        ("a nonce", Box::new(|said| said.nonce = Some(json!("n")))),
        ("no number", Box::new(|said| said.jti.clear())),
        (
            "nobody",
            Box::new(|said| {
                said.sid.clear();
                said.sub.clear();
            }),
        ),
    ];
    for (what, spoil) in &wrong {
        let status = boxes
            .post(
                |said| {
                    (said.sid, said.sub) = (sid.clone(), sub.clone());
                    spoil(said);
                },
                "logout+jwt",
            )
            .await;
        assert_eq!(status, 400, "{what}");
    }
    let right = |said: &mut LogoutClaims| (said.sid, said.sub) = (sid.clone(), sub.clone());
    assert_eq!(boxes.post(right, "JWT").await, 400, "of another type");
    assert_eq!(boxes.told(&id_token).await, 400);
    let somebody = |said: &mut LogoutClaims| said.sid.clone_from(&sid);
    assert_eq!(
        boxes.post(somebody, "logout+jwt").await,
        400,
        "somebody else's sign-in"
    );
    assert_eq!(boxes.sessions().await, 1);

    let once = |said: &mut LogoutClaims| {
        right(said);
        said.jti = "one".into();
    };
    assert_eq!(boxes.post(once, "logout+jwt").await, 200);
    assert_eq!(boxes.sessions().await, 0);
    assert_eq!(boxes.post(once, "logout+jwt").await, 400, "used");
    assert_eq!(boxes.post(right, "logout+jwt").await, 200, "what ended has ended");
    // Without a sign-in all of the person's are meant.
    boxes.again().await;
    assert_eq!(boxes.sessions().await, 1);
    let all = |said: &mut LogoutClaims| {
        right(said);
        said.sid.clear();
    };
    assert_eq!(boxes.post(all, "logout+jwt").await, 200);
    assert_eq!(boxes.sessions().await, 0);
}

#[tokio::test]
async fn an_equal_name_opens_nothing_until_the_operator_links_it() {
    let far = Town::new().await;
    let there = site(&far.test, "township", HOST).await;
    let new = NewPerson::parse("longyao.editor", "同名的人", "").unwrap();
    user_add(&far.identity, new, &[(there, Role::Editor)])
        .await
        .unwrap();
    let boxes = Boxes::with(far).await;
    let person = boxes.portal.town.person("longyao.editor").await;
    let far = &boxes.far.identity;
    let page = boxes
        .browser
        .sign_in(HOST, "/console/account", "longyao.editor", PASSWORD)
        .await;
    assert_eq!(page.status, 409, "{page:?}");
    assert!(page.body.contains("同名账号") && page.body.contains("zisha user link"));
    assert_eq!(boxes.sessions().await, 0);
    let refused = user_refused(far, "longyao.editor").await.unwrap();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].0, person.uid());
    assert_eq!(
        code_of(user_link(far, "nobody.here", person.uid()).await),
        "membership.no_such_account"
    );

    user_link(far, "longyao.editor", person.uid()).await.unwrap();
    let page = boxes.again().await;
    assert_eq!(
        (page.status, page.url.port()),
        (200, Some(boxes.port)),
        "{page:?}"
    );
    let db = boxes.far.test.hub().read();
    let linked = query::by_uid(&db, person.uid()).await.unwrap().unwrap();
    assert_eq!(
        (linked.account.as_str(), linked.password_hash),
        ("longyao.editor", None)
    );
    assert_eq!(
        boxes
            .far
            .posts(&query::by_uid(&db, person.uid()).await.unwrap().unwrap())
            .await
            .len(),
        1
    );
    // Somebody has one account here.
    let other = NewPerson::parse("longyao.other", "另一人", "").unwrap();
    user_add(far, other, &[]).await.unwrap();
    assert_eq!(
        code_of(user_link(far, "longyao.other", person.uid()).await),
        "person.known_here"
    );
    let linked = boxes.far.audit().await;
    assert_eq!(
        linked
            .iter()
            .filter(|(action, _)| action == "person.linked")
            .count(),
        1
    );
    // To link them once more changes nothing.
    user_link(far, "longyao.editor", person.uid()).await.unwrap();
    assert_eq!(boxes.far.audit().await.len(), linked.len());
}
