//! From the first draft to the tombstone, told by the people who do it.

use crate::newsroom::*;
use content::article::state::{Move, State};
use content::article::text::RawText;
use content::article::{approval, edition};
use content::media::Words;
use content::permissions::{PublishArticle, ReviewArticle, WithdrawArticle, WriteArticle};
use content::{article, placement, refusals};
use kernel::{ArticleId, Error, Revision};
use sea_orm::{ColumnTrait, Set};

#[tokio::test]
async fn an_article_goes_from_draft_to_the_public() {
    let room = Newsroom::new().await;
    let draft = room.draft(room.text("课后服务时间调整")).await.unwrap();
    assert_eq!((draft.0.number, draft.0.version, draft.1.n), (1, 0, 1));
    assert_eq!(draft.0.draft_edition_id, Some(draft.1.id));
    let submitted = room.submit(&WRITER, &draft).await.unwrap();
    let approved = room.approve(&REVIEWER, &submitted).await.unwrap();
    assert_eq!(approved.1.state(), State::Approved);
    let live = room.publish(&approved).await.unwrap();
    assert_eq!(
        (live.0.version, live.0.live_edition_id, live.0.draft_edition_id),
        (1, Some(live.1.id), None)
    );
    assert_eq!(live.0.first_published_at, live.1.published_at);
    let placed = room.placement(&live).await;
    assert_eq!(
        (placed.state.as_str(), placed.number, placed.version),
        ("live", 1, 1)
    );
    assert_eq!(
        (placed.title.as_str(), placed.uid),
        ("课后服务时间调整", live.0.uid)
    );
    assert_eq!(placed.summary, "全市中小学自下周一起实行新的课后服务时间。");
    let expected = [
        "article.saved",
        "article.submitted",
        "article.approved",
        "article.published",
    ];
    assert_eq!(room.events().await, expected);
    let second = room.draft(room.text("第二篇")).await.unwrap();
    assert_eq!(second.0.number, 2);
}

#[tokio::test]
async fn each_deed_is_refused_in_every_state_but_its_own() {
    let room = Newsroom::new().await;
    for state in State::ALL.into_iter().filter(|state| *state != State::Superseded) {
        let open = |step: Move| state.after(step).is_ok();
        let same = matches!(state, State::Published | State::Withdrawn | State::Discarded);
        // What is public, withdrawn or put aside has no draft, and says so.
        let refused = if same {
            refusals::NO_DRAFT.code
        } else {
            refusals::WRONG_STATE.code
        };
        if !open(Move::Save) {
            let at = room.article_in(state).await;
            assert_eq!(
                code(room.save(&WRITER, &at, room.text("新题")).await),
                refused,
                "{state:?}"
            );
        }
        if !open(Move::Submit) {
            let at = room.article_in(state).await;
            assert_eq!(code(room.submit(&WRITER, &at).await), refused, "{state:?}");
        }
        if !open(Move::Recall) {
            let at = room.article_in(state).await;
            assert_eq!(code(room.recall(&WRITER, &at).await), refused, "{state:?}");
        }
        if !open(Move::Discard) {
            let at = room.article_in(state).await;
            assert_eq!(code(room.discard(&WRITER, &at).await), refused, "{state:?}");
        }
        if !open(Move::Approve) {
            let at = room.article_in(state).await;
            assert_eq!(code(room.approve(&REVIEWER, &at).await), refused, "{state:?}");
        }
        if !open(Move::SendBack) {
            let at = room.article_in(state).await;
            assert_eq!(code(room.send_back(&at, "数字有误").await), refused, "{state:?}");
        }
        if !open(Move::Publish) {
            let at = room.article_in(state).await;
            assert_eq!(code(room.publish(&at).await), refused, "{state:?}");
        }
        if !open(Move::Withdraw) {
            let at = room.article_in(state).await;
            assert_eq!(
                code(room.withdraw(&at, "内容有误").await),
                refusals::NOT_LIVE.code,
                "{state:?}"
            );
        }
        if !same {
            let at = room.article_in(state).await;
            assert_eq!(
                code(room.correct(&at).await),
                refusals::DRAFT_EXISTS.code,
                "{state:?}"
            );
        }
    }
}

