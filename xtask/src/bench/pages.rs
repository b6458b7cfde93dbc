//! One article page of the portal: from the page cache against nginx with the same bytes as a static
//! file, and without the cache. Nothing is timed before both sides have been shown to send the same.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use super::http::{self, Answer};
use super::server::{self, Page, Server};
use crate::install;
use crate::run::{self, Context, Failure, Result, Tree};
use crate::scratch::{self, Scratch};

const ROUNDS: usize = 3;

pub fn run(tree: &Tree) -> Result {
    super::build(tree)?;
    install::ensure(&[&install::NGINX, &install::WRK])?;
    let raw = super::raw(tree)?;
    let scratch = Scratch::new("bench-pages")?;
    let data = scratch.path().join("data");
    let port = scratch::free_port()?;
    let (zisha, ready) = run::step("zisha demo is ready", || {
        server::demo(tree, &scratch, &data, port, &[("ZISHA_LOG", "warn")])
    })?;
    let target = run::step("find an article page", || Target::find(&zisha, &ready))?;
    let plain = run::step("page and its gzip are cached", || settled(&zisha, &target, None))?;
    let gzip = settled(&zisha, &target, Some("gzip"))?;
    let page = Page {
        path: &target.path,
        plain: &plain,
        gzip: &gzip,
    };
    let nginx = run::step("nginx is ready", || server::nginx(&scratch, &page))?;
    run::step("both sides send the same bytes and headers", || {
        same(&plain, &http::get(nginx.port, &target.host, &target.path, None)?)?;
        same(
            &gzip,
            &http::get(nginx.port, &target.host, &target.path, Some("gzip"))?,
        )
    })?;

    let bench = Bench {
        raw: &raw,
        target: &target,
    };
    let gzipped = bench.compare("gzip", &nginx, &zisha, Load::many(Some("gzip")))?;
    let identity = bench.compare("identity", &nginx, &zisha, Load::many(None))?;
    let slow = bench.compare("gzip-2", &nginx, &zisha, Load::few(Some("gzip")))?;
    drop(zisha);

    // On the same port, as the hosts of the demo town may contain it.
    let off = [("ZISHA_LOG", "warn"), ("ZISHA_PAGE_CACHE", "off")];
    let (bare, _) = run::step("zisha demo without page cache is ready", || {
        server::demo(tree, &scratch, &data, port, &off)
    })?;
    run::step("the uncached page is the same page", || {
        let uncached = http::get(bare.port, &target.host, &target.path, None)?;
        if uncached.status == 200 && uncached.body.len().abs_diff(plain.body.len()) < 512 {
            return Ok(());
        }
        Err(Failure::new(format!(
            "it answers {} with {} bytes",
            uncached.status,
            uncached.body.len()
        )))
    })?;
    let uncached = bench.alone("uncached", &bare, Load::many(None))?;
    let uncached_slow = bench.alone("uncached-2", &bare, Load::few(None))?;
    drop(bare);

    println!(
        "{}",
        Report {
            tree,
            page,
            gzipped,
            identity,
            slow,
            uncached,
            uncached_slow
        }
        .markdown()
    );
    eprintln!("raw output of wrk: {}", raw.display());
    Ok(())
}

/// The page that is asked for.
struct Target {
    host: String,
    path: String,
}

impl Target {
    /// READY is followed by the portal's address; the first link of its home page to an article is taken.
    fn find(zisha: &Server, ready: &str) -> Result<Self> {
        let address = ready
            .split_whitespace()
            .find_map(|word| word.strip_prefix("http://"));
        let host = address
            .and_then(|rest| rest.split('/').next())
            .map_or_else(|| format!("127.0.0.1:{}", zisha.port), str::to_owned);
        let home = http::get(zisha.port, &host, "/", None)?;
        if home.status != 200 {
            return Err(Failure::new(format!(
                "the home page of {host} answers {}",
                home.status
            )));
        }
        let text = String::from_utf8_lossy(&home.body);
        let path = text
            .split("href=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .filter_map(|href| local(href, &host))
            .find(|path| path.ends_with(".html"))
            .ok_or_else(|| Failure::new(format!("the home page of {host} links to no article")))?;
        Ok(Self {
            host,
            path: path.to_owned(),
        })
    }
}

/// The path of a link that stays on the host.
fn local<'a>(href: &'a str, host: &str) -> Option<&'a str> {
    if href.starts_with('/') && !href.starts_with("//") {
        return Some(href);
    }
    href.strip_prefix("http://")?
        .strip_prefix(host)
        .filter(|path| path.starts_with('/'))
}

