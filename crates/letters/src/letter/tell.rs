//! Telling the writer by mail that something happened. The mail holds no word of letter or answer: a mailbox is not always its
//! owner's alone.

use super::entity::Model;
use super::original;
use crate::pool::PoolWrite;
use kernel::{Permission, Result};
use mail::{Address, Message};
use sea_orm::ColumnTrait;

/// What the writer is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum News {
    /// A reply was published.
    Answered,
    /// The unit asks something.
    Asked,
}

impl News {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Answered => ("您的来信已答复", "已有答复"),
            Self::Asked => ("请补充来信内容", "需要您补充内容"),
        }
    }
}

/// Sends a mail once the transaction is committed, if the writer gave an address that takes one.
pub(crate) async fn tell_writer<P: Permission>(
    tx: &mut PoolWrite<P>,
    letter: &Model,
    news: News,
) -> Result<()> {
    let kept = tx
        .find::<original::Entity>()
        .filter(original::Column::SiteId.eq(letter.site_id))
        .filter(original::Column::LetterId.eq(letter.id))
        .one()
        .await?;
    let to = kept.map(|row| row.writer_mail).unwrap_or_default();
    // What a citizen typed must never keep a unit from answering.
    if Address::parse(&to).is_err() {
        return Ok(());
    }
    let (subject, what) = news.words();
    let message = Message {
        to,
        subject: format!("{subject}（编号 {}）", letter.number),
        text: format!(
            "您好！\n\n您编号为 {} 的来信{what}。请在网站“查询办理情况”中凭编号和查询码查看。\n\n\
             本邮件由系统发出，请勿回复。\n",
            letter.number
        ),
    };
    mail::send(tx, &message).await
}
