//! The part of the conformity kit that needs no code: what a receiver must refuse to somebody who is not paired.

use super::finding::{Finding, Got, got, note};
use super::key::{OwnKey, Seal};
use chrono::{DateTime, Utc};
use kernel::wire::{FORMAT, PairRequest};
use kernel::{Result, Uid};
use serde_json::{Value, json};

/// What [`super::check`] tries and [`check_unpaired`] cannot.
pub const NEED_A_CODE: [&str; 29] = [
    PAIRING,
    USED_CODE,
    "一篇完整的稿件",
    "同一版本再发一次",
    "新版本之后的旧版本",
    "带有未知字段",
    "别的网站的稿件",
    "没有标题的稿件",
    "不认识的格式版本",
    "撤稿",
    "补发，编号比已有的小",
    "迟到的补发",
    "同一次补发再到一次",
    "后一次补发",
    "伪造的签名",
    "没有签名",
    "发给别人的签名",
    "内容与签名不符",
    "过期的签名",
    "有效期过长的签名",
    "空的一批",
    "同一批再发一次",
    "询问消息",
    "哈希不符的文件",
    "同号异文",
    "询问下发内容",
    "转载登记过多的询问",
    "询问的格式版本不认识",
    "没有下发过的文件",
];
pub(super) const PAIRING: &str = "配对";
pub(super) const USED_CODE: &str = "同一配对码再用一次";

/// Tries what a receiver must refuse to somebody who is not paired. Nothing is left there.
///
/// # Errors
/// `peer.unreachable`.
pub async fn check_unpaired(client: reqwest::Client, url: &str, now: DateTime<Utc>) -> Result<Vec<Finding>> {
    let key = OwnKey::make()?;
    let request = json!(PairRequest {
        format: FORMAT.into(),
        code: "000000-000000-000000-000000".into(),
        uid: Uid(uuid::Uuid::new_v4()),
        site: Uid(uuid::Uuid::new_v4()),
        name: "对接检测".into(),
        url: "https://peer-check.invalid".into(),
        public_key: key.public()?,
    });
    let at = |path: &str| format!("{}/api/v1/peer/{path}", url.trim_end_matches('/'));
    let pair = async |body: Vec<u8>| {
        let asked = client.post(at("pair")).header("content-type", "application/json");
        got(asked.body(body)).await
    };
    let changed = |name: &str, value: Value| {
        let mut request = request.clone();
        request[name] = value;
        request.to_string().into_bytes()
    };
    let own = Uid(uuid::Uuid::new_v4());
    let stranger = key.sign(&Seal::over(own, own, b"{}", now))?;
    let batches = async |token: &str| {
        let asked = client
            .post(at("batches"))
            .header("content-type", "application/json");
        got(asked.bearer_auth(token).body("{}")).await
    };
    let put = client.put(at(&format!("media/{}", "0".repeat(64))));
    let tried = [
        (
            "不存在的配对码",
            "409 peer.code",
            pair(request.to_string().into_bytes()).await?,
        ),
        (
            "带有未知字段的配对",
            "409 peer.code",
            pair(changed("invented_later", json!(1))).await?,
        ),
        (
            "不认识的格式版本的配对",
            "409 peer.format",
            pair(changed("format", json!("zisha.syndication/99"))).await?,
        ),
        (
            "没有公钥的配对",
            "409 peer.format",
            pair(changed("public_key", json!({}))).await?,
        ),
        ("无法识别的配对", "409 peer.format", pair(b"{".to_vec()).await?),
        ("没有签名的一批", "409 peer.signature", batches("").await?),
        (
            "未配对者签名的一批",
            "409 peer.signature",
            batches(&stranger).await?,
        ),
        (
            "没有签名的询问",
            "409 peer.signature",
            got(client.get(at("news?after=0"))).await?,
        ),
        (
            "没有签名的下发询问",
            "409 peer.signature",
            got(client.post(at("down")).body("{}")).await?,
        ),
        (
            "没有签名的文件",
            "409 peer.signature",
            got(put.body(b"%PDF-1.7".to_vec())).await?,
        ),
    ];
    let finding = |(what, wanted, got): (&'static str, &str, Got)| note(what, wanted, got.words());
    Ok(tried.map(finding).into())
}
