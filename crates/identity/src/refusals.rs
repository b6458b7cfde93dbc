//! Every rule of this feature that says no.

kernel::refusals! {
    /// One sentence for a wrong password, an unknown, closed or not yet opened account.
    WRONG_CREDENTIALS = "signin.wrong_credentials", "账号或密码不正确。";
    /// An account name is given once.
    ACCOUNT_TAKEN = "person.account_taken", "该账号已被使用，请换一个。";
    /// The portal vouches for somebody whose account name somebody else has on this box.
    NAME_TAKEN_HERE = "signin.name_taken_here", "本系统已有同名账号，但不能确认就是您，没有登录。请联系本系统管理员：核对身份后用 zisha user link 关联，或为您改用别的账号。";
    /// Somebody of the portal has one account on a box.
    KNOWN_HERE = "person.known_here", "门户的这个人在本系统已有另一个账号。";
    /// The current password was not right.
    WRONG_PASSWORD = "person.wrong_password", "当前密码不正确。";
    /// A site administrator resets only people of the own site.
    WORKS_ELSEWHERE = "person.works_elsewhere", "该人员在其他站点也有岗位，请由系统管理员重置密码。";
    /// Nobody locks out himself.
    NOT_YOURSELF = "person.not_yourself", "不能对自己办理此事。";
    /// The last platform administrator stays.
    LAST_ADMINISTRATOR = "person.last_administrator", "这是最后一名能登录的系统管理员、安全管理员或审计管理员，不能移除或停用。";
    /// The first administrator exists already.
    ALREADY_INITIALISED = "person.already_initialised", "系统管理员已经存在，请用 zisha user reset 重置其密码。";
    /// People belong to a group that has a portal.
    NO_PORTAL = "person.no_portal", "还没有门户站点，请先运行 zisha site apply。";
    /// The code was not one of the app's, or was used already.
    WRONG_CODE = "factor.wrong_code", "验证码不正确或已使用，请等待身份验证器显示下一个。";
    /// The recovery code was none, or was used already.
    WRONG_RECOVERY_CODE = "factor.wrong_recovery_code", "恢复码不正确或已使用。";
    /// The passkey did not prove itself.
    PASSKEY_REFUSED = "factor.passkey_refused", "通行密钥未通过验证，请重试或换一种方式。";
    /// The authenticator's key is registered already.
    PASSKEY_KNOWN = "factor.passkey_known", "这个通行密钥已登记。";
    /// The person's posts ask for a second factor.
    FACTOR_MANDATORY = "factor.mandatory", "您的岗位必须使用二次验证，请先设置另一种方式，再移除这一种。";
    /// There is no second factor to take away.
    NO_FACTOR = "factor.none", "该账号没有设置二次验证。";
    /// The new password is the one that has to be changed.
    SAME_PASSWORD = "password.unchanged", "新密码不能与当前密码相同。";
    /// A one-time link works once and for a limited time.
    INVITATION_SPENT = "invitation.spent", "链接已失效或已使用，请联系管理员重新生成。";
    /// There is no unused link to take back.
    NO_INVITATION = "invitation.none", "该人员没有未使用的一次性链接。";
    /// A link is made anew only for somebody who has no password yet.
    HAS_PASSWORD = "invitation.not_needed", "该人员已设置密码或账号已停用；如忘记密码，请重置密码。";
    /// Whoever leaves cannot be the own successor, and a successor must be able to work.
    WRONG_SUCCESSOR = "handover.wrong_successor", "接手人须是在该站点有岗位的其他在用人员。";
    /// Somebody of the three platform posts hands nothing over here.
    PLATFORM_HANDOVER = "handover.platform_post", "该人员担任平台岗位，请先由安全管理员移除平台岗位。";
    /// The re-registration is over.
    CAMPAIGN_CLOSED = "campaign.closed", "本次重新登记已结束。";
    /// One re-registration at a time on a site.
    CAMPAIGN_RUNNING = "campaign.running", "有站点正在进行重新登记，请等其结束后再发起。";
    /// Nobody confirms the own post.
    CAMPAIGN_OWN_POST = "campaign.own_post", "不能确认自己的岗位，请由其他站点管理员或安全管理员确认。";
    /// A line of a re-registration is decided once.
    CAMPAIGN_DECIDED = "campaign.decided", "该岗位已处理。";
    /// The batch holds errors.
    BATCH_ERRORS = "batch.errors", "文件中有错误，没有导入任何人员。";
    /// The person has this post already.
    MEMBER_ALREADY = "membership.exists", "该人员已有这个岗位。";
    /// There is no such account to add.
    NO_SUCH_ACCOUNT = "membership.no_such_account", "没有这个账号，请核对或新建账号。";
    /// Platform posts stand on the portal and are given by platform administrators.
    PLATFORM_ROLE = "membership.platform_role", "系统、安全、审计管理员岗位只能由安全管理员在门户设立。";
    /// The three platform roles are three persons.
    ONE_PLATFORM_POST = "membership.one_platform_post", "系统、安全、审计管理员须由三个人分别担任，该人员已担任其中之一。";
    /// Who looks after the platform works on no site.
    PLATFORM_APART = "membership.platform_apart", "平台三员不得兼任站点岗位，请先移除该人员原有的岗位，或另设专人。";
    /// One of the three platform administrators could take over another by a link or a mail address.
    PLATFORM_ACCOUNT = "person.platform_account", "平台三员的账号须由本人办理，或在服务器上用 zisha user reset 重置密码；停用之前，请先由安全管理员移除其平台岗位。";
    /// Nobody gives a post to himself.
    NOT_TO_YOURSELF = "membership.not_to_yourself", "不能给自己设立岗位。";
    /// Not every administrator gives every post.
    NOT_GRANTABLE = "membership.not_grantable", "您的岗位不能设立或移除这个岗位。";
    /// A system administrator gives a site its first administrator only.
    SITE_HAS_ADMINISTRATOR = "membership.site_has_administrator", "该站点已有站点管理员，增补请由安全管理员办理。";
    /// A term ends in the future.
    TERM_OVER = "membership.term_over", "岗位的截止日期须晚于今天。";
    /// RFC 6749: the request lacks a parameter or has a wrong one.
    INVALID_REQUEST = "oidc.invalid_request", "登录请求缺少参数或参数不正确。";
    /// RFC 6749: an unknown client, or an address that is not registered for it.
    INVALID_CLIENT = "oidc.invalid_client", "登录请求来自未登记的系统，或返回地址与登记的不一致。";
    /// RFC 6749: the code is unknown, used, expired, or not for this client, address or verifier.
    INVALID_GRANT = "oidc.invalid_grant", "登录凭据无效或已过期，请重新登录。";
    /// RFC 6749: the scope asks for more than was granted.
    INVALID_SCOPE = "oidc.invalid_scope", "申请的权限超出已授权的范围。";
    /// Back-channel log-out: the logout token is not valid.
    INVALID_LOGOUT_TOKEN = "oidc.invalid_logout_token", "退出通知无效或已过期。";
    /// A client's id is given once.
    CLIENT_TAKEN = "client.exists", "该系统标识已被使用，请换一个。";
    /// The register of the group's own sites follows the directory of sites.
    OWN_CLIENT = "client.own_site", "这是本网站群自己的站点，由系统自动登记，不能在此修改。";
    /// Only a client that proves itself by a secret has one.
    NO_SECRET = "client.no_secret", "该系统不使用密钥认证，无需更换密钥。";
    /// RFC 6749: only codes are exchanged.
    UNSUPPORTED_GRANT_TYPE = "oidc.unsupported_grant_type", "不支持这种授权方式。";
    /// RFC 6750: the access token is not valid.
    INVALID_TOKEN = "oidc.invalid_token", "访问凭据无效或已过期。";
    /// The way back does not belong to a sign-in that began here.
    FOREIGN_CALLBACK = "sso.foreign_callback", "登录过程已中断或已过期，请重新登录。";
    /// The portal could not be asked.
    PORTAL_UNREACHABLE = "sso.portal_unreachable", "暂时无法连接统一登录服务，请稍后再试。";
    /// One sentence for a wrong password and an unknown contact.
    WRONG_CONTACT_OR_PASSWORD = "citizen.wrong_credentials", "手机号码、邮箱或密码不正确。";
    /// A code that is wrong, was used, was tried too often, or has run out.
    CODE_WRONG = "citizen.code_wrong", "验证码不正确或已失效，请核对，或者重新获取。";
    /// Somebody registered the same contact meanwhile.
    CONTACT_TAKEN = "citizen.contact_taken", "该联系方式不能使用，请换一个。";
    /// What cannot be undone asks for a proof of a moment ago.
    PROOF_NEEDED = "citizen.proof_needed", "为保护您的账号，请退出后重新登录，再办理此事。";
    /// The last way into an account is not taken away.
    LAST_WAY_IN = "citizen.last_way_in", "解除后您将无法登录。请先绑定手机号码或邮箱。";
    /// The outside provider could not be asked.
    UPSTREAM_UNREACHABLE = "upstream.unreachable", "暂时无法连接外部统一身份认证，请稍后再试，或用本平台账号登录。";
    /// The outside provider's answer is not believed, or it signed nobody in.
    UPSTREAM_INVALID = "upstream.invalid", "外部统一身份认证没有完成，请重新登录。";
    /// An identity belongs to one account, and an account has one of each provider.
    IDENTITY_TAKEN = "upstream.identity_taken", "该身份已关联其他账号，或者您的账号已关联该平台的另一身份。";
    /// The directory could not judge; told to everybody meanwhile, whatever account was typed.
    DIRECTORY_DOWN = "signin.directory_down", "账号或密码不正确；目录服务暂时无法连接，使用单位目录账号的请稍后再试。";
    /// Administrators of the platform get in while the directory is down, and by a password that is their own.
    STAYS_LOCAL = "person.stays_local", "平台管理员的账号须由本人在本平台设置密码，不能由目录认证；尚未设置密码的，请待本人设置后再设立岗位。";
}
