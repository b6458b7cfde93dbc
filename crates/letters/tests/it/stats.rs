//! The figures of the seed year, and that they tie whatever happens.

use crate::http::Served;
use crate::import::{Rows, heads, line};
use crate::town::{Town, new_letter};
use kernel::policy::decide;
use kernel::{Actor, LetterId, Revision, Role};
use letters::letter::entity::{Entity, Model};
use letters::letter::{
    Rating, archive_letter, ask_writer, assign_letter, classify_letter, invalidate_letter, rate_letter,
    register_letter, reopen_letter, restore_letter, resume_letter, return_letter, transfer_letter,
    withdraw_letter, write_letter,
};
use letters::permissions::{AllotLetters, HandleLetters, ManageBoards, ReviewReplies, WriteLetter};
use letters::reply::{Outcome, draft_reply, release_reply, submit_reply};
use letters::stats::{
    Figures, Filter, Format, Period, Scope, Wanted, What, read_figures, read_list, read_public_list, shares,
    sheets, write_file,
};
use letters::year::set_year;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// The 18 units that answered everything.
const AT_100: [&str; 18] = [
    "发改局",
    "经贸局",
    "司法局",
    "财政局",
    "城管执法局",
    "人事局",
    "水利局",
    "工商局",
    "计生局",
    "统计局",
    "旅游局",
    "信访局",
    "国税局",
    "农林局",
    "行政服务中心",
    "住房公积金中心",
    "海关",
    "机关事务局",
];
/// The 12 that had 100 questions and more.
const MANY: [&str; 12] = [
    "教育局",
    "公安局",
    "劳动和社会保障局",
    "建设局",
    "交通局",
    "卫生局",
    "环保局",
    "城管执法局",
    "人事局",
    "工商局",
    "国土局",
    "广电局",
];

/// The year 2006: 5832 letters over 27 units.
fn seed_year() -> Rows {
    let open_units: Vec<&str> = MANY.into_iter().filter(|unit| !AT_100.contains(unit)).collect();
    let classes: Vec<&str> = [("咨询", 3381), ("建议", 477), ("投诉", 1866), ("表扬", 62)]
        .into_iter()
        .flat_map(|(class, n)| std::iter::repeat_n(class, n))
        .collect();
    let mut rows = vec![heads()];
    for n in 0..5832_usize {
        let number = format!("2006-{n:05}");
        let received = format!("2006-{:02}-{:02} 09:{:02}", n % 12 + 1, n % 28 + 1, n % 60);
        let Some(class) = classes.get(n) else {
            let cells = [
                number.as_str(),
                "教育局",
                "",
                "广告",
                "",
                "",
                "",
                received.as_str(),
                "已删除",
                "",
                "",
                "",
                "",
            ];
            rows.push(line(n + 2, cells));
            continue;
        };
        // Every tenth letter or so stays open, none of them in the 18 units.
        let (unit, open) = if n < 599 {
            (open_units[n % 9], true)
        } else if n % 4 == 0 {
            (AT_100[n / 4 % 18], false)
        } else if n % 4 == 1 {
            (MANY[n / 4 % 12], false)
        } else {
            (open_units[n / 4 % 9], false)
        };
        let answered = format!("{} 16:00", &received[..10]);
        let (state, at) = if open {
            ("未答复", "")
        } else {
            ("已答复", answered.as_str())
        };
        let cells = [
            number.as_str(),
            unit,
            class,
            "一封来信",
            "请问如何办理",
            "周某",
            "",
            received.as_str(),
            state,
            at,
            "已办理。",
            "",
            "是",
        ];
        rows.push(line(n + 2, cells));
    }
    rows
}

async fn figures(town: &Town, scope: Scope, period: Period) -> Figures {
    let filter = Filter::of(period);
    read_figures(&town.pool.read(), scope, &filter).await.unwrap()
}

