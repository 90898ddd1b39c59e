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
  publish_draft: { args: { 
/** What was picked. */
tokens: Array<Token>, 
/** The dataset of which it becomes the next version. */
dataset: DatasetId | null, }; answer: PublishDraft };
  publish: { args: { 
/** What, as what, for whom. */
order: PublishOrder, }; answer: DatasetId };
  search: { args: { 
/** What is searched for. */
query: CatalogueQuery, }; answer: CataloguePage };
  dataset: { args: { 
/** Which. */
id: DatasetId, }; answer: DatasetPage };
  request_draft: { args: { 
/** For which dataset. */
dataset: DatasetId, }; answer: RequestDraft };
  request: { args: { 
/** Which. */
dataset: DatasetId, 
/** Why, how far, until when. */
fields: RequestFields, 
/** The entry that was shown. */
shown: StatementId, }; answer: MatterId };
  matter: { args: { 
/** Which. */
id: MatterId, }; answer: MatterCard };
  act: { args: { 
/** On which matter. */
id: MatterId, 
/** What. */
act: MatterAct, 
/** The newest statement that the card showed. */
shown: StatementId, }; answer: MatterCard };
  undo: { args: { 
/** On which matter. */
id: MatterId, }; answer: MatterCard | null };
  fetch_dataset: { args: { 
/** Which. */
id: DatasetId, 
/** Which version; absent for the newest that may be fetched. */
version: number | null, }; answer: TransferId };
  open_dataset: { args: { 
/** Which. */
id: DatasetId, }; answer: null };
  reveal_dataset: { args: { 
/** Which. */
id: DatasetId, }; answer: null };
  members: { args: Record<string, never>; answer: MembersView };
  admit: { args: { 
/** All groups of the code, as they were read out. */
code: string, 
/** What it may do beyond staff. */
roles: Array<Role>, }; answer: MembersView };
  remove_member: { args: { 
/** Which. */
id: MemberId, }; answer: MembersView };
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

/** Opens the channel of events; its argument is the channel, its answer a Start. */
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
  "changed",
  "not_allowed",
  "withheld",
  "field_invalid",
  "no_grant",
  "unknown_code",
  "platform_full",
  "cancelled",
  "usage",
  "internal",
]

/** What a statement did, in the words of its kind. */
export type Act = "delivery" | "receipt" | "opened" | "take-back" | "reseal" | "entry" | "record" | "release" | "decline" | "retire" | "request" | "consent" | "approve" | "return" | "refuse" | "extend" | "grant" | "revoke" | "withdraw";

/** An answer 答复. */
export type AnswerView = { 
/** What was decided. */
decision: Decision, 
/** Who prepared or gave it. */
by: Party, 
/** When. */
at: Stamp, 
/** Why; may be empty. */
reason: string, 
/** Everything that is missing. */
missing: Array<string>, 
/** Conditions of an approval; may be empty. */
conditions: string, 
/** Until the end of this day, where the approval says it. */
until?: Day, 
/** Only this version, where the approval says it. */
version?: number, };

/** A number of bytes, below 2^53 so that it is exact in TypeScript. */
export type ByteCount = number;

/** What is kept on this PC for later versions: sealed as on the platform. */
export type CacheView = { 
/** Bytes in use. */
used: ByteCount, 
/** How many it may be; what was used least recently goes first. */
limit: ByteCount, };

/** A page of hits, best first. */
export type CataloguePage = { 
/** Datasets in the whole catalogue. */
all: number, 
/** Hits with all filters. */
found: number, 
/** At most fifty from `offset` on. */
rows: Array<CatalogueRow>, 
/** The organisation tree with the hits below each place, as far as there are any; without the filter of the tree. */
tree: Array<TreeRow>, };

/** What is searched for. */
export type CatalogueQuery = { 
/** Words, parts of words, pinyin or initials; empty shows the newest. */
words: string, 
/** Only this part of the organisation tree, by its path from the top; empty for all. */
path: Array<string>, 
/** Only these classes; empty for all. */
classes: Array<ShareClass>, 
/** Only these cycles; empty for all. */
cycles: Array<UpdateCycle>, 
/** Rows to leave out at the beginning. */
offset: number, };

