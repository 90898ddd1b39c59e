//! The matrix of who may do what with which thing: one table here, every cell asked of the running router, and shown on
//! the page docs/platform-api.md.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use axum::http::StatusCode;
use jixiang_model::ObjectId;
use jixiang_platform::Platform;
use jixiang_wire::feed::Position;
use jixiang_wire::path;
use tempfile::{TempDir, tempdir};

use crate::client::Client;
use crate::province::{Act, Fixture, Place};
use crate::world::{Hands, NOON, Setting};

/// Who asks, and as whom. 财政 provides, 民政 requests; qian's only device was removed; chen is of a third department.
const ROLES: [(&str, &str); 8] = [
    ("provider, staff", "zhang"),
    ("provider, head", "li"),
    ("provider, key admin", "admin-10"),
    ("requester, staff", "wang"),
    ("requester, head", "zhao"),
    ("requester, removed", "qian"),
    ("third department", "chen"),
    ("nobody", ""),
];

/// For each object a word per role. A word says what `GET` gives, whether the object counts as missing, and what `PUT` of
/// its bytes answers.
const OBJECTS: [(&str, &str); 28] = [
    ("sealed epoch for a device of the provider", "yes yes yes no no no no sign-in"),
    ("list of sealed epochs", "yes yes yes yes yes yes yes sign-in"),
    ("list of heads", "yes yes yes yes yes yes yes sign-in"),
    ("sealed epoch of the open group", "yes yes yes yes yes yes yes sign-in"),
    ("columns of an entry, prepared", "yes yes yes no no no no sign-in"),
    ("columns of an entry, released", "yes yes yes yes yes yes yes sign-in"),
    ("body of a version, prepared", "yes yes yes no no no no sign-in"),
    ("body of a version, granted", "yes yes yes yes yes yes no sign-in"),
    ("pack list of a version, granted", "yes yes yes yes yes yes no sign-in"),
    ("pack of a version, granted", "yes yes yes yes yes yes no sign-in"),
    ("body of a version, grant revoked", "yes yes yes back back back no sign-in"),
    ("body of a version, grant expired", "yes yes yes over over over no sign-in"),
    ("body of an open version, agreed", "yes yes yes yes yes yes no sign-in"),
    ("version key of a record", "yes yes yes no no no no sign-in"),
    ("lineage secret of a record", "yes yes yes no no no no sign-in"),
    ("generation key of a release", "yes yes yes no no no no sign-in"),
    ("open key of a release", "yes yes yes yes yes yes yes sign-in"),
    ("key of a grant", "yes yes yes yes yes yes no sign-in"),
    ("list of a reseal", "yes yes yes yes yes yes no sign-in"),
    ("sealed key of a reseal", "yes yes yes yes yes yes no sign-in"),
    ("body of a delivery", "yes no no yes yes yes no sign-in"),
    ("pack list of a delivery", "yes no no yes yes yes no sign-in"),
    ("pack of a delivery", "yes no no yes yes yes no sign-in"),
    ("cover of a delivery", "yes no no yes yes yes no sign-in"),
    ("list of a delivery's seals", "yes no no yes yes yes no sign-in"),
    ("cover key for the recipient", "yes no no yes yes yes no sign-in"),
    ("version key for the recipient", "yes no no once once once no sign-in"),
    ("version key for the sender", "yes no no no no no no sign-in"),
];

/// For each scope a word per role. A word says what reading it gives, whether it stands in the feed, and what bringing its
/// first statement again answers.
const SCOPES: [(Place, &str); 9] = [
    (Place::Realm, "whole whole whole whole whole whole whole sign-in"),
    (Place::Chain, "whole whole whole asked asked asked asked sign-in"),
    (Place::Heads, "whole whole whole asked asked asked asked sign-in"),
    (Place::DatasetReview, "whole whole whole no no no no sign-in"),
    (Place::Dataset, "whole whole whole whole whole whole whole sign-in"),
    (Place::RequestReview, "no no no whole whole whole no sign-in"),
    (Place::AnswerReview, "whole whole whole no no no no sign-in"),
    (Place::Request, "whole whole whole whole whole whole no sign-in"),
    (Place::Delivery, "whole no no whole whole whole no sign-in"),
];

