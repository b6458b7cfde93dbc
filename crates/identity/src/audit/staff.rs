//! The audit administrator's page, and that of a site's own records.

use super::query::{Filter, Scope};
use super::view::{Asked, AuditRow, AuditShow, choice, days};
use super::{csv, words};
use crate::door::{self, Door};
use crate::permissions::{ReadAudit, ReadGroupAudit};
use crate::person::entity as person;
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use chrono::Duration;
use futures_util::stream;
use gateway::staff::Signed;
use gateway::{By, Reply, StaffPage};
use kernel::{Error, Result, SiteId, beijing};
use sea_orm::ColumnTrait;
use serde::Deserialize;
use std::collections::HashMap;
use store::HubRead;
use store::audit::entity::Model;
use theme::view::Pager;

const SIZE: u64 = 50;
const DAYS: i64 = 14;

/// What is looked for, as the address says.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    who: String,
    what: String,
    site: String,
    result: String,
    from: String,
    to: String,
    q: String,
    page: u64,
}

impl Wanted {
    /// Whoever may not see all sees the own site, whatever the address says.
    fn filter(&self, signed: &Signed) -> Result<Filter> {
        let scope = if signed.may::<ReadGroupAudit>() {
            let site = Some(self.site.as_str()).filter(|site| !site.is_empty());
            match site {
                None => Scope::Group,
                Some(slug) => Scope::Site(
                    signed
                        .app
                        .directory
                        .by_slug(slug)
                        .map(|site| site.id)
                        .ok_or_else(|| Error::field("site", "没有这个站点。"))?,
                ),
            }
        } else {
            Scope::Site(signed.site.id)
        };
        let day = |text: &str, field: &str| match text.trim() {
            "" => Ok(None),
            text => beijing::parse(text)
                .map(Some)
                .ok_or_else(|| Error::field(field, "请填写日期，例如 2026-12-31。")),
        };
        Ok(Filter {
            scope,
            who: self.who.trim().to_owned(),
            what: self.what.trim().to_owned(),
            result: self.result.trim().to_owned(),
            words: self.q.trim().to_owned(),
            from: day(&self.from, "from")?,
            until: day(&self.to, "to")?.map(|day| day + Duration::days(1)),
        })
    }

    /// What was asked for, without what was left empty.
    fn asked(&self) -> url::form_urlencoded::Serializer<'static, String> {
        let mut asked = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.pairs() {
            if !value.is_empty() {
                asked.append_pair(name, value);
            }
        }
        asked
    }

    fn query(&self) -> String {
        url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(self.pairs())
            .finish()
    }

    fn pairs(&self) -> [(&'static str, &str); 7] {
        [
            ("who", &self.who),
            ("what", &self.what),
            ("site", &self.site),
            ("result", &self.result),
            ("from", &self.from),
            ("to", &self.to),
            ("q", &self.q),
        ]
    }
}

/// The page. That somebody reads is a record too; if it cannot be written, nothing is shown.
pub async fn get_audit(by: By<ReadAudit>, request: HttpRequest, door: Data<Door>) -> Reply {
    let wanted: Wanted = door::query(request.query_string())?;
    match wanted.filter(&by) {
        Ok(filter) => {
            tell(&by, &door, "audit.read", &wanted).await?;
            let page = show(&by, &door, wanted, &filter).await?;
            by.page(page).await
        }
        Err(error) => {
            let plain = Wanted::default();
            let filter = plain.filter(&by)?;
            tell(&by, &door, "audit.read", &plain).await?;
            let page = show(&by, &door, wanted, &filter).await?;
            by.form(page, error).await
        }
    }
}

async fn tell(by: &By<ReadAudit>, door: &Door, action: &str, wanted: &Wanted) -> Result<()> {
    let mut tx = door.identity.hub.write(by.me.actor()).await?;
    let detail = serde_json::json!({
        "query": wanted.asked().finish(),
        "page": wanted.page.max(1),
    });
    // Who looks at everybody's records is no business of the portal's own administrator.
    let site = (!by.may::<ReadGroupAudit>()).then_some(by.site.id);
    tx.audit(site, action, "audit", &detail);
    tx.commit().await
}

