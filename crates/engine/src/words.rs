//! The one place where faults become words: what happened, is my data safe, what to do, in Chinese and English.
//!
//! No errno, no HTTP status, no path ever stands in a sentence; technicians find the code and a line under 详情.

use jixiang_contract::{Code, ErrorView, Remedy, Severity, Stamp, Words};
use jixiang_model::UnixMillis;

use crate::fault::Fault;
use crate::port::{KeysError, Problem, RemoteError, StoreError};

/// A row of the table: code, who has to move, what the window can do, and three sentences in two languages.
struct Row(Code, Severity, Option<Remedy>, [[String; 2]; 3]);

fn row(code: Code, severity: Severity, remedy: Option<Remedy>, sentences: [[&str; 2]; 3]) -> Row {
    Row(code, severity, remedy, sentences.map(|pair| pair.map(str::to_owned)))
}

/// Sentences that are said of several faults.
const NOTHING_SENT: [&str; 2] =
    ["没有发出任何内容，原文件没有改动。", "Nothing was sent, and the original files are unchanged."];
const KEPT: [&str; 2] = ["已完成的部分已保存，不会丢失。", "What is done is kept; nothing is lost."];
const NOT_WRITTEN: [&str; 2] = ["没有写入任何未核验的内容。", "Nothing that is not verified was written."];
const UNTOUCHED: [&str; 2] = ["本机的数据没有改动。", "Nothing on this PC was changed."];

impl Fault {
    /// The fault as a person reads it.
    #[must_use]
    pub fn view(&self, at: UnixMillis) -> ErrorView {
        let Row(code, severity, remedy, sentences) = self.row();
        let [what, safe, todo] = sentences.map(|[zh, en]| Words { zh, en });
        ErrorView { code, severity, what, safe, todo, remedy, detail: self.detail(), at: Stamp(at.0) }
    }

    /// One line for technicians: ids and words of the program only.
    fn detail(&self) -> Option<String> {
        match self {
            Self::Integrity(_) | Self::Remote(_) | Self::Store(_) | Self::Keys(_) | Self::Internal(_) => {
                Some(self.to_string())
            }
            _ => None,
        }
    }

    fn row(&self) -> Row {
        match self {
            Self::Store(error) => store(error),
            Self::Keys(error) => keys(error),
            Self::Remote(error) => remote(error),
            Self::HomeInUse { program, pid } => in_use(program, *pid),
            Self::KeyMismatch(who)
            | Self::ChainFrozen(who)
            | Self::NoDevice(who)
            | Self::UnknownRecipient(who)
            | Self::AmbiguousRecipient(who) => self.recipient(who),
            Self::Unreadable(name) | Self::ChangedWhileReading(name) => self.source(name),
            Self::PolicyMissing
            | Self::PolicyInvalid(_)
            | Self::RootMismatch
            | Self::SignedOut
            | Self::SignInRefused
            | Self::NotAdmitted
            | Self::Removed
            | Self::Locked => self.standing(),
            Self::Integrity(_)
            | Self::Expired
            | Self::TakenBack
            | Self::TooLate
            | Self::NotFound
            | Self::TypeNotOpened
            | Self::UpdateNeeded => self.delivery(),
            Self::TokenGone
            | Self::TooLarge
            | Self::DiskFull
            | Self::FolderRefused
            | Self::ClockWrong
            | Self::Cancelled
            | Self::Usage(_)
            | Self::Internal(_) => self.desk(),
        }
    }

