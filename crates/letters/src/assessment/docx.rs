//! The circular for Word: a document of Office Open XML with its charts as charts, so that they can be worked on.

use super::Part;
use super::table::SCORE;
use kernel::{Error, Result};
use std::fmt::Write as _;
use std::io::{Cursor, Write};
use theme::view::FigureTable;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const TYPES: &str = "http://schemas.openxmlformats.org/package/2006/content-types";
const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006";

/// Text as XML holds it; what XML cannot hold is left out.
fn escaped(text: &str) -> String {
    let kept = text.chars().filter(|c| !c.is_control());
    kept.fold(String::new(), |mut out, c| {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
        out
    })
}

/// Writes the parts as a .docx file.
///
/// # Errors
/// Faults of the writer.
pub fn write_docx(parts: &[Part]) -> Result<Vec<u8>> {
    let mut body = String::new();
    let mut charts: Vec<&FigureTable> = Vec::new();
    for part in parts {
        match part {
            Part::Heading(text) => body.push_str(&paragraph(text, true)),
            Part::Text(text) => body.push_str(&paragraph(text, false)),
            Part::Table(table) => {
                body.push_str(&paragraph(&table.title, true));
                if !table.bars.is_empty() {
                    charts.push(table);
                    body.push_str(&drawing(charts.len(), table));
                }
                body.push_str(&rows(table));
            }
        }
    }
    let document = format!(
        r#"{HEAD}<w:document xmlns:w="{WORD}" xmlns:r="{OFFICE}" xmlns:wp="{DRAWING}/wordprocessingDrawing" xmlns:a="{DRAWING}/main" xmlns:c="{DRAWING}/chart"><w:body>{body}<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr></w:body></w:document>"#
    );
    let mut files = vec![
        ("[Content_Types].xml".to_owned(), types(charts.len())),
        (
            "_rels/.rels".into(),
            relations([("rId1".into(), "officeDocument", "word/document.xml".into())]),
        ),
        (
            "word/_rels/document.xml.rels".into(),
            relations(
                (1..=charts.len()).map(|n| (format!("rId{n}"), "chart", format!("charts/chart{n}.xml"))),
            ),
        ),
        ("word/document.xml".into(), document),
    ];
    for (n, table) in (1..).zip(charts) {
        files.push((format!("word/charts/chart{n}.xml"), chart(table)));
    }
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(name, SimpleFileOptions::default())
            .map_err(Error::fault)?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish().map_err(Error::fault)?.into_inner())
}

fn types(charts: usize) -> String {
    let mut more = String::new();
    for n in 1..=charts {
        let _ = write!(
            more,
            r#"<Override PartName="/word/charts/chart{n}.xml" ContentType="application/vnd.openxmlformats-officedocument.drawingml.chart+xml"/>"#
        );
    }
    format!(
        r#"{HEAD}<Types xmlns="{TYPES}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>{more}</Types>"#
    )
}

