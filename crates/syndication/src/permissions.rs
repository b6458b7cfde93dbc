//! Who may do what with syndication.

use content::permissions::{ManageMedia, WriteArticle};

kernel::permissions! {
    /// Make and end the portal's rules; say how what a site receives by consent arrives.
    ManageRules = "rule.manage", "管理汇聚规则",
        roles [SiteAdmin], jobs [], commands ["demo", "site apply"];
    /// See what the site sent up and what became of it.
    ReadSubmissions = "submission.read", "查看报送台账",
        roles [Contributor, Editor, Reviewer, Signer, UnitHead, Inspector, SiteAdmin], jobs [], commands [];
    /// Send a published article up (报送), take it back (取回).
    SubmitUpward = "submission.send", "报送门户",
        roles [Contributor, Editor, SiteAdmin], jobs [], commands [],
        includes [ReadSubmissions];
    /// Send a published article to the desk of a neighbour that receives from this site by consent (送稿), take it back.
    SendAcross = "submission.across", "送稿到其他网站",
        roles [Editor, SiteAdmin], jobs [], commands [],
        includes [SubmitUpward];
    /// Say which systems are told of what is published (回调通知), and which search engines (搜索引擎推送).
    ManageWebhooks = "webhook.manage", "管理回调和推送",
        roles [SiteAdmin], jobs [], commands [];
    /// Look after pairings with other boxes (外部对接): let them rest, send everything once more, end them.
    ManagePeers = "peer.manage", "管理对接",
        roles [SiteAdmin], jobs [], commands [];
    /// See and keep the register of reposts by others (转载登记).
    KeepReposts = "repost.keep", "转载登记",
        roles [Editor, Reviewer, SiteAdmin], jobs [], commands [];
    /// Keep the register of outside sources (稿源): what is asked, under which licence, and which need no desk.
    ManageSources = "source.manage", "管理稿源",
        roles [SiteAdmin], jobs [], commands ["feed"];
    /// Take or decline what outside sources brought (外部来稿).
    WorkArrivals = "arrival.work", "处理外部来稿",
        roles [Editor, SiteAdmin], jobs [], commands [],
        includes [WriteArticle];
    /// Take or decline what arrived on the desk (采编台); on the portal also pick from the pool (全部新稿).
    WorkDesk = "desk.work", "采编",
        roles [Editor, SiteAdmin], jobs [], commands [],
        includes [WriteArticle];
    /// Change how a placed article stands on this site (发布位置): own words, place, or not at all.
    ManagePlaces = "place.manage", "管理发布位置",
        roles [Editor, SiteAdmin], jobs [], commands [];
    /// Take back, or give again, what other sites may show of an article (撤销授权).
    RevokePlaces = "place.revoke", "撤销转发授权",
        roles [Editor, Reviewer, Signer, SiteAdmin], jobs [], commands [];
    /// Write for a unit without a site, into its submission box (投稿箱); on the portal.
    WriteBox = "box.write", "投稿",
        roles [BoxWriter], jobs [], commands [],
        includes [ManageMedia];
    /// Say who writes for which unit without a site; on the portal.
    ManageBoxes = "box.manage", "管理投稿箱",
        roles [SiteAdmin], jobs [], commands ["demo"];
    /// Give tasks (约稿), see what became of them, close them.
    GiveTasks = "task.give", "约稿",
        roles [Editor, SiteAdmin], jobs [], commands [];
    /// Answer tasks and hand pieces in.
    AnswerTasks = "task.answer", "办理约稿任务",
        roles [Contributor, Editor, SiteAdmin, BoxWriter], jobs [], commands [];
    /// Set tables of points and quotas; on the portal.
    ManageLedger = "ledger.manage", "管理积分和报送任务",
        roles [SiteAdmin], jobs [], commands ["demo", "site apply"];
    /// Say which channels of other sites are mandatory for push-downs (下发专栏); on the portal.
    ManageMandates = "push.mandate", "设定下发专栏",
        roles [SiteAdmin], jobs [], commands [];
    /// Push articles down to other sites, remind, revoke (下发); on the portal.
    PushDown = "push.send", "下发稿件",
        roles [Editor, SiteAdmin], jobs [], commands [];
    /// See what the portal pushed to the site and how soon important items stood there.
    ReadPushes = "push.read", "查看下发和重要信息",
        roles [Editor, Reviewer, Signer, UnitHead, Inspector, SiteAdmin], jobs [], commands [];
    /// Offer channels to other sites, ask for theirs, agree and decline (内容共享).
    ManageShares = "share.manage", "管理内容共享",
        roles [SiteAdmin], jobs [], commands [];
}
