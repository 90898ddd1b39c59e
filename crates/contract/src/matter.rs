//! A matter 事项: something that is decided by people, step by step. A publication that waits for the head, or a request on
//! its way through two departments. One card holds all that the decision needs.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    ByteCount, ColumnRow, DatasetId, Day, Due, HistoryLine, MatterId, Party, ShareClass, Stamp, StatementId, TableRow,
    TransferId,
};

/// What a matter is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MatterKind {
    /// 发布: a version that waits for its release, or was declined or released.
    Publication,
    /// 共享申请.
    Request,
}

/// Where a matter stands, in the words of the decree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MatterStage {
    /// 待放行: a publication waits for the head of its own department.
    AwaitsRelease,
    /// 已放行.
    Released,
    /// 内审: a request waits for the head of its own department.
    AwaitsConsent,
    /// 已退回: the own head declined; it is a draft again.
    Declined,
    /// 提供方审核: submitted, the provider's clock runs.
    Submitted,
    /// 待答复: the provider's staff prepared an answer, their head has to consent.
    AwaitsAnswer,
    /// 补正: something is missing.
    Returned,
    /// 同意: it may be fetched.
    Agreed,
    /// 不同意.
    Refused,
    /// 撤回.
    Withdrawn,
    /// 终止: the grant was revoked.
    Revoked,
    /// The last day of the grant has passed.
    Expired,
}

/// A row of the inbox that is a matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MatterRow {
    /// Its id.
    pub id: MatterId,
    /// What it is.
    pub kind: MatterKind,
    /// Where it stands.
    pub stage: MatterStage,
    /// The dataset's name.
    pub title: String,
    /// Who asks, or who prepared it; for what this desk started the other side.
    pub party: Party,
    /// When it came to this stage, says who signed.
    pub at: Stamp,
    /// How near its day is; absent where no clock runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub due: Option<Due>,
    /// An act of this desk that is not signed yet can be undone until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub undo_until: Option<Stamp>,
}

/// What is asked for and why: the five fields of Art. 20.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RequestFields {
    /// 使用依据, at most 500 characters.
    pub basis: String,
    /// 使用场景.
    pub scenario: String,
    /// 使用范围.
    pub scope: String,
    /// 共享方式.
    pub method: ShareMethod,
    /// 使用时限: until the end of this day.
    pub until: Day,
}

/// 共享方式 (Art. 22).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ShareMethod {
    /// 服务接口.
    Interface,
    /// 批量交换.
    Batch,
    /// 文件下载.
    File,
}

/// The open card of a matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MatterCard {
    /// Its id.
    pub id: MatterId,
    /// What it is.
    pub kind: MatterKind,
    /// Where it stands.
    pub stage: MatterStage,
    /// The dataset's name.
    pub title: String,
    /// The dataset.
    pub dataset: DatasetId,
    /// Who provides the dataset.
    pub provider: Party,
    /// Its sharing class.
    pub class: ShareClass,
    /// Its condition or statute.
    pub condition: String,
    /// Who prepared what waits, or who asks.
    pub by: Party,
    /// When they did, says their signature.
    pub at: Stamp,
    /// The requester's head who consented, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub consented: Option<Consented>,
    /// What is asked for; for a request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub request: Option<RequestFields>,
    /// The answer that was given, or that waits for the head.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub answer: Option<AnswerView>,
    /// The clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub clock: Option<ClockView>,
    /// What is in the version that waits or would be had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub version: Option<VersionView>,
    /// What the requester's department gets: PCs that can open it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub devices: Option<u32>,
    /// What this desk can do now, the likeliest first.
    pub acts: Vec<MatterVerb>,
    /// Why nothing can be done here although it waits, e.g. that a head has to consent.
    pub waits_for: WaitsFor,
    /// Until when a grant lives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub until: Option<Day>,
    /// An act of this desk that is not signed yet: which, and until when it can be undone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub pending: Option<PendingAct>,
    /// The newest statement that the card shows. An act names it: what was shown is what is signed.
    pub shown: StatementId,
    /// What was signed about it, oldest first.
    pub history: Vec<HistoryLine>,
}

/// A consent that counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Consented {
    /// The head.
    pub by: Party,
    /// When, says the signature.
    pub at: Stamp,
}