/// For each scope what a statement there is told, by whose device it is signed.
const ACTS: [(Act, &str); 9] = [
    (Act::Directory, "role role role role role member role sign-in"),
    (Act::Roles, "role taken role member member member member sign-in"),
    (Act::Heads, "taken taken role member member member member sign-in"),
    (Act::Entry, "taken taken role not-found not-found not-found not-found sign-in"),
    (Act::Retire, "role taken role role role member role sign-in"),
    (Act::Request, "not-found not-found not-found taken taken member not-found sign-in"),
    (Act::Answer, "taken taken role not-found not-found not-found not-found sign-in"),
    (Act::Receipt, "role role role taken taken member not-found sign-in"),
    (Act::TakeBack, "taken not-found not-found role role member not-found sign-in"),
];

/// What else is asked, and the answer.
const QUESTIONS: [(&str, &str); 4] = [
    ("who is signed in", "200 200 200 200 200 200 200 sign-in"),
    ("the realm", "200 200 200 200 200 200 200 200"),
    (
        "enrolments that wait in the own department",
        "forbidden forbidden 200 forbidden forbidden forbidden forbidden sign-in",
    ),
    (
        "where a device of the provider has signed",
        "not-found not-found 200 not-found not-found not-found not-found sign-in",
    ),
];

/// What the words for objects mean: `GET`, missing, `PUT`.
const OBJECT_WORDS: [(&str, &str, &str, &str); 6] = [
    ("yes", "200", "here", "200"),
    ("no", "404 not-found", "missing", "201"),
    ("once", "200", "missing", "201"),
    ("back", "410 taken-back", "missing", "201"),
    ("over", "410 expired", "missing", "201"),
    ("sign-in", "401 sign-in", "401 sign-in", "401 sign-in"),
];

/// What the words for scopes mean: reading it, in the feed, its first statement again.
const SCOPE_WORDS: [(&str, &str, &str, &str); 4] = [
    ("whole", "200", "in the feed", "200"),
    ("asked", "200", "not in the feed", "200"),
    ("no", "404 not-found", "not in the feed", "404 not-found"),
    ("sign-in", "401 sign-in", "401 sign-in", "401 sign-in"),
];

/// The platform of the fixture in a folder, some time after everything happened.
fn reopen(fixture: &Fixture, data: &Path) -> Platform {
    let clock = Hands::default();
    clock.set(NOON.plus_days(2));
    fixture.world.platform(data, Setting { clock, ..Setting::default() })
}

async fn client(platform: &Platform, person: &str) -> Client {
    if person.is_empty() { Client::stranger(platform) } else { Client::sign_in(platform, person).await }
}

fn told(answer: &crate::client::Answer) -> String {
    let status = answer.status.as_u16();
    if answer.status.is_success() { status.to_string() } else { format!("{status} {}", answer.problem()) }
}

