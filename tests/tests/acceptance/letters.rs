//! Letters over the real program: an old board comes in from a file, citizens write and follow.

use reqwest::StatusCode;
use tests::people::{Staff, Visitor};
use tests::program::Program;

const HEADS: &str =
    "编号,受理单位,类型,标题,内容,来信人,联系电话,来信时间,状态,答复时间,答复内容,延期说明时间,是否公开";

fn old_board() -> String {
    let mut text = format!("{HEADS}\r\n");
    for n in 0..40 {
        let (state, at) = match n {
            0 => ("已删除", ""),
            1..=9 => ("未答复", ""),
            _ => ("已答复", "2006-05-08 16:00"),
        };
        let unit = ["教育局", "农林局"][n % 2];
        text.push_str(&format!(
            "06-{n},{unit},咨询,入学问题{n},\"请问，如何入学？\",周某,13812345678,2006-04-26 09:{n:02},{state},{at},已办理。,,是\r\n"
        ));
    }
    text.push_str("06-bad,教育局,咨询,没有时间,内容,周某,,,未答复,,,,是\r\n");
    text
}

#[tokio::test]
async fn an_old_board_comes_in_and_every_door_tells_the_same_figures() {
    let town = Program::demo().await;
    let file = town.folder().join("board.csv");
    std::fs::write(&file, format!("\u{feff}{}", old_board())).unwrap();
    let name = file.to_str().unwrap();
    let args = ["import", "letters", "--site", "portal", name, "--create-units"];
    let rehearsal = town.run_json(&[&args[..], &["--dry-run"]].concat()).await;
    assert_eq!(
        (rehearsal["new"].as_u64(), rehearsal["lines"].as_u64()),
        (Some(40), Some(41))
    );
    let first = town.run_json(&args).await;
    assert_eq!(
        (first["new"].as_u64(), first["unchanged"].as_u64()),
        (Some(40), Some(0))
    );
    let rejects = std::fs::read_to_string(town.folder().join("board.rejects.csv")).unwrap();
    assert!(
        rejects.contains("06-bad") && rejects.contains("没有来信时间"),
        "{rejects}"
    );
    let admin = Staff::sign_in(&town, "portal.admin").await;
    let runs = admin.page("/console/imports").await;
    let run = runs
        .all("a")
        .find(|link| link.words().contains("board.csv"))
        .unwrap();
    let report = admin.page(run.attr("href")).await;
    assert!(
        report.says("新增 40") && report.says("没有来信时间"),
        "{}",
        report.main()
    );
    let again = town.run_json(&args).await;
    assert_eq!(
        (again["new"].as_u64(), again["unchanged"].as_u64()),
        (Some(0), Some(40))
    );
    let told = town
        .run_json(&["letters", "stats", "--from", "2006-01-01", "--to", "2006-12-31"])
        .await;
    for (key, n) in [
        ("received", 40),
        ("deleted", 1),
        ("valid", 39),
        ("replied", 30),
        ("on_time", 30),
    ] {
        assert_eq!(told[key], n, "{key}: {told}");
    }
    assert_eq!(told["reply_rate"], 76.92);
    let visitor = Visitor::new();
    let answer = visitor
        .get(&town.url("portal", "/api/v1/letters/stats?year=2006"))
        .await;
    let served: serde_json::Value = serde_json::from_str(&answer.text()).unwrap();
    assert_eq!(served, told);
    let page = visitor.get(&town.url("portal", "/letters/stats?year=2006")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.summary());
    let page = page.page();
    assert!(
        page.says("76.92%") && page.says("40 − 1 = 39"),
        "{}",
        page.all_words()
    );
    // Every number opens a list of as many letters.
    let mut walked = 0;
    let html = visitor
        .get(&town.url("portal", "/letters/stats?year=2006"))
        .await
        .text();
    for link in html.split("<a href=\"").skip(1) {
        let (address, rest) = link.split_once("\">").unwrap();
        let number = rest.split_once("</a>").unwrap().0;
        if !address.contains("/letters/stats/list?") || number.parse::<u64>().is_err() {
            continue;
        }
        let address = address.replace("&amp;", "&");
        let url = match address.starts_with('/') {
            true => town.url("portal", &address),
            false => address,
        };
        let list = visitor.get(&url).await;
        let said = format!("共 {number} 件");
        assert!(list.text().contains(&said), "{url} does not say {said}");
        walked += 1;
    }
    assert!(walked > 20, "only {walked} numbers have lists");
    for (query, lines) in [
        ("q=入学问题38", 1),
        ("q=入学问题38&state=open", 0),
        ("from=2006-04-27&to=2006-12-31", 0),
        ("from=2006-04-26&to=2006-04-26&q=入学问题1", 11),
    ] {
        let page = visitor
            .get(&town.url("portal", &format!("/letters/?{query}")))
            .await;
        let found = page.text().matches("class=\"post-of\"").count();
        assert_eq!(found, lines, "{query}: {}", page.summary());
    }
    let told = town.run_json(&["letters", "assess", "--week", "2006-W18"]).await;
    assert_eq!(
        (told["is_whole"].as_bool(), told["frozen"]["version"].as_i64()),
        (Some(true), Some(1))
    );
    let received: u64 = told["frozen"]["units"]
        .as_array()
        .unwrap()
        .iter()
        .map(|unit| unit["received"].as_u64().unwrap())
        .sum();
    assert_eq!(received, 0, "all were received in the week before");
    let told = town
        .run_json(&["letters", "assess", "--week", "2006-W18", "--correct", "更正"])
        .await;
    assert_eq!(told["frozen"]["version"], 2);
    let board = visitor
        .get(&town.url("portal", "/letters/?state=answered&q=入学问题38"))
        .await
        .page();
    let letter = visitor.get(board.link("入学问题38").as_str()).await;
    assert_eq!(letter.status, StatusCode::OK, "{}", letter.summary());
    assert!(letter.page().says("已办理。") && !letter.text().contains("13812345678"));
}

