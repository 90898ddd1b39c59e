//! The one place where faults become words: what happened, is my data safe, what to do, in Chinese and English.
//!
//! No errno, no HTTP status, no path ever stands in a sentence; technicians find the code and a line under 详情.

mod table;

use jixiang_contract::{ErrorView, Stamp, Words};
use jixiang_model::UnixMillis;
use table::{Pair, Row};

use crate::fault::Fault;
use crate::port::{KeysError, Problem, RemoteError, StoreError};

impl Fault {
    /// The fault as a person reads it.
    #[must_use]
    pub fn view(&self, at: UnixMillis) -> ErrorView {
        let row = self.row();
        let fill = |pair: Pair| {
            let [zh, en] = pair.map(|sentence| self.fill(sentence));
            Words { zh, en }
        };
        ErrorView {
            code: row.code,
            severity: row.severity,
            what: fill(row.what),
            safe: fill(row.safe),
            todo: fill(row.todo),
            remedy: row.remedy,
            detail: self.detail(),
            at: Stamp(at.0),
        }
    }

    /// One line for technicians: ids and words of the program only.
    fn detail(&self) -> Option<String> {
        let technical =
            matches!(self, Self::Integrity(_) | Self::Remote(_) | Self::Store(_) | Self::Keys(_) | Self::Internal(_));
        technical.then(|| self.to_string())
    }

    /// Puts names into a sentence.
    fn fill(&self, sentence: &str) -> String {
        if let Self::HomeInUse { program, pid } = self {
            return sentence.replace("{program}", program).replace("{pid}", &pid.to_string());
        }
        if let Self::KeyMismatch(who)
        | Self::ChainFrozen(who)
        | Self::NoDevice(who)
        | Self::UnknownRecipient(who)
        | Self::AmbiguousRecipient(who)
        | Self::Unreadable(who)
        | Self::ChangedWhileReading(who)
        | Self::NameTaken(who)
        | Self::Usage(who) = self
        {
            return sentence.replace("{who}", who);
        }
        if let Self::Field(field) = self {
            return sentence.replace("{who}", field);
        }
        sentence.to_owned()
    }

    fn row(&self) -> Row {
        match self {
            Self::Store(error) => store(error),
            Self::Keys(error) => keys(error),
            Self::Remote(error) => remote(error),
            Self::Integrity(_) => table::INTEGRITY,
            Self::Lost => table::LOST,
            Self::HomeInUse { .. } => table::HOME_IN_USE,
            Self::PolicyMissing => table::NO_POLICY,
            Self::PolicyInvalid(_) => table::BAD_POLICY,
            Self::RootMismatch => table::OTHER_ROOT,
            Self::SignedOut => table::SIGNED_OUT,
            Self::SignInRefused => table::SIGN_IN_REFUSED,
            Self::NotAdmitted => table::NOT_ADMITTED,
            Self::Removed => table::REMOVED,
            Self::KeyMismatch(_) => table::KEY_MISMATCH,
            Self::ChainFrozen(_) => table::FROZEN,
            Self::NoDevice(_) => table::NO_DEVICE,
            Self::UnknownRecipient(_) => table::UNKNOWN,
            Self::AmbiguousRecipient(_) => table::AMBIGUOUS,
            Self::UpdateNeeded => table::UPDATE_NEEDED,
            Self::Unreadable(_) => table::UNREADABLE,
            Self::ChangedWhileReading(_) => table::CHANGED,
            Self::TokenGone => table::TOKEN_GONE,
            Self::TooLarge => table::TOO_LARGE,
            Self::DiskFull => table::DISK_FULL,
            Self::FolderRefused => table::FOLDER_REFUSED,
            Self::ClockWrong => table::CLOCK_WRONG,
            Self::Expired => table::EXPIRED,
            Self::TakenBack => table::TAKEN_BACK,
            Self::TooLate => table::TOO_LATE,
            Self::Signed => table::SIGNED,
            Self::GrantOver => table::GRANT_OVER,
            Self::Halfway => table::HALFWAY,
            Self::NotFound => table::NOT_FOUND,
            Self::TypeNotOpened => table::TYPE_NOT_OPENED,
            Self::NoProgram => table::NO_PROGRAM,
            Self::Changed => table::SHOWN_CHANGED,
            Self::NotAllowed => table::NOT_ALLOWED,
            Self::Withheld => table::WITHHELD,
            Self::Field(_) => table::FIELD,
            Self::NameTaken(_) => table::NAME_TAKEN,
            Self::NoGrant => table::NO_GRANT,
            Self::UnknownCode => table::UNKNOWN_CODE,
            Self::Cancelled => table::CANCELLED,
            Self::Usage(_) => table::USAGE,
            Self::Locked => table::LOCKED,
            Self::Internal(_) => table::INTERNAL,
        }
    }
}