#[tokio::test]
async fn nobody_approves_what_the_same_hand_wrote_changed_or_submitted() {
    let room = Newsroom::new().await;
    // The site's administrator may write and review, but not both on one text.
    let draft = room.draft(room.text("题")).await.unwrap();
    let saved = room.save(&ADMIN, &draft, room.text("改过的题")).await.unwrap();
    let submitted = room.submit(&WRITER, &saved).await.unwrap();
    assert_eq!(
        code(room.approve(&ADMIN, &submitted).await),
        refusals::SAME_PERSON.code,
        "changed it last"
    );
    let draft = room.draft(room.text("题目二")).await.unwrap();
    let submitted = room.submit(&ADMIN, &draft).await.unwrap();
    assert_eq!(
        code(room.approve(&ADMIN, &submitted).await),
        refusals::SAME_PERSON.code,
        "submitted it"
    );
    let author = Staff {
        role: kernel::Role::Reviewer,
        ..WRITER
    };
    assert_eq!(
        code(room.approve(&author, &submitted).await),
        refusals::SAME_PERSON.code,
        "wrote it"
    );
    assert!(room.approve(&REVIEWER, &submitted).await.is_ok());
}

#[tokio::test]
async fn an_edit_voids_the_approval() {
    let room = Newsroom::new().await;
    for state in [State::Submitted, State::Approved] {
        let at = room.article_in(state).await;
        let saved = room.save(&WRITER, &at, room.text("改过的题")).await.unwrap();
        assert_eq!(saved.1.state(), State::Draft);
        assert_eq!(code(room.publish(&saved).await), refusals::WRONG_STATE.code);
        let read = room.test.store.read(room.site);
        let approvals = read
            .find::<approval::Entity>()
            .filter(approval::Column::EditionId.eq(saved.1.id));
        assert!(
            approvals
                .all()
                .await
                .unwrap()
                .iter()
                .all(|row| row.voided_at.is_some())
        );
    }
}

#[tokio::test]
async fn what_was_changed_behind_the_approval_is_not_published() {
    let room = Newsroom::new().await;
    let at = room.article_in(State::Approved).await;
    let mut tx = room
        .test
        .hub()
        .write(kernel::Actor::operator("test"))
        .await
        .unwrap();
    let row = edition::ActiveModel {
        body_html: Set("<p>别的话</p>".into()),
        ..Default::default()
    };
    tx.update_where(row, edition::Column::Id.eq(at.1.id))
        .await
        .unwrap();
    tx.audit(Some(room.site), "test", "tampered", &());
    tx.commit().await.unwrap();
    assert_eq!(code(room.publish(&at).await), refusals::NOT_APPROVED.code);
}

#[tokio::test]
async fn a_contributor_leaves_other_peoples_texts_alone() {
    let room = Newsroom::new().await;
    let at = room.article_in(State::Draft).await;
    assert_eq!(
        code(room.save(&STRANGER, &at, room.text("新题")).await),
        refusals::NOT_AUTHOR.code
    );
    assert_eq!(code(room.submit(&STRANGER, &at).await), refusals::NOT_AUTHOR.code);
    let submitted = room.submit(&WRITER, &at).await.unwrap();
    assert_eq!(
        code(room.recall(&STRANGER, &submitted).await),
        refusals::NOT_AUTHOR.code
    );
    let draft = room.recall(&WRITER, &submitted).await.unwrap();
    assert!(room.save(&EDITOR, &draft, room.text("编辑改的题")).await.is_ok());
}

#[tokio::test]
async fn what_was_put_aside_can_be_taken_up_again() {
    let room = Newsroom::new().await;
    let draft = room.article_in(State::Draft).await;
    assert_eq!(
        code(room.discard(&STRANGER, &draft).await),
        refusals::NOT_AUTHOR.code
    );
    let aside = room.discard(&WRITER, &draft).await.unwrap();
    assert_eq!(
        (aside.0.draft_edition_id, aside.1.state()),
        (None, State::Discarded)
    );
    assert_eq!(code(room.discard(&WRITER, &aside).await), refusals::NO_DRAFT.code);
    let again = room.correct(&aside).await.unwrap();
    assert_eq!((again.1.n, again.1.title.as_str()), (2, draft.1.title.as_str()));
    assert!(room.submit(&EDITOR, &again).await.is_ok());
}

