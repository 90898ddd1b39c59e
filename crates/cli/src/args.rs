//! The surface of `jx`; other tools are written against it.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

/// 吉享 for scripts: send, receive and look after data between departments. Exit 0 done, 1 failed, 2 wrong usage.
#[derive(Debug, Parser)]
#[command(name = "jx", version)]
pub(crate) struct Args {
    /// The home; `JIXIANG_HOME` or the user's data folder otherwise.
    #[arg(long, global = true)]
    pub(crate) home: Option<PathBuf>,
    /// One JSON object per line.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What is to be done.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Sign in at a platform; the first sign-in makes the keys of this PC.
    SignIn {
        /// The platform's address.
        url: String,
        /// A member of the demo platform's staff.
        #[arg(long, value_name = "ID")]
        demo_staff: Option<String>,
        /// The administrator's policy file.
        #[arg(long, value_name = "FILE")]
        policy: Option<PathBuf>,
        /// Keep the wrapping key unwrapped in the home (for tests and servers).
        #[arg(long)]
        key_file: bool,
    },
    /// Whose home this is.
    Whoami,
    /// Departments of the directory.
    Departments {
        /// Words of name, place or code.
        words: Vec<String>,
    },
    /// People of the directory.
    Staff {
        /// Words of name, post or department.
        words: Vec<String>,
    },
    /// Send files and folders.
    Send {
        /// What to send.
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// A staff id, a unified social credit code, or a name with exactly one match.
        #[arg(long, required = true, value_name = "WHO")]
        to: Vec<String>,
        /// A note to the recipients.
        #[arg(long, default_value = "")]
        note: String,
        /// How many days it can be fetched.
        #[arg(long, default_value_t = 14, value_name = "DAYS")]
        expires: u16,
    },
    /// What arrived.
    Inbox {
        /// What is done with, too.
        #[arg(long)]
        all: bool,
    },
    /// What was sent.
    Sent,
    /// Take a delivery back.
    TakeBack {
        /// The delivery.
        id: String,
    },
    /// Fetch and verify a delivery, a dataset with a grant, or what a request was agreed for.
    Fetch {
        /// The delivery, dataset or request.
        id: String,
        /// The version of a dataset; otherwise the newest that may be fetched.
        #[arg(long, value_name = "N")]
        version: Option<u32>,
        /// The folder to write to.
        #[arg(long, value_name = "DIR")]
        to: Option<PathBuf>,
    },
    /// Publish files and folders as a version of a dataset.
    Publish(Publish),
    /// Search the catalogue on this PC.
    Search {
        /// Words, parts of words, pinyin or initials.
        words: Vec<String>,
        /// Only this department, by its unified social credit code or name.
        #[arg(long, value_name = "CODE")]
        department: Option<String>,
        /// At most so many rows.
        #[arg(long, default_value_t = 20, value_name = "N")]
        limit: u32,
    },
    /// A dataset with its versions, grants and receipts.
    Show {
        /// The dataset.
        id: String,
    },
    /// Ask for a dataset.
    Request {
        /// The dataset.
        dataset: String,
        #[command(flatten)]
        fields: Asked,
    },
    /// A decision.
    #[command(flatten)]
    Decide(Decision),
    /// Submit a returned or declined request again.
    Resubmit {
        /// The request.
        id: String,
        #[command(flatten)]
        fields: Mended,
    },
    /// The PCs of this department.
    Member {
        #[command(subcommand)]
        act: Member,
    },
    /// What this PC holds.
    Holdings,
    /// Transfers and where they stand.
    Transfers,
    /// What was signed about a delivery, dataset or request.
    History {
        /// The delivery, dataset or request.
        id: String,
    },
    /// Complete what was interrupted, and read what is new.
    Sync {
        /// Wait for what mends itself.
        #[arg(long)]
        wait: bool,
    },
    /// How it stands with this home.
    Status,
    /// Check everything this program stands on.
    Doctor,
}

/// What is published, and as what.
#[derive(Debug, ClapArgs)]
pub(crate) struct Publish {
    /// What to publish; withheld data may name none.
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// 信息资源名称; otherwise from the file's name.
    #[arg(long, value_name = "TEXT")]
    pub(crate) title: Option<String>,
    /// 摘要; otherwise from the columns.
    #[arg(long, value_name = "TEXT")]
    pub(crate) summary: Option<String>,
    /// 共享属性.
    #[arg(long, value_enum, value_name = "CLASS")]
    pub(crate) class: Option<Class>,
    /// The condition of conditional data.
    #[arg(long, value_name = "TEXT")]
    pub(crate) condition: Option<String>,
    /// The statute of withheld data.
    #[arg(long, value_name = "TEXT")]
    pub(crate) statute: Option<String>,
    /// 更新周期.
    #[arg(long, value_enum, value_name = "WORD")]
    pub(crate) cycle: Option<Cycle>,
    /// The dataset of which this is the next version.
    #[arg(long, value_name = "ID")]
    pub(crate) dataset: Option<String>,
    /// A head's leave for later versions, until the end of this date.
    #[arg(long, value_name = "DATE")]
    pub(crate) standing_until: Option<String>,
}

