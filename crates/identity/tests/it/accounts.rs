//! Mail, links, passwords, disuse, hand-over, batches.

use crate::town::{HOME, PASSWORD, Town, code_of};
use base64::Engine;
use chrono::Duration;
use identity::batch::{self, Authority, Mode};
use identity::forgot::{Answer, ask};
use identity::invitation::{self, Delivered, Purpose};
use identity::permissions::{ManageDuties, ManagePeople};
use identity::person::{self, NewPerson, close_unused, create_person, entity::Model as Person};
use identity::session::Visit;
use identity::{Identity, chores, duty, handover, membership};
use kernel::{Actor, Error, PersonId, Role, SiteId};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use store::handover::{Holding, Holdings};
use store::job::JobRunner;
use store::{HubRead, HubWrite};

const NEXT: &str = "海上明月共潮生，滟滟随波";
const MAIL: &str = "zhou@edu.example";

/// Runs the jobs; mail goes to the spool.
async fn settle(town: &Town) {
    let mailer = mail::Mailer::new(
        &mail::Settings::default(),
        "portal.localhost",
        town.test.data(),
        town.test.hub(),
    )
    .unwrap();
    let jobs = JobRunner::new(
        town.test.hub(),
        vec![
            Arc::new(mailer),
            Arc::new(Answer(town.identity.clone())),
            Arc::new(chores::Daily(town.identity.clone())),
        ],
    );
    jobs.settle().await.unwrap();
}

/// The mails that lie in the spool: receiver and text, oldest first.
fn mails(town: &Town) -> Vec<(String, String)> {
    let folder = town.test.data().join("outbox");
    let files = std::fs::read_dir(folder).into_iter().flatten();
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.sort_by_key(|file| std::fs::metadata(file).unwrap().modified().unwrap());
    files
        .iter()
        .map(|file| {
            let mail = std::fs::read_to_string(file).unwrap();
            let (head, body) = mail.split_once("\r\n\r\n").unwrap();
            let to = head.lines().find_map(|line| line.strip_prefix("To: ")).unwrap();
            let body: String = body.split_whitespace().collect();
            let text = base64::engine::general_purpose::STANDARD.decode(body).unwrap();
            (to.to_owned(), String::from_utf8(text).unwrap())
        })
        .collect()
}

fn link_in(text: &str) -> String {
    let start = text.find("/oidc/invitation/").unwrap() + "/oidc/invitation/".len();
    text[start..].chars().take_while(|c| !c.is_whitespace()).collect()
}

