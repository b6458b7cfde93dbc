//! Handlers of weekly assessments: every site's staff reads the circulars, the centre makes and corrects them, units appeal.

use super::view::{AssessmentPage, Reads, Typed};
use super::{
    Circular, SealKey, Week, appeal_assessment, assess_week, decide_appeal, parts, write_docx, write_pdf,
};
use crate::letter::unit_names;
use crate::permissions::{AppealAssessment, AssessUnits, ReadLetters};
use crate::pool::{Desk, Pool};
use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use gateway::staff::Signed;
use gateway::{By, Form, Reply, Route, StaffPage};
use kernel::{Error, Result};
use serde::Deserialize;

/// The addresses of assessments.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/console/assessments", get_assessments),
        Route::post("/console/assessments", post_assess).portal_only(),
        Route::post("/console/assessments/decide", post_decide_appeal).portal_only(),
        Route::post("/console/assessments/appeal", post_appeal).subsite_only(),
        Route::get("/console/assessments.docx", get_circular_docx),
        Route::get("/console/assessments.pdf", get_circular_pdf),
        Route::get("/console/assessments.json", get_circular_json),
    ]
}

/// What the address asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    week: String,
    version: String,
}

/// What the page's forms hold.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AssessmentForm {
    week: String,
    reason: String,
    words: String,
    answer: String,
    appeal: String,
    upheld: String,
}

impl AssessmentForm {
    fn typed(&self) -> Typed {
        Typed {
            words: self.words.clone(),
            reason: self.reason.clone(),
            answer: self.answer.clone(),
            appeal: self.appeal.clone(),
        }
    }

    fn back(&self) -> String {
        let week: String = url::form_urlencoded::byte_serialize(self.week.trim().as_bytes()).collect();
        format!("/console/assessments?week={week}")
    }
}

async fn page(pool: &Pool, who: &Signed, wanted: &Wanted, typed: Typed) -> Result<StaffPage<AssessmentPage>> {
    let read = pool.read();
    let desk = Desk::of(&read, who.site.id).await?;
    let names = unit_names(&read).await?;
    let centre = desk.whole && who.may::<AssessUnits>();
    let reads = if centre {
        Reads::All
    } else {
        Reads::Unit(desk.unit)
    };
    let version = wanted.version.parse().ok();
    let key = SealKey::new(&who.app.settings.secret)?;
    let week = (wanted.week.trim(), version);
    let mut view = AssessmentPage::load(&read, (&who.site, &key), week, reads, &names).await?;
    let url = |path: &str| Some(who.site.url(path));
    if centre {
        view.assess_url = url("/console/assessments");
        view.decide_url = url("/console/assessments/decide");
    } else if !desk.whole && desk.unit.is_some() && who.may::<AppealAssessment>() {
        view.appeal_url = url("/console/assessments/appeal");
    }
    view.typed = typed;
    Ok(StaffPage::new("letters/assessment.html", view).title("每周测评"))
}

/// `GET /console/assessments`
///
/// # Errors
/// [`Error::NotFound`] for a version that is not there.
pub async fn get_assessments(by: By<ReadLetters>, pool: Data<Pool>, Query(wanted): Query<Wanted>) -> Reply {
    let page = page(&pool, &by, &wanted, Typed::default()).await?;
    by.page(page).await
}

async fn answered(pool: &Pool, who: &Signed, form: &AssessmentForm, done: Result<()>, notice: &str) -> Reply {
    match done {
        Ok(()) => who.saved(&form.back(), notice).await,
        Err(error) => {
            let wanted = Wanted {
                week: form.week.clone(),
                ..Wanted::default()
            };
            let page = page(pool, who, &wanted, form.typed()).await?;
            who.form(page, error).await
        }
    }
}