#[tokio::test]
async fn the_year_2006_reads_as_it_was_reported() {
    let town = Town::new().await;
    let report = town.import(seed_year(), false, true).await;
    assert_eq!((report.new, report.rejected.len()), (5832, 0));
    let by = decide::<ManageBoards>(&Actor::operator("letters"), town.portal.id, &[]).unwrap();
    let mut tx = town.base.store.write(by).await.unwrap();
    set_year(&mut tx, 2004, 593).await.unwrap();
    set_year(&mut tx, 2005, 2722).await.unwrap();
    tx.commit().await.unwrap();
    let year = figures(&town, Scope::Group, Period::year(2006).unwrap()).await;
    let json = serde_json::to_value(&year).unwrap();
    for (key, value) in [
        ("received", 5832),
        ("deleted", 46),
        ("valid", 5786),
        ("replied", 5187),
        ("unreplied", 599),
    ] {
        assert_eq!(json[key], value, "{key}");
    }
    assert_eq!(json["reply_rate"], 89.65);
    for (class, n) in [("咨询", 3381), ("建议", 477), ("投诉", 1866), ("表扬", 62)] {
        assert_eq!(json["by_type"][class], n);
    }
    assert_eq!(
        json["received_by_year"].to_string(),
        r#"{"2004":593,"2005":2722,"2006":5832}"#
    );
    let counts: Vec<u64> = ["咨询", "建议", "投诉", "表扬"]
        .map(|class| year.by_type[class])
        .to_vec();
    assert_eq!(shares(&counts).iter().sum::<u64>(), 10_000);
    let mut full = year.units_at_100.clone();
    full.sort_unstable();
    let mut expected = AT_100.map(str::to_owned).to_vec();
    // Made by the import under the short names of the file; two of them were there before.
    expected.sort_unstable();
    assert_eq!(full, expected);
    let mut many = year.units_100_or_more.clone();
    many.retain(|unit| MANY.contains(&unit.as_str()));
    assert_eq!(many.len(), 12, "{:?}", year.units);
    assert!(year.units.len() >= 27);
    ties(&year);
    // A part of the year, and one unit, tie as well.
    let spring = Period::new("2006-03-15".parse().unwrap(), "2006-05-10".parse().unwrap()).unwrap();
    ties(&figures(&town, Scope::Group, spring).await);
    let edu = figures(&town, Scope::Unit(town.edu.unit), Period::year(2006).unwrap()).await;
    let row = year.units.iter().find(|row| row.unit == "教育局").unwrap();
    assert_eq!((edu.valid, edu.replied), (row.valid, row.replied));
}

/// What must hold of any figures.
fn ties(figures: &Figures) {
    assert_eq!(figures.by_type.values().sum::<u64>(), figures.valid);
    assert_eq!(figures.by_month_valid.values().sum::<u64>(), figures.valid);
    assert_eq!(figures.replied + figures.unreplied, figures.valid);
    assert_eq!(figures.valid + figures.deleted, figures.received);
    assert!(figures.on_time_or_extended <= figures.replied);
    assert_eq!(
        figures.units.iter().map(|unit| unit.valid).sum::<u64>(),
        figures.valid
    );
    assert_eq!(
        figures.units.iter().map(|unit| unit.replied).sum::<u64>(),
        figures.replied
    );
    assert_eq!(
        figures.units.iter().map(|unit| unit.on_time).sum::<u64>(),
        figures.on_time
    );
    for unit in &figures.units {
        assert_eq!(unit.replied + unit.unreplied, unit.valid);
    }
}

/// Every number of every table leads to a list with as many lines, by the address that the page prints.
async fn every_number_has_its_list(town: &Town, scope: Scope, filter: &Filter) -> usize {
    let read = town.pool.read();
    let figures = read_figures(&read, scope, filter).await.unwrap();
    let mut walked = 0;
    for sheet in sheets(&figures, filter) {
        for line in &sheet.lines {
            assert!(line.cells.len() < sheet.heads.len(), "{}", sheet.title);
            for cell in &line.cells {
                let Some(letters) = &cell.letters else { continue };
                let query = letters.query();
                let wanted = actix_web::web::Query::<Wanted>::from_query(&query)
                    .unwrap()
                    .into_inner();
                let asked = wanted.filter("2026-03-02".parse().unwrap()).unwrap();
                assert_eq!(&asked, letters, "{query}");
                let first = read_list(&read, scope, &asked, 1).await.unwrap();
                let what = format!("{} {} {query}", sheet.title, line.title);
                assert_eq!(first.total.to_string(), cell.text, "{what}");
                let last = first.total.div_ceil(50);
                let rest = read_list(&read, scope, &asked, last).await.unwrap();
                assert_eq!((last - 1) * 50 + rest.letters.len() as u64, first.total, "{what}");
                walked += 1;
            }
        }
    }
    walked
}

