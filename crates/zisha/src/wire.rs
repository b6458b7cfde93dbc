//! Wiring: which features there are, what each gets, and what runs beside the server.

use crate::alarm::Alarms;
use crate::config::Config;
use crate::documents::Joined;
use actix_web::web::Data;
use gateway::{App, Feature};
use identity::{Identity, PasswordCost, RemoteIssuer};
use kernel::document::Documents;
use kernel::{Clocks, Error, Result};
use search::Index;
use serde_json::{Value, json};
use std::sync::Arc;
use store::job::JobRunner;
use store::log::Runner;
use store::{HubKey, HubStore, ReaderLease, Store};
use syndication::peer::Courier;
use syndication::source::Poller;
use theme::{Source, StaffTemplate, Themes};

/// Database and files, with the key to all sites. Enough for commands that show no pages.
#[derive(Clone)]
pub struct Base {
    /// Doors of sites.
    pub store: Store,
    /// The door of the command line itself.
    pub hub: HubStore,
    key: Arc<HubKey>,
}

impl Base {
    /// Opens the data folder of the configuration.
    ///
    /// # Errors
    /// Refusals of the schema; faults.
    pub async fn open(config: &Config) -> Result<Self> {
        Self::open_at(config, Clocks::system()).await
    }

    /// The same on other clocks. A single SQLite box makes a copy and migrates itself; PostgreSQL, which other nodes may
    /// be using, waits for `zisha migrate`.
    ///
    /// # Errors
    /// Refusals of the schema; faults.
    pub async fn open_at(config: &Config, clocks: Clocks) -> Result<Self> {
        let (store, key) =
            store::open::<migrations::Migrator>(config.store(clocks, config.database_url().is_none()))
                .await?;
        store.hash_audit_with(config.identity.audit_algorithm()?);
        Ok(Self::of(store, key))
    }

    /// From a store that is open already (tests).
    #[must_use]
    pub fn of(store: Store, key: HubKey) -> Self {
        let hub = key.grant(&store, "the command line works on the whole box");
        Self {
            store,
            hub,
            key: Arc::new(key),
        }
    }

    fn grant(&self, why: &'static str) -> HubStore {
        self.key.grant(&self.store, why)
    }

    /// Accounts and sign-in.
    ///
    /// # Errors
    /// A fault for password parameters that are not taken.
    pub fn identity(&self, config: &Config) -> Result<Identity> {
        let mut settings = config.identity.settings(&config.public_url)?;
        if config.demo {
            settings.password = PasswordCost::cheap();
            // The demo city's accounts are as old as its first articles, and most of them wait for a visitor.
            settings.unused_after = None;
        }
        let clocks = self.store.clocks();
        let identity = Identity::new(self.grant(identity::HUB), clocks.clone(), settings)?
            .with_holdings(vec![content::holdings()])
            .with_secret(&gateway::settings::secret(self.store.data())?)?;
        crate::people::complete(identity, config, self.store.data(), clocks)
    }

    /// What delivers mail.
    ///
    /// # Errors
    /// [`Error::Invalid`] names the setting.
    pub fn mailer(&self, config: &Config) -> Result<mail::Mailer> {
        let url: url::Url = config.public_url.parse().map_err(Error::fault)?;
        let host = url.host_str().unwrap_or("localhost");
        let hub = self.grant("mail of all sites goes out through one server");
        mail::Mailer::new(&config.mail, host, self.store.data(), hub)
    }
}

/// A whole box: sites, features, readers, jobs.
#[derive(Clone)]
pub struct Town {
    /// Database and files.
    pub base: Base,
    /// The HTTP side.
    pub app: Data<App>,
    /// Readers of the log.
    pub runner: Runner,
    /// Background jobs.
    pub jobs: JobRunner,
    /// What goes to other boxes.
    pub courier: Courier,
    /// What tells the operators.
    pub(crate) alarms: Alarms,
    /// What asks outside sources.
    pub poller: Poller,
    /// What writes down how often pages are looked at.
    pub visits: visits::Keeper,
    /// The search index.
    pub index: Arc<Index>,
    /// What search sees.
    pub documents: Arc<dyn Documents>,
    /// Accounts and sign-in.
    pub identity: Identity,
    /// Whether units that are behind are written to.
    pub(crate) quota_mail: bool,
}

