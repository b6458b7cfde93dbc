//! Second factors: what counts, what counts once, and what nobody gets around.

use crate::browser::{Answer, Browser, serve_town};
use crate::town::{EDU, PASSWORD, PORTAL, Town, code_of};
use chrono::Duration;
use identity::door::{Step, Verdict};
use identity::factor::entity::{challenge, recovery, totp};
use identity::factor::passkey::Asker;
use identity::factor::{Given, Kind, query};
use identity::permissions::ManageSessions;
use identity::person::entity::Model as Person;
use identity::session::{Live, Realm, Visit};
use identity::{Cookie, factor};
use kernel::{Role, SiteId, Uid};
use totp_rs::{Builder, Secret};

pub fn visit() -> Visit {
    Visit::from("192.0.2.7".parse().unwrap())
}

/// The code that an app with this secret shows now.
pub fn code(town: &Town, secret: &str) -> String {
    let secret = Secret::try_from_base32(secret.replace(' ', "")).unwrap();
    let app = Builder::new().with_secret(secret).build().unwrap();
    let now = town.identity.now().timestamp();
    app.generate(u64::try_from(now).unwrap()).to_string()
}

/// A person with an app; answers its secret and the recovery codes. The last code is a minute old.
pub async fn with_app(town: &Town, person: &Person) -> (String, Vec<String>) {
    let verdict = town.sign_in(&person.account, PASSWORD).await.unwrap();
    let live = whole(town, &verdict).await;
    let set_up = town.identity.begin_totp(&live, "陶都市人民政府").await.unwrap();
    assert!(set_up.svg.contains("<svg") && !set_up.svg.contains("style="));
    let codes = town
        .identity
        .confirm_totp(&live, (&code(town, &set_up.secret), &visit()))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(codes.len(), 10);
    town.later(Duration::minutes(1));
    (set_up.secret, codes)
}

async fn who(town: &Town, realm: Realm, token: &str) -> Option<Live> {
    let cookie = Cookie {
        token,
        realm,
        host: PORTAL,
    };
    town.identity.who(cookie).await.unwrap()
}

pub async fn whole(town: &Town, verdict: &Verdict) -> Live {
    assert_eq!(verdict.next, None);
    who(town, Realm::Provider, &verdict.token).await.unwrap()
}

async fn half(town: &Town, account: &str) -> Live {
    let verdict = town.sign_in(account, PASSWORD).await.unwrap();
    assert_eq!(verdict.next, Some(Step::SecondFactor));
    who(town, Realm::Half, &verdict.token).await.unwrap()
}

fn given(kind: Kind, text: &str) -> Given {
    Given {
        kind,
        text: text.into(),
    }
}

fn asker() -> Asker {
    Asker::of("http://portal.localhost:8080", PORTAL, "陶都市人民政府").unwrap()
}

async fn give(town: &Town, live: &Live, kind: Kind, text: &str) -> kernel::Result<&'static str> {
    town.identity
        .prove_factor(live, &given(kind, text), &asker(), &visit())
        .await
}

#[tokio::test]
async fn a_password_alone_opens_nothing_for_somebody_with_a_second_factor() {
    let town = Town::new().await;
    let person = town.person("edu.editor").await;
    let (secret, _) = with_app(&town, &person).await;
    let verdict = town.sign_in("edu.editor", PASSWORD).await.unwrap();
    assert_eq!(verdict.next, Some(Step::SecondFactor));
    for realm in [Realm::Provider, Realm::Staff] {
        assert!(
            who(&town, realm, &verdict.token).await.is_none(),
            "half a sign-in is no session"
        );
    }
    let live = who(&town, Realm::Half, &verdict.token).await.unwrap();
    let method = give(&town, &live, Kind::Totp, &code(&town, &secret))
        .await
        .unwrap();
    let verdict = town.identity.go_on(&live, Some(method), &visit()).await.unwrap();
    let session = whole(&town, &verdict).await.session;
    assert_eq!(session.amr(), ["pwd", "otp", "mfa"]);
    assert_ne!(
        session.group_session, live.session.group_session,
        "nothing of the half one is in the whole one"
    );
    assert!(
        town.identity.go_on(&live, Some(method), &visit()).await.is_err(),
        "half a sign-in becomes a whole one once"
    );
}

