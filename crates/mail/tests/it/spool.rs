//! Without a server.

use crate::office::{Office, letter};
use base64::Engine;
use mail::Settings;
use std::os::unix::fs::PermissionsExt;

#[tokio::test]
async fn mail_is_laid_down_for_the_system_s_user_alone() {
    let office = Office::new(Settings::default()).await;
    office.send(&letter()).await.unwrap();
    office.settle().await;
    let outbox = office.test.data().join("outbox");
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&outbox), 0o700);
    let files: Vec<_> = std::fs::read_dir(&outbox)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    assert_eq!(files.len(), 1, "{files:?}");
    assert_eq!(mode(&files[0]), 0o600);
    let mail = std::fs::read_to_string(&files[0]).unwrap();
    let (headers, body) = mail.split_once("\r\n\r\n").unwrap();
    assert!(headers.contains("From: noreply@www.example.gov.cn"), "{headers}");
    assert!(
        headers.contains("To: zhou@edu.example") && headers.contains("Message-ID: <"),
        "{headers}"
    );
    assert!(headers.contains("Content-Transfer-Encoding: base64"), "{headers}");
    let text = base64::engine::general_purpose::STANDARD
        .decode(body.split_whitespace().collect::<String>())
        .unwrap();
    assert_eq!(
        String::from_utf8(text).unwrap().replace("\r\n", "\n"),
        letter().text
    );
    let (words, fault) = office.mailer.state().await;
    assert!(fault.is_none() && words.contains("现有 1 封"), "{words}");
}

#[tokio::test]
async fn what_is_rolled_back_is_never_sent() {
    let office = Office::new(Settings::default()).await;
    {
        let hub = office.test.hub();
        let mut tx = hub.write(kernel::Actor::operator("test")).await.unwrap();
        mail::send(&mut tx, &letter()).await.unwrap();
    }
    office.settle().await;
    assert!(!office.test.data().join("outbox").exists());
}

#[tokio::test]
async fn a_wrong_sender_is_named_at_the_start() {
    let office = Office::new(Settings::default()).await;
    let settings = Settings {
        from: "nobody at all".into(),
        ..Settings::default()
    };
    let made = mail::Mailer::new(&settings, "x", office.test.data(), office.test.hub());
    let Err(kernel::Error::Invalid(fields)) = made else {
        panic!()
    };
    assert_eq!(fields[0].field, "mail.from");
}