/// Asks until the cache has the page in this encoding and answers the same twice.
fn settled(zisha: &Server, target: &Target, encoding: Option<&str>) -> Result<Answer> {
    let begun = Instant::now();
    let mut last: Option<Answer> = None;
    while begun.elapsed() < Duration::from_secs(10) {
        let answer = http::get(zisha.port, &target.host, &target.path, encoding)?;
        if answer.status != 200 {
            return Err(Failure::new(format!("{} answers {}", target.path, answer.status)));
        }
        if answer.header("content-encoding") == encoding {
            if last.as_ref().is_some_and(|last| last.body == answer.body) {
                return Ok(answer);
            }
            last = Some(answer);
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    let wanted = encoding.unwrap_or("plain");
    Err(Failure::new(format!(
        "{} did not settle as {wanted} within 10 s",
        target.path
    )))
}

/// Fails unless nginx sends what zisha sends.
fn same(zisha: &Answer, nginx: &Answer) -> Result {
    if nginx.status != 200 {
        return Err(Failure::new(format!("nginx answers {}", nginx.status)));
    }
    if zisha.body != nginx.body {
        return Err(Failure::new(format!(
            "bodies differ: zisha {} bytes, nginx {} bytes",
            zisha.body.len(),
            nginx.body.len()
        )));
    }
    for name in [
        "content-type",
        "content-encoding",
        "content-length",
        "cache-control",
    ] {
        let (ours, theirs) = (normal(zisha, name), normal(nginx, name));
        if ours != theirs {
            return Err(Failure::new(format!(
                "{name} differs: zisha {ours:?}, nginx {theirs:?}"
            )));
        }
    }
    for (side, answer) in [("zisha", zisha), ("nginx", nginx)] {
        if answer.header("etag").is_none() {
            return Err(Failure::new(format!("{side} sends no ETag")));
        }
        let varies = normal(answer, "vary").is_some_and(|value| value.contains("accept-encoding"));
        if answer.header("content-encoding").is_some() && !varies {
            return Err(Failure::new(format!(
                "{side} compresses without Vary: Accept-Encoding"
            )));
        }
    }
    Ok(())
}

fn normal(answer: &Answer, name: &str) -> Option<String> {
    answer
        .header(name)
        .map(|value| value.to_ascii_lowercase().replace(' ', ""))
}

#[derive(Clone, Copy)]
struct Load {
    threads: u32,
    connections: u32,
    encoding: Option<&'static str>,
}

impl Load {
    fn many(encoding: Option<&'static str>) -> Self {
        Self {
            threads: 2,
            connections: 64,
            encoding,
        }
    }

    /// Little enough that the time of one answer is seen, not the queue.
    fn few(encoding: Option<&'static str>) -> Self {
        Self {
            threads: 1,
            connections: 2,
            encoding,
        }
    }
}

/// What one run of wrk said.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Figures {
    requests: f64,
    p50: f64,
    p99: f64,
}

/// Medians of all runs of one side.
struct Side {
    requests: f64,
    p50: f64,
    p99: f64,
    /// How far the fastest run is above the slowest.
    spread: f64,
}

impl Side {
    fn of(runs: &[Figures]) -> Self {
        let each = |figure: fn(&Figures) -> f64| runs.iter().map(figure).collect::<Vec<_>>();
        let requests = each(|run| run.requests);
        let fastest = requests.iter().copied().fold(0.0, f64::max);
        let slowest = requests.iter().copied().fold(f64::INFINITY, f64::min);
        Self {
            requests: super::median(&requests),
            p50: super::median(&each(|run| run.p50)),
            p99: super::median(&each(|run| run.p99)),
            spread: fastest / slowest - 1.0,
        }
    }
}

struct Pair {
    nginx: Side,
    zisha: Side,
}

struct Bench<'a> {
    raw: &'a Path,
    target: &'a Target,
}

impl Bench<'_> {
    /// nginx, zisha, nginx, zisha …, so that a slow minute of the machine hits both.
    fn compare(&self, name: &str, nginx: &Server, zisha: &Server, load: Load) -> Result<Pair> {
        let (mut theirs, mut ours) = (Vec::new(), Vec::new());
        for round in 1..=ROUNDS {
            theirs.push(self.wrk(&format!("{name}-nginx-{round}"), nginx.port, load)?);
            ours.push(self.wrk(&format!("{name}-zisha-{round}"), zisha.port, load)?);
        }
        Ok(Pair {
            nginx: Side::of(&theirs),
            zisha: Side::of(&ours),
        })
    }

    fn alone(&self, name: &str, zisha: &Server, load: Load) -> Result<Side> {
        let runs: Result<Vec<_>> = (1..=ROUNDS)
            .map(|round| self.wrk(&format!("{name}-zisha-{round}"), zisha.port, load))
            .collect();
        Ok(Side::of(&runs?))
    }

    fn wrk(&self, name: &str, port: u16, load: Load) -> Result<Figures> {
        let mut command = Command::new(install::WRK.path()?);
        command
            .arg(format!("-t{}", load.threads))
            .arg(format!("-c{}", load.connections))
            .args(["-d4s", "--latency", "-H"])
            .arg(format!("Host: {}", self.target.host));
        if let Some(encoding) = load.encoding {
            command.arg("-H").arg(format!("Accept-Encoding: {encoding}"));
        }
        command.arg(format!("http://127.0.0.1:{port}{}", self.target.path));
        run::step(&format!("wrk {name}"), || {
            let output = run::captured(&mut command)?;
            let text = String::from_utf8_lossy(&output).into_owned();
            let file = self.raw.join(format!("pages-{name}.txt"));
            std::fs::write(&file, format!("{}\n{text}", run::words(&command)))
                .context(format!("write {}", file.display()))?;
            Figures::parse(&text)
        })
    }
}

