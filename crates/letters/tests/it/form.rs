//! Writing a letter: the form with its files, the question, what is alike, named mailboxes, and the desk's look at files.

use crate::http::{Answer, Served};
use crate::town::{Town, new_letter};
use kernel::{Actor, Error, Role, Uid};
use letters::assessment::{Part, write_pdf};
use letters::attachment::{area, entity as file, upload};
use letters::board::{class, ensure_board, entity as board};
use letters::code::{Submission, prove_citizen};
use letters::door::{DoorSettings, Given, NewDoor, Pass, Question, Who, opened_mark, pass, set_door};
use letters::letter::entity::{ActiveModel, Column, Entity, Model};
use letters::letter::similar::similar_letters;
use letters::letter::write_letter;
use letters::permissions::{ManageBoards, WriteLetter};
use letters::unit::{NewWords, describe_unit};
use picture::Picture;
use sea_orm::{ColumnTrait, Set};

const TYPED: [(&str, &str); 6] = [
    ("class", "投诉"),
    ("body", "校门口下雨积水很深，请处理。"),
    ("name", "周若溪"),
    ("phone", "13812345678"),
    ("public", "yes"),
    ("homepage", ""),
];

async fn uploads(town: &Town) -> Vec<upload::Model> {
    town.pool.read().find::<upload::Entity>().all().await.unwrap()
}

async fn files(town: &Town) -> Vec<file::Model> {
    town.pool.read().find::<file::Entity>().all().await.unwrap()
}

/// As if the letter were public and answered.
async fn answered(town: &Town, letter: &Model) {
    let mut tx = town.base.hub().write(Actor::operator("test")).await.unwrap();
    let row = ActiveModel {
        shown: Set(true),
        answered_on: Set(Some("2026-03-04".into())),
        state: Set("answered".into()),
        ..Default::default()
    };
    tx.update_where(row, Column::Id.eq(letter.id)).await.unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
}

async fn only_letter(town: &Town) -> Model {
    town.pool.read().find::<Entity>().found().await.unwrap()
}

#[tokio::test]
async fn a_form_that_comes_back_has_kept_words_and_files_and_hostile_files_are_named() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let (page, cookie) = served.writing("edu", "/letters/new").await;
    assert_eq!(page.status, 200);
    for words in ["不知道归谁管", "最多 5 个", "不公开", "5 个工作日"] {
        assert!(page.says(words), "{words}");
    }
    let png = Picture::sample(60, 40).png().unwrap();
    let mut fields = TYPED.to_vec();
    fields.push(("title", ""));
    fields.push(("go", "next"));
    let hostile: [(&str, &[u8]); 4] = [
        ("门口<b>.exe", &png),
        ("照片.jpg", b"<html><script>alert(1)</script>"),
        ("表.xls", b"MZ\x90\x00\x03\x00\x00"),
        ("图.png", b"\x89PNG\r\n\x1a\nbroken"),
    ];
    let back = served
        .write_letter("edu", (&page, &cookie), &fields, &hostile)
        .await;
    assert_eq!(back.status, 422);
    for words in [
        "“照片.jpg”没有收下",
        "“表.xls”没有收下",
        "“图.png”没有收下",
        "校门口下雨积水很深",
        "门口b.png",
        "value=\"13812345678\"",
    ] {
        assert!(back.says(words), "{words} in {}", back.body);
    }
    assert!(!back.says("<script>alert"));
    let kept = uploads(&town).await;
    assert_eq!(kept.len(), 1);
    // Sent again without the file: it is there, and the letter takes it along.
    let mut fields = TYPED.to_vec();
    fields.push(("title", "校门口积水"));
    fields.push(("go", "next"));
    let receipt = served.write_letter("edu", (&back, &cookie), &fields, &[]).await;
    assert_eq!(receipt.status, 200, "{}", receipt.body);
    for words in [
        "来信已提交",
        "查询码",
        "门口b.png",
        "2026-03-09",
        "第 5 个工作日",
        "没有填写电子邮箱",
    ] {
        assert!(receipt.says(words), "{words}");
    }
    assert!(uploads(&town).await.is_empty());
    let rows = files(&town).await;
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].state.as_str(), rows[0].uid), ("quarantine", kept[0].uid));
    // The same form once more is the same letter with the same receipt.
    let again = served.write_letter("edu", (&back, &cookie), &fields, &[]).await;
    assert!(again.says("来信已提交") && again.says(&only_letter(&town).await.number));
    assert_eq!(files(&town).await.len(), 1);
}

