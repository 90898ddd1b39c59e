// Generated from crates/contract. Rewrite with: JIXIANG_WRITE=1 cargo test -p jixiang-contract

/** Every command of the window: what it takes and what it answers. Each may fail with an ErrorView. */
export interface Commands {
  desk: { args: Record<string, never>; answer: Desk };
  sign_in: { args: { 
/** Whose desk, on the demo platform. */
demo_staff: PersonId | null, }; answer: Desk };
  home: { args: Record<string, never>; answer: Home };
  choose: { args: { 
/** Files or a folder. */
what: ChooseKind, }; answer: Array<Picked> };
  paste: { args: Record<string, never>; answer: Array<Picked> };
  describe: { args: { 
/** What was picked. */
tokens: Array<Token>, }; answer: Draft };
  discard: { args: { 
/** What was picked. */
tokens: Array<Token>, }; answer: null };
  recipients: { args: { 
/** Parts of names, organisation or post; pinyin and initials as far as they are known. */
query: string, }; answer: Array<RecipientRow> };
  who_can_open: { args: { 
/** The recipients chosen so far. */
recipients: Array<RecipientId>, }; answer: WhoCanOpen };
  send: { args: { 
/** What, to whom, until when. */
order: SendOrder, }; answer: DeliveryId };
  inbox: { args: Record<string, never>; answer: Inbox };
  delivery: { args: { 
/** Which. */
id: DeliveryId, }; answer: DeliveryCard };
  fetch: { args: { 
/** Which. */
id: DeliveryId, }; answer: TransferId };
  open: { args: { 
/** Which delivery. */
id: DeliveryId, 
/** The index in `DeliveryCard.items`; absent opens the only item, or shows the folder where there are several. */
item: number | null, }; answer: null };
  reveal: { args: { 
/** Which delivery. */
id: DeliveryId, }; answer: null };
  take_back: { args: { 
/** Which. */
id: DeliveryId, }; answer: DeliveryCard };
  history: { args: { 
/** Which. */
id: DeliveryId, }; answer: Array<HistoryLine> };
  transfers: { args: Record<string, never>; answer: Array<TransferRow> };
  pause: { args: { 
/** Which. */
id: TransferId, }; answer: null };
  resume: { args: { 
/** Which. */
id: TransferId, }; answer: null };
  cancel: { args: { 
/** Which. */
id: TransferId, }; answer: null };
  retry: { args: { 
/** Which. */
id: TransferId, }; answer: null };
  my_data: { args: Record<string, never>; answer: MyData };
  settings: { args: Record<string, never>; answer: SettingsView };
  set_setting: { args: { 
/** Which, to what. */
change: SettingChange, }; answer: SettingsView };
  choose_downloads: { args: Record<string, never>; answer: SettingsView };
  diagnosis: { args: Record<string, never>; answer: string | null };
}

/** Opens the channel of events; its argument is the channel. */
export const LISTEN = "listen"

/** Every error code. */
export const CODES: readonly Code[] = [
  "home_in_use",
  "home_too_new",
  "policy_missing",
  "policy_invalid",
  "root_mismatch",
  "no_secret_service",
  "keyring_locked",
  "signed_out",
  "sign_in_refused",
  "not_admitted",
  "removed",
  "offline",
  "busy",
  "refused",
  "platform_fault",
  "conflict",
  "integrity",
  "key_mismatch",
  "chain_frozen",
  "no_device",
  "unknown_recipient",
  "ambiguous_recipient",
  "update_needed",
  "unreadable",
  "changed_while_reading",
  "token_gone",
  "too_large",
  "disk_full",
  "folder_refused",
  "clock_wrong",
  "expired",
  "taken_back",
  "too_late",
  "not_found",
  "type_not_opened",
  "cancelled",
  "usage",
  "internal",
]

/** What a statement did. */
export type Act = "delivery" | "record" | "receipt" | "opened" | "take-back" | "reseal";

/** A number of bytes, below 2^53 so that it is exact in TypeScript. */
export type ByteCount = number;

