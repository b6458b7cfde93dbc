//! 人员重新登记.

use crate::town::{Town, code_of};
use chrono::Duration;
use identity::campaign::{self, Decision, NewCampaign, State, query};
use identity::membership;
use identity::permissions::{ManageMembers, ManagePolicy};
use identity::person::entity::Model as Person;
use kernel::policy::decide as may;
use kernel::{Actor, Error, Granted, Role};
use sea_orm::{ColumnTrait, Set};

struct Scene {
    town: Town,
    admin: Person,
    editor: Person,
    writer: Person,
    security: Granted<ManagePolicy>,
    id: i64,
}

async fn scene() -> Scene {
    let town = Town::new().await;
    let (admin, editor, writer, guard) = (
        town.person("edu.admin").await,
        town.person("edu.editor").await,
        town.person("edu.writer").await,
        town.person("platform.security").await,
    );
    town.appoint(&admin, town.edu, Role::SiteAdmin).await;
    town.appoint(&editor, town.edu, Role::Editor).await;
    town.appoint(&writer, town.edu, Role::Contributor).await;
    town.appoint(&guard, town.portal, Role::SecurityAdmin).await;
    let posts = town.posts(&guard).await;
    let security = may::<ManagePolicy>(&guard.actor(), town.portal, &posts).unwrap();
    let mut tx = town.test.hub().write(guard.actor()).await.unwrap();
    let new = NewCampaign::parse("2026 年度人员重新登记", "", "2026-12-20", None, tx.now()).unwrap();
    let id = campaign::open_campaign(&mut tx, &security, new).await.unwrap();
    tx.commit().await.unwrap();
    Scene {
        town,
        admin,
        editor,
        writer,
        security,
        id,
    }
}

impl Scene {
    async fn line(&self, person: &Person) -> query::Line {
        let lines = query::lines(&self.town.test.hub().read(), self.id).await.unwrap();
        lines
            .into_iter()
            .find(|line| line.row.person_id == person.id)
            .unwrap()
    }

    async fn say(&self, person: &Person, confirm: bool, signed: &str) -> kernel::Result<(usize, usize)> {
        let by: Granted<ManageMembers> = self.town.members_door(&self.admin, self.town.edu).await?;
        let mut tx = self.town.test.store.write(by).await?;
        let decision = Decision {
            line: self.line(person).await.row.id,
            confirm,
            note: "在岗".into(),
        };
        let done = campaign::decide(&mut tx, &[decision], signed).await?;
        tx.commit().await?;
        Ok(done)
    }
}

#[tokio::test]
async fn posts_are_confirmed_or_ended_with_the_own_name_and_platform_posts_are_left_out() {
    let scene = scene().await;
    let lines = query::lines(&scene.town.test.hub().read(), scene.id)
        .await
        .unwrap();
    assert_eq!(
        lines.len(),
        3,
        "the security administrator's own post is not asked about"
    );
    let wrong = scene.say(&scene.editor, true, "别人").await;
    assert!(matches!(wrong, Err(Error::Invalid(fields)) if fields[0].field == "signed"));
    assert_eq!(scene.say(&scene.editor, true, " 周若溪 ").await.unwrap(), (1, 0));
    assert_eq!(
        code_of(scene.say(&scene.editor, false, "周若溪").await),
        "campaign.decided"
    );
    assert_eq!(
        code_of(scene.say(&scene.admin, true, "周若溪").await),
        "campaign.own_post"
    );
    assert_eq!(scene.say(&scene.writer, false, "周若溪").await.unwrap(), (0, 1));
    assert!(scene.town.posts(&scene.writer).await.is_empty());
    let line = scene.line(&scene.editor).await;
    assert_eq!(
        (
            line.state,
            line.row.decided_by_name.as_str(),
            line.row.note.as_str()
        ),
        (State::Confirmed, "周若溪", "在岗")
    );
    // The administrator's own post is the security administrator's to confirm, and only such posts.
    let mut tx = scene
        .town
        .test
        .hub()
        .write(scene.security.actor().clone())
        .await
        .unwrap();
    for (person, answer) in [(&scene.admin, "ok"), (&scene.editor, "not_found")] {
        let decision = Decision {
            line: scene.line(person).await.row.id,
            confirm: true,
            note: String::new(),
        };
        let done =
            campaign::decide_administrators(&mut tx, &scene.security, scene.id, &[decision], "周若溪").await;
        assert_eq!(code_of(done), answer, "{}", person.account);
    }
}

#[tokio::test]
async fn the_figures_of_a_site_tie_to_its_lines() {
    let scene = scene().await;
    scene.say(&scene.editor, true, "周若溪").await.unwrap();
    let lines = query::lines(&scene.town.test.hub().read(), scene.id)
        .await
        .unwrap();
    let counts = query::counts(&lines);
    let edu = &counts[&scene.town.edu.0];
    assert_eq!((edu[&State::Open], edu[&State::Confirmed]), (2, 1));
    assert_eq!(edu.values().sum::<u64>(), lines.len() as u64);
}