/// Every feature with what it needs.
#[must_use]
pub fn features(
    base: &Base,
    identity: &Identity,
    remote: Option<RemoteIssuer>,
    index: &Arc<Index>,
    documents: &Arc<dyn Documents>,
    outbound: &gateway::outbound::Settings,
    counter: &Arc<visits::Counter>,
) -> Vec<Feature> {
    let mut content = content::feature();
    let keeper = content::article::schedule::Timekeeper::new(base.store.clone());
    content.jobs.push(Arc::new(keeper));
    let topics = content::topic::TopicKeeper::new(base.store.clone());
    content.jobs.push(Arc::new(topics));
    content
        .jobs
        .push(Arc::new(content::check::Scanner::new(base.store.clone())));
    content
        .state
        .push(gateway::State::new(content::check::staff::Group(
            base.grant(content::check::staff::WHY),
        )));
    let places = content::api::Places(base.grant(content::api::PLACES_WHY));
    content.state.push(gateway::State::new(places));
    vec![
        identity::feature(identity, remote),
        content,
        syndication::feature(
            base.grant("the projection writes the library and the places of all sites"),
            outbound,
        ),
        search::feature(
            index.clone(),
            syndication::receipt::witnessed(
                documents.clone(),
                base.grant("receipts say when search knew what an article's places were told"),
            ),
        ),
        notice::feature(base.grant("what the portal sets over the group lies over the pages of every site")),
        letters::feature(base.grant("letters of all sites are one pool for the units that answer them")),
        visits::feature(
            base.grant("the portal sees the figures of visits of all sites"),
            counter.clone(),
        ),
        portal::feature(),
        subsite::feature(),
    ]
}

impl Town {
    /// Opens the data folder and puts everything together.
    ///
    /// # Errors
    /// Refusals of the schema, themes that do not load, faults.
    pub async fn open(config: &Config, clocks: Clocks) -> Result<Self> {
        let base = Base::open_at(config, clocks).await?;
        Self::of(config, base).await
    }

