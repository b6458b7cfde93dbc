//! Who may do what with content.

kernel::permissions! {
    /// See drafts, lists and histories of the site.
    ReadArticles = "article.read", "查看稿件",
        roles [Contributor, Editor, Reviewer, Signer, UnitHead, Inspector, SiteAdmin], jobs [], commands [],
        scopes ["article.read"];
    /// Have what one types kept until it is saved; a form that comes after its session had run out is kept too (自动保存).
    KeepText = "article.keep", "自动保存未保存的文字",
        roles [Contributor, Editor, SiteAdmin], jobs [], commands [], open true;
    /// Write an article, save and submit the own one.
    WriteArticle = "article.write", "写稿",
        roles [Contributor, Editor, SiteAdmin], jobs [], commands [],
        includes [ReadArticles, KeepText];
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
        roles [Editor, Reviewer, Signer, SiteAdmin], jobs ["schedule"], commands [],
        includes [ReadArticles];
    /// Publish what cannot wait for its reviews; marked for ever and reviewed afterwards (应急发布).
    PublishUrgently = "article.publish_urgently", "应急发布",
        roles [Signer, SiteAdmin], jobs [], commands [],
        includes [ReadArticles];
    /// Withdraw what is published (撤回).
    WithdrawArticle = "article.withdraw", "撤回稿件",
        roles [Editor, Reviewer, Signer, SiteAdmin], jobs ["schedule"], commands [],
        scopes ["article.withdraw"],
        includes [ReadArticles];
    /// Deliver articles and files as a business system (接口供稿).
    DeliverArticle = "article.deliver", "接口供稿",
        roles [], jobs [], commands [],
        scopes ["article.create"],
        includes [ReadArticles, WriteArticle, EditArticle, ManageMedia];
    /// Deliver and publish where a person approved, or where the channel's setting stands in for one (接口发布).
    ReleaseArticle = "article.release", "接口发布",
        roles [], jobs [], commands [],
        scopes ["article.publish"],
        includes [ReadArticles, WriteArticle, EditArticle, ManageMedia, PublishArticle, DeliverArticle];
    /// Bring in what a listed outside source publishes, and publish it where the register of sources stands in for a review
    /// (稿源转载).
    RelayArticle = "article.relay", "稿源转载",
        roles [], jobs ["source"], commands [],
        includes [ReadArticles, WriteArticle, EditArticle, ManageMedia, PublishArticle];
    /// Ask at all as a business system: whatever scope a token has.
    UseToken = "token.use", "使用接口",
        roles [], jobs [], commands [],
        scopes ["article.read", "article.create", "article.publish", "article.withdraw"],
        includes [ReadArticles];
    /// See what the checks found in what the site shows, and the lists they look with (发布前检查).
    ReadChecks = "check.read", "查看检查结果",
        roles [Editor, Reviewer, Signer, UnitHead, Inspector, SiteAdmin], jobs [], commands [];
    /// Keep the site's own lists and levels, have the stock read again.
    KeepChecks = "check.keep", "管理本站词表",
        roles [SiteAdmin], jobs [], commands [],
        includes [ReadChecks];
    /// Keep the lists and levels that hold for every site, see what was found on each; on the portal alone (全站群词表).
    KeepGroupChecks = "check.keep_group", "管理全站群词表",
        roles [SiteAdmin], jobs [], commands [],
        includes [ReadChecks];
    /// Read the stock again.
    ScanStock = "check.scan", "复查已发布的稿件",
        roles [], jobs ["scan"], commands [],
        includes [ReadArticles];
    /// Make and revoke tokens of business systems, say which channels need no review of theirs (接口令牌).
    ManageTokens = "token.manage", "管理接口令牌",
        roles [SiteAdmin], jobs [], commands ["token"];
    /// Make, change and close channels.
    ManageChannels = "channel.manage", "管理栏目",
        roles [SiteAdmin], jobs [], commands [],
        includes [ReadArticles];
    /// Make, change, publish and archive topics (专题).
    ManageTopics = "topic.manage", "管理专题",
        roles [Signer, SiteAdmin], jobs ["schedule"], commands ["demo"],
        includes [ReadArticles];
    /// Put articles into a topic that is there (加入专题).
    FillTopics = "topic.fill", "把稿件加入专题",
        roles [Editor, Signer, SiteAdmin], jobs [], commands [],
        includes [ReadArticles];
    /// Store pictures and attachments and describe them.
    ManageMedia = "media.manage", "管理素材",
        roles [Contributor, Editor, SiteAdmin], jobs [], commands ["demo"],
        includes [ReadArticles];
    /// Bring in history (历史导入).
    ImportArticles = "article.import", "历史导入",
        roles [SiteAdmin], jobs [], commands ["import"],
        includes [ReadArticles, ManageMedia, ManageChannels];
    /// Apply a site's folder: channels and redirects.
    ApplySite = "site.apply", "应用站点设置",
        roles [], jobs [], commands ["site apply", "demo"],
        includes [ReadArticles, ManageChannels];
}