/** One hit. */
export type CatalogueRow = { 
/** Its id. */
id: DatasetId, 
/** Its name. */
name: Array<Span>, 
/** Its summary, or the columns that were hit. */
text: Array<Span>, 
/** Who provides it. */
provider: Party, 
/** The office within the provider; may be empty. */
unit: string, 
/** Its sharing class. */
class: ShareClass, 
/** How often it changes. */
cycle: UpdateCycle, 
/** When the newest version was released, says its signer. */
updated: Stamp, 
/** Whether this department has it. */
held: Held, };

/** How far a delivery is, for one recipient or for all. */
export type Chain = { 
/** How many recipients there are. */
of: number, 
/** The steps reached so far, in order. Steps that do not concern this desk are left out. */
reached: Array<Reached>, };

/** What the system's chooser offers. */
export type ChooseKind = "files" | "folder";

/** A clock of the decree, counted by the engine. */
export type ClockView = { 
/** The day from which it counts. */
from: Day, 
/** Its last day. */
to: Day, 
/** The working day it is, from 1; 0 on the day of receipt. */
day: number, 
/** Working days in all. */
of: number, 
/** How near its end is. */
due: Due, 
/** One tick for each working day, in order, and whether a gap (weekend, holiday) stands before it. */
ticks: Array<Tick>, };

/** What went wrong, for scripts, for the diagnosis file and under 详情. Stable once released. */
export type Code = "home_in_use" | "home_too_new" | "policy_missing" | "policy_invalid" | "root_mismatch" | "no_secret_service" | "keyring_locked" | "signed_out" | "sign_in_refused" | "not_admitted" | "removed" | "offline" | "busy" | "refused" | "platform_fault" | "conflict" | "integrity" | "key_mismatch" | "chain_frozen" | "no_device" | "unknown_recipient" | "ambiguous_recipient" | "update_needed" | "unreadable" | "changed_while_reading" | "token_gone" | "too_large" | "disk_full" | "folder_refused" | "clock_wrong" | "expired" | "taken_back" | "too_late" | "not_found" | "type_not_opened" | "changed" | "not_allowed" | "withheld" | "field_invalid" | "no_grant" | "unknown_code" | "platform_full" | "cancelled" | "usage" | "internal";

/** A column 信息项. */
export type ColumnRow = { 
/** Its name. */
name: string, 
/** Its type letter: C, N, Y, D, T, L, M, G, B, I or F. */
kind: string, 
/** What it means; may be empty. */
description: string, };

/** How it stands with the platform. */
export type Connection = { "state": "connecting" } | { "state": "online", 
/** Since when. */
since: Stamp, } | { "state": "offline", 
/** Since when. */
since: Stamp, };

/** A consent that counts. */
export type Consented = { 
/** The head. */
by: Party, 
/** When, says the signature. */
at: Stamp, };

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

/** The id of a dataset: its scope, hexadecimal. */
export type DatasetId = string;

/** The page of a dataset. */
export type DatasetPage = { 
/** Its id. */
id: DatasetId, 
/** Its name. */
name: string, 
/** Its summary. */
summary: string, 
/** Who provides it. */
provider: Party, 
/** Its sharing class. */
class: ShareClass, 
/** Its condition; for withheld data the statute. */
condition: string, 
/** The other catalogue fields that say something, in the order of the catalogue record. */
facts: Array<Fact>, 
/** Its columns; empty where the file has none or they are not read yet. */
columns: Array<ColumnRow>, 
/** Its versions, newest first. */
versions: Array<VersionRow>, 
/** How this desk gets it. */
way: Way, 
/** Who can open it, for the provider: grants that live and those that ended. */
grants: Array<GrantRow>, 
/** What is on this PC. */
holding?: Holding, 
/** Publications of this dataset that wait for the head, newest first; for the provider. */
waiting: Array<MatterId>, 
/** What was signed about it, oldest first. */
history: Array<HistoryLine>, 
/** When the provider last dated its datasets; absent when it never did. */
dated?: Stamp, };

/** A date in UTC+8, written 2026-11-23; as a limit it lasts until its end. */
export type Day = string;

/** What is decided. */
export type Decision = "approve" | "return" | "refuse" | "extend";

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
/** The delivery to open there. */
delivery?: DeliveryId, 
/** The matter to open there. */
matter?: MatterId, };

/** A catalogue field. */
export type Fact = { 
/** Which. */
field: Field, 
/** What it says. */
value: string, };