    /// The same on a store that is open already.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub async fn of(config: &Config, base: Base) -> Result<Self> {
        let identity = base.identity(config)?;
        let settings = config.gateway()?;
        let documents: Arc<dyn Documents> = Arc::new(Joined {
            articles: content::documents(base.grant("search sees the published articles of all sites")),
            letters: letters::documents(base.grant("search sees the public letters of all sites")),
        });
        let index = Arc::new(Index::open(base.store.data().join("index"))?);
        let counter = Arc::new(visits::Counter::new(base.store.clocks().domain.clone())?);
        let visits = visits::Keeper::new(
            base.grant("views of the pages of all sites are written down together"),
            counter.clone(),
        );
        let features = features(
            &base,
            &identity,
            config.portal.issuer()?,
            &index,
            &documents,
            &config.outbound,
            &counter,
        );
        let templates: Vec<StaffTemplate> = features
            .iter()
            .flat_map(|feature| feature.templates.iter().copied())
            .collect();
        let mut runner = Runner::new(base.grant("readers follow the log of all sites"));
        let mut handlers = Vec::new();
        for feature in &features {
            feature
                .readers
                .iter()
                .for_each(|reader| runner.add(reader.clone()));
            handlers.extend(feature.jobs.iter().cloned());
        }
        for feature in &features {
            feature
                .external_readers
                .iter()
                .for_each(|reader| runner.add_external(reader.clone()));
        }
        handlers.push(Arc::new(base.mailer(config)?));
        handlers.push(Arc::new(letters::assessment::Assessor::new(
            base.grant("a week's assessment measures the units of all sites"),
            &gateway::settings::secret(base.store.data())?,
        )?));
        handlers.push(Arc::new(letters::duty::DutyTeller::new(
            base.grant("a letter of any site is told to who handles it for its unit"),
            Arc::new(identity.clone()),
        )));
        handlers.push(Arc::new(letters::press::Escalator::new(
            base.grant("letters of all sites that run late are reported upwards"),
            Arc::new(identity.clone()),
        )));
        handlers.push(Arc::new(crate::warning::Warner::new(
            base.grant("units of all sites that are behind with their quotas are written to"),
            Arc::new(identity.clone()),
        )));
        let jobs = JobRunner::new(base.grant("the job queue serves all sites"), handlers);
        let courier = Courier::new(
            &base.store,
            base.grant("what sites of this box publish goes to the boxes it is paired with"),
            gateway::outbound::trusted()?,
        )
        .with_heralds(
            features
                .iter()
                .filter_map(|feature| feature.herald.clone())
                .collect(),
        );
        let alarms = Alarms::new(
            base.grant("alarms of pairings are told to the operators"),
            config.mail.operators.clone(),
        );
        let poller = Poller::new(
            &base.store,
            base.grant("the registers of outside sources of all sites are asked in turn"),
            &config.outbound,
        )?;
        let staff = Arc::new(identity.clone());
        let hub = base.grant("the register of sites and dropping stale pages");
        let app = App::new(
            base.store.clone(),
            hub,
            load_themes(config, &templates)?,
            settings,
            staff,
            &features,
        )
        .await?;
        Ok(Self {
            base,
            app,
            runner,
            jobs,
            courier,
            alarms,
            poller,
            visits,
            index,
            documents,
            identity,
            quota_mail: config.quota_mail,
        })
    }

    /// Runs readers and jobs until all is true, unless another process (a server) does it already.
    ///
    /// # Errors
    /// Faults.
    pub async fn catch_up(&self) -> Result<()> {
        // A server does it: wait as long as its readers come nearer to the end. The lease of one that was killed runs
        // out after a while.
        let (mut nearest, mut idle) = (i64::MAX, 0);
        while idle < 300 {
            if idle % 10 == 0
                && let Some(_lease) = ReaderLease::try_take(&self.base.store).await?
            {
                self.runner.settle().await?;
                self.jobs.settle().await?;
                self.index.commit()?;
                return Ok(());
            }
            self.index.refresh()?;
            let behind: i64 = self
                .runner
                .lag()
                .await?
                .iter()
                .map(|(_, behind)| (*behind).max(0))
                .sum();
            if behind == 0 {
                return Ok(());
            }
            idle = if behind < nearest { 0 } else { idle + 1 };
            nearest = nearest.min(behind);
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        Err(Error::Timeout)
    }

    /// Builds the search index anew; answers how many documents it holds.
    ///
    /// # Errors
    /// [`Error::Busy`] when a server holds the index.
    pub async fn reindex(&self) -> Result<u64> {
        let position = self.runner.end().await?;
        search::reindex(&self.index, &*self.documents, position.into(), |_| {}).await
    }

    /// Compares index and database.
    ///
    /// # Errors
    /// Faults. Differences are findings.
    pub async fn verify_index(&self) -> Result<(Value, Vec<String>)> {
        let report = search::verify(&self.index, &*self.documents).await?;
        let counters = json!({ "expected": report.expected, "indexed": report.indexed });
        let mut faults = Vec::new();
        for (what, uids) in [
            ("missing", &report.missing),
            ("extra", &report.extra),
            ("different", &report.different),
        ] {
            faults.extend(uids.iter().map(|uid| format!("{what} {uid}")));
        }
        Ok((counters, faults))
    }

    /// What a copy must have as many of.
    ///
    /// # Errors
    /// Faults.
    pub async fn counters(&self) -> Result<Value> {
        let tables = [
            "site",
            "unit",
            "person",
            "membership",
            "channel",
            "article",
            "edition",
            "approval",
            "placement",
            "media",
            "library_item",
            "redirect",
            "submission",
            "notice",
            "desk_item",
            "letter",
            "letter_event",
            "letter_reply",
            "syndication_rule",
            "feed_source",
            "feed_item",
            "event",
            "audit",
        ];
        let mut counters = serde_json::Map::new();
        for table in tables {
            counters.insert(
                table.to_owned(),
                json!(self.base.hub.read().count_rows(table).await?),
            );
        }
        Ok(Value::Object(counters))
    }
}

/// The themes of the configuration with every staff template, without a database.
///
/// # Errors
/// Themes that do not load.
pub fn themes(config: &Config) -> Result<Themes> {
    let mut templates = identity::templates();
    templates.extend(content::templates());
    templates.extend(syndication::templates());
    templates.extend(notice::templates());
    templates.extend(visits::templates());
    templates.extend(letters::templates());
    templates.extend(portal::templates());
    templates.extend(subsite::templates());
    load_themes(config, &templates)
}

fn load_themes(config: &Config, templates: &[StaffTemplate]) -> Result<Themes> {
    let source = config.themes.clone().map_or(Source::Embedded, Source::Folder);
    Themes::load(source, templates).map_err(Error::fault)
}
