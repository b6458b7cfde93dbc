//! `zisha demo`: the demo city, set up and served.

use super::End;
use crate::config::Config;
use crate::sites::Sites;
use crate::wire::Town;
use chrono::{DateTime, Utc};
use kernel::{Clocks, DomainClock, Error, Result, beijing};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Address to listen on.
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// A folder like `sites/` instead of the city in the program.
    #[arg(long, value_name = "DIR")]
    sites: Option<PathBuf>,
    /// What time it is in the city (`2026-03-10T09:00+08:00`, or Beijing time `2026-03-10 09:00`): deadlines and dates follow
    /// it, sessions and tokens stay on real time.
    #[arg(long, value_name = "TIME")]
    now: Option<String>,
}

pub(crate) async fn run(mut config: Config, args: Args) -> Result<End> {
    config.demo = true;
    if let Some(listen) = args.listen {
        config.listen = listen;
    }
    let listener = TcpListener::bind(config.listen)?;
    config.listen = listener.local_addr()?;
    config.public_url = format!("http://portal.localhost:{}", config.listen.port());
    let sites = args.sites.map_or(Sites::Demo, Sites::Folder);
    let (password, given) = password()?;
    let clocks = clocks(args.now.as_deref())?;
    crate::demo::set_up(&config, &sites, &password, &clocks.domain, &|step| {
        println!("… {step}");
    })
    .await?;
    let town = Town::open(&config, clocks).await?;
    print_addresses(&town);
    println!();
    println!(
        "账号：<站点>.writer | .editor | .reviewer | .admin | .letters（来信），如 edu.writer；平台三员：platform.admin（系统）| platform.security（安全）| platform.audit（审计）；另有 edu.signer（签发）"
    );
    println!(
        "密码：{}",
        if given {
            "由 ZISHA_DEMO_PASSWORD 给定"
        } else {
            &password
        }
    );
    let portal = town
        .app
        .directory
        .portal()
        .ok_or_else(|| Error::fault("the demo has no portal"))?;
    println!("READY {}", portal.absolute("/"));
    super::serve::serve(&config, town, listener).await?;
    Ok(End::Done)
}

/// The city's time; the security clock is the real one in any case.
fn clocks(now: Option<&str>) -> Result<Clocks> {
    let system = Clocks::system();
    let Some(text) = now else {
        return Ok(system);
    };
    let wanted = read_time(text).ok_or_else(|| {
        Error::field(
            "now",
            format!("“{text}”不是时间，请写成 2026-03-10T09:00+08:00 或 \"2026-03-10 09:00\"。"),
        )
    })?;
    Ok(Clocks {
        domain: DomainClock::shifted(wanted - system.domain.now()),
        ..system
    })
}

/// What [`beijing::parse`] reads, and RFC 3339 without seconds, as people write it.
fn read_time(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M%:z")
        .ok()
        .map(|at| at.with_timezone(&Utc))
        .or_else(|| beijing::parse(text))
}

/// The password of every demo account: given, or a random one for this start.
fn password() -> Result<(String, bool)> {
    match std::env::var("ZISHA_DEMO_PASSWORD") {
        Ok(given) if !given.is_empty() => Ok((given, true)),
        Ok(_) | Err(_) => Ok((
            format!(
                "taodu-{}",
                identity::token::random()?
                    .chars()
                    .filter(char::is_ascii_alphanumeric)
                    .take(10)
                    .collect::<String>()
            ),
            false,
        )),
    }
}

fn print_addresses(town: &Town) {
    println!();
    for site in town.app.directory.all() {
        println!("{:<46}{}", site.absolute("/"), site.name);
    }
    if let Some(portal) = town.app.directory.portal() {
        println!("{:<46}工作台（各站均有 /console/）", portal.absolute("/console/"));
    }
}

#[cfg(test)]
mod tests {
    use super::{clocks, read_time};
    use kernel::beijing;

    #[test]
    fn the_citys_time_is_read_with_and_without_a_zone() {
        for text in [
            "2026-03-10T09:00+08:00",
            "2026-03-10T01:00:00Z",
            "2026-03-10 09:00",
        ] {
            assert_eq!(
                read_time(text).map(beijing::minute).as_deref(),
                Some("2026-03-10 09:00")
            );
        }
        assert!(clocks(Some("morgen")).is_err());
    }

    #[test]
    fn sessions_stay_on_real_time() {
        let clocks = clocks(Some("2026-03-10T09:00+08:00")).unwrap();
        assert_eq!(beijing::date(clocks.domain.now()), "2026-03-10");
        let real = kernel::Clocks::system().security.now();
        assert!((clocks.security.now() - real).num_seconds().abs() < 60);
    }
}
