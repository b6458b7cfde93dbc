//! The conformity kit: plays a unit's box against a receiver, with good batches and bad ones, and says what was answered.

use super::client::{SEAL, pair};
use super::finding::{Finding, Got, got, note};
use super::key::{self, OwnKey, Seal};
use super::unpaired::{PAIRING, USED_CODE};
use chrono::{DateTime, Duration, Utc};
use kernel::wire::{Batch, Covers, Down, FORMAT, Item, ItemState, LiveItem, PairAnswer, PairRequest};
use kernel::{Error, Result, Uid, beijing};
use serde_json::{Value, json};

/// A box that nobody runs.
struct Vendor {
    client: reqwest::Client,
    url: String,
    key: OwnKey,
    own: Uid,
    portal: PairAnswer,
    site: Uid,
    now: DateTime<Utc>,
}

/// Tries a receiver with a pairing code of its own for a site without content. What it leaves there is withdrawn at the
/// end. `now` is the security clock's.
///
/// # Errors
/// `peer.unreachable`, or what the receiver refused when pairing.
pub async fn check(
    client: reqwest::Client,
    url: &str,
    code: &str,
    now: DateTime<Utc>,
) -> Result<Vec<Finding>> {
    let key = OwnKey::make()?;
    let request = PairRequest {
        format: FORMAT.into(),
        code: code.to_owned(),
        uid: Uid(uuid::Uuid::new_v4()),
        site: Uid(uuid::Uuid::new_v4()),
        name: "对接检测".into(),
        url: "https://peer-check.invalid".into(),
        public_key: key.public()?,
    };
    let portal = pair(&client, url, &request).await?;
    let mut findings = vec![note(PAIRING, "200", "200".into())];
    let again = pair(&client, url, &request).await;
    let got = again.map_or_else(|error| error.to_string(), |_| "200".into());
    findings.push(Finding {
        what: USED_CODE,
        wanted: "409 peer.code".into(),
        good: got.contains("409") && got.contains("peer.code"),
        got,
    });
    let vendor = Vendor {
        client,
        url: url.trim_end_matches('/').to_owned(),
        key,
        own: request.uid,
        site: request.site,
        portal,
        now,
    };
    vendor.batches(&mut findings).await?;
    vendor.seals(&mut findings).await?;
    vendor.rest(&mut findings).await?;
    vendor.down(&mut findings).await?;
    Ok(findings)
}

impl Vendor {
    fn item(&self, uid: Uid, version: i64, state: ItemState) -> Item {
        Item {
            uid,
            version,
            origin: self.site,
            passed: vec![self.site],
            origin_id: None,
            state,
            changed_at: beijing::rfc3339(self.now),
            backfill: true,
            submitted_at: None,
            recalled: false,
            authorization: None,
            sent: None,
            withheld: false,
        }
    }

    fn live(&self, uid: Uid) -> ItemState {
        ItemState::Live(Box::new(LiveItem {
            title: "对接检测稿件".into(),
            subtitle: String::new(),
            summary: String::new(),
            body_html: "<p>这篇稿件由对接检测发出，检测结束时撤下。</p>".into(),
            source: "对接检测".into(),
            origin_class: "own".into(),
            author: String::new(),
            keywords: Vec::new(),
            url: format!("https://peer-check.invalid/news/{uid}.html"),
            published_at: beijing::rfc3339(self.now),
            media: Vec::new(),
            channel: "news".into(),
            channel_name: "要闻".into(),
            lead: None,
            lead_alt: String::new(),
            attachments: Vec::new(),
        }))
    }

    fn withdrawn(&self) -> ItemState {
        ItemState::Withdrawn {
            at: beijing::rfc3339(self.now),
            reason: "检测结束".into(),
        }
    }

    fn batch(items: Vec<Item>) -> Batch {
        Batch {
            format: FORMAT.into(),
            log: Uid(uuid::Uuid::nil()),
            position: 1,
            items,
            covers: None,
            as_of: None,
        }
    }

    fn seal(&self, body: &[u8]) -> Seal {
        Seal::over(self.own, self.portal.uid, body, self.now)
    }

    async fn post(&self, body: &Value) -> Result<Got> {
        let bytes = serde_json::to_vec(body).map_err(Error::fault)?;
        let token = self.key.sign(&self.seal(&bytes))?;
        self.raw(&token, bytes).await
    }

    async fn raw(&self, token: &str, body: Vec<u8>) -> Result<Got> {
        let asked = self
            .client
            .post(format!("{}/api/v1/peer/batches", self.url))
            .bearer_auth(token)
            .header("content-type", "application/json");
        got(asked.body(body)).await
    }

    async fn send(&self, items: Vec<Item>) -> Result<Got> {
        self.post(&json!(Self::batch(items))).await
    }