/** The catalogue fields beside name, summary, class and condition (DOMAIN.md 2). */
export type Field = "code" | "subject" | "unit" | "format_class" | "format" | "share_method" | "open_class" | "open_condition" | "update_cycle" | "published" | "related" | "grade" | "category" | "theme" | "scenario" | "matter" | "spatial" | "period" | "system" | "secrecy_review" | "pia";

/** A department that may open a dataset. */
export type GrantRow = { 
/** By which request. */
request: MatterId, 
/** Who. */
party: Party, 
/** Until the end of this day. */
until: Day, 
/** The one version, or absent for this and later ones. */
version?: number, 
/** The newest version that it has confirmed with a receipt. */
confirmed?: number, 
/** Whether it ended, and how. */
state: GrantState, };

/** Whether a grant lives. */
export type GrantState = { "state": "lives" } | { "state": "revoked", 
/** When. */
at: Stamp, } | { "state": "expired" };

/** Which ground this home stands on. Derived from how the root was pinned, never set. */
export type Ground = "demo" | "real";

/** Whether this department has a dataset. */
export type Held = "no" | "own" | "asked" | "granted" | "here";

/** A dataset of another department that this PC holds or may fetch. */
export type HeldDatasetRow = { 
/** Its id. */
id: DatasetId, 
/** Its name. */
name: string, 
/** Who provides it. */
provider: Party, 
/** The newest version that may be fetched. */
newest: number, 
/** What is on this PC. */
holding?: Holding, 
/** Until the end of this day. */
until: Day, 
/** How near that day is. */
due?: Due, 
/** Whether the grant lives. */
state: GrantState, };

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
statement: StatementId, 
/** What it said in words: a reason, what is missing, a condition; absent where there is nothing to say. */
words?: string, 
/** The version that it is about, where it is about one. */
version?: number, 
/** Another valid statement stands for the same place, or it was overridden: shown, without effect. */
without_effect?: boolean, };

/** What of a dataset is on this PC. */
export type Holding = { 
/** The version. */
version: number, 
/** When it was verified here. */
verified: Stamp, 
/** Bytes of content. */
bytes: ByteCount, 
/** The folder it was written to, as a person knows it. */
saved_in: string, 
/** Whether a newer version may be fetched. */
newer: boolean, 
/** Until the end of this day; absent for the provider's own. */
until?: Day, 
/** How near that day is. */
due?: Due, };

/** The morning page. */
export type Home = { 
/** What ends today or is late, most urgent first. */
due: Array<InboxItem>, 
/** What arrived and was not opened yet, newest first. */
arrived: Array<InboxRow>, 
/** Transfers that are not finished. */
transfers: Array<TransferRow>, };

/** The inbox with its sections. */
export type Inbox = { 
/** 待我办理: what ends today or is late first, then what waits by its day. */
decide: Array<MatterRow>, 
/** 新到文件: arrived and not finished, newest first. */
arrived: Array<InboxRow>, 
/** 我发起的: sent, asked for or published by this desk and still alive, newest first. */
sent: Array<InboxItem>, 
/** 已办: opened, expired, taken back, decided by this department; newest first. */
done: Array<InboxItem>, };

/** What waits in the inbox. */
export type InboxCount = { 
/** To decide and newly arrived. */
waiting: number, 
/** Of these, what ends today or is late. */
due: number, };

/** A row of a section that holds both. */
export type InboxItem = { "item": "delivery", 
/** Its row. */
row: InboxRow, } | { "item": "matter", 
/** Its row. */
row: MatterRow, };

