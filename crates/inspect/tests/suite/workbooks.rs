//! Workbooks: written by xlwt and XlsxWriter (`tests/files`), and made of parts that other programs write differently.

use jixiang_inspect::{Finding, Inspection, RowCount};

use super::files::{columns, look, table, workbook, xlsx, xlsx_of};

const XLS: &[u8] = include_bytes!("../files/roster.xls");
const XLSX: &[u8] = include_bytes!("../files/roster.xlsx");

/// Both hold the same: an empty sheet, 60 people under two lines and the names, a small sheet, and a hidden one.
fn is_the_roster(found: &Inspection, day: &str) {
    let people = &found.tables[0];
    assert_eq!((people.name.as_str(), people.title.as_deref()), ("编制人员", Some("吉林省编制人员名册")));
    let expected = [
        "序号 I",
        "姓名 C",
        "身份证号 C",
        "出生日期 D",
        "编制类型 C",
        "在编 L",
        "工资（元） Y",
        "更新时间 T",
        "备注 C",
    ];
    assert_eq!(columns(people), expected);
    assert_eq!(people.rows, RowCount::Exact(60));
    let second = &people.preview[1];
    assert_eq!(second[..4], ["2", "李四", "11010519491231001X", day]);
    assert_eq!(second[4..8], ["事业编制", "FALSE", "5001.5", "2024-03-01 08:05:30"]);
    // The last notes lie in records that go on in others.
    assert!(second[8].starts_with("乡") && second[8].ends_with('1'), "{}", second[8]);
    let small = &found.tables[1];
    assert_eq!((small.name.as_str(), columns(small)), ("说明", vec!["English C".into(), "Value I".into()]));
    assert_eq!(found.tables.len(), 2);
    assert_eq!(found.findings, [Finding::HiddenSheet { name: "底稿".into() }]);
}

#[test]
fn a_workbook_of_the_old_format_is_read() {
    is_the_roster(&look("名册.xls", XLS), "1970-04-08");
    is_the_roster(&look("名册.et", XLS), "1970-04-08");
}

#[test]
fn a_workbook_of_the_new_format_is_read() {
    is_the_roster(&look("名册.xlsx", XLSX), "1970-04-08");
    assert_eq!(look("名册.csv", XLSX).findings[0], Finding::OtherThanNamed);
}

#[test]
fn cells_are_understood_in_every_way_of_writing_them() {
    let rows = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"inlineStr\"><is><r><t>日</t></r><r><t>期</t></r>\
                <rPh><t>riqi</t></rPh></is></c><c t=\"str\"><f>A&amp;B</f><v>a&lt;b &#x4E00;</v></c></row>\
                <row><c t=\"s\"><v>1</v></c><c s=\"1\"><v>45352</v></c><c t=\"b\"><v>1</v></c></row>\
                <row/><row r=\"9\"><c r=\"A9\" t=\"s\"><v>1</v></c><c r=\"C9\" t=\"e\"><v>#N/A</v></c></row>";
    let strings =
        "<si><t xml:space=\"preserve\">姓 </t><phoneticPr/></si><si><r><t>张_x000D_</t></r><r><t>三</t></r></si>";
    let table = table("名册.xlsx", xlsx(rows, strings));
    assert_eq!(columns(&table), ["姓 C", "日期 D", "a<b 一 L"]);
    assert_eq!(table.preview, [["张三", "2024-03-01", "TRUE"], ["张三", "", ""]]);
    assert_eq!((table.rows, table.name.as_str()), (RowCount::Exact(2), "表1"));
}

#[test]
fn names_in_two_storeys_of_merged_cells_are_read() {
    let cell = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let row = |cells: &[&str]| format!("<row>{}</row>", cells.iter().map(|text| cell(text)).collect::<String>());
    let rows = [
        row(&["名册", "", "", ""]),
        row(&["姓名", "编制", "", "备注"]),
        row(&["", "类型", "级别", ""]),
        row(&["张三", "行政", "处级", "无"]),
        row(&["李四", "事业", "科级", "无"]),
    ];
    let table = table("名册.xlsx", xlsx(&rows.concat(), ""));
    assert_eq!(columns(&table), ["姓名 C", "类型 C", "级别 C", "备注 C"]);
    assert_eq!((table.title.as_deref(), table.rows), (Some("名册"), RowCount::Exact(2)));
}