    /// Items: taken, known, older, foreign, withdrawn; fields of later versions.
    async fn batches(&self, findings: &mut Vec<Finding>) -> Result<()> {
        let uid = Uid(uuid::Uuid::new_v4());
        let got = self.send(vec![self.item(uid, 2, self.live(uid))]).await?;
        findings.push(note("一篇完整的稿件", "200 taken", got.words()));
        let got = self.send(vec![self.item(uid, 2, self.live(uid))]).await?;
        findings.push(note("同一版本再发一次", "200 known", got.words()));
        let got = self.send(vec![self.item(uid, 1, self.live(uid))]).await?;
        findings.push(note("新版本之后的旧版本", "200 refused peer.older", got.words()));
        let mut other = self.item(uid, 2, self.live(uid));
        if let ItemState::Live(live) = &mut other.state {
            live.title = "对接检测稿件（同号异文）".into();
        }
        let got = self.send(vec![other]).await?;
        findings.push(note("同号异文", "200 refused peer.older", got.words()));
        let mut newer = json!(Self::batch(vec![self.item(uid, 3, self.live(uid))]));
        newer["invented_later"] = json!({ "a": 1 });
        newer["items"][0]["invented_later"] = json!(true);
        newer["items"][0]["sent"] = json!({ "at": "?", "by": "对接检测", "invented_later": true });
        let got = self.post(&newer).await?;
        findings.push(note("带有未知字段", "200 taken", got.words()));
        let mut foreign = self.item(Uid(uuid::Uuid::new_v4()), 1, self.live(uid));
        foreign.origin = self.portal.site;
        let got = self.send(vec![foreign]).await?;
        findings.push(note("别的网站的稿件", "409 peer.foreign_site", got.words()));
        let mut empty = json!(Self::batch(vec![self.item(
            Uid(uuid::Uuid::new_v4()),
            1,
            self.live(uid)
        )]));
        empty["items"][0]["state"]["title"] = json!("");
        let got = self.post(&empty).await?;
        findings.push(note("没有标题的稿件", "200 refused peer.item", got.words()));
        let mut other = json!(Self::batch(Vec::new()));
        other["format"] = json!("zisha.syndication/99");
        let got = self.post(&other).await?;
        findings.push(note("不认识的格式版本", "409 peer.format", got.words()));
        let got = self.send(vec![self.item(uid, 4, self.withdrawn())]).await?;
        findings.push(note("撤稿", "200 taken", got.words()));
        self.replays(uid, findings).await
    }

    /// Parts of a replay: what was read from the log before what is known changes nothing, whatever its number.
    async fn replays(&self, uid: Uid, findings: &mut Vec<Finding>) -> Result<()> {
        let part = |version: i64, state: ItemState, as_of: i64| Batch {
            covers: Some(Covers {
                origin: self.site,
                after: None,
                to: None,
            }),
            as_of: Some(as_of),
            ..Self::batch(vec![self.item(uid, version, state)])
        };
        let got = self.post(&json!(part(1, self.live(uid), 20))).await?;
        findings.push(note("补发，编号比已有的小", "200 taken", got.words()));
        let got = self.post(&json!(part(4, self.withdrawn(), 10))).await?;
        findings.push(note("迟到的补发", "200 known", got.words()));
        let got = self.post(&json!(part(1, self.live(uid), 20))).await?;
        findings.push(note("同一次补发再到一次", "200 known", got.words()));
        let got = self.post(&json!(part(1, self.withdrawn(), 30))).await?;
        findings.push(note("后一次补发", "200 taken", got.words()));
        Ok(())
    }

    /// Seals: forged, of another body, too old, used before, for somebody else.
    async fn seals(&self, findings: &mut Vec<Finding>) -> Result<()> {
        let body = serde_json::to_vec(&Self::batch(Vec::new())).map_err(Error::fault)?;
        let forger = OwnKey::make()?.sign(&self.seal(&body))?;
        let got = self.raw(&forger, body.clone()).await?;
        findings.push(note("伪造的签名", "409 peer.signature", got.words()));
        let got = self.raw("", body.clone()).await?;
        findings.push(note("没有签名", "409 peer.signature", got.words()));
        let mut aside = self.seal(&body);
        aside.aud = self.own;
        let got = self.raw(&self.key.sign(&aside)?, body.clone()).await?;
        findings.push(note("发给别人的签名", "409 peer.signature", got.words()));
        let got = self.raw(&self.key.sign(&self.seal(b"{}"))?, body.clone()).await?;
        findings.push(note("内容与签名不符", "409 peer.digest", got.words()));
        let early = Seal::over(self.own, self.portal.uid, &body, self.now - Duration::minutes(11));
        let got = self.raw(&self.key.sign(&early)?, body.clone()).await?;
        findings.push(note("过期的签名", "409 peer.window", got.words()));
        let mut endless = self.seal(&body);
        endless.exp += 86_400;
        let got = self.raw(&self.key.sign(&endless)?, body.clone()).await?;
        findings.push(note("有效期过长的签名", "409 peer.window", got.words()));
        let once = self.key.sign(&self.seal(&body))?;
        let got = self.raw(&once, body.clone()).await?;
        findings.push(note("空的一批", "200", got.words()));
        let got = self.raw(&once, body).await?;
        findings.push(note("同一批再发一次", "409 peer.replayed", got.words()));
        Ok(())
    }

