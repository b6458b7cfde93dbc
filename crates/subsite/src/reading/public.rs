//! `/reading`: on every site.

use actix_web::http::header;
use actix_web::web::Query;
use actix_web::{HttpRequest, HttpResponse};
use gateway::{Colours, Ctx, Page, Reading, Reply, Script, reading};
use serde::Deserialize;
use theme::view::{ReadingChoice, ReadingShow};

/// A choice: by a link (`set`) or by the form.
#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    set: Option<String>,
    layout: Option<String>,
    colours: Option<String>,
    script: Option<String>,
}

impl Wanted {
    fn reading(&self) -> Option<Reading> {
        if let Some(set) = &self.set {
            return Some(Reading::parse(set));
        }
        let words = [&self.layout, &self.colours, &self.script].map(|word| word.as_deref().unwrap_or(""));
        words
            .iter()
            .any(|word| !word.is_empty())
            .then(|| Reading::parse(&words.join(".")))
    }
}

/// The choices, or the keeping of one: who comes from a page of the site goes back to it.
///
/// # Errors
/// Faults.
pub async fn get_reading(ctx: Ctx, request: HttpRequest, wanted: Query<Wanted>) -> Reply {
    match wanted.reading() {
        Some(chosen) => Ok(keep(&ctx, &request, chosen)),
        None => {
            let page = Page::new("reading.html", show(&ctx))
                .title("浏览方式")
                .kind("reading")
                .crumb("首页", ctx.site.url("/"));
            ctx.page(page).await
        }
    }
}

fn keep(ctx: &Ctx, request: &HttpRequest, chosen: Reading) -> HttpResponse {
    let home = ctx.site.absolute("/");
    let from = request.headers().get(header::REFERER);
    let from = from.and_then(|from| from.to_str().ok()).unwrap_or_default();
    // Only pages of this very site: a Referer is a stranger's word.
    let own = from.starts_with(&home) && !from.contains("/reading?set=");
    reading::kept(ctx, chosen, if own { from } else { &home })
}

fn show(ctx: &Ctx) -> ReadingShow {
    let now = ctx.reading;
    let choice = |value: &str, label: &str, note: &str, chosen| ReadingChoice {
        value: value.into(),
        label: label.into(),
        note: note.into(),
        chosen,
    };
    let colours = |colours: Colours| {
        let (label, note) = match colours {
            Colours::Device => ("随设备", "跟随您设备的深浅设置"),
            Colours::Light => ("浅色", "纸色底、黑字"),
            Colours::Dark => ("深色", "暗底、浅字，夜间不刺眼"),
            Colours::Contrast => ("高对比", "黑底、白字、黄色链接"),
        };
        choice(colours.key(), label, note, now.colours == colours)
    };
    ReadingShow {
        action: ctx.site.url("/reading"),
        layouts: vec![
            choice("standard", "标准版", "完整的版面", !now.elder),
            choice(
                "elder",
                "长者版",
                "大字、大按钮，电话和常用服务在最前面",
                now.elder,
            ),
        ],
        colours: Colours::ALL.into_iter().map(colours).collect(),
        scripts: vec![
            choice("hans", "简体", "", now.script == Script::Simplified),
            choice(
                "hant",
                "繁體",
                "由系統逐詞轉換，內容以簡體為準",
                now.script == Script::Traditional,
            ),
        ],
    }
}