async fn with_mail(town: &Town, account: &str) -> Person {
    let person = town.person(account).await;
    let by = town.may::<ManagePeople>("user", town.portal);
    let mut tx = town.test.hub().write(by.actor().clone()).await.unwrap();
    let person = person::change_contact(
        &mut tx,
        &by,
        person.person(),
        ("周若溪", "科员", "Zhou@EDU.example"),
        &town.identity.settings,
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    person
}

async fn forget(town: &Town, typed: &str) -> kernel::Result<()> {
    let mut tx = town.test.hub().write(Actor::Public).await?;
    let visit = Visit::from("192.0.2.7".parse().unwrap());
    ask(&mut tx, typed, &visit, town.identity.now()).await?;
    tx.commit().await
}

async fn again(town: &Town, person: &Person) -> Person {
    person::query::by_id(&town.test.hub().read(), person.person())
        .await
        .unwrap()
}

#[tokio::test]
async fn an_invitation_goes_out_by_mail_in_the_name_of_the_site_and_leads_to_the_portal() {
    let town = Town::new().await;
    let mut tx = town.test.hub().write(Actor::operator("user")).await.unwrap();
    let new = NewPerson::parse("edu.editor", "顾长河", "")
        .unwrap()
        .with_email(MAIL)
        .unwrap();
    let person = create_person(&mut tx, town.edu, new).await.unwrap();
    let until = town.identity.now() + town.identity.settings.invitation;
    let token = invitation::issue(&mut tx, &person, Purpose::Invite, until)
        .await
        .unwrap();
    let link = Delivered {
        token: &token,
        purpose: Purpose::Invite,
        until,
        site: Some(town.edu),
    };
    assert!(
        invitation::deliver(&mut tx, &town.identity.settings, &person, link)
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
    settle(&town).await;
    let mails = mails(&town);
    assert_eq!(mails.len(), 1);
    let (to, text) = &mails[0];
    assert_eq!(to, MAIL);
    for word in [
        "顾长河",
        "edu.localhost",
        "edu.editor",
        "2026-11-29 09:00",
        "http://portal.localhost:8080/oidc/invitation/",
    ] {
        assert!(text.contains(word), "{word}: {text}");
    }
    assert_eq!(link_in(text), token);
    town.identity
        .accept_invitation(&token, (NEXT, NEXT), HOME)
        .await
        .unwrap();
    assert!(town.sign_in("edu.editor", NEXT).await.is_ok());
    settle(&town).await;
    assert!(
        crate::accounts::mails(&town)[1].1.contains("密码已于"),
        "the owner hears of the change"
    );
    let audit = format!("{:?}", town.audit().await);
    assert!(!audit.contains(&token) && !audit.contains(MAIL), "{audit}");
}

#[tokio::test]
async fn a_link_is_renewed_and_taken_back_by_an_administrator() {
    let town = Town::new().await;
    let by = town.may::<ManagePeople>("user", town.portal);
    let mut tx = town.test.hub().write(by.actor().clone()).await.unwrap();
    let person = create_person(
        &mut tx,
        town.portal,
        NewPerson::parse("edu.new", "顾长河", "").unwrap(),
    )
    .await
    .unwrap();
    let until = town.identity.now() + Duration::days(1);
    let first = invitation::issue(&mut tx, &person, Purpose::Invite, until)
        .await
        .unwrap();
    let (_, purpose, second) = invitation::renew(&mut tx, &by, person.person(), until)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(purpose, Purpose::Invite);
    assert_eq!(code_of(town.identity.invited(&first).await), "invitation.spent");
    assert!(town.identity.invited(&second).await.is_ok());
    let mut tx = town.test.hub().write(by.actor().clone()).await.unwrap();
    invitation::revoke(&mut tx, &by, person.person()).await.unwrap();
    assert_eq!(
        code_of(invitation::revoke(&mut tx, &by, person.person()).await),
        "invitation.none"
    );
    tx.commit().await.unwrap();
    assert_eq!(code_of(town.identity.invited(&second).await), "invitation.spent");
    let known = town.person("edu.writer").await;
    let mut tx = town.test.hub().write(by.actor().clone()).await.unwrap();
    assert_eq!(
        code_of(invitation::renew(&mut tx, &by, known.person(), until).await),
        "invitation.not_needed"
    );
}

#[tokio::test]
async fn a_forgotten_password_is_found_again_by_account_or_mail_and_every_session_ends() {
    let town = Town::new().await;
    with_mail(&town, "edu.writer").await;
    for typed in ["edu.writer", " EDU.Writer ", "ZHOU@edu.example"] {
        forget(&town, typed).await.unwrap();
    }
    settle(&town).await;
    let all = mails(&town);
    assert_eq!(all.len(), 3);
    assert!(
        all.iter()
            .all(|(to, text)| to == "Zhou@edu.example" && text.contains("找回密码")),
        "{all:?}"
    );
    town.sign_in("edu.writer", PASSWORD).await.unwrap();
    let token = link_in(&all[2].1);
    let spent = link_in(&all[0].1);
    town.identity
        .accept_invitation(&token, (NEXT, NEXT), HOME)
        .await
        .unwrap();
    assert_eq!(
        code_of(town.identity.invited(&spent).await),
        "invitation.spent",
        "the others are void"
    );
    assert_eq!(town.test.hub().read().count_rows("session").await.unwrap(), 0);
    assert!(town.sign_in("edu.writer", NEXT).await.is_ok());
    let actions: Vec<String> = town.audit().await.into_iter().map(|row| row.0).collect();
    for action in [
        "person.forgot_asked",
        "person.forgot_mailed",
        "invitation.used",
        "person.password_changed",
    ] {
        assert!(actions.iter().any(|done| done == action), "{action}: {actions:?}");
    }
}

#[tokio::test]
async fn nothing_is_mailed_for_nobody_for_closed_accounts_or_without_an_address_and_nothing_tells() {
    let town = Town::new().await;
    let closed = with_mail(&town, "edu.closed").await;
    let by = town.may::<ManagePeople>("user", town.portal);
    let mut tx = town.test.hub().write(by.actor().clone()).await.unwrap();
    person::suspend_person(&mut tx, &by, closed.person())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.person("edu.silent").await;
    for typed in [
        "edu.nobody",
        "edu.closed",
        "edu.silent",
        "zhou@edu.example",
        "",
        "' or 1=1 --",
    ] {
        forget(&town, typed).await.unwrap();
    }
    settle(&town).await;
    assert!(mails(&town).is_empty());
    let detail = format!("{:?}", town.audit().await);
    assert!(!detail.contains("nobody"), "what was typed is not kept: {detail}");
    assert_eq!(town.test.hub().read().count_rows("job").await.unwrap(), 0);
}

#[tokio::test]
async fn asking_again_and_again_sends_no_more_mail_and_voids_no_link_of_an_administrator() {
    let town = Town::new().await;
    let person = with_mail(&town, "edu.writer").await;
    let mut tx = town.test.hub().write(Actor::operator("user")).await.unwrap();
    let until = town.identity.now() + Duration::days(1);
    let reset = invitation::issue(&mut tx, &person, Purpose::Reset, until)
        .await
        .unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    for _ in 0..10 {
        forget(&town, "edu.writer").await.unwrap();
    }
    settle(&town).await;
    assert_eq!(mails(&town).len(), 3);
    assert!(town.identity.invited(&reset).await.is_ok());
    for n in 0..20 {
        forget(&town, &format!("edu.nobody{n}")).await.unwrap();
    }
    assert_eq!(code_of(forget(&town, "edu.other").await), "too_many");
    town.later(Duration::minutes(61));
    assert_eq!(code_of(forget(&town, "edu.writer").await), "ok");
    settle(&town).await;
    assert_eq!(mails(&town).len(), 4);
}

#[tokio::test]
async fn a_former_password_is_refused_as_often_as_the_setting_says() {
    let mut town = Town::new().await;
    town.identity.settings.passwords.history = 3;
    let person = town.person("edu.writer").await;
    let words = [
        "第一句很长的密码，好记",
        "第二句很长的密码，好记",
        "第三句很长的密码，好记",
    ];
    let set = async |identity: &Identity, password: &str| {
        let mut tx = town.test.hub().write(Actor::operator("user")).await.unwrap();
        let token = invitation::issue(
            &mut tx,
            &person,
            Purpose::Reset,
            town.identity.now() + Duration::days(1),
        )
        .await
        .unwrap();
        tx.exempt("setup").unwrap();
        tx.commit().await.unwrap();
        identity
            .accept_invitation(&token, (password, password), HOME)
            .await
    };
    let refused = |done: kernel::Result<Person>| match done {
        Err(Error::Invalid(fields)) => fields[0].field == "password" && fields[0].text.contains("最近 3 次"),
        _ => false,
    };
    set(&town.identity, words[0]).await.unwrap();
    assert!(refused(set(&town.identity, words[0]).await), "the present one");
    assert!(refused(set(&town.identity, PASSWORD).await), "the first one");
    set(&town.identity, words[1]).await.unwrap();
    assert!(refused(set(&town.identity, PASSWORD).await));
    set(&town.identity, words[2]).await.unwrap();
    set(&town.identity, PASSWORD).await.unwrap();
    town.later(Duration::hours(1));
    assert!(town.sign_in("edu.writer", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn unused_accounts_are_warned_and_closed_but_never_the_last_system_administrator() {
    let town = Town::new().await;
    let writer = with_mail(&town, "edu.writer").await;
    let root = town.person("platform.admin").await;
    town.appoint(&root, town.portal, Role::PlatformAdmin).await;
    let busy = town.person("edu.busy").await;
    let settings = town.identity.settings.clone();
    let look = async || {
        let mut tx = town.test.hub().write(Actor::job("account.daily")).await.unwrap();
        tx.exempt("setup").unwrap();
        let done = close_unused(&mut tx, &settings, town.portal, town.identity.now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        done
    };
    town.later(Duration::days(165));
    assert_eq!((look().await.warned, look().await.closed), (0, 0));
    town.sign_in("edu.busy", PASSWORD).await.unwrap();
    town.later(Duration::days(2));
    let done = look().await;
    assert_eq!((done.warned, done.closed), (2, 0));
    assert_eq!(look().await.warned, 0, "once is enough");
    settle(&town).await;
    let warning = &mails(&town)[0].1;
    assert!(
        warning.contains("167 天") && warning.contains("将自动停用"),
        "{warning}"
    );
    town.later(Duration::days(15));
    assert_eq!(look().await.closed, 1);
    assert!(!again(&town, &writer).await.is_active());
    assert_eq!(again(&town, &writer).await.state_reason, "unused");
    assert!(
        again(&town, &root).await.is_active(),
        "somebody must be able to open accounts again"
    );
    assert!(again(&town, &busy).await.is_active());
    assert_eq!(
        code_of(town.sign_in("edu.writer", PASSWORD).await),
        "signin.wrong_credentials"
    );
    settle(&town).await;
    assert!(mails(&town)[1].1.contains("已自动停用"));
    let by = town.may::<ManagePeople>("user", town.portal);
    let mut tx = town.test.hub().write(by.actor().clone()).await.unwrap();
    person::restore_person(&mut tx, &by, writer.person())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(look().await.closed, 0, "its time begins anew");
    assert!(town.sign_in("edu.writer", PASSWORD).await.is_ok());
}

/// Work that a test can look at: site → (whose, how many).
#[derive(Clone, Default)]
struct Desk(Arc<Mutex<BTreeMap<SiteId, (PersonId, u64)>>>);

#[async_trait::async_trait]
impl Holdings for Desk {
    async fn list(&self, _: &HubRead, person: PersonId) -> kernel::Result<Vec<Holding>> {
        let held = self.0.lock().unwrap();
        let mine = held.iter().filter(|(_, (whose, _))| *whose == person);
        Ok(mine
            .map(|(site, (_, count))| Holding {
                site: *site,
                what: "草稿",
                count: *count,
            })
            .collect())
    }

    async fn hand_over(
        &self,
        _: &mut HubWrite,
        site: SiteId,
        _: PersonId,
        to: (PersonId, &str),
    ) -> kernel::Result<Vec<Holding>> {
        let mut held = self.0.lock().unwrap();
        let line = held.get_mut(&site).unwrap();
        line.0 = to.0;
        Ok(vec![Holding {
            site,
            what: "草稿",
            count: line.1,
        }])
    }
}

#[tokio::test]
async fn a_leaver_hands_over_to_a_colleague_of_each_site_and_the_account_is_closed() {
    let town = Town::new().await;
    let (leaver, colleague, stranger) = (
        town.person("edu.writer").await,
        town.person("edu.editor").await,
        town.person("portal.editor").await,
    );
    town.appoint(&leaver, town.edu, Role::Contributor).await;
    town.appoint(&leaver, town.portal, Role::Editor).await;
    town.appoint(&colleague, town.edu, Role::Editor).await;
    town.appoint(&stranger, town.portal, Role::Editor).await;
    town.sign_in("edu.writer", PASSWORD).await.unwrap();
    let desk = Desk::default();
    desk.0.lock().unwrap().insert(town.edu, (leaver.person(), 4));
    let holdings: Vec<Arc<dyn Holdings>> = vec![Arc::new(desk.clone())];
    let by = town.may::<ManagePeople>("user", town.portal);
    let try_with = async |to: &[(SiteId, PersonId)]| {
        let mut tx = town.test.hub().write(by.actor().clone()).await.unwrap();
        let to: BTreeMap<SiteId, PersonId> = to.iter().copied().collect();
        let done = handover::hand_over(&mut tx, &by, &holdings, leaver.person(), &to).await?;
        tx.commit().await?;
        Ok(done)
    };
    let Err(Error::Invalid(fields)) = try_with(&[]).await else {
        panic!("somebody must follow")
    };
    assert_eq!(fields[0].field, format!("successor_{}", town.edu.0));
    for wrong in [leaver.person(), stranger.person()] {
        assert_eq!(
            code_of(try_with(&[(town.edu, wrong)]).await),
            "handover.wrong_successor"
        );
    }
    assert_eq!(town.posts(&leaver).await.len(), 2, "nothing happened yet");
    let done = try_with(&[(town.edu, colleague.person())]).await.unwrap();
    assert_eq!((done.moved, done.posts), (4, 2));
    assert_eq!(desk.0.lock().unwrap()[&town.edu].0, colleague.person());
    assert!(town.posts(&leaver).await.is_empty());
    let gone = again(&town, &leaver).await;
    assert_eq!((gone.is_active(), gone.state_reason.as_str()), (false, "left"));
    assert_eq!(
        code_of(town.sign_in("edu.writer", PASSWORD).await),
        "signin.wrong_credentials"
    );
    let audit = town.audit().await;
    let (_, detail) = audit.iter().find(|row| row.0 == "person.handed_over").unwrap();
    assert!(
        detail.contains("\"count\":4") && detail.contains("\"posts\":2"),
        "{detail}"
    );
    let root = town.person("platform.admin").await;
    town.appoint(&root, town.portal, Role::PlatformAdmin).await;
    let mut tx = town.test.hub().write(by.actor().clone()).await.unwrap();
    let platform = handover::hand_over(&mut tx, &by, &holdings, root.person(), &BTreeMap::new()).await;
    assert_eq!(code_of(platform), "handover.platform_post");
}

const BATCH: &str = "账号,姓名,职务,邮箱,单位,站点,岗位\n\
    edu.one,周若溪,科员,zhou@edu.example,,edu.localhost,编辑\n\
    edu.one,周若溪,科员,zhou@edu.example,,edu.localhost,审核\n\
    edu.two,沈知远,,,,edu.localhost,contributor\n";

#[tokio::test]
async fn a_batch_is_checked_whole_and_opens_everybody_or_nobody() {
    let town = Town::new().await;
    town.person("edu.known").await;
    let import = async |text: &str, authority: Authority, mode: Mode| {
        let lines = batch::read(text.as_bytes()).unwrap();
        let place = (town.portal, authority);
        batch::import(&town.identity, Actor::operator("user"), place, &lines, mode)
            .await
            .unwrap()
    };
    let people = async || town.test.hub().read().count_rows("person").await.unwrap();
    let report = import(BATCH, Authority::Operator, Mode::Check).await;
    assert_eq!(
        (report.people, report.errors.len(), people().await),
        (2, 0, 1),
        "{report:?}"
    );
    let bad = format!(
        "{BATCH}edu.known,许明朗,,,,,\nedu.three,,,,,,\nedu.four,陈望,,no-address,没有的单位,nowhere,皇帝\nedu.two,别人,,,,edu.localhost,editor\n"
    );
    let report = import(&bad, Authority::Operator, Mode::All).await;
    let errors: Vec<(usize, &str)> = report
        .errors
        .iter()
        .map(|error| (error.line, error.field.as_str()))
        .collect();
    assert_eq!(
        errors,
        [
            (5, "account"),
            (6, "name"),
            (7, "email"),
            (7, "unit"),
            (7, "role"),
            (8, "account")
        ]
    );
    assert_eq!(
        (report.created.len(), people().await),
        (0, 1),
        "nothing changes on any error"
    );
    let report = import(&bad, Authority::Operator, Mode::Good).await;
    // edu.two has a wrong line, so only edu.one is opened.
    assert_eq!(report.created.len(), 1);
    let one = &report.created[0];
    assert_eq!(
        (one.account.as_str(), one.mailed, &one.link),
        ("edu.one", true, &None)
    );
    assert_eq!(people().await, 2);
    let found = person::query::by_account(
        &town.test.hub().read(),
        &identity::person::Account::parse("edu.one").unwrap(),
    )
    .await
    .unwrap()
    .unwrap();
    assert_eq!(town.posts(&found).await.len(), 2);
    settle(&town).await;
    let token = link_in(&mails(&town)[0].1);
    town.identity
        .accept_invitation(&token, (NEXT, NEXT), HOME)
        .await
        .unwrap();
    assert!(town.sign_in("edu.one", NEXT).await.is_ok());
    let again = import(BATCH, Authority::Operator, Mode::All).await;
    assert!(again.created.is_empty() && again.errors.iter().all(|error| error.field == "account"));
}

#[tokio::test]
async fn a_batch_gives_only_posts_that_its_bringer_may_give() {
    let town = Town::new().await;
    let check = async |site: &str, role: &str, authority: Authority| {
        let text = format!("account,name,site,role\nedu.one,周若溪,{site},{role}\n");
        let lines = batch::read(text.as_bytes()).unwrap();
        let place = (town.portal, authority);
        let report = batch::import(
            &town.identity,
            Actor::operator("user"),
            place,
            &lines,
            Mode::Check,
        )
        .await
        .unwrap();
        report
            .errors
            .first()
            .map(|error| error.field.clone())
            .unwrap_or_default()
    };
    let own = Authority::Site(town.edu);
    for (site, role, authority, wrong) in [
        ("", "editor", own, ""),
        ("edu.localhost", "editor", own, ""),
        ("portal.localhost", "editor", own, "site"),
        ("nowhere", "editor", own, "site"),
        ("", "site_admin", own, "role"),
        ("", "platform_admin", own, "role"),
        ("", "", own, "role"),
        ("", "", Authority::Platform, ""),
        ("edu.localhost", "site_admin", Authority::Platform, ""),
        ("edu.localhost", "editor", Authority::Platform, "role"),
        ("portal.localhost", "security_admin", Authority::Platform, "role"),
        ("edu.localhost", "", Authority::Operator, "role"),
        ("edu.localhost", "signer", Authority::Operator, ""),
    ] {
        assert_eq!(
            check(site, role, authority).await,
            wrong,
            "{site} {role} {authority:?}"
        );
    }
    let admin = town.person("edu.admin").await;
    town.appoint(&admin, town.edu, Role::SiteAdmin).await;
    assert_eq!(
        check("edu.localhost", "site_admin", Authority::Platform).await,
        "role"
    );
}

#[tokio::test]
async fn a_file_gives_a_site_one_first_administrator() {
    let town = Town::new().await;
    let system = town.person("platform.admin").await;
    town.appoint(&system, town.portal, Role::PlatformAdmin).await;
    let import = async |text: &str, mode: Mode| {
        let lines = batch::read(text.as_bytes()).unwrap();
        let place = (town.portal, Authority::Platform);
        batch::import(&town.identity, system.actor(), place, &lines, mode)
            .await
            .unwrap()
    };
    let two = "account,name,site,role\nedu.one,周若溪,edu.localhost,site_admin\nedu.two,沈知远,edu.localhost,site_admin\n";
    let report = import(two, Mode::All).await;
    assert!(report.created.is_empty());
    assert_eq!(
        (report.errors[0].line, report.errors[0].field.as_str()),
        (3, "role")
    );
    let report = import(two, Mode::Good).await;
    assert_eq!(report.created.len(), 1);
    let again = "account,name,site,role\nedu.three,许明朗,edu.localhost,site_admin\n";
    assert_eq!(import(again, Mode::Good).await.errors.len(), 1);
}

#[tokio::test]
async fn the_former_address_hears_that_mail_goes_elsewhere() {
    let town = Town::new().await;
    let person = with_mail(&town, "edu.writer").await;
    settle(&town).await;
    assert!(mails(&town).is_empty(), "there was none before");
    let by = town.may::<ManagePeople>("user", town.portal);
    let change = async |title: &str, mail: &str| {
        let mut tx = town.test.hub().write(by.actor().clone()).await.unwrap();
        let new = ("周若溪", title, mail);
        person::change_contact(&mut tx, &by, person.person(), new, &town.identity.settings)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        settle(&town).await;
    };
    change("主任", "Zhou@edu.example").await;
    assert!(mails(&town).is_empty(), "only the title changed");
    change("主任", "stranger@mail.example").await;
    let mails = mails(&town);
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].0, "Zhou@edu.example");
    assert!(mails[0].1.contains("登记的邮箱已于") && !mails[0].1.contains("stranger"));
}

#[tokio::test]
async fn the_last_of_each_platform_post_is_not_closed_by_disuse() {
    let town = Town::new().await;
    let mut people = Vec::new();
    for (account, role) in [
        ("platform.admin", Role::PlatformAdmin),
        ("platform.security", Role::SecurityAdmin),
        ("platform.audit", Role::AuditAdmin),
    ] {
        let person = town.person(account).await;
        town.appoint(&person, town.portal, role).await;
        people.push(person);
    }
    let settings = town.identity.settings.clone();
    for _ in 0..12 {
        let mut tx = town.test.hub().write(Actor::job("account.daily")).await.unwrap();
        tx.exempt("setup").unwrap();
        close_unused(&mut tx, &settings, town.portal, town.identity.now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        town.later(Duration::days(60));
    }
    for person in &people {
        assert!(again(&town, person).await.is_active(), "{}", person.account);
    }
}

#[tokio::test]
async fn the_owner_hears_that_a_second_factor_was_set_up() {
    let town = Town::new().await;
    let person = with_mail(&town, "edu.writer").await;
    crate::factor::with_app(&town, &person).await;
    settle(&town).await;
    let mails = mails(&town);
    assert_eq!(mails.len(), 1);
    assert!(mails[0].0 == "Zhou@edu.example" && mails[0].1.contains("已启用身份验证器"));
}

#[tokio::test]
async fn a_post_whose_term_is_over_makes_nobody_a_successor_or_the_holder_of_a_duty() {
    let town = Town::new().await;
    let (leaver, colleague) = (town.person("edu.writer").await, town.person("edu.editor").await);
    town.appoint(&leaver, town.edu, Role::Contributor).await;
    let by = town.may::<ManagePeople>("user", town.portal);
    let mut tx = town.test.hub().write(by.actor().clone()).await.unwrap();
    let post = membership::NewPost {
        until: Some(tx.now() + Duration::days(1)),
        ..membership::NewPost::new(town.edu, colleague.person(), Role::Editor)
    };
    membership::give(&mut tx, &by, &post).await.unwrap();
    tx.commit().await.unwrap();
    town.later(Duration::days(2));
    let desk = Desk::default();
    desk.0.lock().unwrap().insert(town.edu, (leaver.person(), 4));
    let holdings: Vec<Arc<dyn Holdings>> = vec![Arc::new(desk)];
    let to = BTreeMap::from([(town.edu, colleague.person())]);
    let mut tx = town.test.hub().write(by.actor().clone()).await.unwrap();
    let done = handover::hand_over(&mut tx, &by, &holdings, leaver.person(), &to).await;
    assert_eq!(code_of(done), "handover.wrong_successor");
    drop(tx);
    let by = town.may::<ManageDuties>("demo", town.edu);
    let mut tx = town.test.store.write(by).await.unwrap();
    let holder = colleague.id.to_string();
    let new = duty::NewDuty::parse("contact", "办公室主任", &holder, ("", ""), true).unwrap();
    let saved = duty::save_duty(&mut tx, None, new).await;
    assert!(matches!(saved, Err(Error::Invalid(fields)) if fields[0].field == "person"));
}
