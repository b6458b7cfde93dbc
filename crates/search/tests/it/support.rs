//! Documents by the handful.

use chrono::{DateTime, Duration, Utc};
use kernel::document::{Document, Documents, Place};
use kernel::event::{Event, EventBody};
use kernel::{ChannelId, EventId, LibraryItemId, SiteId, Uid};
use search::Index;
use search::index::{Change, Cursor};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

/// An index in a directory of its own, gone at the end of the test.
pub struct Shelf {
    pub index: Arc<Index>,
    pub dir: tempfile::TempDir,
}

pub fn index() -> Shelf {
    let dir = tempfile::tempdir().unwrap();
    Shelf {
        index: Arc::new(Index::open(dir.path()).unwrap()),
        dir,
    }
}

impl Shelf {
    pub fn put(&self, documents: Vec<Document>) {
        let changes: Vec<Change> = documents.into_iter().map(Change::Put).collect();
        self.index.apply(&changes, &cursor(1)).unwrap();
    }
}

pub fn cursor(position: i64) -> Cursor {
    Cursor {
        log: uid(0),
        position: EventId(position),
        told: EventId(position),
    }
}

pub fn uid(n: u64) -> Uid {
    Uid(uuid::Uuid::from_u128(
        0x0190_a000_0000_7000_8000_0000_0000_0000 + u128::from(n),
    ))
}

pub fn day(n: i64) -> DateTime<Utc> {
    kernel::beijing::parse("2026-01-01 09:00").unwrap() + Duration::days(n)
}

/// An article of site 1, channel 11 (`/yaowen/`).
pub fn document(n: u64, title: &str, text: &str) -> Document {
    Document {
        uid: uid(n),
        title: title.into(),
        summary: String::new(),
        text: text.into(),
        keywords: Vec::new(),
        published_at: day(i64::try_from(n).unwrap()),
        version: 1,
        places: vec![place(1, 11, "yaowen", n)],
    }
}

pub fn place(site: i64, channel: i64, slug: &str, n: u64) -> Place {
    Place {
        site: SiteId(site),
        channel: ChannelId(channel),
        channel_name: format!("栏目{channel}"),
        path: format!("/{slug}/2026/01/{n}.html"),
    }
}

/// A small generator of its own: the same corpus every time.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    pub fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    /// A sentence in the manner of a government office.
    pub fn sentence(&mut self) -> String {
        let mut text = String::new();
        for part in 0..2 + self.below(3) {
            if part > 0 {
                text.push_str(self.pick(&["，", "、", "；", "（", "）", "：", ""]));
            }
            for _ in 0..2 + self.below(5) {
                text.push_str(self.pick(&WORDS));
            }
            if self.below(4) == 0 {
                text.push_str(&format!("{}", 1 + self.below(3000)));
                text.push_str(self.pick(&["年", "号", "万元", "人次", "GB", "%"]));
            }
        }
        text.push_str(self.pick(&["。", "。", "！", "？\n"]));
        text
    }
}

const WORDS: [&str; 96] = [
    "市政府",
    "教育局",
    "农业",
    "农林局",
    "档案馆",
    "药监局",
    "太华镇",
    "新街",
    "官林镇",
    "紫砂",
    "窑址",
    "保护",
    "三年",
    "行动",
    "计划",
    "方案",
    "通知",
    "公告",
    "会议",
    "研究",
    "部署",
    "落实",
    "推进",
    "改革",
    "经济",
    "体制",
    "发展",
    "建设",
    "城市",
    "管理",
    "农村",
    "居民",
    "医疗",
    "保险",
    "补贴",
    "办法",
    "申请",
    "材料",
    "窗口",
    "办理",
    "时间",
    "地点",
    "电话",
    "咨询",
    "投诉",
    "建议",
    "答复",
    "群众",
    "满意",
    "环境",
    "保护区",
    "水利",
    "工程",
    "道路",
    "交通",
    "安全",
    "生产",
    "检查",
    "整改",
    "学校",
    "学生",
    "教师",
    "课程",
    "文化",
    "旅游",
    "古镇",
    "竹海",
    "茶叶",
    "春茶",
    "采摘",
    "企业",
    "项目",
    "投资",
    "税收",
    "服务",
    "中心",
    "公开",
    "信息",
    "网站",
    "的",
    "和",
    "在",
    "对",
    "为",
    "我市",
    "全市",
    "将",
    "已",
    "北京大学",
    "南京市",
    "长江大桥",
    "研究生",
    "生命",
    "起源",
    "第一",
    "一次",
];

/// Documents held in memory, in the order of their uids.
#[derive(Default)]
pub struct Library {
    documents: Mutex<BTreeMap<Uid, Document>>,
    failing: AtomicBool,
}

impl Library {
    pub fn new(documents: Vec<Document>) -> Arc<Self> {
        let library = Arc::new(Self::default());
        documents.into_iter().for_each(|document| library.put(document));
        library
    }

    pub fn put(&self, document: Document) {
        self.documents.lock().unwrap().insert(document.uid, document);
    }

    pub fn remove(&self, n: u64) {
        self.documents.lock().unwrap().remove(&uid(n));
    }

    pub fn fail(&self, failing: bool) {
        self.failing.store(failing, Ordering::Relaxed);
    }

    fn check(&self) -> kernel::Result<()> {
        if self.failing.load(Ordering::Relaxed) {
            Err(kernel::Error::fault("told to fail"))
        } else {
            Ok(())
        }
    }
}

#[async_trait::async_trait]
impl Documents for Library {
    async fn stream(&self, after: Option<i64>, limit: u64) -> kernel::Result<(Vec<Document>, Option<i64>)> {
        self.check()?;
        let (skip, limit) = (
            usize::try_from(after.unwrap_or(0)).unwrap(),
            usize::try_from(limit).unwrap(),
        );
        let all = self.documents.lock().unwrap();
        let batch: Vec<_> = all.values().skip(skip).take(limit).cloned().collect();
        let next = skip + batch.len();
        Ok((batch, (next < all.len()).then(|| i64::try_from(next).unwrap())))
    }

    async fn load(&self, uids: &[Uid]) -> kernel::Result<Vec<Document>> {
        self.check()?;
        let all = self.documents.lock().unwrap();
        Ok(uids.iter().filter_map(|uid| all.get(uid).cloned()).collect())
    }
}

/// The library says that item `n` changed.
pub fn event(id: i64, n: i64, live: bool) -> Event {
    let uid = uid(u64::try_from(n).unwrap());
    event_of(
        id,
        EventBody::LibraryChanged {
            item: LibraryItemId(n),
            uid,
            version: 1,
            live,
            backfill: false,
        },
    )
}

pub fn event_of(id: i64, body: EventBody) -> Event {
    Event {
        id: EventId(id),
        log: uid(0),
        site: SiteId(1),
        body,
        at: day(1),
    }
}
