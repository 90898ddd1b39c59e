//! Which files are opened directly: documents, tables, pictures. Never programs, scripts, links or macro files (TRUST.md
//! S4); the same table decides what the card offers and what is passed to the system.

/// The document types, by extension in lower case.
const HARMLESS: &[&str] = &[
    // Text documents and forms; the old binary ones may hold macros, which their programs ask about.
    "pdf", "ofd", "doc", "docx", "wps", "odt", "rtf", "txt", "md", //
    // Tables.
    "xls", "xlsx", "et", "ods", "csv", "tsv", "dbf", //
    // Slides.
    "ppt", "pptx", "dps", "odp", //
    // Pictures, sound, film. Not SVG, which runs scripts in a browser.
    "png", "jpg", "jpeg", "gif", "bmp", "webp", "tif", "tiff", "heic", "mp3", "wav", "ogg", "flac", "mp4", "mkv", "mov",
    "avi", "webm", //
    // Drawings and maps.
    "dwg", "dxf", "shp",
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