/// What is in a version, as the provider's own PC can see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct VersionView {
    /// Its number.
    pub number: u32,
    /// Bytes of content; absent while its body is not opened here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub bytes: Option<ByteCount>,
    /// Files in it; absent while its body is not opened here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub files: Option<u32>,
    /// Its columns as the entry states them.
    pub columns: Vec<ColumnRow>,
    /// The first rows, for the provider's heads; empty where it is no table or not here.
    pub tables: Vec<TableRow>,
    /// The summary of the entry.
    pub summary: String,
}

/// What can be done with a matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MatterVerb {
    /// 同意: the head lets out what waits.
    Consent,
    /// 退回: the head does not.
    Decline,
    /// 同意: the provider agrees.
    Agree,
    /// 补正.
    Return,
    /// 不同意.
    Refuse,
    /// 撤回.
    Withdraw,
    /// 重新提交.
    Resubmit,
    /// 终止授权.
    Revoke,
    /// 收取.
    Fetch,
}

/// An act, with what a person said to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
pub enum MatterAct {
    /// The head lets out what waits: a publication, a request, an answer.
    Consent {},
    /// The head turns it down.
    Decline {
        /// Why.
        reason: String,
    },
    /// The provider agrees.
    Agree {
        /// Until the end of this day; otherwise as asked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        until: Option<Day>,
        /// Conditions; may be empty.
        condition: String,
        /// Only the newest version, not later ones.
        this_version: bool,
    },
    /// The provider returns it.
    Return {
        /// Everything that is missing.
        missing: Vec<String>,
    },
    /// The provider refuses.
    Refuse {
        /// Why.
        reason: String,
    },
    /// The requester takes it back.
    Withdraw {
        /// Why; may be empty.
        reason: String,
    },
    /// The requester submits it again.
    Resubmit {
        /// The fields, mended.
        fields: RequestFields,
    },
    /// The provider ends the grant.
    Revoke {
        /// Why.
        reason: String,
    },
}

/// Who has to move next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WaitsFor {
    /// This desk.
    Me,
    /// The head of this department.
    OwnHead,
    /// The staff of this department.
    OwnStaff,
    /// The other department.
    OtherSide,
    /// Nobody: it is over, or runs.
    Nobody,
}

/// An act that is written down and not signed yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PendingAct {
    /// Which.
    pub verb: MatterVerb,
    /// Until when it can be undone; it is signed then.
    pub until: Stamp,
    /// Why it could not be done yet, when it was tried: it is tried again by itself, or needs a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub error: Option<crate::ErrorView>,
    /// Whether it can be taken away: nothing of it may be on its way.
    pub may_undo: bool,
    /// What `retry` takes when a person must act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub job: Option<TransferId>,
}

/// An answer 答复.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AnswerView {
    /// What was decided.
    pub decision: Decision,
    /// Who prepared or gave it.
    pub by: Party,
    /// When.
    pub at: Stamp,
    /// Why; may be empty.
    pub reason: String,
    /// Everything that is missing.
    pub missing: Vec<String>,
    /// Conditions of an approval; may be empty.
    pub conditions: String,
    /// Until the end of this day, where the approval says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub until: Option<Day>,
    /// Only this version, where the approval says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub version: Option<u32>,
}

/// What is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// 同意.
    Approve,
    /// 补正.
    Return,
    /// 不同意.
    Refuse,
    /// 延期.
    Extend,
}

/// A clock of the decree, counted by the engine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ClockView {
    /// The day from which it counts.
    pub from: Day,
    /// Its last day.
    pub to: Day,
    /// The working day it is, from 1; 0 on the day of receipt.
    pub day: u32,
    /// Working days in all.
    pub of: u32,
    /// How near its end is.
    pub due: Due,
    /// One tick for each working day, in order, and whether a gap (weekend, holiday) stands before it.
    pub ticks: Vec<Tick>,
}

/// A working day of a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Tick {
    /// Where it lies.
    pub when: TickWhen,
    /// Whether days off lie before it.
    pub gap: bool,
}

/// Where a working day lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TickWhen {
    /// Behind us.
    Past,
    /// Today.
    Today,
    /// Ahead.
    Ahead,
    /// Beyond the last day.
    Late,
}
