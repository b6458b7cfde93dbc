//! A unit finds a letter that is its own and claims it; whoever allots agrees or declines.

use crate::http::Served;
use crate::town::{Town, new_letter};
use letters::claim::entity as claim;
use letters::letter::entity::Model;
use letters::letter::{assign_letter, register_letter, write_letter};
use letters::permissions::{AllotLetters, WriteLetter};

const PORTAL_CLERK: i64 = 21;
const INSPECTOR: i64 = 22;
const EDU_CLERK: i64 = 11;
const AGRI_CLERK: i64 = 31;
const LIST: &str = "/console/letter-claims";

/// A letter that the farm bureau has by mistake, public or not.
async fn misled(town: &Town, shown: bool) -> Model {
    let unit = town.agri.unit;
    let (letter, _) = town.write(town.portal, "学区怎么划分").await;
    town.clerk::<AllotLetters, _>(town.portal, &letter, |tx, id, seen| {
        Box::pin(register_letter(tx, id, seen, shown))
    })
    .await
    .unwrap();
    town.clerk::<AllotLetters, _>(town.portal, &letter, |tx, id, seen| {
        Box::pin(assign_letter(tx, id, seen, unit, "请阅处"))
    })
    .await
    .unwrap()
}

async fn claims(town: &Town) -> Vec<claim::Model> {
    let read = town.pool.read();
    let rows = read.find::<claim::Entity>().asc(claim::Column::Id);
    rows.all().await.unwrap()
}

async fn claimed(served: &Served, who: i64, letter: &Model, words: &str) -> crate::http::Answer {
    let of = letter.id.to_string();
    let fields = [("of", of.as_str()), ("words", words)];
    served.act(who, LIST, LIST, &fields).await
}

#[tokio::test]
async fn a_unit_sees_cleaned_letters_that_nobody_has_and_no_private_ones() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    town.write(town.portal, "学区怎么划分").await;
    let mut private = new_letter("邻居的事");
    private.wants_public = false;
    let mut tx = town.door::<WriteLetter>(town.portal, None).await.unwrap();
    let (private, _) = write_letter(&mut tx, &town.key, private).await.unwrap();
    tx.commit().await.unwrap();
    let list = served.open(EDU_CLERK, LIST).await;
    assert!(
        list.says("学区怎么划分") && !list.says("邻居的事"),
        "{}",
        list.body
    );
    assert!(!list.says("13812345678") && !list.says("周若溪"));
    assert!(
        served
            .open(EDU_CLERK, &format!("{LIST}?q=%E5%86%9C%E8%8D%AF"))
            .await
            .says("没有找到来信")
    );
    assert_eq!(
        claimed(&served, EDU_CLERK, &private, "属于教育局。").await.status,
        404
    );
    let hidden = misled(&town, false).await;
    assert_eq!(
        claimed(&served, EDU_CLERK, &hidden, "属于教育局。").await.status,
        404
    );
    assert!(claims(&town).await.is_empty());
}

#[tokio::test]
async fn who_allots_agrees_and_the_letter_is_handed_over_with_its_dates() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let letter = misled(&town, true).await;
    let empty = claimed(&served, EDU_CLERK, &letter, " ").await;
    assert!(empty.status == 422 && empty.says("请写明理由"));
    assert_eq!(
        claimed(&served, EDU_CLERK, &letter, "学区由教育局划分。")
            .await
            .status,
        303
    );
    assert_eq!(
        claimed(&served, EDU_CLERK, &letter, "再说一次。").await.status,
        409
    );
    assert_eq!(
        claimed(&served, AGRI_CLERK, &letter, "本来就在我处。")
            .await
            .status,
        404
    );
    let id = claims(&town).await[0].id;
    let act = format!("{LIST}/{id}");
    let own = [("go", "agree"), ("words", "")];
    assert_eq!(served.act(EDU_CLERK, LIST, &act, &own).await.status, 404);
    assert_eq!(served.act(INSPECTOR, LIST, &act, &own).await.status, 403);
    town.days(1);
    let waits = served.open(PORTAL_CLERK, LIST).await;
    assert!(waits.says("学区由教育局划分。") && waits.says("现由 农林局 办理"));
    assert_eq!(served.act(PORTAL_CLERK, LIST, &act, &own).await.status, 303);
    let after = town.letter(letter.id).await;
    assert_eq!(after.unit_id, Some(town.edu.unit));
    assert_eq!((after.due_on, after.hard_on), (letter.due_on, letter.hard_on));
    let page = served
        .open(EDU_CLERK, &format!("/console/letters/{}", letter.id))
        .await;
    assert!(
        page.says("认领 · 教育局：学区由教育局划分。") && page.says("改派 · 教育局"),
        "{}",
        page.body
    );
    assert_eq!(served.act(PORTAL_CLERK, LIST, &act, &own).await.status, 409);
    assert!(served.open(EDU_CLERK, LIST).await.says("已同意"));
}

#[tokio::test]
async fn a_declined_claim_leaves_the_letter_where_it_is_and_says_why() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let letter = misled(&town, true).await;
    assert_eq!(
        claimed(&served, EDU_CLERK, &letter, "学区由教育局划分。")
            .await
            .status,
        303
    );
    let act = format!("{LIST}/{}", claims(&town).await[0].id);
    let silent = served
        .act(PORTAL_CLERK, LIST, &act, &[("go", "decline"), ("words", "")])
        .await;
    assert!(
        silent.status == 422 && silent.says("请写明不同意的理由"),
        "{}",
        silent.body
    );
    let fields = [("go", "decline"), ("words", "此件涉及农田征用。")];
    assert_eq!(served.act(PORTAL_CLERK, LIST, &act, &fields).await.status, 303);
    assert_eq!(town.letter(letter.id).await.unit_id, Some(town.agri.unit));
    assert!(served.open(EDU_CLERK, LIST).await.says("此件涉及农田征用。"));
    assert_eq!(
        claimed(&served, EDU_CLERK, &letter, "补充说明。").await.status,
        303
    );
}

#[tokio::test]
async fn of_two_units_one_gets_the_letter_and_the_other_hears_it() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let (letter, _) = town.write(town.portal, "学校食堂的蔬菜").await;
    assert_eq!(
        claimed(&served, EDU_CLERK, &letter, "学校食堂属教育局。")
            .await
            .status,
        303
    );
    assert_eq!(
        claimed(&served, AGRI_CLERK, &letter, "蔬菜属农林局。")
            .await
            .status,
        303
    );
    let act = format!("{LIST}/{}", claims(&town).await[0].id);
    assert_eq!(
        served
            .act(PORTAL_CLERK, LIST, &act, &[("go", "agree")])
            .await
            .status,
        303
    );
    assert_eq!(town.letter(letter.id).await.unit_id, Some(town.edu.unit));
    let states: Vec<String> = claims(&town).await.into_iter().map(|row| row.state).collect();
    assert_eq!(states, ["agreed", "declined"]);
    assert!(served.open(AGRI_CLERK, LIST).await.says("已交其他单位办理。"));
}