    /// What there is for the site: a sealed answer to this question, and no file that was not given.
    async fn down(&self, findings: &mut Vec<Finding>) -> Result<()> {
        let mut ask = json!({ "format": FORMAT, "after": 0, "replay": {}, "invented_later": true });
        // Words on what the receiver does not know are passed over.
        let (item, article) = (Uid(uuid::Uuid::new_v4()), Uid(uuid::Uuid::new_v4()));
        let at = beijing::rfc3339(self.now);
        ask["reposts"] = json!([{ "uid": item, "article": article, "shown_at": at }]);
        let sent = json!({ "uid": article, "from": self.site, "to": item, "at": at, "by": "对接检测" });
        ask["across"] = json!({ "sent": [sent], "told": [] });
        let body = serde_json::to_vec(&ask).map_err(Error::fault)?;
        let seal = self.seal(&body);
        let asked = self
            .client
            .post(format!("{}/api/v1/peer/down", self.url))
            .bearer_auth(self.key.sign(&seal)?)
            .body(body);
        let got = match asked.send().await {
            Ok(answer) => self.sealed(seal.jti, answer).await,
            Err(_) => "0".into(),
        };
        findings.push(note("询问下发内容", "200 sealed", got));
        let many = vec![ask["reposts"][0].clone(); 501];
        let body = json!({ "format": FORMAT, "after": 0, "reposts": many });
        let body = serde_json::to_vec(&body).map_err(Error::fault)?;
        let token = self.key.sign(&self.seal(&body))?;
        let asked = self.client.post(format!("{}/api/v1/peer/down", self.url));
        let got = super::finding::got(asked.bearer_auth(token).body(body)).await?;
        findings.push(note("转载登记过多的询问", "409 peer.format", got.words()));
        ask["format"] = json!("zisha.syndication/99");
        let body = serde_json::to_vec(&ask).map_err(Error::fault)?;
        let token = self.key.sign(&self.seal(&body))?;
        let asked = self.client.post(format!("{}/api/v1/peer/down", self.url));
        let got = super::finding::got(asked.bearer_auth(token).body(body)).await?;
        findings.push(note("询问的格式版本不认识", "409 peer.format", got.words()));
        let token = self.key.sign(&self.seal(b""))?;
        let (hash, article) = ("0".repeat(64), Uid(uuid::Uuid::new_v4()));
        let asked = self
            .client
            .get(format!(
                "{}/api/v1/peer/down/media/{hash}?article={article}",
                self.url
            ))
            .bearer_auth(token);
        let status = asked.send().await.map_or(0, |answer| answer.status().as_u16());
        findings.push(note("没有下发过的文件", "404", status.to_string()));
        Ok(())
    }

    /// `200 sealed`, or what is wrong with an answer.
    async fn sealed(&self, question: Uid, answer: reqwest::Response) -> String {
        let status = answer.status().as_u16();
        let seal = answer.headers().get(SEAL);
        let seal = seal
            .and_then(|seal| seal.to_str().ok())
            .unwrap_or_default()
            .to_owned();
        let body = answer.bytes().await.unwrap_or_default();
        let key = self.portal.public_key.to_string();
        let opened = key::open(&seal, &key, (self.portal.uid, self.own), &body, self.now);
        let word = match opened {
            Err(Error::Refused(refusal)) => refusal.code,
            Ok(opened) if opened.jti != question => "peer.replayed",
            Ok(_) if serde_json::from_slice::<Down>(&body).is_err() => "peer.format",
            Ok(_) => "sealed",
            Err(_) => "",
        };
        format!("{status} {word}").trim().to_owned()
    }

    /// News, and files under a wrong name.
    async fn rest(&self, findings: &mut Vec<Finding>) -> Result<()> {
        let token = self.key.sign(&self.seal(b""))?;
        let asked = self
            .client
            .get(format!("{}/api/v1/peer/news?after=0", self.url))
            .bearer_auth(token);
        let status = asked.send().await.map_or(0, |answer| answer.status().as_u16());
        findings.push(note("询问消息", "200", status.to_string()));
        let bytes = b"%PDF-1.7 no such file".to_vec();
        let token = self.key.sign(&self.seal(&bytes))?;
        let put = self
            .client
            .put(format!("{}/api/v1/peer/media/{}", self.url, "0".repeat(64)))
            .bearer_auth(token)
            .body(bytes);
        let status = put.send().await.map_or(0, |answer| answer.status().as_u16());
        findings.push(note("哈希不符的文件", "409", status.to_string()));
        Ok(())
    }
}