    /// Faults with a recipient, whose name stands in the sentence.
    fn recipient(&self, who: &str) -> Row {
        let (code, zh, en, todo) = match self {
            Self::KeyMismatch(_) => (
                Code::KeyMismatch,
                format!("{who}的密钥与登记不符"),
                format!("The keys of {who} do not agree with the register"),
                [
                    "请不要改用其他方式发送，先联系对方的密钥管理员核对。",
                    "Do not send it another way; ask their key admin to check first.",
                ],
            ),
            Self::ChainFrozen(_) => (
                Code::ChainFrozen,
                format!("{who}的登记记录出现分歧，已暂停使用"),
                format!("The register of {who} has split and is on hold"),
                [
                    "请联系数据主管部门恢复登记，恢复后可以继续发送。",
                    "Ask the data bureau to restore the register; then send again.",
                ],
            ),
            Self::NoDevice(_) => (
                Code::NoDevice,
                format!("{who}还没有登记的电脑"),
                format!("{who} has no admitted PC yet"),
                [
                    "请对方先登录吉享并完成登记，或改发给对方部门。",
                    "Ask them to sign in and be admitted first, or send it to their department.",
                ],
            ),
            Self::AmbiguousRecipient(_) => (
                Code::AmbiguousRecipient,
                format!("有几个收件人都叫“{who}”"),
                format!("Several recipients are called “{who}”"),
                ["请按部门和职务选定一个。", "Pick one by department and post."],
            ),
            _ => (
                Code::UnknownRecipient,
                format!("没有找到收件人“{who}”"),
                format!("No recipient is called “{who}”"),
                ["请检查名称，或按部门查找。", "Check the name, or search by department."],
            ),
        };
        let pair = |pair: [&str; 2]| pair.map(str::to_owned);
        Row(code, Severity::Act, Some(Remedy::ChangeRecipients), [[zh, en], pair(NOTHING_SENT), pair(todo)])
    }

    /// Faults with a source file.
    fn source(&self, name: &str) -> Row {
        let (code, zh, en, todo) = match self {
            Self::ChangedWhileReading(_) => (
                Code::ChangedWhileReading,
                format!("读取时“{name}”被修改了"),
                format!("“{name}” changed while it was read"),
                ["请先在其他程序中保存并关闭它，再重试。", "Save and close it in the other program, then try again."],
            ),
            _ => (
                Code::Unreadable,
                format!("无法读取“{name}”"),
                format!("“{name}” cannot be read"),
                [
                    "请确认文件还在原处、没有被其他程序独占，再重试。",
                    "Make sure that it is still there and not locked by another program, then try again.",
                ],
            ),
        };
        let pair = |pair: [&str; 2]| pair.map(str::to_owned);
        Row(code, Severity::Act, Some(Remedy::Retry), [[zh, en], pair(NOTHING_SENT), pair(todo)])
    }

    /// Faults of this PC's standing: policy, sign-in, admission.
    fn standing(&self) -> Row {
        use Severity::{Act, Mends};
        match self {
            Self::PolicyMissing => row(
                Code::PolicyMissing,
                Act,
                None,
                [
                    ["这台电脑还没有吉享的管理策略", "This PC has no policy for Jixiang yet"],
                    UNTOUCHED,
                    ["请联系信息中心安装策略文件。", "Ask your IT staff to install the policy file."],
                ],
            ),
            Self::PolicyInvalid(_) => row(
                Code::PolicyInvalid,
                Act,
                None,
                [
                    ["管理策略文件无法使用", "The policy file cannot be used"],
                    UNTOUCHED,
                    ["请联系信息中心检查策略文件。", "Ask your IT staff to check the policy file."],
                ],
            ),
            Self::RootMismatch => row(
                Code::RootMismatch,
                Act,
                None,
                [
                    ["所连平台与本机信任的平台不一致", "This platform is not the one that this PC trusts"],
                    [
                        "没有向它发送任何内容，本机数据是安全的。",
                        "Nothing was sent to it; the data on this PC is safe.",
                    ],
                    ["请检查平台地址，并告诉信息中心。", "Check the platform's address and tell your IT staff."],
                ],
            ),
            Self::SignedOut => row(
                Code::SignedOut,
                Act,
                Some(Remedy::SignIn),
                [
                    ["登录已失效", "You are signed out"],
                    KEPT,
                    ["请重新登录，之后会自动继续。", "Sign in again; everything then goes on by itself."],
                ],
            ),
            Self::SignInRefused => row(
                Code::SignInRefused,
                Act,
                Some(Remedy::SignIn),
                [
                    ["平台没有接受这次登录", "The platform did not accept the sign-in"],
                    UNTOUCHED,
                    ["请检查账号，或联系信息中心。", "Check the account, or ask your IT staff."],
                ],
            ),
            Self::Removed => row(
                Code::Removed,
                Act,
                None,
                [
                    ["这台电脑已从本部门移除", "This PC was removed from the department"],
                    [
                        "已收到的文件仍在本机，新的文件不会再送达。",
                        "Files received are still here; new ones will not arrive.",
                    ],
                    ["如有疑问，请联系本部门的密钥管理员。", "Ask your department's key admin if this is wrong."],
                ],
            ),
            Self::Locked => row(
                Code::Refused,
                Act,
                None,
                [
                    ["这一项由管理员设定", "This is set by the administrator"],
                    UNTOUCHED,
                    ["如需更改，请联系信息中心。", "Ask your IT staff to change it."],
                ],
            ),
            _ => row(
                Code::NotAdmitted,
                Mends,
                None,
                [
                    ["这台电脑正在等待登记", "This PC waits to be admitted"],
                    KEPT,
                    [
                        "请本部门的密钥管理员核对登记码，完成后会自动继续。",
                        "Your key admin has to compare the code; then it goes on by itself.",
                    ],
                ],
            ),
        }
    }

