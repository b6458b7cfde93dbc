//! What belongs to one site is nobody else's.

use crate::town::Town;
use kernel::{DeskItemId, Error, Role, RuleId, SubmissionId};
use syndication::desk::{Reason, adopt_item, decline_item, query as desk};
use syndication::permissions::{ManageRules, WorkDesk};
use syndication::rule::{Mode, end_rule, query as rules};
use syndication::submission::{query as ledger, recall_submission, submit_upward};

#[tokio::test]
async fn a_desk_line_of_one_site_does_not_exist_on_another() {
    let town = Town::new().await;
    town.rule("edu", town.portal, Mode::Desk).await;
    town.publish(town.edu, "一稿").await;
    town.settle().await;
    let id = DeskItemId(town.on_desk(town.portal).await[0].id);
    let read = town.base.store.read(town.agri.id);
    assert!(matches!(desk::find_item(&read, id).await, Err(Error::NotFound)));
    assert!(town.on_desk(town.agri).await.is_empty());
    let mut tx = town.write::<WorkDesk>(town.agri, Role::Editor).await;
    assert!(matches!(
        adopt_item(&mut tx, id, town.agri.news, None).await,
        Err(Error::NotFound)
    ));
    let reason = Reason::parse("不是我们的").unwrap();
    assert!(matches!(
        decline_item(&mut tx, id, &reason).await,
        Err(Error::NotFound)
    ));
    drop(tx);
    let mut tx = town.desk().await;
    let foreign = adopt_item(&mut tx, id, town.agri.news, None).await;
    assert!(
        matches!(foreign, Err(Error::NotFound)),
        "into a channel of another site"
    );
}

#[tokio::test]
async fn rules_and_ledgers_are_their_sites_own() {
    let town = Town::new().await;
    town.rule("edu", town.portal, Mode::Desk).await;
    let rule = RuleId(town.at_work().await[0].id);
    let mut tx = town.write::<ManageRules>(town.agri, Role::SiteAdmin).await;
    assert!(matches!(end_rule(&mut tx, rule).await, Err(Error::NotFound)));
    assert!(rules::list_rules(&tx, 1, 30).await.unwrap().0.is_empty());
    drop(tx);
    let piece = town.publish(town.edu, "一稿").await;
    let mut tx = town.up(town.edu).await;
    let sent = submit_upward(&mut tx, piece.id, town.portal.id).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = town.up(town.agri).await;
    assert!(matches!(
        recall_submission(&mut tx, SubmissionId(sent.id)).await,
        Err(Error::NotFound)
    ));
    assert!(ledger::find_of_article(&tx, piece.id).await.unwrap().is_none());
}
