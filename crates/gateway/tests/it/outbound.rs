//! What the guarded client refuses, told by servers that misbehave.

use gateway::outbound::{Guarded, Known, Lookup, Settings, System};
use kernel::Error;
use std::io::Write;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const LIMIT: usize = 1 << 20;

/// Every name leads to one address.
struct Everywhere(IpAddr);

#[async_trait::async_trait]
impl Lookup for Everywhere {
    async fn lookup(&self, _name: &str) -> std::io::Result<Vec<IpAddr>> {
        Ok(vec![self.0])
    }
}

/// A server that hands every connection to `answer`, after the head of the request was read.
async fn serve<F>(answer: impl Fn(String, TcpStream) -> F + Send + 'static) -> SocketAddr
where
    F: Future<Output = std::io::Result<()>> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                if stream.read_exact(&mut byte).await.is_err() {
                    break;
                }
                head.push(byte[0]);
            }
            tokio::spawn(answer(String::from_utf8_lossy(&head).into_owned(), stream));
        }
    });
    address
}

fn allowing(addresses: &[SocketAddr]) -> Guarded {
    Guarded::new(LIMIT, &settings(addresses)).unwrap()
}

fn settings(addresses: &[SocketAddr]) -> Settings {
    Settings {
        allow: addresses.iter().map(SocketAddr::to_string).collect(),
    }
}

async fn code(client: &Guarded, url: &str) -> &'static str {
    match client.get(url).await {
        Err(Error::Refused(refusal)) => refusal.code,
        other => panic!("{url}: {other:?}"),
    }
}

#[tokio::test]
async fn internal_addresses_are_refused_in_every_spelling() {
    let open = serve(|_, mut stream| async move {
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
            .await
    })
    .await;
    let guarded = allowing(&[]);
    for url in [
        format!("http://{open}/"),
        "http://169.254.169.254/latest/meta-data/".into(),
        "http://[::1]/".into(),
        "http://[::ffff:127.0.0.1]/".into(),
        "http://0x7f.1/".into(),
        "http://2130706433/".into(),
        format!("http://localhost:{}/", open.port()),
    ] {
        assert_eq!(code(&guarded, &url).await, "outbound.private", "{url}");
    }
    for url in [
        "file:///etc/passwd",
        "ftp://example.com/",
        "http://user:pw@example.com/",
        "nonsense",
    ] {
        assert_eq!(code(&guarded, url).await, "outbound.address", "{url}");
    }
}

#[tokio::test]
async fn a_name_that_leads_inside_is_refused() {
    for inside in ["127.0.0.1", "169.254.169.254", "::1", "10.1.2.3"] {
        let lookup = Arc::new(Everywhere(inside.parse().unwrap()));
        let guarded = Guarded::with(LIMIT, Duration::from_secs(30), &settings(&[]), lookup).unwrap();
        assert_eq!(
            code(&guarded, "http://news.example/feed").await,
            "outbound.private",
            "{inside}"
        );
    }
}

#[tokio::test]
async fn only_the_listed_pair_is_open() {
    let hello = |_, mut stream: TcpStream| async move {
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
            .await
    };
    let (open, shut) = (serve(hello).await, serve(hello).await);
    let guarded = allowing(&[open]);
    assert_eq!(guarded.get(&format!("http://{open}/")).await.unwrap(), "hi");
    assert_eq!(
        code(&guarded, &format!("http://{shut}/")).await,
        "outbound.private"
    );
    assert_eq!(
        code(&guarded, &format!("http://localhost:{}/", open.port())).await,
        "outbound.private",
        "another name for the same place is another pair"
    );
    // A name on the list may lead inside.
    let listed = Settings {
        allow: vec![format!("news.example:{}", open.port())],
    };
    let lookup = Arc::new(Everywhere(open.ip()));
    let guarded = Guarded::with(LIMIT, Duration::from_secs(30), &listed, lookup).unwrap();
    let url = format!("http://news.example:{}/", open.port());
    assert_eq!(guarded.get(&url).await.unwrap(), "hi");
}

#[tokio::test]
async fn a_redirect_inside_or_in_a_circle_is_refused() {
    let turn = serve(|head, mut stream| async move {
        let to = match head.split(' ').nth(1) {
            Some("/metadata") => "http://169.254.169.254/",
            Some("/home") => "http://127.0.0.1:9/",
            Some("/scheme") => "file:///etc/passwd",
            _ => "/circle",
        };
        let answer = format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n");
        stream.write_all(answer.as_bytes()).await
    })
    .await;
    let guarded = allowing(&[turn]);
    for (path, wanted) in [
        ("metadata", "outbound.private"),
        ("home", "outbound.private"),
        ("scheme", "outbound.address"),
        ("circle", "outbound.redirects"),
    ] {
        assert_eq!(
            code(&guarded, &format!("http://{turn}/{path}")).await,
            wanted,
            "{path}"
        );
    }
}

