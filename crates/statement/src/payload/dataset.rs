//! A dataset: entry, record, release and what ends them (TRUST.md 4, DOMAIN.md 2).

use jixiang_model::{Date, Nonce, ScopeId, StatementId, VersionId};
use serde::{Deserialize, Serialize};

use super::parts::{Content, ListRef, SealedKey};
use super::{Header, rule};
use crate::{Base64, Text};

/// Sharing class 共享属性 (DOMAIN.md 2), from the widest to the narrowest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ShareClass {
    /// 无条件共享
    Unconditional,
    /// 有条件共享
    Conditional,
    /// 不予共享
    Withheld,
}

/// Update cycle 更新周期 (DOMAIN.md 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UpdateCycle {
    /// 实时
    RealTime,
    /// 每日
    Daily,
    /// 每周
    Weekly,
    /// 每月
    Monthly,
    /// 每季度
    Quarterly,
    /// 每半年
    HalfYearly,
    /// 每年
    Yearly,
    /// 其他
    Other,
}

/// A column 信息项 as the catalogue shows it: never figures, ranges or samples.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its name.
    pub name: Text<128>,
    /// Its type letter: C, N, Y, D, T, L, M, G, B, I or F.
    #[serde(rename = "type")]
    pub kind: Text<1>,
    /// What it means.
    pub description: Text<255>,
}

/// Describes a dataset: the catalogue's fields (DOMAIN.md 2). Stands in the provider's review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The common header.
    pub header: Header,
    /// The dataset.
    pub dataset: ScopeId,
    /// What the dataset's id is made new with; in its first entry only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<Nonce>,
    /// 信息资源代码, when the registrar has given one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Text<64>>,
    /// 信息资源名称
    pub name: Text<128>,
    /// 类、项、目、细目
    pub subject: Text<64>,
    /// 内部部门
    pub unit: Text<128>,
    /// 摘要
    pub summary: Text<255>,
    /// 格式分类
    pub format_class: Text<16>,
    /// 格式, the extension.
    pub format: Text<16>,
    /// 共享属性
    pub share_class: ShareClass,
    /// 共享条件; for withheld data the statute.
    pub share_condition: Text<500>,
    /// 共享方式
    pub share_method: Text<32>,
    /// 开放属性
    pub open_class: ShareClass,
    /// 开放条件
    pub open_condition: Text<500>,
    /// 更新周期
    pub update_cycle: UpdateCycle,
    /// 发布日期
    pub published: Date,
    /// 关联资源代码
    pub related: Vec<Text<64>>,
    /// 数据分级: 一般, 重要 or 核心.
    pub grade: Text<8>,
    /// 数据分类
    pub category: Text<64>,
    /// 主题
    pub theme: Text<64>,
    /// 应用场景
    pub scenario: Text<255>,
    /// 事项
    pub matter: Text<255>,
    /// 空间范围
    pub spatial: Text<128>,
    /// 时间范围
    pub period: Text<128>,
    /// 信息系统
    pub system: Text<128>,
    /// 保密审查: who and when.
    pub secrecy_review: Text<128>,
    /// 个人信息影响评估: who and when.
    pub pia: Text<128>,
    /// The columns, as an object of strict JSON ([`Column`]); a wide table does not fit a statement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns: Option<ListRef>,
}

impl Entry {
    /// An entry that says no more than it must, as of the date of its header; everything else is empty.
    #[must_use]
    pub fn new(
        header: Header,
        dataset: ScopeId,
        name: Text<128>,
        (share_class, share_condition): (ShareClass, Text<500>),
    ) -> Self {
        Self {
            dataset,
            nonce: None,
            code: None,
            name,
            subject: Text::default(),
            unit: Text::default(),
            summary: Text::default(),
            format_class: Text::default(),
            format: Text::default(),
            share_class,
            share_condition,
            share_method: Text::default(),
            open_class: ShareClass::Withheld,
            open_condition: Text::default(),
            update_cycle: UpdateCycle::Other,
            published: header.time.date(),
            related: Vec::new(),
            grade: Text::default(),
            category: Text::default(),
            theme: Text::default(),
            scenario: Text::default(),
            matter: Text::default(),
            spatial: Text::default(),
            period: Text::default(),
            system: Text::default(),
            secrecy_review: Text::default(),
            pia: Text::default(),
            columns: None,
            header,
        }
    }

