//! Rules of the portal.

use crate::town::Town;
use kernel::{ChannelId, Error, RuleId};
use syndication::refusals;
use syndication::rule::{Applied, Mode, RuleFile, apply_rules, create_rule, end_rule, find_source};

const FILE: &str = r#"
[[rule]]
from_site = "edu"
from_channel = "news"
to_channel = "news"
mode = "automatic"

[[rule]]
from_site = "agri"
from_channel = "notices"
to_channel = "notices"
mode = "desk"
"#;

async fn apply(town: &Town, text: &str) -> kernel::Result<Applied> {
    let mut tx = town.rules().await;
    let applied = apply_rules(&mut tx, &town.base.hub().read(), &RuleFile::parse(text)?).await?;
    tx.commit().await?;
    Ok(applied)
}

#[tokio::test]
async fn the_file_is_applied_once_and_a_rule_that_was_ended_stays_ended() {
    let town = Town::new().await;
    assert_eq!(
        apply(&town, FILE).await.unwrap(),
        Applied {
            created: 2,
            changed: 0,
            kept: 0
        }
    );
    assert_eq!(apply(&town, FILE).await.unwrap(), Applied::default());
    let changed = FILE.replace("automatic", "desk");
    assert_eq!(
        apply(&town, &changed).await.unwrap(),
        Applied {
            created: 0,
            changed: 1,
            kept: 0
        }
    );
    let rules = town.at_work().await;
    let mut tx = town.rules().await;
    end_rule(&mut tx, RuleId(rules[0].id)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        apply(&town, &changed).await.unwrap(),
        Applied {
            created: 0,
            changed: 0,
            kept: 1
        }
    );
    assert_eq!(town.at_work().await.len(), 1);
}

#[tokio::test]
async fn a_file_that_names_nothing_is_told_what() {
    let town = Town::new().await;
    for (wrong, field) in [
        (FILE.replace("\"edu\"", "\"nobody\""), "from_site"),
        (
            FILE.replace("from_channel = \"news\"", "from_channel = \"none\""),
            "from_channel",
        ),
        (
            FILE.replace("to_channel = \"news\"", "to_channel = \"none\""),
            "to_channel",
        ),
        (FILE.replace("automatic", "sometimes"), "mode"),
    ] {
        match apply(&town, &wrong).await {
            Err(Error::Invalid(fields)) => assert_eq!(fields[0].field, field),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn the_same_rule_is_refused_twice_and_an_ended_one_may_be_made_again() {
    let town = Town::new().await;
    let hub = town.base.hub().read();
    let source = find_source(&hub, "edu", "news").await.unwrap();
    let mut tx = town.rules().await;
    let made = create_rule(&mut tx, source, town.portal.news, Mode::Desk)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut tx = town.rules().await;
    let again = create_rule(&mut tx, source, town.portal.news, Mode::Automatic).await;
    assert!(matches!(again, Err(Error::Refused(refusal)) if refusal == refusals::RULE_EXISTS));
    drop(tx);
    let mut tx = town.rules().await;
    end_rule(&mut tx, RuleId(made.id)).await.unwrap();
    let made_again = create_rule(&mut tx, source, town.portal.news, Mode::Automatic)
        .await
        .unwrap();
    assert_eq!((made_again.id, made_again.mode.as_str()), (made.id, "automatic"));
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_rule_needs_another_site_and_an_own_channel() {
    let town = Town::new().await;
    let hub = town.base.hub().read();
    let own = find_source(&hub, "portal", "news").await.unwrap();
    let edu = find_source(&hub, "edu", "news").await.unwrap();
    let mut tx = town.rules().await;
    let itself = create_rule(&mut tx, own, town.portal.notices, Mode::Desk).await;
    assert!(matches!(itself, Err(Error::Refused(refusal)) if refusal == refusals::RULE_TO_ITSELF));
    let foreign = create_rule(&mut tx, edu, ChannelId(town.edu.news.0), Mode::Desk).await;
    assert!(
        matches!(foreign, Err(Error::NotFound)),
        "a channel of another site"
    );
}

#[tokio::test]
async fn a_new_rule_does_not_flood_and_an_ended_one_leaves_what_it_placed() {
    let town = Town::new().await;
    town.publish(town.edu, "规则之前").await;
    town.settle().await;
    town.rule("edu", town.portal, Mode::Automatic).await;
    town.settle().await;
    assert!(town.places(town.portal).await.is_empty());
    let mut piece = town.publish(town.edu, "规则之后").await;
    town.settle().await;
    let rules = town.at_work().await;
    let mut tx = town.rules().await;
    end_rule(&mut tx, RuleId(rules[0].id)).await.unwrap();
    tx.commit().await.unwrap();
    town.correct(&mut piece, "规则停止后的更正").await;
    town.publish(town.edu, "规则停止后").await;
    town.settle().await;
    let places = town.places(town.portal).await;
    assert_eq!(places.len(), 1);
    assert_eq!(places[0].title, "规则停止后的更正");
}
