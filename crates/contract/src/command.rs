//! Every command of the window: its name, its arguments, its answer. Each fails with an [`ErrorView`](crate::ErrorView).

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use ts_rs::TS;

use crate::{
    CataloguePage, CatalogueQuery, ChooseKind, DatasetId, DatasetPage, DeliveryCard, DeliveryId, Desk, Draft,
    HistoryLine, Home, Inbox, MatterAct, MatterCard, MatterId, MemberId, MembersView, MyData, PersonId, Picked,
    PublishDraft, PublishOrder, RecipientId, RecipientRow, RequestDraft, RequestFields, SendOrder, SettingChange,
    SettingsView, StatementId, Token, TransferId, TransferRow, WhoCanOpen,
};

/// The name of the one call that is not a [`Command`]: it opens the channel of [`Event`](crate::Event)s (argument
/// `channel`) and answers with a [`Start`](crate::Start). The channel replays nothing: what changes after that answer was
/// made travels over it.
pub const LISTEN: &str = "listen";

/// A command is the struct of its arguments. On the wire: its name, and `{ "args": … }`.
pub trait Command: Serialize + DeserializeOwned + TS + 'static {
    /// The name it is called by.
    const NAME: &'static str;
    /// What it answers with.
    type Answer: Serialize + DeserializeOwned + TS + 'static;
}

/// Is shown every command type once, in order.
pub trait CommandVisitor {
    /// One command.
    fn visit<C: Command>(&mut self);
}