#[tokio::test]
async fn a_code_counts_once_and_an_older_one_never_after_it() {
    let town = Town::new().await;
    let person = town.person("edu.editor").await;
    let (secret, _) = with_app(&town, &person).await;
    let older = code(&town, &secret);
    town.later(Duration::seconds(30));
    let newer = code(&town, &secret);
    let live = half(&town, "edu.editor").await;
    assert_eq!(give(&town, &live, Kind::Totp, &newer).await.unwrap(), "otp");
    for used in [&newer, &older] {
        assert_eq!(
            code_of(give(&town, &live, Kind::Totp, used).await),
            "factor.wrong_code"
        );
    }
    let other = half(&town, "edu.editor").await;
    assert_eq!(
        code_of(give(&town, &other, Kind::Totp, &newer).await),
        "factor.wrong_code",
        "in another window too"
    );
}

#[tokio::test]
async fn one_code_by_many_at_once_lets_one_in() {
    let town = Town::new().await;
    let person = town.person("edu.editor").await;
    let (secret, _) = with_app(&town, &person).await;
    let live = half(&town, "edu.editor").await;
    let now = code(&town, &secret);
    let (a, b, c) = tokio::join!(
        give(&town, &live, Kind::Totp, &now),
        give(&town, &live, Kind::Totp, &now),
        give(&town, &live, Kind::Totp, &now)
    );
    assert_eq!([a, b, c].iter().filter(|tried| tried.is_ok()).count(), 1);
}

#[tokio::test]
async fn the_code_of_somebody_else_and_a_copied_secret_are_worth_nothing() {
    let town = Town::new().await;
    let (me, thief) = (town.person("edu.editor").await, town.person("agri.editor").await);
    let (mine, _) = with_app(&town, &me).await;
    let (theirs, their_codes) = with_app(&town, &thief).await;
    let live = half(&town, "edu.editor").await;
    assert_eq!(
        code_of(give(&town, &live, Kind::Totp, &code(&town, &theirs)).await),
        "factor.wrong_code"
    );
    assert_eq!(
        code_of(give(&town, &live, Kind::Recovery, &their_codes[0]).await),
        "factor.wrong_recovery_code"
    );
    // Who can write the database copies the own sealed secret over mine: it does not open for me.
    use sea_orm::{ColumnTrait, Set};
    let mut tx = town.test.hub().write(me.actor()).await.unwrap();
    tx.exempt("setup").unwrap();
    let rows = tx.find::<totp::Entity>().all().await.unwrap();
    let of = |person: &Person| rows.iter().find(|row| row.person_id == person.id).unwrap();
    assert!(
        !of(&me).secret.as_ref().unwrap().contains(&mine.replace(' ', "")),
        "sealed"
    );
    let copied = totp::ActiveModel {
        secret: Set(of(&thief).secret.clone()),
        ..Default::default()
    };
    let here = sea_orm::Condition::all().add(totp::Column::PersonId.eq(me.id));
    tx.update_where(copied, here).await.unwrap();
    tx.commit().await.unwrap();
    assert!(matches!(
        give(&town, &live, Kind::Totp, &code(&town, &theirs)).await,
        Err(kernel::Error::Fault(_))
    ));
}

#[tokio::test]
async fn a_recovery_code_counts_once_and_new_ones_end_the_old() {
    let town = Town::new().await;
    let person = town.person("edu.editor").await;
    let (_, codes) = with_app(&town, &person).await;
    let live = half(&town, "edu.editor").await;
    let typed = Given::parse("recovery", &codes[3].to_uppercase(), "").unwrap();
    let tried = town
        .identity
        .prove_factor(&live, &typed, &asker(), &visit())
        .await;
    assert_eq!(tried.unwrap(), "otp");
    assert_eq!(
        code_of(give(&town, &live, Kind::Recovery, &typed.text).await),
        "factor.wrong_recovery_code"
    );
    let new = town.identity.new_codes(&person).await.unwrap();
    let bare = |code: &str| code.replace('-', "");
    assert_eq!(
        code_of(give(&town, &live, Kind::Recovery, &bare(&codes[4])).await),
        "factor.wrong_recovery_code"
    );
    assert!(give(&town, &live, Kind::Recovery, &bare(&new[0])).await.is_ok());
    let rows = town
        .test
        .hub()
        .read()
        .find::<recovery::Entity>()
        .all()
        .await
        .unwrap();
    assert!(
        rows.iter()
            .all(|row| !new.iter().any(|code| row.code_hash.contains(&bare(code)))),
        "only hashes are kept"
    );
    let actions: Vec<String> = town.audit().await.into_iter().map(|(action, _)| action).collect();
    assert!(actions.contains(&"factor.recovery_used".to_owned()));
}