#[tokio::test]
async fn a_correction_put_aside_leaves_what_the_public_sees() {
    let room = Newsroom::new().await;
    let live = room.published(room.text("第一版")).await;
    let begun = room.correct(&live).await.unwrap();
    let begun = room.save(&EDITOR, &begun, room.text("改坏了")).await.unwrap();
    let aside = room.discard(&EDITOR, &begun).await.unwrap();
    assert_eq!(aside.0.live_edition_id, live.0.live_edition_id);
    // The next correction starts from what the public sees, not from what was put aside.
    let next = room.correct(&aside).await.unwrap();
    assert_eq!((next.1.n, next.1.title.as_str()), (3, "第一版"));
}

#[tokio::test]
async fn a_save_on_a_changed_revision_is_stale_and_nothing_is_lost() {
    let room = Newsroom::new().await;
    let opened = room.article_in(State::Draft).await;
    let saved = room
        .save(&EDITOR, &opened, room.text("编辑先存的题"))
        .await
        .unwrap();
    let Err(Error::Stale(Revision(now))) = room.save(&WRITER, &opened, room.text("作者后存的题")).await
    else {
        panic!()
    };
    assert_eq!(now, saved.0.revision);
    assert_eq!(room.edition(saved.1.id).await.title, "编辑先存的题");
    let again = (saved.0.clone(), opened.1);
    assert!(
        room.save(&WRITER, &again, room.text("作者后存的题"))
            .await
            .is_ok()
    );
    // Whoever decides must have seen what stands: every deed asks for the revision.
    let submitted = room.article_in(State::Submitted).await;
    let old = (
        content::article::entity::Model {
            revision: 0,
            ..submitted.0.clone()
        },
        submitted.1.clone(),
    );
    assert!(matches!(
        room.approve(&REVIEWER, &old).await,
        Err(Error::Stale(_))
    ));
}

#[tokio::test]
async fn a_text_is_complete_before_it_is_submitted() {
    let room = Newsroom::new().await;
    let bare = RawText {
        channel: room.news.0,
        title: "题".into(),
        ..RawText::default()
    };
    let draft = room.draft(bare).await.unwrap();
    let Err(Error::Invalid(wrong)) = room.submit(&WRITER, &draft).await else {
        panic!()
    };
    let fields: Vec<_> = wrong.iter().map(|field| field.field.as_str()).collect();
    assert_eq!(fields, ["title", "body", "source", "origin"]);
}

#[tokio::test]
async fn a_reason_is_asked_for() {
    let room = Newsroom::new().await;
    let submitted = room.article_in(State::Submitted).await;
    assert!(matches!(
        room.send_back(&submitted, " ").await,
        Err(Error::Invalid(_))
    ));
    let back = room.send_back(&submitted, "数字有误").await.unwrap();
    assert_eq!(
        (back.1.state(), back.1.return_reason.as_str()),
        (State::Returned, "数字有误")
    );
    assert_eq!(
        room.submit(&WRITER, &back).await.unwrap().1.state(),
        State::Submitted
    );
    let live = room.article_in(State::Published).await;
    assert!(matches!(room.withdraw(&live, "").await, Err(Error::Invalid(_))));
}

#[tokio::test]
async fn a_correction_stands_beside_the_live_edition() {
    let room = Newsroom::new().await;
    let live = room.article_in(State::Published).await;
    let before = room.placement(&live).await;
    let correction = room.correct(&live).await.unwrap();
    assert_eq!((correction.1.n, correction.1.state()), (2, State::Draft));
    assert_eq!(correction.0.live_edition_id, Some(live.1.id));
    let moved = RawText {
        channel: room.notices.0,
        ..room.text("更正后的题")
    };
    assert_eq!(
        code(room.save(&EDITOR, &correction, moved).await),
        refusals::CHANNEL_FIXED.code
    );
    let saved = room
        .save(&EDITOR, &correction, room.text("更正后的题"))
        .await
        .unwrap();
    assert!(
        matches!(room.submit(&EDITOR, &saved).await, Err(Error::Invalid(_))),
        "what was corrected?"
    );
    let noted = RawText {
        change_note: "时间由五点改为五点半".into(),
        ..room.text("更正后的题")
    };
    let saved = room.save(&EDITOR, &saved, noted).await.unwrap();
    assert_eq!(
        room.placement(&live).await.title,
        before.title,
        "the public still sees the old one"
    );
    let submitted = room.submit(&EDITOR, &saved).await.unwrap();
    let approved = room.approve(&REVIEWER, &submitted).await.unwrap();
    let now = room.publish(&approved).await.unwrap();
    assert_eq!((now.0.version, now.0.live_edition_id), (2, Some(now.1.id)));
    assert_eq!(now.0.first_published_at, live.0.first_published_at, "set once");
    assert_eq!(room.edition(live.1.id).await.state(), State::Superseded);
    let after = room.placement(&now).await;
    assert_eq!(
        (after.id, after.number, after.title.as_str()),
        (before.id, before.number, "更正后的题")
    );
    assert_eq!(after.published_at, before.published_at);
}