#[tokio::test]
async fn files_are_bounded_by_number_and_can_be_taken_off_again() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let (page, cookie) = served.writing("edu", "/letters/new").await;
    let pictures: Vec<bytes::Bytes> = (1..=6)
        .map(|n| Picture::sample(10 * n, 8).png().unwrap())
        .collect();
    let many: Vec<(&str, &[u8])> = pictures.iter().map(|png| ("p.png", png.as_ref())).collect();
    let back = served
        .write_letter("edu", (&page, &cookie), &[("go", "attach")], &many)
        .await;
    assert!(back.says("每封信最多 5 个附件"), "{}", back.body);
    let kept = uploads(&town).await;
    assert_eq!(kept.len(), 5);
    let remove = format!("remove:{}", kept[0].uid);
    let back = served
        .write_letter("edu", (&back, &cookie), &[("go", &remove)], &[])
        .await;
    assert!(back.says("附件已移除"));
    assert_eq!(uploads(&town).await.len(), 4);
    let gone = town
        .base
        .store
        .files()
        .has(&area(kept[0].uid), &kept[0].hash)
        .await
        .unwrap();
    assert!(!gone, "the bytes went too");
    // Another browser's form has nothing of it, and without the proof no file is taken in.
    let (other, other_cookie) = served.writing("edu", "/letters/new").await;
    let foreign = served
        .write_letter("edu", (&other, "door=x"), &TYPED, &many[..1])
        .await;
    assert_eq!(foreign.status, 403);
    assert!(foreign.says("校门口下雨积水很深") && foreign.says("表单已失效"));
    let fresh = served
        .write_letter("edu", (&other, &other_cookie), &[("go", "attach")], &[])
        .await;
    assert!(!fresh.says("p.png") && fresh.says("请先选择文件"));
    assert_eq!(uploads(&town).await.len(), 4);
    town.days(2);
    let gone = letters::attachment::sweep(&town.base.hub(), town.base.store.files())
        .await
        .unwrap();
    assert_eq!((gone, uploads(&town).await.len()), (4, 0));
}

