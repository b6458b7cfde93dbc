//! Word files, old and new, told by whoever has a folder of them.

use crate::article_import::{Archive, may_import};
use content::article::edition;
use content::import::office::{OfficeOptions, OfficeReport, import_office, read_office};
use kernel::Error;
use std::io::{Cursor, Write};
use std::path::PathBuf;

const NS: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
     xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
     xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
     xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" \
     xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"";

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/><Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"/></Types>"#;

const RELS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;

const DOCUMENT_RELS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"/><Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="media/image1.png"/><Relationship Id="rId5" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="https://www.gov.cn/" TargetMode="External"/><Relationship Id="rId6" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="javascript:alert(1)" TargetMode="External"/></Relationships>"#;

fn paragraph(properties: &str, runs: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>")
}

fn run(properties: &str, text: &str) -> String {
    format!("<w:r><w:rPr>{properties}</w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

fn item(level: u8, text: &str) -> String {
    let list = format!("<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"1\"/></w:numPr>");
    paragraph(&list, &run("", text))
}

fn body() -> String {
    let picture = "<w:r><w:drawing><wp:inline><wp:extent cx=\"1000\" cy=\"1000\"/><wp:docPr id=\"1\" name=\"图\" descr=\"龙窑全景\"/>\
         <a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic><pic:blipFill>\
         <a:blip r:embed=\"rId4\"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>";
    let cell = |span: &str, text: &str| {
        format!(
            "<w:tc><w:tcPr>{span}</w:tcPr>{}</w:tc>",
            paragraph("", &run("", text))
        )
    };
    let table = format!(
        "<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>{}{}</w:tr><w:tr>{}{}</w:tr><w:tr>{}</w:tr></w:tbl>",
        cell("", "科室"),
        cell("", "电话"),
        cell("", "办公室"),
        cell("", "0500"),
        cell("<w:gridSpan w:val=\"2\"/>", "合计一行")
    );
    [
        paragraph(
            "<w:jc w:val=\"center\"/>",
            &run("<w:b/>", "关于做好龙窑保护工作的通知"),
        ),
        paragraph("", &run("", "各有关单位：")),
        paragraph("<w:pStyle w:val=\"1\"/>", &run("", "一、总体要求")),
        paragraph(
            "",
            &format!(
                "{}{}{}<w:r><w:footnoteReference w:id=\"2\"/></w:r>",
                run("", "要"),
                run("<w:b/>", "高度重视"),
                run("<w:i/>", "&lt;script&gt;")
            ),
        ),
        item(0, "甲"),
        item(1, "甲之一"),
        item(0, "乙"),
        table,
        paragraph("", picture),
        paragraph(
            "",
            &format!(
                "<w:hyperlink r:id=\"rId5\">{}</w:hyperlink><w:hyperlink r:id=\"rId6\">{}</w:hyperlink>",
                run("", "中国政府网"),
                run("", "坏链接")
            ),
        ),
        paragraph("<w:jc w:val=\"right\"/>", &run("", "2026年11月23日")),
    ]
    .concat()
}

fn docx(body: &str) -> Vec<u8> {
    let styles = format!(
        "<w:styles {NS}><w:style w:type=\"paragraph\" w:styleId=\"1\"><w:name w:val=\"heading 1\"/><w:pPr><w:outlineLvl w:val=\"0\"/></w:pPr></w:style></w:styles>"
    );
    let level = |n| format!("<w:lvl w:ilvl=\"{n}\"><w:numFmt w:val=\"decimal\"/></w:lvl>");
    let numbering = format!(
        "<w:numbering {NS}><w:abstractNum w:abstractNumId=\"0\">{}{}</w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>",
        level(0),
        level(1)
    );
    let footnotes = format!(
        "<w:footnotes {NS}><w:footnote w:id=\"2\">{}</w:footnote></w:footnotes>",
        paragraph("", &run("", "见保护条例第三条。"))
    );
    let picture = picture::Picture::sample(300, 200).png().unwrap().to_vec();
    let parts: Vec<(&str, Vec<u8>)> = vec![
        ("[Content_Types].xml", TYPES.into()),
        ("_rels/.rels", RELS.into()),
        ("word/_rels/document.xml.rels", DOCUMENT_RELS.into()),
        (
            "word/document.xml",
            format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document {NS}><w:body>{body}</w:body></w:document>").into(),
        ),
        ("word/styles.xml", styles.into()),
        ("word/numbering.xml", numbering.into()),
        ("word/footnotes.xml", footnotes.into()),
        ("word/media/image1.png", picture),
    ];
    zipped(&parts)
}

fn zipped(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A Word 97 file as small as they come: the text of its paragraphs in one piece.
fn doc(paragraphs: &[&str]) -> Vec<u8> {
    let text: String = paragraphs.iter().map(|line| format!("{line}\r")).collect();
    let encoded: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let count = u32::try_from(encoded.len() / 2).unwrap();
    let mut table = vec![2];
    table.extend(16_u32.to_le_bytes());
    for word in [0_u32, count] {
        table.extend(word.to_le_bytes());
    }
    table.extend([0, 0]);
    table.extend(1024_u32.to_le_bytes());
    table.extend([0, 0]);
    let mut head = vec![0; 1024];
    let mut put = |at: usize, bytes: &[u8]| head[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, &0xA5EC_u16.to_le_bytes());
    put(2, &0x00C1_u16.to_le_bytes());
    put(10, &0x0200_u16.to_le_bytes());
    put(32, &14_u16.to_le_bytes());
    put(62, &22_u16.to_le_bytes());
    put(64 + 12, &count.to_le_bytes());
    put(152, &93_u16.to_le_bytes());
    put(
        154 + 33 * 8 + 4,
        &u32::try_from(table.len()).unwrap().to_le_bytes(),
    );
    head.extend(encoded);
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (name, bytes) in [("/WordDocument", head), ("/1Table", table)] {
        file.create_stream(name).unwrap().write_all(&bytes).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

fn why(bytes: &[u8]) -> String {
    match read_office("公文.docx", bytes) {
        Err(error @ Error::Invalid(_)) => error.sentence(),
        other => panic!("{other:?}"),
    }
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("word-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn import(archive: &Archive, files: &[PathBuf], dry_run: bool) -> OfficeReport {
    let options = OfficeOptions {
        channel: archive.channel,
        dry_run,
    };
    import_office(&archive.test.store, may_import(archive.site), files, options)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_word_file_becomes_a_draft_with_all_that_was_in_it_and_only_once() {
    let archive = Archive::new().await;
    let folder = Folder::new("draft");
    let files = [
        folder.file("通知.docx", &docx(&body())),
        folder.file("坏.docx", b"PK\x03\x04nonsense"),
    ];
    let dry = import(&archive, &files, true).await;
    assert_eq!((dry.new, dry.rejected, archive.count("article").await), (1, 1, 0));
    let report = import(&archive, &files, false).await;
    assert_eq!(
        (report.files, report.new, report.rejected, report.pictures),
        (2, 1, 1, 1)
    );
    assert!(report.rows[1].note.contains("另存"), "{}", report.rows[1].note);
    let read = archive.test.store.read(archive.site);
    let edition = read.find::<edition::Entity>().found().await.unwrap();
    assert_eq!(
        (edition.title.as_str(), edition.state.as_str()),
        ("关于做好龙窑保护工作的通知", "draft")
    );
    let html = &edition.body_html;
    for part in [
        "<h2>一、总体要求</h2>",
        "<strong>高度重视</strong><em>&lt;script&gt;</em>",
        "<ol><li>甲<ol><li>甲之一</li></ol></li>\n<li>乙</li></ol>",
        "<th scope=\"col\">科室</th>",
        "<td colspan=\"2\">合计一行</td>",
        "alt=\"龙窑全景\"",
        "src=\"media:",
        "<a href=\"https://www.gov.cn/\"",
        "见保护条例第三条。",
        "<p class=\"align-right\">2026年11月23日</p>",
    ] {
        assert!(html.contains(part), "{part} is not in {html}");
    }
    assert!(
        !html.contains("javascript") && !html.contains("关于做好"),
        "{html}"
    );
    let again = import(&archive, &files[..1], false).await;
    assert_eq!(
        (again.new, again.unchanged, archive.count("article").await),
        (0, 1, 1)
    );
}

#[test]
fn an_old_doc_file_is_read_too() {
    let office = read_office(
        "请示.doc",
        &doc(&["关于修缮龙窑的请示", "市文化局：", "现将有关情况报告如下。"]),
    )
    .unwrap();
    assert_eq!(office.title, "关于修缮龙窑的请示");
    assert!(
        office.html.contains("<p>现将有关情况报告如下。</p>"),
        "{}",
        office.html
    );
}

#[test]
fn what_is_no_word_file_is_told_what_to_do() {
    assert!(why(b"\xd0\xcf\x11\xe0nonsense").contains("另存"));
    assert!(why(b"hello").contains("不是 Word"));
    assert!(why(&zipped(&[("a.txt", b"x".to_vec())])).contains("另存"));
    assert!(why(&docx("")).contains("没有文字"));
    assert!(why(&vec![b'P'; (20 << 20) + 1]).contains("20 MB"));
}

#[test]
fn bombs_and_towers_are_refused_before_they_are_read() {
    let mut parts = vec![
        ("[Content_Types].xml", TYPES.as_bytes().to_vec()),
        ("_rels/.rels", RELS.as_bytes().to_vec()),
        ("word/document.xml", format!("<w:document {NS}/>").into_bytes()),
    ];
    parts.push(("word/media/image1.png", vec![0; 160 << 20]));
    assert!(why(&zipped(&parts)).contains("过大"));
    let tower = format!(
        "{}{}",
        "<w:tbl><w:tr><w:tc>".repeat(300),
        "</w:tc></w:tr></w:tbl>".repeat(300)
    );
    assert!(why(&docx(&tower)).contains("过深"));
}