    /// Faults of one delivery.
    fn delivery(&self) -> Row {
        use Severity::Act;
        match self {
            Self::Integrity(_) => row(
                Code::Integrity,
                Act,
                Some(Remedy::Retry),
                [
                    ["内容与签名不符，已停止", "The content does not agree with its signature; it was stopped"],
                    NOT_WRITTEN,
                    [
                        "请重试一次；如果仍然如此，请联系发送方和信息中心。",
                        "Try once more; if it stays so, tell the sender and your IT staff.",
                    ],
                ],
            ),
            Self::Expired => row(
                Code::Expired,
                Act,
                None,
                [
                    ["这份快传已过有效期", "This delivery has expired"],
                    UNTOUCHED,
                    ["如仍需要，请对方重新发送。", "If you still need it, ask the sender to send it again."],
                ],
            ),
            Self::TakenBack => row(
                Code::TakenBack,
                Act,
                None,
                [
                    ["发送方已收回这份快传", "The sender has taken this delivery back"],
                    UNTOUCHED,
                    ["如仍需要，请联系发送方。", "If you still need it, ask the sender."],
                ],
            ),
            Self::TooLate => row(
                Code::TooLate,
                Act,
                None,
                [
                    ["这份快传已不能收回", "This delivery can no longer be taken back"],
                    UNTOUCHED,
                    ["如有需要，请直接联系收件方删除。", "If needed, ask the recipients to delete it."],
                ],
            ),
            Self::TypeNotOpened => row(
                Code::TypeNotOpened,
                Act,
                Some(Remedy::Reveal),
                [
                    ["这类文件不能直接打开", "Files of this type are not opened directly"],
                    ["文件已核验，保存在本机。", "The file is verified and stays on this PC."],
                    [
                        "可以在文件夹中查看；不要运行来历不明的程序。",
                        "Show it in its folder; do not run programs you do not know.",
                    ],
                ],
            ),
            Self::UpdateNeeded => row(
                Code::UpdateNeeded,
                Act,
                None,
                [
                    ["对方使用了更新版本的吉享", "The other side uses a newer version of Jixiang"],
                    KEPT,
                    ["请联系信息中心更新本机的吉享。", "Ask your IT staff to update this program."],
                ],
            ),
            _ => row(
                Code::NotFound,
                Act,
                None,
                [
                    ["没有找到这一项", "There is no such item"],
                    UNTOUCHED,
                    ["它可能已被移除，请返回列表重新选择。", "It may be gone; choose again from the list."],
                ],
            ),
        }
    }

