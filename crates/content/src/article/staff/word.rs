//! 从 Word 导入: GET and POST /console/articles/word.

use super::view::Choice;
use crate::article::create_article;
use crate::article::text::{OriginClass, RawText, Text};
use crate::import::office::{Office, read_office};
use crate::media::{self, Words, keep, prepare, store_media};
use crate::permissions::{ManageMedia, WriteArticle};
use crate::{body::Format, channel};
use gateway::{By, Reply, StaffPage, Uploading};
use kernel::{ArticleId, ChannelId, Error, Result, policy};
use serde::Serialize;

const TEMPLATE: &str = "content/article_word.html";

/// `content/article_word.html`.
#[derive(Clone, Debug, Serialize)]
pub struct WordForm {
    /// Where it posts to.
    pub action: String,
    /// The list of articles.
    pub back: String,
    /// Channels in use that the person may write into.
    pub channels: Vec<Choice>,
    /// The one chosen.
    pub channel: String,
}

/// The form.
///
/// # Errors
/// Faults of the database or the template.
pub async fn get_word(by: By<WriteArticle>) -> Reply {
    let view = view(&by, String::new()).await?;
    by.page(StaffPage::new(TEMPLATE, view).title("从 Word 导入"))
        .await
}

/// Makes a draft of a Word file.
///
/// # Errors
/// [`Error::Invalid`] on `file` or `channel`; see [`create_article`].
pub async fn post_word(by: By<WriteArticle>, upload: Uploading) -> Reply {
    let upload = upload.read().await?;
    let channel = upload.text("channel").to_owned();
    let file = upload.files.into_iter().next();
    let made = match file {
        Some(file) => draft(&by, &channel, file.name, file.bytes).await,
        None => Err(Error::field("file", "请选择要导入的 Word 文件。")),
    };
    match made {
        Ok((id, notes)) => {
            let mut notice = "已导入为草稿，请核对后提交审核。".to_owned();
            if !notes.is_empty() {
                notice.push_str(&format!("请注意：{}。", notes.join("；")));
            }
            by.saved(&format!("/console/articles/{id}/edit"), &notice).await
        }
        Err(error) => {
            let view = view(&by, channel).await?;
            by.form(StaffPage::new(TEMPLATE, view).title("从 Word 导入"), error)
                .await
        }
    }
}

async fn draft(
    by: &By<WriteArticle>,
    channel: &str,
    name: String,
    bytes: bytes::Bytes,
) -> Result<(ArticleId, Vec<String>)> {
    let channel = channel
        .parse()
        .ok()
        .ok_or_else(|| Error::field("channel", "请选择栏目。"))?;
    let read = actix_web::web::block(move || read_office(&name, &bytes)).await;
    let office = read.map_err(Error::fault)??;
    let title = office.title.clone();
    let (body, notes) = with_pictures(by, office).await?;
    let source = if by.site.unit.is_empty() {
        &by.site.name
    } else {
        &by.site.unit
    };
    let text = Text::parse(RawText {
        channel,
        title,
        format: Format::Html.key().to_owned(),
        body,
        source: source.clone(),
        origin: OriginClass::Own.key().to_owned(),
        author: by.me.name.clone(),
        ..RawText::default()
    });
    // What is too long is said of the file: there is no other field here.
    let text = text.map_err(|error| Error::field("file", error.sentence()))?;
    let mut tx = by.write().await?;
    let (article, _) = create_article(&mut tx, &text).await?;
    tx.commit().await?;
    Ok((ArticleId(article.id), notes))
}

/// Enters the pictures into the library and names them in the body.
async fn with_pictures(by: &By<WriteArticle>, office: Office) -> Result<(String, Vec<String>)> {
    let (mut html, mut notes) = (office.html, office.notes);
    if office.pictures.is_empty() {
        return Ok((html, notes));
    }
    let may = policy::decide::<ManageMedia>(&by.me.actor(), by.site.id, &by.posts)?;
    for picture in office.pictures {
        let bytes = picture.bytes;
        let prepared = actix_web::web::block(move || prepare("word.png", &bytes)).await;
        let file = match prepared.map_err(Error::fault)? {
            Ok(file) if file.kind == media::PICTURE => file,
            Ok(_) => continue,
            Err(error @ (Error::TooLarge(_) | Error::UnsupportedType(_) | Error::Refused(_))) => {
                notes.push(format!(
                    "一张图片未保留（{}）",
                    error.sentence().trim_end_matches('。')
                ));
                continue;
            }
            Err(other) => return Err(other),
        };
        let kept = keep(by.store.files(), file).await?;
        let words = Words {
            alt: picture.alt,
            ..Words::default()
        };
        let mut tx = by.store.write(may.clone()).await?;
        let row = store_media(&mut tx, &kept, &words).await?;
        tx.commit().await?;
        let (from, to) = (
            format!("src=\"{}\"", picture.mark),
            format!("src=\"media:{}\"", row.hash),
        );
        html = html.replace(&from, &to);
    }
    Ok((html, notes))
}

async fn view(by: &By<WriteArticle>, chosen: String) -> Result<WordForm> {
    let granted = by.granted();
    let rows = channel::query::open(&by.read()).await?;
    let mine = rows
        .iter()
        .filter(|row| granted.covers(ChannelId(row.id)).is_ok());
    Ok(WordForm {
        action: by.site.url("/console/articles/word"),
        back: by.site.url("/console/articles"),
        channels: mine.map(|row| Choice::new(row.id, &row.name, &chosen)).collect(),
        channel: chosen,
    })
}

#[cfg(test)]
impl WordForm {
    pub(crate) fn sample() -> Self {
        Self {
            action: "/console/articles/word".into(),
            back: "/console/articles".into(),
            channels: vec![Choice::new(1, "教育要闻", "1"), Choice::new(2, "通知公告", "1")],
            channel: "1".into(),
        }
    }
}
