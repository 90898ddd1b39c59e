//! Which files are opened directly: documents, tables, pictures. Never programs, scripts, links or macro files (TRUST.md
//! S4); the same table decides what the card offers and what is passed to the system.

const HARMLESS: [&str; 27] = [
    "pdf", "ofd", "txt", "csv", "tsv", "md", "xlsx", "xls", "et", "ods", "docx", "doc", "wps", "odt", "pptx", "ppt",
    "dps", "odp", "rtf", "png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "webp",
];

/// Whether a file of this name may be opened with the system's program for it.
#[must_use]
pub fn harmless(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(stem, extension)| {
        !stem.is_empty() && HARMLESS.contains(&extension.to_ascii_lowercase().as_str())
    })
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn documents_are_opened_and_programs_are_not() {
        for name in ["报表.xlsx", "A.PDF", "x.tar.csv"] {
            assert!(harmless(name), "{name}");
        }
        for name in
            ["a.exe", "a.xlsm", "a.sh", "a.desktop", "a.html", "a.lnk", "pdf", ".pdf", "a.pdf.js", "a.svg", "a.docm"]
        {
            assert!(!harmless(name), "{name}");
        }
    }
}
