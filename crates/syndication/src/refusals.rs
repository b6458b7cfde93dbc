//! The rules of syndication that say no.

kernel::refusals! {
    /// Only what the public sees can be sent up.
    NOT_LIVE = "submission.not_live", "稿件尚未发布或已撤回，不能报送。";
    /// One submission an article and target.
    ALREADY_SENT = "submission.already_sent", "这篇稿件已报送过，请在报送台账查看进展。";
    /// The source itself no longer allows the portal to show it.
    PORTAL_REVOKED = "submission.portal_revoked", "已撤销对门户的转发授权，请先恢复授权再报送。";
    /// The source itself no longer allows the receiver to show it.
    TARGET_REVOKED = "submission.revoked", "已撤销对该网站的转发授权，请先恢复授权再送稿。";
    /// Nothing runs in circles.
    PASSED = "submission.passed", "这篇稿件来自该网站或经该网站转发，对方已有，不再送回。";
    /// A neighbour receives by consent.
    NO_CONSENT = "share.no_consent", "该网站没有订阅本站的栏目，或订阅已结束，不能送稿。";
    /// The portal does not send to itself.
    OWN_PORTAL = "submission.own_portal", "门户自己的稿件不用报送。";
    /// Only what nobody decided about can be taken back.
    NOT_OPEN = "submission.not_open", "门户已作处理，不能取回。";
    /// Somebody else was faster.
    DECIDED = "desk.decided", "该稿件已被处理，请刷新后再看。";
    /// The source withdrew it.
    WITHDRAWN = "desk.withdrawn", "来稿单位已撤回该稿件，不能采用。";
    /// Withdrawn, or its source does not let the portal show it.
    POOL_NOT_OFFERED = "pool.not_offered", "来稿单位已撤回这篇稿件或未授权本站转发，不能选用。";
    /// It was picked, sent up, brought by a rule or placed before.
    POOL_HERE = "pool.here", "这篇稿件已在采编台或本站发布位置，请到那里处理。";
    /// Nothing was chosen.
    NOTHING_CHOSEN = "desk.nothing_chosen", "请先勾选稿件。";
    /// Units are credited for what appears.
    MERGE_LEAD = "desk.merge_lead", "请先采用主稿，再把其他稿件并入。";
    /// A piece alone is not merged.
    MERGE_NOTHING = "desk.merge_nothing", "请选择要并入的其他稿件。";
    /// It stands there already.
    ALREADY_PLACED = "desk.already_placed", "该栏目已有这篇稿件。";
    /// It stood there before, or stands there still.
    PLACED_BEFORE = "desk.placed_before", "该栏目已有这篇稿件（含已撤下的），请在发布位置恢复。";
    /// What lies on the desk is taken back before it is changed.
    BOX_SENT = "box.sent", "这篇稿件已在门户采编台，取回或退稿后才能修改。";
    /// One seat a person and box.
    BOX_SEATED = "box.seated", "这个人已经是该单位的投稿员。";
    /// Units with a site send up from there.
    BOX_UNIT_HAS_SITE = "box.unit_has_site", "该单位有自己的网站，请从网站报送。";
    /// The post comes first.
    BOX_NO_POST = "box.no_post", "没有这个账号，或者该账号在门户没有投稿员岗位，请先在人员管理中设立岗位。";
    /// A task is for somebody.
    TASK_NO_RECEIVER = "task.no_receiver", "请选择约稿的单位，或填写个人账号。";
    /// Only who writes can be asked.
    TASK_NO_PERSON = "task.no_person", "有的账号不存在，或者没有通讯员、编辑、站点管理员或投稿员岗位，不能约稿。";
    /// It was closed already.
    TASK_CLOSED = "task.closed", "这项约稿已经结束。";
    /// Somebody was faster, or the giver closed it.
    TASK_NOT_OPEN = "task.not_open", "任务的状态已变化，请刷新后再看。";
    /// Points and quotas of a day are set once.
    TERMS_EXIST = "ledger.terms_exist", "这一天起的标准已经设定，请另选起始日期。";
    /// A credit needs a use.
    NOT_USED = "ledger.not_used", "门户尚未采用这篇稿件，不能登记加分。";
    /// One credit of a kind an article.
    ALREADY_CREDITED = "ledger.already_credited", "这篇稿件已登记过同类加分。";
    /// One webhook an address.
    WEBHOOK_EXISTS = "webhook.exists", "这个地址已经登记。";
    /// What went through is not sent again.
    DELIVERED = "webhook.delivered", "这次通知正在等待发送，请稍候再看结果。";
    /// One line an address.
    REPOST_EXISTS = "repost.exists", "这个转载地址已经登记。";
    /// The same rule twice.
    RULE_EXISTS = "rule.exists", "这条规则已经存在。";
    /// A site is no source of its own.
    RULE_TO_ITSELF = "rule.to_itself", "来源不能是本站自己。";
    /// Only what this site shows can be taken down, only what it took down can be shown again.
    PLACE_STATE = "place.wrong_state", "该发布位置的状态已变化，请刷新后再看。";
    /// It was taken back already.
    ALREADY_REVOKED = "place.already_revoked", "对该网站的转发授权已经撤销。";
    /// What is at the address cannot be read as RSS, Atom, JSON Feed or sitemap.
    NO_FEED = "source.no_feed", "该地址给出的内容不是可以识别的订阅源。";
    /// One line an address.
    SOURCE_EXISTS = "source.exists", "这个稿源地址已经登记。";
    /// What is paused is not asked.
    SOURCE_PAUSED = "source.paused", "该稿源已暂停，请先恢复。";
    /// Somebody put it to rest or took it off the register while it was read.
    SOURCE_STOPPED = "source.stopped", "稿源已暂停或移除，停止抓取。";
    /// Reading it would take longer than anything of its size should.
    SOURCE_TOO_HARD = "source.too_hard", "内容过于复杂，未能在限定时间内读取。";
    /// A look, or one entry of it, took longer than it may.
    SOURCE_TOO_SLOW = "source.too_slow", "抓取超时，已停止。";
    /// Others are read at the moment; that is no fault of the source.
    SOURCE_NO_PLACE = "source.no_place", "系统正在读取其他来源的内容，稍后自动再试。";
    /// Another feed is another source.
    SOURCE_ADDRESS = "source.address", "地址不能更改，请移除这个稿源后按新地址登记。";
    /// Somebody else was faster, or nothing was there to decide.
    ARRIVAL_DECIDED = "arrival.decided", "该来稿已被处理，请刷新后再看。";
    /// Nothing was chosen.
    ARRIVAL_NOTHING_CHOSEN = "arrival.nothing_chosen", "请先勾选来稿。";
    /// A bare address is no article.
    ARRIVAL_WITHOUT_TEXT = "arrival.without_text", "来稿没有正文，请用“改后采用”补写。";
    /// Nobody listed signs so: forged, removed, for another receiver, or no signature at all.
    PEER_SIGNATURE = "peer.signature", "签名无效，或者发送方没有登记。";
    /// Too old, or from the future.
    PEER_WINDOW = "peer.window", "请求超出时间窗口，请核对两边的时钟。";
    /// It rests; whoever sends tries again later.
    PEER_PAUSED = "peer.paused", "对接已暂停，请稍后再发。";
    /// The body is not the one that was signed.
    PEER_DIGEST = "peer.digest", "内容与签名时不一致。";
    /// It was taken already.
    PEER_REPLAYED = "peer.replayed", "这一批已经收过。";
    /// A format this version does not read.
    PEER_FORMAT = "peer.format", "不认识的格式或版本。";
    /// A peer speaks for its own site only.
    PEER_FOREIGN_SITE = "peer.foreign_site", "内容属于别的网站，发送方无权代发。";
    /// Newer is here already.
    PEER_OLDER = "peer.older", "已有更新的版本，旧版本不予采用。";
    /// An item that cannot be shown.
    PEER_ITEM = "peer.item", "稿件不完整或超出限制。";
    /// Files are taken that a batch was answered to lack, and of those so many before an article bears them.
    PEER_FILE = "peer.file", "没有请求过这个文件，或者已发来的文件尚未用于稿件。";
    /// Wrong, used or run out.
    PEER_CODE = "peer.code", "配对码不正确、已用过或已过期。";
    /// It has content of its own here, or another box speaks for it.
    PEER_SITE_TAKEN = "peer.site_taken", "该网站在本系统已有内容或已与别的系统配对，不能配对。";
    /// The other side cannot be reached or answers nonsense.
    PEER_UNREACHABLE = "peer.unreachable", "对方无法访问，或答复无法识别。";
    /// The portal pushed it down; the page of the place says who and when.
    PLACE_MANDATED = "place.mandated", "这篇稿件由门户下发，本站不能改动或撤下。有异议请联系门户撤回下发。";
    /// In a channel that is mandatory for push-downs nothing is put above them.
    PLACE_UNDER_MANDATE = "place.under_mandate", "该栏目是门户的下发专栏，不能置顶或自定时间、排序。";
    /// One mandate an address name.
    MANDATE_EXISTS = "mandate.exists", "这个栏目已经是下发专栏。";
    /// Only what the public sees can be pushed down.
    PUSH_NOT_LIVE = "push.not_live", "稿件尚未发布或已撤回，不能下发。";
    /// A push goes where its channel is mandatory, and not back to where it came from.
    PUSH_OUTSIDE = "push.outside", "所选网站不在下发专栏范围内，或稿件正是该网站的。请重新选择。";
    /// Once into a channel.
    ALREADY_PUSHED = "push.already", "这篇稿件已下发到这个专栏，请在下发列表查看。";
    /// It was taken back.
    PUSH_ENDED = "push.ended", "这次下发已经撤回。";
    /// Everybody shows it.
    NOBODY_MISSING = "push.nobody_missing", "所有网站都已显示，不用提醒。";
    /// Only what the public sees counts as a repost.
    NOT_LIVE_HERE = "important.not_live", "本站稿件尚未发布或已撤回，不能登记。";
    /// One repost an item.
    OWN_REGISTERED = "important.registered", "本站已登记过这条重要信息的转载。";
    /// What was there before the item shows something else.
    OWN_BEFORE = "important.own_before", "这篇稿件在国务院发布之前就已发布，不能登记为转载。";
    /// A channel is offered once.
    OFFER_EXISTS = "share.offer_exists", "这个栏目已经共享。";
    /// Once into a channel.
    ASKED_BEFORE = "share.asked_before", "已订阅或申请过，请在本站的订阅和申请里查看。";
    /// It was declined, taken back or left.
    REQUEST_ENDED = "share.request_ended", "这项订阅已经结束。";
    /// A request is decided once.
    REQUEST_DECIDED = "share.decided", "这项申请已经答复，或对方已撤销申请。";
    /// It was taken back already.
    CONSENT_ENDED = "share.consent_ended", "已经收回，不用重复办理。";
}
