//! The home of one person: a store that outlives the program, and a connection that can be cut.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jixiang_engine::port::memory::{ManualClock, MemoryRemote, MemoryStore, RecordingNotifier};
use jixiang_engine::port::{Random, WrapKey};
use jixiang_engine::{Config, Engine, Ports};
use jixiang_model::ObjectId;

/// Bytes that never repeat within this program.
struct Counted;

impl Random for Counted {
    fn fill(&mut self, out: &mut [u8]) {
        static DRAWN: AtomicU64 = AtomicU64::new(0);
        for block in out.chunks_mut(32) {
            let number = DRAWN.fetch_add(1, Ordering::Relaxed).to_be_bytes();
            block.copy_from_slice(&ObjectId::of(&number).as_bytes()[..block.len()]);
        }
    }
}

pub(crate) struct Home {
    pub(crate) person: String,
    pub(crate) store: MemoryStore,
    pub(crate) remote: Arc<MemoryRemote>,
    pub(crate) clock: ManualClock,
    pub(crate) desktop: RecordingNotifier,
    pub(crate) downloads: PathBuf,
}

impl Home {
    /// Starts the program on it, as often as it was closed.
    pub(crate) fn open(&self) -> Engine {
        let ports = Ports {
            store: Arc::new(self.store.clone()),
            remote: self.remote.clone(),
            clock: Arc::new(self.clock.clone()),
            notifier: Arc::new(self.desktop.clone()),
            random: || Box::new(Counted),
        };
        let config = Config {
            platform: Some("http://127.0.0.1:1".to_owned()),
            root: None,
            downloads_by_policy: None,
            downloads: self.downloads.clone(),
            cache: self.downloads.with_extension("cache"),
            machine: self.person.clone(),
            key_file: true,
            version: "0".to_owned(),
        };
        Engine::open(ports, config, WrapKey::from_bytes([7; 32])).expect("a home that opens")
    }
}
