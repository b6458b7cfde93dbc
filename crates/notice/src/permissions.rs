//! Who may do what with banners and mourning grey. Whoever writes one may also release one of somebody else's, as far as the
//! role allows both; that the two are different persons is a rule of the operations.

kernel::permissions! {
    /// See what lies or lay over the site, what the group set over it too.
    ReadNotices = "notice.read", "查看应急与哀悼",
        roles [Contributor, Editor, Reviewer, Signer, LetterClerk, UnitHead, Inspector, SiteAdmin], jobs [], commands [];
    /// Write one, change what was not yet released, ask for a later end.
    DraftNotice = "notice.draft", "拟写应急公告和哀悼",
        roles [Editor, Reviewer, Signer, SiteAdmin], jobs [], commands [],
        includes [ReadNotices];
    /// Release what another person wrote or asked for.
    ReleaseNotice = "notice.release", "核发应急公告和哀悼",
        roles [Reviewer, Signer, UnitHead, SiteAdmin], jobs [], commands [],
        includes [ReadNotices];
    /// End one before its time: a false alarm must not wait for a second person.
    EndNotice = "notice.end", "提前结束应急公告和哀悼",
        roles [Reviewer, Signer, UnitHead, SiteAdmin], jobs [], commands [],
        includes [ReadNotices];
}
