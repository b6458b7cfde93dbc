//! Boards and classes: what an administrator sets is what the form offers.

use crate::http::{Answer, Served};
use crate::town::{Town, new_letter};
use kernel::Error;
use letters::board::{class, entity as board};
use letters::letter::write_letter;
use letters::permissions::WriteLetter;
use sea_orm::ColumnTrait;

const PORTAL_ADMIN: i64 = 23;
const PORTAL_CLERK: i64 = 21;
const EDU_ADMIN: i64 = 13;
const LIST: &str = "/console/letter-boards";

fn mailbox(unit: &str) -> Vec<(&str, &str)> {
    vec![
        ("key", "mayor"),
        ("name", "市长信箱"),
        ("kind", "mailbox"),
        ("unit", unit),
        ("intro", "市长信箱由政府办公室办理。"),
        ("private_only", "true"),
        ("position", "1"),
    ]
}

async fn mayor(town: &Town) -> board::Model {
    let read = town.pool.read();
    let row = read
        .find::<board::Entity>()
        .filter(board::Column::Key.eq("mayor"));
    row.found().await.unwrap()
}

async fn set_up(town: &Town, served: &Served) -> board::Model {
    let unit = town.portal.unit.to_string();
    let done = served.act(PORTAL_ADMIN, LIST, LIST, &mailbox(&unit)).await;
    assert_eq!(done.status, 303, "{}", done.body);
    mayor(town).await
}

fn refused(answer: &Answer, words: &str) {
    assert_eq!(answer.status, 422, "{}", answer.body);
    assert!(answer.says(words), "{words}: {}", answer.body);
}

#[tokio::test]
async fn a_mailbox_is_set_up_and_the_form_says_what_it_is() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    assert!(served.open(PORTAL_ADMIN, LIST).await.says("还没有栏目"));
    let answer = served.act(PORTAL_ADMIN, LIST, LIST, &mailbox("")).await;
    refused(&answer, "领导信箱须指定负责的单位");
    assert!(answer.says("value=\"市长信箱\"") && answer.says("value=\"mayor\""));
    let row = set_up(&town, &served).await;
    let unit = town.portal.unit.to_string();
    let answer = served.act(PORTAL_ADMIN, LIST, LIST, &mailbox(&unit)).await;
    refused(&answer, "本站已有这个地址的栏目");
    let form = served.open(PORTAL_ADMIN, "/letters/new?board=mayor").await;
    assert!(
        form.says("市长信箱由政府办公室办理。") && form.says("一律不公开"),
        "{}",
        form.body
    );
    assert!(!form.says("name=\"public\"") && !form.says("name=\"unit\""));
    assert_eq!(
        served
            .open(PORTAL_ADMIN, "/letters/new?board=nobody")
            .await
            .status,
        404
    );
    let mut tx = town.door::<WriteLetter>(town.portal, None).await.unwrap();
    let mut new = new_letter("关于公交线路");
    new.board = "mayor".into();
    new.unit = Some(town.edu.unit);
    let (letter, _) = write_letter(&mut tx, &town.key, new).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        (letter.board_id, letter.unit_id),
        (row.id, Some(town.portal.unit))
    );
    assert!(!letter.wants_public);
}

#[tokio::test]
async fn a_class_is_added_and_one_that_is_closed_takes_no_letter() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let row = set_up(&town, &served).await;
    let page = format!("{LIST}/{}", row.id);
    let classes = format!("{page}/classes");
    let answer = served
        .act(
            PORTAL_ADMIN,
            &classes,
            &classes,
            &[("name", ""), ("intro", "请写明事实。")],
        )
        .await;
    refused(&answer, "请填写类型名称");
    assert!(answer.says("请写明事实。"));
    let fields = [
        ("name", "举报"),
        ("intro", "请写明事实。"),
        ("private_only", "true"),
        ("position", "5"),
    ];
    assert_eq!(
        served.act(PORTAL_ADMIN, &classes, &classes, &fields).await.status,
        303
    );
    refused(
        &served.act(PORTAL_ADMIN, &classes, &classes, &fields).await,
        "栏目已有这个类型",
    );
    assert!(
        served
            .open(PORTAL_ADMIN, "/letters/new?board=mayor")
            .await
            .says("举报：请写明事实。")
    );
    let read = town.pool.read();
    let praise = read
        .find::<class::Entity>()
        .filter(class::Column::Name.eq("表扬"))
        .found()
        .await
        .unwrap();
    let page = format!("{classes}/{}", praise.id);
    let fields = [("name", "别的名字"), ("closed", "true")];
    assert_eq!(served.act(PORTAL_ADMIN, &page, &page, &fields).await.status, 303);
    let form = served.open(PORTAL_ADMIN, "/letters/new?board=mayor").await;
    assert!(!form.says("表扬") && !form.says("别的名字"));
    let mut tx = town.door::<WriteLetter>(town.portal, None).await.unwrap();
    let mut new = new_letter("谢谢");
    (new.board, new.class) = ("mayor".into(), "表扬".into());
    let refusal = write_letter(&mut tx, &town.key, new).await;
    assert!(matches!(refusal, Err(Error::Invalid(_))));
}

#[tokio::test]
async fn boards_are_kept_by_administrators_of_their_own_site_and_each_change_is_on_record() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let row = set_up(&town, &served).await;
    let page = format!("{LIST}/{}", row.id);
    assert_eq!(served.open(PORTAL_CLERK, LIST).await.status, 403);
    assert_eq!(served.open(EDU_ADMIN, &page).await.status, 404);
    let unit = town.edu.unit.to_string();
    let foreign = served.act(EDU_ADMIN, LIST, &page, &mailbox(&unit)).await;
    assert_eq!(foreign.status, 404);
    let foreign = served
        .act(EDU_ADMIN, LIST, &format!("{page}/classes"), &[("name", "求助")])
        .await;
    assert_eq!(foreign.status, 404);
    let mut fields = mailbox(&unit);
    fields.push(("closed", "true"));
    assert_eq!(served.act(PORTAL_ADMIN, &page, &page, &fields).await.status, 303);
    assert!(mayor(&town).await.closed);
    assert!(served.open(PORTAL_ADMIN, LIST).await.says("停止接收"));
    assert!(
        served
            .open(PORTAL_ADMIN, "/letters/new?board=mayor")
            .await
            .says("目前不接收来信")
    );
    let read = town.pool.read();
    let audit = read
        .find::<store::audit::entity::Entity>()
        .filter(store::audit::entity::Column::Action.eq("letter.terms_changed"))
        .all()
        .await
        .unwrap();
    assert_eq!(audit.len(), 2, "{audit:?}");
    assert!(audit[1].detail.contains("\"closed\":true"));
}

#[tokio::test]
async fn what_is_public_now_cannot_be_declared_never_public() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let (letter, _) = town.write(town.portal, "学区怎么划分").await;
    let page = format!("/console/letters/{}", letter.id);
    let done = served
        .act(
            PORTAL_CLERK,
            &page,
            &format!("{page}/register"),
            &[("shown", "yes")],
        )
        .await;
    assert_eq!(done.status, 303);
    let page = format!("{LIST}/{}", letter.board_id);
    let fields = [
        ("name", "咨询投诉"),
        ("kind", "letters"),
        ("private_only", "true"),
        ("position", "0"),
    ];
    refused(
        &served.act(PORTAL_ADMIN, &page, &page, &fields).await,
        "已有 1 封来信公开",
    );
}