/// The 18 units that answered everything in 2006, and the other nine. The file calls each a former one (原…): some were merged
/// since, and their names lead to units of today.
const AT_100: &str = "发改局 经贸局 司法局 财政局 城管执法局 人事局 水利局 工商局 计生局 统计局 旅游局 信访局 国税局 农林局 \
                      行政服务中心 住房公积金中心 海关 机关事务局";
const OTHERS: &str = "教育局 公安局 劳动和社会保障局 建设局 交通局 卫生局 环保局 国土局 广电局";
/// The twelve with a hundred letters or more that were reported.
const MANY: &str =
    "教育局 公安局 劳动和社会保障局 建设局 交通局 卫生局 环保局 城管执法局 人事局 工商局 国土局 广电局";

fn former(names: &str) -> Vec<String> {
    names.split_whitespace().map(|name| format!("原{name}")).collect()
}

/// The year 2006 as the board of that time would have exported it: 5832 letters to 27 units.
fn year_2006() -> String {
    let (full, others, many) = (former(AT_100), former(OTHERS), former(MANY));
    let kinds = [("咨询", 3381), ("建议", 477), ("投诉", 1866), ("表扬", 62)];
    let classes: Vec<&str> = kinds
        .into_iter()
        .flat_map(|(class, n)| std::iter::repeat_n(class, n))
        .collect();
    let mut text = format!("{HEADS}\r\n");
    for n in 0..5832 {
        let (month, day, minute) = (n % 12 + 1, n % 28 + 1, n % 60);
        let came = format!("2006-{month:02}-{day:02} 09:{minute:02}");
        let Some(class) = classes.get(n) else {
            text.push_str(&format!("2006-{n},原教育局,咨询,广告,,,,{came},已删除,,,,\r\n"));
            continue;
        };
        let unit = match n {
            0..599 => &others[n % 9],
            _ if n % 4 == 0 => &full[n / 4 % 18],
            _ if n % 4 == 1 => &many[n / 4 % 12],
            _ => &others[n / 4 % 9],
        };
        let answer = match n {
            0..599 => "未答复,,".to_owned(),
            _ => format!("已答复,2006-{month:02}-{day:02} 16:00,已办理。"),
        };
        text.push_str(&format!(
            "2006-{n},{unit},{class},来信{n},请问如何办理,周某,,{came},{answer},,是\r\n"
        ));
    }
    text
}

