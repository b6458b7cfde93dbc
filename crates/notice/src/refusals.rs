//! The rules of banners and mourning grey that say no.

kernel::refusals! {
    /// Two persons.
    SAME_PERSON = "notice.same_person", "须由拟写人和最后修改人以外的人核发。";
    /// Two persons here too.
    EXTENSION_SAME_PERSON = "notice.extension_same_person", "须由申请延长的人以外的人核发。";
    /// It was released, dropped or has ended meanwhile.
    NOT_DRAFT = "notice.not_draft", "该公告已核发或已放弃，不能再修改或核发。";
    /// Its end lies in the past.
    OVER = "notice.over", "结束时间已过，请先修改时间再核发。";
    /// Only what shows or will show can be ended or extended.
    NOT_RUNNING = "notice.not_running", "该公告尚未核发或已经结束。";
    /// One request at a time.
    EXTENSION_ASKED = "notice.extension_asked", "已有人申请延长，请先核发或退回。";
    /// Nothing to release.
    NO_EXTENSION = "notice.no_extension", "没有待核发的延长申请。";
}