/// 共享属性.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Class {
    /// 无条件共享.
    Unconditional,
    /// 有条件共享.
    Conditional,
    /// 不予共享.
    Withheld,
}

/// 更新周期.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Cycle {
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

/// 共享方式.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Method {
    /// 服务接口.
    Interface,
    /// 批量交换.
    Batch,
    /// 文件下载.
    File,
}

/// The five fields of a request (Art. 20).
#[derive(Debug, ClapArgs)]
pub(crate) struct Asked {
    /// 使用依据.
    #[arg(long, value_name = "TEXT")]
    pub(crate) basis: String,
    /// 使用场景.
    #[arg(long, value_name = "TEXT")]
    pub(crate) scenario: String,
    /// 使用范围.
    #[arg(long, value_name = "TEXT")]
    pub(crate) scope: String,
    /// 使用时限: until the end of this date.
    #[arg(long, value_name = "DATE")]
    pub(crate) until: String,
    /// 共享方式.
    #[arg(long, value_enum, default_value_t = Method::File, value_name = "METHOD")]
    pub(crate) method: Method,
}

/// Fields that are mended; the others stay as they were.
#[derive(Debug, ClapArgs)]
pub(crate) struct Mended {
    /// 使用依据.
    #[arg(long, value_name = "TEXT")]
    pub(crate) basis: Option<String>,
    /// 使用场景.
    #[arg(long, value_name = "TEXT")]
    pub(crate) scenario: Option<String>,
    /// 使用范围.
    #[arg(long, value_name = "TEXT")]
    pub(crate) scope: Option<String>,
    /// 使用时限: until the end of this date.
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<String>,
    /// 共享方式.
    #[arg(long, value_enum, value_name = "METHOD")]
    pub(crate) method: Option<Method>,
}

/// What is done with the department's PCs.
#[derive(Debug, Subcommand)]
pub(crate) enum Member {
    /// The admitted ones, and those that wait.
    List,
    /// Admit the PC with this code, which was compared.
    Admit {
        /// The code, all groups.
        code: String,
        /// What it may do.
        #[arg(long, value_enum, default_value_t = MemberRole::Staff, value_name = "ROLE")]
        role: MemberRole,
    },
    /// Remove a PC.
    Remove {
        /// Its id.
        id: String,
    },
}

/// What a PC may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum MemberRole {
    /// 经办人.
    Staff,
    /// 负责人, who is 经办人, too.
    Head,
    /// 密钥管理员, who is 经办人, too.
    KeyAdmin,
}

/// What a person decides about a publication, a dataset or a request.
#[derive(Debug, Subcommand)]
pub(crate) enum Decision {
    /// Let out what waits for the head: a publication, a request, an answer.
    Consent {
        /// The publication, dataset or request.
        id: String,
    },
    /// Turn down what waits for the head.
    Decline {
        /// The publication, dataset or request.
        id: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Agree to a request.
    Agree {
        /// The request.
        id: String,
        /// Until the end of this date; otherwise as asked.
        #[arg(long, value_name = "DATE")]
        until: Option<String>,
        /// Conditions.
        #[arg(long, default_value = "", value_name = "TEXT")]
        condition: String,
        /// Only the newest version, not later ones.
        #[arg(long)]
        this_version: bool,
    },
    /// Return a request: everything that is missing, at once.
    Return {
        /// The request.
        id: String,
        /// What is missing.
        #[arg(long, required = true, num_args = 1.., value_name = "TEXT")]
        missing: Vec<String>,
    },
    /// Refuse a request.
    Refuse {
        /// The request.
        id: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Take a request back.
    Withdraw {
        /// The request.
        id: String,
        /// Why.
        #[arg(long, default_value = "", value_name = "TEXT")]
        reason: String,
    },
    /// End a grant.
    Revoke {
        /// The request.
        id: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

impl Command {
    /// Whether it is the first command of a home.
    pub(crate) const fn is_sign_in(&self) -> bool {
        matches!(self, Self::SignIn { .. })
    }
}
