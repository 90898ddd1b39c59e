//! Files made for the tests: text in the encodings of offices, and workbooks out of their parts.

use std::io::Cursor;

use jixiang_inspect::{Finding, Inspection, Table, inspect};

/// Looks into bytes under a name.
pub(crate) fn look(name: &str, bytes: impl AsRef<[u8]>) -> Inspection {
    inspect(name, Cursor::new(bytes.as_ref())).expect("memory does not fail")
}

/// Looks into bytes that hold one table and nothing to find.
pub(crate) fn table(name: &str, bytes: impl AsRef<[u8]>) -> Table {
    let found = look(name, bytes);
    assert_eq!(found.findings, [] as [Finding; 0], "{name}");
    assert_eq!(found.tables.len(), 1, "{name}");
    found.tables.into_iter().next().expect("there is one")
}

/// The columns of a table as `name letter`.
pub(crate) fn columns(table: &Table) -> Vec<String> {
    table.columns.iter().map(|column| format!("{} {}", column.name, column.kind.letter())).collect()
}

/// A text in GBK.
pub(crate) fn gbk(text: &str) -> Vec<u8> {
    encoding_rs::GBK.encode(text).0.into_owned()
}

/// A zip file with deflated entries.
pub(crate) fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut directory = Vec::new();
    for (name, content) in entries {
        let packed = miniz_oxide::deflate::compress_to_vec(content, 6);
        let offset = length(bytes.len());
        let sizes = [[0; 4], length(packed.len()), length(content.len())].concat();
        let name_length = u16::try_from(name.len()).expect("names are short").to_le_bytes();
        let method = [8, 0, 0, 0, 0, 0];
        bytes.extend(
            [b"PK\x03\x04\x14\0\0\0", &method[..], &sizes, &name_length, &[0, 0], name.as_bytes(), &packed].concat(),
        );
        let rest = [&[0; 12][..], &offset].concat();
        directory.extend(
            [b"PK\x01\x02\x14\0\x14\0\0\0", &method[..], &sizes, &name_length, &rest, name.as_bytes()].concat(),
        );
    }
    let count = u16::try_from(entries.len()).expect("few").to_le_bytes();
    let end =
        [b"PK\x05\x06\0\0\0\0", &count[..], &count, &length(directory.len()), &length(bytes.len()), &[0, 0]].concat();
    [bytes, directory, end].concat()
}

fn length(length: usize) -> [u8; 4] {
    u32::try_from(length).expect("test files are small").to_le_bytes()
}

/// A workbook with one sheet of this content, and these shared strings.
pub(crate) fn xlsx(rows: &str, strings: &str) -> Vec<u8> {
    xlsx_of(&format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"), strings)
}

/// A workbook whose sheet is this part.
pub(crate) fn xlsx_of(sheet: &str, strings: &str) -> Vec<u8> {
    let styles = "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\"/></numFmts><cellStyleXfs>\
                  <xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>";
    workbook(&[("表&#49;", "visible", sheet)], strings, styles)
}

/// A workbook of these parts: of each sheet its name, its state and its content.
pub(crate) fn workbook(sheets: &[(&str, &str, &str)], strings: &str, styles: &str) -> Vec<u8> {
    let relationship = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"http://schemas.openxmlformats.org/{kind}\" Target=\"{target}\"/>")
    };
    let of_package =
        format!("<Relationships>{}</Relationships>", relationship("r1", "officeDocument", "xl/workbook.xml"));
    let parts = (1..=sheets.len()).map(|at| format!("worksheets/sheet{at}.xml")).collect::<Vec<_>>();
    let related = parts.iter().enumerate().map(|(at, part)| relationship(&format!("s{at}"), "worksheet", part));
    let of_workbook = format!(
        "<Relationships>{}{}{}</Relationships>",
        related.collect::<String>(),
        relationship("r2", "sharedStrings", "/xl/sharedStrings.xml"),
        relationship("r3", "styles", "styles.xml"),
    );
    let named = sheets.iter().enumerate().map(|(at, (name, state, _))| {
        format!("<sheet name=\"{name}\" sheetId=\"{at}\" state=\"{state}\" r:id=\"s{at}\"/>")
    });
    let workbook = format!("<workbook><sheets>{}</sheets></workbook>", named.collect::<String>());
    let (strings, parts) = (format!("<sst>{strings}</sst>"), parts.iter().map(|part| format!("xl/{part}")));
    let parts: Vec<String> = parts.collect();
    let mut entries: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", of_package.as_bytes()),
        ("xl/_rels/workbook.xml.rels", of_workbook.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
    ];
    entries.extend(parts.iter().zip(sheets).map(|(part, (_, _, sheet))| (part.as_str(), sheet.as_bytes())));
    zip(&entries)
}
