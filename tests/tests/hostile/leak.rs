//! L6: after a delivery was sent, fetched, opened and confirmed, its content, names, title and note can be read nowhere but in
//! the source and where it was fetched to.
//!
//! The test runs itself again as a process of its own with a temporary folder of its own, so that everything that the
//! program writes anywhere lies in one place, its log with every level included.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use jixiang_client::contract::{RecipientId, SendOrder};
use jixiang_tests::canary;

use crate::desk::World;

/// Set for the process that does what is searched after.
const PLACE: &str = "JIXIANG_CANARY_PLACE";
const TEST: &str = "leak::l6_nothing_of_a_delivery_is_left_readable_anywhere_else";

const TITLE: &str = "题目金丝雀之年度预算";
const NOTE: &str = "附言金丝雀请勿外传";
const NAME: &str = "文件名金丝雀汇总表";
const FOLDER: &str = "文件夹金丝雀附件";
const CONTENT: &str = "内容金丝雀二〇二六年专项资金";

#[test]
fn l6_nothing_of_a_delivery_is_left_readable_anywhere_else() {
    if let Some(place) = std::env::var_os(PLACE) {
        return play(Path::new(&place));
    }
    let place = tempfile::tempdir().expect("a folder");
    let temporary = place.path().join("tmp");
    fs::create_dir(&temporary).expect("a folder");
    let log = place.path().join("log");
    let written = || fs::File::options().create(true).append(true).open(&log).expect("a log");
    let played = Command::new(std::env::current_exe().expect("this program"))
        .args([TEST, "--exact", "--nocapture"])
        .env(PLACE, place.path())
        .env("TMPDIR", &temporary)
        .env("RUST_BACKTRACE", "1")
        .stdout(written())
        .stderr(written())
        .status();
    let said = fs::read_to_string(&log).expect("a log");
    assert!(played.expect("runs").success(), "{said}");
    assert!(said.contains("TRACE") || said.contains("DEBUG"), "everything is logged: {said}");
    let texts = [TITLE, NOTE, NAME, FOLDER, CONTENT];
    let all = canary::search(&texts, &[place.path().to_owned()], &[]);
    for text in [NAME, FOLDER, CONTENT] {
        assert!(all.iter().any(|hit| hit.text == text), "{text} is found where it may be");
    }
    let allowed = [place.path().join("source"), place.path().join("destination")];
    let hits = canary::search(&texts, &[place.path().to_owned()], &allowed);
    assert!(hits.is_empty(), "{}", hits.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
}

/// Sends a folder, a file in GBK and a picture from the clipboard; fetches, opens and confirms; leaves everything lying.
fn play(place: &Path) {
    tracing_subscriber::fmt()
        .with_env_filter("trace,hyper=info,h2=info,mio=info")
        .with_ansi(false)
        .with_writer(std::io::stderr)
        .init();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let mut world = World::new().await;
        let (li, zhao) = (world.desk("li").await, world.desk("zhao").await);
        let engine = li.engine();
        let mut tokens: Vec<_> =
            engine.pick_paths(sources(place)).await.into_iter().map(|picked| picked.token).collect();
        tokens.push(engine.pick_picture(format!("{NAME}.png"), CONTENT.repeat(400).into_bytes()).await.token);
        let recipients: Vec<RecipientId> = vec![engine.resolve("zhao".to_owned()).await.expect("is in the directory")];
        let order = SendOrder { tokens, title: TITLE.into(), recipients, note: NOTE.into(), expires_days: 3 };
        let id = engine.send_order(order).await.expect("is ordered");
        let transfer = engine.transfer_of(&id).await.expect("is ordered");
        engine.run_transfer(&transfer).await.expect("sends");
        zhao.engine().catch_up().await.expect("an honest platform");
        let card = zhao.engine().delivery(&id).await.expect("it arrived");
        assert_eq!((card.title.as_str(), card.note.as_str()), (TITLE, NOTE));
        let destination = Some(place.join("destination"));
        let transfer = zhao.engine().fetch(&id, destination).await.expect("is ordered");
        zhao.engine().run_transfer(&transfer).await.expect("fetches");
        zhao.engine().open_item(&id, Some(1)).await.expect("a table may be opened");
        zhao.engine().note_opened(&id).await.expect("it is on record");
        zhao.engine().drain().await.expect("confirms");
        engine.catch_up().await.expect("an honest platform");
        for desk in [&li, &zhao] {
            let diagnosis = desk.engine().diagnosis().await.expect("is made");
            fs::write(place.join(format!("{}.diagnosis", desk.person)), diagnosis).expect("a file");
        }
        keep(world, [li, zhao]);
    });
}

/// What a person has on disk.
fn sources(place: &Path) -> Vec<PathBuf> {
    let source = place.join("source");
    let folder = source.join(FOLDER);
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join(format!("{NAME}.txt")), CONTENT.repeat(5000)).expect("a file");
    let (gbk, ..) = encoding_rs::GBK.encode(CONTENT);
    fs::write(source.join(format!("{NAME}.csv")), gbk.repeat(3000)).expect("a file");
    let utf16: Vec<u8> = CONTENT.encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(source.join(format!("{NAME}.docx")), utf16.repeat(100)).expect("a file");
    vec![folder, source.join(format!("{NAME}.csv")), source.join(format!("{NAME}.docx"))]
}

/// The homes and the platform's folder lie in the temporary folder; they are searched as a running program leaves them.
fn keep(world: World, desks: [crate::desk::Desk; 2]) {
    std::mem::forget((world, desks));
}