#[test]
fn rows_behind_the_sample_are_counted_and_the_last_column_has_a_limit() {
    let row = "<row><c><v>1</v></c><c><v>2</v></c></row>";
    assert_eq!(look("a.xlsx", xlsx(&row.repeat(5000), "")).tables[0].rows, RowCount::Exact(5000));
    let wide = "<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"XFD1\"><v>2</v></c></row>";
    let found = look("a.xlsx", xlsx(wide, ""));
    assert_eq!(found.tables[0].columns.len(), 1);
    assert!(found.findings.contains(&Finding::ColumnsLeftOut { table: 0 }));
}

#[test]
fn what_is_sound_of_a_damaged_workbook_is_shown() {
    let cut =
        "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>姓名</t></is></c></row><row><c><v>1</v></c></row><row><c";
    let found = look("a.xlsx", xlsx_of(cut, ""));
    assert_eq!((found.tables[0].rows, found.findings), (RowCount::AtLeast(1), vec![Finding::Broken]));
    for cut in [10, 100, XLSX.len() / 2, XLSX.len() - 10] {
        assert_eq!(look("a.xlsx", &XLSX[..cut]).findings, [Finding::Broken], "{cut}");
    }
    for cut in [10, 511, 600, XLS.len() / 2] {
        assert!(look("a.xls", &XLS[..cut]).findings.contains(&Finding::Broken), "{cut}");
    }
}

const SOUND: &str = "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>姓名</t></is></c></row><row><c><v>1</v></c></row>\
                     </sheetData></worksheet>";

#[test]
fn a_part_that_is_damaged_costs_only_what_it_held() {
    let sheets =
        [("一", "visible", SOUND), ("二", "visible", "<worksheet><sheetData></row>"), ("三", "visible", SOUND)];
    for (broken, shown) in [
        (workbook(&sheets, "", ""), vec!["一", "三"]),
        (workbook(&sheets[..1], "", "<styleSheet><cellXfs"), vec!["一"]),
        (
            without_header(workbook(&[sheets[0], sheets[2], sheets[2]], "", ""), "xl/worksheets/sheet2.xml"),
            vec!["一", "三"],
        ),
        (without_header(workbook(&sheets[..1], "", ""), "xl/styles.xml"), vec!["一"]),
    ] {
        let found = look("a.xlsx", broken);
        assert_eq!(found.tables.iter().map(|table| table.name.as_str()).collect::<Vec<_>>(), shown);
        assert_eq!(found.findings, [Finding::Broken]);
    }
    // The second of the sheets with data: its first record is longer than any may be.
    let begins = [0x09, 0x08, 16, 0, 0, 6, 16, 0];
    let at = XLS.windows(8).enumerate().filter(|(_, window)| *window == begins).nth(2).expect("four sheets").0;
    let mut bytes = XLS.to_vec();
    bytes[at + 22..at + 24].fill(0xFF);
    let found = look("a.xls", bytes);
    assert_eq!(found.tables.iter().map(|table| table.name.as_str()).collect::<Vec<_>>(), ["编制人员"]);
    assert!(found.findings.contains(&Finding::Broken));
}

/// The file with the local header of an entry overwritten.
fn without_header(mut file: Vec<u8>, entry: &str) -> Vec<u8> {
    let at = file.windows(entry.len()).position(|window| window == entry.as_bytes()).expect("it is there");
    file[at - 30] = 0;
    file
}

#[test]
fn of_many_hidden_sheets_the_rest_is_counted() {
    let names: Vec<String> = (1..=20).map(|number| format!("底稿{number}")).collect();
    let hidden = names.iter().map(|name| (name.as_str(), "hidden", SOUND));
    let sheets: Vec<_> = std::iter::once(("名册", "visible", SOUND)).chain(hidden).collect();
    let found = look("a.xlsx", workbook(&sheets, "", ""));
    assert_eq!(found.findings.len(), 17);
    assert_eq!(found.findings[16], Finding::HiddenSheetsLeftOut { sheets: 4 });
}
