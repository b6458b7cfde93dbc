//! The staff side of content: routes, menu and templates, put together by [`crate::feature`].

use crate::check::staff as check;
use crate::import::runs::staff as runs;
use crate::permissions::{
    ImportArticles, ManageChannels, ManageMedia, ManageTokens, ManageTopics, ReadArticles, ReadChecks,
    ReviewArticle,
};
use crate::slot::staff as slot;
use crate::token::staff as token;
use crate::topic::staff as topic;
use crate::{article::staff as article, channel::staff as channel, media::staff as media};
use gateway::{Duty, MenuEntry, Route};
use kernel::Permission;
use theme::StaffTemplate;

/// Screens and deeds of staff.
#[must_use]
pub fn staff_routes() -> Vec<Route> {
    vec![
        Route::get("/console/articles", article::get_articles),
        Route::get("/console/articles/new", article::get_new_article),
        Route::post("/console/articles", article::post_articles),
        Route::get("/console/articles/word", article::get_word),
        Route::post("/console/articles/word", article::post_word),
        Route::get("/console/imports", runs::get_imports),
        Route::get("/console/imports/{import}", runs::get_import),
        Route::get("/console/articles/slot", slot::get_slot),
        Route::post("/console/articles/slot", slot::post_slot),
        Route::get("/console/articles/slot/signed-in", slot::get_signed_in),
        Route::post("/console/articles/slot/discard", slot::post_discard_slot),
        Route::get("/console/articles/{article}", article::get_article),
        Route::post("/console/articles/{article}", article::post_article),
        Route::get("/console/articles/{article}/edit", article::get_edit_article),
        Route::get("/console/articles/{article}/preview", article::get_preview),
        Route::get(
            "/console/articles/{article}/editions/{edition}",
            article::get_edition,
        ),
        Route::post(
            "/console/articles/{article}/editions/{edition}/restore",
            article::post_restore,
        ),
        Route::get("/console/articles/{article}/compare", article::get_compare),
        Route::post("/console/articles/{article}/submit", article::post_submit_article),
        Route::post("/console/articles/{article}/recall", article::post_recall_article),
        Route::post("/console/articles/{article}/discard", article::post_discard_draft),
        Route::post(
            "/console/articles/{article}/approve",
            article::post_approve_article,
        ),
        Route::post("/console/articles/{article}/return", article::post_return_article),
        Route::post(
            "/console/articles/{article}/publish",
            article::post_publish_article,
        ),
        Route::post(
            "/console/articles/{article}/correct",
            article::post_correct_article,
        ),
        Route::post(
            "/console/articles/{article}/withdraw",
            article::post_withdraw_article,
        ),
        Route::post("/console/articles/{article}/cure", check::post_cure),
        Route::post("/console/articles/{article}/schedule", article::post_schedule),
        Route::post("/console/articles/{article}/clear", article::post_clear),
        Route::post("/console/articles/{article}/hurry", article::post_hurry),
        Route::post(
            "/console/articles/{article}/hurry/review",
            article::post_review_hurry,
        ),
        Route::post("/console/articles/{article}/topics", topic::post_add),
        Route::get("/console/topics", topic::get_topics),
        Route::post("/console/topics", topic::post_topics),
        Route::get("/console/topics/new", topic::get_new_topic),
        Route::get("/console/topics/{topic}", topic::get_topic),
        Route::post("/console/topics/{topic}", topic::post_topic),
        Route::get("/console/topics/{topic}/preview", topic::get_preview),
        Route::get("/console/reviews", article::get_reviews),
        Route::get("/console/checks", check::get_checks),
        Route::get("/console/checks/findings.csv", check::get_findings_csv),
        Route::post("/console/checks/scan", check::post_scan),
        Route::get("/console/checks/lists", check::get_lists),
        Route::post("/console/checks/lists", check::post_lists),
        Route::post("/console/checks/lists/import", check::post_import),
        Route::get("/console/checks/lists/file", check::get_list_file),
        Route::post("/console/checks/levels", check::post_levels),
        Route::get("/console/review-rules", article::get_rules),
        Route::post("/console/review-rules", article::post_rules),
        Route::get("/console/media", media::get_media_list),
        Route::post("/console/media", media::post_media_list),
        Route::get("/console/media/{media}", media::get_media),
        Route::post("/console/media/{media}", media::post_media),
        Route::get("/console/channels", channel::get_channels),
        Route::post("/console/channels", channel::post_channels),
        Route::get("/console/channels/new", channel::get_new_channel),
        Route::get("/console/channels/{channel}", channel::get_channel),
        Route::post("/console/channels/{channel}", channel::post_channel),
        Route::post("/console/channels/{channel}/close", channel::post_close_channel),
        Route::post("/console/channels/{channel}/open", channel::post_open_channel),
        Route::get("/console/tokens", token::get_tokens),
        Route::post("/console/tokens", token::post_tokens).step_up(),
        Route::post("/console/tokens/{token}/revoke", token::post_revoke_token),
        Route::post("/console/tokens/channels/{channel}", token::post_direct).step_up(),
    ]
}

