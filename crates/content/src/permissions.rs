//! Who may do what with content.

kernel::permissions! {
    /// See drafts, lists and histories of the site.
    ReadArticles = "article.read", "查看稿件",
        roles [Contributor, Editor, Reviewer, Signer, UnitHead, Inspector, SiteAdmin], jobs [], commands [];
    /// Write an article, save and submit the own one.
    WriteArticle = "article.write", "写稿",
        roles [Contributor, Editor, SiteAdmin], jobs [], commands [],
        includes [ReadArticles];
    /// Change what somebody else wrote, correct what is published.
    EditArticle = "article.edit", "修改他人稿件",
        roles [Editor, SiteAdmin], jobs [], commands [],
        includes [ReadArticles, WriteArticle];
    /// Approve or send back.
    ReviewArticle = "article.review", "审核稿件",
        roles [Reviewer, SiteAdmin], jobs [], commands [],
        includes [ReadArticles];
    /// Publish what was approved.
    PublishArticle = "article.publish", "发布稿件",
        roles [Editor, Reviewer, Signer, SiteAdmin], jobs [], commands [],
        includes [ReadArticles];
    /// Withdraw what is published (撤回).
    WithdrawArticle = "article.withdraw", "撤回稿件",
        roles [Editor, Reviewer, Signer, SiteAdmin], jobs [], commands [],
        includes [ReadArticles];
    /// Make, change and close channels.
    ManageChannels = "channel.manage", "管理栏目",
        roles [SiteAdmin], jobs [], commands [],
        includes [ReadArticles];
    /// Store pictures and attachments and describe them.
    ManageMedia = "media.manage", "管理素材",
        roles [Contributor, Editor, SiteAdmin], jobs [], commands ["demo"],
        includes [ReadArticles];
    /// Bring in history (历史导入).
    ImportArticles = "article.import", "历史导入",
        roles [SiteAdmin], jobs [], commands ["import"],
        includes [ReadArticles];
    /// Apply a site's folder: channels and redirects.
    ApplySite = "site.apply", "应用站点设置",
        roles [], jobs [], commands ["site apply", "demo"],
        includes [ReadArticles, ManageChannels];
}