    /// Faults of this desk: disk, clock, tokens.
    fn desk(&self) -> Row {
        use Severity::Act;
        match self {
            Self::TokenGone => row(
                Code::TokenGone,
                Act,
                Some(Remedy::ChooseFile),
                [
                    ["选择的文件已失效", "The chosen file is not known any more"],
                    NOTHING_SENT,
                    ["请重新拖入或选择文件。", "Drop or choose the file again."],
                ],
            ),
            Self::TooLarge => row(
                Code::TooLarge,
                Act,
                Some(Remedy::ChooseFile),
                [
                    ["文件太多或太大，超出一次快传的上限", "This is more than one delivery can hold"],
                    NOTHING_SENT,
                    ["请分几次发送。", "Send it in several deliveries."],
                ],
            ),
            Self::DiskFull => disk_full(),
            Self::FolderRefused => row(
                Code::FolderRefused,
                Act,
                Some(Remedy::ChooseFolder),
                [
                    ["无法写入保存收件的文件夹", "The folder for received files cannot be written"],
                    NOT_WRITTEN,
                    ["请在设置中换一个文件夹，再重试。", "Choose another folder in Settings and try again."],
                ],
            ),
            Self::ClockWrong => row(
                Code::ClockWrong,
                Act,
                Some(Remedy::Retry),
                [
                    ["这台电脑的时间不准", "The clock of this PC is wrong"],
                    NOTHING_SENT,
                    ["请校准系统日期和时间，再重试。", "Correct the date and time of the system and try again."],
                ],
            ),
            Self::Cancelled => row(
                Code::Cancelled,
                Act,
                None,
                [["已取消", "Cancelled"], UNTOUCHED, ["需要时可以重新开始。", "Start again whenever you like."]],
            ),
            Self::Usage(text) => {
                let pair = |pair: [&str; 2]| pair.map(str::to_owned);
                let todo = ["请查看 jx --help。", "See jx --help."];
                Row(Code::Usage, Act, None, [[text.clone(), text.clone()], pair(UNTOUCHED), pair(todo)])
            }
            _ => row(
                Code::Internal,
                Act,
                Some(Remedy::Retry),
                [
                    ["程序出现意外，这一步没有完成", "The program failed in this step"],
                    KEPT,
                    [
                        "请重试；如果仍然如此，请在设置中导出诊断文件交给信息中心。",
                        "Try again; if it stays so, save the diagnosis file in Settings for your IT staff.",
                    ],
                ],
            ),
        }
    }
}

fn disk_full() -> Row {
    row(
        Code::DiskFull,
        Severity::Act,
        Some(Remedy::ClearCache),
        [
            ["磁盘空间不足", "The disk is full"],
            [
                "已有的文件没有改动，没有写入不完整的文件。",
                "Existing files are unchanged; no half-written file was left.",
            ],
            ["请清理磁盘空间后重试。", "Free some space and try again."],
        ],
    )
}

fn in_use(program: &str, pid: u32) -> Row {
    let what = [
        format!("吉享的数据正由另一个程序使用（{program}，进程 {pid}）"),
        format!("The data of Jixiang is in use by another program ({program}, process {pid})"),
    ];
    let pair = |pair: [&str; 2]| pair.map(str::to_owned);
    let todo = ["请使用已打开的窗口，或先关闭那个程序。", "Use the open window, or close that program first."];
    Row(Code::HomeInUse, Severity::Act, None, [what, pair(UNTOUCHED), pair(todo)])
}

fn store(error: &StoreError) -> Row {
    use Severity::Act;
    match error {
        StoreError::Full => disk_full(),
        StoreError::Newer => row(
            Code::HomeTooNew,
            Act,
            None,
            [
                ["本机数据由更新版本的吉享写成", "The data on this PC was written by a newer version"],
                UNTOUCHED,
                ["请联系信息中心更新吉享。", "Ask your IT staff to update the program."],
            ],
        ),
        StoreError::Key => row(
            Code::KeyringLocked,
            Act,
            None,
            [
                ["系统钥匙串里的密钥打不开本机数据", "The key in the keyring does not open the data on this PC"],
                UNTOUCHED,
                [
                    "请用平时的账户登录系统；如已更换系统，请联系信息中心。",
                    "Log in with your usual account; if the system was replaced, ask your IT staff.",
                ],
            ],
        ),
        StoreError::Damaged => row(
            Code::Integrity,
            Act,
            None,
            [
                ["本机的吉享数据已损坏", "The data of Jixiang on this PC is damaged"],
                [
                    "平台上的内容和已保存的文件不受影响。",
                    "What is on the platform and the files you saved are not affected.",
                ],
                ["请联系信息中心处理，不要自行删除数据。", "Ask your IT staff; do not delete anything yourself."],
            ],
        ),
        StoreError::Other(_) => row(
            Code::Internal,
            Act,
            Some(Remedy::Retry),
            [
                ["无法读写本机数据", "The data on this PC cannot be read or written"],
                KEPT,
                ["请重试；如果仍然如此，请联系信息中心。", "Try again; if it stays so, ask your IT staff."],
            ],
        ),
    }
}

