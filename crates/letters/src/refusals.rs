//! The feature's own refusals.

kernel::refusals! {
    /// The letter stands where this cannot be done.
    WRONG_STATE = "letter.wrong_state", "这封信目前的办理状态不能这样处理，请刷新页面后再看。";
    /// Number or query code do not fit.
    CODE_WRONG = "letter.code_wrong", "编号或查询码不正确，请核对回执后再试。";
    /// A board that takes no letters.
    BOARD_CLOSED = "letter.board_closed", "该栏目目前不接收来信。";
    /// Reports and personal matters are never public.
    NEVER_PUBLIC = "letter.never_public", "这一类来信涉及举报或个人事项，不能公开。";
    /// A unit sends back only what was assigned to it lately.
    RETURN_TOO_LATE = "letter.return_too_late", "已超过退回期限，不能再退回；确不属本单位职责的，请转办并说明理由。";
    /// And not for ever.
    RETURN_TOO_OFTEN = "letter.return_too_often", "这封信被退回的次数已到上限，请与来信管理单位协商。";
    /// The explanation of an extension belongs inside the first limit.
    EXTENSION_TOO_LATE = "letter.extension_too_late", "延期说明须在答复期限之内作出，现在已超过期限。";
    /// Nothing lasts longer than the hard end.
    EXTENSION_TOO_LONG = "letter.extension_too_long", "延期后的答复日期不能晚于最长办理时限。";
    /// One extension a round.
    EXTENDED_ALREADY = "letter.extended_already", "这封信已经作过延期说明。";
    /// The unit has it already.
    SAME_UNIT = "letter.same_unit", "这封信已经在该单位办理。";
    /// Who wrote a reply does not review it.
    SAME_PERSON = "letter.same_person", "须由起草人以外的人审核答复。";
    /// There is nothing to submit or to review.
    NO_REPLY = "letter.no_reply", "还没有答复草稿。";
    /// A round is rated once.
    RATED_ALREADY = "letter.rated_already", "这次答复已经评价过。";
    /// The centre assesses, and its desk is the portal's.
    NOT_PORTAL = "letter.not_portal", "每周测评由门户的管理单位进行。";
    /// A week is measured when it is over.
    WEEK_RUNNING = "letter.week_running", "这一周还没有结束，不能测评。";
    /// Appeals have their days.
    APPEAL_TOO_LATE = "letter.appeal_too_late", "已超过申诉期限。";
    /// One appeal a unit and version.
    APPEALED_ALREADY = "letter.appealed_already", "本单位已经对这次测评提出申诉。";
    /// A letter repeats another, not itself and not one that is a duplicate too.
    DUPLICATE_OF_WHAT = "letter.duplicate_of_what", "没有找到所重复的来信，请核对编号。";
    /// The form was sent, and something else stands in it now.
    SENT_ALREADY = "letter.sent_already", "这份表单已经提交过。如要另写一封信，请核对内容后再提交一次。";
    /// Nobody opens a file that was blocked.
    FILE_BLOCKED = "letter.file_blocked", "该附件已被拦截，不能打开。";
    /// The public gets nothing that nobody has looked at.
    FILE_NOT_CLEARED = "letter.file_not_cleared", "该附件还没有检查通过，不能公开。";
    /// Nothing can be read in a file by a program: a picture, a scan, a broken file.
    FILE_HAS_NO_WORDS = "letter.file_has_no_words", "程序读不出这个附件的文字（可能是扫描件），请在遮盖后上传副本。";
    /// The words of a copy lead to a person.
    FILE_TELLS_WHO = "letter.file_tells_who", "副本的文字里有疑似个人信息，没有公开。请改用遮盖后的文字版，或者重新遮盖后上传；只画黑块的 PDF，黑块下的文字仍能复制。";
    /// A program cannot read all of a copy, so a person must have.
    FILE_UNREAD = "letter.file_unread", "副本里有程序读不出文字的页面（可能是扫描件），没有公开。请逐页看过原件，确认没有个人信息以后，再次提交并勾选。";
    /// A PDF with a password: neither a program nor the public can open it.
    FILE_LOCKED = "letter.file_locked", "这份 PDF 设有打开密码，公众打不开，也无法检查。请另存为没有密码的 PDF 后上传。";
    /// An office file carries more than is seen.
    FILE_NOT_FOR_PUBLIC = "letter.file_not_for_public", "文档不能直接公开，请上传 PDF 或图片副本。";
    /// One question a round: the clock stands meanwhile.
    ASKED_ALREADY = "letter.asked_already", "这一轮办理已请写信人补充过一次，不能再次请其补充。";
    /// One open claim a unit and letter.
    CLAIMED_ALREADY = "letter.claimed_already", "本单位已经提出认领，等待来信管理单位确认。";
    /// Only what everybody may read helps others.
    NO_PUBLIC_ANSWER = "letter.no_public_answer", "已公开答复的来信才能选入常见问答。";
    /// What was promised is chased to its end.
    PROMISE_OPEN = "letter.promise_open", "这封信还有未完成的整改承诺，请先登记整改情况，或写明理由取消承诺，再归档。";
    /// Levels of urging hold for the whole group.
    URGING_OF_PORTAL = "letter.urging_of_portal", "催办级别由门户统一设定。";
    /// A claim is decided once.
    CLAIM_DECIDED = "letter.claim_decided", "这项认领已经处理过。";
}
