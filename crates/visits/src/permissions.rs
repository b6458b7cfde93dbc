//! Who may read the figures of visits and set what the site says of them.

kernel::permissions! {
    /// See how often the site's pages are looked at; on the portal those of all sites.
    ReadVisits = "visit.read", "查看访问统计",
        roles [Editor, Reviewer, Signer, UnitHead, Inspector, SiteAdmin], jobs [], commands [];
    /// Set the base value and whether pages show the sum.
    KeepVisits = "visit.keep", "设置访问统计",
        roles [SiteAdmin], jobs [], commands ["demo"],
        includes [ReadVisits];
}
