//! Between two boxes: what the portal of one lies over the pages of a site of the other, ends by itself there and is lifted.

use crate::town::{Town, alarm, noon};
use chrono::Duration;
use gateway::Herald;
use kernel::wire::Notice;
use kernel::{Actor, SiteId};
use notice::notice::entity::{ENDED, Model, RELEASED};
use notice::notice::{Criers, Kind, Reach, Wanted, query};

async fn released(town: &Town, wanted: &Wanted) -> Model {
    town.released(town.portal, wanted).await
}

/// What the portal tells the site.
async fn told(portal: &Town, site: SiteId) -> Vec<Notice> {
    let told = Criers.tell(&portal.base.hub().read(), site).await.unwrap();
    told.into_iter()
        .map(|mut told| {
            if told.notice.link_url.starts_with('/') {
                told.notice.link_url = format!("http://portal.example{}", told.notice.link_url);
            }
            told.notice
        })
        .collect()
}

/// The box takes it; `agri` stands for the portal's row there.
async fn take(unit: &Town, told: &[Notice]) {
    let mut tx = unit.base.hub().write(Actor::job("courier")).await.unwrap();
    tx.exempt("peer").unwrap();
    Criers.take(&mut tx, unit.agri, unit.edu, told).await.unwrap();
    tx.commit().await.unwrap();
}

async fn running(unit: &Town) -> Vec<(String, Vec<SiteId>)> {
    let rows = query::running(&unit.base.hub().read()).await.unwrap();
    rows.into_iter().map(|(row, sites)| (row.title, sites)).collect()
}

#[tokio::test]
async fn a_banner_over_the_group_or_over_the_site_is_told_and_no_other() {
    let portal = Town::new().await;
    let to = |title: &str, reach, sites: Vec<SiteId>| Wanted {
        title: title.into(),
        reach,
        sites,
        ..alarm()
    };
    released(&portal, &to("全体", Reach::Group, Vec::new())).await;
    released(&portal, &to("教育局", Reach::Chosen, vec![portal.edu])).await;
    released(&portal, &to("农林局", Reach::Chosen, vec![portal.agri])).await;
    released(&portal, &to("门户自己", Reach::Own, Vec::new())).await;
    portal
        .drafted(portal.portal, &to("尚未核发", Reach::Group, Vec::new()))
        .await;
    let mut titles: Vec<_> = told(&portal, portal.edu)
        .await
        .into_iter()
        .map(|row| row.title)
        .collect();
    titles.sort();
    assert_eq!(titles, ["全体", "教育局"]);
}

#[tokio::test]
async fn it_lies_over_the_site_of_the_other_box_and_ends_there_by_itself() {
    let (portal, unit) = (Town::new().await, Town::new().await);
    let group = Wanted {
        reach: Reach::Group,
        ..alarm()
    };
    released(&portal, &group).await;
    let grey = Wanted {
        kind: Kind::Grey,
        level: None,
        title: "全市哀悼日".into(),
        body: String::new(),
        link: None,
        begins: Some(noon() + Duration::hours(1)),
        ends: noon() + Duration::hours(2),
        ..group.clone()
    };
    released(&portal, &grey).await;
    let said = told(&portal, portal.edu).await;
    take(&unit, &said).await;
    take(&unit, &said).await;
    let over = vec![unit.edu];
    assert_eq!(
        running(&unit).await,
        [
            ("台风今晚登陆".to_owned(), over.clone()),
            ("全市哀悼日".into(), over)
        ]
    );
    let events = unit.events().await;
    assert_eq!(
        events,
        ["notice.released", "notice.released"],
        "said twice, taken once"
    );
    let from = query::from_others(&unit.base.hub().read(), unit.edu, 10)
        .await
        .unwrap();
    assert_eq!(from.len(), 2);
    assert!(
        from.iter()
            .any(|row| row.link_url == "http://portal.example/news/2026/11/7.html")
    );

    // The line is cut: nothing is told any more, the clock goes on.
    unit.hand.advance(Duration::days(1));
    unit.jobs().await;
    assert!(running(&unit).await.is_empty());
    let from = query::from_others(&unit.base.hub().read(), unit.edu, 10)
        .await
        .unwrap();
    assert!(from.iter().all(|row| row.state == ENDED), "{from:?}");
}

#[tokio::test]
async fn what_the_portal_ends_or_moves_is_ended_and_moved_on_the_other_box() {
    let (portal, unit) = (Town::new().await, Town::new().await);
    let group = Wanted {
        reach: Reach::Group,
        ..alarm()
    };
    let row = released(&portal, &group).await;
    take(&unit, &told(&portal, portal.edu).await).await;
    let mut later = told(&portal, portal.edu).await;
    later[0].ends_at = kernel::beijing::rfc3339(noon() + Duration::days(3));
    take(&unit, &later).await;
    unit.hand.advance(Duration::days(2));
    unit.jobs().await;
    let rows = query::running(&unit.base.hub().read()).await.unwrap();
    assert_eq!((rows[0].0.state.as_str(), rows[0].0.revision), (RELEASED, 2));

    portal.end(&row).await;
    take(&unit, &told(&portal, portal.edu).await).await;
    assert!(running(&unit).await.is_empty());
}

#[tokio::test]
async fn what_cannot_be_shown_is_passed_over() {
    let (portal, unit) = (Town::new().await, Town::new().await);
    let group = Wanted {
        reach: Reach::Group,
        ..alarm()
    };
    released(&portal, &group).await;
    let good = told(&portal, portal.edu).await.remove(0);
    let spoil = |change: &dyn Fn(&mut Notice)| {
        let mut bad = good.clone();
        change(&mut bad);
        bad
    };
    let bad = [
        spoil(&|bad| bad.kind = "fireworks".into()),
        spoil(&|bad| bad.level = "purple".into()),
        spoil(&|bad| bad.title = " ".into()),
        spoil(&|bad| bad.title = "长".repeat(101)),
        spoil(&|bad| bad.link_url = "javascript:alert(1)".into()),
        spoil(&|bad| bad.ends_at = "2999-01-01T00:00:00Z".into()),
        spoil(&|bad| bad.ends_at.clone_from(&good.begins_at)),
        spoil(&|bad| bad.begins_at = "soon".into()),
    ];
    take(&unit, &bad).await;
    assert!(running(&unit).await.is_empty());
    take(&unit, &[good]).await;
    assert_eq!(running(&unit).await.len(), 1);
}
