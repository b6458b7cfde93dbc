//! Back-channel log-out: clients are told, again if need be, and nobody keeps others waiting.

use crate::rp::{AWAY, CALLBACK, OA, Rp};
use chrono::Duration;
use identity::factor::Sealer;
use identity::provider::{LogOutTeller, TypedClient, entity, verify_logout_token};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::Instant;
use store::job::JobRunner;

/// Takes posts and answers each with the next of `statuses`, then with 200.
fn listener(statuses: &[u16]) -> (String, Receiver<String>) {
    let socket = TcpListener::bind("127.0.0.1:0").unwrap();
    let uri = format!("http://{}/backchannel", socket.local_addr().unwrap());
    let (heard, told) = channel();
    let statuses = Arc::new(Mutex::new(statuses.to_vec()));
    std::thread::spawn(move || {
        for stream in socket.incoming() {
            let mut stream = stream.unwrap();
            let mut text = String::new();
            let mut buffer = [0; 4096];
            while !text.contains("logout_token=") {
                let read = stream.read(&mut buffer).unwrap();
                text.push_str(std::str::from_utf8(&buffer[..read]).unwrap());
            }
            let mut statuses = statuses.lock().unwrap();
            let status = if statuses.is_empty() {
                200
            } else {
                statuses.remove(0)
            };
            write!(
                stream,
                "HTTP/1.1 {status} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            )
            .unwrap();
            let (_, token) = text.split_once("logout_token=").unwrap();
            heard.send(token.to_owned()).unwrap();
        }
    });
    (uri, told)
}

async fn town(backchannel: &str) -> (Rp, JobRunner) {
    let rp = Rp::typed(TypedClient {
        id: OA,
        name: "办公系统",
        redirect: CALLBACK,
        backchannel,
        ..TypedClient::default()
    })
    .await;
    let clocks = rp.flow.town.test.store.clocks().clone();
    let teller = LogOutTeller::new(
        rp.flow.town.test.hub(),
        clocks,
        Some(Sealer::new(&[7; 32]).unwrap()),
    );
    let jobs = JobRunner::new(rp.flow.town.test.hub(), vec![Arc::new(teller)]);
    (rp, jobs)
}

#[tokio::test]
async fn a_client_is_told_which_sign_in_is_over() {
    let (uri, told) = listener(&[]);
    let (rp, jobs) = town(&uri).await;
    rp.tokens(AWAY).await;
    let id_token = rp.tokens("openid").await.id_token;
    rp.flow.town.identity.sign_out(&rp.flow.live).await.unwrap();
    jobs.settle().await.unwrap();
    let token = told.recv().unwrap();
    let keys = rp.flow.town.provider.jwks().await.unwrap();
    let (issuer, now) = (rp.flow.town.provider.issuer(), rp.flow.town.identity.now());
    let claims = verify_logout_token(&keys, &token, (issuer, OA), now).unwrap();
    assert_eq!(claims.sid, rp.flow.live.session.group_session);
    assert_eq!(claims.sub, rp.flow.live.person.uid().to_string());
    assert!(told.try_recv().is_err(), "once, however many scopes there were");
    for (issuer, client, later) in [
        (issuer, "another", 0),
        ("https://evil.example", OA, 0),
        (issuer, OA, 10),
    ] {
        let now = now + Duration::minutes(later);
        assert!(verify_logout_token(&keys, &token, (issuer, client), now).is_err());
    }
    assert!(
        verify_logout_token(&keys, &id_token, (issuer, OA), now).is_err(),
        "an ID token is none"
    );
    assert!(jobs.waiting().await.unwrap().is_empty());
    let db = rp.flow.town.test.hub().read();
    assert_eq!(db.find::<entity::logout::Entity>().count().await.unwrap(), 0);
}

#[tokio::test]
async fn a_client_that_fails_is_told_again() {
    let (uri, told) = listener(&[503]);
    let (rp, jobs) = town(&uri).await;
    rp.tokens("openid").await;
    rp.flow.town.identity.sign_out(&rp.flow.live).await.unwrap();
    jobs.settle().await.unwrap();
    told.recv().unwrap();
    assert_eq!(jobs.waiting().await.unwrap().len(), 1);
    rp.flow.town.later(Duration::seconds(3));
    jobs.settle().await.unwrap();
    told.recv().unwrap();
    assert!(jobs.waiting().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_client_that_hangs_keeps_nobody_waiting() {
    let hanging = TcpListener::bind("127.0.0.1:0").unwrap();
    let (uri, told) = listener(&[]);
    let slow = format!("http://{}/", hanging.local_addr().unwrap());
    let (mut rp, jobs) = town(&slow).await;
    rp.tokens("openid").await;
    let first = rp.fields.clone();
    rp.add("second", &uri).await;
    rp.tokens("openid").await;
    rp.fields = first;
    let begun = Instant::now();
    rp.flow.town.identity.sign_out(&rp.flow.live).await.unwrap();
    let settling = jobs.settle();
    let heard = tokio::task::spawn_blocking(move || {
        told.recv().unwrap();
        Instant::now()
    });
    let (settled, heard) = tokio::join!(settling, heard);
    settled.unwrap();
    assert!(heard.unwrap() - begun < std::time::Duration::from_secs(2));
    assert_eq!(jobs.waiting().await.unwrap().len(), 1, "the one that hangs");
    drop(hanging);
}

#[tokio::test]
async fn a_client_whose_tokens_ended_early_is_told_too_and_withdrawn_consent_at_once() {
    let (uri, told) = listener(&[]);
    let (rp, jobs) = town(&uri).await;
    let tokens = rp.tokens(AWAY).await;
    let first = tokens.refresh_token.unwrap();
    rp.refresh(&first).await.unwrap();
    assert!(rp.refresh(&first).await.is_err(), "the family ends");
    jobs.settle().await.unwrap();
    told.recv().unwrap();
    rp.flow.town.identity.sign_out(&rp.flow.live).await.unwrap();
    jobs.settle().await.unwrap();
    told.recv().unwrap();
    assert!(told.try_recv().is_err());
}
