//! The kit itself: tools that find nothing would let everything pass.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests, also in helpers")]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use tests::browser::Browser;
use tests::checker::Pages;

const BAD: &str = "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>坏页</title></head>\
    <body><main><h1>坏页</h1><img src=\"a.png\"><input type=\"text\"><p style=\"color:#bbb;background:#fff\">看不清</p></main></body></html>";

#[test]
fn the_checker_finds_a_planted_error_and_nothing_in_a_good_page() {
    let mut pages = Pages::new();
    pages.add("好页", "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>好页</title></head><body><main><h1>好页</h1></main></body></html>");
    pages.add("坏页", BAD);
    let found = pages.check();
    assert!(
        !found.is_empty() && found.iter().all(|line| line.starts_with("坏页: ")),
        "{found:?}"
    );
}

#[tokio::test]
async fn axe_finds_planted_barriers_and_the_console_tells_of_a_broken_policy() {
    let port = serve_once(BAD);
    let browser = Browser::start().await;
    browser.open(&format!("http://portal.localhost:{port}/")).await;
    let found = browser.axe().await;
    for rule in ["image-alt", "label", "color-contrast"] {
        assert!(
            found.iter().any(|line| line.starts_with(rule)),
            "{rule} is not in {found:?}"
        );
    }
    let complaints = browser.complaints().await;
    assert!(
        complaints
            .iter()
            .any(|line| line.contains("Content Security Policy")),
        "{complaints:?}"
    );
}

/// Serves one page with a policy that forbids its inline script, on a port of its own.
fn serve_once(page: &'static str) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        // A browser opens connections before it knows what for; each has a thread, so none waits for another.
        for stream in listener.incoming() {
            std::thread::spawn(move || answer(stream.unwrap(), page));
        }
    });
    port
}

fn answer(mut stream: TcpStream, page: &str) {
    let body = page.replace("</main>", "<script>document.title = 'x'</script></main>");
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\ncontent-security-policy: script-src 'self'\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    let mut request = [0_u8; 4096];
    if stream.read(&mut request).is_ok_and(|bytes| bytes > 0) {
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body.as_bytes()).unwrap();
    }
}
