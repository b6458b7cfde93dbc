//! Who may do what with letters. On the portal they count for the whole group, on another site for the letters written
//! there and for those its unit handles or helps with.

kernel::permissions! {
    /// Write a letter, follow it by its code, rate the answer.
    WriteLetter = "letter.write", "写信",
        roles [], jobs [], commands ["demo"], open true;
    /// See letters, the private ones too, without the writer's name and number.
    ReadLetters = "letter.read", "查看来信",
        roles [LetterClerk, Reviewer, UnitHead, Inspector, SiteAdmin], jobs [], commands [];
    /// Register letters, mark them invalid, give them a class, assign them to units (登记、分类、转办).
    AllotLetters = "letter.allot", "登记和转办来信",
        roles [LetterClerk, SiteAdmin], jobs [], commands ["demo"],
        includes [ReadLetters];
    /// Work on the letters of the own unit: reply, extend, ask, send back, call for help.
    HandleLetters = "letter.handle", "办理来信",
        roles [LetterClerk, SiteAdmin], jobs ["letter.pause"], commands ["demo"],
        includes [ReadLetters];
    /// Open what a writer wrote, with name and number; each opening is on record.
    OpenOriginals = "letter.original", "查看来信原文和联系方式",
        roles [LetterClerk, SiteAdmin], jobs [], commands ["demo"],
        includes [ReadLetters];
    /// Take a reply and publish it, or send it back.
    ReviewReplies = "letter.review", "审核答复",
        roles [Reviewer, UnitHead, SiteAdmin], jobs [], commands ["demo"],
        includes [ReadLetters];
    /// Urge, supervise, instruct (催办、督办、批示).
    PressLetters = "letter.press", "催办、督办和批示",
        roles [UnitHead, Inspector, SiteAdmin], jobs ["letter.escalate"], commands ["demo"],
        includes [ReadLetters];
    /// Assess the units week by week, correct an assessment, decide appeals (周测评).
    AssessUnits = "letter.assess", "每周测评",
        roles [Inspector, SiteAdmin], jobs ["letter.assess"], commands ["letters", "demo"],
        includes [ReadLetters];
    /// Appeal against the own unit's place in an assessment.
    AppealAssessment = "letter.appeal", "对测评提出申诉",
        roles [UnitHead, SiteAdmin], jobs [], commands ["demo"],
        includes [ReadLetters];
    /// Set boards, classes, limits, totals of former years.
    ManageBoards = "letter.manage", "管理来信栏目",
        roles [SiteAdmin], jobs [], commands ["letters", "demo"],
        includes [ReadLetters];
    /// Take in a history of letters from a file.
    ImportLetters = "letter.import", "导入历史来信",
        roles [], jobs [], commands ["import"];
}