#[tokio::test]
async fn a_file_is_opened_on_record_and_public_only_as_a_copy_that_the_desk_gives() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let (page, cookie) = served.writing("edu", "/letters/new").await;
    let mut jpeg = Picture::sample(64, 48).jpeg().unwrap().to_vec();
    jpeg.extend_from_slice(b"GPS 31.36,119.82 <script>alert(1)</script>");
    let mut fields = TYPED.to_vec();
    fields.push(("title", "校门口积水"));
    let receipt = served
        .write_letter("edu", (&page, &cookie), &fields, &[("周若溪拍的.jpg", &jpeg)])
        .await;
    assert_eq!(receipt.status, 200);
    let letter = only_letter(&town).await;
    let row = files(&town).await.remove(0);
    assert!(!row.name.contains("若溪"), "{}", row.name);
    let public = format!("/letters/files/{}", row.uid);
    let get = async |path: &str| served.raw("edu", &format!("GET {path}"), "", b"").await;
    answered(&town, &letter).await;
    assert_eq!(get(&public).await.0, 404, "quarantine");
    assert_eq!(get(&format!("/media/{}/x.jpg", row.hash)).await.0, 404);
    let at = format!("/console/letters/{}/files/{}", letter.id, row.id);
    let desk = served.open(11, &format!("/console/letters/{}", letter.id)).await;
    assert!(desk.says(&at) && desk.says("待检查"));
    // Another unit's desk does not know it.
    assert_eq!(served.open(31, &at).await.status, 404);
    let refused = served.act(11, &at, &format!("{at}/publish"), &[]).await;
    assert_ne!(refused.status, 200);
    assert_eq!(get(&public).await.0, 404);
    let look = served.open(11, &at).await;
    let body = format!("csrf_token={}", look.hidden("csrf_token"));
    let extra = "Cookie: staff=11\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    let (status, head, bytes) = served
        .raw("edu", &format!("POST {at}/open"), extra, body.as_bytes())
        .await;
    let head = head.to_ascii_lowercase();
    assert_eq!((status, bytes), (200, jpeg.clone()));
    for line in [
        "content-disposition: attachment",
        "x-content-type-options: nosniff",
        "sandbox",
        "no-store",
    ] {
        assert!(head.contains(line), "{line} in {head}");
    }
    let audits = town
        .pool
        .read()
        .find::<store::audit::entity::Entity>()
        .all()
        .await
        .unwrap();
    assert!(audits.iter().any(|row| row.action == "letter.file_opened"));
    let unsaid = served
        .act(11, &at, &format!("{at}/judge"), &[("verdict", "block")])
        .await;
    assert!(unsaid.says("请写明拦截的原因"));
    served
        .act(11, &at, &format!("{at}/judge"), &[("verdict", "clear")])
        .await;
    assert_eq!(files(&town).await[0].state, "cleared");
    assert_eq!(get(&public).await.0, 404, "cleared is not public");
    let page = served.open(11, &at).await;
    let part = |name: &str, value: &str| {
        format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let publish = async |read: &str| {
        let body = format!(
            "{}{}--x--\r\n",
            part("csrf_token", &page.hidden("csrf_token")),
            part("read", read)
        );
        let extra = "Cookie: staff=11\r\nContent-Type: multipart/form-data; boundary=x\r\n";
        served
            .raw("edu", &format!("POST {at}/publish"), extra, body.as_bytes())
            .await
    };
    let (_, _, unread) = publish("").await;
    assert!(String::from_utf8(unread).unwrap().contains("请逐页核对后勾选"));
    assert_eq!(publish("yes").await.0, 303);
    let (status, head, copy) = get(&public).await;
    assert_eq!(status, 200);
    assert!(
        head.to_ascii_lowercase()
            .contains("content-disposition: attachment")
    );
    assert!(
        !copy
            .windows(6)
            .any(|window| window == b"script" || window == b"GPS 31")
    );
    assert!(infer::get(&copy).is_some_and(|kind| kind.mime_type() == "image/jpeg"));
    let (_, _, shown) = get(&format!("/letters/{}.html", letter.n)).await;
    assert!(String::from_utf8(shown).unwrap().contains(&public));
    // Blocked afterwards, it leaves the public, and nobody opens it.
    served
        .act(
            11,
            &at,
            &format!("{at}/judge"),
            &[("verdict", "block"), ("note", "有害")],
        )
        .await;
    assert_eq!(get(&public).await.0, 404);
    let (status, _, _) = served
        .raw("edu", &format!("POST {at}/open"), extra, body.as_bytes())
        .await;
    assert_eq!(status, 409);
}

fn settings() -> DoorSettings {
    DoorSettings::default()
}

fn answer_of(text: &str) -> String {
    let words = "青山绿水春夏秋冬东南西北紫砂陶都安居乐业风调雨顺书香门第五谷丰登一二三四五六日";
    let things = ["桌子", "雨伞", "火车", "铅笔", "台灯", "毛巾"].map(str::to_owned);
    let tries: Vec<String> = (0..=20)
        .map(|n| n.to_string())
        .chain(words.chars().map(String::from))
        .chain(things)
        .collect();
    // No choice of a question has more than nine ways.
    for n in 0..9_u32.pow(5) {
        let bytes: Vec<u8> = (0..5).map(|at| (n / 9_u32.pow(at) % 9) as u8).collect();
        let asked = Question::of(&bytes);
        if asked.text == text {
            return tries.iter().find(|word| asked.fits(word)).unwrap().clone();
        }
    }
    panic!("{text}");
}