#[tokio::test]
async fn what_nobody_confirmed_ends_when_the_time_is_over() {
    let scene = scene().await;
    scene.say(&scene.editor, true, "周若溪").await.unwrap();
    let town = &scene.town;
    let close = async || {
        let mut tx = town.test.hub().write(Actor::job("account.daily")).await.unwrap();
        tx.exempt("setup").unwrap();
        let ended = campaign::close_due(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        ended
    };
    town.later(Duration::days(28));
    assert_eq!(close().await, 0);
    town.later(Duration::days(1));
    assert_eq!(
        code_of(scene.say(&scene.writer, true, "周若溪").await),
        "campaign.closed"
    );
    assert_eq!(close().await, 2, "the writer's and the administrator's own");
    assert_eq!(close().await, 0);
    assert_eq!(town.posts(&scene.editor).await.len(), 1);
    assert!(town.posts(&scene.writer).await.is_empty());
    assert_eq!(scene.line(&scene.writer).await.state, State::Expired);
    let actions: Vec<String> = town.audit().await.into_iter().map(|row| row.0).collect();
    assert_eq!(
        actions
            .iter()
            .filter(|action| *action == "campaign.closed")
            .count(),
        1
    );
}

#[tokio::test]
async fn one_at_a_time_and_never_without_a_last_day() {
    let scene = scene().await;
    let mut tx = scene
        .town
        .test
        .hub()
        .write(scene.security.actor().clone())
        .await
        .unwrap();
    let now = tx.now();
    let new = NewCampaign::parse("又一次", "", "2026-12-20", None, now).unwrap();
    let open = campaign::open_campaign(&mut tx, &scene.security, new).await;
    assert_eq!(code_of(open), "campaign.running");
    for due in ["", "昨天", "2026-11-21", "2026-11-22", "2028-01-01"] {
        let new = NewCampaign::parse("重新登记", "", due, None, now);
        assert!(
            matches!(new, Err(Error::Invalid(fields)) if fields[0].field == "due"),
            "{due}"
        );
    }
}

#[tokio::test]
async fn the_calendar_opens_one_a_year_when_the_setting_names_the_day() {
    let town = Town::new().await;
    let editor = town.person("edu.editor").await;
    town.appoint(&editor, town.edu, Role::Editor).await;
    let mut settings = town.identity.settings.clone();
    let open = async |settings: &identity::Settings| {
        let mut tx = town.test.hub().write(Actor::job("account.daily")).await.unwrap();
        tx.exempt("setup").unwrap();
        let id = campaign::open_yearly(&mut tx, settings).await.unwrap();
        tx.commit().await.unwrap();
        id
    };
    assert_eq!(open(&settings).await, None);
    settings.campaign_day = Some((11, 22));
    let id = open(&settings).await;
    assert!(id.is_some());
    assert_eq!(open(&settings).await, None, "once");
    let found = query::by_id(&town.test.hub().read(), id.unwrap()).await.unwrap();
    assert_eq!(found.name, "2026 年度人员重新登记");
}

#[tokio::test]
async fn a_site_administrator_decides_only_about_posts_that_he_gives_while_he_holds_his_own() {
    let scene = scene().await;
    let second = scene.town.person("edu.second").await;
    let post = membership::entity::ActiveModel {
        site_id: Set(scene.town.edu.0),
        person_id: Set(second.id),
        role: Set(Role::SiteAdmin.key().to_owned()),
        created_at: Set(scene.town.identity.now()),
        granted_by_name: Set(String::new()),
        ..Default::default()
    };
    let mut tx = scene
        .town
        .test
        .hub()
        .write(Actor::operator("test"))
        .await
        .unwrap();
    tx.exempt("setup").unwrap();
    let post = tx.insert(post).await.unwrap();
    let line = campaign::entity::post::ActiveModel {
        site_id: Set(scene.town.edu.0),
        campaign_id: Set(scene.id),
        membership_id: Set(post.id),
        person_id: Set(second.id),
        role: Set(post.role),
        state: Set(State::Open.key().to_owned()),
        decided_by_name: Set(String::new()),
        note: Set(String::new()),
        ..Default::default()
    };
    tx.insert(line).await.unwrap();
    tx.commit().await.unwrap();
    for confirm in [true, false] {
        let done = scene.say(&second, confirm, "周若溪").await;
        assert_eq!(code_of(done), "membership.not_grantable");
    }
    assert_eq!(scene.town.posts(&second).await.len(), 1);
    // The page was open while the own post ended.
    let by: Granted<ManageMembers> = scene
        .town
        .members_door(&scene.admin, scene.town.edu)
        .await
        .unwrap();
    let line = scene.line(&scene.editor).await.row.id;
    let mut tx = scene
        .town
        .test
        .hub()
        .write(Actor::operator("test"))
        .await
        .unwrap();
    tx.exempt("setup").unwrap();
    let mine = membership::entity::Column::PersonId.eq(scene.admin.id);
    tx.delete_where::<membership::entity::Entity>(mine).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = scene.town.test.store.write(by).await.unwrap();
    let decision = Decision {
        line,
        confirm: false,
        note: String::new(),
    };
    let done = campaign::decide(&mut tx, &[decision], "周若溪").await;
    assert_eq!(code_of(done), "forbidden");
}

#[tokio::test]
async fn a_day_on_which_the_program_stood_still_does_not_cost_the_year_its_re_registration() {
    let town = Town::new().await;
    let editor = town.person("edu.editor").await;
    town.appoint(&editor, town.edu, Role::Editor).await;
    let mut settings = town.identity.settings.clone();
    for (day, opened) in [((12, 1), false), ((11, 3), true), ((11, 3), false)] {
        settings.campaign_day = Some(day);
        let mut tx = town.test.hub().write(Actor::job("account.daily")).await.unwrap();
        tx.exempt("setup").unwrap();
        let id = campaign::open_yearly(&mut tx, &settings).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(id.is_some(), opened, "{day:?}");
    }
}
