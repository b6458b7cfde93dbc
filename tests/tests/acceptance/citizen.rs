//! The citizens' realm: register, sign in, forget the password, be reached elsewhere, leave; and what strangers try.

use gateway::feature::Access;
use identity::citizen::Contact;
use identity::citizen::session::Place;
use reqwest::{Method, StatusCode};
use tests::browser::Browser;
use tests::catalogue;
use tests::maildev::Maildev;
use tests::people::{Answer, Staff, Visitor};
use tests::program::{Places, Program};
use tests::town::Town;
use tests::walk::{is_hub, nouns};

const PASSWORD: &str = "tuanyuan-Shimin-2026";
const OTHER: &str = "zhongqiu-Shimin-2027";

/// The city with a mail server.
async fn city() -> (Program, Maildev) {
    let mails = Maildev::start().await;
    let mut program = Program::demo_at_rest().await;
    for (name, value) in mails.variables() {
        program.set(name, &value);
    }
    (program.begin().await, mails)
}

/// Fills in the form with this button and presses it; redirects are not followed.
async fn press(visitor: &Visitor, answer: &Answer, button: &str, fields: &[(&str, &str)]) -> Answer {
    let (mut form, button) = answer.page().form_with(button);
    for (name, value) in fields {
        form.fill(name, value);
    }
    visitor.submit(&form, Some(&button)).await
}

fn code_in(text: &str) -> String {
    let (_, rest) = text
        .split_once("验证码：")
        .unwrap_or_else(|| panic!("no code in {text}"));
    rest.chars().take(6).collect()
}

/// Another six digits than the right ones.
fn wrong(code: &str) -> String {
    let number: u32 = code.parse().unwrap();
    format!("{:06}", (number + 1) % 1_000_000)
}

/// Registers and stays signed in on a site.
async fn register(town: &Program, mails: &Maildev, site: &str, mail: &str) -> Visitor {
    let citizen = Visitor::new();
    let form = citizen.get(&town.url(site, "/account/register")).await;
    let step = press(
        &citizen,
        &form,
        "获取验证码",
        &[("contact", mail), ("consent", "yes")],
    )
    .await;
    assert_eq!(step.status, StatusCode::OK, "{}", step.summary());
    let code = code_in(&mails.wait_for(mail, 1).await.text);
    let fields = [
        ("code", code.as_str()),
        ("name", "李先生"),
        ("password", PASSWORD),
        ("again", PASSWORD),
    ];
    let done = press(&citizen, &step, "注册", &fields).await;
    assert_eq!(
        done.location().as_str(),
        town.url(site, "/account"),
        "{}",
        done.summary()
    );
    citizen
}

async fn sign_in(visitor: &Visitor, url: &str, contact: &str, password: &str) -> Answer {
    let form = visitor.get(url).await;
    press(
        visitor,
        &form,
        "登录",
        &[("contact", contact), ("password", password)],
    )
    .await
}