/** One row of a list that is a delivery. */
export type InboxRow = { 
/** Its id, for the card. */
id: DeliveryId, 
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

/** A dataset of the own department. */
export type KnownDataset = { 
/** Its id. */
id: DatasetId, 
/** Its name. */
name: string, 
/** Its newest version. */
version: number, };

/** The language of the window. */
export type Language = "zh" | "en";

/** Who set a value. */
export type Lock = "administrator" | "free";

/** An act, with what a person said to it. */
export type MatterAct = { "act": "consent", } | { "act": "decline", 
/** Why. */
reason: string, } | { "act": "agree", 
/** Until the end of this day; otherwise as asked. */
until?: Day, 
/** Conditions; may be empty. */
condition: string, 
/** Only the newest version, not later ones. */
this_version: boolean, } | { "act": "return", 
/** Everything that is missing. */
missing: Array<string>, } | { "act": "refuse", 
/** Why. */
reason: string, } | { "act": "withdraw", 
/** Why; may be empty. */
reason: string, } | { "act": "resubmit", 
/** The fields, mended. */
fields: RequestFields, } | { "act": "revoke", 
/** Why. */
reason: string, };

/** The open card of a matter. */
export type MatterCard = { 
/** Its id. */
id: MatterId, 
/** What it is. */
kind: MatterKind, 
/** Where it stands. */
stage: MatterStage, 
/** The dataset's name. */
title: string, 
/** The dataset. */
dataset: DatasetId, 
/** Who provides the dataset. */
provider: Party, 
/** Its sharing class. */
class: ShareClass, 
/** Its condition or statute. */
condition: string, 
/** Who prepared what waits, or who asks. */
by: Party, 
/** When they did, says their signature. */
at: Stamp, 
/** The requester's head who consented, and when. */
consented?: Consented, 
/** What is asked for; for a request. */
request?: RequestFields, 
/** The answer that was given, or that waits for the head. */
answer?: AnswerView, 
/** The clock. */
clock?: ClockView, 
/** What is in the version that waits or would be had. */
version?: VersionView, 
/** What the requester's department gets: PCs that can open it. */
devices?: number, 
/** What this desk can do now, the likeliest first. */
acts: Array<MatterVerb>, 
/** Why nothing can be done here although it waits, e.g. that a head has to consent. */
waits_for: WaitsFor, 
/** Until when a grant lives. */
until?: Day, 
/** An act of this desk that is not signed yet: which, and until when it can be undone. */
pending?: PendingAct, 
/** The newest statement that the card shows. An act names it: what was shown is what is signed. */
shown: StatementId, 
/** What was signed about it, oldest first. */
history: Array<HistoryLine>, };

/** The id of a matter: a request by its scope, a publication by the statement that waits, hexadecimal. */
export type MatterId = string;

/** What a matter is about. */
export type MatterKind = "publication" | "request";

/** A row of the inbox that is a matter. */
export type MatterRow = { 
/** Its id. */
id: MatterId, 
/** What it is. */
kind: MatterKind, 
/** Where it stands. */
stage: MatterStage, 
/** The dataset's name. */
title: string, 
/** Who asks, or who prepared it; for what this desk started the other side. */
party: Party, 
/** When it came to this stage, says who signed. */
at: Stamp, 
/** How near its day is; absent where no clock runs. */
due?: Due, 
/** An act of this desk that is not signed yet can be undone until then. */
undo_until?: Stamp, };

/** Where a matter stands, in the words of the decree. */
export type MatterStage = "awaits_release" | "released" | "awaits_consent" | "declined" | "submitted" | "awaits_answer" | "returned" | "agreed" | "refused" | "withdrawn" | "revoked" | "expired";

/** What can be done with a matter. */
export type MatterVerb = "consent" | "decline" | "agree" | "return" | "refuse" | "withdraw" | "resubmit" | "revoke" | "fetch";

/** The id of an admitted PC: its device, hexadecimal. */
export type MemberId = string;

/** An admitted PC. */
export type MemberRow = { 
/** Its id. */
id: MemberId, 
/** Whose. */
party: Party, 
/** What it may do. */
roles: Array<Role>, 
/** Whether it is this PC. */
own: boolean, 
/** When it was admitted, says who did. */
admitted: Stamp, };

/** The department's PCs, for its key admins and for everybody to look at. */
export type MembersView = { 
/** Whether this PC may admit and remove. */
may_change: boolean, 
/** Admitted PCs, oldest first. */
members: Array<MemberRow>, 
/** PCs that wait for their admission, as the platform shows them; only a compared code makes one real. */
waiting: Array<WaitingRow>, };

/** A duration in milliseconds. */
export type Millis = number;

/** What this department published and what this PC holds. */
export type MyData = { 
/** Datasets of the own department, newest release first. */
published: Array<PublishedRow>, 
/** Datasets of others that may be fetched or are here. */
datasets: Array<HeldDatasetRow>, 
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
/** The delivery to open there. */
delivery?: DeliveryId, 
/** The matter to open there. */
matter?: MatterId, 
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

/** An act that is written down and not signed yet. */
export type PendingAct = { 
/** Which. */
verb: MatterVerb, 
/** Until when it can be undone; it is signed then. */
until: Stamp, 
/** Why it could not be done yet, when it was tried: it is tried again by itself, or needs a person. */
error?: ErrorView, 
/** Whether it can be taken away: nothing of it may be on its way. */
may_undo: boolean, 
/** What `retry` takes when a person must act. */
job?: TransferId, };

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

/** What is about to be published, as far as the files say it; all of it can be changed. */
export type PublishDraft = { 
/** The dataset of which this becomes the next version; absent for a new one. */
dataset?: DatasetId, 
/** The number that the version will have. */
number: number, 
/** The suggested fields; for a next version those of the newest release. */
fields: PublishFields, 
/** What was filled in beside them, in the order of the catalogue record. */
facts: Array<Fact>, 
/** The tables that were found. */
tables: Array<TableRow>, 
/** Bytes of all readable content. */
bytes: ByteCount, 
/** Datasets of this department that a new version might belong to, best first; empty for a next version. */
known: Array<KnownDataset>, 
/** Whether columns and class are those of the newest release, so that a standing release covers it. */
covered: boolean, };

/** The catalogue fields that a person sees first. */
export type PublishFields = { 
/** 信息资源名称, at most 128 characters. */
title: string, 
/** 摘要, at most 255 characters. */
summary: string, 
/** 共享属性. */
class: ShareClass, 
/** The condition of conditional data; the statute of withheld data; empty for unconditional data. */
condition: string, 
/** 更新周期. */
cycle: UpdateCycle, 
/** 信息项. */
columns: Array<ColumnRow>, };

/** What Publish means. */
export type PublishOrder = { 
/** What to publish; nothing is read of it when the data is withheld. */
tokens: Array<Token>, 
/** The dataset of which it is the next version. */
dataset?: DatasetId, 
/** The catalogue fields. */
fields: PublishFields, 
/** Other catalogue fields that were changed; what is not named keeps its default. */
facts: Array<Fact>, 
/** A head's leave for later versions, until the end of this day. */
standing_until?: Day, };

/** A dataset of the own department, on the page 我的数据. */
export type PublishedRow = { 
/** Its id. */
id: DatasetId, 
/** Its name. */
name: string, 
/** Its sharing class. */
class: ShareClass, 
/** Its newest released version; absent before the first release. */
version?: VersionRow, 
/** A publication that waits for the head. */
waiting?: MatterId, 
/** A publication that is on its way. */
transfer?: TransferId, 
/** Who can open it. */
grants: Array<GrantRow>, };

/** How fast transfers may be, all together and in both directions. */
export type Rate = { 
/** Bytes per second; absent without a limit. */
limit?: ByteCount, 
/** When the limit counts. */
hours: RateHours, };

/** When a limit of the speed counts. */
export type RateHours = "office" | "always";

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

/** What a request is filled with before a person looks at it: from the last request and the office's list of duties. */
export type RequestDraft = { 
/** The dataset. */
dataset: DatasetId, 
/** Its name. */
name: string, 
/** The fields. */
fields: RequestFields, 
/** Bases that this office has used or that its list of duties names, best first. */
bases: Array<string>, 
/** Scenarios that this office has used. */
scenarios: Array<string>, 
/** The entry that is shown; what is asked for is what was seen. */
shown: StatementId, };

/** What is asked for and why: the five fields of Art. 20. */
export type RequestFields = { 
/** 使用依据, at most 500 characters. */
basis: string, 
/** 使用场景. */
scenario: string, 
/** 使用范围. */
scope: string, 
/** 共享方式. */
method: ShareMethod, 
/** 使用时限: until the end of this day. */
until: Day, };

/** What a device may do in its department. Staff is what everyone may do. */
export type Role = "staff" | "head" | "key_admin" | "registrar";

/** The root of trust. */
export type RootView = { 
/** The fingerprint of the root key in groups of four. */
fingerprint: string, 
/** Who pinned it. */
lock: Lock, };

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
value: NoticeLevel, } | { "setting": "rate", 
/** The new value. */
value: Rate, } | { "setting": "cache_limit", 
/** The new value. */
value: ByteCount, };

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
/** How fast transfers may be. */
rate: Rate, 
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

/** Sharing class 共享属性. */
export type ShareClass = "unconditional" | "conditional" | "withheld";

/** 共享方式 (Art. 22). */
export type ShareMethod = "interface" | "batch" | "file";

/** A piece of text, and whether it is what was searched for. */
export type Span = { 
/** The text. */
text: string, 
/** Whether it is marked. */
mark: boolean, };

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

/** How things stand when the channel of events opens: what the first picture is drawn from, without another question. */
export type Start = { 
/** The desk. */
desk: Desk, 
/** The morning page; absent before the daily work. */
home?: Home, };

/** The id of a signed statement, hexadecimal. */
export type StatementId = string;

/** The honest words of a delivery, in order: 已封装, 已上传, 已取走, 已核验, 已打开. */
export type Step = "seal" | "store" | "fetch" | "verify" | "open";

/** What a transfer belongs to. */
export type Subject = { "subject": "delivery", 
/** Which. */
id: DeliveryId, } | { "subject": "dataset", 
/** Which. */
id: DatasetId, };

/** A table of a file. */
export type TableRow = { 
/** The sheet's name, or the file's. */
name: string, 
/** Its rows without the head; absent when they were not counted. */
rows?: number, 
/** Its columns. */
columns: number, 
/** The first rows, head first, each cell cut short. */
preview: Array<Array<string>>, };

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

/** A working day of a clock. */
export type Tick = { 
/** Where it lies. */
when: TickWhen, 
/** Whether days off lie before it. */
gap: boolean, };

/** Where a working day lies. */
export type TickWhen = "past" | "today" | "ahead" | "late";

/** Stands for a file or folder on this PC that a person dropped, pasted or chose. The path stays in the engine. */
export type Token = string;

/** The id of a running or finished transfer on this PC; never leaves it. */
export type TransferId = string;

/** One line of Transfers. */
export type TransferRow = { 
/** Its id, for pause, resume, cancel and retry. */
id: TransferId, 
/** What it belongs to. */
subject: Subject, 
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

/** A place of the organisation tree with hits below it. */
export type TreeRow = { 
/** From the top down to it. */
path: Array<string>, 
/** Hits in it and below. */
found: number, };

/** Update cycle 更新周期. */
export type UpdateCycle = "real-time" | "daily" | "weekly" | "monthly" | "quarterly" | "half-yearly" | "yearly" | "other";

/** A released version. */
export type VersionRow = { 
/** Its number, from 1. */
number: number, 
/** When it was released, says its signer. */
at: Stamp, 
/** Who released it. */
by: Party, 
/** A version that it does not contain, because both were made from the one before. */
lacks?: number, 
/** Whether it was ended by its provider. */
retired: boolean, 
/** Sealed bytes as the platform stores them, for holders and providers; 0 for withheld data. */
bytes: ByteCount, };

/** What is in a version, as the provider's own PC can see it. */
export type VersionView = { 
/** Its number. */
number: number, 
/** Bytes of content; absent while its body is not opened here. */
bytes?: ByteCount, 
/** Files in it; absent while its body is not opened here. */
files?: number, 
/** Its columns as the entry states them. */
columns: Array<ColumnRow>, 
/** The first rows, for the provider's heads; empty where it is no table or not here. */
tables: Array<TableRow>, 
/** The summary of the entry. */
summary: string, };

/** A PC that waits. */
export type WaitingRow = { 
/** Who says they are. */
party: Party, 
/** Whether the directory knows that person in this department. */
listed: boolean, 
/** The code to compare, in its groups. */
code: Array<string>, };

/** Who has to move next. */
export type WaitsFor = "me" | "own_head" | "own_staff" | "other_side" | "nobody";

/** How this desk gets a dataset. */
export type Way = { "way": "own" } | { "way": "ask", 
/** The last day for the answer, counted as if the request left today. */
answer_by: Day, 
/** Working days of that clock. */
days: number, 
/** The PCs of this department that could open it. */
devices: number, } | { "way": "statute", 
/** The statute. */
text: string, } | { "way": "wait", 
/** Which. */
request: MatterId, } | { "way": "fetch", 
/** By this request. */
request: MatterId, 
/** The newest version that may be fetched. */
version: number, 
/** Until the end of this day. */
until: Day, };

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
