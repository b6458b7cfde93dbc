//! Every rule of this feature that says no.

kernel::refusals! {
    /// One sentence for a wrong password, an unknown, closed or not yet opened account.
    WRONG_CREDENTIALS = "signin.wrong_credentials", "账号或密码不正确。";
    /// An account name is given once.
    ACCOUNT_TAKEN = "person.account_taken", "该账号已被使用，请换一个。";
    /// The current password was not right.
    WRONG_PASSWORD = "person.wrong_password", "当前密码不正确。";
    /// A site administrator resets only people of the own site.
    WORKS_ELSEWHERE = "person.works_elsewhere", "该人员在其他站点也有岗位，请由平台管理员重置密码。";
    /// Nobody locks out himself.
    NOT_YOURSELF = "person.not_yourself", "不能对自己办理此事。";
    /// The last platform administrator stays.
    LAST_ADMINISTRATOR = "person.last_administrator", "这是最后一名平台管理员，不能移除。";
    /// The first administrator exists already.
    ALREADY_INITIALISED = "person.already_initialised", "平台管理员已经存在，请用 zisha user reset 重置其密码。";
    /// People belong to a group that has a portal.
    NO_PORTAL = "person.no_portal", "还没有门户站点，请先运行 zisha site apply。";
    /// A one-time link works once and for a limited time.
    INVITATION_SPENT = "invitation.spent", "链接已失效或已使用，请联系管理员重新生成。";
    /// The person has this post already.
    MEMBER_ALREADY = "membership.exists", "该人员已有这个岗位。";
    /// There is no such account to add.
    NO_SUCH_ACCOUNT = "membership.no_such_account", "没有这个账号，请核对或新建账号。";
    /// Platform posts stand on the portal and are given by platform administrators.
    PLATFORM_ROLE = "membership.platform_role", "平台管理员岗位只能由平台管理员在门户设立。";
    /// RFC 6749: the request lacks a parameter or has a wrong one.
    INVALID_REQUEST = "oidc.invalid_request", "登录请求缺少参数或参数不正确。";
    /// RFC 6749: an unknown client, or an address that is not registered for it.
    INVALID_CLIENT = "oidc.invalid_client", "登录请求来自未登记的系统，或返回地址与登记的不一致。";
    /// RFC 6749: the code is unknown, used, expired, or not for this client, address or verifier.
    INVALID_GRANT = "oidc.invalid_grant", "登录凭据无效或已过期，请重新登录。";
    /// RFC 6749: only codes are exchanged.
    UNSUPPORTED_GRANT_TYPE = "oidc.unsupported_grant_type", "不支持这种授权方式。";
    /// RFC 6750: the access token is not valid.
    INVALID_TOKEN = "oidc.invalid_token", "访问凭据无效或已过期。";
    /// The way back does not belong to a sign-in that began here.
    FOREIGN_CALLBACK = "sso.foreign_callback", "登录过程已中断或已过期，请重新登录。";
    /// The portal could not be asked.
    PORTAL_UNREACHABLE = "sso.portal_unreachable", "暂时无法连接统一登录服务，请稍后再试。";
}
