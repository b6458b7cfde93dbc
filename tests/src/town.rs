//! The demo city inside the test's own process: its routes as data, its store at hand, served on a port of its own.

use crate::demo;
use crate::people::Staff;
use crate::program::{PASSWORD, Places, free_port};
use actix_web::web::Data;
use gateway::{App, Feature, Route};
use identity::citizen;
use identity::command::{DemoPerson, demo_person};
use identity::password::{NewPassword, Passwords};
use identity::person::Account;
use identity::person::NewPerson;
use kernel::{Actor, CitizenId, Clocks, Role, SiteId};
use std::net::TcpListener;
use tempfile::TempDir;
use zisha::config::Config;

/// The city.
pub struct Town {
    /// Everything wired as the program wires it.
    pub inner: zisha::wire::Town,
    config: Config,
    port: u16,
    _folder: TempDir,
}

impl Places for Town {
    fn port(&self) -> u16 {
        self.port
    }
}

impl Town {
    /// Opens a copy of the demo city and serves it.
    pub async fn open() -> Self {
        let folder = TempDir::new().unwrap();
        let copy = demo::copy(&folder.path().join("data")).await;
        let port = free_port();
        let config = Config {
            data: copy.data,
            database_url: copy.database_url.unwrap_or_default(),
            public_url: format!("http://portal.localhost:{port}"),
            demo: true,
            ..Config::default()
        };
        let inner = zisha::wire::Town::open(&config, Clocks::system()).await.unwrap();
        serve(inner.app.clone(), port);
        Self {
            inner,
            config,
            port,
            _folder: folder,
        }
    }

    /// Every route of every feature, as the program serves them.
    #[must_use]
    pub fn routes(&self) -> &[(&'static str, Route)] {
        self.inner.app.routes()
    }

    /// Every feature, as the program wires them.
    #[must_use]
    pub fn features(&self) -> Vec<Feature> {
        let inner = &self.inner;
        let outbound = gateway::outbound::Settings::default();
        zisha::wire::features(
            &inner.base,
            &inner.identity,
            None,
            &inner.index,
            &inner.documents,
            &outbound,
            inner.visits.counter(),
        )
    }

    /// Serves other features on the same data, for planted faults; answers where.
    pub async fn serve_features(&self, features: &[Feature]) -> (Planted, Data<App>) {
        let port = free_port();
        let config = Config {
            public_url: format!("http://portal.localhost:{port}"),
            ..self.config.clone()
        };
        let base = &self.inner.base;
        let app = App::new(
            base.store.clone(),
            base.hub.clone(),
            zisha::wire::themes(&config).unwrap(),
            config.gateway().unwrap(),
            std::sync::Arc::new(self.inner.identity.clone()),
            features,
        )
        .await
        .unwrap();
        serve(app.clone(), port);
        (Planted(port), app)
    }

    /// The number of a site.
    #[must_use]
    pub fn site(&self, slug: &str) -> SiteId {
        let all = self.inner.app.directory.all();
        all.iter().find(|site| site.slug == slug).expect(slug).id
    }

    /// Opens an account with every role that a site has, on one site and on no other.
    pub async fn appoint_to_everything(&self, account: &str, site: &str) {
        let new = NewPerson::parse(account, "甄无所", "样样都管").unwrap();
        let roles = Role::ALL.iter().filter(|role| !role.is_platform());
        let posts = roles.map(|role| (self.site(site), *role)).collect();
        demo_person(&self.inner.identity, DemoPerson { new, posts }, PASSWORD)
            .await
            .unwrap();
    }

    /// Somebody with every role on `home` and none elsewhere, with a session at `site`.
    pub async fn outsider(&self, home: &str, site: &str) -> Staff {
        let account = format!("{home}.everything");
        self.appoint_to_everything(&account, home).await;
        let staff = Staff::at_the_door(self, &account, site);
        staff.try_sign_in(PASSWORD).await;
        staff
    }
}

impl Town {
    /// A citizen's account, opened behind the pages.
    pub async fn citizen(&self, mail: &str, password: &str) -> CitizenId {
        let identity = &self.inner.identity;
        let cipher = &identity.realm().unwrap().cipher;
        let account = Account::parse("citizen").unwrap();
        let password = NewPassword::parse(&account, password).unwrap();
        let passwords = Passwords::new(identity::PasswordCost::cheap()).unwrap();
        let hash = passwords.hash(password).await.unwrap();
        let new = citizen::NewCitizen::parse("市民", true).unwrap();
        let contact = citizen::Contact::parse(mail).unwrap();
        let mut tx = identity.hub.write(Actor::Public).await.unwrap();
        let known = (Some(&contact), Some(hash));
        let opened = citizen::open_citizen(&mut tx, cipher, new, known, identity.now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        opened.citizen()
    }

    /// A session of a citizen on a site's host; answers the cookie's value.
    pub async fn citizen_session(&self, citizen: CitizenId, site: &str) -> String {
        let identity = &self.inner.identity;
        let settings = &identity.realm().unwrap().settings;
        let host = format!("{site}.localhost");
        let place = citizen::session::Place {
            host: &host,
            agent: "",
        };
        let mut tx = identity.hub.write(Actor::Public).await.unwrap();
        let token = citizen::session::create(&mut tx, settings, citizen, place, identity.now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        token
    }
}

/// Where planted features are served.
pub struct Planted(u16);

impl Places for Planted {
    fn port(&self) -> u16 {
        self.0
    }
}

/// Serves for as long as the test's process lives.
fn serve(app: Data<App>, port: u16) {
    let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
    std::thread::spawn(move || {
        actix_web::rt::System::new()
            .block_on(App::serve(app, listener, 1))
            .unwrap()
    });
}