#[tokio::test]
async fn the_second_letter_of_an_address_answers_a_question_once() {
    let town = Town::new().await;
    let client = Some("203.0.113.9".parse().unwrap());
    let form = Submission::random().unwrap();
    let who = Who {
        site: town.edu.id,
        client,
        form: &form,
    };
    let opened = opened_mark(&town.key, who, town.pool.read().now()).unwrap();
    town.hand.advance(chrono::Duration::seconds(30));
    let given = Given {
        opened: &opened,
        ..Given::default()
    };
    let knock = async |given: Given<'_>| pass(&town.pool, &town.key, &settings(), who, given).await;
    assert_eq!(knock(given).await.unwrap(), Pass::Open);
    let Pass::Ask { text, token, wrong } = knock(given).await.unwrap() else {
        panic!("the second is asked");
    };
    assert!(!wrong);
    let wrongly = Given {
        token: &token,
        answer: "不知道",
        ..given
    };
    let Pass::Ask {
        text: next,
        token: other,
        wrong,
    } = knock(wrongly).await.unwrap()
    else {
        panic!("a wrong answer opens nothing");
    };
    assert!(wrong);
    let used = Given {
        token: &token,
        answer: &answer_of(&text),
        ..given
    };
    assert!(
        matches!(knock(used).await.unwrap(), Pass::Ask { .. }),
        "a question is good once"
    );
    let mut forged = other.clone();
    forged.replace_range(0..1, if other.starts_with('1') { "2" } else { "1" });
    let answer = answer_of(&next);
    let made_up = Given {
        token: &forged,
        answer: &answer,
        ..given
    };
    assert!(matches!(
        knock(made_up).await.unwrap(),
        Pass::Ask { wrong: false, .. }
    ));
    let right = Given {
        token: &other,
        answer: &answer,
        ..given
    };
    assert_eq!(knock(right).await.unwrap(), Pass::Open);
    assert!(
        matches!(knock(right).await.unwrap(), Pass::Ask { .. }),
        "nor twice"
    );
    // Another form of the same house; an hour later nobody is asked.
    town.hand.advance(chrono::Duration::minutes(61));
    assert_eq!(knock(given).await.unwrap(), Pass::Open);
}

#[tokio::test]
async fn the_trap_haste_and_a_crowd_bring_the_question_and_a_flood_is_told_when_to_come_back() {
    let town = Town::new().await;
    let form = Submission::random().unwrap();
    let who = |client: Option<&str>| Who {
        site: town.edu.id,
        client: client.map(|text| text.parse().unwrap()),
        form: &form,
    };
    let read = town.pool.read();
    let at = |client| opened_mark(&town.key, who(client), read.now()).unwrap();
    let asks = async |client, given: Given<'_>, set: &DoorSettings| {
        let passed = pass(&town.pool, &town.key, set, who(client), given).await;
        matches!(passed.unwrap(), Pass::Ask { .. })
    };
    let trapped = Given {
        trap: "http://x",
        ..Given::default()
    };
    assert!(asks(None, trapped, &settings()).await);
    let opened = at(Some("203.0.113.1"));
    let hasty = Given {
        opened: &opened,
        ..Given::default()
    };
    assert!(asks(Some("203.0.113.1"), hasty, &settings()).await, "in no time");
    assert!(
        asks(Some("203.0.113.1"), Given::default(), &settings()).await,
        "no mark"
    );
    assert!(
        !asks(None, Given::default(), &settings()).await,
        "an unknown address is not held against anybody"
    );
    let crowd = DoorSettings {
        busy_after: 1,
        ..settings()
    };
    assert!(asks(None, Given::default(), &crowd).await);
    let always = DoorSettings {
        question_after: 0,
        ..settings()
    };
    assert!(asks(None, Given::default(), &always).await);
    let never = DoorSettings {
        question_after: -1,
        hour_limit: 2,
        ..settings()
    };
    for _ in 0..2 {
        assert!(!asks(Some("203.0.113.2"), trapped, &never).await);
    }
    let flood = pass(&town.pool, &town.key, &never, who(Some("203.0.113.2")), trapped).await;
    let Err(Error::TooMany(wait)) = flood else {
        panic!("{flood:?}");
    };
    assert!(wait.as_secs() > 3500 && wait.as_secs() <= 3600);
}

