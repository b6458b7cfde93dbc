//! Just enough HTTP/1.1 to fetch one page and look at its bytes.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::run::{Context, Failure, Result};

pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    /// A header's value; names in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

pub fn get(port: u16, host: &str, path: &str, encoding: Option<&str>) -> Result<Answer> {
    let doing = format!("GET http://{host}{path} on port {port}");
    let mut stream = TcpStream::connect(("127.0.0.1", port)).context(&doing)?;
    stream
        .set_read_timeout(Some(Duration::from_secs(30)))
        .context(&doing)?;
    let accept = encoding
        .map(|name| format!("Accept-Encoding: {name}\r\n"))
        .unwrap_or_default();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {host}\r\n{accept}Connection: close\r\n\r\n"
    )
    .context(&doing)?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).context(&doing)?;
    parse(&bytes).ok_or_else(|| Failure::new(format!("{doing}: the answer is not HTTP")))
}

fn parse(bytes: &[u8]) -> Option<Answer> {
    let split = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let (head, rest) = bytes.split_at_checked(split)?;
    let head = std::str::from_utf8(head).ok()?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let rest = rest.get(4..)?;
    let chunked = headers
        .iter()
        .any(|(name, value)| name == "transfer-encoding" && value == "chunked");
    let body = if chunked { unchunk(rest)? } else { rest.to_vec() };
    Some(Answer {
        status,
        headers,
        body,
    })
}

fn unchunk(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|window| window == b"\r\n")?;
        let size = std::str::from_utf8(rest.get(..end)?).ok()?;
        let size = usize::from_str_radix(size.split(';').next()?.trim(), 16).ok()?;
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(end + 2..end + 2 + size)?);
        rest = rest.get(end + 2 + size + 2..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn bodies_with_a_length_and_in_chunks_are_read() {
        let plain = parse(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>").unwrap();
        assert_eq!(
            (plain.status, plain.header("content-type")),
            (200, Some("text/html"))
        );
        assert_eq!(plain.body, b"<p>");
        let chunks =
            parse(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n");
        assert_eq!(chunks.unwrap().body, b"abcd");
    }
}
