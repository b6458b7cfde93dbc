//! The operator's configuration: one TOML file, `ZISHA_` variables on top, flags on top of those.

mod people;
mod portal;

use clap::Args;
use config::{Environment, File};
use gateway::Settings;
use gateway::settings::Network;
use kernel::{Clocks, Error, Result};
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::path::PathBuf;

/// Flags that every command takes.
#[derive(Args, Clone, Debug, Default)]
pub struct Flags {
    /// Data folder: database, files, index, keys.
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Configuration file (TOML).
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Answers as JSON.
    #[arg(long, global = true)]
    pub json: bool,
}

/// Everything an operator may set.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Data folder.
    pub data: PathBuf,
    /// Address to listen on.
    pub listen: SocketAddr,
    /// Where the portal is reached from outside.
    pub public_url: String,
    /// `postgres://…`; empty means SQLite in the data folder.
    pub database_url: String,
    /// Proxies whose `X-Forwarded-For` is believed: addresses or blocks.
    pub trusted_proxies: Vec<String>,
    /// Whether public pages are kept.
    pub page_cache: bool,
    /// Budget of the page cache, MiB.
    pub page_cache_mib: u64,
    /// Largest upload, MiB.
    pub upload_limit_mib: usize,
    /// Seconds after which a request is given up.
    pub request_timeout_seconds: u64,
    /// Searches and programs' requests a second one client may make; 0 means unlimited.
    pub search_rate: u32,
    /// Server threads; 0 means one a core.
    pub workers: usize,
    /// What is logged, as `tracing` filters: `info`, `warn,store=debug` …
    pub log: String,
    /// Log lines as JSON.
    pub log_json: bool,
    /// Folder with themes instead of those in the program.
    pub themes: Option<PathBuf>,
    /// Cheaper password hashing, for demonstrations and tests only.
    pub demo: bool,
    /// Whether editors of units that are behind with their quotas get a mail on Thursdays.
    pub quota_mail: bool,
    /// Where mail goes out.
    pub mail: mail::Settings,
    /// What may be fetched of addresses that others give us.
    pub outbound: gateway::outbound::Settings,
    /// Sign-in, passwords, accounts.
    pub identity: people::Identity,
    /// The portal on another box, where the staff of this one sign in.
    pub portal: portal::Portal,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: PathBuf::from("data"),
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: "http://portal.localhost:8080".into(),
            database_url: String::new(),
            trusted_proxies: Vec::new(),
            page_cache: true,
            page_cache_mib: 64,
            upload_limit_mib: 60,
            request_timeout_seconds: 30,
            search_rate: 20,
            workers: 0,
            log: "info".into(),
            log_json: false,
            themes: None,
            demo: false,
            quota_mail: true,
            mail: mail::Settings::default(),
            outbound: gateway::outbound::Settings::default(),
            identity: people::Identity::default(),
            portal: portal::Portal::default(),
        }
    }
}

impl Config {
    /// Reads file, variables and flags. Variables that are not settings (`ZISHA_DEMO_PASSWORD` …) are passed over.
    ///
    /// # Errors
    /// [`Error::Invalid`] names the setting.
    pub fn read(flags: &Flags) -> Result<Self> {
        let wrong = |error: config::ConfigError| Error::field("config", format!("配置有误：{error}"));
        let defaults = config::Config::try_from(&Self::default()).map_err(wrong)?;
        let mut layers = config::Config::builder().add_source(defaults);
        if let Some(file) = &flags.config {
            layers = layers.add_source(File::from(file.as_path()));
        }
        let known = [
            "data",
            "listen",
            "public_url",
            "database_url",
            "trusted_proxies",
            "page_cache",
            "page_cache_mib",
            "upload_limit_mib",
            "request_timeout_seconds",
            "search_rate",
            "workers",
            "log",
            "log_json",
            "themes",
            "demo",
            "quota_mail",
        ];
        // `ZISHA_MAIL__PASSWORD` is `password` of `[mail]`.
        let sections = ["mail__", "outbound__", "identity__", "portal__"];
        let variables: std::collections::HashMap<String, String> = std::env::vars()
            .filter(|(name, _)| {
                name.strip_prefix("ZISHA_")
                    .map(str::to_ascii_lowercase)
                    .is_some_and(|rest| {
                        known.contains(&rest.as_str()) || sections.iter().any(|s| rest.starts_with(s))
                    })
            })
            .collect();
        let environment = Environment::with_prefix("ZISHA")
            .prefix_separator("_")
            .separator("__")
            .source(Some(variables))
            .try_parsing(true)
            .list_separator(",")
            .with_list_parse_key("trusted_proxies")
            .with_list_parse_key("outbound.allow")
            .with_list_parse_key("identity.second_factor");
        let mut read: Self = layers
            .add_source(environment)
            .build()
            .and_then(config::Config::try_deserialize)
            .map_err(wrong)?;
        read.trusted_proxies.retain(|block| !block.trim().is_empty());
        if let Some(data) = &flags.data {
            read.data.clone_from(data);
        }
        Ok(read)
    }

