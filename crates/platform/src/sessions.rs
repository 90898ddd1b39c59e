//! Sessions: who is signed in. Tokens are stored as hashes and never logged.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jixiang_model::UnixMillis;
use jixiang_wire::Token;
use jixiang_wire::session::Me;
use rusqlite::{Connection, params};

use crate::Error;
use crate::ledger::{Ledger, Reader};

/// The hash under which a token is stored: who reads the database signs in as nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct TokenHash([u8; 32]);

impl TokenHash {
    pub(crate) fn of(token: &Token) -> Self {
        Self(blake3::hash(token.reveal().as_bytes()).into())
    }
}

/// Who is signed in until when.
#[derive(Debug, Clone)]
struct Session {
    me: Me,
    expires: UnixMillis,
}

/// The sessions of a platform.
pub(crate) struct Sessions(RwLock<HashMap<TokenHash, Session>>);

impl Sessions {
    /// Reads the sessions that have not ended.
    pub(crate) fn open(ledger: &Ledger, now: UnixMillis) -> Result<Self, Error> {
        ledger.write(|transaction, _| {
            transaction.execute("DELETE FROM sessions WHERE expires <= ?1", [now.0])?;
            Ok(())
        })?;
        let sessions = ledger.read(|transaction| all(transaction))?;
        Ok(Self(RwLock::new(sessions)))
    }

    /// Begins a session.
    pub(crate) fn begin(&self, ledger: &Ledger, me: &Me, now: UnixMillis, expires: UnixMillis) -> Result<Token, Error> {
        let token = draw()?;
        let hash = TokenHash::of(&token);
        let text = serde_json::to_string(me).map_err(|error| Error::Damage(error.to_string()))?;
        ledger.write(|transaction, _| {
            transaction.execute(
                "INSERT INTO sessions (token, me, expires) VALUES (?1, ?2, ?3)",
                params![hash.0, text, expires.0],
            )?;
            Ok(())
        })?;
        let session = Session { me: me.clone(), expires };
        let mut sessions = self.0.write().unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|_, session| session.expires > now);
        sessions.insert(hash, session);
        Ok(token)
    }

    /// Who the token belongs to.
    pub(crate) fn find(&self, hash: &TokenHash, now: UnixMillis) -> Option<Me> {
        let sessions = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let session = sessions.get(hash)?;
        (session.expires > now).then(|| session.me.clone())
    }
}

fn all(connection: &Connection) -> Result<HashMap<TokenHash, Session>, Error> {
    let mut query = connection.prepare("SELECT token, me, expires FROM sessions")?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?)))?;
    rows.map(|row| {
        let (token, me, expires) = row?;
        let me = serde_json::from_str(&me).map_err(|error| Error::Damage(error.to_string()))?;
        let expires = UnixMillis(expires);
        Ok((TokenHash(token), Session { me, expires }))
    })
    .collect()
}

fn draw() -> Result<Token, Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| std::io::Error::other(error.to_string()))?;
    Token::parse(&URL_SAFE_NO_PAD.encode(bytes))
        .ok_or_else(|| Error::Damage("32 bytes are 43 characters of base64url".to_owned()))
}

/// The reader that a signed-in person is.
pub(crate) fn reader(me: &Me) -> Reader {
    Reader { department: me.department, person: me.person.clone() }
}
