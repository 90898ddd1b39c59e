//! The commands of the contract, each a few lines over the engine.

use std::sync::Arc;

use jixiang_client::{Client, When};
use jixiang_contract as contract;
use jixiang_contract::{ErrorView, Event};
use tauri::ipc::{Channel, Invoke};
use tauri::{AppHandle, State, Wry};

use crate::pick;
use crate::shell::{Shell, internal, view};

type Answer<T> = Result<T, Box<ErrorView>>;
type Desk<'a> = State<'a, Shell>;

/// Declares commands that only ask the engine: `name(args: Type) -> Answer = expression over engine and args`.
macro_rules! ask {
    ($($name:ident($args:ident: $type:ident) -> $answer:ty = |$engine:ident| $body:expr;)*) => {$(
        #[tauri::command]
        #[allow(unused_variables, reason = "some questions have no arguments")]
        async fn $name(shell: Desk<'_>, args: contract::command::$type) -> Answer<$answer> {
            let $args = args;
            let $engine = shell.client().await?.engine();
            $body
        }
    )*};
}

ask! {
    home(args: AskHome) -> contract::Home = |engine| Ok(engine.home().await);
    inbox(args: AskInbox) -> contract::Inbox = |engine| Ok(engine.inbox().await);
    my_data(args: AskMyData) -> contract::MyData = |engine| Ok(engine.my_data().await);
    transfers(args: AskTransfers) -> Vec<contract::TransferRow> = |engine| Ok(engine.transfers().await);
    recipients(args: Recipients) -> Vec<contract::RecipientRow> = |engine| Ok(engine.recipients(args.query).await);
    sign_in(args: SignIn) -> contract::Desk = |engine| said(engine.sign_in(args.demo_staff.as_ref()).await);
    describe(args: Describe) -> contract::Draft = |engine| said(engine.describe(args.tokens).await);
    who_can_open(args: AskWhoCanOpen) -> contract::WhoCanOpen = |engine| {
        said(engine.who_can_open(args.recipients).await)
    };
    send(args: Send) -> contract::DeliveryId = |engine| said(engine.send_order(args.order).await);
    delivery(args: AskDelivery) -> contract::DeliveryCard = |engine| said(engine.delivery(&args.id).await);
    fetch(args: Fetch) -> contract::TransferId = |engine| said(engine.fetch(&args.id, None).await);
    take_back(args: TakeBack) -> contract::DeliveryCard = |engine| said(engine.take_back(&args.id).await);
    history(args: History) -> Vec<contract::HistoryLine> = |engine| said(engine.history(&args.id).await);
    publish_draft(args: AskPublishDraft) -> contract::PublishDraft = |engine| {
        said(engine.publish_draft(args.tokens, args.dataset).await)
    };
    publish(args: Publish) -> contract::DatasetId = |engine| {
        said(engine.publish(args.order).await.map(|(dataset, _)| dataset))
    };
    search(args: Search) -> contract::CataloguePage = |engine| said(engine.search_catalogue(args.query).await);
    dataset(args: AskDataset) -> contract::DatasetPage = |engine| said(engine.dataset(&args.id).await);
    request_draft(args: AskRequestDraft) -> contract::RequestDraft = |engine| {
        said(engine.request_draft(&args.dataset).await)
    };
    request(args: Request) -> contract::MatterId = |engine| {
        said(engine.request(&args.dataset, args.fields, &args.shown).await)
    };
    matter(args: AskMatter) -> contract::MatterCard = |engine| said(engine.matter(&args.id).await);
    act(args: DoAct) -> contract::MatterCard = |engine| {
        said(engine.act(&args.id, args.act, &args.shown, When::AfterUndo).await)
    };
    undo(args: Undo) -> Option<contract::MatterCard> = |engine| said(engine.undo(&args.id).await);
    fetch_dataset(args: FetchDataset) -> contract::TransferId = |engine| {
        said(engine.fetch_dataset(&args.id, args.version, None).await)
    };
    members(args: AskMembers) -> contract::MembersView = |engine| said(engine.members().await);
    admit(args: Admit) -> contract::MembersView = |engine| said(engine.admit(&args.code, args.roles).await);
    remove_member(args: RemoveMember) -> contract::MembersView = |engine| said(engine.remove_member(&args.id).await);
    pause(args: Pause) -> () = |engine| said(engine.pause(&args.id).await);
    resume(args: Resume) -> () = |engine| said(engine.resume(&args.id).await);
    cancel(args: Cancel) -> () = |engine| said(engine.cancel(&args.id).await);
    retry(args: Retry) -> () = |engine| said(engine.resume(&args.id).await);
    settings(args: AskSettings) -> contract::SettingsView = |engine| said(engine.settings().await);
    set_setting(args: SetSetting) -> contract::SettingsView = |engine| said(engine.change_setting(args.change).await);
}

fn said<T>(result: Result<T, jixiang_client::ClientFault>) -> Answer<T> {
    result.map_err(|fault| Box::new(view(&fault)))
}

#[tauri::command]
async fn listen(shell: Desk<'_>, channel: Channel<Event>) -> Answer<contract::Start> {
    Ok(shell.listen(channel).await)
}

