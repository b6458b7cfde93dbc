//! What staff may do with people. Changing the own password needs a session, not a permission.

kernel::permissions! {
    /// Give and end posts (岗位) on the own site, open accounts for them, reset their passwords.
    ManageMembers = "member.manage", "管理本站人员",
        roles [SiteAdmin], jobs [], commands ["init", "user", "demo"];
    /// See the accounts of the whole group and the posts they hold.
    ReadAccounts = "account.read", "查看全平台人员",
        roles [PlatformAdmin, SecurityAdmin], jobs [], commands [];
    /// Open, suspend and reset any account of the group.
    ManagePeople = "account.manage", "管理账号",
        roles [PlatformAdmin], jobs [], commands ["init", "user", "demo"],
        includes [ReadAccounts];
    /// Give and end posts over site borders; which ones, the giver's role says ([`kernel::Role::grants`]).
    ManageGrants = "grant.manage", "设立跨站点岗位",
        roles [PlatformAdmin, SecurityAdmin], jobs [], commands ["init", "user", "demo"];
    /// Set the rules of sign-in: second factor, passwords, unused accounts, yearly re-registration.
    ManagePolicy = "policy.manage", "管理登录规则",
        roles [SecurityAdmin], jobs [], commands [];
    /// Read the audit records of the own site.
    ReadAudit = "audit.read", "查看本站审计记录",
        roles [SiteAdmin, AuditAdmin], jobs [], commands [];
    /// Read the audit records of the whole group.
    ReadGroupAudit = "audit.read_group", "查看全平台审计记录",
        roles [AuditAdmin], jobs [], commands [];
    /// Say which post of the own site answers for what.
    ManageDuties = "duty.manage", "管理网站责任",
        roles [SiteAdmin], jobs [], commands ["demo"];
    /// Register outside systems that sign people in here.
    ManageClients = "client.manage", "管理接入系统",
        roles [PlatformAdmin], jobs [], commands ["client"];
    /// Rotate the keys that sign tokens.
    ManageKeys = "key.manage", "管理签名密钥",
        roles [PlatformAdmin], jobs [], commands ["keys"];
    /// See and end everybody's sign-ins, and take a lost second factor away.
    ManageSessions = "session.manage", "管理登录和二次验证",
        roles [SecurityAdmin], jobs [], commands ["user"];
    /// Set a password without the person: only the demo city does it.
    SetPassword = "person.set_password", "代设密码",
        roles [], jobs [], commands ["demo"];
}
