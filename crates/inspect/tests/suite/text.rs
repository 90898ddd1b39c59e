//! CSV and TXT files as they come out of Excel, WPS and databases.

use jixiang_inspect::{Encoding, Finding, RowCount, suggest_summary};

use super::files::{columns, gbk, look, table};

const ROSTER: &str =
    "姓名,单位,出生日期,人数,工资（元）\n张三,省编办,1980-01-02,1,5000.50\n李四,财政厅,1990/3/4,2,6000\n";

const COLUMNS: [&str; 5] = ["姓名 C", "单位 C", "出生日期 D", "人数 I", "工资（元） Y"];

#[test]
fn a_table_is_the_same_in_every_encoding() {
    let utf16: Vec<u8> = ROSTER.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (bytes, encoding) in [
        (gbk(ROSTER), Encoding::Gb18030),
        (ROSTER.into(), Encoding::Utf8),
        (format!("\u{feff}{ROSTER}").into(), Encoding::Utf8WithMark),
        ([b"\xFF\xFE", &utf16[..]].concat(), Encoding::Utf16Le),
    ] {
        let found = look("编制人员名册.csv", &bytes);
        assert_eq!(found.encoding, Some(encoding));
        assert_eq!(columns(&found.tables[0]), COLUMNS);
        assert_eq!(found.tables[0].rows, RowCount::Exact(2));
        assert_eq!(found.tables[0].preview[1], ["李四", "财政厅", "1990/3/4", "2", "6000"]);
        assert_eq!(found.findings, []);
        assert_eq!(suggest_summary(&found), "编制人员名册：姓名、单位、出生日期、人数、工资（元）");
    }
}

#[test]
fn lines_above_the_names_and_quoted_line_ends_are_understood() {
    let text = "吉林省编制人员名册,,,\r\n单位：省编办,,,\r\n\"姓\n名\",\"单位,部门\",备注,备注\r\n张三,\"编办\r\n一处\",\"\"\"好\"\"\",\r\n";
    let found = look("名册.csv", gbk(text));
    let table = &found.tables[0];
    assert_eq!(table.title.as_deref(), Some("吉林省编制人员名册"));
    assert_eq!(columns(table), ["姓名 C", "单位,部门 C", "备注 C", "列4 C"]);
    assert_eq!(table.preview, [["张三", "编办 一处", "\"好\"", ""]]);
    assert_eq!(table.rows, RowCount::Exact(1));
    assert_eq!(found.findings, [Finding::NamesGiven { table: 0, columns: 1 }]);
}

#[test]
fn one_column_is_a_table_in_csv_and_lines_in_txt() {
    let text = "单位名称\n省编办\n财政厅\n";
    assert_eq!(columns(&table("单位.csv", text)), ["单位名称 C"]);
    let found = look("单位.txt", text);
    assert_eq!((found.tables, found.findings, found.encoding), (vec![], vec![], Some(Encoding::Utf8)));
    let tabbed = table("单位.txt", "单位\t人数\n省编办\t5\n财政厅\t6\n");
    assert_eq!(columns(&tabbed), ["单位 C", "人数 I"]);
}

#[test]
fn data_without_names_gets_names_by_number() {
    let found = look("a.csv", "张三,1980-01-02,7\n李四,1990-03-04,8\n");
    assert_eq!(columns(&found.tables[0]), ["列1 C", "列2 D", "列3 I"]);
    assert_eq!(found.tables[0].rows, RowCount::Exact(2));
    assert_eq!(found.findings, [Finding::NoHeader { table: 0 }]);
}

#[test]
fn empty_files_and_files_that_are_no_text_are_found() {
    assert_eq!(look("a.csv", "").findings, [Finding::Empty]);
    assert_eq!(look("a.csv", "\n,,\n \n").findings, [Finding::Empty]);
    assert_eq!(look("a.csv", [0, 1, 2, 3, 0, 0]).findings, [Finding::NotText]);
    assert_eq!(look("a.xlsx", "").findings, [Finding::Empty]);
}

#[test]
fn what_misleads_does_not_leave() {
    let found = look("名\u{202e}册.csv", "姓\u{202e}名,单位\n张\u{200b}三\t,编\u{7}办\n");
    assert_eq!(found.title, "名册");
    assert_eq!(columns(&found.tables[0]), ["姓名 C", "单位 C"]);
    assert_eq!(found.tables[0].preview, [["张三", "编办"]]);
}

#[test]
fn a_report_that_is_called_a_workbook_is_read_for_what_it_is() {
    let found = look("报表.xls", gbk("单位\t人数\n省编办\t5\n财政厅\t6\n"));
    assert_eq!(found.findings, [Finding::OtherThanNamed]);
    assert_eq!(columns(&found.tables[0]), ["单位 C", "人数 I"]);
    let page = look("报表.xls", "<html><table><tr><td>单位</td></tr></table></html>");
    assert_eq!((page.tables.len(), page.findings), (0, vec![Finding::OtherThanNamed]));
}

#[test]
fn other_files_are_described_by_their_names() {
    let found = look("编制管理办法.PDF", "%PDF-1.7");
    assert_eq!((found.format_class.name(), found.format.as_str()), ("电子文件", "pdf"));
    assert_eq!((found.tables, found.findings), (vec![], vec![]));
}
