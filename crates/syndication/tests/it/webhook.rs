//! Systems elsewhere are told, signed, and told again: a real server listens.

use crate::town::{House, Piece, Town};
use bytes::Bytes;
use kernel::clock::Hand;
use kernel::{Error, Result, Role};
use sea_orm::Set;
use std::sync::Arc;
use store::job::{JobHandler, JobRunner};
use store::log::Runner;
use syndication::outgoing::{Sender, Sent, by_guarded};
use syndication::permissions::ManageWebhooks;
use syndication::webhook::entity::{self, delivery};
use syndication::webhook::{
    Deliverer, WAITS, WebhookForm, WebhookReader, create_webhook, end_webhook, resend_delivery, signature,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::Mutex;

/// A request as the receiver heard it.
#[derive(Clone, Debug)]
pub struct Heard {
    pub head: String,
    pub body: String,
}

impl Heard {
    pub fn header(&self, name: &str) -> &str {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines
            .filter(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
            .next()
            .unwrap_or_default()
    }
}

/// A receiver on this machine that answers with the statuses it was given, the last one for ever.
pub struct Receiver {
    pub url: String,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl Receiver {
    pub async fn answering(statuses: &[u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let heard: Arc<Mutex<Vec<Heard>>> = Arc::default();
        let (into, statuses) = (heard.clone(), statuses.to_vec());
        tokio::spawn(async move {
            for n in 0.. {
                let (mut stream, _) = listener.accept().await.unwrap();
                let request = read(&mut stream).await;
                into.lock().await.push(request);
                let status = statuses.get(n).or(statuses.last()).copied().unwrap_or(204);
                let answer = format!("HTTP/1.1 {status} x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        });
        Self { url, heard }
    }

    pub async fn heard(&self) -> Vec<Heard> {
        self.heard.lock().await.clone()
    }
}

async fn read(stream: &mut tokio::net::TcpStream) -> Heard {
    let mut bytes = Vec::new();
    loop {
        let mut chunk = [0u8; 4096];
        let n = stream.read(&mut chunk).await.unwrap();
        bytes.extend_from_slice(&chunk[..n]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let whole = Heard {
            head: head.to_owned(),
            body: body.to_owned(),
        };
        let length: usize = whole.header("content-length").parse().unwrap_or(0);
        if body.len() >= length || n == 0 {
            return whole;
        }
    }
}

/// The trusted client: receivers of the tests stand on this machine.
pub struct Near(pub reqwest::Client);

#[async_trait::async_trait]
impl Sender for Near {
    async fn post(&self, url: &str, headers: &[(&str, String)], body: Bytes) -> Result<Sent> {
        let mut request = self.0.post(url).body(body);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let answer = request.send().await.map_err(Error::fault)?;
        Ok(Sent {
            status: answer.status().as_u16(),
            words: answer.text().await.map_err(Error::fault)?,
        })
    }

    async fn get(&self, url: &str) -> Result<()> {
        let answer = self.0.get(url).send().await.map_err(Error::fault)?;
        if answer.status().is_success() {
            Ok(())
        } else {
            Err(Error::field(
                "url",
                format!("对方答复 {}。", answer.status().as_u16()),
            ))
        }
    }
}

pub fn near() -> Arc<dyn Sender> {
    Arc::new(Near(gateway::outbound::trusted().unwrap()))
}

/// The place that content's operation makes.
pub async fn place(town: &Town, piece: &Piece) {
    use content::placement::entity as placement;
    let mut tx = town.hub().await;
    tx.exempt("setup").unwrap();
    let row = placement::ActiveModel {
        site_id: Set(piece.house.id.0),
        channel_id: Set(piece.channel.0),
        article_id: Set(Some(piece.id.0)),
        library_item_id: Set(None),
        uid: Set(piece.uid.0),
        version: Set(piece.version),
        number: Set(piece.id.0),
        title: Set("要撤回的稿件".into()),
        own_title: Set(None),
        summary: Set(String::new()),
        unit: Set(String::new()),
        lead_media: Set(None),
        lead_alt: Set(String::new()),
        rule_id: Set(None),
        state: Set(placement::LIVE.into()),
        published_at: Set(crate::town::noon()),
        sort_at: Set(crate::town::noon()),
        ..Default::default()
    };
    tx.insert(row).await.unwrap();
    tx.commit().await.unwrap();
}

struct Office {
    town: Town,
    hand: Hand,
}

impl Office {
    async fn new() -> Self {
        let hand = Hand::at(crate::town::noon());
        let town = Town::by_hand(&hand).await;
        Self { town, hand }
    }

    async fn hook(&self, house: House, url: &str, events: &[&str]) -> entity::Model {
        let form = WebhookForm {
            name: "市融媒体中心".into(),
            url: url.into(),
            events: events.iter().map(|kind| (*kind).to_owned()).collect(),
        };
        let mut tx = self.town.write::<ManageWebhooks>(house, Role::SiteAdmin).await;
        let row = create_webhook(&mut tx, form.parse().unwrap(), "http://edu.localhost")
            .await
            .unwrap();
        tx.commit().await.unwrap();
        row
    }

    async fn place(&self, piece: &Piece) {
        place(&self.town, piece).await;
    }

    async fn settle(&self, sender: Arc<dyn Sender>) {
        let hub = self.town.base.hub();
        let mut runner = Runner::new(hub.clone());
        runner.add(Arc::new(syndication::projection::Projection));
        runner.add(Arc::new(WebhookReader));
        runner.settle().await.unwrap();
        let handler: Arc<dyn JobHandler> = Arc::new(Deliverer::new(hub.clone(), sender));
        JobRunner::new(hub, vec![handler]).settle().await.unwrap();
    }

    async fn deliveries(&self) -> Vec<delivery::Model> {
        let read = self.town.base.hub().read();
        read.find::<delivery::Entity>()
            .asc(delivery::Column::Id)
            .all()
            .await
            .unwrap()
    }
}

#[tokio::test]
async fn a_receiver_hears_what_it_asked_for_signed_and_once() {
    let office = Office::new().await;
    let receiver = Receiver::answering(&[204]).await;
    let before = office.town.publish(office.town.edu, "登记之前的稿件").await;
    let hook = office
        .hook(office.town.edu, &receiver.url, &["article.withdrawn"])
        .await;
    office.place(&before).await;
    let mut piece = before.clone();
    office.town.withdraw(&mut piece, "内容有误").await;
    office.town.publish(office.town.agri, "别站的稿件").await;
    office.settle(near()).await;
    office.settle(near()).await;
    let heard = receiver.heard().await;
    assert_eq!(heard.len(), 1, "{heard:?}");
    let told: serde_json::Value = serde_json::from_str(&heard[0].body).unwrap();
    assert_eq!(told["type"], "article.withdrawn");
    assert_eq!(told["data"]["id"], piece.uid.to_string());
    assert_eq!(told["data"]["version"], 2);
    assert!(
        told["data"]["url"]
            .as_str()
            .unwrap()
            .starts_with("http://edu.localhost/news/"),
        "{told}"
    );
    let at: i64 = heard[0].header("webhook-timestamp").parse().unwrap();
    let right = signature(&hook.secret, heard[0].header("webhook-id"), at, &heard[0].body).unwrap();
    assert_eq!(heard[0].header("webhook-signature"), right);
    assert_eq!(office.deliveries().await[0].state, delivery::DELIVERED);
}

#[tokio::test]
async fn a_receiver_that_fails_is_told_again_and_given_up_at_last() {
    let office = Office::new().await;
    let receiver = Receiver::answering(&[500, 503, 200]).await;
    office
        .hook(office.town.edu, &receiver.url, &["article.withdrawn"])
        .await;
    let mut piece = office.town.publish(office.town.edu, "要撤回的稿件").await;
    office.place(&piece).await;
    office.town.withdraw(&mut piece, "内容有误").await;
    office.settle(near()).await;
    let row = office.deliveries().await.remove(0);
    assert_eq!(
        (row.state.as_str(), row.attempts, row.status),
        ("waiting", 1, Some(500))
    );
    office.settle(near()).await;
    assert_eq!(receiver.heard().await.len(), 1, "it was told before its time");
    for wait in &WAITS[..2] {
        office.hand.advance(chrono::Duration::seconds(*wait + 1));
        office.settle(near()).await;
    }
    let row = office.deliveries().await.remove(0);
    assert_eq!((row.state.as_str(), row.attempts), ("delivered", 3));
    let ids: Vec<String> = receiver
        .heard()
        .await
        .iter()
        .map(|heard| heard.header("webhook-id").to_owned())
        .collect();
    assert!(ids.windows(2).all(|pair| pair[0] == pair[1]), "{ids:?}");
}

#[tokio::test]
async fn what_was_given_up_is_sent_again_by_staff_and_inside_addresses_are_never_reached() {
    let office = Office::new().await;
    let receiver = Receiver::answering(&[200]).await;
    let hook = office
        .hook(office.town.edu, &receiver.url, &["article.withdrawn"])
        .await;
    let mut piece = office.town.publish(office.town.edu, "要撤回的稿件").await;
    office.place(&piece).await;
    office.town.withdraw(&mut piece, "内容有误").await;
    office
        .settle(by_guarded(&gateway::outbound::Settings::default()))
        .await;
    for wait in WAITS {
        office.hand.advance(chrono::Duration::seconds(wait + 1));
        office
            .settle(by_guarded(&gateway::outbound::Settings::default()))
            .await;
    }
    let row = office.deliveries().await.remove(0);
    assert_eq!((row.state.as_str(), row.attempts), ("failed", 8), "{row:?}");
    assert!(
        receiver.heard().await.is_empty(),
        "the guarded client went inside"
    );
    let edu = office.town.edu;
    let mut tx = office
        .town
        .write::<ManageWebhooks>(office.town.agri, Role::SiteAdmin)
        .await;
    assert!(matches!(
        resend_delivery(&mut tx, hook.id, row.id).await,
        Err(Error::NotFound)
    ));
    drop(tx);
    let mut tx = office.town.write::<ManageWebhooks>(edu, Role::SiteAdmin).await;
    resend_delivery(&mut tx, hook.id, row.id).await.unwrap();
    assert!(
        resend_delivery(&mut tx, hook.id, row.id).await.is_err(),
        "it waits already"
    );
    tx.commit().await.unwrap();
    office.settle(near()).await;
    assert_eq!(receiver.heard().await.len(), 1);
    assert_eq!(office.deliveries().await[0].state, delivery::DELIVERED);
}

#[tokio::test]
async fn an_ended_webhook_hears_nothing_more_and_may_begin_again() {
    let office = Office::new().await;
    let receiver = Receiver::answering(&[200]).await;
    let edu = office.town.edu;
    let hook = office.hook(edu, &receiver.url, &["article.withdrawn"]).await;
    let mut tx = office.town.write::<ManageWebhooks>(edu, Role::SiteAdmin).await;
    let twice = WebhookForm {
        name: "同一地址".into(),
        url: receiver.url.clone(),
        events: vec!["article.published".into()],
    };
    let refused = create_webhook(&mut tx, twice.parse().unwrap(), "").await;
    assert!(matches!(refused, Err(Error::Refused(refusal)) if refusal.code == "webhook.exists"));
    drop(tx);
    let mut tx = office.town.write::<ManageWebhooks>(edu, Role::SiteAdmin).await;
    end_webhook(&mut tx, hook.id).await.unwrap();
    tx.commit().await.unwrap();
    let mut piece = office.town.publish(edu, "停用之后的稿件").await;
    office.place(&piece).await;
    office.town.withdraw(&mut piece, "内容有误").await;
    office.settle(near()).await;
    assert!(office.deliveries().await.is_empty());
    office.hand.advance(chrono::Duration::seconds(1));
    let again = office.hook(edu, &receiver.url, &["article.withdrawn"]).await;
    assert_eq!(again.id, hook.id);
    assert_ne!(again.secret, hook.secret);
}