#[tokio::test]
async fn five_gigabytes_are_not_read() {
    let sent = Arc::new(AtomicU64::new(0));
    let count = sent.clone();
    let big = serve(move |head, mut stream| {
        let count = count.clone();
        async move {
            let length = if head.contains("/stated") {
                "Content-Length: 5368709120\r\n"
            } else {
                ""
            };
            stream
                .write_all(format!("HTTP/1.1 200 OK\r\n{length}\r\n").as_bytes())
                .await?;
            let block = vec![b'x'; 1 << 16];
            for _ in 0..(5_u64 << 30 >> 16) {
                stream.write_all(&block).await?;
                count.fetch_add(1 << 16, Ordering::Relaxed);
            }
            Ok(())
        }
    })
    .await;
    let guarded = allowing(&[big]);
    for path in ["stated", "streamed"] {
        assert_eq!(
            code(&guarded, &format!("http://{big}/{path}")).await,
            "outbound.too_large"
        );
    }
    assert!(
        sent.load(Ordering::Relaxed) < 1 << 30,
        "the connection was closed early"
    );
}

#[tokio::test]
async fn a_gzip_bomb_is_stopped_at_the_limit() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let zeros = vec![0; 1 << 20];
    for _ in 0..64 {
        packed.write_all(&zeros).unwrap();
    }
    let packed = packed.finish().unwrap();
    assert!(packed.len() < LIMIT, "it looks harmless: {} bytes", packed.len());
    let bomb = serve(move |_, mut stream| {
        let packed = packed.clone();
        async move {
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
                packed.len()
            );
            stream.write_all(head.as_bytes()).await?;
            stream.write_all(&packed).await
        }
    })
    .await;
    assert_eq!(
        code(&allowing(&[bomb]), &format!("http://{bomb}/")).await,
        "outbound.too_large"
    );
}

#[tokio::test]
async fn a_byte_now_and_then_ends_at_the_limit_of_the_whole_request() {
    let drip = serve(|_, mut stream| async move {
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            .await?;
        loop {
            stream.write_all(b"x").await?;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    })
    .await;
    let guarded = Guarded::with(
        LIMIT,
        Duration::from_secs(1),
        &settings(&[drip]),
        Arc::new(System),
    )
    .unwrap();
    assert_eq!(code(&guarded, &format!("http://{drip}/")).await, "outbound.slow");
}

#[tokio::test]
async fn what_did_not_change_is_not_sent_again() {
    let polite = serve(|head, mut stream| async move {
        let answer = if head.to_lowercase().contains("if-none-match: \"7\"") {
            "HTTP/1.1 304 Not Modified\r\nETag: \"7\"\r\n\r\n"
        } else {
            "HTTP/1.1 200 OK\r\nETag: \"7\"\r\nContent-Type: text/xml; charset=gbk\r\nContent-Length: 2\r\n\r\nhi"
        };
        stream.write_all(answer.as_bytes()).await
    })
    .await;
    let guarded = allowing(&[polite]);
    let url = format!("http://{polite}/");
    let first = guarded.fetch(&url, &Known::default()).await.unwrap();
    assert_eq!(first.content_type.as_deref(), Some("text/xml; charset=gbk"));
    let second = guarded.fetch(&url, &first.known).await.unwrap();
    assert_eq!((second.status, second.body), (304, None));
}

#[tokio::test]
async fn a_long_answer_to_a_post_is_cut_and_a_long_page_answers_too() {
    let talker = serve(|head, mut stream| async move {
        let length = 3 * LIMIT;
        let status = if head.starts_with("GET /gone") { 410 } else { 200 };
        stream
            .write_all(format!("HTTP/1.1 {status} X\r\nContent-Length: {length}\r\n\r\n").as_bytes())
            .await?;
        stream.write_all(&vec![b'x'; length]).await
    })
    .await;
    let client = allowing(&[talker]);
    let posted = client
        .post(&format!("http://{talker}/"), &[], bytes::Bytes::new())
        .await;
    let (status, words) = posted.unwrap();
    assert_eq!((status, words.len()), (200, LIMIT));
    client.answers(&format!("http://{talker}/")).await.unwrap();
    let gone = client.answers(&format!("http://{talker}/gone")).await;
    assert!(
        matches!(&gone, Err(Error::Refused(refusal)) if refusal.code == "outbound.status"),
        "{gone:?}"
    );
}
