//! A hub that asks for a file nobody offered it.

use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

pub struct Greedy {
    pub port: u16,
    /// First lines of the requests.
    pub asked: Arc<Mutex<Vec<String>>>,
}

/// Answers every request that this file is missing.
pub async fn serve(hash: &str) -> Greedy {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let heard = asked.clone();
    let answer = format!(r#"{{"position":1,"items":[],"missing":["{hash}"]}}"#);
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut bytes = Vec::new();
            let (head, length) = loop {
                let mut chunk = [0; 4096];
                let read = stream.read(&mut chunk).await.unwrap();
                bytes.extend_from_slice(&chunk[..read]);
                let text = String::from_utf8_lossy(&bytes).into_owned();
                if let Some((head, _)) = text.split_once("\r\n\r\n") {
                    let lower = head.to_lowercase();
                    let length = lower.split("content-length: ").nth(1);
                    let length = length.map_or(0, |rest| rest.lines().next().unwrap().parse().unwrap());
                    break (head.to_owned(), head.len() + 4 + length);
                }
                assert!(read > 0);
            };
            while bytes.len() < length {
                let mut chunk = [0; 4096];
                let read = stream.read(&mut chunk).await.unwrap();
                assert!(read > 0);
                bytes.extend_from_slice(&chunk[..read]);
            }
            heard
                .lock()
                .unwrap()
                .push(head.lines().next().unwrap().to_owned());
            let reply = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{answer}",
                answer.len()
            );
            stream.write_all(reply.as_bytes()).await.unwrap();
        }
    });
    Greedy { port, asked }
}
