//! Every command of the window: its name, its arguments, its answer. Each fails with an [`ErrorView`](crate::ErrorView).

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use ts_rs::TS;

use crate::{
    ChooseKind, DeliveryCard, DeliveryId, Desk, Draft, HistoryLine, Home, Inbox, MyData, PersonId, Picked, RecipientId,
    RecipientRow, SendOrder, SettingChange, SettingsView, Token, TransferId, TransferRow, WhoCanOpen,
};

/// The name of the one call that is not a [`Command`]: it opens the channel of [`Event`](crate::Event)s (argument
/// `channel`). The channel replays nothing; the window asks for its view models after opening it.
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
