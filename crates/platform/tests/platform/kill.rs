//! The binary: what was acknowledged before a kill is there after it, what was not can be done again.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use jixiang_model::{ObjectId, Suite};
use jixiang_statement::payload::{Enrolment, EnrolmentPayload};
use jixiang_statement::{Base64, SigningKey};
use jixiang_wire::enrolment::{Enrolled, State};
use jixiang_wire::feed::{Page, Position};
use jixiang_wire::object::Missing;
use jixiang_wire::path;
use jixiang_wire::session::{Realm, SignedIn};
use jixiang_wire::statement::ENVELOPE_TYPE;
use reqwest::RequestBuilder;
use tempfile::tempdir;

/// The running binary; killed when dropped.
struct Running {
    child: Child,
    url: String,
    http: reqwest::Client,
}

impl Running {
    fn start(data: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_jixiang-platform"))
            .args(["serve", "--demo", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = String::new();
        let out = child.stdout.take().unwrap();
        BufReader::new(out).read_line(&mut first).unwrap();
        let url = first.trim().strip_prefix("listening on ").expect("the first line").to_owned();
        Self { child, url, http: reqwest::Client::builder().no_proxy().build().unwrap() }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    async fn json<T: serde::de::DeserializeOwned>(&self, request: RequestBuilder) -> T {
        let response = request.send().await.unwrap();
        assert!(response.status().is_success(), "{}", response.text().await.unwrap());
        response.json().await.unwrap()
    }

    async fn sign_in(&self, staff: &str) -> SignedIn {
        let body = serde_json::json!({ "staff": staff });
        self.json(self.http.post(self.url(path::DEMO_SIGN_IN)).json(&body)).await
    }

    async fn feed(&self, token: &str) -> Page {
        let request = self.http.get(self.url(&path::feed(Position(0), 500, 0)));
        self.json(request.bearer_auth(token)).await
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _killed = self.child.kill().and_then(|()| self.child.wait());
    }
}

fn enrolment(realm: &Realm, me: &SignedIn) -> Enrolment {
    let key = SigningKey::from_seed(&[5; 32]);
    let payload = EnrolmentPayload {
        realm: realm.realm,
        suite: Suite::One,
        department: me.me.department,
        person: me.me.person.clone(),
        sign: Base64(key.public().to_bytes().to_vec()),
        seal: Base64(seal_key()),
    };
    Enrolment::sign(&payload, &key)
}

/// An X-Wing public key that the demo's authority can seal to: ML-KEM takes coefficients below 3,329 only.
fn seal_key() -> Vec<u8> {
    let mut key = vec![0; 1216];
    key[1184] = 9;
    key
}

#[tokio::test]
async fn killed_between_upload_and_append_nothing_is_lost_or_torn() {
    let folder = tempdir().unwrap();
    let data = folder.path().join("data");
    let running = Running::start(&data);
    let signed_in = running.sign_in("cz-li").await;
    let token = signed_in.token.reveal().to_owned();
    let realm: Realm = running.json(running.http.get(running.url(path::REALM))).await;
    let before = running.feed(&token).await;
    let bytes = vec![3_u8; 300_000];
    let put = running.http.put(running.url(&path::object(&ObjectId::of(&bytes))));
    let stored = put.bearer_auth(&token).body(bytes.clone()).send().await.unwrap();
    assert_eq!(stored.status(), 201);
    drop(running);
    std::fs::write(data.join("incoming").join("half"), b"half").unwrap();

    let running = Running::start(&data);
    assert!(!data.join("incoming").join("half").exists(), "what never arrived is cleared");
    let again: Realm = running.json(running.http.get(running.url(path::REALM))).await;
    assert_eq!(again, realm, "the realm stays");
    assert_eq!(running.feed(&token).await, before, "session and ledger stay");
    let absent = ObjectId::of(b"absent");
    let ask = serde_json::json!({ "ids": [ObjectId::of(&bytes), absent] });
    let ask = running.http.post(running.url(path::MISSING)).bearer_auth(&token).json(&ask);
    let missing: Missing = running.json(ask).await;
    assert_eq!(missing.missing, [absent], "what was acknowledged is there");

    let enrolment = enrolment(&realm, &signed_in);
    for _ in 0..2 {
        let post = running.http.post(running.url(path::ENROLMENTS)).bearer_auth(&token);
        let post = post.header("content-type", ENVELOPE_TYPE).body(enrolment.bytes().to_vec());
        let enrolled: Enrolled = running.json(post).await;
        assert_eq!(enrolled.state, State::Admitted);
    }
    let after = running.feed(&token).await;
    assert_eq!(after.rows.len(), before.rows.len() + 2, "add and roles, once");
    drop(running);
    let running = Running::start(&data);
    assert_eq!(running.feed(&token).await, after);
    let keys = folder.path().join("data-authority");
    assert!(keys.is_dir(), "the authority's keys lie beside the data");
}

#[tokio::test]
async fn the_demo_does_not_start_where_others_could_sign_in() {
    let folder = tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_jixiang-platform"))
        .args(["serve", "--demo", "--listen", "0.0.0.0:0", "--data"])
        .arg(folder.path().join("data"))
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert!(output.stdout.is_empty());
    assert!(!folder.path().join("data").exists(), "nothing was made");
}

#[test]
fn a_platform_that_is_no_demo_needs_its_realm() {
    let folder = tempdir().unwrap();
    let serve = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jixiang-platform"));
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]);
        command.arg(folder.path()).stdout(Stdio::piped());
        command
    };
    let output = serve().output().unwrap();
    assert!(!output.status.success());
    assert!(output.stdout.is_empty());

    let root = hex::encode(SigningKey::from_seed(&[1; 32]).public().to_bytes());
    let realm = format!("instance = \"pilot\"\nroot = \"{root}\"\n");
    std::fs::write(folder.path().join("realm.toml"), realm).unwrap();
    let mut child = serve().spawn().unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(first.starts_with("listening on http://127.0.0.1:"));
}

#[tokio::test]
async fn it_ends_in_order_when_it_is_told_to() {
    let folder = tempdir().unwrap();
    let mut running = Running::start(&folder.path().join("data"));
    let pid = running.child.id().to_string();
    let told = Command::new("kill").args(["-TERM", &pid]).status().unwrap();
    assert!(told.success());
    assert!(running.child.wait().unwrap().success());
}
