//! `zisha demo`: the demo city, set up and served.

use super::End;
use crate::config::Config;
use crate::sites::Sites;
use crate::wire::Town;
use kernel::{Clocks, Error, Result};
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
    crate::demo::set_up(&config, &sites, &password, &|step| println!("… {step}")).await?;
    let town = Town::open(&config, Clocks::system()).await?;
    print_addresses(&town);
    println!();
    println!(
        "账号：<站点>.writer | .editor | .reviewer | .admin，如 edu.writer；平台三员：platform.admin（系统）| platform.security（安全）| platform.audit（审计）；另有 edu.signer（签发）"
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