/** What this home takes on the disk: everything in it is encrypted. */
export type CacheView = { 
/** Bytes in use. */
used: ByteCount, };

/** How far a delivery is, for one recipient or for all. */
export type Chain = { 
/** How many recipients there are. */
of: number, 
/** The steps reached so far, in order. Steps that do not concern this desk are left out. */
reached: Array<Reached>, };

/** What the system's chooser offers. */
export type ChooseKind = "files" | "folder";

/** What went wrong, for scripts, for the diagnosis file and under 详情. Stable once released. */
export type Code = "home_in_use" | "home_too_new" | "policy_missing" | "policy_invalid" | "root_mismatch" | "no_secret_service" | "keyring_locked" | "signed_out" | "sign_in_refused" | "not_admitted" | "removed" | "offline" | "busy" | "refused" | "platform_fault" | "conflict" | "integrity" | "key_mismatch" | "chain_frozen" | "no_device" | "unknown_recipient" | "ambiguous_recipient" | "update_needed" | "unreadable" | "changed_while_reading" | "token_gone" | "too_large" | "disk_full" | "folder_refused" | "clock_wrong" | "expired" | "taken_back" | "too_late" | "not_found" | "type_not_opened" | "cancelled" | "usage" | "internal";

/** How it stands with the platform. */
export type Connection = { "state": "connecting" } | { "state": "online", 
/** Since when. */
since: Stamp, } | { "state": "offline", 
/** Since when. */
since: Stamp, };

/** Figures beside the places in the nav. */
export type Counts = { 
/** What waits in the inbox. */
inbox: InboxCount, 
/** Datasets in the catalogue; absent until a catalogue was read. */
catalogue?: number, 
/** What this PC holds and published. */
mine: number, 
/** Transfers that are not finished. */
transfers: number, };

/** Everything on the open card. */
export type DeliveryCard = { 
/** Its id. */
id: DeliveryId, 
/** Sent or received. */
direction: Direction, 
/** The sender's title. */
title: string, 
/** The sender's note; empty where there is none. */
note: string, 
/** Who sent it; every word comes from a verified statement. */
sender: Party, 
/** Each recipient with its own steps. A receiver sees the others, but no steps of theirs that are not its to see. */
recipients: Array<RecipientStatus>, 
/** What is in it; opened by index. */
items: Array<DeliveryItem>, 
/** Bytes of all content. */
bytes: ByteCount, 
/** Files in all. */
files: number, 
/** When it was sent. */
sent: Stamp, 
/** When it ends: the last millisecond of its last day. */
expires: Stamp, 
/** Where it stands. */
standing: Standing, 
/** Whether it can be taken back. */
take_back: TakeBackState, 
/** The folder it was written to, as a person knows it, e.g. 下载/吉享; absent before. */
saved_in?: string, };

/** The id of a delivery: the scope of its thread, hexadecimal. */
export type DeliveryId = string;

/** One file or folder at the top of a delivery. */
export type DeliveryItem = { 
/** Its name, made safe. */
name: string, 
/** Its content. */
bytes: ByteCount, 
/** File or folder. */
kind: ItemKind, 
/** What can be done with it here. */
state: ItemState, };

/** The department's keys as this PC has verified them. */
export type DepartmentKeysView = { 
/** The number of the current epoch, from 1. */
epoch: number, 
/** Since when it is used. */
since: Stamp, 
/** Admitted PCs. */
devices: number, 
/** Who admits PCs. */
admins: Array<Party>, };

/** Everything outside the pages themselves. Asked at start and whenever `Changed` names the desk. */
export type Desk = { 
/** Demo or real; DEMO stands on every screen. */
ground: Ground, 
/** Theme, text size and language, needed before anything is painted. */
display: Display, 
/** How far this PC is. */
stage: Stage, };

/** This PC in its department. */
export type DeviceView = { 
/** Its name, e.g. that of the computer. */
name: string, 
/** The fingerprint of its signing key in groups of four. */
fingerprint: string, 
/** When it was admitted. */
admitted: Stamp, 
/** Where the key that wraps its keys lies. */
store: KeyStore, };

