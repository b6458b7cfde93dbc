//! An article's page, and what stands there after it was withdrawn.

use super::{Item, NamedLink};
use serde::Serialize;

/// A file offered with an article.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Attachment {
    /// File name for people.
    pub name: String,
    /// Address.
    pub url: String,
    /// `PDF`, `DOCX`, …
    pub kind: String,
    /// `1.2 MB`.
    pub size: String,
}

/// A correction after publication.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Correction {
    /// `2026-11-19 10:05`.
    pub at: String,
    /// What was corrected.
    pub note: String,
}

/// Where a syndicated piece comes from.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Origin {
    /// Name of the origin site.
    pub site: String,
    /// Address of the piece there.
    pub url: String,
    /// Unit that wrote it.
    pub unit: String,
}

/// State of an official document.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Validity {
    /// 有效, 已修改, 已废止, 已失效.
    pub state: String,
    /// Why and by what.
    pub note: String,
    /// The replacing or repealing document.
    pub url: Option<String>,
}

/// An article.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ArticleShow {
    /// Headline.
    pub title: String,
    /// Second line; may be empty.
    pub subtitle: String,
    /// `2026-11-18 09:30`.
    pub published_at: String,
    /// RFC 3339.
    pub published_iso: String,
    /// 来源, from the same stored value as the `ContentSource` tag.
    pub source: String,
    /// 自采, 转载 or 来稿; may be empty.
    pub origin_label: String,
    /// May be empty.
    pub author: String,
    /// Sanitized HTML: classes, never `style`. The only value printed unescaped.
    pub body_html: String,
    /// Files.
    pub attachments: Vec<Attachment>,
    /// Keywords.
    pub keywords: Vec<String>,
    /// Correction note.
    pub corrected: Option<Correction>,
    /// Taken over from an older site.
    pub imported: bool,
    /// Set when the piece was written by another site.
    pub origin: Option<Origin>,
    /// Newer neighbour in the channel.
    pub previous: Option<Item>,
    /// Older neighbour.
    pub next: Option<Item>,
    /// Related pieces.
    pub related: Vec<Item>,
    /// The channel it stands in.
    pub channel: NamedLink,
    /// True on a staff preview: says so across the top.
    pub preview: bool,
    /// State of an official document.
    pub validity: Option<Validity>,
}

impl ArticleShow {
    /// An article with every part present.
    pub fn sample() -> Self {
        let related = Item::samples();
        Self {
            title: "我市启动紫砂老窑址保护三年行动".into(),
            subtitle: "首批四十七处窑址挂牌，沿窑河建立巡查步道".into(),
            published_at: "2026-11-18 09:30".into(),
            published_iso: "2026-11-18T09:30:00+08:00".into(),
            source: "陶都市文体广电和旅游局".into(),
            origin_label: "转载".into(),
            author: "周明远".into(),
            body_html: BODY.into(),
            attachments: vec![
                Attachment {
                    name: "首批挂牌窑址名录".into(),
                    url: "/media/5b1c/minglu.pdf".into(),
                    kind: "PDF".into(),
                    size: "1.2 MB".into(),
                },
                Attachment {
                    name: "窑址巡查员报名表".into(),
                    url: "/media/77ae/baoming.docx".into(),
                    kind: "DOCX".into(),
                    size: "36 kB".into(),
                },
            ],
            keywords: vec!["紫砂".into(), "文物保护".into()],
            corrected: Some(Correction {
                at: "2026-11-19 10:05".into(),
                note: "第三段窑址数量由四十五处更正为四十七处。".into(),
            }),
            imported: true,
            origin: Some(Origin {
                site: "陶都市文体广电和旅游局".into(),
                url: "https://wl.taodu.example.gov.cn/dongtai/2026/11/88.html".into(),
                unit: "文旅局".into(),
            }),
            previous: related.first().cloned(),
            next: related.get(4).cloned(),
            related: related.into_iter().skip(5).take(4).collect(),
            channel: NamedLink::new("政务要闻", "/yaowen/"),
            preview: false,
            validity: Some(Validity {
                state: "有效".into(),
                note: "自2026年12月1日起施行。".into(),
                url: None,
            }),
        }
    }
}

/// The notice in place of a withdrawn article (410).
#[derive(Clone, Debug, Default, Serialize)]
pub struct Tombstone {
    /// Headline it had.
    pub title: String,
    /// `2026-11-20 16:00`.
    pub withdrawn_at: String,
    /// Public reason; may be empty.
    pub reason: String,
    /// The channel it stood in.
    pub channel: NamedLink,
}

impl Tombstone {
    /// A withdrawn notice.
    pub fn sample() -> Self {
        Self {
            title: "关于窑湖公园冬季闭园时间的通知".into(),
            withdrawn_at: "2026-11-20 16:00".into(),
            reason: "闭园时间有调整，新的通知将另行发布。".into(),
            channel: NamedLink::new("通知公告", "/gonggao/"),
        }
    }
}

const BODY: &str = r##"<p>十一月十八日，市紫砂老窑址保护工作会议在丁山召开，保护三年行动正式启动。会议明确，用三年时间查清全市老窑址家底，分级挂牌、分片巡查，让窑火记忆留得住、看得见、用得上。</p>
<h2>一、查清家底</h2>
<p>据市文旅局介绍，全市现存各类窑址<strong>二百一十六处</strong>，其中龙窑三十四座，仍可烧制的只有五座。首批挂牌的四十七处窑址，将统一编号、立碑、建档<sup><a href="#fn1" id="fr1">1</a></sup>。</p>
<figure><img src="/media/0f3a9c5e7b21/yaochang.svg" alt="太华镇老窑场雪后开窑，工人从窑门搬出成排的紫砂壶" width="1200" height="800"><figcaption>太华镇老窑场雪后开窑。陶都融媒 沈一帆 摄</figcaption></figure>
<h2>二、分级保护</h2>
<p>窑址按价值和现状分为三级，责任落实到镇、到村、到人：</p>
<div class="zs-table" tabindex="0" role="region" aria-label="窑址分级与责任单位"><table><thead><tr><th scope="col">级别</th><th scope="col">数量（处）</th><th scope="col">责任单位</th><th scope="col">巡查频次</th></tr></thead><tbody><tr><td>一级</td><td>12</td><td>市文物管理所</td><td>每周一次</td></tr><tr><td>二级</td><td>35</td><td>所在镇人民政府（街道办事处）</td><td>每半月一次</td></tr><tr><td>三级</td><td>169</td><td>所在村（社区）</td><td>每月一次</td></tr></tbody></table></div>
<ol><li>一级窑址划定保护范围，五十米内不得新建建筑物；</li><li>二级窑址修缮须报市文物管理所审核；</li><li>三级窑址由村（社区）列入村规民约。</li></ol>
<blockquote><p>“窑不能只当古董看，烧起来才是活的。”七十二岁的窑工徐阿根在会上说。</p></blockquote>
<h3>报名方式</h3>
<p>即日起至十二月十日，年满十八周岁的市民可报名担任义务巡查员。报名表见附件，填好后交至所在镇（街道）文化站。</p>
<p class="align-right">陶都市文体广电和旅游局</p><p class="align-right">2026年11月18日</p>
<section class="footnotes"><ol><li id="fn1"><p>名录见附件一。 <a href="#fr1" aria-label="回到正文">↩</a></p></li></ol></section>"##;
