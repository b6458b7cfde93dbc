//! `/console/people/batch` on the portal and `/console/members/batch` on every site.

use super::view::{BatchShow, ReportShow};
use super::{Authority, Mode, import, read_in_turn, template};
use crate::door::Door;
use crate::permissions::{ManageMembers, ManagePeople};
use crate::quota;
use crate::refusals::ACCOUNT_TAKEN;
use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Data;
use gateway::staff::Signed;
use gateway::{By, Reply, StaffPage, Upload, Uploading};
use kernel::{Error, Result};

/// The form of system administrators.
pub async fn get_people_batch(by: By<ManagePeople>) -> Reply {
    let view = empty(&by, "/console/people", false);
    by.page(page(view)).await
}

/// The form of site administrators.
pub async fn get_members_batch(by: By<ManageMembers>) -> Reply {
    let view = empty(&by, "/console/members", true);
    by.page(page(view)).await
}

/// A file for the whole group.
pub async fn post_people_batch(by: By<ManagePeople>, door: Data<Door>, upload: Uploading) -> Reply {
    let upload = upload.read().await?;
    let done = run(&by, &door, Authority::Platform, &upload).await;
    answer(&by, "/console/people", false, done).await
}

/// A file for the own site.
pub async fn post_members_batch(by: By<ManageMembers>, door: Data<Door>, upload: Uploading) -> Reply {
    let upload = upload.read().await?;
    let done = run(&by, &door, Authority::Site(by.site.id), &upload).await;
    answer(&by, "/console/members", true, done).await
}

/// A file to begin with.
pub async fn get_people_csv(_by: By<ManagePeople>) -> Reply {
    csv()
}

/// A file to begin with.
pub async fn get_people_excel(_by: By<ManagePeople>) -> Reply {
    excel()
}

/// A file to begin with.
pub async fn get_members_csv(_by: By<ManageMembers>) -> Reply {
    csv()
}

/// A file to begin with.
pub async fn get_members_excel(_by: By<ManageMembers>) -> Reply {
    excel()
}

fn csv() -> Reply {
    Ok(file(template::csv(), "text/csv; charset=utf-8", "people.csv"))
}

fn excel() -> Reply {
    let mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(file(template::excel()?, mime, "people.xlsx"))
}

fn file(bytes: Vec<u8>, mime: &str, name: &str) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(mime)
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ))
        .body(bytes)
}

async fn run(signed: &Signed, door: &Door, authority: Authority, upload: &Upload) -> Result<ReportShow> {
    if door.is_remote() {
        return Err(Error::NotFound);
    }
    let mode = match upload.text("mode") {
        "all" => Mode::All,
        "good" => Mode::Good,
        _ => Mode::Check,
    };
    let file = upload
        .files
        .first()
        .ok_or_else(|| Error::field("file", "请选择文件。"))?;
    let lines = read_in_turn(file.bytes.clone()).await?;
    let identity = &door.identity;
    if let Authority::Site(_) = authority {
        let place = (signed.site.id, authority);
        let checked = import(identity, signed.me.actor(), place, &lines, Mode::Check).await?;
        let taken = checked
            .errors
            .iter()
            .filter(|error| error.text == ACCOUNT_TAKEN.text)
            .count();
        quota::told(identity, signed.me.person, taken).await?;
    }
    let place = (signed.site.id, authority);
    let report = import(identity, signed.me.actor(), place, &lines, mode).await?;
    Ok(ReportShow::new(
        report,
        mode == Mode::Check,
        &identity.settings.public_url,
    ))
}

fn empty(signed: &Signed, list: &str, own_site: bool) -> BatchShow {
    BatchShow {
        url: signed.site.url(&format!("{list}/batch")),
        back: signed.site.url(list),
        own_site,
        report: None,
    }
}

fn page(view: BatchShow) -> StaffPage<BatchShow> {
    StaffPage::new("identity/batch.html", view).title("批量导入人员")
}

async fn answer(signed: &Signed, list: &str, own_site: bool, done: Result<ReportShow>) -> Reply {
    let mut view = empty(signed, list, own_site);
    match done {
        Ok(report) => {
            view.report = Some(report);
            signed.page(page(view)).await
        }
        Err(error) => signed.form(page(view), error).await,
    }
}