#[tokio::test]
async fn a_question_on_the_form_loses_nothing_and_the_right_answer_sends() {
    let town = Town::new().await;
    let by = kernel::policy::decide::<ManageBoards>(&Actor::operator("demo"), town.edu.id, &[]).unwrap();
    let mut tx = town.base.store.write(by).await.unwrap();
    let new = NewDoor {
        question_after: 0,
        busy_after: 100,
        hour_limit: 5,
        files_max: 0,
        file_mb: 1,
        refused: "广告".into(),
    };
    let odd = NewDoor {
        file_mb: 0,
        ..new.clone()
    };
    assert!(matches!(set_door(&mut tx, odd).await, Err(Error::Invalid(_))));
    set_door(&mut tx, new).await.unwrap();
    tx.commit().await.unwrap();
    let served = Served::of(&town).await;
    let (page, cookie) = served.writing("edu", "/letters/new").await;
    assert!(page.says("广告") && !page.says("上传附件"));
    let mut fields = TYPED.to_vec();
    fields.push(("title", "校门口积水"));
    let asked = served.write_letter("edu", (&page, &cookie), &fields, &[]).await;
    assert_eq!(asked.status, 422);
    assert!(asked.says("请先回答一个问题") && asked.says("校门口下雨积水很深") && asked.says("校门口积水"));
    let label = asked.body.split_once("<label for=\"f-answer\">").unwrap().1;
    let label = label.split_once("</label>").unwrap().0;
    let answer = answer_of(&label.replace("&#x27;", "'"));
    fields.push(("answer", &answer));
    let receipt = served.write_letter("edu", (&asked, &cookie), &fields, &[]).await;
    assert!(receipt.says("来信已提交"), "{}", receipt.body);
}

#[tokio::test]
async fn answered_letters_like_this_one_are_shown_before_it_is_sent() {
    let town = Town::new().await;
    let (public, _) = town.write(town.edu, "小学新生入学需要哪些材料").await;
    let (private, _) = town.write(town.edu, "小学入学材料").await;
    answered(&town, &public).await;
    let found = similar_letters(&town.pool.read(), "小学入学要什么材料", None)
        .await
        .unwrap();
    assert_eq!(found.iter().map(|row| row.id).collect::<Vec<_>>(), [public.id]);
    assert_ne!(private.id, public.id);
    let unit = Some(town.agri.unit);
    assert!(
        similar_letters(&town.pool.read(), "秧苗补贴何时发放", unit)
            .await
            .unwrap()
            .is_empty()
    );
    let served = Served::of(&town).await;
    let (page, cookie) = served.writing("edu", "/letters/new").await;
    let mut fields = TYPED.to_vec();
    fields.push(("title", "小学入学要什么材料"));
    fields.push(("go", "next"));
    let alike = served.write_letter("edu", (&page, &cookie), &fields, &[]).await;
    assert_eq!(alike.status, 200);
    for words in [
        "以下来信可能已回答您的问题",
        "小学新生入学需要哪些材料",
        "仍要提交",
        "校门口下雨积水很深",
    ] {
        assert!(alike.says(words), "{words}");
    }
    assert_eq!(
        town.pool.read().find::<Entity>().count().await.unwrap(),
        2,
        "not sent yet"
    );
    fields.pop();
    fields.push(("go", "send"));
    let receipt = served.write_letter("edu", (&alike, &cookie), &fields, &[]).await;
    assert!(receipt.says("来信已提交"));
}

