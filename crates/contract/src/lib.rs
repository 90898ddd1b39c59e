//! The window's contract: every command, event, view model and error the screen and `jx --json` know, declared once.
//! It refuses to know anything of Tauri, of files and paths, of keys or of how an answer is found; it holds words and
//! figures that are ready to be shown, and opaque ids to ask again with.
//!
//! - A [`Command`] is a struct of its arguments; its name and its answer stand beside it in [`command`].
//! - An [`Event`] travels over one channel, opened with the command [`LISTEN`].
//! - A failure of any command is an [`ErrorView`].
//! - TypeScript comes from here: `JIXIANG_WRITE=1 cargo test -p jixiang-contract` rewrites `ui/src/contract/index.ts`,
//!   without the variable the same test fails when that file is stale.
//!
//! Conventions: field names are `snake_case` in JSON; times are milliseconds since 1970 in UTC; sizes are bytes of
//! content unless a field says otherwise; every list is in the order in which it is shown.

pub mod command;
pub mod dataset;
pub mod delivery;
pub mod desk;
pub mod draft;
pub mod error;
pub mod event;
pub mod inbox;
pub mod line;
pub mod matter;
pub mod member;
pub mod party;
pub mod publish;
pub mod scalar;
pub mod settings;
pub mod transfer;

pub use command::{COMMANDS, Command, LISTEN};
pub use dataset::{
    CataloguePage, CatalogueQuery, CatalogueRow, ColumnRow, DatasetPage, Fact, Field, GrantRow, GrantState, Held,
    HeldDatasetRow, Holding, PublishedRow, RequestDraft, ShareClass, Span, TreeRow, UpdateCycle, VersionRow, Way,
};
pub use delivery::{
    Act, Chain, DeliveryCard, DeliveryItem, Direction, HistoryLine, ItemKind, ItemState, Reached, RecipientStatus,
    Standing, Step, TakeBackState,
};
pub use desk::{Connection, Counts, Desk, Ground, InboxCount, StaffChoice, Stage, Start};
pub use draft::{
    ChooseKind, Draft, DraftItem, DraftKind, Odd, Opener, Picked, Reach, RecipientRow, SendOrder, WhoCanOpen,
};
pub use error::{Code, ErrorView, Remedy, Severity, Words};
pub use event::{Drag, Event, Notice, Place, ProgressLine};
pub use inbox::{Due, HeldRow, Home, Inbox, InboxItem, InboxRow, MyData};
pub use line::Line;
pub use matter::{
    AnswerView, ClockView, Consented, Decision, MatterAct, MatterCard, MatterKind, MatterRow, MatterStage, MatterVerb,
    PendingAct, RequestFields, ShareMethod, Tick, TickWhen, VersionView, WaitsFor,
};
pub use member::{MemberRow, MembersView, WaitingRow};
pub use party::{Party, Person, Role};
pub use publish::{KnownDataset, PublishDraft, PublishFields, PublishOrder, TableRow};
pub use scalar::{
    ByteCount, DatasetId, Day, DeliveryId, MatterId, MemberId, Millis, PersonId, RecipientId, Stamp, StatementId,
    Token, TransferId,
};
pub use settings::{
    CacheView, DepartmentKeysView, DeviceView, Display, KeyStore, Language, Lock, NoticeLevel, PlatformView, Rate,
    RateHours, RootView, SettingChange, SettingsView, TextSize, Theme,
};
pub use transfer::{Subject, TransferRow, TransferState};