    pub(super) fn check(&self) -> Result<(), &'static str> {
        rule(self.name.is_name(), "a dataset has a name")?;
        rule(self.related.len() <= 64, "at most 64 related codes")?;
        let stated = !self.share_condition.is_blank();
        rule(
            self.share_class == ShareClass::Unconditional || stated,
            "conditional data states its condition, withheld data its statute",
        )?;
        rule(
            self.share_class != ShareClass::Withheld || self.open_class == ShareClass::Withheld,
            "data that is not shared is not opened",
        )?;
        if let (Some(nonce), Some(department)) = (&self.nonce, &self.header.department) {
            let id = ScopeId::dataset(&self.header.realm, department, nonce);
            rule(id == self.dataset, "a dataset's id is made from its provider and nonce")?;
        }
        in_review(&self.header, &self.dataset)?;
        rule(self.header.prev.is_some() || self.nonce.is_some(), "the first statement of a dataset holds its nonce")?;
        self.columns.as_ref().map_or(Ok(()), ListRef::check)
    }
}

fn in_review(header: &Header, outer: &ScopeId) -> Result<(), &'static str> {
    let department = header.department.ok_or("a review belongs to a department")?;
    let review = ScopeId::review(&header.realm, &department, outer);
    rule(header.scope == review, "what staff prepare stands in the review of its dataset or request")
}

/// Names the sealed content of a version. Stands in the provider's review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The common header.
    pub header: Header,
    /// The dataset.
    pub dataset: ScopeId,
    /// The version it was made from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<VersionId>,
    /// The sealed content.
    pub content: Content,
    /// The version key, sealed to the provider's own epoch.
    pub key: SealedKey,
    /// The lineage secret, sealed to the provider's own epoch; in the first record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lineage: Option<SealedKey>,
}

impl Record {
    pub(super) fn check(&self) -> Result<(), &'static str> {
        rule(
            self.base.is_none() == self.lineage.is_some(),
            "the first record, and no other, seals the lineage secret",
        )?;
        in_review(&self.header, &self.dataset)?;
        rule(self.header.prev.is_some(), "a record follows the entry that opens its review")?;
        self.content.check()?;
        self.lineage.as_ref().map_or(Ok(()), SealedKey::check)?;
        self.key.check()
    }
}

/// A head's leave for later versions while columns and class stay the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standing {
    /// Until the end of this date, UTC+8.
    pub until: Date,
}

/// Lets a version out. Stands in the dataset's scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// The common header.
    pub header: Header,
    /// The review in which entry and record stand.
    pub review: ScopeId,
    /// The entry.
    pub entry: StatementId,
    /// The record; absent for withheld data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<StatementId>,
    /// n, from 1.
    pub number: u64,
    /// The key generation g, from 1.
    pub generation: u64,
    /// The version key wrapped under K(g, n); absent for withheld data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Base64>,
    /// K(g, n) sealed to the provider's epoch, when the release starts generation g.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<SealedKey>,
    /// K(g, n) sealed to the province-open group, for unconditional data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open: Option<SealedKey>,
    /// The head's leave for later versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// The head's release with the leave that staff make use of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cites: Option<StatementId>,
}

impl Release {
    pub(super) fn check(&self) -> Result<(), &'static str> {
        rule(self.number >= 1 && self.generation >= 1, "versions and generations count from 1")?;
        let department = self.header.department.ok_or("a release names its department")?;
        let review = ScopeId::review(&self.header.realm, &department, &self.header.scope);
        rule(self.review == review, "a release names the review of its own dataset")?;
        rule(self.record.is_some() == self.key.is_some(), "a record comes with its wrapped key")?;
        rule(self.standing.is_none() || self.cites.is_none(), "a release gives leave or makes use of it")?;
        self.start.as_ref().map_or(Ok(()), SealedKey::check)?;
        self.open.as_ref().map_or(Ok(()), SealedKey::check)
    }
}

/// Turns down what waits for the head (head).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decline {
    /// The common header.
    pub header: Header,
    /// The statement that is turned down.
    pub names: StatementId,
    /// Why.
    pub reason: Text<500>,
}

impl Decline {
    pub(super) fn check(&self) -> Result<(), &'static str> {
        rule(!self.reason.is_blank(), "a reason is given")
    }
}

/// Ends a version (head).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retire {
    /// The common header.
    pub header: Header,
    /// The release that ends.
    pub release: StatementId,
    /// Why.
    pub reason: Text<500>,
}

impl Retire {
    pub(super) fn check(&self) -> Result<(), &'static str> {
        rule(!self.reason.is_blank(), "a reason is given")
    }
}

/// Dates a department's own view of its datasets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heads {
    /// The common header.
    pub header: Header,
    /// One more each time.
    pub sequence: u64,
    /// Its entries and releases: `heads` rows.
    pub list: ListRef,
}

impl Heads {
    pub(super) fn check(&self) -> Result<(), &'static str> {
        let department = self.header.department.ok_or("heads belong to a department")?;
        let scope = ScopeId::heads(&self.header.realm, &department);
        rule(self.header.scope == scope, "heads have a scope of their own per department")?;
        rule(self.sequence >= 1, "heads count from 1")?;
        self.list.check()
    }
}