fn relations(all: impl IntoIterator<Item = (String, &'static str, String)>) -> String {
    let one = |(id, kind, target): (String, &str, String)| {
        format!(r#"<Relationship Id="{id}" Type="{OFFICE}/{kind}" Target="{target}"/>"#)
    };
    let all: String = all.into_iter().map(one).collect();
    format!(r#"{HEAD}<Relationships xmlns="{RELATIONS}">{all}</Relationships>"#)
}

fn paragraph(text: &str, bold: bool) -> String {
    let look = if bold {
        r#"<w:rPr><w:b/><w:sz w:val="32"/></w:rPr>"#
    } else {
        r#"<w:rPr><w:sz w:val="24"/></w:rPr>"#
    };
    let indent = if bold {
        r#"<w:pPr><w:keepNext/><w:spacing w:before="240" w:after="120"/></w:pPr>"#
    } else {
        r#"<w:pPr><w:spacing w:after="120"/><w:ind w:firstLine="480"/></w:pPr>"#
    };
    format!(
        r#"<w:p>{indent}<w:r>{look}<w:t xml:space="preserve">{}</w:t></w:r></w:p>"#,
        escaped(text)
    )
}

fn rows(table: &FigureTable) -> String {
    let cell = |text: &str, bold: bool| {
        let look = if bold { "<w:rPr><w:b/></w:rPr>" } else { "" };
        format!(
            r#"<w:tc><w:tcPr><w:tcW w:w="0" w:type="auto"/></w:tcPr><w:p><w:r>{look}<w:t xml:space="preserve">{}</w:t></w:r></w:p></w:tc>"#,
            escaped(text)
        )
    };
    let side = |name: &str| format!(r#"<w:{name} w:val="single" w:sz="4" w:space="0" w:color="808080"/>"#);
    let sides: String = ["top", "left", "bottom", "right", "insideH", "insideV"]
        .map(side)
        .concat();
    let heads: String = table.heads.iter().map(|head| cell(head, true)).collect();
    let grid = r#"<w:gridCol w:w="1000"/>"#.repeat(table.heads.len());
    let mut text = format!(
        r#"<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{sides}</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid><w:tr><w:trPr><w:tblHeader/></w:trPr>{heads}</w:tr>"#
    );
    for row in &table.rows {
        let cells =
            std::iter::once(row.title.as_str()).chain(row.cells.iter().map(|cell| cell.text.as_str()));
        let cells: String = cells.map(|text| cell(text, false)).collect();
        text.push_str(&format!("<w:tr>{cells}</w:tr>"));
    }
    text.push_str("</w:tbl>");
    text
}

/// Where a chart stands; its data are in a file of its own.
fn drawing(n: usize, table: &FigureTable) -> String {
    let high = 900_000 + 220_000 * table.bars.len().min(20);
    format!(
        r#"<w:p><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="8600000" cy="{high}"/><wp:docPr id="{n}" name="chart{n}" descr="{}：{}，数字见下表"/><a:graphic><a:graphicData uri="{DRAWING}/chart"><c:chart r:id="rId{n}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"#,
        escaped(&table.title),
        escaped(&table.chart_of)
    )
}

fn chart(table: &FigureTable) -> String {
    let count = table.bars.len();
    let most = if table.chart_of == SCORE {
        r#"<c:max val="100"/>"#
    } else {
        ""
    };
    let point = |(n, text): (usize, &str)| format!(r#"<c:pt idx="{n}"><c:v>{}</c:v></c:pt>"#, escaped(text));
    let names: String = table
        .bars
        .iter()
        .map(|bar| bar.title.as_str())
        .enumerate()
        .map(point)
        .collect();
    let values: String = table
        .bars
        .iter()
        .map(|bar| bar.text.as_str())
        .enumerate()
        .map(point)
        .collect();
    format!(
        r#"{HEAD}<c:chartSpace xmlns:c="{DRAWING}/chart" xmlns:a="{DRAWING}/main"><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/><c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/><c:varyColors val="0"/><c:ser><c:idx val="0"/><c:order val="0"/><c:tx><c:v>{}</c:v></c:tx><c:spPr><a:solidFill><a:srgbClr val="9B3A2C"/></a:solidFill></c:spPr><c:invertIfNegative val="0"/><c:dLbls><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls><c:cat><c:strLit><c:ptCount val="{count}"/>{names}</c:strLit></c:cat><c:val><c:numLit><c:ptCount val="{count}"/>{values}</c:numLit></c:val></c:ser><c:gapWidth val="60"/><c:axId val="1"/><c:axId val="2"/></c:barChart><c:catAx><c:axId val="1"/><c:scaling><c:orientation val="maxMin"/></c:scaling><c:delete val="0"/><c:axPos val="l"/><c:crossAx val="2"/></c:catAx><c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/>{most}<c:min val="0"/></c:scaling><c:delete val="0"/><c:axPos val="b"/><c:crossAx val="1"/><c:crosses val="max"/></c:valAx></c:plotArea><c:plotVisOnly val="1"/></c:chart></c:chartSpace>"#,
        escaped(&table.chart_of)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    fn file(bytes: &[u8], name: &str) -> String {
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut text = String::new();
        zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn a_document_holds_its_words_its_table_and_its_chart() {
        let parts = [
            Part::Heading("关于<第10周>的通报".into()),
            Part::Text("收到 7 件 & 答复 5 件。".into()),
            Part::Table(FigureTable::sample()),
        ];
        let bytes = write_docx(&parts).unwrap();
        let document = file(&bytes, "word/document.xml");
        assert!(document.contains("关于&lt;第10周&gt;的通报") && document.contains("7 件 &amp; 答复"));
        assert!(document.contains("<w:tblHeader/>") && document.contains(r#"r:id="rId1""#));
        let chart = file(&bytes, "word/charts/chart1.xml");
        assert!(chart.contains("<c:v>5832</c:v>") && chart.contains("<c:v>收件总数</c:v>"));
        assert!(file(&bytes, "word/_rels/document.xml.rels").contains("charts/chart1.xml"));
    }
}