#[tokio::test]
async fn the_year_2006_reads_the_same_at_every_door() {
    let town = Program::demo().await;
    let file = town.folder().join("2006.csv");
    std::fs::write(&file, year_2006()).unwrap();
    let args = [
        "import",
        "letters",
        "--site",
        "portal",
        file.to_str().unwrap(),
        "--create-units",
    ];
    assert_eq!(town.run_json(&args).await["new"], 5832);
    for (year, received) in [("2004", "593"), ("2005", "2722")] {
        town.run_json(&["letters", "year", "--site", "portal", year, received])
            .await;
    }
    let told = town
        .run_json(&["letters", "stats", "--from", "2006-01-01", "--to", "2006-12-31"])
        .await;
    let visitor = Visitor::new();
    let served = visitor
        .get(&town.url("portal", "/api/v1/letters/stats?year=2006"))
        .await;
    let served: serde_json::Value = serde_json::from_str(&served.text()).unwrap();
    assert_eq!(served, told);
    for (key, n) in [
        ("received", 5832),
        ("deleted", 46),
        ("valid", 5786),
        ("replied", 5187),
        ("unreplied", 599),
        ("on_time", 5187),
        ("on_time_or_extended", 5187),
        ("over_15_days", 0),
    ] {
        assert_eq!(told[key], n, "{key}");
    }
    assert_eq!(told["reply_rate"], 89.65);
    assert_eq!(
        told["by_type"],
        serde_json::json!({"咨询": 3381, "建议": 477, "投诉": 1866, "表扬": 62})
    );
    for (year, n) in [("2004", 593), ("2005", 2722), ("2006", 5832)] {
        assert_eq!(told["received_by_year"][year], n, "{year}");
    }
    let months = told["by_month_valid"].as_object().unwrap();
    assert_eq!(months.values().map(|n| n.as_u64().unwrap()).sum::<u64>(), 5786);
    let names = |value: &serde_json::Value| {
        let mut names: Vec<String> = serde_json::from_value(value.clone()).unwrap();
        names.sort_unstable();
        names
    };
    let sorted = |text: &str| {
        let mut names = former(text);
        names.sort_unstable();
        names
    };
    assert_eq!(names(&told["units_at_100"]), sorted(AT_100));
    let many = names(&told["units_100_or_more"]);
    assert!(sorted(MANY).iter().all(|unit| many.contains(unit)), "{many:?}");
    let units = told["units"].as_array().unwrap();
    assert_eq!(units.len(), 27);
    for unit in units {
        for key in ["unit", "valid", "replied", "unreplied", "reply_rate", "on_time"] {
            assert!(!unit[key].is_null(), "{key} of {unit}");
        }
        let large = unit["valid"].as_u64() >= Some(100);
        assert_eq!(many.contains(&unit["unit"].as_str().unwrap().to_owned()), large);
    }
    // One unit alone is the same line of that table.
    let args = [
        "letters",
        "stats",
        "--from",
        "2006-01-01",
        "--to",
        "2006-12-31",
        "--unit",
        "原人事局",
    ];
    let one = town.run_json(&args).await;
    let line = units.iter().find(|unit| unit["unit"] == "原人事局").unwrap();
    assert_eq!(
        (&one["valid"], &one["reply_rate"]),
        (&line["valid"], &line["reply_rate"])
    );
    // People read the same.
    let page = visitor
        .get(&town.url("portal", "/letters/stats?year=2006"))
        .await
        .text();
    let csv = visitor
        .get(&town.url("portal", "/letters/stats.csv?year=2006"))
        .await
        .text();
    for (ending, begins) in [("docx", "PK"), ("pdf", "%PDF-")] {
        let url = town.url("portal", &format!("/letters/stats.{ending}?year=2006"));
        let circular = visitor.get(&url).await;
        assert!(
            circular.body.starts_with(begins.as_bytes()),
            "{}",
            circular.summary()
        );
    }
    for text in [page, csv] {
        for number in [
            "5832", "46", "5786", "3381", "477", "1866", "62", "5187", "599", "89.65%", "593", "2722",
        ] {
            let stands = text
                .split(|c: char| !c.is_ascii_digit() && c != '.' && c != '%')
                .any(|word| word == number);
            assert!(stands, "{number} does not stand in {}", &text[..60]);
        }
    }
}