#[tokio::test]
async fn every_number_of_the_year_2006_opens_its_list() {
    let town = Town::new().await;
    town.import(seed_year(), false, true).await;
    let mut filter = Filter::of(Period::year(2006).unwrap());
    assert!(every_number_has_its_list(&town, Scope::Group, &filter).await > 250);
    filter.period = Period::quarter(2006, 2).unwrap();
    filter.class = "投诉".into();
    assert!(every_number_has_its_list(&town, Scope::Group, &filter).await > 50);
    let spring = Period::new("2006-03-15".parse().unwrap(), "2006-05-10".parse().unwrap()).unwrap();
    let edu = Filter {
        unit: Some(Some(town.edu.unit)),
        ..Filter::of(spring)
    };
    // Of one unit no table of units is made.
    assert!(every_number_has_its_list(&town, Scope::Group, &edu).await > 20);
    let own = Scope::Site(town.edu.id, Some(town.edu.unit));
    assert!(every_number_has_its_list(&town, own, &Filter::of(spring)).await > 30);
    // The pages of a list hold each letter once, the oldest first.
    let open = Filter::of(Period::year(2006).unwrap()).what(What::Open);
    let mut seen = Vec::new();
    for page in 1..=12 {
        let listed = read_list(&town.pool.read(), Scope::Group, &open, page)
            .await
            .unwrap();
        assert_eq!(listed.total, 599);
        seen.extend(listed.letters);
    }
    assert!(seen.is_sorted_by_key(|letter| letter.received_on.clone()));
    let mut ids: Vec<i64> = seen.iter().map(|letter| letter.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 599);
}

