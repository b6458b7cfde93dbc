//! The rules of content that say no.

kernel::refusals! {
    /// Nobody approves what the same hand wrote, changed last or submitted.
    SAME_PERSON = "article.same_person", "须由作者以外的人审核，且各次审核须由不同的人。";
    /// The move is not possible from the edition's state.
    WRONG_STATE = "article.wrong_state", "稿件当前状态不能进行此操作，请刷新后再看。";
    /// A contributor touches somebody else's text.
    NOT_AUTHOR = "article.not_author", "只能修改、提交自己的稿件；他人的稿件请交编辑处理。";
    /// There is no edition being worked on.
    NO_DRAFT = "article.no_draft", "没有正在编写的版本；已发布的稿件请先点“更正”。";
    /// There is no live edition.
    NOT_LIVE = "article.not_live", "稿件没有已发布的版本。";
    /// A correction is already being written.
    DRAFT_EXISTS = "article.draft_exists", "已有一个未发布的版本，请先完成它。";
    /// The approval does not cover the text as it stands.
    NOT_APPROVED = "article.not_approved", "这一版没有有效的审核意见，请重新提交审核。";
    /// The channel asks for somebody who looked for secrets.
    NOT_CLEARED = "article.not_cleared", "该栏目要求保密审查，请先完成保密审查再发布。";
    /// The piece it was made of was withdrawn, or may no longer be shown here.
    BARRED = "article.barred", "来稿单位已撤回原稿或撤销授权，不能发布。";
    /// The channel of a published article is part of its address.
    CHANNEL_FIXED = "article.channel_fixed", "已发布过的稿件不能更换栏目，否则地址会失效。";
    /// The channel was closed.
    CHANNEL_CLOSED = "channel.closed", "该栏目已停用。";
    /// Two channels of a site cannot share an address.
    SLUG_TAKEN = "channel.slug_taken", "本站已有同名地址的栏目。";
    /// The portal set the channel aside for what it pushes down; the page of the channel says who did.
    CHANNEL_MANDATED = "channel.mandated", "该栏目已由门户设为下发专栏，不能停用、改名或移出导航。如需变更，请联系门户。";
    /// A channel with live articles cannot be closed.
    CHANNEL_IN_USE = "channel.in_use", "栏目下还有已发布的稿件，请先撤回或移走。";
    /// A picture used in an article has neither words nor the mark "decorative".
    ALT_MISSING = "media.alt_missing", "图片缺少替代文字，请填写，或标明为装饰图片。";
    /// An article names a file that this site does not have.
    MEDIA_UNKNOWN = "media.unknown", "稿件引用了本站素材库中没有的图片或附件。";
    /// The picture has more pixels than we decode.
    PICTURE_TOO_LARGE = "media.too_many_pixels", "图片尺寸过大，上限为 5000 万像素。";
    /// The bytes are not what they claim to be.
    PICTURE_BROKEN = "media.broken", "图片无法解码，文件可能已损坏。";
    /// A token never stands in for the reviewer, unless the channel's setting says so.
    NEEDS_REVIEW = "article.needs_review", "这篇稿件须经人员审核后才能发布；该栏目没有设置接口供稿免审发布。";
    /// Somebody has begun a correction of their own.
    PERSON_EDITING = "article.person_editing", "本站人员正在修改这篇稿件，请与本站编辑联系后再更新。";
    /// The same key came before with another request.
    KEY_REUSED = "api.key_reused", "这个 Idempotency-Key 已用于另一个请求，请换一个新的。";
    /// A token was revoked or has run out already.
    TOKEN_OVER = "token.over", "这个令牌已经停用或到期。";
    /// A topic and a channel, or two topics, of a site cannot share an address.
    TOPIC_SLUG_TAKEN = "topic.slug_taken", "本站已有同名地址的栏目或专题。";
    /// A topic that is over is left as it stood.
    TOPIC_OVER = "topic.over", "该专题已归档，不能再加入稿件。";
    /// An article stands in a topic once.
    TOPIC_HOLDS = "topic.holds", "这篇稿件已在该专题里。";
    /// The topic or the block is full.
    TOPIC_FULL = "topic.full", "这个小栏目的稿件已满，请先移出一些或另设小栏目。";
    /// A redirect may not point at itself.
    REDIRECT_LOOP = "redirect.loop", "跳转的起点和终点不能相同。";
}