fn keys(error: &KeysError) -> Row {
    use Severity::Act;
    match error {
        KeysError::Absent => row(
            Code::NoSecretService,
            Act,
            None,
            [
                ["这个桌面没有密钥保管服务", "This desktop has no secret service"],
                ["没有保存任何密钥，本机数据没有改动。", "No key was stored, and nothing was changed."],
                [
                    "请联系信息中心安装并启用系统钥匙串（如 gnome-keyring）。",
                    "Ask your IT staff to install the system keyring, such as gnome-keyring.",
                ],
            ],
        ),
        KeysError::Locked => row(
            Code::KeyringLocked,
            Act,
            Some(Remedy::Retry),
            [
                ["系统钥匙串没有解锁", "The system keyring is locked"],
                UNTOUCHED,
                ["请解锁系统钥匙串，再重试。", "Unlock the system keyring and try again."],
            ],
        ),
        KeysError::Damaged | KeysError::Other(_) => row(
            Code::KeyringLocked,
            Act,
            Some(Remedy::Retry),
            [
                ["无法从系统钥匙串读取密钥", "The key cannot be read from the system keyring"],
                UNTOUCHED,
                ["请重试；如果仍然如此，请联系信息中心。", "Try again; if it stays so, ask your IT staff."],
            ],
        ),
    }
}

fn remote(error: &RemoteError) -> Row {
    use Severity::{Act, Mends};
    match error {
        RemoteError::Offline(_) => row(
            Code::Offline,
            Mends,
            None,
            [
                ["暂时连不上平台", "The platform cannot be reached right now"],
                KEPT,
                [
                    "不用操作，恢复连接后会自动继续。",
                    "Nothing to do: it goes on by itself when the connection is back.",
                ],
            ],
        ),
        RemoteError::Busy(_) => row(
            Code::Busy,
            Mends,
            None,
            [
                ["平台正忙", "The platform is busy"],
                KEPT,
                ["不用操作，稍后会自动重试。", "Nothing to do: it is tried again by itself."],
            ],
        ),
        RemoteError::Fault(_) => row(
            Code::PlatformFault,
            Mends,
            None,
            [
                ["平台没有给出有效的答复", "The platform gave no valid answer"],
                KEPT,
                [
                    "稍后会自动重试；如果一直如此，请告诉信息中心。",
                    "It is tried again by itself; if it stays so, tell your IT staff.",
                ],
            ],
        ),
        RemoteError::Integrity => Fault::Integrity(String::new()).row(),
        RemoteError::Problem(Problem::Conflict(_)) => row(
            Code::Conflict,
            Act,
            Some(Remedy::Retry),
            [
                ["这件事刚被别人处理过", "Somebody else has just changed this"],
                UNTOUCHED,
                ["请看过最新状态后再决定。", "Look at how it stands now, then decide again."],
            ],
        ),
        RemoteError::Problem(
            problem @ (Problem::Expired | Problem::TakenBack | Problem::Absent | Problem::SignedOut),
        ) => Fault::from(problem.clone()).row(),
        RemoteError::Problem(Problem::Missing(_) | Problem::Refused(_)) => row(
            Code::Refused,
            Act,
            Some(Remedy::Retry),
            [
                ["平台没有接受这个操作", "The platform did not accept this"],
                UNTOUCHED,
                ["请重试；如果仍然如此，请联系信息中心。", "Try again; if it stays so, ask your IT staff."],
            ],
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One fault of every variant, and of every variant within.
    fn faults() -> Vec<Fault> {
        let text = || "王磊".to_owned();
        let mut faults = vec![
            Fault::Integrity("body".to_owned()),
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
            Fault::NotFound,
            Fault::TypeNotOpened,
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
        let remotes =
            [RemoteError::Offline(text()), RemoteError::Busy(None), RemoteError::Fault(text()), RemoteError::Integrity];
        faults.extend(remotes.map(Fault::Remote));
        faults
    }

    #[test]
    fn every_fault_has_three_parts_in_both_languages_and_its_own_code() {
        for fault in faults() {
            let view = fault.view(UnixMillis(1));
            for words in [&view.what, &view.safe, &view.todo] {
                assert!(words.zh.chars().any(|c| !c.is_ascii()), "{fault:?}: {}", words.zh);
                assert!(words.en.len() > 3, "{fault:?}");
            }
            assert_eq!(view.severity == Severity::Mends, fault.mends(), "{fault:?}");
        }
    }
}