#[tokio::test]
async fn a_citizen_writes_and_follows_by_number_and_code() {
    let town = Program::demo().await;
    let visitor = Visitor::new();
    let page = visitor.get(&town.url("edu", "/letters/new")).await.page();
    let (mut form, button) = page.form_with("提交来信");
    form.fill("class", "投诉");
    form.fill("title", "校门口<b>积水</b>");
    form.fill("body", "下雨天校门口积水很深，请处理。");
    form.fill("name", "何某某");
    let wrong = visitor.submit(&form, Some(&button)).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let (mut form, button) = wrong.page().form_with("提交来信");
    assert_eq!(form.value("body"), Some("下雨天校门口积水很深，请处理。"));
    assert_eq!(form.value("class"), Some("投诉"));
    form.fill("phone", "13912345678");
    let mut receipt = visitor.submit(&form, Some(&button)).await;
    if let Some((form, button)) = receipt.page().find_form("仍要提交") {
        receipt = visitor.submit(&form, Some(&button)).await;
    }
    assert_eq!(receipt.status, StatusCode::OK, "{}", receipt.summary());
    let words = receipt.page().all_words();
    let after = |mark: &str| {
        let (_, rest) = words.split_once(mark).expect("the receipt says it");
        rest.split_whitespace().next().unwrap().to_owned()
    };
    let (number, code) = (after("编号："), after("查询码："));
    let query = visitor.get(&town.url("portal", "/letters/query")).await.page();
    let (mut form, button) = query.form_with("查询");
    form.fill("number", &number);
    form.fill("code", "AAAAA-AAAAA");
    let refused = visitor.submit(&form, Some(&button)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    form.fill("code", &code.to_lowercase());
    let shown = visitor.submit(&form, Some(&button)).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.summary());
    assert!(shown.page().says("校门口<b>积水</b>") && shown.page().says("待受理"));
    assert!(!shown.text().contains("<b>积水"), "what was typed is text");
    // The writer takes it back on the page itself: number and code are in the form, not in the address.
    let page = shown.page();
    let (mut form, button) = page.form_with("撤回来信");
    let unsure = visitor.submit(&form, Some(&button)).await;
    assert_eq!(unsure.status, StatusCode::UNPROCESSABLE_ENTITY);
    form.fill("code", "AAAAA-AAAAA");
    form.fill("我确认撤回", "yes");
    let foreign = visitor.submit(&form, Some(&button)).await;
    assert_eq!(foreign.status, StatusCode::UNPROCESSABLE_ENTITY);
    form.fill("code", &code);
    let gone = visitor.submit(&form, Some(&button)).await;
    assert_eq!(gone.status, StatusCode::OK, "{}", gone.summary());
    assert!(gone.page().says("来信已撤回。"));
    // Nobody has read it, so nobody else sees it.
    let board = visitor.get(&town.url("edu", "/letters/")).await;
    assert!(!board.text().contains("积水"));
}