fn store(error: &StoreError) -> Row {
    match error {
        StoreError::Full => table::DISK_FULL,
        StoreError::Newer => table::STORE_NEWER,
        StoreError::Key => table::STORE_KEY,
        StoreError::Damaged => table::STORE_DAMAGED,
        StoreError::Other(_) => table::STORE_OTHER,
    }
}

fn keys(error: &KeysError) -> Row {
    match error {
        KeysError::Absent => table::KEYS_ABSENT,
        KeysError::Locked => table::KEYS_LOCKED,
        KeysError::Damaged | KeysError::Other(_) => table::KEYS_OTHER,
    }
}

fn remote(error: &RemoteError) -> Row {
    match error {
        RemoteError::Offline(_) => table::OFFLINE,
        RemoteError::Busy(_) => table::BUSY,
        RemoteError::Full => table::PLATFORM_FULL,
        RemoteError::Fault(_) => table::PLATFORM_FAULT,
        RemoteError::Integrity => table::INTEGRITY,
        RemoteError::Problem(Problem::Conflict(_)) => table::CONFLICT,
        RemoteError::Problem(Problem::Missing(_) | Problem::Refused(_)) => table::REFUSED,
        RemoteError::Problem(Problem::Expired) => table::EXPIRED,
        RemoteError::Problem(Problem::TakenBack) => table::TAKEN_BACK,
        RemoteError::Problem(Problem::Absent) => table::NOT_FOUND,
        RemoteError::Problem(Problem::SignedOut) => table::SIGNED_OUT,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jixiang_contract::{Code, Severity};

    use super::*;

    /// One fault of every variant, and of every variant within.
    fn faults() -> Vec<Fault> {
        let text = || "王磊".to_owned();
        let mut faults = vec![
            Fault::Integrity("body".to_owned()),
            Fault::Lost,
            Fault::HomeInUse { program: "jixiang".to_owned(), pid: 7 },
            Fault::PolicyMissing,
            Fault::PolicyInvalid(text()),
            Fault::RootMismatch,
            Fault::SignedOut,
            Fault::SignInRefused,
            Fault::NotAdmitted,
            Fault::Removed,
            Fault::KeyMismatch(text()),
            Fault::ChainFrozen(text()),
            Fault::NoDevice(text()),
            Fault::UnknownRecipient(text()),
            Fault::AmbiguousRecipient(text()),
            Fault::UpdateNeeded,
            Fault::Unreadable(text()),
            Fault::ChangedWhileReading(text()),
            Fault::TokenGone,
            Fault::TooLarge,
            Fault::DiskFull,
            Fault::FolderRefused,
            Fault::ClockWrong,
            Fault::Expired,
            Fault::TakenBack,
            Fault::TooLate,
            Fault::Signed,
            Fault::GrantOver,
            Fault::Halfway,
            Fault::NotFound,
            Fault::TypeNotOpened,
            Fault::NoProgram,
            Fault::Changed,
            Fault::NotAllowed,
            Fault::Withheld,
            Fault::Field("使用依据"),
            Fault::NameTaken(text()),
            Fault::NoGrant,
            Fault::UnknownCode,
            Fault::Cancelled,
            Fault::Usage(text()),
            Fault::Locked,
            Fault::Internal(text()),
        ];
        faults.extend(
            [StoreError::Full, StoreError::Key, StoreError::Newer, StoreError::Damaged, StoreError::Other(text())]
                .map(Fault::Store),
        );
        faults.extend(
            [KeysError::Absent, KeysError::Locked, KeysError::Damaged, KeysError::Other(text())].map(Fault::Keys),
        );
        let problems = [
            Problem::Conflict(Vec::new()),
            Problem::Missing(Vec::new()),
            Problem::Refused(text()),
            Problem::Expired,
            Problem::TakenBack,
            Problem::Absent,
            Problem::SignedOut,
        ];
        faults.extend(problems.map(|problem| Fault::Remote(RemoteError::Problem(problem))));
        let remotes = [
            RemoteError::Offline(text()),
            RemoteError::Busy(None),
            RemoteError::Full,
            RemoteError::Fault(text()),
            RemoteError::Integrity,
        ];
        faults.extend(remotes.map(Fault::Remote));
        faults
    }

    #[test]
    fn every_fault_has_three_parts_in_both_languages_and_its_own_code() {
        for fault in faults() {
            let view = fault.view(UnixMillis(1));
            for words in [&view.what, &view.safe, &view.todo] {
                assert!(!words.zh.is_ascii(), "{fault:?}: {}", words.zh);
                assert!(words.en.len() > 3, "{fault:?}");
            }
            assert_eq!(view.severity == Severity::Mends, fault.mends(), "{fault:?}");
        }
    }

    #[test]
    fn no_detail_shows_what_somebody_else_signed() {
        let winners = vec![bytes::Bytes::from_static(b"{\"basis\":\"secret\"}")];
        let fault = Fault::Remote(RemoteError::Problem(Problem::Conflict(winners)));
        assert_eq!(fault.view(UnixMillis(1)).detail.as_deref(), Some("the platform refused: conflict"));
    }

    const BEGIN: &str =
        "<!-- codes: made from the code, JIXIANG_WRITE=1 cargo test -p jixiang-engine --lib words -->\n";
    const END: &str = "<!-- codes end -->";

    /// The table of docs/admin.md: every code in the order of the contract, with each of its sentences.
    fn codes() -> String {
        let line = |fault: &Fault| {
            let Row { code, severity, what: [what, _], todo: [todo, _], .. } = fault.row();
            let at = Code::ALL.iter().position(|known| *known == code).expect("ALL has every code");
            let who = match severity {
                Severity::Act => "人",
                Severity::Mends => "自动恢复",
            };
            (at, what, format!("| `{}` | {what} | {who} | {todo} |\n", code.as_str()))
        };
        let lines: BTreeSet<_> = faults().iter().map(line).collect();
        let used: BTreeSet<_> = lines.iter().map(|(at, ..)| at).collect();
        assert_eq!(used.len(), Code::ALL.len(), "a code that no fault has is no code");
        let head = "| 代码 code | 发生了什么 what happened | 谁来处理 who | 怎么办 what to do |\n|---|---|---|---|\n";
        lines.iter().fold(head.to_owned(), |table, (.., line)| table + line)
    }

    #[test]
    fn the_page_for_it_lists_every_code_with_its_sentences() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/admin.md");
        let page = std::fs::read_to_string(path).expect("the page");
        let (before, rest) = page.split_once(BEGIN).expect("the page has a place for the table");
        let (stands, after) = rest.split_once(END).expect("the table ends");
        if std::env::var_os("JIXIANG_WRITE").is_some() {
            std::fs::write(path, [before, BEGIN, &codes(), END, after].concat()).expect("written");
        } else {
            assert_eq!(stands, codes(), "run the command that stands above the table");
        }
    }
}
