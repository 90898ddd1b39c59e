//! A dataset 信息资源 as the catalogue and its page show it: only signed fields, never a figure from its content.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{ByteCount, DatasetId, Day, Due, HistoryLine, MatterId, Party, RequestFields, Stamp, TransferId};

/// Sharing class 共享属性.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ShareClass {
    /// 无条件共享.
    Unconditional,
    /// 有条件共享.
    Conditional,
    /// 不予共享.
    Withheld,
}

/// Update cycle 更新周期.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum UpdateCycle {
    /// 实时.
    RealTime,
    /// 每日.
    Daily,
    /// 每周.
    Weekly,
    /// 每月.
    Monthly,
    /// 每季度.
    Quarterly,
    /// 每半年.
    HalfYearly,
    /// 每年.
    Yearly,
    /// 其他.
    Other,
}

/// What is searched for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CatalogueQuery {
    /// Words, parts of words, pinyin or initials; empty shows the newest.
    pub words: String,
    /// Only this part of the organisation tree, by its path from the top; empty for all.
    pub path: Vec<String>,
    /// Only these classes; empty for all.
    pub classes: Vec<ShareClass>,
    /// Only these cycles; empty for all.
    pub cycles: Vec<UpdateCycle>,
    /// Rows to leave out at the beginning.
    pub offset: u32,
}

/// A page of hits, best first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CataloguePage {
    /// Datasets in the whole catalogue.
    pub all: u32,
    /// Hits with all filters.
    pub found: u32,
    /// At most fifty from `offset` on.
    pub rows: Vec<CatalogueRow>,
    /// The organisation tree with the hits below each place, as far as there are any; without the filter of the tree.
    pub tree: Vec<TreeRow>,
}

/// A place of the organisation tree with hits below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TreeRow {
    /// From the top down to it.
    pub path: Vec<String>,
    /// Hits in it and below.
    pub found: u32,
}

/// A piece of text, and whether it is what was searched for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Span {
    /// The text.
    pub text: String,
    /// Whether it is marked.
    pub mark: bool,
}

/// One hit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CatalogueRow {
    /// Its id.
    pub id: DatasetId,
    /// Its name.
    pub name: Vec<Span>,
    /// Its summary, or the columns that were hit.
    pub text: Vec<Span>,
    /// Who provides it.
    pub provider: Party,
    /// The office within the provider; may be empty.
    pub unit: String,
    /// Its sharing class.
    pub class: ShareClass,
    /// How often it changes.
    pub cycle: UpdateCycle,
    /// When the newest version was released, says its signer.
    pub updated: Stamp,
    /// Whether this department has it.
    pub held: Held,
}

/// Whether this department has a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Held {
    /// No request, no grant.
    No,
    /// It provides it.
    Own,
    /// It has asked for it.
    Asked,
    /// It may fetch it.
    Granted,
    /// It is on this PC.
    Here,
}

/// The page of a dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DatasetPage {
    /// Its id.
    pub id: DatasetId,
    /// Its name.
    pub name: String,
    /// Its summary.
    pub summary: String,
    /// Who provides it.
    pub provider: Party,
    /// Its sharing class.
    pub class: ShareClass,
    /// Its condition; for withheld data the statute.
    pub condition: String,
    /// The other catalogue fields that say something, in the order of the catalogue record.
    pub facts: Vec<Fact>,
    /// Its columns; empty where the file has none or they are not read yet.
    pub columns: Vec<ColumnRow>,
    /// Its versions, newest first.
    pub versions: Vec<VersionRow>,
    /// How this desk gets it.
    pub way: Way,
    /// Who can open it, for the provider: grants that live and those that ended.
    pub grants: Vec<GrantRow>,
    /// What is on this PC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub holding: Option<Holding>,
    /// Publications of this dataset that wait for the head, newest first; for the provider.
    pub waiting: Vec<MatterId>,
    /// What was signed about it, oldest first.
    pub history: Vec<HistoryLine>,
    /// When the provider last dated its datasets; absent when it never did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub dated: Option<Stamp>,
}

/// A catalogue field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Fact {
    /// Which.
    pub field: Field,
    /// What it says.
    pub value: String,
}

/// The catalogue fields beside name, summary, class and condition (DOMAIN.md 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// 信息资源代码.
    Code,
    /// 类、项、目、细目.
    Subject,
    /// 内部部门.
    Unit,
    /// 格式分类.
    FormatClass,
    /// 格式.
    Format,
    /// 共享方式.
    ShareMethod,
    /// 开放属性.
    OpenClass,
    /// 开放条件.
    OpenCondition,
    /// 更新周期.
    UpdateCycle,
    /// 发布日期.
    Published,
    /// 关联资源代码.
    Related,
    /// 数据分级.
    Grade,
    /// 数据分类.
    Category,
    /// 主题.
    Theme,
    /// 应用场景.
    Scenario,
    /// 事项.
    Matter,
    /// 空间范围.
    Spatial,
    /// 时间范围.
    Period,
    /// 信息系统.
    System,
    /// 保密审查.
    SecrecyReview,
    /// 个人信息影响评估.
    Pia,
}

