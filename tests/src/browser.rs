//! A real headless Chromium, driven as a person would.

use crate::tools;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use thirtyfour::prelude::*;
use thirtyfour::{ChromiumLikeCapabilities, LoggingPrefsLogLevel};

/// Asks axe for what WCAG 2.1 A and AA demand; a line for each element that fails.
const AXE: &str = r"
const done = arguments[arguments.length - 1];
axe.run(document, { runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] } }).then(
  result => done(result.violations.flatMap(rule => rule.nodes.map(
    node => `${rule.id}: ${node.target.join(' ')} — ${(node.failureSummary || rule.help).replace(/\s+/g, ' ')}`))),
  error => done([`axe itself failed: ${error}`]));";

const PATIENCE: Duration = Duration::from_secs(20);

/// A browser with a profile of its own; it goes away when dropped.
pub struct Browser {
    driver: Option<WebDriver>,
    chromedriver: Child,
    port: u16,
    _profile: TempDir,
}

impl Browser {
    /// Starts chromedriver on a port of its own and a browser with an empty profile.
    pub async fn start() -> Self {
        let profile = TempDir::new().unwrap();
        let (chromedriver, port) = start_chromedriver();
        let mut wishes = DesiredCapabilities::chrome();
        wishes
            .set_binary(tools::tool("ZISHA_CHROMIUM").to_str().unwrap())
            .unwrap();
        let folder = format!("--user-data-dir={}", profile.path().display());
        for flag in [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--lang=zh-CN",
            "--window-size=1440,1000",
            // Pages may not reach beyond this machine, whatever they contain.
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1",
            &folder,
        ] {
            wishes.add_arg(flag).unwrap();
        }
        wishes.set_browser_log_level(LoggingPrefsLogLevel::All).unwrap();
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), wishes)
            .await
            .unwrap_or_else(|error| panic!("Chromium does not start: {error}"));
        driver.set_script_timeout(Duration::from_secs(60)).await.unwrap();
        driver
            .set_page_load_timeout(Duration::from_secs(60))
            .await
            .unwrap();
        Self {
            driver: Some(driver),
            chromedriver,
            port,
            _profile: profile,
        }
    }

    /// The driver, for what has no word here.
    #[must_use]
    pub fn driver(&self) -> &WebDriver {
        self.driver
            .as_ref()
            .expect("the browser is there until it is dropped")
    }

    /// Goes to an address.
    pub async fn open(&self, url: &str) {
        self.driver()
            .goto(url)
            .await
            .unwrap_or_else(|error| panic!("{url}: {error}"));
    }

    /// Where the browser is.
    pub async fn address(&self) -> String {
        self.driver().current_url().await.unwrap().to_string()
    }

    /// The words a person sees.
    pub async fn words(&self) -> String {
        self.driver()
            .find(By::Tag("body"))
            .await
            .unwrap()
            .text()
            .await
            .unwrap()
    }

    /// Waits until the address contains this.
    pub async fn wait_for_address(&self, part: &str) {
        self.wait(&format!("an address with {part}"), async || {
            self.address().await.contains(part)
        })
        .await;
    }

    /// Waits until the page shows these words.
    pub async fn wait_for_words(&self, words: &str) {
        self.wait(&format!("the words {words}"), async || {
            self.shown().await.is_some_and(|text| text.contains(words))
        })
        .await;
    }

    /// Waits until a loaded page no longer shows these words.
    pub async fn wait_without_words(&self, words: &str) {
        self.wait(&format!("a page without {words}"), async || {
            self.shown()
                .await
                .is_some_and(|text| !text.is_empty() && !text.contains(words))
        })
        .await;
    }

    /// The words of a page that has loaded; none between two pages.
    async fn shown(&self) -> Option<String> {
        let found = self
            .driver()
            .execute(
                "return document.readyState === 'complete' ? document.body.innerText : null",
                vec![],
            )
            .await
            .ok()?;
        found.json().as_str().map(str::to_owned)
    }

    async fn wait(&self, what: &str, mut there: impl AsyncFnMut() -> bool) {
        let begun = Instant::now();
        while !there().await {
            if begun.elapsed() > PATIENCE {
                let (address, words) = (self.address().await, self.words().await);
                panic!(
                    "waited in vain for {what}; at {address}, console {:?}:\n{words}",
                    self.complaints().await
                );
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Types into the field with this label, after emptying it.
    pub async fn type_into(&self, label: &str, text: &str) {
        let field = self.labelled(label).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Chooses an option by its words in the list with this label.
    pub async fn choose(&self, label: &str, option: &str) {
        let field = self.labelled(label).await;
        let path = format!(".//option[contains(normalize-space(.), '{option}')]");
        field.find(By::XPath(path)).await.unwrap().click().await.unwrap();
    }

    /// Ticks the box, or picks the round button, whose label begins so.
    pub async fn tick(&self, label: &str) {
        let path = format!("//label[starts-with(normalize-space(.), '{label}')]");
        let tag = self.find(&path, label).await;
        self.click(&tag).await;
    }

    async fn labelled(&self, label: &str) -> WebElement {
        // A label that begins so goes before one that mentions it.
        let path = format!("//label[starts-with(normalize-space(.), '{label}')]");
        let begins = self.driver().find_all(By::XPath(&path)).await.unwrap();
        let tag = match begins.into_iter().next() {
            Some(tag) => tag,
            None => {
                let path = format!("//label[contains(normalize-space(.), '{label}')]");
                self.find(&path, label).await
            }
        };
        match tag.attr("for").await.unwrap() {
            Some(id) => self.driver().find(By::Id(id)).await.unwrap(),
            None => tag.find(By::Css("input, select, textarea")).await.unwrap(),
        }
    }

    /// Presses the button with these words.
    pub async fn press(&self, words: &str) {
        let path = format!(
            "//button[not(@aria-hidden)][contains(normalize-space(.), '{words}')] | //input[@type='submit'][contains(@value, '{words}')]"
        );
        self.click(&self.find(&path, words).await).await;
    }

    /// Pages scroll smoothly; the driver would click where the button is not yet.
    async fn click(&self, element: &WebElement) {
        let place = "arguments[0].scrollIntoView({ behavior: 'instant', block: 'center' })";
        self.driver()
            .execute(place, vec![element.to_json().unwrap()])
            .await
            .unwrap();
        element.click().await.unwrap();
    }

    /// Follows the link with these words.
    pub async fn click_link(&self, words: &str) {
        let path = format!("//a[contains(normalize-space(.), '{words}')]");
        self.click(&self.find(&path, words).await).await;
    }

    async fn find(&self, path: &str, words: &str) -> WebElement {
        let begun = Instant::now();
        loop {
            for element in self.driver().find_all(By::XPath(path)).await.unwrap() {
                if element.is_displayed().await.unwrap_or(false) {
                    return element;
                }
            }
            assert!(
                begun.elapsed() < PATIENCE,
                "“{words}” is not on {}, which says:\n{}",
                self.address().await,
                self.words().await
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// What axe finds wrong with the page that is open.
    pub async fn axe(&self) -> Vec<String> {
        let source = std::fs::read_to_string(tools::tool("ZISHA_AXE")).unwrap();
        self.driver().execute(source, vec![]).await.unwrap();
        let found = self.driver().execute_async(AXE, vec![]).await.unwrap();
        let lines = found.json().as_array().cloned().unwrap_or_default();
        lines
            .iter()
            .map(|line| line.as_str().map_or_else(|| line.to_string(), str::to_owned))
            .collect()
    }

    /// What the console complained of since it was last asked: errors and broken content security policy.
    pub async fn complaints(&self) -> Vec<String> {
        let entries = self.driver().browser_log().await.unwrap();
        entries
            .into_iter()
            .map(|entry| format!("{:?}: {}", entry.level, entry.message))
            .filter(|line| {
                let low = line.to_lowercase();
                low.starts_with("severe") || low.contains("content security policy")
            })
            .collect()
    }

    /// Runs a script and answers its value.
    pub async fn script(&self, script: &str) -> Value {
        self.driver()
            .execute(script, vec![])
            .await
            .unwrap()
            .json()
            .clone()
    }

    /// Gives the browser an authenticator of its own (fingerprint reader of a laptop) that says yes to every question.
    pub async fn add_authenticator(&self) {
        let session = self.driver().session_id().to_string();
        let wishes = serde_json::json!({
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": true,
            "hasUserVerification": true,
            "isUserConsenting": true,
            "isUserVerified": true,
        });
        let port = self.port;
        let added =
            tokio::task::spawn_blocking(move || add_authenticator(port, &session, &wishes.to_string()));
        let answer = added.await.unwrap().unwrap();
        assert!(answer.contains(" 200 "), "no authenticator: {answer}");
    }

    /// Sets the size of the window's inside, for narrow screens.
    pub async fn resize(&self, width: u32, height: u32) {
        self.driver().set_window_rect(0, 0, width, height).await.unwrap();
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // A driver that is killed leaves its browser behind, so the session is ended first, in plain HTTP as drop
        // cannot wait for a future.
        // The driver's own way waits two minutes for a chromedriver that is gone.
        if let Some(driver) = self.driver.take() {
            let session = driver.session_id().to_string();
            if let Err(error) = end_session(self.port, &session) {
                eprintln!("The browser did not end: {error}");
            }
            if driver.leak().is_err() {
                eprintln!("The browser had ended before");
            }
        }
        if let Err(error) = self.chromedriver.kill().and_then(|()| self.chromedriver.wait()) {
            eprintln!("chromedriver did not end: {error}");
        }
    }
}

fn end_session(port: u16, session: &str) -> std::io::Result<()> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    write!(
        stream,
        "DELETE /session/{session} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
    )?;
    let mut answer = [0_u8; 64];
    stream.read(&mut answer).map(drop)
}

/// WebAuthn's own command of WebDriver, which the driver's library has no word for.
fn add_authenticator(port: u16, session: &str, wishes: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let length = wishes.len();
    write!(
        stream,
        "POST /session/{session}/webauthn/authenticator HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\n\r\n{wishes}"
    )?;
    let mut answer = [0_u8; 512];
    let read = stream.read(&mut answer)?;
    Ok(String::from_utf8_lossy(answer.get(..read).unwrap_or_default()).into_owned())
}

/// Binds the same free port for both families of addresses and gives up where another process was quicker with one of
/// them; then it is asked again.
fn start_chromedriver() -> (Child, u16) {
    let mut said = Vec::new();
    for _ in 0..10 {
        if let Some(started) = try_start_chromedriver(&mut said) {
            return started;
        }
    }
    panic!("chromedriver did not start: {said:?}");
}

fn try_start_chromedriver(said: &mut Vec<String>) -> Option<(Child, u16)> {
    let mut child = Command::new(tools::tool("ZISHA_CHROMEDRIVER"))
        .arg("--port=0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    for line in lines.by_ref() {
        let line = line.unwrap();
        if let Some((_, rest)) = line.split_once("started successfully on port ") {
            let port = rest.trim_end_matches('.').trim().parse().unwrap();
            // Whatever it prints later must not fill the pipe.
            std::thread::spawn(move || lines.for_each(drop));
            return Some((child, port));
        }
        said.push(line);
    }
    child.wait().unwrap();
    None
}
