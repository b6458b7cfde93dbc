//! The desk's addresses, as data.

use super::{
    allot, boards, choose, claims, classes, duties, handle, limits, list, phrases, presses, review, roster,
    show, urging, visits,
};
use gateway::{Duty, MenuEntry, Route};
use kernel::Role;
use theme::StaffTemplate;

/// Who looks at letters.
const READERS: &[Role] = &[
    Role::LetterClerk,
    Role::Reviewer,
    Role::UnitHead,
    Role::Inspector,
    Role::SiteAdmin,
];

/// Who registers and handles letters.
const CLERKS: &[Role] = &[Role::LetterClerk, Role::SiteAdmin];

/// Who sets what letters are handled by.
const KEEPERS: &[Role] = &[Role::SiteAdmin];

/// Addresses.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/console/letters", list::get_letters),
        Route::get("/console/letters/{letter}", show::get_letter),
        Route::post("/console/letters/{letter}/original", show::post_original),
        Route::post("/console/letters/{letter}/register", allot::post_register),
        Route::post("/console/letters/{letter}/assign", allot::post_assign),
        Route::post("/console/letters/{letter}/classify", allot::post_classify),
        Route::post("/console/letters/{letter}/show", allot::post_show),
        Route::post("/console/letters/{letter}/duplicate", allot::post_duplicate),
        Route::post("/console/letters/{letter}/invalidate", allot::post_invalidate),
        Route::post("/console/letters/{letter}/restore", allot::post_restore),
        Route::post("/console/letters/{letter}/archive", allot::post_archive),
        Route::post("/console/letters/{letter}/return", handle::post_return),
        Route::post("/console/letters/{letter}/transfer", handle::post_transfer),
        Route::post("/console/letters/{letter}/assist", handle::post_assist),
        Route::post("/console/letters/{letter}/contribute", handle::post_contribute),
        Route::post("/console/letters/{letter}/ask", handle::post_ask),
        Route::post("/console/letters/{letter}/resume", handle::post_resume),
        Route::post("/console/letters/{letter}/extend", handle::post_extend),
        Route::post("/console/letters/{letter}/commit", handle::post_commit),
        Route::post("/console/letters/{letter}/put-right", handle::post_put_right),
        Route::post("/console/letters/{letter}/reply", handle::post_reply),
        Route::post("/console/letters/{letter}/release", review::post_release),
        Route::post("/console/letters/{letter}/send-back", review::post_send_back),
        Route::post("/console/letters/{letter}/press", review::post_press),
        Route::post("/console/letters/{letter}/choose", choose::post_choose),
        Route::get("/console/letter-phrases", phrases::get_phrases),
        Route::post("/console/letter-phrases", phrases::post_phrases),
        Route::post("/console/letter-phrases/{phrase}", phrases::post_edit_phrase),
        Route::post(
            "/console/letter-phrases/{phrase}/remove",
            phrases::post_remove_phrase,
        ),
        Route::get("/console/letter-limits", limits::get_limits),
        Route::post("/console/letter-limits", limits::post_limits),
        Route::get("/console/letter-visits", visits::get_visits),
        Route::get("/console/letter-presses", presses::get_presses),
        Route::get("/console/letter-presses.csv", presses::get_presses_csv),
        Route::get("/console/letter-claims", claims::get_claims),
        Route::post("/console/letter-claims", claims::post_claims),
        Route::post("/console/letter-claims/{claim}", claims::post_claim),
        Route::get("/console/letter-duties", duties::get_duties),
        Route::post("/console/letter-duties", duties::post_duties),
        Route::get("/console/letter-urging", urging::get_urging),
        Route::post("/console/letter-urging", urging::post_urging),
        Route::get("/console/letter-roster", roster::get_roster),
        Route::post("/console/letter-roster", roster::post_roster),
        Route::get("/console/letter-boards", boards::get_boards),
        Route::post("/console/letter-boards", boards::post_boards),
        Route::get("/console/letter-boards/{board}", boards::get_board),
        Route::post("/console/letter-boards/{board}", boards::post_board),
        Route::get("/console/letter-boards/{board}/classes", classes::get_classes),
        Route::post("/console/letter-boards/{board}/classes", classes::post_classes),
        Route::get(
            "/console/letter-boards/{board}/classes/{class}",
            classes::get_class,
        ),
        Route::post(
            "/console/letter-boards/{board}/classes/{class}",
            classes::post_class,
        ),
    ]
}

/// Entries of the staff menu.
#[must_use]
pub fn menu() -> Vec<MenuEntry> {
    let entry = |title, path, icon, roles, order| MenuEntry {
        title,
        path,
        icon,
        roles,
        duty: Duty::Letters,
        order,
    };
    vec![
        entry("信件办理", "/console/letters", "mail", READERS, 50),
        entry("答复模板", "/console/letter-phrases", "pen", KEEPERS, 58),
        entry("催办督办", "/console/letter-presses", "alert", READERS, 52),
        entry("来信认领", "/console/letter-claims", "inbox", READERS, 51),
        entry("每日查看", "/console/letter-visits", "clock", READERS, 53),
        entry("值班表", "/console/letter-roster", "people", CLERKS, 55),
        entry("经办人", "/console/letter-duties", "people", KEEPERS, 56),
        entry("来信栏目", "/console/letter-boards", "list", KEEPERS, 57),
        entry("办理期限", "/console/letter-limits", "clock", KEEPERS, 59),
        entry("催办级别", "/console/letter-urging", "alert", KEEPERS, 59),
    ]
}

macro_rules! staff_templates {
    ($($name:literal),* $(,)?) => {
        vec![$(StaffTemplate {
            name: concat!("letters/", $name),
            text: include_str!(concat!("../../templates/staff/", $name)),
        }),*]
    };
}

/// Staff templates of the desk.
#[must_use]
pub fn templates() -> Vec<StaffTemplate> {
    staff_templates![
        "press_list.html",
        "visit_list.html",
        "claim_list.html",
        "board_class.html",
        "board_fields.html",
        "board_list.html",
        "board_show.html",
        "duty_list.html",
        "desk_list.html",
        "desk_show.html",
        "limit_list.html",
        "phrase_list.html",
        "roster.html",
        "urging.html"
    ]
}