async fn count(town: &Program, sql: &str) -> i64 {
    use sea_orm::{ConnectionTrait, Statement};
    let url = town.database_url().map_or_else(
        || format!("sqlite://{}?mode=ro", town.data().join("zisha.db").display()),
        str::to_owned,
    );
    let database = catalogue::connect(&url).await;
    let statement = Statement::from_string(database.get_database_backend(), sql);
    let row = database.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

#[tokio::test]
async fn a_citizen_registers_signs_in_and_leaves_without_a_trace() {
    let (town, mails) = city().await;
    let mail = "li@example.com";
    let citizen = register(&town, &mails, "edu", mail).await;
    let own = citizen.open(&town.url("edu", "/account")).await;
    assert!(
        own.says("李先生，您好") && own.says("l***@example.com"),
        "{}",
        own.main()
    );
    assert!(!own.html.contains(mail), "the whole address stands on the page");

    // Another host asks for itself, in any spelling.
    let (asked, _) = citizen.follow(&town.url("portal", "/account")).await;
    assert_eq!(asked.url.path(), "/account/sign-in");
    let there = sign_in(&citizen, asked.url.as_str(), " LI@Example.com ", PASSWORD).await;
    assert_eq!(there.location().as_str(), town.url("portal", "/account"));
    // A site under the portal's host shares the host's session.
    assert!(citizen.open(&town.url("zhuhai", "/account")).await.says("李先生"));

    // A name, then the password: the other host's session ends.
    let page = citizen.get(&town.url("edu", "/account")).await;
    let saved = press(&citizen, &page, "保存称呼", &[("name", "老李")]).await;
    let (page, _) = citizen.follow_on(saved).await;
    assert!(page.page().says("称呼已保存") && page.page().says("老李，您好"));
    let fields = [("current", PASSWORD), ("password", OTHER), ("again", OTHER)];
    let saved = press(&citizen, &page, "修改密码", &fields).await;
    assert!(citizen.follow_on(saved).await.0.page().says("密码已修改"));
    let (asked, _) = citizen.follow(&town.url("portal", "/account")).await;
    assert_eq!(asked.url.path(), "/account/sign-in");

    // A code instead of the password.
    let phone = Visitor::new();
    let form = phone.get(&town.url("edu", "/account/code?next=/news/")).await;
    let step = press(&phone, &form, "获取验证码", &[("contact", mail)]).await;
    // One mail a minute: this one is early.
    assert_eq!(step.status, StatusCode::TOO_MANY_REQUESTS, "{}", step.summary());
    assert!(!step.header("retry-after").is_empty());

    // Out on the first, in again, away for ever.
    let out = press(
        &citizen,
        &citizen.get(&town.url("edu", "/account")).await,
        "退出登录",
        &[],
    )
    .await;
    assert_eq!(out.location().path(), "/");
    assert!(citizen.cookie("edu.localhost", "citizen").is_none());
    let old = sign_in(&citizen, &town.url("edu", "/account/sign-in"), mail, PASSWORD).await;
    assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
    sign_in(&citizen, &town.url("edu", "/account/sign-in"), mail, OTHER).await;
    let ask = citizen.get(&town.url("edu", "/account/delete")).await;
    let no = press(&citizen, &ask, "注销账号", &[("current", PASSWORD)]).await;
    assert!(no.page().says("当前密码不正确"), "{}", no.summary());
    let gone = press(&citizen, &no, "注销账号", &[("current", OTHER)]).await;
    assert!(gone.page().says("账号已注销"), "{}", gone.summary());
    assert!(citizen.cookie("edu.localhost", "citizen").is_none());
    let again = sign_in(&citizen, &town.url("edu", "/account/sign-in"), mail, OTHER).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    for table in ["citizen_contact", "citizen_session"] {
        assert_eq!(
            count(&town, &format!("select count(*) from {table}")).await,
            0,
            "{table}"
        );
    }
    let empty =
        "select count(*) from citizen where name = '' and password_hash is null and state = 'deleted'";
    assert_eq!(count(&town, empty).await, 1, "the tombstone");
    let told = "select count(*) from audit where action = 'citizen.deleted'";
    assert_eq!(count(&town, told).await, 1);
    let names = "select count(*) from audit where detail like '%example.com%' or detail like '%李%'";
    assert_eq!(count(&town, names).await, 0, "personal data in the audit");
    town.verify().await;
}

#[tokio::test]
async fn a_forgotten_password_and_a_new_address() {
    let (town, mails) = city().await;
    let mail = "wang@example.com";
    let citizen = register(&town, &mails, "portal", mail).await;
    // The address is changed with the password at hand; the old one is told and no longer signs in.
    let page = citizen.get(&town.url("portal", "/account/contact")).await;
    let fields = [("contact", "wang2@example.com"), ("current", "not-the-password")];
    let no = press(&citizen, &page, "获取验证码", &fields).await;
    assert!(no.page().says("当前密码不正确"));
    let fields = [("contact", "wang2@example.com"), ("current", PASSWORD)];
    let step = press(&citizen, &no, "获取验证码", &fields).await;
    let code = code_in(&mails.wait_for("wang2@example.com", 1).await.text);
    let done = press(&citizen, &step, "保存", &[("code", &code)]).await;
    assert!(citizen.follow_on(done).await.0.page().says("联系方式已保存"));
    assert!(
        mails
            .wait_for(mail, 2)
            .await
            .text
            .contains("已换成 wa***@example.com")
    );
    let stranger = Visitor::new();
    let old = sign_in(&stranger, &town.url("portal", "/account/sign-in"), mail, PASSWORD).await;
    assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);

    // Forgotten, on another site, from another address than the registration's quota: the second mail must wait a
    // minute, so a third address is bound first.
    let page = citizen.get(&town.url("portal", "/account/contact")).await;
    let fields = [("contact", "wang3@example.com"), ("current", PASSWORD)];
    let step = press(&citizen, &page, "获取验证码", &fields).await;
    let code = code_in(&mails.wait_for("wang3@example.com", 1).await.text);
    press(&citizen, &step, "保存", &[("code", &code)]).await;
    assert_eq!(
        count(&town, "select count(*) from citizen_contact").await,
        1,
        "one of a kind"
    );
    let form = stranger.get(&town.url("edu", "/account/forgotten")).await;
    let early = press(
        &stranger,
        &form,
        "获取验证码",
        &[("contact", "wang3@example.com")],
    )
    .await;
    assert_eq!(early.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_code_that_was_sent_opens_the_account_for_a_new_password() {
    let town = Town::open().await;
    let identity = &town.inner.identity;
    let citizen = town.citizen("zhao@example.com", PASSWORD).await;
    let contact = Contact::parse("zhao@example.com").unwrap();
    let from = "192.0.2.7".parse().unwrap();
    let before = town.citizen_session(citizen, "edu").await;
    let ticket = identity
        .send_code(identity::citizen::Purpose::Reset, &contact, ("教育局", from))
        .await
        .unwrap();
    let code = queued_code(&town).await;
    let place = Place {
        host: "edu.localhost",
        agent: "",
    };
    let typed = (ticket.as_str(), code.as_str());
    // A code for one purpose opens no other.
    assert!(identity.sign_in_by_code(typed, (from, place)).await.is_err());
    // A weak password does not use the code up.
    assert!(
        identity
            .reset_citizen_password(typed, ("short", "short"), (from, place))
            .await
            .is_err()
    );
    let signed = identity
        .reset_citizen_password(typed, (OTHER, OTHER), (from, place))
        .await
        .unwrap();
    assert!(
        identity
            .live_citizen((&signed.token, "edu.localhost"))
            .await
            .is_ok()
    );
    assert!(
        identity.live_citizen((&before, "edu.localhost")).await.is_err(),
        "the old sessions end"
    );
    assert!(
        identity
            .reset_citizen_password(typed, (OTHER, OTHER), (from, place))
            .await
            .is_err(),
        "once"
    );
    assert!(
        identity
            .sign_in_citizen("zhao@example.com", OTHER, (from, place))
            .await
            .is_ok()
    );
}

/// The code in the newest mail that waits to be sent.
async fn queued_code(town: &Town) -> String {
    use store::job::entity::{Column, Entity};
    let read = town.inner.base.hub.read();
    let row = read
        .find::<Entity>()
        .desc(Column::Id)
        .limit(1)
        .found()
        .await
        .unwrap();
    code_in(&row.payload)
}

#[tokio::test]
async fn codes_are_guessed_in_vain() {
    let town = Town::open().await;
    let identity = &town.inner.identity;
    town.citizen("qian@example.com", PASSWORD).await;
    let contact = Contact::parse("qian@example.com").unwrap();
    let from = "192.0.2.8".parse().unwrap();
    let purpose = identity::citizen::Purpose::SignIn;
    let ticket = identity
        .send_code(purpose, &contact, ("教育局", from))
        .await
        .unwrap();
    let code = queued_code(&town).await;
    let place = Place {
        host: "edu.localhost",
        agent: "",
    };
    // The ticket of another browser, the code of this one.
    assert!(
        identity
            .sign_in_by_code((&"x".repeat(43), &code), (from, place))
            .await
            .is_err()
    );
    let mut slowed = 0;
    for n in 0..12 {
        // Tries from everywhere, so that the address alone does not stop them.
        let from = format!("198.51.100.{n}").parse().unwrap();
        match identity
            .sign_in_by_code((&ticket, &wrong(&code)), (from, place))
            .await
        {
            Err(kernel::Error::TooMany(_)) => slowed += 1,
            Err(kernel::Error::Refused(refusal)) => assert_eq!(refusal.code, "citizen.code_wrong"),
            other => panic!("{other:?}"),
        }
    }
    // Five tries were all: now even the right one is wrong.
    let from = "203.0.113.5".parse().unwrap();
    let late = identity.sign_in_by_code((&ticket, &code), (from, place)).await;
    assert!(late.is_err(), "a sixth try was taken ({slowed} were slowed down)");
}

#[tokio::test]
async fn nobody_learns_whether_a_contact_has_an_account() {
    let town = Town::open().await;
    for (n, path) in ["/account/register", "/account/code", "/account/forgotten"]
        .into_iter()
        .enumerate()
    {
        town.citizen(&format!("known{n}@example.com"), PASSWORD).await;
        let mut said = Vec::new();
        for contact in [format!("known{n}@example.com"), format!("stran{n}@example.com")] {
            let visitor = Visitor::new();
            let form = visitor.get(&town.url("edu", path)).await;
            let mut fields = vec![("contact", contact.as_str())];
            if path.ends_with("register") {
                fields.push(("consent", "yes"));
            }
            let step = press(&visitor, &form, "获取验证码", &fields).await;
            assert_eq!(step.status, StatusCode::OK, "{}", step.summary());
            let masked = Contact::parse(&contact).unwrap().masked();
            let (filled, button) = step
                .page()
                .form_with(&step.page().all("button").last().unwrap().words());
            // A wrong code is answered alike too.
            let mut filled = filled;
            filled.fill("code", "000000");
            for (field, value) in [("password", PASSWORD), ("again", PASSWORD)] {
                if filled.value(field).is_some() || filled.fields.iter().any(|(name, _)| name == field) {
                    filled.fill(field, value);
                }
            }
            let tried = visitor.submit(&filled, Some(&button)).await;
            assert_eq!(
                tried.status,
                StatusCode::UNPROCESSABLE_ENTITY,
                "{}",
                tried.summary()
            );
            said.push((
                step.page().main().replace(&masked, "X"),
                tried.page().main().replace(&masked, "X"),
            ));
        }
        assert_eq!(said[0], said[1], "{path}");
    }
    let place = town.url("edu", "/account/sign-in");
    let mut said = Vec::new();
    for contact in ["known1@example.com", "stran1@example.com", "nothing at all"] {
        let answer = sign_in(&Visitor::new(), &place, contact, "not-the-password").await;
        said.push((answer.status, answer.page().main().replace(contact, "X")));
    }
    assert_eq!(said[0], said[1]);
    assert_eq!(said[0], said[2]);
}

#[tokio::test]
async fn a_mailbox_is_not_bombed() {
    let town = Town::open().await;
    let identity = &town.inner.identity;
    let contact = Contact::parse("victim@example.com").unwrap();
    town.citizen("victim@example.com", PASSWORD).await;
    let mut sent = 0;
    for n in 0..40 {
        let from = format!("198.51.100.{n}").parse().unwrap();
        let asked = identity
            .send_code(identity::citizen::Purpose::SignIn, &contact, ("门户", from))
            .await;
        match asked {
            Ok(_) => sent += 1,
            Err(kernel::Error::TooMany(wait)) => assert!(wait.as_secs() <= 3600),
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!(sent, 10, "an hour from everywhere");
    let mut sent = 0;
    for n in 0..60 {
        let contact = Contact::parse(&format!("victim{n}@example.com")).unwrap();
        let from = "192.0.2.66".parse().unwrap();
        if identity
            .send_code(identity::citizen::Purpose::Register, &contact, ("门户", from))
            .await
            .is_ok()
        {
            sent += 1;
        }
    }
    assert_eq!(sent, 30, "an hour from one address");
}

#[tokio::test]
async fn forms_are_bound_to_their_browser() {
    let town = Town::open().await;
    town.citizen("sun@example.com", PASSWORD).await;
    let mine = Visitor::new();
    let form = mine.get(&town.url("edu", "/account/sign-in")).await;
    let (filled, _) = form.page().form_with("登录");
    let proof = filled.csrf().unwrap().1.to_owned();
    let fields = |csrf: &str| {
        vec![
            ("csrf_token".to_owned(), csrf.to_owned()),
            ("contact".to_owned(), "sun@example.com".to_owned()),
            ("password".to_owned(), PASSWORD.to_owned()),
        ]
    };
    let url = town.url("edu", "/account/sign-in");
    for csrf in ["", "forged"] {
        assert_eq!(
            mine.try_post(&url, &fields(csrf)).await.unwrap().status,
            StatusCode::FORBIDDEN
        );
    }
    // An attacker's form in the victim's browser, with the attacker's own proof: nobody is signed in as somebody else.
    let victim = Visitor::new();
    victim.get(&url).await;
    assert_eq!(
        victim.try_post(&url, &fields(&proof)).await.unwrap().status,
        StatusCode::FORBIDDEN
    );
    assert!(victim.cookie("edu.localhost", "citizen").is_none());
    let signed = mine.try_post(&url, &fields(&proof)).await.unwrap();
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.summary());
    let set = signed.header("set-cookie");
    for word in ["citizen=", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(set.contains(word), "{set}");
    }
    // Every form of a citizen asks for the proof of the session.
    for (_, route) in town.routes() {
        if route.method == "POST" && route.path.starts_with("/account") {
            let answer = mine
                .try_post(&town.url("edu", route.path), &fields(&proof))
                .await
                .unwrap();
            let refused = answer.status == StatusCode::FORBIDDEN
                // Those of visitors take the visitor's proof; they do no harm here.
                || ["register", "sign-in", "code", "forgotten", "upstream/new"].iter().any(|own| route.path[9..].starts_with(own));
            assert!(refused, "{route:?}: {}", answer.summary());
        }
    }
    assert!(
        mine.open(&town.url("edu", "/account")).await.says("您好"),
        "nothing happened"
    );
}

#[tokio::test]
async fn no_way_back_leads_elsewhere() {
    let town = Town::open().await;
    town.citizen("zhou@example.com", PASSWORD).await;
    for (next, lands) in [
        ("//evil.example/", "/account"),
        ("https://evil.example/", "/account"),
        ("/\\evil.example/", "/account"),
        ("/\t/evil.example", "/account"),
        ("javascript:alert(1)", "/account"),
        ("/account/sign-in", "/account"),
        ("/upstream/x/start", "/account"),
        ("/news/?page=2", "/news/"),
    ] {
        let visitor = Visitor::new();
        let mut url: url::Url = town.url("edu", "/account/sign-in").parse().unwrap();
        url.query_pairs_mut().append_pair("next", next);
        let answer = sign_in(&visitor, url.as_str(), "zhou@example.com", PASSWORD).await;
        let location = answer.location();
        assert_eq!(
            (location.host_str(), location.path()),
            (Some("edu.localhost"), lands),
            "{next}"
        );
    }
}

#[tokio::test]
async fn the_two_realms_never_open_each_others_pages() {
    let town = Town::open().await;
    let citizen = town.citizen("wu@example.com", PASSWORD).await;
    let (mut visits, mut faults) = (0, Vec::new());
    for site in ["edu", "portal"] {
        let host = format!("{site}.localhost");
        let staff = Staff::sign_in(&town, &format!("{site}.admin")).await;
        let theirs = staff.cookie(&host, "staff").unwrap();
        let mine = town.citizen_session(citizen, site).await;
        // Each token works where it belongs.
        let cookie = format!("citizen={mine}");
        let own = Visitor::new()
            .ask(
                Method::GET,
                &town.url(site, "/account"),
                &[("cookie", &cookie)],
                None,
            )
            .await;
        assert_eq!(own.status, StatusCode::OK, "{}", own.summary());
        for (_, route) in town.routes() {
            if !nouns(route.path).is_empty() || is_hub(route) != (site == "portal") {
                continue;
            }
            let is_staff = route.access == Access::Staff;
            let is_citizens = route.method == "GET"
                && ["/account", "/account/contact", "/account/delete"].contains(&route.path);
            if !is_staff && !is_citizens {
                continue;
            }
            let token = if is_staff { &mine } else { &theirs };
            let cookies = ["staff", "op", "half", "citizen"]
                .map(|name| format!("{name}={token}"))
                .join("; ");
            let method = Method::from_bytes(route.method.as_str().as_bytes()).unwrap();
            let headers = [("cookie", cookies.as_str()), ("accept", "text/html")];
            let answer = Visitor::new()
                .ask(method, &town.url(site, route.path), &headers, None)
                .await;
            visits += 1;
            let to_door = answer.status.is_redirection()
                && ["/console/login", "/account/sign-in"].contains(&answer.location().path());
            let shut = to_door || (answer.status == StatusCode::FORBIDDEN && route.method != "GET");
            if !shut {
                faults.push(format!(
                    "{site} {route:?}: {}",
                    answer.summary().chars().take(200).collect::<String>()
                ));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(visits > 30, "only {visits} visits");
}

#[tokio::test]
async fn a_citizen_registers_in_a_real_browser_without_a_complaint() {
    let (town, mails) = city().await;
    let browser = Browser::start().await;
    browser.open(&town.url("zhuhai", "/")).await;
    browser.click_link("个人中心").await;
    browser.wait_for_address("/zhuhai/account/sign-in").await;
    browser.click_link("注册个人账号").await;
    browser.type_into("电子邮箱", "zheng@example.com").await;
    browser
        .script("document.querySelector('#f-consent').click()")
        .await;
    browser.press("获取验证码").await;
    browser.wait_for_words("验证码已发送到").await;
    let barriers = browser.axe().await;
    assert!(barriers.is_empty(), "{barriers:#?}");
    let code = code_in(&mails.wait_for("zheng@example.com", 1).await.text);
    browser.type_into("验证码", &code).await;
    browser.type_into("设置密码", PASSWORD).await;
    browser.type_into("再输入一次", PASSWORD).await;
    browser.press("注册").await;
    browser.wait_for_words("您好").await;
    browser.resize(390, 844).await;
    let barriers = browser.axe().await;
    assert!(barriers.is_empty(), "{barriers:#?}");
    let complaints = browser.complaints().await;
    assert!(complaints.is_empty(), "{complaints:#?}");
}
