//! The sheet's tab 发布: what the file is, as it was read on this PC, and what the catalogue will say of it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{ByteCount, ColumnRow, DatasetId, Day, Fact, ShareClass, Token, UpdateCycle};

/// What is about to be published, as far as the files say it; all of it can be changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PublishDraft {
    /// The dataset of which this becomes the next version; absent for a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub dataset: Option<DatasetId>,
    /// The number that the version will have.
    pub number: u32,
    /// The suggested fields; for a next version those of the newest release.
    pub fields: PublishFields,
    /// What was filled in beside them, in the order of the catalogue record.
    pub facts: Vec<Fact>,
    /// The tables that were found.
    pub tables: Vec<TableRow>,
    /// Bytes of all readable content.
    pub bytes: ByteCount,
    /// Datasets of this department that a new version might belong to, best first; empty for a next version.
    pub known: Vec<KnownDataset>,
    /// Whether columns and class are those of the newest release, so that a standing release covers it.
    pub covered: bool,
}

/// A dataset of the own department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct KnownDataset {
    /// Its id.
    pub id: DatasetId,
    /// Its name.
    pub name: String,
    /// Its newest version.
    pub version: u32,
}

/// A table of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TableRow {
    /// The sheet's name, or the file's.
    pub name: String,
    /// Its rows without the head; absent when they were not counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub rows: Option<u32>,
    /// Its columns.
    pub columns: u32,
    /// The first rows, head first, each cell cut short.
    pub preview: Vec<Vec<String>>,
}

/// The catalogue fields that a person sees first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PublishFields {
    /// 信息资源名称, at most 128 characters.
    pub title: String,
    /// 摘要, at most 255 characters.
    pub summary: String,
    /// 共享属性.
    pub class: ShareClass,
    /// The condition of conditional data; the statute of withheld data; empty for unconditional data.
    pub condition: String,
    /// 更新周期.
    pub cycle: UpdateCycle,
    /// 信息项.
    pub columns: Vec<ColumnRow>,
}

/// What Publish means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PublishOrder {
    /// What to publish; nothing is read of it when the data is withheld.
    pub tokens: Vec<Token>,
    /// The dataset of which it is the next version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub dataset: Option<DatasetId>,
    /// The catalogue fields.
    pub fields: PublishFields,
    /// Other catalogue fields that were changed; what is not named keeps its default.
    pub facts: Vec<Fact>,
    /// A head's leave for later versions, until the end of this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub standing_until: Option<Day>,
}