#[tokio::test]
async fn units_are_found_by_other_names_and_duties_that_the_portal_sets() {
    let town = Town::new().await;
    let portal = Some((23, Role::SiteAdmin));
    let words = || NewWords {
        aliases: vec!["教委".into(), " 教委 ".into(), "教育局".into()],
        duties: "招生入学、学籍、校车。".into(),
    };
    let mut tx = town.door::<ManageBoards>(town.portal, portal).await.unwrap();
    describe_unit(&mut tx, town.edu.unit, words()).await.unwrap();
    let taken = describe_unit(&mut tx, town.agri.unit, words()).await;
    assert!(matches!(taken, Err(Error::Invalid(_))), "another unit's name");
    drop(tx);
    let mut tx = town.door::<ManageBoards>(town.portal, portal).await.unwrap();
    describe_unit(&mut tx, town.edu.unit, words()).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = town
        .door::<ManageBoards>(town.edu, Some((13, Role::SiteAdmin)))
        .await
        .unwrap();
    assert!(matches!(
        describe_unit(&mut tx, town.agri.unit, NewWords::default()).await,
        Err(Error::Forbidden(_))
    ));
    drop(tx);
    // The file of units leaves alone what a person set.
    let text = "[[unit]]\nkey = \"edu\"\nname = \"陶都市教育局\"\nshort_name = \"教育局\"\nkind = \"bureau\"\naliases = [\"文教局\"]\nduties = \"旧\"\n";
    let units: gateway::unit::UnitFile = toml::from_str(text).unwrap();
    let mut tx = town.base.hub().write(Actor::operator("test")).await.unwrap();
    gateway::unit::apply_units(&mut tx, &units, town.portal.id)
        .await
        .unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    let served = Served::of(&town).await;
    let (page, cookie) = served.writing("edu", "/letters/new").await;
    for (words, found) in [("教委", true), ("校车", true), ("文教局", false), ("路灯", false)] {
        let fields = [("words", words), ("go", "next"), ("title", "校车晚点")];
        let back = served.write_letter("edu", (&page, &cookie), &fields, &[]).await;
        assert_eq!(back.status, 200);
        assert_eq!(back.says("<strong>教育局</strong>"), found, "{words}");
        assert!(back.says("不知道归谁管") && back.says("校车晚点"));
    }
}

/// A mailbox of which nothing is public, answered by one unit, with a class for reports.
async fn mayor(town: &Town) -> board::Model {
    let mut tx = town.base.hub().write(Actor::operator("test")).await.unwrap();
    ensure_board(&mut tx, town.portal.id).await.unwrap();
    let row = board::ActiveModel {
        site_id: Set(town.portal.id.0),
        key: Set("mayor".into()),
        name: Set("市长信箱".into()),
        kind: Set("mailbox".into()),
        unit_id: Set(Some(town.portal.unit)),
        intro: Set("市长办公会议每周听取来信情况。".into()),
        private_only: Set(true),
        closed: Set(false),
        position: Set(1),
        ..Default::default()
    };
    let row = tx.insert(row).await.unwrap();
    let kind = class::ActiveModel {
        site_id: Set(town.portal.id.0),
        board_id: Set(row.id),
        name: Set("求助".into()),
        private_only: Set(false),
        closed: Set(false),
        position: Set(0),
        ..Default::default()
    };
    tx.insert(kind).await.unwrap();
    tx.exempt("setup").unwrap();
    tx.commit().await.unwrap();
    row
}