impl Figures {
    fn parse(text: &str) -> Result<Self> {
        for line in text.lines().map(str::trim) {
            if line.starts_with("Socket errors") || line.starts_with("Non-2xx") {
                return Err(Failure::new(format!("wrk saw errors: {line}")));
            }
        }
        let after = |word: &str| {
            text.lines()
                .find_map(|line| line.trim().strip_prefix(word))
                .map(str::trim)
                .ok_or_else(|| Failure::new(format!("wrk printed no {word}")))
        };
        let requests = after("Requests/sec:")?;
        Ok(Self {
            requests: requests.parse().context(format!("read {requests}"))?,
            p50: milliseconds(after("50%")?)?,
            p99: milliseconds(after("99%")?)?,
        })
    }
}

/// Reads wrk's `812.00us`, `1.33ms` and `1.02s`.
fn milliseconds(text: &str) -> Result<f64> {
    for (unit, factor) in [("us", 0.001), ("ms", 1.0), ("s", 1000.0)] {
        if let Some(number) = text.strip_suffix(unit) {
            let number: f64 = number.parse().context(format!("read {text}"))?;
            return Ok(number * factor);
        }
    }
    Err(Failure::new(format!("{text} is no duration")))
}

struct Report<'a> {
    tree: &'a Tree,
    page: Page<'a>,
    gzipped: Pair,
    identity: Pair,
    slow: Pair,
    uncached: Side,
    uncached_slow: Side,
}

impl Report<'_> {
    fn markdown(&self) -> String {
        let y = self.gzipped.nginx.requests;
        let mut lines = vec![
            format!(
                "`cargo xtask bench pages`, commit {}: article page of {} bytes, {} as gzip. \
                 wrk, 4 s a run, medians of {ROUNDS} alternating runs.",
                super::commit(self.tree),
                self.page.plain.body.len(),
                self.page.gzip.body.len(),
            ),
            String::new(),
            "| what | connections | nginx requests/s | zisha requests/s | ratio | nginx p50 / p99 ms | zisha p50 / p99 ms |"
                .to_owned(),
            "| --- | --- | --- | --- | --- | --- | --- |".to_owned(),
            pair("cached, gzip", 64, &self.gzipped),
            pair("cached, plain", 64, &self.identity),
            pair("cached, gzip", 2, &self.slow),
            alone("uncached, plain", 64, &self.uncached, y),
            alone("uncached, plain", 2, &self.uncached_slow, y),
            String::new(),
            format!("The ratio of an uncached page is to Y, nginx with gzip ready: {y:.0} requests/s."),
        ];
        if self.gzipped.nginx.spread > 0.25 {
            lines.push(format!(
                "nginx's own runs differ by {:.0} %: draw no conclusion from this block, run it again.",
                self.gzipped.nginx.spread * 100.0
            ));
        }
        lines.join("\n")
    }
}

fn pair(what: &str, connections: u32, pair: &Pair) -> String {
    let (nginx, zisha) = (&pair.nginx, &pair.zisha);
    format!(
        "| {what} | {connections} | {:.0} | {:.0} | {:.2} | {:.2} / {:.2} | {:.2} / {:.2} |",
        nginx.requests,
        zisha.requests,
        zisha.requests / nginx.requests,
        nginx.p50,
        nginx.p99,
        zisha.p50,
        zisha.p99,
    )
}

fn alone(what: &str, connections: u32, side: &Side, y: f64) -> String {
    format!(
        "| {what} | {connections} | | {:.0} | {:.2} Y | | {:.2} / {:.2} |",
        side.requests,
        side.requests / y,
        side.p50,
        side.p99,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_from_what_wrk_prints() {
        let text = "  Latency Distribution\n     50%  812.00us\n     75%    1.10ms\n     99%    1.02s \n\
                    Requests/sec:  61234.50\nTransfer/sec:    1.0MB\n";
        let figures = Figures::parse(text).unwrap();
        assert_eq!(
            figures,
            Figures {
                requests: 61_234.5,
                p50: 0.812,
                p99: 1020.0
            }
        );
        assert!(Figures::parse("  Non-2xx or 3xx responses: 4\nRequests/sec: 1\n").is_err());
    }

    #[test]
    fn links_to_other_hosts_are_passed_over() {
        assert_eq!(local("/news/1.html", "a:1"), Some("/news/1.html"));
        assert_eq!(local("http://a:1/news/1.html", "a:1"), Some("/news/1.html"));
        assert_eq!(local("http://a:12/news/1.html", "a:1"), None);
        assert_eq!(local("//b/news/1.html", "a:1"), None);
    }
}