/** From this desk's point of view. */
export type Direction = "send" | "receive";

/** How the window looks and when it speaks up. */
export type Display = { 
/** Text size. */
text_size: TextSize, 
/** Light or dark. */
theme: Theme, 
/** Language. */
language: Language, 
/** When it speaks up. */
notices: NoticeLevel, };

/** What is about to be sent, as it was found on this PC. */
export type Draft = { 
/** The suggested title, from the names. */
title: string, 
/** What was dropped, in that order. */
items: Array<DraftItem>, 
/** Bytes of all readable content. */
bytes: ByteCount, 
/** Files in all, those inside folders included. */
files: number, };

/** One dropped file or folder. */
export type DraftItem = { 
/** Its token. */
token: Token, 
/** Its own name. */
name: string, 
/** File or folder. */
kind: DraftKind, 
/** Bytes of its readable content. */
bytes: ByteCount, 
/** What a person should know about it before sending. */
odd: Array<Odd>, };

/** File or folder. */
export type DraftKind = { "kind": "file" } | { "kind": "folder", 
/** Files inside, at any depth. */
files: number, };

/** A drag over the whole window. */
export type Drag = { "drag": "over", 
/** Name of the first file or folder. */
name: string, 
/** Its size where it is known. */
bytes?: ByteCount, 
/** How many in all. */
count: number, } | { "drag": "left" } | { "drag": "dropped", 
/** What was dropped. */
picked: Array<Picked>, };

/** How near the end is, counted by the engine. */
export type Due = { "due": "late", 
/** Working days. */
days: number, } | { "due": "today" } | { "due": "left", 
/** Working days for what must be decided, days for what expires. */
days: number, };

/** A failure, ready to be shown. Never contains a path, an errno or an HTTP status. */
export type ErrorView = { 
/** For scripts and under 详情. */
code: Code, 
/** Who has to move. */
severity: Severity, 
/** What happened. */
what: Words, 
/** Is my data safe. */
safe: Words, 
/** What to do. */
todo: Words, 
/** What the window can do about it; `todo` says the rest. */
remedy?: Remedy, 
/** One line for technicians, ids and figures only. */
detail?: string, 
/** When it happened. */
at: Stamp, };

/** What the engine tells the window. */
export type Event = { "event": "changed", 
/** Which. */
places: Array<Place>, } | { "event": "progress", 
/** Only those that moved. */
transfers: Array<ProgressLine>, } | { "event": "drag", 
/** What. */
drag: Drag, } | { "event": "notice", 
/** What to say. */
notice: Notice, } | { "event": "show", 
/** The page. */
place: Place, 
/** The row to open there. */
delivery?: DeliveryId, };

/** Which ground this home stands on. Derived from how the root was pinned, never set. */
export type Ground = "demo" | "real";

/** Something that was fetched and verified and is kept on this PC. */
export type HeldRow = { 
/** The delivery it came with. */
id: DeliveryId, 
/** Its title. */
title: string, 
/** Who sent it. */
from: Party, 
/** Bytes of content. */
bytes: ByteCount, 
/** When it was verified here. */
verified: Stamp, 
/** Until when it may be used. */
until: Stamp, };

/** One signed act, for the history and for `jx history`. */
export type HistoryLine = { 
/** What was done. */
act: Act, 
/** The person whose device signed it. */
who: string, 
/** The department of that device. */
department: string, 
/** When, says the signer. */
at: Stamp, 
/** The signed statement. */
statement: StatementId, };

/** The morning page. */
export type Home = { 
/** What ends today or is late, most urgent first. */
due: Array<InboxRow>, 
/** What arrived and was not opened yet, newest first. */
arrived: Array<InboxRow>, 
/** Transfers that are not finished. */
transfers: Array<TransferRow>, };