#[tokio::test]
async fn a_withdrawn_article_leaves_a_tombstone_and_may_come_back() {
    let room = Newsroom::new().await;
    let live = room.article_in(State::Published).await;
    let gone = room.withdraw(&live, "内容有误").await.unwrap();
    assert_eq!((gone.0.version, gone.0.live_edition_id), (2, None));
    assert_eq!(gone.0.withdraw_reason.as_deref(), Some("内容有误"));
    let placed = room.placement(&gone).await;
    assert_eq!(
        (placed.state.as_str(), placed.version),
        (placement::entity::WITHDRAWN, 2)
    );
    assert_eq!(room.events().await.last().unwrap(), "article.withdrawn");
    let again = room.correct(&gone).await.unwrap();
    let noted = RawText {
        change_note: "内容已核实".into(),
        ..room.text("课后服务时间调整")
    };
    let saved = room.save(&EDITOR, &again, noted).await.unwrap();
    let submitted = room.submit(&EDITOR, &saved).await.unwrap();
    let approved = room.approve(&REVIEWER, &submitted).await.unwrap();
    let back = room.publish(&approved).await.unwrap();
    assert_eq!((back.0.version, back.0.withdrawn_at), (3, None));
    assert_eq!(back.0.first_published_at, live.0.first_published_at);
    assert_eq!(room.placement(&back).await.state, placement::entity::LIVE);
}

#[tokio::test]
async fn a_closed_channel_takes_nothing_and_a_channel_in_use_is_not_closed() {
    let room = Newsroom::new().await;
    let approved = room.article_in(State::Approved).await;
    let draft = room.article_in(State::Draft).await;
    room.close_channel(room.news).await.unwrap();
    assert_eq!(code(room.publish(&approved).await), refusals::CHANNEL_CLOSED.code);
    assert_eq!(
        code(room.submit(&WRITER, &draft).await),
        refusals::CHANNEL_CLOSED.code
    );
    assert_eq!(
        code(room.draft(room.text("题目")).await),
        refusals::CHANNEL_CLOSED.code
    );
    let elsewhere = RawText {
        channel: room.notices.0,
        ..room.text("题目")
    };
    room.published(elsewhere).await;
    assert_eq!(
        code(room.close_channel(room.notices).await),
        refusals::CHANNEL_IN_USE.code
    );
}