#[tokio::test]
async fn guessing_codes_slows_down_and_a_right_password_does_not_end_the_count() {
    let town = Town::new().await;
    let person = town.person("edu.editor").await;
    let (secret, _) = with_app(&town, &person).await;
    let mut late = 0;
    for _ in 0..20 {
        let live = half(&town, "edu.editor").await;
        if code_of(give(&town, &live, Kind::Totp, "000000").await) == "too_many" {
            late += 1;
        }
    }
    assert!(late >= 12, "{late}");
    let live = half(&town, "edu.editor").await;
    let Err(kernel::Error::TooMany(wait)) = give(&town, &live, Kind::Totp, &code(&town, &secret)).await
    else {
        panic!("no delay")
    };
    town.later(Duration::from_std(wait).unwrap());
    assert!(
        give(&town, &live, Kind::Totp, &code(&town, &secret))
            .await
            .is_ok()
    );
    let waits: Vec<String> = town
        .audit()
        .await
        .into_iter()
        .filter(|(action, detail)| action == "session.refused" && detail.contains("totp"))
        .map(|(_, detail)| detail)
        .collect();
    assert!(
        waits.last().unwrap().contains("wait_seconds"),
        "the audit shows the delay: {waits:?}"
    );
}

#[tokio::test]
async fn a_passkeys_question_belongs_to_one_session_and_is_asked_once() {
    let town = Town::new().await;
    let (me, you) = (town.person("edu.editor").await, town.person("agri.editor").await);
    let mine = whole(&town, &town.sign_in("edu.editor", PASSWORD).await.unwrap()).await;
    let yours = whole(&town, &town.sign_in("agri.editor", PASSWORD).await.unwrap()).await;
    town.identity.begin_passkey(&mine, &asker()).await.unwrap();
    let refused = town.identity.add_passkey(&yours, &asker(), ("{}", "x")).await;
    assert_eq!(
        code_of(refused),
        "factor.passkey_refused",
        "no question was asked there"
    );
    // The person of the one session with the other's row is not taken either.
    let swapped = Live {
        session: mine.session.clone(),
        person: you.clone(),
    };
    let refused = town.identity.add_passkey(&swapped, &asker(), ("{}", "x")).await;
    assert_eq!(code_of(refused), "factor.passkey_refused");
    let left = town
        .test
        .hub()
        .read()
        .find::<challenge::Entity>()
        .all()
        .await
        .unwrap();
    assert_eq!(
        (left.len(), left[0].person_id),
        (1, me.id),
        "nobody else used it up"
    );
    assert!(
        town.identity
            .add_passkey(&mine, &asker(), ("not json", "x"))
            .await
            .is_err()
    );
    town.later(Duration::minutes(6));
    let late = town.identity.add_passkey(&mine, &asker(), ("{}", "x")).await;
    assert_eq!(code_of(late), "factor.passkey_refused");
}

#[tokio::test]
async fn whoever_must_have_a_second_factor_sets_one_up_first() {
    let mut town = Town::new().await;
    town.identity.settings.second_factor = vec![Role::Reviewer];
    let person = town.person("edu.reviewer").await;
    town.appoint(&person, town.edu, Role::Reviewer).await;
    let verdict = town.sign_in("edu.reviewer", PASSWORD).await.unwrap();
    assert_eq!(verdict.next, Some(Step::SetUp));
    let live = who(&town, Realm::Half, &verdict.token).await.unwrap();
    let set_up = town.identity.begin_totp(&live, "门户").await.unwrap();
    let shown_again = town.identity.begin_totp(&live, "门户").await.unwrap();
    assert_eq!(
        set_up.secret, shown_again.secret,
        "a page loaded anew does not void what was photographed"
    );
    let right = code(&town, &set_up.secret);
    let wrong = town.identity.confirm_totp(&live, ("000000", &visit())).await;
    assert_eq!(code_of(wrong), "factor.wrong_code");
    town.identity
        .confirm_totp(&live, (&right, &visit()))
        .await
        .unwrap();
    let verdict = town.identity.go_on(&live, Some("otp"), &visit()).await.unwrap();
    whole(&town, &verdict).await;
    // An upstream that says it was two is believed; one that does not is not.
    let two = town.identity.welcome(&person, "pwd mfa", &visit(), PORTAL).await;
    assert_eq!(two.unwrap().next, None);
    let one = town.identity.welcome(&person, "fed", &visit(), PORTAL).await;
    assert_eq!(one.unwrap().next, Some(Step::SecondFactor));
    let mut tx = town.test.hub().write(person.actor()).await.unwrap();
    let last = factor::remove_totp(&mut tx, &person, true).await;
    assert_eq!(code_of(last), "factor.mandatory");
}