/** The inbox with its sections, each newest first. */
export type Inbox = { 
/** 待我办理: what ends today first, then what waits. */
decide: Array<InboxRow>, 
/** 新到文件: arrived and not finished. */
arrived: Array<InboxRow>, 
/** 我发起的: sent by this desk and still alive. */
sent: Array<InboxRow>, 
/** 已办: opened, expired, taken back. */
done: Array<InboxRow>, };

/** What waits in the inbox. */
export type InboxCount = { 
/** To decide and newly arrived. */
waiting: number, 
/** Of these, what ends today or is late. */
due: number, };

/** One row of a list. */
export type InboxRow = { 
/** Its id, for the card. */
id: DeliveryId, 
/** What it is about. */
kind: RowKind, 
/** Sent or received. */
direction: Direction, 
/** Its title. */
title: string, 
/** The sender of what arrives, the recipients of what was sent. */
parties: Array<Party>, 
/** Bytes of content. */
bytes: ByteCount, 
/** When it arrived or was sent. */
at: Stamp, 
/** Where it stands. */
standing: Standing, 
/** How near its end is; absent where nothing has to be done. */
due?: Due, };

/** File or folder. */
export type ItemKind = { "kind": "file" } | { "kind": "folder", 
/** Files inside, at any depth. */
files: number, };

/** What can be done with an item on this PC. */
export type ItemState = "away" | "openable" | "show_only";

/** Where the wrapping key lies. */
export type KeyStore = "system" | "file";

/** The language of the window. */
export type Language = "zh" | "en";

/** Who set a value. */
export type Lock = "administrator" | "free";

/** A duration in milliseconds. */
export type Millis = number;

/** What this PC holds. */
export type MyData = { 
/** Fetched deliveries, newest first. */
held: Array<HeldRow>, };

/** One summary for everything, at most three lines, the most urgent item named. */
export type Notice = { 
/** The bold line. */
title: Words, 
/** The most urgent item. */
text: Words, 
/** Where 去办理 leads. */
place: Place, 
/** The row to open there. */
delivery?: DeliveryId, 
/** When. */
at: Stamp, };

/** When the window speaks up. */
export type NoticeLevel = "act_and_arrived" | "act";

/** What is odd about a file or folder. Only `Unreadable` and `TooMany` stop the sending. */
export type Odd = { "odd": "empty" } | { "odd": "unreadable", 
/** The name inside the folder, or its own. */
name: string, } | { "odd": "links", 
/** How many. */
count: number, } | { "odd": "names", 
/** How many. */
count: number, } | { "odd": "too_many" };

/** One recipient and how many PCs of it can open the delivery. */
export type Opener = { 
/** Which of the recipients asked about. */
id: RecipientId, 
/** The recipient. */
party: Party, 
/** Admitted PCs; 0 means that it cannot be sent to yet. */
devices: number, };

/** The other side of an act: a whole department or one person in it. */
export type Party = { "kind": "department", 
/** The department's full name. */
department: string, 
/** The organisation tree from the top down to the department. */
path: Array<string>, } | { "kind": "person", 
/** The department's full name. */
department: string, 
/** The organisation tree from the top down to the department. */
path: Array<string>, 
/** The person's name. */
name: string, 
/** The person's post. */
post: string, };

/** Whose desk this is. */
export type Person = { 
/** The person's id in the directory. */
id: PersonId, 
/** The department's full name, e.g. 长春市财政局. */
department: string, 
/** The organisation tree from the top down to the department, e.g. 吉林省, 长春市, 财政局. */
path: Array<string>, 
/** The person's name. */
name: string, 
/** The person's post, e.g. 预算处处长. */
post: string, 
/** Roles of this PC's device, replayed from the department's chain. */
roles: Array<Role>, };

/** The id of a person in the directory, e.g. the staff id `cz-li`. */
export type PersonId = string;

/** A file or folder that a person dropped, pasted or chose. */
export type Picked = { 
/** Stands for it in `describe` and `send`. */
token: Token, 
/** Its own name without any folder. */
name: string, 
/** Its size where it is known without reading a folder. */
bytes?: ByteCount, };

