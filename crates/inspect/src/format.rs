//! What an extension and the first bytes say about a file: its class in the catalogue, and which reader looks into it.

/// 格式分类 of the catalogue (《政务信息资源目录编制指南(试行)》).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FormatClass {
    /// 电子文件
    Document,
    /// 电子表格
    Spreadsheet,
    /// 数据库
    Database,
    /// 图形图像
    Image,
    /// 流媒体
    Stream,
    /// 自描述格式: whatever a trade has made for itself.
    SelfDescribing,
    /// 服务接口; no file is one.
    Interface,
}

const DOCUMENTS: &[&str] = &[
    "", "ofd", "wps", "wpt", "doc", "docx", "docm", "rtf", "odt", "pdf", "txt", "xml", "json", "htm", "html", "md",
    "ppt", "pptx", "dps", "odp", "eml", "zip", "rar", "7z", "gz", "tar",
];
const SPREADSHEETS: &[&str] = &["et", "ett", "xls", "xlsx", "xlsm", "xlsb", "ods", "csv", "tsv"];
const DATABASES: &[&str] = &["dbf", "mdb", "accdb", "db", "sqlite", "sqlite3", "sql", "dmp", "bak", "mdf"];
const IMAGES: &[&str] = &[
    "jpg", "jpeg", "png", "gif", "bmp", "tif", "tiff", "webp", "svg", "ico", "dwg", "dxf", "shp", "psd", "cdr", "heic",
];
const STREAMS: &[&str] = &[
    "mp3", "wav", "wma", "aac", "flac", "ogg", "mp4", "avi", "mov", "wmv", "mkv", "flv", "rm", "rmvb", "mpg", "mpeg",
    "swf",
];

impl FormatClass {
    /// The class of files with this extension, in small letters.
    #[must_use]
    pub fn of(extension: &str) -> Self {
        let classes = [
            (DOCUMENTS, Self::Document),
            (SPREADSHEETS, Self::Spreadsheet),
            (DATABASES, Self::Database),
            (IMAGES, Self::Image),
            (STREAMS, Self::Stream),
        ];
        let class = classes.into_iter().find(|(extensions, _)| extensions.contains(&extension));
        class.map_or(Self::SelfDescribing, |(_, class)| class)
    }

    /// Its name in the catalogue.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Document => "电子文件",
            Self::Spreadsheet => "电子表格",
            Self::Database => "数据库",
            Self::Image => "图形图像",
            Self::Stream => "流媒体",
            Self::SelfDescribing => "自描述格式",
            Self::Interface => "服务接口",
        }
    }
}

/// The extension of a file name in small letters: what follows the last point, when something is before it.
pub(crate) fn extension(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && !extension.contains([' ', '/', '\\']) => {
            extension.to_lowercase()
        }
        _ => String::new(),
    }
}

/// What an extension promises about a file that is looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    /// A workbook, of either format.
    Workbook,
    /// Text that is a table.
    Table,
    /// Text that may be a table.
    Lines,
}

impl Named {
    /// `None` for what is not looked into.
    pub(crate) fn of(extension: &str) -> Option<Self> {
        match extension {
            "xlsx" | "xlsm" | "xls" | "et" => Some(Self::Workbook),
            "csv" | "tsv" => Some(Self::Table),
            "txt" => Some(Self::Lines),
            _ => None,
        }
    }
}

/// What the first bytes show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    /// A zip file: XLSX.
    Zip,
    /// A compound file: XLS, ET, or an XLSX under a password.
    Compound,
    /// Neither, so at best text.
    Other,
}

impl Seen {
    /// Looks at the first 8 bytes.
    pub(crate) fn of(start: &[u8]) -> Self {
        if start.starts_with(b"PK\x03\x04") {
            Self::Zip
        } else if start.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
            Self::Compound
        } else {
            Self::Other
        }
    }

    /// Whether a file with such bytes may bear such a name.
    pub(crate) fn fits(self, named: Named) -> bool {
        (self != Self::Other) == (named == Named::Workbook)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_class_follows_the_extension() {
        for (name, class) in [
            ("编制人员名册.XLSX", "电子表格"),
            ("名册.csv", "电子表格"),
            ("说明.ofd", "电子文件"),
            ("说明", "电子文件"),
            ("户籍.dbf", "数据库"),
            ("地块.dwg", "图形图像"),
            ("会议.mp4", "流媒体"),
            ("探空.bufr", "自描述格式"),
        ] {
            assert_eq!(FormatClass::of(&extension(name)).name(), class, "{name}");
        }
    }

    #[test]
    fn a_name_that_only_begins_with_a_point_has_no_extension() {
        assert_eq!(extension(".gitignore"), "");
        assert_eq!(extension("第1. 部分"), "");
        assert_eq!(extension("a.tar.GZ"), "gz");
    }
}