#[tokio::test]
async fn a_security_administrator_takes_a_lost_factor_away() {
    let town = Town::new().await;
    let person = town.person("edu.editor").await;
    let (_, codes) = with_app(&town, &person).await;
    let live = half(&town, "edu.editor").await;
    let by = town.may::<ManageSessions>("user", town.portal);
    let mut tx = town.test.hub().write(by.actor().clone()).await.unwrap();
    factor::remove_all(&mut tx, &by, person.person()).await.unwrap();
    tx.commit().await.unwrap();
    assert!(
        who(&town, Realm::Half, "x").await.is_none()
            && give(&town, &live, Kind::Recovery, &codes[0].replace('-', ""))
                .await
                .is_err()
    );
    let left = query::of_person(&town.test.hub().read(), person.person())
        .await
        .unwrap();
    assert!(!left.any() && left.recovery_codes == 0);
    assert_eq!(town.sign_in("edu.editor", PASSWORD).await.unwrap().next, None);
    let audit = town.audit().await;
    assert!(audit.iter().any(|(action, _)| action == "factor.reset"));
    let mut tx = town.test.hub().write(by.actor().clone()).await.unwrap();
    assert_eq!(
        code_of(factor::remove_all(&mut tx, &by, person.person()).await),
        "factor.none"
    );
    let myself = granted_to(&person, town.portal);
    assert_eq!(
        code_of(factor::remove_all(&mut tx, &myself, person.person()).await),
        "person.not_yourself"
    );
}

fn granted_to(person: &Person, site: SiteId) -> kernel::Granted<ManageSessions> {
    let post = kernel::policy::Membership {
        site,
        role: Role::SecurityAdmin,
        channels: None,
    };
    kernel::policy::decide(&person.actor(), site, &[post]).unwrap()
}

#[tokio::test]
async fn nothing_leads_around_the_second_factor_in_a_browser() {
    let town = Town::new().await;
    let person = town.person("edu.editor").await;
    let (secret, _) = with_app(&town, &person).await;
    let port = serve_town(&town, None).await;
    let browser = Browser::new(port);
    let page = browser
        .sign_in(EDU, "/console/account", "edu.editor", PASSWORD)
        .await;
    assert_eq!((page.status, page.url.path()), (200, "/oidc/second"), "{page:?}");
    assert!(browser.cookie(PORTAL, "op").is_none() && browser.cookie(EDU, "staff").is_none());
    let half = browser.cookie(PORTAL, "half").unwrap();
    // The provider itself, another step, the console, the half cookie under the other names.
    let wanted = page.field("request");
    let direct = browser
        .get(browser.at(PORTAL, &format!("/oidc/authorize?{wanted}")))
        .await;
    assert_eq!(direct.url.path(), "/oidc/login");
    let query: String = url::form_urlencoded::byte_serialize(wanted.as_bytes()).collect();
    for step in ["/oidc/password", "/oidc/enrol"] {
        let other = browser
            .get(browser.at(PORTAL, &format!("{step}?request={query}")))
            .await;
        assert_eq!(other.url.path(), "/oidc/second", "{step}");
    }
    for (host, name) in [(PORTAL, "op"), (PORTAL, "staff"), (EDU, "staff")] {
        let thief = Browser::new(port);
        thief.put(host, name, &half);
        let answer = thief.get(thief.at(host, "/console/account")).await;
        assert_eq!(answer.url.path(), "/oidc/login", "{host} {name}");
    }
    // A form of another half sign-in, and one with none.
    let csrf = page.field("csrf_token");
    let now = code(&town, &secret);
    let fields = |csrf: &'static str| [("csrf_token", csrf), ("kind", "totp")];
    assert_eq!(
        browser
            .post(
                &page,
                "/oidc/second",
                &[fields("forged")[0], ("request", &wanted), ("code", &now)]
            )
            .await
            .status,
        403
    );
    let wrong = second(&browser, &page, "000000").await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("验证码不正确"));
    let done = browser
        .post(
            &page,
            "/oidc/second",
            &[
                ("csrf_token", &csrf),
                ("request", &wanted),
                ("kind", "totp"),
                ("code", &now),
            ],
        )
        .await;
    assert_eq!(
        (done.status, done.url.host_str().unwrap(), done.url.path()),
        (200, EDU, "/console/account"),
        "{done:?}"
    );
    assert!(browser.cookie(PORTAL, "half").is_none());
    let thief = Browser::new(port);
    thief.put(PORTAL, "half", &half);
    let late = second(&thief, &page, &now).await;
    assert_ne!(
        late.url.host_str(),
        Some(EDU),
        "half a sign-in is gone when it is whole"
    );
}