/** A part of the screen whose view model can be asked for again. */
export type Place = "desk" | "home" | "catalogue" | "inbox" | "mine" | "transfers" | "settings";

/** The platform. */
export type PlatformView = { 
/** Its address. */
address: string, 
/** Who set it. */
lock: Lock, 
/** How it stands. */
connection: Connection, 
/** The last round trip; absent while it is not known. */
round_trip?: Millis, };

/** The figures of one transfer. */
export type ProgressLine = { 
/** Which. */
id: TransferId, 
/** Bytes done. */
done: ByteCount, 
/** Bytes in all. */
total: ByteCount, 
/** What it does now. */
state: TransferState, };

/** Whether something can be sealed to a recipient now. */
export type Reach = { "reach": "ready", 
/** How many. */
devices: number, } | { "reach": "unchecked" } | { "reach": "no_device" };

/** A step that was reached. */
export type Reached = { 
/** Which. */
step: Step, 
/** By how many of the recipients. */
by: number, 
/** When the last of them did. */
at: Stamp, };

/** Who can be picked in the sheet: a department or a person. Only the engine takes it apart. */
export type RecipientId = string;

/** One row of the picker. */
export type RecipientRow = { 
/** Argument of `who_can_open` and `send`. */
id: RecipientId, 
/** Shown in full, so that two people of one name differ. */
party: Party, 
/** Whether something can be sealed to it now. */
reach: Reach, };

/** One recipient of a delivery. */
export type RecipientStatus = { 
/** Who. */
party: Party, 
/** How far, for this recipient alone (`of` is 1). */
chain: Chain, };

/** The one button an error offers, if the window itself can do something about it. */
export type Remedy = "retry" | "choose_file" | "change_recipients" | "choose_folder" | "reveal" | "show_transfers" | "show_settings" | "sign_in";

/** What a device may do in its department. Staff is what everyone may do. */
export type Role = "staff" | "head" | "key_admin" | "registrar";

/** The root of trust. */
export type RootView = { 
/** The fingerprint of the root key in groups of four. */
fingerprint: string, 
/** Who pinned it. */
lock: Lock, };

/** What a row is about. */
export type RowKind = "delivery";

/** What Send means. The engine reads the files of the tokens, seals and queues them. */
export type SendOrder = { 
/** What to send, at least one. */
tokens: Array<Token>, 
/** The title, at most 128 characters. */
title: string, 
/** To whom, at least one. */
recipients: Array<RecipientId>, 
/** A note to the recipients; may be empty. Sealed like the content. */
note: string, 
/** Days until it expires, 1 to 365, counted from today in UTC+8; the last day counts to its end. */
expires_days: number, };

/** One change on the settings page. A locked value answers with an error. */
export type SettingChange = { "setting": "text_size", 
/** The new value. */
value: TextSize, } | { "setting": "theme", 
/** The new value. */
value: Theme, } | { "setting": "language", 
/** The new value. */
value: Language, } | { "setting": "notices", 
/** The new value. */
value: NoticeLevel, };

/** Everything on the settings page. */
export type SettingsView = { 
/** This PC. */
device: DeviceView, 
/** The department's keys. */
department: DepartmentKeysView, 
/** The root of trust. */
root: RootView, 
/** The platform. */
platform: PlatformView, 
/** What is kept on this PC. */
cache: CacheView, 
/** The folder for received files, as a person knows it. */
downloads: string, 
/** Who set that folder. */
downloads_lock: Lock, 
/** Theme, text size, language, notices. */
display: Display, 
/** The version of this program. */
version: string, };

/** Who has to move. */
export type Severity = "act" | "mends";

/** A desk of the demo province. */
export type StaffChoice = { 
/** The staff id, argument of `sign_in`. */
id: PersonId, 
/** The department's full name. */
department: string, 
/** The person's name. */
name: string, 
/** The person's post. */
post: string, };