#[tokio::test]
async fn the_files_of_a_year_say_what_the_page_says() {
    let town = Town::new().await;
    town.import(seed_year(), false, true).await;
    let filter = Filter::of(Period::year(2006).unwrap());
    let year = figures(&town, Scope::Group, filter.period).await;
    let tables = sheets(&year, &filter);
    let text = String::from_utf8(write_file(Format::Csv, "2006年来信统计", &tables).unwrap()).unwrap();
    for line in [
        "\"收件总数\",\"5832\"",
        "\"答复率\",\"89.65%\"",
        "\"咨询\",\"3381\"",
        "5832 − 46 = 5786；5187 + 599 = 5786",
        "= 100.00。",
        "共 18 个单位",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    assert!(
        write_file(Format::Xlsx, "2006年来信统计", &tables)
            .unwrap()
            .starts_with(b"PK")
    );
    // The circular says it too, its charts with the numbers of the tables.
    let docx = write_file(Format::Docx, "2006年来信统计", &tables).unwrap();
    let mut parts = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    let mut part = |name: &str| {
        let mut text = String::new();
        std::io::Read::read_to_string(&mut parts.by_name(name).unwrap(), &mut text).unwrap();
        text
    };
    let circular = part("word/document.xml");
    for cell in [
        "5832", "46", "5786", "3381", "477", "1866", "62", "5187", "599", "89.65%",
    ] {
        assert!(circular.contains(&format!(">{cell}<")), "{cell} in the circular");
    }
    let chart = part("word/charts/chart1.xml");
    assert!(
        chart.contains("<c:v>3381</c:v>") && !chart.contains("<c:max"),
        "{chart}"
    );
    let pdf = write_file(Format::Pdf, "2006年来信统计", &tables).unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
}

/// The strings that a PDF shows, as its writer put them: each as UTF-16, in brackets or in hexadecimal.
fn shown(pdf: &[u8]) -> Vec<String> {
    let mut shown = Vec::new();
    let mut at = 0;
    while let Some(open) = pdf[at..].iter().position(|byte| matches!(byte, b'(' | b'<')) {
        let begin = at + open + 1;
        let hex = pdf[begin - 1] == b'<';
        let mut units = Vec::new();
        let mut end = begin;
        while end < pdf.len() && pdf[end] != if hex { b'>' } else { b')' } {
            if hex || pdf[end] != b'\\' {
                units.push(pdf[end]);
                end += 1;
                continue;
            }
            let octal = pdf
                .get(end + 1..end + 4)
                .filter(|three| three.iter().all(u8::is_ascii_digit));
            let octal = octal.map(|three| three.iter().fold(0u8, |sum, digit| sum * 8 + (digit - b'0')));
            units.push(octal.unwrap_or(match pdf[end + 1] {
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                b'b' => 8,
                b'f' => 12,
                plain => plain,
            }));
            end += if octal.is_some() { 4 } else { 2 };
        }
        if hex {
            let digits = String::from_utf8_lossy(&units).into_owned();
            let byte = |n: usize| u8::from_str_radix(digits.get(n..n + 2)?, 16).ok();
            units = (0..digits.len() / 2).map_while(|n| byte(n * 2)).collect();
        }
        let units: Vec<u16> = units
            .chunks_exact(2)
            .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
            .collect();
        shown.push(String::from_utf16_lossy(&units));
        at = (end + 1).min(pdf.len());
    }
    shown
}

const NUMBERS_2006: [&str; 9] = ["5832", "46", "5786", "3381", "477", "1866", "62", "5187", "599"];

#[tokio::test]
async fn page_program_spreadsheet_word_and_pdf_read_the_same_year_2006() {
    let town = Town::new().await;
    town.import(seed_year(), false, true).await;
    let by = decide::<ManageBoards>(&Actor::operator("letters"), town.portal.id, &[]).unwrap();
    let mut tx = town.base.store.write(by).await.unwrap();
    set_year(&mut tx, 2004, 593).await.unwrap();
    set_year(&mut tx, 2005, 2722).await.unwrap();
    tx.commit().await.unwrap();
    let served = Served::of(&town).await;
    let json = served.visit("portal", "/api/v1/letters/stats?year=2006").await;
    let json: serde_json::Value = serde_json::from_str(&json.body).unwrap();
    let list = |key: &str| -> Vec<String> {
        let names = json[key].as_array().unwrap().iter();
        names.map(|name| name.as_str().unwrap().to_owned()).collect()
    };
    let (full, many) = (list("units_at_100"), list("units_100_or_more"));
    assert_eq!(full.len(), 18);
    assert!(MANY.iter().all(|unit| many.contains(&(*unit).to_owned())));
    assert_eq!(json["reply_rate"], 89.65);
    assert_eq!(
        json["received_by_year"],
        serde_json::json!({ "2004": 593, "2005": 2722, "2006": 5832 })
    );
    let page = served.visit("portal", "/letters/stats?year=2006").await;
    let csv = served.visit("portal", "/letters/stats.csv?year=2006").await;
    let docx = served.bytes("portal", "/letters/stats.docx?year=2006").await;
    let mut parts = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    let mut word = String::new();
    std::io::Read::read_to_string(&mut parts.by_name("word/document.xml").unwrap(), &mut word).unwrap();
    let pdf = shown(&served.bytes("portal", "/letters/stats.pdf?year=2006").await);
    let numbers = NUMBERS_2006.into_iter().chain(["593", "2722", "89.65%"]);
    for number in numbers {
        let page_has = page.body.contains(&format!(">{number}<"));
        assert!(page_has, "{number} on the page");
        assert!(csv.body.contains(&format!("\"{number}\"")), "{number} in the CSV");
        assert!(word.contains(&format!(">{number}<")), "{number} in Word");
        assert!(
            pdf.iter().any(|text| text == number),
            "{number} in the PDF: {pdf:?}"
        );
    }
    for unit in full.iter().chain(&many) {
        for (text, what) in [(&page.body, "page"), (&csv.body, "CSV"), (&word, "Word")] {
            assert!(text.contains(unit), "{unit} in {what}");
        }
        assert!(
            pdf.iter().any(|text| text.contains(unit.as_str())),
            "{unit} in the PDF"
        );
    }
    assert!(csv.body.contains("共 18 个单位") && word.contains("共 18 个单位"));
    assert!(pdf.iter().any(|text| text.contains("共 18 个单位")));
}

#[tokio::test]
async fn the_place_of_a_private_letter_tells_nothing_of_its_day() {
    let town = Town::new().await;
    let mut numbers = Vec::new();
    let mut days = Vec::new();
    for n in 0..12 {
        let mut new = new_letter(&format!("第{n}封来信"));
        new.wants_public = n % 3 != 1;
        let mut tx = town.door::<WriteLetter>(town.portal, None).await.unwrap();
        let (letter, receipt) = write_letter(&mut tx, &town.key, new).await.unwrap();
        tx.commit().await.unwrap();
        numbers.push(letter.n);
        days.push(letter.received_on.clone());
        assert!(receipt.number.ends_with(&format!("-{}", letter.n)));
        let clerk = town.clerk::<AllotLetters, _>(town.portal, &letter, |tx, id, seen| {
            Box::pin(register_letter(tx, id, seen, n % 3 != 1))
        });
        clerk.await.unwrap();
        town.days(1);
    }
    assert!(!numbers.is_sorted(), "{numbers:?}");
    let mut each = numbers.clone();
    each.sort_unstable();
    each.dedup();
    assert_eq!(each.len(), 12);
    let filter = Filter::of(Period::month(2026, 3).unwrap());
    let read = town.pool.snapshot().await.unwrap();
    let listed = read_public_list(&read, Scope::Group, &filter, 1).await.unwrap();
    assert_eq!(listed.total, 12);
    let shown: Vec<bool> = listed.letters.iter().map(|letter| letter.shown).collect();
    assert_eq!(
        shown,
        [[true; 8].as_slice(), &[false; 4]].concat(),
        "those are last"
    );
    let public = listed.letters.iter().take(8);
    assert!(public.is_sorted_by_key(|letter| letter.received_on.clone()));
    let served = Served::of(&town).await;
    let page = served
        .visit("portal", "/letters/stats/list?year=2026&month=3")
        .await;
    assert_eq!(page.body.matches("不公开来信").count(), 4, "{}", page.body);
    for day in days.iter().skip(1).step_by(3) {
        assert!(!page.body.contains(day.as_str()), "{day} in {}", page.body);
    }
    // Nor does an address: one that was never there answers as one that is private.
    let private = format!("/letters/{}.html", numbers[1]);
    let free = (1..).find(|n| !numbers.contains(n)).unwrap();
    let private = served.visit("portal", &private).await;
    let none = served.visit("portal", &format!("/letters/{free}.html")).await;
    assert_eq!((private.status, none.status), (404, 404));
    assert_eq!(private.body.len(), none.body.len());
}

#[tokio::test]
async fn an_import_passes_over_the_numbers_that_letters_have() {
    let town = Town::new().await;
    for n in 0..40 {
        town.write(town.portal, &format!("第{n}封来信")).await;
    }
    let report = town.import(seed_year(), false, true).await;
    assert_eq!((report.new, report.rejected.len()), (5832, 0));
    assert_eq!(report.stopped, None);
    let letters = town.pool.read().find::<Entity>().all().await.unwrap();
    let mut numbers: Vec<i64> = letters.iter().map(|letter| letter.n).collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), 5872);
    // And the next one finds a number of its own.
    town.write(town.portal, "一封来信").await;
}

