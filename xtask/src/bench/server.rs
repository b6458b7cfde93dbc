//! The two servers that are compared: `zisha demo` and nginx, each in a folder that goes away.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use super::http::Answer;
use crate::install;
use crate::run::{Context, Failure, Result, Tree};
use crate::scratch::{self, Scratch};

/// A demo town of about six sites is made on the first start.
const READY_WITHIN: Duration = Duration::from_secs(300);

/// A running server; stopped when dropped.
pub struct Server {
    pub port: u16,
    process: Child,
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(failure) = scratch::stop(&mut self.process) {
            eprintln!("{}", failure.message);
        }
    }
}

/// `zisha demo`, and what its READY line says after that word.
pub fn demo(
    tree: &Tree,
    scratch: &Scratch,
    data: &Path,
    port: u16,
    variables: &[(&str, &str)],
) -> Result<(Server, String)> {
    let mut process = Command::new(tree.program("release"))
        .args(["demo", "--listen", &format!("127.0.0.1:{port}"), "--data"])
        .arg(data)
        .envs(variables.iter().copied())
        .current_dir(&tree.root)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .context("start zisha demo")?;
    let stdout = process.stdout.take();
    let server = Server { port, process };
    scratch.note(&format!("zisha-{port}"), &server.process)?;
    let stdout = stdout.ok_or_else(|| Failure::new("zisha demo has no standard output"))?;
    let (tell, told) = mpsc::channel();
    // Reads to the end, or the program would block on a full pipe one day.
    std::thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(std::io::Result::ok) {
            if let Some(rest) = line.strip_prefix("READY ") {
                let _gone = tell.send(rest.trim().to_owned());
            }
        }
    });
    let ready = told
        .recv_timeout(READY_WITHIN)
        .map_err(|error| Failure::new(format!("zisha demo never printed its READY line: {error}")))?;
    Ok((server, ready))
}

/// One page as static files, plain and as gzip, and nginx set up the way a careful operator would.
pub struct Page<'a> {
    pub path: &'a str,
    pub plain: &'a Answer,
    pub gzip: &'a Answer,
}

pub fn nginx(scratch: &Scratch, page: &Page<'_>) -> Result<Server> {
    let folder = scratch.path().join("nginx");
    let file = folder.join("root").join(page.path.trim_start_matches('/'));
    let parent = file.parent().unwrap_or(&folder);
    std::fs::create_dir_all(parent).context(format!("make {}", parent.display()))?;
    write(&file, &page.plain.body)?;
    write(&with_gz(&file), &page.gzip.body)?;
    let port = scratch::free_port()?;
    let conf = folder.join("nginx.conf");
    write(&conf, configuration(&folder, port, page.plain)?.as_bytes())?;
    let process = Command::new(install::NGINX.path()?)
        .arg("-p")
        .arg(&folder)
        .arg("-c")
        .arg(&conf)
        .arg("-e")
        .arg(folder.join("error.log"))
        .stdin(Stdio::null())
        .spawn()
        .context("start nginx")?;
    let mut server = Server { port, process };
    scratch.note("nginx", &server.process)?;
    for _ in 0..100 {
        if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return Ok(server);
        }
        if let Ok(Some(status)) = server.process.try_wait() {
            return Err(Failure::new(format!(
                "nginx ended with {status} before it listened"
            )));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Err(Failure::new("nginx did not listen within 5 s"))
}

fn write(file: &Path, bytes: &[u8]) -> Result {
    std::fs::write(file, bytes).context(format!("write {}", file.display()))
}

fn with_gz(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".gz");
    name.into()
}

/// Headers that nginx makes itself, or that differ in every answer.
const OWN: [&str; 14] = [
    "content-type",
    "content-length",
    "content-encoding",
    "transfer-encoding",
    "connection",
    "keep-alive",
    "date",
    "server",
    "etag",
    "last-modified",
    "accept-ranges",
    "vary",
    "age",
    "x-request-id",
];

fn configuration(folder: &Path, port: u16, page: &Answer) -> Result<String> {
    let mut headers = String::new();
    for (name, value) in page
        .headers
        .iter()
        .filter(|(name, _)| !OWN.contains(&name.as_str()))
    {
        if value.contains(['$', '"', '\\']) {
            return Err(Failure::new(format!(
                "nginx cannot be told to send the header {name}: {value}"
            )));
        }
        headers.push_str(&format!("    add_header {name} \"{value}\" always;\n"));
    }
    // Under root the workers are given to nobody, who may not enter the folder.
    let user = if install::is_root()? { "user root;\n" } else { "" };
    let folder = folder.display();
    Ok(format!(
        "{user}daemon off;
worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  types {{ text/html html; }}
  charset utf-8;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000;
  open_file_cache max=1000 inactive=60s;
  open_file_cache_valid 60s;
  open_file_cache_min_uses 1;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port} backlog=1024;
    root {folder}/root;
    gzip_static on;
    gzip_vary on;
{headers}  }}
}}
"
    ))
}