/** From the first start to the daily page. */
export type Stage = { "stage": "stopped", 
/** Why and what to do. */
error: ErrorView, } | { "stage": "sign_in", 
/** The platform's address from the policy. */
platform: string, 
/** On the demo platform: whose desk can be taken. Empty otherwise. */
staff: Array<StaffChoice>, } | { "stage": "admit", 
/** Who signed in. */
me: Person, 
/** The code to read out, in groups, e.g. `7F3A`, `91C2`, …; at least 80 bits. */
code: Array<string>, 
/** Who can admit it. */
admins: Array<Party>, } | { "stage": "ready", 
/** Whose desk it is. */
me: Person, 
/** How it stands with the platform. */
connection: Connection, 
/** When the ledger was last read to its end; absent before the first time. */
synced?: Stamp, 
/** Figures beside the places. */
counts: Counts, };

/** A moment: milliseconds since 1970-01-01 UTC. A claim of whoever stated it, shown in UTC+8. */
export type Stamp = number;

/** Where a delivery stands on this desk. */
export type Standing = { "standing": "moving", 
/** Its row in Transfers. */
transfer: TransferId, 
/** What was reached before. */
chain: Chain, } | { "standing": "reached", 
/** How far. */
chain: Chain, } | { "standing": "failed", 
/** Why and what to do. */
error: ErrorView, 
/** What was reached before. */
chain: Chain, } | { "standing": "expired", 
/** What was reached before. */
chain: Chain, } | { "standing": "taken_back", 
/** When. */
at: Stamp, } | { "standing": "take_back_asked", 
/** When. */
at: Stamp, 
/** What was reached before. */
chain: Chain, };

/** The id of a signed statement, hexadecimal. */
export type StatementId = string;

/** The honest words of a delivery, in order: 已封装, 已上传, 已取走, 已核验, 已打开. */
export type Step = "seal" | "store" | "fetch" | "verify" | "open";

/** Whether the sender can still take it back, and what that would mean. */
export type TakeBackState = { "state": "offer" } | { "state": "ask" } | { "state": "done", 
/** When. */
at: Stamp, } | { "state": "asked", 
/** When. */
at: Stamp, } | { "state": "closed" };

/** Text size, as a share of the standard. */
export type TextSize = "100" | "125" | "150" | "200";

/** Light or dark. */
export type Theme = "system" | "light" | "dark";

/** Stands for a file or folder on this PC that a person dropped, pasted or chose. The path stays in the engine. */
export type Token = string;

/** The id of a running or finished transfer on this PC; never leaves it. */
export type TransferId = string;

/** One line of Transfers. */
export type TransferRow = { 
/** Its id, for pause, resume, cancel and retry. */
id: TransferId, 
/** What it belongs to. */
delivery: DeliveryId, 
/** Sent or received. */
direction: Direction, 
/** Its title. */
title: string, 
/** To whom, or from whom. */
parties: Array<Party>, 
/** Bytes done, of `total`. Never falls, except after a retry. */
done: ByteCount, 
/** Bytes in all, as content. */
total: ByteCount, 
/** What it does now. */
state: TransferState, };

/** What a transfer does now. */
export type TransferState = { "state": "wait" } | { "state": "move", 
/** Bytes per second over the last seconds. */
speed: ByteCount, 
/** Time left; absent until it can be said honestly. */
left?: Millis, } | { "state": "pause" } | { "state": "stall", 
/** When the last byte moved. */
since: Stamp, 
/** Why, as far as it is known; it mends itself. */
error: ErrorView, } | { "state": "fail", 
/** Why and what to do. */
error: ErrorView, } | { "state": "done", 
/** When. */
at: Stamp, 
/** How far the delivery is. */
chain: Chain, 
/** Whether the sender can take it back. */
take_back: TakeBackState, };

/** The facts of the sentence who can open it. Verified to the pinned root when this is answered. */
export type WhoCanOpen = { 
/** Each recipient with its admitted PCs, in the order asked. */
openers: Array<Opener>, 
/** The sender's own PCs that can open it too. */
own_devices: number, };

/** One sentence in both languages. */
export type Words = { 
/** Chinese. */
zh: string, 
/** English. */
en: string, };
