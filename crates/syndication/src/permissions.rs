//! Who may do what with syndication.

use content::permissions::WriteArticle;

kernel::permissions! {
    /// Make and end rules; on the portal.
    ManageRules = "rule.manage", "管理汇聚规则",
        roles [SiteAdmin], jobs [], commands ["demo", "site apply"];
    /// See what the site sent up and what became of it.
    ReadSubmissions = "submission.read", "查看报送台账",
        roles [Contributor, Editor, Reviewer, Signer, UnitHead, Inspector, SiteAdmin], jobs [], commands [];
    /// Send a published article up (报送), take it back (取回).
    SubmitUpward = "submission.send", "报送门户",
        roles [Contributor, Editor, SiteAdmin], jobs [], commands [],
        includes [ReadSubmissions];
    /// Take or decline what arrived on the desk (采编台); on the portal.
    WorkDesk = "desk.work", "采编",
        roles [Editor, SiteAdmin], jobs [], commands [],
        includes [WriteArticle];
    /// Set tables of points and quotas; on the portal.
    ManageLedger = "ledger.manage", "管理积分和报送任务",
        roles [SiteAdmin], jobs [], commands ["demo", "site apply"];
}