/// `POST /console/assessments`: a week is assessed, with a reason it is corrected.
///
/// # Errors
/// Refusals of [`assess_week`].
pub async fn post_assess(by: By<AssessUnits>, pool: Data<Pool>, Form(form): Form<AssessmentForm>) -> Reply {
    let done = async {
        let week: Week = form.week.parse()?;
        let key = SealKey::new(&by.app.settings.secret)?;
        let at = pool.snapshot().await?;
        let mut tx = pool.write(by.granted()).await?;
        match assess_week(&mut tx, &at, &key, week, &form.reason).await? {
            (_, true) => tx.commit().await,
            (_, false) => Err(Error::field(
                "reason",
                "这一周已经测评；需要更正的，请填写更正原因。",
            )),
        }
    };
    let done = done.await;
    answered(&pool, &by, &form, done, "已完成测评。").await
}

/// `POST /console/assessments/appeal`
///
/// # Errors
/// Refusals of [`appeal_assessment`].
pub async fn post_appeal(
    by: By<AppealAssessment>,
    pool: Data<Pool>,
    Form(form): Form<AssessmentForm>,
) -> Reply {
    let done = async {
        let mut tx = pool.write(by.granted()).await?;
        appeal_assessment(&mut tx, form.week.parse()?, &form.words).await?;
        tx.commit().await
    };
    let done = done.await;
    answered(&pool, &by, &form, done, "申诉已提交。").await
}

/// `POST /console/assessments/decide`
///
/// # Errors
/// Refusals of [`decide_appeal`].
pub async fn post_decide_appeal(
    by: By<AssessUnits>,
    pool: Data<Pool>,
    Form(form): Form<AssessmentForm>,
) -> Reply {
    let done = async {
        let id = form.appeal.parse().ok().ok_or(Error::NotFound)?;
        let mut tx = pool.write(by.granted()).await?;
        decide_appeal(&mut tx, id, form.upheld == "true", &form.answer).await?;
        tx.commit().await
    };
    let done = done.await;
    answered(&pool, &by, &form, done, "申诉已处理。").await
}

/// A circular as a file for download.
pub(super) fn file(
    circular: &Circular,
    ending: &str,
    media_type: &'static str,
    bytes: Vec<u8>,
) -> HttpResponse {
    let week = &circular.frozen.week;
    HttpResponse::Ok()
        .content_type(media_type)
        .insert_header((
            "content-disposition",
            format!("attachment; filename=\"assessment-{week}.{ending}\""),
        ))
        .insert_header(("cache-control", "private, no-store"))
        .body(bytes)
}

async fn circular(by: &By<ReadLetters>, pool: &Pool, wanted: &Wanted) -> Result<Circular> {
    let key = SealKey::new(&by.app.settings.secret)?;
    super::read_circular(
        &pool.read(),
        &key,
        wanted.week.trim(),
        wanted.version.parse().ok(),
    )
    .await
}

/// `GET /console/assessments.docx`
///
/// # Errors
/// [`Error::NotFound`] for a week without assessment.
pub async fn get_circular_docx(by: By<ReadLetters>, pool: Data<Pool>, Query(wanted): Query<Wanted>) -> Reply {
    let circular = circular(&by, &pool, &wanted).await?;
    let bytes = write_docx(&parts(&circular))?;
    let kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    Ok(file(&circular, "docx", kind, bytes))
}

/// `GET /console/assessments.pdf`
///
/// # Errors
/// As [`get_circular_docx`].
pub async fn get_circular_pdf(by: By<ReadLetters>, pool: Data<Pool>, Query(wanted): Query<Wanted>) -> Reply {
    let circular = circular(&by, &pool, &wanted).await?;
    let bytes = write_pdf(&parts(&circular));
    Ok(file(&circular, "pdf", "application/pdf", bytes))
}

/// `GET /console/assessments.json`: what was frozen, with its seal.
///
/// # Errors
/// As [`get_circular_docx`].
pub async fn get_circular_json(by: By<ReadLetters>, pool: Data<Pool>, Query(wanted): Query<Wanted>) -> Reply {
    let circular = circular(&by, &pool, &wanted).await?;
    let bytes = serde_json::to_vec(&circular).map_err(Error::fault)?;
    Ok(file(&circular, "json", "application/json", bytes))
}