#[tokio::test]
async fn pictures_need_words_and_must_be_the_sites_own() {
    let room = Newsroom::new().await;
    let silent = room.store_picture(room.site, 400, Words::default()).await;
    let with = |hash: &str| RawText {
        body: format!("看图：![](media:{hash})"),
        ..room.text("一张图")
    };
    let draft = room.draft(with(&silent.hash)).await.unwrap();
    assert_eq!(
        code(room.submit(&WRITER, &draft).await),
        refusals::ALT_MISSING.code
    );
    let led = RawText {
        lead: silent.hash.clone(),
        ..room.text("一张图")
    };
    let saved = room.save(&WRITER, &draft, led).await.unwrap();
    assert_eq!(
        code(room.submit(&WRITER, &saved).await),
        refusals::ALT_MISSING.code
    );
    let own_words = RawText {
        body: format!("![开窑](media:{})", silent.hash),
        ..room.text("一张图")
    };
    let saved = room.save(&WRITER, &saved, own_words).await.unwrap();
    assert!(room.submit(&WRITER, &saved).await.is_ok());
    let mark = room
        .store_picture(
            room.site,
            410,
            Words {
                decorative: true,
                ..Words::default()
            },
        )
        .await;
    let draft = room.draft(with(&mark.hash)).await.unwrap();
    assert!(room.submit(&WRITER, &draft).await.is_ok());
    let told = room
        .store_picture(
            room.site,
            420,
            Words {
                alt: "开窑".into(),
                ..Words::default()
            },
        )
        .await;
    let draft = room.draft(with(&told.hash)).await.unwrap();
    assert!(
        draft
            .1
            .body_html
            .contains(r#"alt="开窑" width="420" height="90""#),
        "{}",
        draft.1.body_html
    );
    let foreign = room
        .store_picture(
            room.other,
            430,
            Words {
                alt: "别站".into(),
                ..Words::default()
            },
        )
        .await;
    assert_eq!(
        code(room.draft(with(&foreign.hash)).await),
        refusals::MEDIA_UNKNOWN.code
    );
}

#[tokio::test]
async fn files_are_public_exactly_while_something_live_shows_them() {
    let room = Newsroom::new().await;
    let words = || Words {
        alt: "开窑".into(),
        ..Words::default()
    };
    let shared = room.store_picture(room.site, 400, words()).await;
    let lone = room.store_picture(room.site, 410, words()).await;
    let text = |title: &str, hashes: &[&str]| RawText {
        lead: hashes[0].to_owned(),
        body: hashes
            .iter()
            .map(|hash| format!("![](media:{hash})\n\n"))
            .collect(),
        ..room.text(title)
    };
    let both = room.published(text("两张图", &[&shared.hash, &lone.hash])).await;
    let one = room.published(text("一张图", &[&shared.hash])).await;
    assert!(room.is_public(&shared.hash).await && room.is_public(&lone.hash).await);
    assert_eq!(
        room.placement(&one).await.lead_media,
        Some(format!("{}:400x90", shared.hash))
    );
    assert_eq!(room.placement(&one).await.lead_alt, "开窑");
    room.withdraw(&both, "内容有误").await.unwrap();
    assert!(
        room.is_public(&shared.hash).await,
        "the other article still shows it"
    );
    assert!(!room.is_public(&lone.hash).await);
    room.withdraw(&one, "内容有误").await.unwrap();
    assert!(!room.is_public(&shared.hash).await);
}

#[tokio::test]
async fn the_people_of_another_site_find_nothing() {
    let room = Newsroom::new().await;
    let text = |raw| content::article::text::Text::parse(raw).unwrap();
    for state in [State::Draft, State::Submitted, State::Approved, State::Published] {
        let at = room.article_in(state).await;
        let (id, seen) = (ArticleId(at.0.id), Revision(at.0.revision));
        let store = &room.test.store;
        let mut tx = store
            .write(granted_on::<WriteArticle>(&EDITOR, room.other))
            .await
            .unwrap();
        let missing =
            |result: kernel::Result<Both>| assert!(matches!(result, Err(Error::NotFound)), "{result:?}");
        missing(article::save_article(&mut tx, id, seen, &text(room.text("新题")), None).await);
        missing(article::submit_article(&mut tx, id, seen, None).await);
        missing(article::recall_article(&mut tx, id, seen, None).await);
        missing(article::discard_draft(&mut tx, id, seen, None).await);
        missing(article::correct_article(&mut tx, id, seen, None).await);
        missing(article::create_article(&mut tx, &text(room.text("别站的栏目"))).await);
        drop(tx);
        let mut tx = store
            .write(granted_on::<ReviewArticle>(&REVIEWER, room.other))
            .await
            .unwrap();
        missing(article::approve_article(&mut tx, id, seen, "").await);
        missing(article::send_back_article(&mut tx, id, seen, "数字有误").await);
        drop(tx);
        let mut tx = store
            .write(granted_on::<PublishArticle>(&EDITOR, room.other))
            .await
            .unwrap();
        missing(article::publish_article(&mut tx, id, seen).await);
        drop(tx);
        let mut tx = store
            .write(granted_on::<WithdrawArticle>(&EDITOR, room.other))
            .await
            .unwrap();
        missing(article::withdraw_article(&mut tx, id, seen, "内容有误").await);
        drop(tx);
        let there = store.read(room.other);
        assert!(
            article::query::placed(&there, at.0.number)
                .await
                .unwrap()
                .is_none()
        );
        assert!(
            placement::list::latest(&there, None, 10)
                .await
                .unwrap()
                .is_empty()
        );
        assert_eq!(placement::list::page(&there, room.news, 1).await.unwrap().1, 0);
    }
}
