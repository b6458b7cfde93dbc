//! Near-identical pieces of several units.

use crate::town::{Town, Words};
use syndication::rule::Mode;

const TEXT: &str = "入冬以来，城区三家医院的发热门诊接诊量比十月增加近四成。市里结合近期药店巡查情况，就家庭备药作如下提醒。\
    奥司他韦等抗病毒药属处方药，应在发病两天之内由医生判断是否使用，不宜作为预防药长期服用。药店不得以赠送、搭售方式销售，\
    发现的请拨打投诉电话。购买前看清成分表，两次服药至少间隔六小时，一天不超过四次。";
const OTHER: &str = "农技人员到田头指导小麦播种。今年秋播面积比去年增加两千亩，连作障碍较重的地块先深翻再施肥，弱苗田块在越冬前补施\
    一次返青肥。各镇农技站公布了值班电话，农户可以预约上门查看苗情，也可以到站里领取播种手册。";

fn words(title: &str, body: &str) -> Words {
    Words {
        title: title.into(),
        body: format!("<p>{body}</p>"),
        lead: None,
        major: false,
    }
}

#[tokio::test]
async fn two_units_with_nearly_the_same_text_lie_together_and_a_third_apart() {
    let town = Town::new().await;
    for unit in ["edu", "agri"] {
        town.rule(unit, town.portal, Mode::Desk).await;
    }
    town.publish(town.edu, words("流感季备药提醒", TEXT)).await;
    town.publish(town.agri, words("秋播进展", OTHER)).await;
    town.settle().await;
    let copy = TEXT.replace("近四成", "三成多");
    town.publish(town.agri, words("流感季备药提醒", &copy)).await;
    town.settle().await;
    let lines = town.on_desk(town.portal).await;
    let clusters: Vec<_> = lines.iter().map(|line| line.cluster).collect();
    let first = Some(lines[0].id);
    assert_eq!(clusters, [first, None, first]);
}

#[tokio::test]
async fn a_piece_that_was_taken_back_leaves_no_trace() {
    let town = Town::new().await;
    let piece = town.publish(town.edu, words("流感季备药提醒", TEXT)).await;
    let mut tx = town.up(town.edu).await;
    let sent = syndication::submission::submit_upward(&mut tx, piece.id, town.portal.id)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    let bands = async || {
        let read = town.base.store.read(town.portal.id);
        read.find::<syndication::desk::band::Entity>()
            .count()
            .await
            .unwrap()
    };
    assert_eq!(bands().await, 8);
    let mut tx = town.up(town.edu).await;
    syndication::submission::recall_submission(&mut tx, kernel::SubmissionId(sent.id))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    town.settle().await;
    assert!(town.on_desk(town.portal).await.is_empty());
    assert_eq!(bands().await, 0);
}