#[tokio::test]
async fn a_named_mailbox_has_its_classes_its_unit_and_is_never_public() {
    let town = Town::new().await;
    let mailbox = mayor(&town).await;
    let served = Served::of(&town).await;
    let (plain, _) = served.writing("portal", "/letters/new").await;
    assert!(plain.says("?board=mayor") && plain.says("是否公开"));
    assert_eq!(
        served.writing("portal", "/letters/new?board=none").await.0.status,
        404
    );
    let (page, cookie) = served.writing("portal", "/letters/new?board=mayor").await;
    assert!(page.says("市长办公会议") && page.says("一律不公开") && page.says("求助"));
    assert!(!page.says("name=\"public\"") && !page.says("data-units"));
    let mut fields = TYPED.to_vec();
    fields[0] = ("class", "求助");
    fields.push(("title", "家中老人需要帮助"));
    let receipt = served
        .write_letter("portal", (&page, &cookie), &fields, &[])
        .await;
    assert!(receipt.says("来信已提交"), "{}", receipt.body);
    let letter = only_letter(&town).await;
    assert_eq!((letter.board_id, letter.class.as_str()), (mailbox.id, "求助"));
    assert!(!letter.wants_public, "whatever a form claims");
    assert_eq!(letter.unit_id, Some(town.portal.unit));
}

#[tokio::test]
async fn a_letter_of_an_account_opens_for_that_account_alone() {
    let town = Town::new().await;
    let me = Uid::at(town.pool.read().now());
    let mut new = new_letter("校车");
    new.citizen = Some(me);
    let mut tx = town.door::<WriteLetter>(town.edu, None).await.unwrap();
    let (letter, _) = write_letter(&mut tx, &town.key, new).await.unwrap();
    tx.commit().await.unwrap();
    let (other, _) = town.write(town.edu, "路灯").await;
    let read = town.pool.read();
    assert_eq!(
        prove_citizen(&read, me, &letter.number).await.unwrap().id,
        letter.id
    );
    assert!(prove_citizen(&read, me, &other.number).await.is_err());
    let stranger = Uid::at(read.now() + chrono::Duration::seconds(1));
    assert!(prove_citizen(&read, stranger, &letter.number).await.is_err());
    // Without a session the page leads to the sign-in.
    let served = Served::of(&town).await;
    let (status, head, _) = served.raw("edu", "GET /letters/mine", "", b"").await;
    assert_eq!(status, 303);
    assert!(head.contains("/account/sign-in?next=%2Fletters%2Fmine"), "{head}");
}

/// A letter with a PDF that says who wrote it, answered and its file cleared; the address of the file's page.
async fn with_telling_pdf(town: &Town, served: &Served) -> (String, String) {
    let pdf = write_pdf(&[
        Part::Heading("情况说明".into()),
        Part::Text("我叫周若溪，电话13812345678，家里下雨漏水。".into()),
        Part::Text("小区路灯两周不亮。".into()),
    ]);
    let (page, cookie) = served.writing("edu", "/letters/new").await;
    let mut fields = TYPED.to_vec();
    fields.push(("title", "校门口积水"));
    served
        .write_letter("edu", (&page, &cookie), &fields, &[("说明.pdf", &pdf)])
        .await;
    let letter = only_letter(town).await;
    answered(town, &letter).await;
    let row = files(town).await.remove(0);
    let at = format!("/console/letters/{}/files/{}", letter.id, row.id);
    let judged = [("verdict", "clear")];
    served.act(11, &at, &format!("{at}/judge"), &judged).await;
    (at, format!("/letters/files/{}", row.uid))
}

