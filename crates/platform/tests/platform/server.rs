//! A platform on a real socket: who is here learns the root, the stream says more, slow clients are dropped, it ends well.

use std::net::SocketAddr;
use std::time::Duration;

use jixiang_platform::{Limits, Platform, serve};
use jixiang_wire::digest::{CONTENT_DIGEST, content_digest};
use jixiang_wire::feed::More;
use jixiang_wire::path;
use jixiang_wire::session::{Realm, SignedIn};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::sending::{Sending, To};
use crate::site::Site;
use crate::world::Setting;

/// Enough for everything here, on a busy machine.
const LONG: Duration = Duration::from_secs(30);

struct Served {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<std::io::Result<()>>,
}

async fn begin(platform: &Platform) -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let platform = platform.clone();
    let task = tokio::spawn(async move {
        let stopped = async { stopped.await.unwrap_or_default() };
        serve(platform, listener, stopped).await
    });
    Served { address, stop, task }
}

impl Served {
    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    async fn end(self) {
        self.stop.send(()).unwrap();
        let ended = tokio::time::timeout(LONG, self.task).await;
        ended.expect("it ends").unwrap().unwrap();
    }
}

#[tokio::test]
async fn the_root_is_told_on_this_machine_and_the_stream_says_more() {
    let site = Site::new();
    let served = begin(&site.platform).await;
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let realm: Realm = http.get(served.url(path::REALM)).send().await.unwrap().json().await.unwrap();
    assert_eq!(realm.root, Some(hex::encode(site.world.root.public().to_bytes())));

    let sign_in = http.post(served.url(path::DEMO_SIGN_IN)).json(&serde_json::json!({"staff": "wang"}));
    let wang: SignedIn = sign_in.send().await.unwrap().json().await.unwrap();
    let stream = http.get(served.url(path::STREAM)).bearer_auth(wang.token.reveal());
    let mut stream = stream.send().await.unwrap();
    let first = event(&mut stream).await;

    let zhang = site.sign_in("zhang").await;
    let sending = Sending::new(&site.world, "财政", "zhang", &[To("民政", None)], 1);
    let sent = zhang.deliver(&sending).await;
    let second = event(&mut stream).await;
    assert!(first.cursor < second.cursor);
    assert_eq!(second.cursor, sent.position);
    served.end().await;
    assert_eq!(stream.chunk().await.ok().flatten(), None, "the stream ended with the platform");
}

#[tokio::test]
async fn json_leaves_with_its_digest_be_it_an_answer_or_a_problem() {
    let site = Site::new();
    let served = begin(&site.platform).await;
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    for path in [path::REALM, path::ME, "/v1/nowhere"] {
        let answer = http.get(served.url(path)).send().await.unwrap();
        let told = answer.headers()[CONTENT_DIGEST].to_str().unwrap().to_owned();
        assert_eq!(told, content_digest(&answer.bytes().await.unwrap()), "{path}");
    }
    served.end().await;
}

async fn event(stream: &mut reqwest::Response) -> More {
    let chunk = tokio::time::timeout(LONG, stream.chunk());
    let chunk = chunk.await.expect("an event comes").unwrap().unwrap();
    let text = String::from_utf8(chunk.to_vec()).unwrap();
    serde_json::from_str(text.trim().strip_prefix("data: ").unwrap()).unwrap()
}

#[tokio::test]
async fn who_sends_too_slowly_is_dropped() {
    let limits =
        Limits { header_time: Duration::from_millis(100), still_time: Duration::from_millis(100), ..Limits::default() };
    let setting = Setting { limits, ..Setting::default() };
    let site = Site::with(setting);
    let zhang = site.sign_in("zhang").await;
    let served = begin(&site.platform).await;

    let mut half = TcpStream::connect(served.address).await.unwrap();
    half.write_all(b"GET /v1/realm HTTP/1.1\r\nHost: ").await.unwrap();
    assert!(!rest(&mut half).await.contains("200 OK"));

    let mut body = TcpStream::connect(served.address).await.unwrap();
    let head = format!(
        "PUT {} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\nContent-Length: 9\r\n\r\nx",
        path::object(&jixiang_model::ObjectId::of(b"x")),
        zhang.token.as_deref().unwrap(),
    );
    body.write_all(head.as_bytes()).await.unwrap();
    assert!(rest(&mut body).await.starts_with("HTTP/1.1 408"));
    served.end().await;
}

/// Everything until the platform closes the connection.
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let read = tokio::time::timeout(LONG, stream.read_to_end(&mut bytes));
    let _closed = read.await.expect("the platform closes the connection");
    String::from_utf8_lossy(&bytes).into_owned()
}
