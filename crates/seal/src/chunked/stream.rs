//! Sealing and opening as the bytes come, with one inner chunk of memory.

use zeroize::Zeroizing;

use super::{HEADER, INNER, OpenError, Opener, SALT, SEALED_INNER, Salt, Sealer, TAG};
use crate::Random;
use crate::kdf::Prf;

/// Seals a message whose plaintext arrives in pieces.
pub struct SealStream {
    sealer: Sealer,
    index: u64,
    held: Zeroizing<Vec<u8>>,
}

impl SealStream {
    /// Begins a message and appends its header to `out`.
    ///
    /// The salt is drawn: what a stream contains is not known when it begins.
    #[must_use]
    pub fn begin(key: &[u8; 32], context: &[u8], random: &mut dyn Random, out: &mut Vec<u8>) -> Self {
        let mut salt: Salt = [0; SALT];
        random.fill(&mut salt);
        let sealer = Sealer::derive(&Prf::new(key), &salt, context);
        out.extend_from_slice(&sealer.header(&salt));
        Self { sealer, index: 0, held: Zeroizing::new(Vec::with_capacity(INNER)) }
    }

    /// Takes more plaintext and appends the inner chunks that are full.
    pub fn update(&mut self, mut plaintext: &[u8], out: &mut Vec<u8>) {
        while self.held.len() + plaintext.len() >= INNER {
            let (now, later) = plaintext.split_at(INNER - self.held.len());
            self.held.extend_from_slice(now);
            self.flush(out);
            plaintext = later;
        }
        self.held.extend_from_slice(plaintext);
    }

    /// Ends the message and appends its last, short inner chunk.
    pub fn finish(mut self, out: &mut Vec<u8>) {
        self.flush(out);
    }

    fn flush(&mut self, out: &mut Vec<u8>) {
        let start = out.len();
        out.resize(start + self.held.len() + TAG, 0);
        self.sealer.seal_inner(self.index, &self.held, &mut out[start..]);
        self.index += 1;
        self.held.clear();
    }
}

/// Opens a message that arrives in pieces. What it has handed out is authentic, but the message is complete only when
/// [`OpenStream::finish`] says so.
pub struct OpenStream<'a> {
    key: &'a [u8; 32],
    context: &'a [u8],
    state: Stage,
    held: Vec<u8>,
}

enum Stage {
    Header,
    Inner { opener: Box<Opener>, index: u64 },
}

impl<'a> OpenStream<'a> {
    /// Waits for the header.
    #[must_use]
    pub fn begin(key: &'a [u8; 32], context: &'a [u8]) -> Self {
        Self { key, context, state: Stage::Header, held: Vec::with_capacity(SEALED_INNER) }
    }

    /// Takes more sealed bytes and appends the plaintext of the inner chunks that are complete.
    ///
    /// # Errors
    ///
    /// [`OpenError`] when the header or an inner chunk is wrong; the stream is of no use then.
    pub fn update(&mut self, mut sealed: &[u8], out: &mut Vec<u8>) -> Result<(), OpenError> {
        loop {
            let wanted = match self.state {
                Stage::Header => HEADER,
                Stage::Inner { .. } => SEALED_INNER,
            };
            let (now, later) = sealed.split_at(sealed.len().min(wanted - self.held.len()));
            self.held.extend_from_slice(now);
            sealed = later;
            if self.held.len() < wanted {
                return Ok(());
            }
            self.step(out)?;
        }
    }

    /// Ends the message and appends the plaintext of its last inner chunk.
    ///
    /// # Errors
    ///
    /// [`OpenError::Length`] when the message is cut; [`OpenError::Damaged`] when its last inner chunk is wrong.
    pub fn finish(mut self, out: &mut Vec<u8>) -> Result<(), OpenError> {
        match self.state {
            Stage::Header => Err(OpenError::Length),
            Stage::Inner { .. } => self.step(out),
        }
    }

    fn step(&mut self, out: &mut Vec<u8>) -> Result<(), OpenError> {
        match &mut self.state {
            Stage::Header => {
                let header = self.held.first_chunk::<HEADER>().ok_or(OpenError::Length)?;
                let opener = Opener::derive(self.key, self.context, header)?;
                self.state = Stage::Inner { opener: Box::new(opener), index: 0 };
            }
            Stage::Inner { opener, index } => {
                let start = out.len();
                let length = self.held.len().checked_sub(TAG).ok_or(OpenError::Length)?;
                out.resize(start + length, 0);
                if let Err(error) = opener.open_inner(*index, &self.held, &mut out[start..]) {
                    out.truncate(start);
                    return Err(error);
                }
                *index += 1;
            }
        }
        self.held.clear();
        Ok(())
    }
}