/// The word for three answers.
fn word(words: &[(&'static str, &str, &str, &str)], answers: [&str; 3]) -> String {
    let known = words.iter().find(|(_, first, second, third)| [*first, *second, *third] == answers);
    known.map_or_else(|| answers.join(", "), |(word, ..)| (*word).to_owned())
}

async fn object_cells(fixture: &Fixture, platform: &Platform, person: &str) -> Vec<String> {
    let client = client(platform, person).await;
    let mut read = Vec::new();
    for (_, bytes) in &fixture.objects {
        let id = ObjectId::of(bytes);
        let body = serde_json::json!({ "ids": [id] }).to_string();
        let asked = client.post_json(path::MISSING, body).await;
        let listed = match asked.status {
            StatusCode::OK if asked.body == br#"{"missing":[]}"# => "here".to_owned(),
            StatusCode::OK => "missing".to_owned(),
            _ => told(&asked),
        };
        read.push((told(&client.object(&id).await), listed));
    }
    // Sending comes last: who sent an object reads it.
    let mut cells = Vec::new();
    for ((_, bytes), (got, listed)) in fixture.objects.iter().zip(read) {
        let put = told(&client.put(bytes).await);
        cells.push(word(&OBJECT_WORDS, [&got, &listed, &put]));
    }
    cells
}

async fn scope_cells(fixture: &Fixture, platform: &Platform, person: &str) -> Vec<String> {
    let client = client(platform, person).await;
    let feed = client.read(&path::feed(Position(0), 500, 0)).await;
    let mut cells = Vec::new();
    for (place, _) in &SCOPES {
        let first = fixture.first(*place);
        let read = client.read(&path::scope(&first.header().scope, Position(0), 50)).await;
        let envelope = serde_json::to_string(std::str::from_utf8(first.bytes()).unwrap()).unwrap();
        let feed = match feed.status {
            StatusCode::OK
                if String::from_utf8_lossy(&feed.body).contains(&format!(r#"{{"statement":{envelope}}}"#)) =>
            {
                "in the feed".to_owned()
            }
            StatusCode::OK => "not in the feed".to_owned(),
            _ => told(&feed),
        };
        let again = client.append(first).await;
        cells.push(word(&SCOPE_WORDS, [&told(&read), &feed, &told(&again)]));
    }
    cells
}

/// A statement that has to be taken meets a platform of its own, so that no cell sees what another did.
async fn act_cells(fixture: &Fixture, shared: &Platform, (column, person): (usize, &str)) -> Vec<String> {
    let mut cells = Vec::new();
    for (act, words) in &ACTS {
        let copied = (words.split(' ').nth(column) == Some("taken")).then(|| copy(fixture.data.path()));
        let platform = copied.as_ref().map_or_else(|| shared.clone(), |copied| reopen(fixture, copied.path()));
        let client = client(&platform, person).await;
        let made = fixture.act(*act, if person.is_empty() { "zhang" } else { person });
        for object in &made.objects {
            client.put(object).await;
        }
        let answer = client.append(&made.signed).await;
        cells.push(match answer.status {
            StatusCode::CREATED => "taken".to_owned(),
            _ => answer.problem().trim_start_matches("refused ").to_lowercase(),
        });
    }
    cells
}

async fn question_cells(fixture: &Fixture, platform: &Platform, person: &str) -> Vec<String> {
    let client = client(platform, person).await;
    let device = fixture.world.office("财政").device("zhang").key.public().device();
    let asked = [path::ME, path::REALM, path::ENROLMENTS, &path::device_scopes(&device, None, 10)];
    let mut cells = Vec::new();
    for question in asked {
        let answer = client.read(question).await;
        cells.push(if answer.status.is_success() { "200".to_owned() } else { answer.problem() });
    }
    cells
}

fn copy(data: &Path) -> TempDir {
    fn below(from: &Path, to: &Path) {
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            let to = to.join(entry.file_name());
            if entry.file_type().unwrap().is_dir() {
                fs::create_dir_all(&to).unwrap();
                below(&entry.path(), &to);
            } else {
                fs::copy(entry.path(), to).unwrap();
            }
        }
    }
    let to = tempdir().unwrap();
    below(data, to.path());
    to
}

/// All cells that differ, each as a sentence.
fn differences(things: &[(String, &str)], columns: &[Vec<String>]) -> Vec<String> {
    let mut found = Vec::new();
    for (row, (thing, words)) in things.iter().enumerate() {
        assert_eq!(words.split(' ').count(), ROLES.len(), "{thing} has a word for every role");
        for ((role, _), (word, column)) in ROLES.iter().zip(words.split(' ').zip(columns)) {
            if column[row] != word {
                found.push(format!("{thing}, {role}: {} instead of {word}", column[row]));
            }
        }
    }
    found
}

#[tokio::test]
async fn every_cell_of_the_matrix_is_as_the_table_says() {
    let fixture = Fixture::build().await;
    let names: Vec<&str> = fixture.objects.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, OBJECTS.map(|(name, _)| name), "the table and the province name the same objects");
    let (mut objects, mut scopes, mut acts, mut questions) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    {
        let copied = copy(fixture.data.path());
        let platform = reopen(&fixture, copied.path());
        for (_, person) in ROLES {
            questions.push(question_cells(&fixture, &platform, person).await);
            scopes.push(scope_cells(&fixture, &platform, person).await);
            objects.push(object_cells(&fixture, &platform, person).await);
        }
    }
    let copied = copy(fixture.data.path());
    let platform = reopen(&fixture, copied.path());
    for (column, (_, person)) in ROLES.into_iter().enumerate() {
        acts.push(act_cells(&fixture, &platform, (column, person)).await);
    }
    let mut wrong = differences(&OBJECTS.map(|(name, words)| (name.to_owned(), words)), &objects);
    wrong.extend(differences(&SCOPES.map(|(place, words)| (place.to_string(), words)), &scopes));
    wrong.extend(differences(&ACTS.map(|(act, words)| (act.to_string(), words)), &acts));
    wrong.extend(differences(&QUESTIONS.map(|(name, words)| (name.to_owned(), words)), &questions));
    assert!(wrong.is_empty(), "{} cells differ:\n{}", wrong.len(), wrong.join("\n"));
}

const BEGIN: &str =
    "<!-- matrix: made from the test, JIXIANG_WRITE=1 cargo test -p jixiang-platform the_matrix_of_the_page -->\n";
const END: &str = "<!-- matrix end -->";

fn page() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/platform-api.md")
}

fn table(thing: &str, rows: &[(String, &str)]) -> String {
    let mut table = format!("| {thing} |");
    ROLES.iter().for_each(|(role, _)| write!(table, " {role} |").unwrap());
    table.push_str("\n|---|");
    ROLES.iter().for_each(|_| table.push_str("---|"));
    table.push('\n');
    for (thing, words) in rows {
        writeln!(table, "| {thing} | {} |", words.replace(' ', " | ")).unwrap();
    }
    table
}

fn meanings(words: &[(&str, &str, &str, &str)], asked: [&str; 3]) -> String {
    let mut table = format!("| word | {} | {} | {} |\n|---|---|---|---|\n", asked[0], asked[1], asked[2]);
    for (word, first, second, third) in words {
        writeln!(table, "| {word} | {first} | {second} | {third} |").unwrap();
    }
    table
}

fn matrix() -> String {
    [
        table("object", &OBJECTS.map(|(name, words)| (name.to_owned(), words))),
        meanings(&OBJECT_WORDS, ["`GET`", "in `missing`", "`PUT` of its bytes"]),
        table("scope", &SCOPES.map(|(place, words)| (place.to_string(), words))),
        meanings(&SCOPE_WORDS, ["read", "feed", "first statement again"]),
        table("statement brought", &ACTS.map(|(act, words)| (act.to_string(), words))),
        table("question", &QUESTIONS.map(|(name, words)| (name.to_owned(), words))),
    ]
    .join("\n")
}

#[test]
fn the_matrix_of_the_page_is_the_one_that_is_asked() {
    let text = fs::read_to_string(page()).unwrap();
    let (before, rest) = text.split_once(BEGIN).expect("the page has a place for the matrix");
    let (stands, after) = rest.split_once(END).expect("the matrix ends");
    if std::env::var_os("JIXIANG_WRITE").is_some() {
        fs::write(page(), [before, BEGIN, &matrix(), END, after].concat()).unwrap();
        return;
    }
    assert_eq!(stands, matrix(), "run the command that stands above the matrix");
}