/// Entries of the staff menu.
#[must_use]
pub fn menu() -> Vec<MenuEntry> {
    use Duty::{Articles, Interfaces, Site};
    let entry = |title, path, icon, roles, duty, order| MenuEntry {
        title,
        path,
        icon,
        roles,
        duty,
        order,
    };
    vec![
        entry(
            "写稿",
            "/console/articles",
            "pen",
            ReadArticles::ROLES,
            Articles,
            10,
        ),
        entry(
            "审核",
            "/console/reviews",
            "check",
            ReviewArticle::ROLES,
            Articles,
            20,
        ),
        entry(
            "检查",
            "/console/checks",
            "alert",
            ReadChecks::ROLES,
            Articles,
            30,
        ),
        entry(
            "素材",
            "/console/media",
            "photo",
            ManageMedia::ROLES,
            Articles,
            50,
        ),
        entry(
            "专题",
            "/console/topics",
            "list",
            ManageTopics::ROLES,
            Articles,
            55,
        ),
        entry(
            "栏目",
            "/console/channels",
            "list",
            ManageChannels::ROLES,
            Site,
            60,
        ),
        entry(
            "审核流程",
            "/console/review-rules",
            "check",
            ManageChannels::ROLES,
            Site,
            62,
        ),
        entry(
            "导入记录",
            "/console/imports",
            "list",
            ImportArticles::ROLES,
            Site,
            65,
        ),
        entry(
            "接口令牌",
            "/console/tokens",
            "settings",
            ManageTokens::ROLES,
            Interfaces,
            85,
        ),
    ]
}

macro_rules! staff_templates {
    ($($file:literal),* $(,)?) => {
        vec![$(StaffTemplate {
            name: concat!("content/", $file),
            text: include_str!(concat!("../templates/staff/", $file)),
        }),*]
    };
}