async fn second(browser: &Browser, page: &Answer, code: &str) -> Answer {
    let (csrf, wanted) = (page.field("csrf_token"), page.field("request"));
    let fields = [
        ("csrf_token", csrf.as_str()),
        ("request", &wanted),
        ("kind", "totp"),
        ("code", code),
    ];
    browser.post(page, "/oidc/second", &fields).await
}

#[tokio::test]
async fn one_half_sign_in_is_no_proof_in_anothers() {
    let town = Town::new().await;
    let (me, thief) = (town.person("edu.editor").await, town.person("agri.editor").await);
    with_app(&town, &me).await;
    let (theirs, _) = with_app(&town, &thief).await;
    let port = serve_town(&town, None).await;
    let (mine, other) = (Browser::new(port), Browser::new(port));
    let page = mine
        .sign_in(EDU, "/console/account", "edu.editor", PASSWORD)
        .await;
    let theirs_page = other
        .sign_in(EDU, "/console/account", "agri.editor", PASSWORD)
        .await;
    // The thief's form, with the thief's proof of origin, in the browser that holds my half sign-in.
    let swapped = second(&mine, &theirs_page, &code(&town, &theirs)).await;
    assert_eq!(swapped.status, 403, "{swapped:?}");
    assert!(mine.cookie(EDU, "staff").is_none());
    let own = second(&mine, &page, &code(&town, &theirs)).await;
    assert_eq!(own.status, 422);
}

#[tokio::test]
async fn a_password_that_somebody_else_set_is_changed_first() {
    use sea_orm::Set;
    let town = Town::new().await;
    let person = town.person("edu.editor").await;
    let mut tx = town.test.hub().write(person.actor()).await.unwrap();
    tx.exempt("setup").unwrap();
    let row = identity::person::entity::ActiveModel {
        id: Set(person.id),
        must_change_password: Set(true),
        ..Default::default()
    };
    tx.update(row).await.unwrap();
    tx.commit().await.unwrap();
    let port = serve_town(&town, None).await;
    let browser = Browser::new(port);
    let page = browser
        .sign_in(EDU, "/console/account", "edu.editor", PASSWORD)
        .await;
    assert_eq!(
        (page.status, page.url.path()),
        (200, "/oidc/password"),
        "{page:?}"
    );
    assert!(browser.cookie(PORTAL, "op").is_none());
    let (csrf, wanted) = (page.field("csrf_token"), page.field("request"));
    let next = "海上明月共潮生，滟滟随波";
    let form = |current: &'static str, new: &'static str| {
        [
            ("csrf_token", csrf.clone()),
            ("request", wanted.clone()),
            ("current", current.to_owned()),
            ("password", new.to_owned()),
            ("again", new.to_owned()),
        ]
    };
    let send = async |fields: [(&'static str, String); 5]| {
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        browser.post(&page, "/oidc/password", &fields).await
    };
    assert_eq!(send(form("wrong wrong wrong", next)).await.status, 422);
    let same = send(form(PASSWORD, PASSWORD)).await;
    assert_eq!(same.status, 422, "the same again is no new one");
    let done = send(form(PASSWORD, next)).await;
    assert_eq!(done.url.path(), "/console/account", "{done:?}");
    assert_eq!(town.sign_in("edu.editor", next).await.unwrap().next, None);
    let _ = Uid::at(town.identity.now());
}

#[tokio::test]
async fn a_secret_that_waits_belongs_to_the_sign_in_to_which_it_was_shown() {
    let mut town = Town::new().await;
    town.identity.settings.second_factor = vec![Role::Reviewer];
    let person = town.person("edu.reviewer").await;
    town.appoint(&person, town.edu, Role::Reviewer).await;
    let begin = async || {
        let verdict = town.sign_in("edu.reviewer", PASSWORD).await.unwrap();
        assert_eq!(verdict.next, Some(Step::SetUp));
        who(&town, Realm::Half, &verdict.token).await.unwrap()
    };
    let (stranger, owner) = (begin().await, begin().await);
    let seen = town.identity.begin_totp(&stranger, "门户").await.unwrap();
    let own = town.identity.begin_totp(&owner, "门户").await.unwrap();
    assert_ne!(seen.secret, own.secret);
    let theirs = code(&town, &seen.secret);
    for live in [&stranger, &owner] {
        let taken = town.identity.confirm_totp(live, (&theirs, &visit())).await;
        assert!(taken.is_err());
    }
    let right = code(&town, &own.secret);
    let taken = town.identity.confirm_totp(&stranger, (&right, &visit())).await;
    assert!(taken.is_err(), "nor does another sign-in confirm it");
    town.identity
        .confirm_totp(&owner, (&right, &visit()))
        .await
        .unwrap();
}