macro_rules! commands {
    ($($(#[$doc:meta])* $name:literal = $args:ident { $($(#[$field_doc:meta])* $field:ident: $ty:ty),* $(,)? } -> $answer:ty;)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
            #[serde(deny_unknown_fields)]
            pub struct $args { $($(#[$field_doc])* pub $field: $ty),* }

            impl Command for $args {
                const NAME: &'static str = $name;
                type Answer = $answer;
            }
        )*

        /// The names of everything the window may call, [`LISTEN`] included: each needs a permission.
        pub const COMMANDS: &[&str] = &[LISTEN, $($name),*];

        /// Shows every command to `visitor`.
        pub fn each_command(visitor: &mut impl CommandVisitor) {
            $(visitor.visit::<$args>();)*
        }
    };
}

commands! {
    /// Where this PC stands and what surrounds every page.
    "desk" = AskDesk {} -> Desk;
    /// Signs in, on the demo platform as a member of its staff. Answers when the next stage is known.
    "sign_in" = SignIn {
        /// Whose desk, on the demo platform.
        demo_staff: Option<PersonId>,
    } -> Desk;
    /// The morning page.
    "home" = AskHome {} -> Home;
    /// Opens the system's chooser. No rows when the person cancelled.
    "choose" = Choose {
        /// Files or a folder.
        what: ChooseKind,
    } -> Vec<Picked>;
    /// Takes files or a picture from the clipboard. No rows when it holds neither.
    "paste" = Paste {} -> Vec<Picked>;
    /// Reads what was picked: names, sizes, what is odd. Reads no content beyond what that needs.
    "describe" = Describe {
        /// What was picked.
        tokens: Vec<Token>,
    } -> Draft;
    /// Forgets what was picked, when the sheet is closed without sending.
    "discard" = Discard {
        /// What was picked.
        tokens: Vec<Token>,
    } -> ();
    /// Departments and persons, at most twenty, best first. An empty query answers with the recent recipients.
    "recipients" = Recipients {
        /// Parts of names, organisation or post; pinyin and initials as far as they are known.
        query: String,
    } -> Vec<RecipientRow>;
    /// Verifies the recipients' chains and says who will be able to open it.
    "who_can_open" = AskWhoCanOpen {
        /// The recipients chosen so far.
        recipients: Vec<RecipientId>,
    } -> WhoCanOpen;
    /// Sends. Answers as soon as the order is written down; the rest is a transfer.
    "send" = Send {
        /// What, to whom, until when.
        order: SendOrder,
    } -> DeliveryId;
    /// The inbox.
    "inbox" = AskInbox {} -> Inbox;
    /// One open card.
    "delivery" = AskDelivery {
        /// Which.
        id: DeliveryId,
    } -> DeliveryCard;
    /// Fetches, verifies and writes a delivery to the folder for received files.
    "fetch" = Fetch {
        /// Which.
        id: DeliveryId,
    } -> TransferId;
    /// Opens one item with the system's program for it. Only allow-listed types.
    "open" = Open {
        /// Which delivery.
        id: DeliveryId,
        /// The index in `DeliveryCard.items`; absent opens the only item, or shows the folder where there are several.
        item: Option<u32>,
    } -> ();
    /// Shows what was received in the file manager.
    "reveal" = Reveal {
        /// Which delivery.
        id: DeliveryId,
    } -> ();
    /// Takes a delivery back, or asks for it when it was already fetched.
    "take_back" = TakeBack {
        /// Which.
        id: DeliveryId,
    } -> DeliveryCard;
    /// What was signed about a delivery, oldest first.
    "history" = History {
        /// Which.
        id: DeliveryId,
    } -> Vec<HistoryLine>;
    /// Reads what was picked as a table, and fills in what the catalogue will say.
    "publish_draft" = AskPublishDraft {
        /// What was picked.
        tokens: Vec<Token>,
        /// The dataset of which it becomes the next version.
        dataset: Option<DatasetId>,
    } -> PublishDraft;
    /// Publishes. Answers as soon as the order is written down; the rest is a transfer, then a matter.
    "publish" = Publish {
        /// What, as what, for whom.
        order: PublishOrder,
    } -> DatasetId;
    /// Searches the catalogue on this PC, at every key.
    "search" = Search {
        /// What is searched for.
        query: CatalogueQuery,
    } -> CataloguePage;
    /// The page of a dataset.
    "dataset" = AskDataset {
        /// Which.
        id: DatasetId,
    } -> DatasetPage;
    /// What a request would be filled with.
    "request_draft" = AskRequestDraft {
        /// For which dataset.
        dataset: DatasetId,
    } -> RequestDraft;
    /// Asks for a dataset: a matter that waits for the own head, or is submitted when a head asks.
    "request" = Request {
        /// Which.
        dataset: DatasetId,
        /// Why, how far, until when.
        fields: RequestFields,
        /// The entry that was shown.
        shown: StatementId,
    } -> MatterId;
    /// The open card of a matter.
    "matter" = AskMatter {
        /// Which.
        id: MatterId,
    } -> MatterCard;
    /// Writes an act down; it is signed ten seconds later unless it is undone.
    "act" = DoAct {
        /// On which matter.
        id: MatterId,
        /// What.
        act: MatterAct,
        /// The newest statement that the card showed.
        shown: StatementId,
    } -> MatterCard;
    /// Undoes an act that is not signed yet, or takes one away that failed; nothing is left of a first request.
    "undo" = Undo {
        /// On which matter.
        id: MatterId,
    } -> Option<MatterCard>;
    /// Fetches, verifies and writes a version of a dataset to the folder for received files.
    "fetch_dataset" = FetchDataset {
        /// Which.
        id: DatasetId,
        /// Which version; absent for the newest that may be fetched.
        version: Option<u32>,
    } -> TransferId;
    /// Opens what was received of a dataset, or shows its folder where there are several files.
    "open_dataset" = OpenDataset {
        /// Which.
        id: DatasetId,
    } -> ();
    /// Shows what was received of a dataset in the file manager.
    "reveal_dataset" = RevealDataset {
        /// Which.
        id: DatasetId,
    } -> ();
    /// The PCs of this department.
    "members" = AskMembers {} -> MembersView;
    /// Admits the PC with this code, which a person has compared.
    "admit" = Admit {
        /// All groups of the code, as they were read out.
        code: String,
        /// What it may do beyond staff.
        roles: Vec<crate::Role>,
    } -> MembersView;
    /// Removes a PC: it can do nothing that counts any more, and a new epoch is closed to it.
    "remove_member" = RemoveMember {
        /// Which.
        id: MemberId,
    } -> MembersView;
    /// All transfers: unfinished ones first, then those finished today.
    "transfers" = AskTransfers {} -> Vec<TransferRow>;
    /// Pauses a transfer.
    "pause" = Pause {
        /// Which.
        id: TransferId,
    } -> ();
    /// Goes on with a paused transfer from where it stood.
    "resume" = Resume {
        /// Which.
        id: TransferId,
    } -> ();
    /// Ends a transfer for good. What was already stored is released.
    "cancel" = Cancel {
        /// Which.
        id: TransferId,
    } -> ();
    /// Tries a stalled or failed transfer again now.
    "retry" = Retry {
        /// Which.
        id: TransferId,
    } -> ();
    /// What this PC holds.
    "my_data" = AskMyData {} -> MyData;
    /// The settings page.
    "settings" = AskSettings {} -> SettingsView;
    /// Changes one setting.
    "set_setting" = SetSetting {
        /// Which, to what.
        change: SettingChange,
    } -> SettingsView;
    /// Lets the person choose the folder for received files. Unchanged when the person cancelled.
    "choose_downloads" = ChooseDownloads {} -> SettingsView;
    /// Saves the diagnosis file where the person chooses. Answers with its name, or nothing when cancelled.
    "diagnosis" = Diagnosis {} -> Option<String>;
}
