//! A post may be limited to channels: what it covers may be done, everything else is refused, whatever is tried.

use crate::newsroom::{EDITOR, Newsroom, REVIEWER, Staff, WRITER, actor, id, seen};
use content::article::state::State;
use content::article::{self, text::Text};
use content::permissions::*;
use kernel::policy::{Membership, decide};
use kernel::{ChannelId, Error, Permission, Result, Role};
use store::SiteWrite;

async fn scoped<P: Permission>(room: &Newsroom, posts: &[Membership], who: &Staff) -> SiteWrite<P> {
    let granted = decide::<P>(&actor(who), room.site, posts).unwrap();
    room.test.store.write(granted).await.unwrap()
}

fn post(room: &Newsroom, role: Role, channels: &[ChannelId]) -> Membership {
    Membership {
        site: room.site,
        role,
        channels: (!channels.is_empty()).then(|| channels.to_vec()),
    }
}

fn is_refused<T>(what: &str, done: Result<T>, outside: bool) {
    assert_eq!(
        matches!(done, Err(Error::Forbidden(_))),
        outside,
        "{what}: {:?}",
        done.err()
    );
}

#[tokio::test]
async fn every_move_asks_whether_the_post_covers_the_channel() {
    let room = Newsroom::new().await;
    // All articles stand in 教育要闻.
    for (channel, outside) in [(room.notices, true), (room.news, false)] {
        let scope = [channel];
        let editor = [post(&room, Role::Editor, &scope)];
        let reviewer = [post(&room, Role::Reviewer, &scope)];
        let signer = [post(&room, Role::Signer, &scope)];
        let text = Text::parse(room.text("课后服务时间调整")).unwrap();
        let edit = decide::<EditArticle>(&actor(&EDITOR), room.site, &editor).unwrap();

        let mut tx = scoped::<WriteArticle>(&room, &editor, &EDITOR).await;
        is_refused("create", article::create_article(&mut tx, &text).await, outside);
        drop(tx);
        let at = room.article_in(State::Draft).await;
        let mut tx = scoped::<WriteArticle>(&room, &editor, &EDITOR).await;
        let done = article::save_article(&mut tx, id(&at), seen(&at), &text, Some(&edit)).await;
        is_refused("save", done, outside);
        drop(tx);
        let mut tx = scoped::<WriteArticle>(&room, &editor, &EDITOR).await;
        let done = article::submit_article(&mut tx, id(&at), seen(&at), Some(&edit)).await;
        is_refused("submit", done, outside);
        drop(tx);
        let mut tx = scoped::<WriteArticle>(&room, &editor, &EDITOR).await;
        let done = article::discard_draft(&mut tx, id(&at), seen(&at), Some(&edit)).await;
        is_refused("discard", done, outside);
        drop(tx);
        let at = room.article_in(State::Submitted).await;
        let mut tx = scoped::<WriteArticle>(&room, &editor, &EDITOR).await;
        let done = article::recall_article(&mut tx, id(&at), seen(&at), Some(&edit)).await;
        is_refused("recall", done, outside);
        drop(tx);
        let mut tx = scoped::<ReviewArticle>(&room, &reviewer, &REVIEWER).await;
        let done = article::approve_article(&mut tx, id(&at), seen(&at), "同意").await;
        is_refused("approve", done, outside);
        drop(tx);
        let mut tx = scoped::<ReviewArticle>(&room, &reviewer, &REVIEWER).await;
        let done = article::send_back_article(&mut tx, id(&at), seen(&at), "请补充来源").await;
        is_refused("send back", done, outside);
        drop(tx);
        let at = room.article_in(State::Approved).await;
        let mut tx = scoped::<PublishArticle>(&room, &signer, &REVIEWER).await;
        is_refused(
            "publish",
            article::publish_article(&mut tx, id(&at), seen(&at)).await,
            outside,
        );
        drop(tx);
        let at = room.article_in(State::Published).await;
        let mut tx = scoped::<WithdrawArticle>(&room, &signer, &REVIEWER).await;
        let done = article::withdraw_article(&mut tx, id(&at), seen(&at), "内容有误").await;
        is_refused("withdraw", done, outside);
        drop(tx);
        let mut tx = scoped::<WriteArticle>(&room, &editor, &EDITOR).await;
        let done = article::correct_article(&mut tx, id(&at), seen(&at), Some(&edit)).await;
        is_refused("correct", done, outside);
    }
}

/// The scopes of two posts are two: writing everywhere and editing in one channel is not editing everywhere.
#[tokio::test]
async fn an_editor_of_one_channel_who_writes_for_all_edits_in_that_one_alone() {
    let room = Newsroom::new().await;
    let text = || Text::parse(room.text("课后服务时间调整")).unwrap();
    for (channel, answer) in [(room.notices, false), (room.news, true)] {
        let posts = [
            post(&room, Role::Contributor, &[]),
            post(&room, Role::Editor, &[channel]),
        ];
        let edit = decide::<EditArticle>(&actor(&EDITOR), room.site, &posts).unwrap();
        let of_another = room.article_in(State::Draft).await;
        let mut tx = scoped::<WriteArticle>(&room, &posts, &EDITOR).await;
        let done =
            article::save_article(&mut tx, id(&of_another), seen(&of_another), &text(), Some(&edit)).await;
        assert_eq!(done.is_ok(), answer, "{:?}", done.err());
        drop(tx);
        // The own text, anywhere.
        let mut tx = scoped::<WriteArticle>(&room, &posts, &WRITER).await;
        let done = article::save_article(&mut tx, id(&of_another), seen(&of_another), &text(), None).await;
        assert!(done.is_ok(), "{:?}", done.err());
    }
}
