//! What a person picked and has not sent yet. The window holds tokens; paths and pictures stay here.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use jixiang_contract::{ByteCount, Picked, Token};

/// Something that was picked.
#[derive(Debug, Clone)]
pub(crate) enum Pick {
    /// A file or folder.
    Path(PathBuf),
    /// A picture from the clipboard.
    Picture {
        /// The name it gets.
        name: String,
        /// PNG.
        bytes: Arc<[u8]>,
    },
}

/// The picks of this program's run.
#[derive(Debug, Default)]
pub(crate) struct Picks {
    known: HashMap<Token, Pick>,
    made: u64,
}

impl Picks {
    /// Takes a pick and gives it a token.
    pub(crate) fn take(&mut self, pick: Pick) -> Picked {
        self.made += 1;
        let token = Token(format!("pick-{}", self.made));
        let picked = Picked { token: token.clone(), name: pick.name(), bytes: pick.size().map(ByteCount) };
        self.known.insert(token, pick);
        picked
    }

    /// What a token stands for.
    pub(crate) fn find(&self, token: &Token) -> Option<&Pick> {
        self.known.get(token)
    }

    /// Forgets a token.
    pub(crate) fn drop(&mut self, token: &Token) {
        self.known.remove(token);
    }
}

impl Pick {
    /// Its own name.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Path(path) => path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
            Self::Picture { name, .. } => name.clone(),
        }
    }

    fn size(&self) -> Option<u64> {
        match self {
            Self::Path(path) => path.metadata().ok().filter(std::fs::Metadata::is_file).map(|metadata| metadata.len()),
            Self::Picture { bytes, .. } => u64::try_from(bytes.len()).ok(),
        }
    }
}
