//! POST /console/media: a file with words about it.

use super::list::{Filter, load};
use crate::media::form::WordsForm;
use crate::media::{PICTURE, entity, keep, prepare, store_media};
use crate::permissions::ManageMedia;
use actix_web::{HttpRequest, HttpResponse};
use gateway::{By, Reply, StaffPage, UploadedFile, Uploading, wants_json};
use kernel::{Error, Result};
use serde::Serialize;

/// What the editor learns of a picture it sent.
#[derive(Serialize)]
struct Stored {
    hash: String,
    alt: String,
}

/// Looks at the bytes, keeps them and enters them into the library. A script gets the file's name in bodies, a person its
/// page.
///
/// # Errors
/// See [`store_media`].
pub async fn post_media_list(by: By<ManageMedia>, http: HttpRequest, upload: Uploading) -> Reply {
    let upload = upload.read().await?;
    let form = WordsForm::of_upload(&upload);
    if wants_json(&http) {
        let row = stored(&by, upload.files.first(), &form).await?;
        let (hash, alt) = (row.hash, row.alt);
        return Ok(HttpResponse::Ok().json(Stored { hash, alt }));
    }
    match stored(&by, upload.files.first(), &form).await {
        Ok(row) => {
            let silent = row.kind == PICTURE && row.alt.is_empty() && !row.decorative;
            let notice = if silent {
                "已上传。这张图片还没有替代文字，请在下面补上。"
            } else {
                "已上传。"
            };
            by.saved(&format!("/console/media/{}", row.id), notice).await
        }
        Err(error) => {
            let mut list = load(&by, &Filter::default(), form).await?;
            list.uploading = true;
            by.form(
                StaffPage::new("content/media_list.html", list).title("素材"),
                error,
            )
            .await
        }
    }
}

async fn stored(
    by: &By<ManageMedia>,
    file: Option<&UploadedFile>,
    form: &WordsForm,
) -> Result<entity::Model> {
    let file = file
        .cloned()
        .ok_or_else(|| Error::field("file", "请选择要上传的文件。"))?;
    let prepared = actix_web::web::block(move || prepare(&file.name, &file.bytes))
        .await
        .map_err(Error::fault)?;
    let prepared = prepared.map_err(about_the_file)?;
    let kept = keep(by.store.files(), prepared).await?;
    let mut tx = by.write().await?;
    let row = store_media(&mut tx, &kept, &form.words()).await?;
    tx.commit().await?;
    Ok(row)
}

/// What is wrong with the bytes is said beside the field, so that the words typed are not lost.
fn about_the_file(error: Error) -> Error {
    match error {
        Error::TooLarge(_) | Error::UnsupportedType(_) | Error::Refused(_) => {
            Error::field("file", error.sentence())
        }
        other => other,
    }
}