#[tauri::command]
async fn desk(shell: Desk<'_>, args: contract::command::AskDesk) -> Answer<contract::Desk> {
    let contract::command::AskDesk {} = args;
    Ok(shell.desk().await)
}

#[tauri::command]
async fn discard(shell: Desk<'_>, args: contract::command::Discard) -> Answer<()> {
    shell.client().await?.engine().discard(args.tokens).await;
    Ok(())
}

#[tauri::command]
async fn choose(app: AppHandle, shell: Desk<'_>, args: contract::command::Choose) -> Answer<Vec<contract::Picked>> {
    let paths = pick::choose(&app, args.what).await;
    Ok(shell.client().await?.engine().pick_paths(paths).await)
}

#[tauri::command]
async fn paste(shell: Desk<'_>, args: contract::command::Paste) -> Answer<Vec<contract::Picked>> {
    let contract::command::Paste {} = args;
    let engine = shell.client().await?.engine();
    let read = || (jixiang_client::clipboard::files(), jixiang_client::clipboard::picture());
    let (files, picture) =
        tauri::async_runtime::spawn_blocking(read).await.map_err(|error| internal(&error.to_string()))?;
    match (files, picture) {
        (Ok(files), _) if !files.is_empty() => Ok(engine.pick_paths(files).await),
        (_, Ok(Some(png))) => Ok(vec![engine.pick_screenshot(png).await]),
        _ => Ok(Vec::new()),
    }
}

/// Passes something on to a program of the desktop, which may take its time to start.
async fn pass_on(
    client: &Arc<Client>,
    show: impl FnOnce(&Client) -> Result<(), jixiang_client::ClientFault> + Send + 'static,
) -> Answer<()> {
    let client = client.clone();
    let shown = tauri::async_runtime::spawn_blocking(move || show(&client)).await;
    said(shown.map_err(|error| internal(&error.to_string()))?)
}

#[tauri::command]
async fn open(shell: Desk<'_>, args: contract::command::Open) -> Answer<()> {
    let client = shell.client().await?;
    let path = said(client.engine().open_item(&args.id, args.item).await)?;
    pass_on(client, move |client| client.open_path(&path)).await?;
    said(client.engine().note_opened(&args.id).await)
}

#[tauri::command]
async fn reveal(shell: Desk<'_>, args: contract::command::Reveal) -> Answer<()> {
    let client = shell.client().await?;
    let path = said(client.engine().reveal(&args.id).await)?;
    pass_on(client, move |client| client.reveal_path(&path)).await
}

#[tauri::command]
async fn open_dataset(shell: Desk<'_>, args: contract::command::OpenDataset) -> Answer<()> {
    let client = shell.client().await?;
    let path = said(client.engine().open_dataset(&args.id).await)?;
    pass_on(client, move |client| client.open_path(&path)).await?;
    said(client.engine().note_dataset_opened(&args.id).await)
}

#[tauri::command]
async fn reveal_dataset(shell: Desk<'_>, args: contract::command::RevealDataset) -> Answer<()> {
    let client = shell.client().await?;
    let path = said(client.engine().reveal_dataset(&args.id).await)?;
    pass_on(client, move |client| client.reveal_path(&path)).await
}

#[tauri::command]
async fn choose_downloads(
    app: AppHandle,
    shell: Desk<'_>,
    args: contract::command::ChooseDownloads,
) -> Answer<contract::SettingsView> {
    let contract::command::ChooseDownloads {} = args;
    let engine = shell.client().await?.engine();
    match pick::folder(&app).await {
        Some(folder) => said(engine.choose_downloads(folder).await),
        None => said(engine.settings().await),
    }
}

#[tauri::command]
async fn diagnosis(app: AppHandle, shell: Desk<'_>, args: contract::command::Diagnosis) -> Answer<Option<String>> {
    let contract::command::Diagnosis {} = args;
    let text = said(shell.client().await?.engine().diagnosis().await)?;
    let Some(path) = pick::save(&app, "jixiang-diagnosis.json").await else {
        return Ok(None);
    };
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    std::fs::write(path, text).map_err(|error| view(&jixiang_client::ClientFault::writing(&error)))?;
    Ok(name)
}

/// Hands a call to its command.
pub(crate) fn handler() -> impl Fn(Invoke<Wry>) -> bool + std::marker::Send + Sync + 'static {
    tauri::generate_handler![
        listen,
        desk,
        sign_in,
        home,
        choose,
        paste,
        describe,
        discard,
        recipients,
        who_can_open,
        send,
        inbox,
        delivery,
        fetch,
        open,
        reveal,
        take_back,
        history,
        publish_draft,
        publish,
        search,
        dataset,
        request_draft,
        request,
        matter,
        act,
        undo,
        fetch_dataset,
        open_dataset,
        reveal_dataset,
        members,
        admit,
        remove_member,
        transfers,
        pause,
        resume,
        cancel,
        retry,
        my_data,
        settings,
        set_setting,
        choose_downloads,
        diagnosis
    ]
}
