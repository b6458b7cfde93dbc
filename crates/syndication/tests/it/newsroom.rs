//! The same through content's own operations: by persons, step by step, as the console does it.

use crate::town::Town;
use content::article::text::{RawText, Text};
use content::article::{approve_article, create_article, publish_article, submit_article, withdraw_article};
use content::permissions::{PublishArticle, ReviewArticle, WithdrawArticle, WriteArticle};
use kernel::policy::{Membership, decide};
use kernel::{Actor, ArticleId, Permission, PersonId, Revision, Role};
use store::SiteWrite;
use syndication::rule::Mode;

async fn by<P: Permission>(town: &Town, person: i64, role: Role) -> SiteWrite<P> {
    let actor = Actor::Person {
        id: PersonId(person),
        name: format!("某{person}"),
    };
    let posts = [Membership {
        site: town.edu.id,
        role,
        channels: None,
    }];
    let granted = decide::<P>(&actor, town.edu.id, &posts).unwrap();
    town.base.store.write(granted).await.unwrap()
}

#[tokio::test]
async fn written_approved_published_on_a_unit_it_stands_on_the_portal_and_withdrawn_it_is_gone() {
    let town = Town::new().await;
    town.rule("edu", town.portal, Mode::Automatic).await;
    let text = Text::parse(RawText {
        channel: town.edu.news.0,
        title: "紫砂工艺走进八所小学课堂".into(),
        body: "本学期起，八所小学把紫砂工艺列入校本课程。".into(),
        source: "陶都市教育局".into(),
        origin: "own".into(),
        ..RawText::default()
    })
    .unwrap();
    let mut tx = by::<WriteArticle>(&town, 11, Role::Contributor).await;
    let (article, _) = create_article(&mut tx, &text).await.unwrap();
    let id = ArticleId(article.id);
    let (article, _) = submit_article(&mut tx, id, Revision(article.revision), None)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut tx = by::<ReviewArticle>(&town, 12, Role::Reviewer).await;
    let (article, _) = approve_article(&mut tx, id, Revision(article.revision), "可发")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut tx = by::<PublishArticle>(&town, 12, Role::Reviewer).await;
    let (article, edition) = publish_article(&mut tx, id, Revision(article.revision))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    let place = town.places(town.portal).await.remove(0);
    assert_eq!((place.state.as_str(), &place.title), ("live", &edition.title));
    let own = town.places(town.edu).await.remove(0);
    assert_eq!((own.summary, own.uid), (place.summary, place.uid));
    assert!(own.library_item_id.is_none() && own.article_id == Some(id.0));

    let mut tx = by::<WithdrawArticle>(&town, 12, Role::Reviewer).await;
    withdraw_article(&mut tx, id, Revision(article.revision), "数据有误")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    assert_eq!(town.places(town.portal).await[0].state, "withdrawn");
    let read = town.base.hub().read();
    let item = read
        .find::<content::library::entity::Entity>()
        .one()
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (item.state.as_str(), item.withdraw_reason.as_str()),
        ("withdrawn", "数据有误")
    );
}
