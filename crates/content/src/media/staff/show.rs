//! GET and POST /console/media/{media}.

use super::list::note;
use super::view::{MediaPage, Reference};
use crate::media::form::WordsForm;
use crate::media::{PICTURE, address, describe_media, entity, query};
use crate::permissions::ManageMedia;
use actix_web::web::Path;
use gateway::staff::Signed;
use gateway::{By, Form, Reply, StaffPage};
use kernel::{MediaId, Result, beijing};

const TEMPLATE: &str = "content/media_show.html";

/// A file, the words about it, and how to name it in a body.
///
/// # Errors
/// [`kernel::Error::NotFound`]; faults of the database or the template.
pub async fn get_media(by: By<ManageMedia>, id: Path<MediaId>) -> Reply {
    let row = query::get(&by.read(), *id).await?;
    let page = view(&by, &row, WordsForm::of(&row));
    by.page(StaffPage::new(TEMPLATE, page).title(row.name)).await
}

/// Saves the words.
///
/// # Errors
/// See [`describe_media`].
pub async fn post_media(by: By<ManageMedia>, id: Path<MediaId>, Form(form): Form<WordsForm>) -> Reply {
    let Err(error) = describe(&by, *id, &form).await else {
        return by.saved(&format!("/console/media/{id}"), "已保存。").await;
    };
    let row = query::get(&by.read(), *id).await?;
    let page = view(&by, &row, form);
    by.form(StaffPage::new(TEMPLATE, page).title(row.name), error)
        .await
}

async fn describe(by: &By<ManageMedia>, id: MediaId, form: &WordsForm) -> Result<()> {
    let mut tx = by.write().await?;
    describe_media(&mut tx, id, &form.words()).await?;
    tx.commit().await
}

fn view(who: &Signed, row: &entity::Model, form: WordsForm) -> MediaPage {
    let picture = row.kind == PICTURE;
    MediaPage {
        url: who.site.url(&format!("/console/media/{}", row.id)),
        back: who.site.url("/console/media"),
        picture: picture.then(|| who.site.url(&format!("/media/{}/640.webp", row.hash))),
        file: address(&who.site, &row.hash, &row.name),
        facts: vec![
            ("文件", note(row)),
            ("上传时间", beijing::minute(row.created_at)),
            (
                "公开",
                if row.public {
                    "已发布的稿件或专题正在使用，公众可以看到"
                } else {
                    "只有工作台可以看到"
                }
                .to_owned(),
            ),
        ],
        references: references(row),
        form,
    }
}

fn references(row: &entity::Model) -> Vec<Reference> {
    let hash = &row.hash;
    let reference = |label, name, text| Reference { label, name, text };
    if row.kind != PICTURE {
        let name = &row.name;
        return vec![
            reference("Markdown 正文", "markdown", format!("[{name}](media:{hash})")),
            reference(
                "HTML 正文",
                "html",
                format!("<a href=\"media:{hash}\">{}</a>", quoted(name)),
            ),
        ];
    }
    let below = [row.caption.as_str(), &row.credit]
        .into_iter()
        .filter(|text| !text.is_empty());
    let below = below.collect::<Vec<_>>().join(" ").replace('"', "”");
    let title = if below.is_empty() {
        String::new()
    } else {
        format!(" \"{below}\"")
    };
    let alt = row.alt.replace(['[', ']'], "");
    vec![
        reference(
            "Markdown 正文",
            "markdown",
            format!("![{alt}](media:{hash}{title})"),
        ),
        reference(
            "HTML 正文",
            "html",
            format!("<img src=\"media:{hash}\" alt=\"{}\">", quoted(&row.alt)),
        ),
    ]
}

fn quoted(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}
