//! A hub that answers as a test wants: one that asks for a file nobody offered it, one that takes few articles at once.

use kernel::wire::{Answer, Batch, ItemState, Outcome, Told};
use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// First line and body.
type Asked = (String, Vec<u8>);

pub struct Hub {
    pub port: u16,
    pub asked: Arc<Mutex<Vec<Asked>>>,
}

impl Hub {
    /// The batches that came.
    pub fn batches(&self) -> Vec<Batch> {
        let asked = self.asked.lock().unwrap();
        let batches = asked
            .iter()
            .filter(|(line, _)| line.starts_with("POST /api/v1/peer/batches"));
        batches
            .map(|(_, body)| serde_json::from_slice(body).unwrap())
            .collect()
    }
}

/// Answers every request that this file is missing.
pub async fn serve(hash: &str) -> Hub {
    let answer = format!(r#"{{"position":1,"items":[],"missing":["{hash}"]}}"#);
    answering(move |_, _| (200, answer.clone())).await
}

/// Takes this many articles at once and no more.
pub async fn narrow(most: usize) -> Hub {
    answering(move |_, body| {
        let Ok(batch) = serde_json::from_slice::<Batch>(body) else {
            return (404, "no news".into());
        };
        if batch.items.len() > most {
            return (413, "too large".into());
        }
        (200, told(&batch, Outcome::Taken, None))
    })
    .await
}

/// Refuses every article with this code.
pub async fn refusing(code: &'static str) -> Hub {
    answering(move |_, body| {
        let batch: Batch = serde_json::from_slice(body).unwrap();
        (200, told(&batch, Outcome::Refused, Some(code)))
    })
    .await
}

/// Takes a batch when it was given every file that its articles name.
pub async fn wanting() -> Hub {
    let given = Mutex::new(HashSet::new());
    answering(move |line, body| {
        if let Some(path) = line.strip_prefix("PUT /api/v1/peer/media/") {
            let hash = path.split(' ').next().unwrap();
            given.lock().unwrap().insert(hash.to_owned());
            return (200, "{}".into());
        }
        let batch: Batch = serde_json::from_slice(body).unwrap();
        let named = batch.items.iter().flat_map(|item| match &item.state {
            ItemState::Live(live) => live.media.as_slice(),
            ItemState::Withdrawn { .. } => &[],
        });
        let given = given.lock().unwrap();
        let missing: Vec<String> = named
            .map(|file| file.hash.clone())
            .filter(|hash| !given.contains(hash))
            .collect();
        if missing.is_empty() {
            return (200, told(&batch, Outcome::Taken, None));
        }
        let answer = Answer {
            position: batch.position,
            items: Vec::new(),
            missing,
            behind: None,
        };
        (200, serde_json::to_string(&answer).unwrap())
    })
    .await
}

/// Says what was said once, under the seal of then.
pub async fn parrot(seal: &str, body: &str) -> Hub {
    let (head, body) = (format!("Zisha-Seal: {seal}\r\n"), body.to_owned());
    headed(head, move |_, _| (200, body.clone())).await
}

fn told(batch: &Batch, result: Outcome, code: Option<&str>) -> String {
    let told = batch.items.iter().map(|item| Told {
        uid: item.uid,
        result,
        code: code.map(str::to_owned),
    });
    let answer = Answer {
        position: batch.position,
        items: told.collect(),
        missing: Vec::new(),
        behind: None,
    };
    serde_json::to_string(&answer).unwrap()
}

async fn answering(answer: impl Fn(&str, &[u8]) -> (u16, String) + Send + Sync + 'static) -> Hub {
    headed(String::new(), answer).await
}

async fn headed(more: String, answer: impl Fn(&str, &[u8]) -> (u16, String) + Send + Sync + 'static) -> Hub {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let heard = asked.clone();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut bytes = Vec::new();
            let (head, start, length) = loop {
                let mut chunk = [0; 4096];
                let read = stream.read(&mut chunk).await.unwrap();
                bytes.extend_from_slice(&chunk[..read]);
                let text = String::from_utf8_lossy(&bytes).into_owned();
                if let Some((head, _)) = text.split_once("\r\n\r\n") {
                    let lower = head.to_lowercase();
                    let length = lower.split("content-length: ").nth(1);
                    let length = length.map_or(0, |rest| rest.lines().next().unwrap().parse().unwrap());
                    break (head.to_owned(), head.len() + 4, head.len() + 4 + length);
                }
                assert!(read > 0);
            };
            while bytes.len() < length {
                let mut chunk = [0; 4096];
                let read = stream.read(&mut chunk).await.unwrap();
                assert!(read > 0);
                bytes.extend_from_slice(&chunk[..read]);
            }
            let line = head.lines().next().unwrap().to_owned();
            let (status, text) = answer(&line, &bytes[start..]);
            heard.lock().unwrap().push((line, bytes[start..].to_vec()));
            let reply = format!(
                "HTTP/1.1 {status} Said\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n{more}\r\n{text}",
                text.len()
            );
            stream.write_all(reply.as_bytes()).await.unwrap();
        }
    });
    Hub { port, asked }
}
