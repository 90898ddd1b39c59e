//! The table of sentences: code, who has to move, what the window can do; what happened, is my data safe, what to do.
//! `{who}`, `{program}` and `{pid}` are filled in.

use jixiang_contract::{Code, Remedy, Severity};

/// One sentence in Chinese and English.
pub(super) type Pair = [&'static str; 2];

/// A row of the table.
pub(super) struct Row {
    pub(super) code: Code,
    pub(super) severity: Severity,
    pub(super) remedy: Option<Remedy>,
    pub(super) what: Pair,
    pub(super) safe: Pair,
    pub(super) todo: Pair,
}

const NOTHING_SENT: Pair =
    ["没有发出任何内容，原文件没有改动。", "Nothing was sent, and the original files are unchanged."];
const KEPT: Pair = ["已完成的部分已保存，不会丢失。", "What is done is kept; nothing is lost."];
const NOT_WRITTEN: Pair = ["没有写入任何未核验的内容。", "Nothing that is not verified was written."];
const UNTOUCHED: Pair = ["本机的数据没有改动。", "Nothing on this PC was changed."];
const NOTHING_HALF: Pair =
    ["已有的文件没有改动，没有写入不完整的文件。", "Existing files are unchanged; no half-written file was left."];
const RECEIVED_STAYS: Pair =
    ["已收到的文件仍在本机，新的文件不会再送达。", "Files received are still here; new ones will not arrive."];
const VERIFIED_HERE: Pair = ["文件已核验，保存在本机。", "The file is verified and stays on this PC."];
const ELSEWHERE_SAFE: Pair =
    ["平台上的内容和已保存的文件不受影响。", "What is on the platform and the files you saved are not affected."];
const NOTHING_SIGNED: Pair = ["没有签署任何内容，数据没有改动。", "Nothing was signed, and nothing was changed."];
const STANDS: Pair = ["已签署的部分有效，没有丢失。", "What is signed stands; nothing is lost."];
const NO_KEY_STORED: Pair = ["没有保存任何密钥，本机数据没有改动。", "No key was stored, and nothing was changed."];

macro_rules! remedy {
    (None) => {
        None
    };
    ($remedy:ident) => {
        Some(Remedy::$remedy)
    };
}

macro_rules! rows {
    ($($name:ident = $code:ident $severity:ident $remedy:ident:
        $what_zh:literal / $what_en:literal; $safe:ident; $todo_zh:literal / $todo_en:literal;)*) => {$(
        pub(super) const $name: Row = Row {
            code: Code::$code,
            severity: Severity::$severity,
            remedy: remedy!($remedy),
            what: [$what_zh, $what_en],
            safe: $safe,
            todo: [$todo_zh, $todo_en],
        };
    )*};
}

rows! {
    NO_POLICY = PolicyMissing Act None:
        "这台电脑还没有吉享的管理策略" / "This PC has no policy for Jixiang yet"; UNTOUCHED;
        "请联系信息中心安装策略文件。" / "Ask your IT staff to install the policy file.";
    BAD_POLICY = PolicyInvalid Act None:
        "管理策略文件无法使用" / "The policy file cannot be used"; UNTOUCHED;
        "请联系信息中心检查策略文件。" / "Ask your IT staff to check the policy file.";
    OTHER_ROOT = RootMismatch Act None:
        "所连平台与本机信任的平台不一致" / "This platform is not the one that this PC trusts"; NOTHING_SENT;
        "请检查平台地址，并告诉信息中心。" / "Check the platform's address and tell your IT staff.";
    SIGNED_OUT = SignedOut Act SignIn:
        "登录已失效" / "You are signed out"; KEPT;
        "请重新登录，之后会自动继续。" / "Sign in again; everything then goes on by itself.";
    SIGN_IN_REFUSED = SignInRefused Act SignIn:
        "平台没有接受这次登录" / "The platform did not accept the sign-in"; UNTOUCHED;
        "请检查账号，或联系信息中心。" / "Check the account, or ask your IT staff.";
    REMOVED = Removed Act None:
        "这台电脑已从本部门移除" / "This PC was removed from the department"; RECEIVED_STAYS;
        "如有疑问，请联系本部门的密钥管理员。" / "Ask your department's key admin if this is wrong.";
    LOCKED = Refused Act None:
        "这一项由管理员设定" / "This is set by the administrator"; UNTOUCHED;
        "如需更改，请联系信息中心。" / "Ask your IT staff to change it.";
    NOT_ADMITTED = NotAdmitted Mends None:
        "这台电脑正在等待登记" / "This PC waits to be admitted"; KEPT;
        "请本部门的密钥管理员核对登记码，完成后会自动继续。" / "Your key admin has to compare the code; then it goes on by itself.";
    HOME_IN_USE = HomeInUse Act None:
        "吉享的数据正由另一个程序使用（{program}，进程 {pid}）" / "The data of Jixiang is in use by another program ({program}, process {pid})"; UNTOUCHED;
        "请使用已打开的窗口，或先关闭那个程序。" / "Use the open window, or close that program first.";

    KEY_MISMATCH = KeyMismatch Act ChangeRecipients:
        "{who}的密钥与登记不符" / "The keys of {who} do not agree with the register"; NOTHING_SENT;
        "请不要改用其他方式发送，先联系对方的密钥管理员核对。" / "Do not send it another way; ask their key admin to check first.";
    FROZEN = ChainFrozen Act ChangeRecipients:
        "{who}的登记记录出现分歧，已暂停使用" / "The register of {who} has split and is on hold"; NOTHING_SENT;
        "请联系数据主管部门恢复登记，恢复后可以继续发送。" / "Ask the data bureau to restore the register; then send again.";
    NO_DEVICE = NoDevice Act ChangeRecipients:
        "{who}还没有登记的电脑" / "{who} has no admitted PC yet"; NOTHING_SENT;
        "请对方先登录吉享并完成登记，或改发给对方部门。" / "Ask them to sign in and be admitted first, or send it to their department.";
    AMBIGUOUS = AmbiguousRecipient Act ChangeRecipients:
        "有几个收件人都叫“{who}”" / "Several recipients are called “{who}”"; NOTHING_SENT;
        "请按部门和职务选定一个。" / "Pick one by department and post.";
    UNKNOWN = UnknownRecipient Act ChangeRecipients:
        "没有找到收件人“{who}”" / "No recipient is called “{who}”"; NOTHING_SENT;
        "请检查名称，或按部门查找。" / "Check the name, or search by department.";

    UNREADABLE = Unreadable Act Retry:
        "无法读取“{who}”" / "“{who}” cannot be read"; NOTHING_SENT;
        "请确认文件还在原处、没有被其他程序独占，再重试。" / "Make sure that it is still there and not locked by another program, then try again.";
    CHANGED = ChangedWhileReading Act Retry:
        "读取时“{who}”被修改了" / "“{who}” changed while it was read"; NOTHING_SENT;
        "请先在其他程序中保存并关闭它，再重试。" / "Save and close it in the other program, then try again.";
    TOKEN_GONE = TokenGone Act ChooseFile:
        "选择的文件已失效" / "The chosen file is not known any more"; NOTHING_SENT;
        "请重新拖入或选择文件。" / "Drop or choose the file again.";
    TOO_LARGE = TooLarge Act ChooseFile:
        "文件太多或太大，超出一次的上限" / "This is more than can be sent or published at once"; NOTHING_SENT;
        "请分几次办理。" / "Do it in several parts.";
    DISK_FULL = DiskFull Act Retry:
        "磁盘空间不足" / "The disk is full"; NOTHING_HALF;
        "请清理磁盘空间后重试。" / "Free some space and try again.";
    FOLDER_REFUSED = FolderRefused Act ChooseFolder:
        "无法写入保存收件的文件夹" / "The folder for received files cannot be written"; NOT_WRITTEN;
        "请在设置中换一个文件夹，再重试。" / "Choose another folder in Settings and try again.";
    CLOCK_WRONG = ClockWrong Act Retry:
        "这台电脑的时间不准" / "The clock of this PC is wrong"; NOTHING_SENT;
        "请校准系统日期和时间，再重试。" / "Correct the date and time of the system and try again.";

    INTEGRITY = Integrity Act Retry:
        "内容与签名不符，已停止" / "The content does not agree with its signature; it was stopped"; NOT_WRITTEN;
        "请重试一次；如果仍然如此，请联系发送方和信息中心。" / "Try once more; if it stays so, tell the sender and your IT staff.";
    LOST = Integrity Act None:
        "平台上有内容丢失或损坏" / "Something on the platform is lost or damaged"; UNTOUCHED;
        "请按列出的办法处理，并告诉信息中心。" / "Do what each line says, and tell your IT staff.";
    EXPIRED = Expired Act None:
        "这份快传已过有效期" / "This delivery has expired"; UNTOUCHED;
        "如仍需要，请对方重新发送。" / "If you still need it, ask the sender to send it again.";
    TAKEN_BACK = TakenBack Act None:
        "发送方已收回这份快传" / "The sender has taken this delivery back"; UNTOUCHED;
        "如仍需要，请联系发送方。" / "If you still need it, ask the sender.";
    TOO_LATE = TooLate Act None:
        "这份快传已不能收回" / "This delivery can no longer be taken back"; UNTOUCHED;
        "如有需要，请直接联系收件方删除。" / "If needed, ask the recipients to delete it.";
    SIGNED = TooLate Act None:
        "这一步已经签名，不能撤销" / "This is signed already and cannot be undone"; KEPT;
        "请看办理情况；如有需要，请按当前状态重新办理。" / "See how it stands, and go on from there.";
    GRANT_OVER = Expired Act None:
        "这份数据的使用时限已到" / "The time for which this data was granted is over"; ELSEWHERE_SAFE;
        "如仍需要，请重新申请。" / "If you still need it, ask for it again.";
    HALFWAY = NotAllowed Act None:
        "这件事只办成了一部分" / "Only a part of this could be done"; STANDS;
        "请看办理情况，再决定下一步。" / "See how it stands, then decide what is next.";
    NOT_FOUND = NotFound Act None:
        "没有找到这一项" / "There is no such item"; UNTOUCHED;
        "它可能已被移除，请返回列表重新选择。" / "It may be gone; choose again from the list.";
    TYPE_NOT_OPENED = TypeNotOpened Act Reveal:
        "这类文件不能直接打开" / "Files of this type are not opened directly"; VERIFIED_HERE;
        "可以在文件夹中查看；不要运行来历不明的程序。" / "Show it in its folder; do not run programs you do not know.";
    NO_PROGRAM = TypeNotOpened Act Reveal:
        "没有程序能打开这个文件" / "No program on this PC opened the file"; VERIFIED_HERE;
        "可以在文件夹中查看；需要时请信息中心安装相应的程序。" / "Show it in its folder; ask your IT staff for a program if you need one.";
    UPDATE_NEEDED = UpdateNeeded Act None:
        "对方使用了更新版本的吉享" / "The other side uses a newer version of Jixiang"; KEPT;
        "请联系信息中心更新本机的吉享。" / "Ask your IT staff to update this program.";
SHOWN_CHANGED = Changed Act None:
        "这件事刚刚有了变化" / "This matter has just changed"; NOTHING_SIGNED;
        "请看过新的内容，再决定。" / "Look at what is new, then decide again.";
    NOT_ALLOWED = NotAllowed Act None:
        "这一步现在不能由您办理" / "You cannot do this now"; NOTHING_SIGNED;
        "请看办理情况；需要负责人办理的，请转告负责人。" / "See how it stands; where a head has to act, tell your head.";
    WITHHELD = Withheld Act None:
        "这项数据依法不予共享" / "This data is withheld by law"; NOTHING_SIGNED;
        "依据的法律条文写在目录页上。" / "The statute is stated on the dataset's page.";
    FIELD = FieldInvalid Act None:
        "“{who}”没有填写，或填写的内容不能使用" / "A field is missing or cannot be used: {who}"; NOTHING_SIGNED;
        "请补全后再提交。" / "Fill it in and submit again.";
    NAME_TAKEN = FieldInvalid Act None:
        "本部门已有名为“{who}”的信息资源" / "Your department already has a dataset called “{who}”"; NOTHING_SIGNED;
        "请换一个名称；如果是它的新版本，请选为它的下一版。" / "Choose another name; if this is its next version, publish it as that.";
    NO_GRANT = NoGrant Act None:
        "本部门还没有这项数据的授权" / "Your department has no grant for this data"; NOT_WRITTEN;
        "请先在目录里申请，同意后即可收取。" / "Ask for it in the catalogue first; it can be fetched once agreed.";
    UNKNOWN_CODE = UnknownCode Act None:
        "没有等待登记的电脑使用这个登记码" / "No PC that waits has this code"; NOTHING_SIGNED;
        "请与对方重新核对全部字符。" / "Compare all characters once more.";
    CANCELLED = Cancelled Act None:
        "已取消" / "Cancelled"; UNTOUCHED;
        "需要时可以重新开始。" / "Start again whenever you like.";
    USAGE = Usage Act None:
        "{who}" / "{who}"; UNTOUCHED;
        "请查看 jx --help。" / "See jx --help.";
    INTERNAL = Internal Act Retry:
        "程序出现意外，这一步没有完成" / "The program failed in this step"; KEPT;
        "请重试；如果仍然如此，请在设置中导出诊断文件交给信息中心。" / "Try again; if it stays so, save the diagnosis file in Settings for your IT staff.";

    STORE_NEWER = HomeTooNew Act None:
        "本机数据由更新版本的吉享写成" / "The data on this PC was written by a newer version"; UNTOUCHED;
        "请联系信息中心更新吉享。" / "Ask your IT staff to update the program.";
    STORE_KEY = KeyringLocked Act None:
        "系统钥匙串里的密钥打不开本机数据" / "The key in the keyring does not open the data on this PC"; UNTOUCHED;
        "请用平时的账户登录系统；如已更换系统，请联系信息中心。" / "Log in with your usual account; if the system was replaced, ask your IT staff.";
    STORE_DAMAGED = Integrity Act None:
        "本机的吉享数据已损坏" / "The data of Jixiang on this PC is damaged"; ELSEWHERE_SAFE;
        "请联系信息中心处理，不要自行删除数据。" / "Ask your IT staff; do not delete anything yourself.";
    STORE_OTHER = Internal Act Retry:
        "无法读写本机数据" / "The data on this PC cannot be read or written"; KEPT;
        "请重试；如果仍然如此，请联系信息中心。" / "Try again; if it stays so, ask your IT staff.";
    KEYS_ABSENT = NoSecretService Act None:
        "这个桌面没有密钥保管服务" / "This desktop has no secret service"; NO_KEY_STORED;
        "请联系信息中心安装并启用系统钥匙串（如 gnome-keyring）。" / "Ask your IT staff to install the system keyring, such as gnome-keyring.";
    KEYS_LOCKED = KeyringLocked Act Retry:
        "系统钥匙串没有解锁" / "The system keyring is locked"; UNTOUCHED;
        "请解锁系统钥匙串，再重试。" / "Unlock the system keyring and try again.";
    KEYS_OTHER = KeyringLocked Act Retry:
        "无法从系统钥匙串读取密钥" / "The key cannot be read from the system keyring"; UNTOUCHED;
        "请重试；如果仍然如此，请联系信息中心。" / "Try again; if it stays so, ask your IT staff.";
    OFFLINE = Offline Mends None:
        "暂时连不上平台" / "The platform cannot be reached right now"; KEPT;
        "不用操作，恢复连接后会自动继续。" / "Nothing to do: it goes on by itself when the connection is back.";
    BUSY = Busy Mends None:
        "平台正忙" / "The platform is busy"; KEPT;
        "不用操作，稍后会自动重试。" / "Nothing to do: it is tried again by itself.";
    PLATFORM_FULL = PlatformFull Mends None:
        "平台的存储空间不足" / "The platform has no room left"; KEPT;
        "请告诉信息中心；有空间后会自动继续。" / "Tell your IT staff; it goes on by itself once there is room.";
    PLATFORM_FAULT = PlatformFault Mends None:
        "平台没有给出有效的答复" / "The platform gave no valid answer"; KEPT;
        "稍后会自动重试；如果一直如此，请告诉信息中心。" / "It is tried again by itself; if it stays so, tell your IT staff.";
    CONFLICT = Conflict Act Retry:
        "这件事刚被别人处理过" / "Somebody else has just changed this"; UNTOUCHED;
        "请看过最新状态后再决定。" / "Look at how it stands now, then decide again.";
    REFUSED = Refused Act Retry:
        "平台没有接受这个操作" / "The platform did not accept this"; UNTOUCHED;
        "请重试；如果仍然如此，请联系信息中心。" / "Try again; if it stays so, ask your IT staff.";
}
