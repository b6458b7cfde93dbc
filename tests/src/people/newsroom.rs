//! The three people through whose hands an article goes.

use super::{Staff, Visitor};
use crate::page::Page;
use crate::program::Places;
use url::Url;

/// Writer, reviewer and editor of a site, signed in.
#[derive(Clone)]
pub struct Newsroom {
    /// 通讯员.
    pub writer: Staff,
    /// 审核.
    pub reviewer: Staff,
    /// 编辑.
    pub editor: Staff,
}

/// An article in the console and, once published, in public.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Its page in the console, below the site.
    pub console: String,
    /// Its public address.
    pub url: Url,
}

impl Newsroom {
    /// Signs the three in.
    pub async fn of(program: &impl Places, site: &str) -> Self {
        Self {
            writer: Staff::sign_in(program, &format!("{site}.writer")).await,
            reviewer: Staff::sign_in(program, &format!("{site}.reviewer")).await,
            editor: Staff::sign_in(program, &format!("{site}.editor")).await,
        }
    }

    /// The writer saves a draft; answers its page in the console.
    pub async fn draft(&self, channel: &str, title: &str, body: &str) -> String {
        self.write("保存", channel, title, body).await
    }

    /// The writer submits a new article; answers its page in the console.
    pub async fn submit(&self, channel: &str, title: &str, body: &str) -> String {
        self.write("提交审核", channel, title, body).await
    }

    async fn write(&self, button: &str, channel: &str, title: &str, body: &str) -> String {
        let form = self.writer.page("/console/articles/new").await;
        let fields = [("标题", title), ("栏目", channel), ("正文", body)];
        let page = self.writer.press(&form, button, &fields).await;
        console_path(&page)
    }

    /// The reviewer approves.
    pub async fn approve(&self, piece: &str) {
        let page = self.reviewer.page(piece).await;
        self.reviewer.press(&page, "审核通过", &[]).await;
    }

    /// The editor publishes; answers the page in the console afterwards.
    pub async fn publish(&self, piece: &str) -> Page {
        let page = self.editor.page(piece).await;
        self.editor.press(&page, "发布", &[]).await
    }

    /// From the empty form to the public page.
    pub async fn bring_out(&self, channel: &str, title: &str, body: &str) -> Piece {
        let console = self.submit(channel, title, body).await;
        self.approve(&console).await;
        let page = self.publish(&console).await;
        Piece {
            url: page.link("查看页面"),
            console,
        }
    }

    /// The editor withdraws, with a reason.
    pub async fn withdraw(&self, piece: &str, reason: &str) {
        let page = self.editor.page(piece).await;
        self.editor.press(&page, "撤回", &[("reason", reason)]).await;
    }

    /// Somebody without an account.
    #[must_use]
    pub fn visitor(&self) -> Visitor {
        Visitor::new()
    }
}

/// `/console/articles/7` of the page that shows or edits it, whatever the mount.
fn console_path(page: &Page) -> String {
    let path = page.url.path();
    let at = path
        .find("/console/articles/")
        .unwrap_or_else(|| panic!("landed on {}: {}", page.url, page.all_words()));
    let number = path[at + "/console/articles/".len()..].split('/').next().unwrap();
    assert!(
        number.parse::<i64>().is_ok(),
        "landed on {}: {}",
        page.url,
        page.all_words()
    );
    format!("/console/articles/{number}")
}