/// Staff templates.
#[must_use]
pub fn templates() -> Vec<StaffTemplate> {
    staff_templates![
        "parts.html",
        "article_list.html",
        "article_form.html",
        "article_show.html",
        "article_flow.html",
        "article_checks.html",
        "article_word.html",
        "review_rules.html",
        "check_list.html",
        "check_words.html",
        "import_list.html",
        "import_show.html",
        "article_compare.html",
        "edition_show.html",
        "review_list.html",
        "signed_in.html",
        "media_list.html",
        "media_show.html",
        "channel_list.html",
        "channel_form.html",
        "topic_list.html",
        "topic_form.html",
        "token_list.html",
        "token_issued.html",
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::staff::{
        ArticleForm, ArticleList, ArticlePage, EditionPage, ReviewList, RuleList, VersionsPage, WordForm,
    };
    use crate::channel::staff::{ChannelList, ChannelPage};
    use crate::check::staff::{CheckList, ListPage};
    use crate::import::runs::staff::{RunList, RunPage};
    use crate::media::staff::{MediaList, MediaPage};
    use crate::token::{TokenIssued, TokenList};
    use crate::topic::staff::{TopicList, TopicPage};
    use serde::Serialize;
    use std::collections::HashSet;
    use theme::view::{ConsoleRoot, FieldError};
    use theme::{Source, Themes};

    struct Look {
        themes: Themes,
        /// Where to write the pages to be looked at (`ZISHA_LOOKS`).
        folder: Option<String>,
    }

    impl Look {
        fn at(&self, name: &str, template: &str, view: impl Serialize) {
            self.with(name, template, view, &[]);
        }

        fn with(&self, name: &str, template: &str, view: impl Serialize, wrong: &[&str]) {
            let mut root = ConsoleRoot::sample(name, view);
            root.errors = wrong
                .iter()
                .map(|field| FieldError::new(*field, "请改正。"))
                .collect();
            let console = self.themes.theme("console").unwrap();
            let html = console
                .render(template, &root)
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            well_formed(name, &html);
            if let Some(folder) = &self.folder {
                std::fs::create_dir_all(folder).unwrap();
                std::fs::write(format!("{folder}/{name}.html"), html).unwrap();
            }
        }
    }

    /// What a checker would complain about first: ids twice, labels and descriptions that lead nowhere, forms without
    /// proof, headings that jump.
    fn well_formed(name: &str, html: &str) {
        let all = |mark: &str| -> Vec<String> {
            let values = html.split(mark).skip(1).filter_map(|rest| rest.split('"').next());
            values.map(str::to_owned).collect()
        };
        let ids = all(" id=\"");
        let known: HashSet<&String> = ids.iter().collect();
        assert_eq!(ids.len(), known.len(), "{name}: an id stands twice");
        let described = all(" aria-describedby=\"");
        let named = described.iter().flat_map(|ids| ids.split(' ').map(str::to_owned));
        let linked = all(" href=\"#").into_iter().filter(|id| id != "main");
        for id in all(" for=\"").into_iter().chain(named).chain(linked) {
            assert!(known.contains(&id), "{name}: {id} is named but not there");
        }
        let posts = html.matches("method=\"post\"").count();
        assert_eq!(
            html.matches("name=\"csrf_token\"").count(),
            posts,
            "{name}: a form without proof"
        );
        assert_eq!(html.matches("<h1").count(), 1, "{name}");
        let mut last = 1;
        for at in html
            .match_indices("<h")
            .filter_map(|(at, _)| html.get(at + 2..at + 3)?.parse::<u32>().ok())
        {
            assert!(at <= last + 1, "{name}: h{at} after h{last}");
            last = at;
        }
    }

    #[test]
    fn every_staff_page_renders_its_samples() {
        let themes = Themes::load(Source::Embedded, &templates()).unwrap();
        let look = Look {
            themes,
            folder: std::env::var("ZISHA_LOOKS").ok(),
        };
        look.at("articles", "content/article_list.html", ArticleList::sample());
        look.at(
            "articles-empty",
            "content/article_list.html",
            ArticleList::sample_empty(),
        );
        look.at(
            "article-new",
            "content/article_form.html",
            ArticleForm::sample_new(),
        );
        let wrong = [
            "title",
            "channel",
            "source",
            "origin",
            "body",
            "change_note",
            "attachments",
            "",
        ];
        look.with(
            "article-form",
            "content/article_form.html",
            ArticleForm::sample(),
            &wrong,
        );
        look.at("article", "content/article_show.html", ArticlePage::sample());
        look.with(
            "article-refused",
            "content/article_show.html",
            ArticlePage::sample(),
            &["reason"],
        );
        look.at(
            "article-plain",
            "content/article_show.html",
            ArticlePage::sample_plain(),
        );
        let wrong = ["file", "channel"];
        look.with(
            "article-word",
            "content/article_word.html",
            WordForm::sample(),
            &wrong,
        );
        look.at("review-rules", "content/review_rules.html", RuleList::sample());
        look.at("checks", "content/check_list.html", CheckList::sample());
        look.at(
            "checks-empty",
            "content/check_list.html",
            CheckList::sample_empty(),
        );
        let wrong = ["word", "right", "rank", "file", "why"];
        look.with(
            "check-words",
            "content/check_words.html",
            ListPage::sample(),
            &wrong,
        );
        look.at(
            "check-levels",
            "content/check_words.html",
            ListPage::sample_levels(),
        );
        look.at("imports", "content/import_list.html", RunList::sample());
        look.at(
            "imports-empty",
            "content/import_list.html",
            RunList::sample_empty(),
        );
        look.at("import", "content/import_show.html", RunPage::sample());
        look.at("compare", "content/article_compare.html", VersionsPage::sample());
        look.at("edition", "content/edition_show.html", EditionPage::sample());
        let signed_in = slot::SignedIn {
            articles_url: "/console/articles".into(),
        };
        look.at("signed-in", "content/signed_in.html", signed_in);
        look.at("topics", "content/topic_list.html", TopicList::sample());
        look.at(
            "topics-empty",
            "content/topic_list.html",
            TopicList::sample_empty(),
        );
        look.at("topic-new", "content/topic_form.html", TopicPage::sample_new());
        let wrong = [
            "title",
            "slug",
            "summary",
            "lead",
            "starts_on",
            "ends_on",
            "state",
            "b0-heading",
            "b0-items",
            "b2-items",
            "b3-body",
            "b4-body",
            "",
        ];
        look.with(
            "topic-form",
            "content/topic_form.html",
            TopicPage::sample(),
            &wrong,
        );
        look.at("reviews", "content/review_list.html", ReviewList::sample());
        look.at(
            "reviews-empty",
            "content/review_list.html",
            ReviewList::sample_empty(),
        );
        look.with(
            "media",
            "content/media_list.html",
            MediaList::sample(),
            &["file", "alt"],
        );
        look.at(
            "media-empty",
            "content/media_list.html",
            MediaList::sample_empty(),
        );
        look.at("media-show", "content/media_show.html", MediaPage::sample());
        look.at("media-file", "content/media_show.html", MediaPage::sample_file());
        look.at("channels", "content/channel_list.html", ChannelList::sample());
        look.at(
            "channels-empty",
            "content/channel_list.html",
            ChannelList::sample_empty(),
        );
        look.with(
            "channel",
            "content/channel_form.html",
            ChannelPage::sample(),
            &["name"],
        );
        look.at(
            "channel-new",
            "content/channel_form.html",
            ChannelPage::sample_new(),
        );
        look.with(
            "tokens",
            "content/token_list.html",
            TokenList::sample(),
            &["unit", "name", "scopes", "channels", "days"],
        );
        look.at(
            "tokens-empty",
            "content/token_list.html",
            TokenList::sample_empty(),
        );
        look.at("token-issued", "content/token_issued.html", TokenIssued::sample());
        look.at(
            "channel-closed",
            "content/channel_form.html",
            ChannelPage::sample_closed(),
        );
    }

    #[test]
    fn templates_keep_the_habits_of_the_house() {
        let themes = Themes::load(Source::Embedded, &templates()).unwrap();
        let ours: Vec<_> = theme::check(&themes)
            .into_iter()
            .filter(|f| f.path.starts_with("content/"))
            .collect();
        assert!(ours.is_empty(), "{ours:?}");
    }

    #[test]
    fn the_menu_leads_to_pages_that_are_there() {
        let paths: Vec<_> = staff_routes().iter().map(|route| route.path).collect();
        for entry in menu() {
            assert!(paths.contains(&entry.path), "{}", entry.path);
        }
    }
}