#[tokio::test]
async fn a_pdf_that_says_who_wrote_is_public_only_with_its_words_masked() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let (at, public) = with_telling_pdf(&town, &served).await;
    let publish = async |page: &Answer, fields: &[(&str, &str)], files: &[(&str, &[u8])]| {
        let to = format!("{at}/publish");
        served
            .send_files(("edu", &to), (page, "staff=11"), fields, files)
            .await
    };
    let get = async || served.raw("edu", &format!("GET {public}"), "", b"").await;
    let page = served.open(11, &at).await;
    // As it is: refused, and the page tells the lines masked.
    let refused = publish(&page, &[("read", "yes")], &[]).await;
    assert_eq!(refused.status, 409);
    assert!(refused.says("疑似个人信息") && refused.says("138****") && !refused.says("13812345678"));
    assert!(!refused.says("周若溪") && refused.says("vouched"));
    // A black box over the line hides nothing from a program: what the desk brings is read too.
    let boxed = write_pdf(&[Part::Text("电话：139 1234 5678".into())]);
    let again = publish(&page, &[("read", "yes")], &[("遮盖.pdf", &boxed)]).await;
    assert_eq!((again.status, get().await.0), (409, 404));
    // The words, masked, are read before they are published.
    let asked = served.open(11, &format!("{at}?words=1")).await;
    assert!(asked.says("小区路灯两周不亮") && asked.says("周**") && !asked.says("12345678"));
    let typed = "来信人：周若溪，电话13812345678。\n小区路灯两周不亮。";
    let unread = publish(&asked, &[("words", typed)], &[]).await;
    assert!(unread.says("请逐页核对后勾选") && unread.says("小区路灯两周不亮"));
    assert_eq!(
        publish(&asked, &[("words", typed), ("read", "yes")], &[])
            .await
            .status,
        303
    );
    let (status, _, copy) = get().await;
    let words = letters::attachment::read_words("application/pdf", &copy)
        .text()
        .unwrap();
    assert_eq!(status, 200);
    assert!(
        words.contains("小区路灯两周不亮") && words.contains("文字版"),
        "{words}"
    );
    assert!(!words.contains("若溪") && !words.contains("12345678"), "{words}");
}

#[tokio::test]
async fn lines_that_the_desk_vouches_for_are_published_on_record() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let (at, public) = with_telling_pdf(&town, &served).await;
    let office = write_pdf(&[Part::Text("市教育局办公电话：0510-87991234".into())]);
    let page = served.open(11, &at).await;
    let to = format!("{at}/publish");
    let send = async |page: &Answer, fields: &[(&str, &str)], file: &[u8]| {
        let files = [("通知.pdf", file)];
        served
            .send_files(("edu", &to), (page, "staff=11"), fields, &files)
            .await
    };
    // The tick alone, before anything was shown, is none.
    let shown = send(&page, &[("read", "yes"), ("vouched", "yes")], &office).await;
    assert_eq!(shown.status, 409);
    let seen = shown.hidden("seen");
    let fields = [("read", "yes"), ("vouched", "yes"), ("seen", seen.as_str())];
    // It holds for the file that was looked at and for no other.
    let other = write_pdf(&[Part::Text("联系人电话：13912341234".into())]);
    assert_eq!(send(&shown, &fields, &other).await.status, 409);
    assert_eq!(send(&shown, &fields, &office).await.status, 303);
    assert_eq!(served.raw("edu", &format!("GET {public}"), "", b"").await.0, 200);
    let letter = at.split("/files/").next().unwrap();
    let history = served.open(11, letter).await;
    assert!(history.says("文字中 1 处已核对"));
}

#[tokio::test]
async fn a_pdf_without_words_is_published_when_somebody_says_that_he_read_it() {
    let town = Town::new().await;
    let served = Served::of(&town).await;
    let (at, public) = with_telling_pdf(&town, &served).await;
    let scan = write_pdf(&[]);
    let page = served.open(11, &at).await;
    let to = format!("{at}/publish");
    let send = async |page: &Answer, fields: &[(&str, &str)]| {
        let files = [("扫描.pdf", &scan[..])];
        served
            .send_files(("edu", &to), (page, "staff=11"), fields, &files)
            .await
    };
    let shown = send(&page, &[("read", "yes")]).await;
    assert!(shown.status == 409 && shown.says("逐页看过"), "{}", shown.body);
    assert_eq!(served.raw("edu", &format!("GET {public}"), "", b"").await.0, 404);
    let seen = shown.hidden("seen");
    let fields = [("read", "yes"), ("vouched", "yes"), ("seen", seen.as_str())];
    assert_eq!(send(&shown, &fields).await.status, 303);
    let history = served.open(11, at.split("/files/").next().unwrap()).await;
    assert!(history.says("程序读不出的页面已逐页看过"));
}
