//! Delivery by SMTP.

use crate::maildev::{Maildev, free_port};
use crate::office::{Office, letter};
use chrono::Duration;
use mail::{Settings, Tls};

fn settings(port: u16) -> Settings {
    Settings {
        server: "127.0.0.1".into(),
        port,
        from: "陶都市政府门户 <portal@example.gov.cn>".into(),
        tls: Tls::None,
        ..Settings::default()
    }
}

#[tokio::test]
async fn a_mail_arrives_as_it_was_written_with_its_headers_in_order() {
    let server = Maildev::start(&[]).await;
    let office = Office::new(settings(server.smtp)).await;
    assert_eq!(office.mailer.state().await.1, None);
    office.send(&letter()).await.unwrap();
    assert!(
        server.mails().await.is_empty(),
        "nothing goes out before the commit's job ran"
    );
    office.settle().await;
    let mails = server.mails().await;
    assert_eq!(mails.len(), 1);
    let mail = &mails[0];
    assert_eq!(mail["subject"], letter().subject);
    assert_eq!(mail["to"][0]["address"], "zhou@edu.example");
    assert_eq!(mail["from"][0]["address"], "portal@example.gov.cn");
    assert_eq!(mail["from"][0]["name"], "陶都市政府门户");
    assert_eq!(
        mail["text"].as_str().unwrap().replace("\r\n", "\n").trim(),
        letter().text.trim()
    );
    let headers = &mail["headers"];
    assert!(
        headers["message-id"]
            .as_str()
            .unwrap()
            .ends_with("@example.gov.cn>"),
        "{headers}"
    );
    assert_eq!(mail["time"], "2026-11-22T01:00:00.000Z", "the day it was written");
    assert_eq!(headers["auto-submitted"], "auto-generated");
    assert_eq!(office.rows().await, 0, "address and link are gone from the queue");
}

#[tokio::test]
async fn a_server_that_is_away_gets_the_mail_when_it_is_back() {
    let port = free_port();
    let office = Office::new(settings(port)).await;
    let (words, fault) = office.mailer.state().await;
    assert!(fault.is_some() && words.contains("无法连接"), "{words}");
    office.send(&letter()).await.unwrap();
    office.settle().await;
    assert_eq!(office.waiting().await, 1, "it waits for the next try");
    let server = Maildev::start_at(port, &[]).await;
    office.later(Duration::seconds(30)).await;
    assert!(server.mails().await.is_empty(), "the first wait is a minute");
    office.later(Duration::seconds(31)).await;
    assert_eq!(server.mails().await.len(), 1);
    assert_eq!(office.rows().await, 0);
}

#[tokio::test]
async fn a_mail_that_nobody_takes_is_given_up_without_a_trace_of_its_address() {
    let office = Office::new(settings(free_port())).await;
    office.send(&letter()).await.unwrap();
    office.settle().await;
    let mut tries = 1;
    while office.waiting().await > 0 {
        office.later(Duration::hours(12)).await;
        tries += 1;
        assert!(tries < 30, "for ever");
    }
    assert_eq!(office.rows().await, 0);
    let audit = office.audit().await;
    let (action, detail) = audit.last().unwrap();
    assert_eq!(action, "mail.given_up");
    assert!(
        detail.contains("edu.example") && !detail.contains("zhou"),
        "{detail}"
    );
}

#[tokio::test]
async fn user_and_password_are_given_and_wrong_ones_do_not_end_the_mail_silently() {
    let server = Maildev::start(&["--incoming-user", "portal", "--incoming-pass", "geheim"]).await;
    let right = Settings {
        user: "portal".into(),
        password: "geheim".into(),
        ..settings(server.smtp)
    };
    let office = Office::new(right).await;
    office.send(&letter()).await.unwrap();
    office.settle().await;
    assert_eq!(server.mails().await.len(), 1);
    let wrong = Settings {
        user: "portal".into(),
        password: "falsch".into(),
        ..settings(server.smtp)
    };
    let office = Office::new(wrong).await;
    assert!(office.mailer.state().await.1.is_some());
    office.send(&letter()).await.unwrap();
    office.settle().await;
    assert_eq!(server.mails().await.len(), 1);
    assert!(office.waiting().await == 1 || office.audit().await.iter().any(|row| row.0 == "mail.given_up"));
}

#[tokio::test]
async fn a_server_without_tls_gets_nothing_when_tls_is_asked_for() {
    let server = Maildev::start(&["--hide-extensions", "STARTTLS"]).await;
    let demanding = Settings {
        tls: Tls::Starttls,
        ..settings(server.smtp)
    };
    let office = Office::new(demanding).await;
    assert!(office.mailer.state().await.1.is_some());
    office.send(&letter()).await.unwrap();
    office.settle().await;
    assert!(server.mails().await.is_empty());
}