    /// The gateway's part.
    ///
    /// # Errors
    /// [`Error::Invalid`] names the setting.
    pub fn gateway(&self) -> Result<Settings> {
        let url =
            self.public_url.parse().ok().filter(|url: &url::Url| {
                matches!(url.scheme(), "http" | "https") && url.host_str().is_some()
            });
        let url = url.ok_or_else(|| Error::field("public_url", format!("不是网址：{}", self.public_url)))?;
        let mut settings = Settings::new(url, gateway::settings::secret(&self.data)?);
        settings.trusted_proxies = self
            .trusted_proxies
            .iter()
            .map(|block| Network::parse(block.trim()))
            .collect::<Result<_>>()?;
        settings.page_cache = self.page_cache;
        settings.page_cache_bytes = self.page_cache_mib << 20;
        settings.upload_limit = self.upload_limit_mib << 20;
        settings.search_rate = self.search_rate;
        settings.request_timeout = std::time::Duration::from_secs(self.request_timeout_seconds);
        Ok(settings)
    }

    /// How the store is opened. `migrate` lets a single SQLite box upgrade itself after a copy.
    #[must_use]
    pub fn store(&self, clocks: Clocks, migrate: bool) -> store::OpenOptions {
        store::OpenOptions {
            data: self.data.clone(),
            database_url: self.database_url().map(str::to_owned),
            clocks,
            migrate,
        }
    }

    /// PostgreSQL's address, if that is the database.
    #[must_use]
    pub fn database_url(&self) -> Option<&str> {
        Some(self.database_url.as_str()).filter(|url| !url.is_empty())
    }

    /// The same with secrets masked, to be shown.
    #[must_use]
    pub fn masked(&self) -> Self {
        let mut shown = self.clone();
        shown.mail = self.mail.masked();
        shown.identity = self.identity.masked();
        if let Ok(mut url) = self.database_url.parse::<url::Url>()
            && url.password().is_some()
            && url.set_password(Some("***")).is_ok()
        {
            shown.database_url = url.to_string();
        }
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked_when_shown() {
        let config = Config {
            database_url: "postgres://zisha:geheim@db/zisha".into(),
            mail: mail::Settings {
                password: "geheim".into(),
                ..mail::Settings::default()
            },
            ..Config::default()
        };
        let shown = toml::to_string(&config.masked()).unwrap();
        assert!(!shown.contains("geheim") && shown.contains("***"), "{shown}");
    }

    #[test]
    fn a_file_that_names_no_setting_is_refused() {
        let folder = std::env::temp_dir().join(format!("zisha-config-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("zisha.toml");
        std::fs::write(&file, "lissten = \"127.0.0.1:1\"").unwrap();
        let flags = Flags {
            config: Some(file),
            ..Flags::default()
        };
        assert!(matches!(Config::read(&flags), Err(Error::Invalid(_))));
        std::fs::remove_dir_all(folder).unwrap();
    }
}
