//! What staff may do with people. Changing the own password needs a session, not a permission.

kernel::permissions! {
    /// Give and end posts (岗位) on the own site, open accounts for them, reset their passwords.
    ManageMembers = "member.manage", "管理本站人员",
        roles [SiteAdmin], jobs [], commands ["init", "user", "demo"];
    /// Open, suspend and reset any account of the group, and give posts on any site.
    ManagePeople = "person.manage", "管理全平台人员",
        roles [PlatformAdmin], jobs [], commands ["init", "user", "demo"];
    /// Set a password without the person: only the demo city does it.
    SetPassword = "person.set_password", "代设密码",
        roles [], jobs [], commands ["demo"];
}
