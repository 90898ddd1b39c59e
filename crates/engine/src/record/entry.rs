//! What the catalogue says of a dataset, as it was ordered: the fields of an entry before they are signed.

use jixiang_model::Date;
use jixiang_statement::payload::{Column, ShareClass, UpdateCycle};
use serde::{Deserialize, Serialize};

/// The fields of an entry (DOMAIN.md 2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryFields {
    /// 信息资源代码; empty before the registrar gave one.
    pub code: String,
    /// 信息资源名称.
    pub name: String,
    /// 类、项、目、细目.
    pub subject: String,
    /// 内部部门.
    pub unit: String,
    /// 摘要.
    pub summary: String,
    /// 格式分类.
    pub format_class: String,
    /// 格式.
    pub format: String,
    /// 共享属性.
    pub share_class: ShareClass,
    /// 共享条件, or the statute.
    pub share_condition: String,
    /// 共享方式.
    pub share_method: String,
    /// 开放属性.
    pub open_class: ShareClass,
    /// 开放条件.
    pub open_condition: String,
    /// 更新周期.
    pub update_cycle: UpdateCycle,
    /// 发布日期.
    pub published: Date,
    /// 关联资源代码.
    pub related: Vec<String>,
    /// 数据分级.
    pub grade: String,
    /// 数据分类.
    pub category: String,
    /// 主题.
    pub theme: String,
    /// 应用场景.
    pub scenario: String,
    /// 事项.
    pub matter: String,
    /// 空间范围.
    pub spatial: String,
    /// 时间范围.
    pub period: String,
    /// 信息系统.
    pub system: String,
    /// 保密审查.
    pub secrecy_review: String,
    /// 个人信息影响评估.
    pub pia: String,
    /// 信息项.
    pub columns: Vec<Column>,
}
