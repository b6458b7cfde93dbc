//! A directory: Debian's slapd as an own process with a throw-away configuration on free loopback ports.

use crate::program::free_port;
use crate::service::Service;
use crate::tools;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// The directory; it ends with the test.
pub struct Ldap {
    folder: TempDir,
    plain: u16,
    tls: u16,
    service: Service,
}

/// Who may search, and the password.
pub const SEARCHER: (&str, &str) = ("cn=search,dc=taodu", "search-Geheim-2026");

impl Ldap {
    /// Starts it with people: account and password.
    ///
    /// It accepts binds without password, as many directories do: nothing of ours may fall into that trap.
    pub async fn start(people: &[(&str, &str)]) -> Self {
        let folder = TempDir::new().unwrap();
        let at = folder.path();
        std::fs::create_dir(at.join("db")).unwrap();
        certificate(at);
        std::fs::write(at.join("slapd.conf"), configuration(at)).unwrap();
        std::fs::write(at.join("people.ldif"), entries(people)).unwrap();
        let slapd = tools::tool("ZISHA_SLAPD");
        let loaded = Command::new(&slapd)
            .args(["-T", "add", "-f"])
            .arg(at.join("slapd.conf"))
            .arg("-l")
            .arg(at.join("people.ldif"))
            .output()
            .unwrap();
        assert!(
            loaded.status.success(),
            "slapadd: {}",
            String::from_utf8_lossy(&loaded.stderr)
        );
        let (plain, tls) = (free_port(), free_port());
        let service = run(at, plain, tls);
        service.wait_for_port(plain).await;
        service.wait_for_port(tls).await;
        Self {
            folder,
            plain,
            tls,
            service,
        }
    }

    /// Address without TLS.
    #[must_use]
    pub fn plain_url(&self) -> String {
        format!("ldap://localhost:{}", self.plain)
    }

    /// Address with TLS from the first byte.
    #[must_use]
    pub fn tls_url(&self) -> String {
        format!("ldaps://localhost:{}", self.tls)
    }

    /// The authority of its certificate.
    #[must_use]
    pub fn ca_file(&self) -> PathBuf {
        self.folder.path().join("cert.pem")
    }

    /// Ends it.
    pub fn stop(&self) {
        self.service.stop();
    }

    /// Starts it again on the same ports.
    pub async fn start_again(&mut self) {
        self.service = run(self.folder.path(), self.plain, self.tls);
        self.service.wait_for_port(self.plain).await;
        self.service.wait_for_port(self.tls).await;
    }
}

fn run(at: &Path, plain: u16, tls: u16) -> Service {
    let mut command = Command::new(tools::tool("ZISHA_SLAPD"));
    command
        .args(["-d", "0", "-h"])
        .arg(format!("ldap://127.0.0.1:{plain}/ ldaps://127.0.0.1:{tls}/"))
        .arg("-f")
        .arg(at.join("slapd.conf"));
    Service::start("slapd", &mut command)
}

fn certificate(at: &Path) {
    let made = Command::new(tools::tool("ZISHA_OPENSSL"))
        .args([
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
        ])
        .args(["-addext", "subjectAltName=DNS:localhost"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-keyout")
        .arg(at.join("key.pem"))
        .arg("-out")
        .arg(at.join("cert.pem"))
        .output()
        .unwrap();
    assert!(
        made.status.success(),
        "openssl: {}",
        String::from_utf8_lossy(&made.stderr)
    );
}

fn configuration(at: &Path) -> String {
    let at = at.display();
    let (searcher, _) = SEARCHER;
    format!(
        "include /etc/ldap/schema/core.schema\n\
         include /etc/ldap/schema/cosine.schema\n\
         include /etc/ldap/schema/inetorgperson.schema\n\
         modulepath /usr/lib/ldap\n\
         moduleload back_mdb\n\
         pidfile {at}/slapd.pid\n\
         allow bind_anon_cred bind_anon_dn\n\
         TLSCertificateFile {at}/cert.pem\n\
         TLSCertificateKeyFile {at}/key.pem\n\
         database mdb\n\
         maxsize 10485760\n\
         suffix \"dc=taodu\"\n\
         directory {at}/db\n\
         access to attrs=userPassword by anonymous auth by * none\n\
         access to * by dn.exact=\"{searcher}\" read by * none\n"
    )
}

fn entries(people: &[(&str, &str)]) -> String {
    let (searcher, secret) = SEARCHER;
    let mut text = format!(
        "dn: dc=taodu\nobjectClass: dcObject\nobjectClass: organization\no: Taodu\ndc: taodu\n\n\
         dn: {searcher}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: search\nuserPassword: {secret}\n\n\
         dn: ou=people,dc=taodu\nobjectClass: organizationalUnit\nou: people\n\n"
    );
    for (account, password) in people {
        write!(
            text,
            "dn: uid={account},ou=people,dc=taodu\nobjectClass: inetOrgPerson\nuid: {account}\ncn: {account}\nsn: {account}\nuserPassword: {password}\n\n"
        )
        .unwrap();
    }
    text
}
