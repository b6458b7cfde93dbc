//! `zisha letters`.

use super::{End, answer};
use crate::config::Config;
use crate::demo::site_id;
use crate::wire::Base;
use chrono::NaiveDate;
use clap::Subcommand;
use gateway::unit::entity as unit;
use gateway::unit::entity::alias;
use kernel::{Actor, Error, Result, policy};
use letters::assessment::{
    Circular, Part, SealKey, Week, assess_week, parts, read_circular, write_docx, write_pdf,
};
use letters::permissions::{AssessUnits, ManageBoards};
use letters::pool::{Pool, portal_id};
use letters::stats::{Figures, Filter, Period, Scope, read_figures};
use letters::year::set_year;
use sea_orm::ColumnTrait;
use std::path::{Path, PathBuf};
use store::HubRead;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// The figures of a period: received, valid, answered, by class, month and unit.
    Stats {
        /// First day, yyyy-mm-dd.
        #[arg(long)]
        from: NaiveDate,
        /// Last day, yyyy-mm-dd.
        #[arg(long)]
        to: NaiveDate,
        /// Only the letters of this unit (name, short name or alias).
        #[arg(long)]
        unit: Option<String>,
    },
    /// Assesses the units by what happened in a week that is over; a week is assessed once.
    Assess {
        /// The week, 2026-W10.
        #[arg(long)]
        week: Week,
        /// Measures the week again as a further version, and says why.
        #[arg(long, default_value = "")]
        correct: String,
        /// Writes the circular to this file too, as .docx, .pdf or .json by its ending.
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// Sets the total of a year whose letters are not here; 0 takes it out.
    Year {
        /// Site, by its word.
        #[arg(long)]
        site: String,
        /// The year.
        year: i64,
        /// Letters received.
        received: i64,
    },
}

pub(crate) async fn run(config: &Config, command: Command, json: bool) -> Result<End> {
    let base = Base::open(config).await?;
    match command {
        Command::Stats { from, to, unit } => {
            let read = base.hub.snapshot().await?;
            let scope = match unit {
                Some(name) => Scope::Unit(unit_id(&read, &name).await?),
                None => Scope::Group,
            };
            let figures = read_figures(&read, scope, &Filter::of(Period::new(from, to)?)).await?;
            answer(json, &figures, || words(&figures))?;
        }
        Command::Assess { week, correct, out } => {
            let kind = out.as_deref().map(circular_kind).transpose()?;
            let circular = assess(&base, week, &correct).await?;
            if let (Some(path), Some(kind)) = (out, kind) {
                std::fs::write(path, kind(&circular)?)?;
            }
            answer(json, &circular, || circular_words(&circular))?;
            if !circular.is_whole {
                return Ok(End::Differences);
            }
        }
        Command::Year { site, year, received } => {
            let site = site_id(&base, &site).await?;
            let by = policy::decide::<ManageBoards>(&Actor::operator("letters"), site, &[])?;
            let mut tx = base.store.write(by).await?;
            set_year(&mut tx, year, received).await?;
            tx.commit().await?;
            let told = serde_json::json!({ "year": year, "received": received });
            answer(json, &told, || format!("{year} 年收件总数：{received}。"))?;
        }
    }
    Ok(End::Done)
}

async fn assess(base: &Base, week: Week, correct: &str) -> Result<Circular> {
    let portal = portal_id(&base.hub.read()).await?.ok_or(Error::NotFound)?;
    let by = policy::decide::<AssessUnits>(&Actor::operator("letters"), portal, &[])?;
    let key = SealKey::new(&gateway::settings::secret(base.store.data())?)?;
    let pool = Pool::new(base.hub.clone());
    let at = pool.snapshot().await?;
    let mut tx = pool.write(by).await?;
    let (row, is_new) = assess_week(&mut tx, &at, &key, week, correct).await?;
    if is_new {
        tx.commit().await?;
    } else {
        drop(tx);
    }
    read_circular(&base.hub.read(), &key, &row.week, Some(row.version)).await
}

type Writes = fn(&Circular) -> Result<Vec<u8>>;

/// What writes the file, by its ending.
fn circular_kind(path: &Path) -> Result<Writes> {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("docx") => Ok(|circular| write_docx(&parts(circular))),
        Some("pdf") => Ok(|circular| Ok(write_pdf(&parts(circular)))),
        Some("json") => Ok(|circular| serde_json::to_vec(circular).map_err(Error::fault)),
        _ => Err(Error::field("out", "文件名应以 .docx、.pdf 或 .json 结尾。")),
    }
}

fn circular_words(circular: &Circular) -> String {
    let mut lines = Vec::new();
    for part in parts(circular) {
        match part {
            Part::Heading(text) | Part::Text(text) => lines.push(text),
            Part::Table(table) => {
                lines.push(table.title);
                lines.push(table.heads.join("\t"));
                lines.extend(table.rows.into_iter().map(|row| {
                    let cells = row.cells.into_iter().map(|cell| cell.text);
                    std::iter::once(row.title)
                        .chain(cells)
                        .collect::<Vec<_>>()
                        .join("\t")
                }));
            }
        }
    }
    lines.push(
        if circular.is_whole {
            "签名有效。"
        } else {
            "签名无效。"
        }
        .to_owned(),
    );
    lines.join("\n")
}

async fn unit_id(read: &HubRead, name: &str) -> Result<i64> {
    let by_name = sea_orm::Condition::any()
        .add(unit::Column::Name.eq(name))
        .add(unit::Column::ShortName.eq(name));
    if let Some(row) = read.find::<unit::Entity>().filter(by_name).one().await? {
        return Ok(row.id);
    }
    let other = alias::Column::Alias.eq(name);
    let row = read.find::<alias::Entity>().filter(other).one().await?;
    row.map(|row| row.unit_id)
        .ok_or_else(|| Error::field("unit", format!("没有单位 {name}。")))
}

fn words(figures: &Figures) -> String {
    let rate = |rate: Option<f64>| rate.map_or_else(|| "—".into(), |rate| format!("{rate:.2}%"));
    let mut lines = vec![
        format!("{} 至 {}", figures.from, figures.to),
        format!(
            "收件 {}，无效 {}，有效 {}；已答复 {}，未答复 {}，答复率 {}。",
            figures.received,
            figures.deleted,
            figures.valid,
            figures.replied,
            figures.unreplied,
            rate(figures.reply_rate)
        ),
        format!(
            "按时答复 {}，按时或延期内答复 {}，超过最长时限 {}。",
            figures.on_time, figures.on_time_or_extended, figures.over_15_days
        ),
    ];
    lines.extend(figures.by_type.iter().map(|(class, n)| format!("  {class} {n}")));
    lines.extend(figures.units.iter().map(|unit| {
        format!(
            "  {}：有效 {}，已答复 {}，未答复 {}，答复率 {}",
            unit.unit,
            unit.valid,
            unit.replied,
            unit.unreplied,
            rate(unit.reply_rate)
        )
    }));
    lines.join("\n")
}
