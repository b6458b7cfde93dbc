//! `zisha site list|apply`.

use super::{End, answer};
use crate::config::Config;
use crate::sites::Sites;
use crate::wire::Base;
use clap::Subcommand;
use content::channel::ChannelFile;
use gateway::site::{Applied, SiteFile, apply_site, entity};
use gateway::unit::{UnitFile, apply_units};
use kernel::{Actor, Error, Result, policy};
use serde_json::json;
use std::path::PathBuf;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// The sites of this box.
    List,
    /// Make units, sites, channels and redirects say what a `sites/` folder says. Idempotent.
    Apply {
        /// The folder.
        #[arg(default_value = "sites")]
        folder: PathBuf,
        /// Also overwrite fields that people changed in the console.
        #[arg(long)]
        force_fields: bool,
    },
}

pub(crate) async fn run(config: &Config, command: Command, json: bool) -> Result<End> {
    let base = Base::open(config).await?;
    match command {
        Command::List => list(config, &base, json).await?,
        Command::Apply { folder, force_fields } => {
            let applied = apply_all(config, &base, &Sites::Folder(folder), force_fields).await?;
            let rows: Vec<_> = applied.iter().map(report).collect();
            answer(json, &rows, || {
                applied.iter().map(words).collect::<Vec<_>>().join("\n")
            })?;
        }
    }
    Ok(End::Done)
}

async fn list(config: &Config, base: &Base, json: bool) -> Result<()> {
    let settings = config.gateway()?;
    let rows = base
        .hub
        .read()
        .find::<entity::Entity>()
        .asc(entity::Column::Id)
        .all()
        .await?;
    let rows: Vec<_> = rows
        .iter()
        .map(|row| {
            json!({ "slug": row.slug, "kind": row.kind, "name": row.name, "state": row.state,
            "url": format!("{}{}", settings.origin(&row.host), row.mount) })
        })
        .collect();
    answer(json, &rows, || {
        let line = |row: &serde_json::Value| {
            let word = |name: &str| {
                row.get(name)
                    .and_then(|value| value.as_str())
                    .unwrap_or_default()
                    .to_owned()
            };
            format!(
                "{:<12}{:<12}{}  {}",
                word("slug"),
                word("kind"),
                word("url"),
                word("name")
            )
        };
        rows.iter().map(line).collect::<Vec<_>>().join("\n")
    })
}

fn report((slug, applied): &(String, Applied)) -> serde_json::Value {
    json!({ "site": slug, "created": applied.created, "changed": applied.changed, "kept": applied.kept })
}

fn words((slug, applied): &(String, Applied)) -> String {
    if applied.created {
        return format!("{slug}：新建");
    }
    let mut line = match applied.changed.as_slice() {
        [] => format!("{slug}：无变化"),
        changed => format!("{slug}：更新 {}", changed.join("、")),
    };
    if !applied.kept.is_empty() {
        line.push_str(&format!("；保留控制台所改：{}", applied.kept.join("、")));
    }
    line
}

/// Applies units, then every site (the portal first) with channels and redirects.
pub(crate) async fn apply_all(
    config: &Config,
    base: &Base,
    sites: &Sites,
    force: bool,
) -> Result<Vec<(String, Applied)>> {
    let settings = config.gateway()?;
    let units: UnitFile = toml::from_str(&sites.text("units.toml")?)
        .map_err(|error| Error::field("units.toml", format!("无法读取：{}", error.message())))?;
    let mut done = Vec::new();
    let mut units_applied = false;
    for slug in sites.slugs()? {
        let file = SiteFile::parse(&sites.text(&format!("{slug}/site.toml"))?)?;
        if file.slug.as_str() != slug {
            return Err(Error::field(
                "slug",
                format!("{slug}/site.toml 的 slug 应与目录同名。"),
            ));
        }
        let mut tx = base.hub.write(Actor::operator("site apply")).await?;
        if !units_applied {
            // The units' event belongs to the first site, the portal, which this same transaction may be making.
            let first = tx.find::<entity::Entity>().asc(entity::Column::Id).one().await?;
            apply_units(&mut tx, &units, kernel::SiteId(first.map_or(1, |site| site.id))).await?;
            units_applied = true;
        }
        tx.exempt("setup")?;
        let applied = apply_site(&mut tx, &file, sites.marks(&slug)?, &settings, force).await?;
        tx.commit().await?;
        apply_inside(base, sites, &slug, applied.site).await?;
        done.push((slug, applied));
    }
    if done.is_empty() {
        return Err(Error::field("folder", "目录中没有任何 site.toml。"));
    }
    Ok(done)
}

/// Channels and redirects of one site.
async fn apply_inside(base: &Base, sites: &Sites, slug: &str, site: kernel::SiteId) -> Result<()> {
    let granted =
        || policy::decide::<content::permissions::ApplySite>(&Actor::operator("site apply"), site, &[]);
    let channels = sites.text(&format!("{slug}/channels.toml"))?;
    let redirects = sites.text(&format!("{slug}/redirects.csv")).unwrap_or_default();
    let mut tx = base.store.write(granted()?).await?;
    tx.exempt("setup")?;
    content::channel::apply_channels(&mut tx, &ChannelFile::parse(&channels)?).await?;
    content::redirect::apply_redirects(&mut tx, &redirects).await?;
    tx.commit().await
}