#[tokio::test]
async fn a_letter_of_another_site_leaves_a_years_total_alone() {
    let town = Town::new().await;
    let by = decide::<ManageBoards>(&Actor::operator("letters"), town.portal.id, &[]).unwrap();
    let mut tx = town.base.store.write(by).await.unwrap();
    set_year(&mut tx, 2004, 593).await.unwrap();
    set_year(&mut tx, 2026, 7).await.unwrap();
    tx.commit().await.unwrap();
    town.write(town.edu, "一封来信").await;
    let years = |figures: Figures| serde_json::to_string(&figures.received_by_year).unwrap();
    let year = Period::year(2026).unwrap();
    let all = figures(&town, Scope::Group, year).await;
    assert_eq!(years(all), r#"{"2004":593,"2026":8}"#);
    let edu = figures(&town, Scope::Site(town.edu.id, Some(town.edu.unit)), year).await;
    assert_eq!(years(edu), r#"{"2026":1}"#);
    // Where the letters themselves are, they count and not the total.
    town.write(town.portal, "一封来信").await;
    let all = figures(&town, Scope::Group, year).await;
    assert_eq!(years(all), r#"{"2004":593,"2026":2}"#);
}

/// One random deed; most are refused, and that is success.
async fn deed(town: &Town, random: &mut StdRng) {
    let letters = town.pool.read().find::<Entity>().all().await.unwrap();
    let Some(letter) = letters.get(random.random_range(0..letters.len().max(1))) else {
        return;
    };
    let clerk = Some((11, Role::LetterClerk));
    let head = Some((12, Role::UnitHead));
    let (id, seen) = (LetterId(letter.id), Revision(letter.revision));
    let units = [town.edu.unit, town.agri.unit];
    let unit = units[random.random_range(0..2)];
    let kind = random.random_range(0..15);
    if kind < 6 {
        let mut tx = town.door::<AllotLetters>(town.portal, clerk).await.unwrap();
        let done: kernel::Result<Model> = match kind {
            0 => register_letter(&mut tx, id, seen, true).await,
            1 => invalidate_letter(&mut tx, id, seen, "无实际内容").await,
            2 => restore_letter(&mut tx, id, seen, "误判").await,
            3 => classify_letter(&mut tx, id, seen, "投诉").await,
            4 => assign_letter(&mut tx, id, seen, unit, "").await,
            _ => archive_letter(&mut tx, id, seen).await,
        };
        if done.is_ok() {
            tx.commit().await.unwrap();
        }
    } else if kind < 12 {
        let mut tx = town.door::<HandleLetters>(town.portal, clerk).await.unwrap();
        let done: kernel::Result<Model> = match kind {
            6 => return_letter(&mut tx, id, seen, "不属本单位").await,
            7 => transfer_letter(&mut tx, id, seen, unit, "属该单位").await,
            8 => ask_writer(&mut tx, id, seen, "请补充").await,
            9 => resume_letter(&mut tx, id, seen, "继续").await,
            10 => draft_reply(&mut tx, id, seen, Outcome::Answered, "已办理。").await,
            _ => submit_reply(&mut tx, id, seen).await,
        };
        if done.is_ok() {
            tx.commit().await.unwrap();
        }
    } else if kind < 14 {
        let mut tx = town.door::<ReviewReplies>(town.portal, head).await.unwrap();
        if release_reply(&mut tx, id, seen, true).await.is_ok() {
            tx.commit().await.unwrap();
        }
    } else {
        town.days(random.random_range(0..4));
    }
}

#[tokio::test]
async fn figures_tie_after_any_sequence_of_deeds() {
    let seed = 20_260_302;
    println!("seed {seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let town = Town::new().await;
    let mut receipts = Vec::new();
    for round in 0..40 {
        let house = [town.portal, town.edu][round % 2];
        let mut tx = town.door::<WriteLetter>(house, None).await.unwrap();
        let mut new = new_letter("一封来信");
        new.class = ["咨询", "建议", "投诉", "表扬"][random.random_range(0..4)].into();
        receipts.push(write_letter(&mut tx, &town.key, new).await.unwrap().1);
        tx.commit().await.unwrap();
        for _ in 0..15 {
            deed(&town, &mut random).await;
        }
        let receipt = &receipts[random.random_range(0..receipts.len())];
        let (mut tx, proven) = town.writer(receipt).await;
        let rating = Rating {
            score: 4,
            ..Rating::default()
        };
        let done = match random.random_range(0..3) {
            0 => rate_letter(&mut tx, &proven, rating).await,
            1 => reopen_letter(&mut tx, &proven, "没有解决").await,
            _ => withdraw_letter(&mut tx, &proven).await,
        };
        if done.is_ok() {
            tx.commit().await.unwrap();
        }
        let year = Period::year(2026).unwrap();
        let all = figures(&town, Scope::Group, year).await;
        assert_eq!(all.received, receipts.len() as u64);
        ties(&all);
        ties(&figures(&town, Scope::Site(town.edu.id, Some(town.edu.unit)), year).await);
    }
    every_number_has_its_list(&town, Scope::Group, &Filter::of(Period::year(2026).unwrap())).await;
    let all = town.pool.read().find::<Entity>().all().await.unwrap();
    assert!(all.iter().any(|letter| letter.answered_on.is_some()));
    assert!(
        all.iter()
            .all(|letter| letter.facts == letters::letter::facts::facts(letter))
    );
}