/// A column 信息项.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ColumnRow {
    /// Its name.
    pub name: String,
    /// Its type letter: C, N, Y, D, T, L, M, G, B, I or F.
    pub kind: String,
    /// What it means; may be empty.
    pub description: String,
}

/// A released version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct VersionRow {
    /// Its number, from 1.
    pub number: u32,
    /// When it was released, says its signer.
    pub at: Stamp,
    /// Who released it.
    pub by: Party,
    /// A version that it does not contain, because both were made from the one before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub lacks: Option<u32>,
    /// Whether it was ended by its provider.
    pub retired: bool,
    /// Sealed bytes as the platform stores them, for holders and providers; 0 for withheld data.
    pub bytes: ByteCount,
}

/// How this desk gets a dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "way", rename_all = "snake_case")]
pub enum Way {
    /// This department provides it.
    Own,
    /// Ask for it.
    Ask {
        /// The last day for the answer, counted as if the request left today.
        answer_by: Day,
        /// Working days of that clock.
        days: u32,
        /// The PCs of this department that could open it.
        devices: u32,
    },
    /// It is not shared, for this statute.
    Statute {
        /// The statute.
        text: String,
    },
    /// A request is on its way.
    Wait {
        /// Which.
        request: MatterId,
    },
    /// It may be fetched.
    Fetch {
        /// By this request.
        request: MatterId,
        /// The newest version that may be fetched.
        version: u32,
        /// Until the end of this day.
        until: Day,
    },
}

/// A department that may open a dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GrantRow {
    /// By which request.
    pub request: MatterId,
    /// Who.
    pub party: Party,
    /// Until the end of this day.
    pub until: Day,
    /// The one version, or absent for this and later ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub version: Option<u32>,
    /// The newest version that it has confirmed with a receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub confirmed: Option<u32>,
    /// Whether it ended, and how.
    pub state: GrantState,
}

/// Whether a grant lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum GrantState {
    /// It does.
    Lives,
    /// Revoked: later versions are closed to it.
    Revoked {
        /// When.
        at: Stamp,
    },
    /// Its last day has passed.
    Expired,
}

/// What of a dataset is on this PC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Holding {
    /// The version.
    pub version: u32,
    /// When it was verified here.
    pub verified: Stamp,
    /// Bytes of content.
    pub bytes: ByteCount,
    /// The folder it was written to, as a person knows it.
    pub saved_in: String,
    /// Whether a newer version may be fetched.
    pub newer: bool,
    /// Until the end of this day; absent for the provider's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub until: Option<Day>,
    /// How near that day is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub due: Option<Due>,
}

/// A dataset of the own department, on the page 我的数据.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PublishedRow {
    /// Its id.
    pub id: DatasetId,
    /// Its name.
    pub name: String,
    /// Its sharing class.
    pub class: ShareClass,
    /// Its newest released version; absent before the first release.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub version: Option<VersionRow>,
    /// A publication that waits for the head.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub waiting: Option<MatterId>,
    /// A publication that is on its way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub transfer: Option<TransferId>,
    /// Who can open it.
    pub grants: Vec<GrantRow>,
}

/// A dataset of another department that this PC holds or may fetch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HeldDatasetRow {
    /// Its id.
    pub id: DatasetId,
    /// Its name.
    pub name: String,
    /// Who provides it.
    pub provider: Party,
    /// The newest version that may be fetched.
    pub newest: u32,
    /// What is on this PC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub holding: Option<Holding>,
    /// Until the end of this day.
    pub until: Day,
    /// How near that day is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub due: Option<Due>,
    /// Whether the grant lives.
    pub state: GrantState,
}

/// What a request is filled with before a person looks at it: from the last request and the office's list of duties.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RequestDraft {
    /// The dataset.
    pub dataset: DatasetId,
    /// Its name.
    pub name: String,
    /// The fields.
    pub fields: RequestFields,
    /// Bases that this office has used or that its list of duties names, best first.
    pub bases: Vec<String>,
    /// Scenarios that this office has used.
    pub scenarios: Vec<String>,
    /// The entry that is shown; what is asked for is what was seen.
    pub shown: crate::StatementId,
}