async fn show(by: &Signed, door: &Door, wanted: Wanted, filter: &Filter) -> Result<StaffPage<AuditShow>> {
    let db = door.identity.hub.read();
    let page = wanted.page.max(1);
    let (rows, total) = filter.page(&db, page, SIZE).await?;
    let days = days(filter.per_day(&db, DAYS, db.now()).await?);
    let people = people(&db, &rows).await?;
    let url = by.site.url("/console/audit");
    let query = wanted.query();
    let view = AuditShow {
        csv_url: format!("{}?{query}", by.site.url("/console/audit.csv")),
        nouns: words::nouns().map(|(key, title)| choice(&key, title)).collect(),
        results: ["ok", "refused", "failed"]
            .map(|key| choice(key, words::result(key).0))
            .into(),
        sites: if by.may::<ReadGroupAudit>() {
            sites(by)
        } else {
            Vec::new()
        },
        pager: Pager::for_total(page, SIZE, total, &format!("{url}?{query}")),
        rows: rows.into_iter().map(|row| line(by, row, &people)).collect(),
        width: u64::try_from(days.len()).unwrap_or(0) * 40 + 16,
        days,
        kept_days: door.identity.settings.audit_keep.num_days(),
        asked: Asked {
            who: wanted.who,
            what: wanted.what,
            site: wanted.site,
            result: wanted.result,
            from: wanted.from,
            to: wanted.to,
            q: wanted.q,
        },
        url,
    };
    Ok(StaffPage::new("identity/audit.html", view).title("审计记录"))
}

fn sites(signed: &Signed) -> Vec<crate::membership::view::Choice> {
    let all = signed.app.directory.all();
    all.iter().map(|site| choice(&site.slug, &site.name)).collect()
}

fn site_name(signed: &Signed, site: Option<i64>) -> String {
    let found = site.and_then(|site| signed.app.directory.get(SiteId(site)));
    found.map_or_else(String::new, |site| site.short_name.clone())
}

fn line(signed: &Signed, row: Model, people: &HashMap<String, (String, String)>) -> AuditRow {
    let site = site_name(signed, row.site_id);
    let named = |(name, account): &(String, String)| format!("{name}（{account}）");
    let subject = people
        .get(&row.subject)
        .map_or_else(|| row.subject.clone(), named);
    AuditRow::new(row, site, subject)
}

/// Names of the people whom the rows are about, by uid.
async fn people(db: &HubRead, rows: &[Model]) -> Result<HashMap<String, (String, String)>> {
    let uids: Vec<uuid::Uuid> = rows.iter().filter_map(|row| row.subject.parse().ok()).collect();
    let found = db
        .find::<person::Entity>()
        .filter(person::Column::Uid.is_in(uids))
        .all()
        .await?;
    let named = found
        .into_iter()
        .map(|person| (person.uid.to_string(), (person.name, person.account)));
    Ok(named.collect())
}

/// The records as a table, as long as they are.
pub async fn get_audit_csv(by: By<ReadAudit>, request: HttpRequest, door: Data<Door>) -> Reply {
    let wanted: Wanted = door::query(request.query_string())?;
    let filter = wanted.filter(&by)?;
    tell(&by, &door, "audit.exported", &wanted).await?;
    let name = format!("audit-{}.csv", beijing::date(door.identity.now()));
    let signed = Signed::clone(&by);
    let begin = (door, filter, signed, Some(i64::MAX), true);
    let lines = stream::try_unfold(begin, |(door, filter, signed, before, first)| async move {
        let Some(before) = before else {
            return Ok::<_, actix_web::Error>(None);
        };
        let rows = filter
            .before(&door.identity.hub.read(), before, 1000)
            .await
            .map_err(gateway::HttpError::from)?;
        let mut text = if first {
            csv::HEAD.to_owned()
        } else {
            String::new()
        };
        for row in &rows {
            text.push_str(&csv::line(row, &site_name(&signed, row.site_id)));
        }
        let next = rows.last().map(|row| row.id).filter(|_| rows.len() == 1000);
        Ok(Some((Bytes::from(text), (door, filter, signed, next, false))))
    });
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header(("content-disposition", format!("attachment; filename=\"{name}\"")))
        .insert_header(("cache-control", "private, no-store"))
        .streaming(lines))
}
