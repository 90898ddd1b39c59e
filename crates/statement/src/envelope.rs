//! DSSE envelopes with exactly one signature (docs/format.md 2): the bytes that were signed are what is kept.

use std::sync::Arc;

use jixiang_model::{DeviceId, Home, Kind, ScopeId, StatementId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::payload::{Header, Payload, Probe};
use crate::{Base64, KeyError, Refusal, SigningKey, StrictError, VerifyingKey, strict};

/// The largest payload, in bytes.
pub const MAX_PAYLOAD: usize = 64 * 1024;
/// The largest envelope, in bytes: a payload in base64 and what stands around it.
pub const MAX_ENVELOPE: usize = MAX_PAYLOAD / 3 * 4 + 1024;

/// Why bytes are no statement.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// Longer than [`MAX_ENVELOPE`], or the payload longer than [`MAX_PAYLOAD`].
    #[error("the statement is too long")]
    Long,
    /// The envelope or the payload is not strict JSON of its shape.
    #[error(transparent)]
    Json(#[from] StrictError),
    /// The envelope is not spelled the one way this format allows.
    #[error("the envelope is not in canonical form")]
    Form,
    /// The payload does not state what its kind must state.
    #[error("the payload breaks a rule of its kind: {0}")]
    Rule(&'static str),
    /// The `keyid` is not the device of the header.
    #[error("the envelope's key is not the header's device")]
    KeyId,
    /// A kind this program does not know: its scope stops until the program is updated.
    #[error("a statement of an unknown kind; the program is older than the data")]
    UnknownKind(UnknownStatement),
}

/// Whether a media type has the form of kinds, `application/vnd.jixiang.<word>.v<number>+json`, so that a later program
/// may know it. An enrolment never is a statement.
fn may_be_a_kind(media_type: &str) -> bool {
    let parts = media_type
        .strip_prefix("application/vnd.jixiang.")
        .and_then(|rest| rest.strip_suffix("+json"))
        .and_then(|rest| rest.split_once(".v"));
    parts.is_some_and(|(word, version)| {
        word != "enrolment"
            && (1..=32).contains(&word.len())
            && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
            && (1..=4).contains(&version.len())
            && version.bytes().all(|b| b.is_ascii_digit())
            && !version.starts_with('0')
    })
}

/// What is still known of a statement of an unknown kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownStatement {
    /// Its id.
    pub id: StatementId,
    /// The scope that it stops, when its header could be read.
    pub scope: Option<ScopeId>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Dsse {
    payload: Base64,
    #[serde(rename = "payloadType")]
    payload_type: String,
    signatures: [Signature; 1],
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Signature {
    keyid: DeviceId,
    sig: Base64,
}

/// The bytes that are signed: `"DSSEv1" SP len(type) SP type SP len(body) SP body`, lengths in ASCII decimals (DSSE
/// protocol 1.0.2).
#[must_use]
pub fn pae(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let mut out = format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), payload.len()).into_bytes();
    out.extend_from_slice(payload);
    out
}

/// An envelope of any payload type, opened as far as its own form goes. Nothing in it is verified yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    bytes: Arc<[u8]>,
    /// The media type that was signed.
    pub payload_type: String,
    /// The payload that was signed.
    pub payload: Vec<u8>,
    /// The device that claims to have signed.
    pub keyid: DeviceId,
    signature: [u8; 64],
    id: [u8; 32],
}

impl Envelope {
    /// Reads an envelope; it must be spelled exactly as this program spells it.
    ///
    /// # Errors
    ///
    /// [`EnvelopeError`] when the form is broken; signature and payload are not looked at.
    pub fn parse(bytes: &[u8]) -> Result<Self, EnvelopeError> {
        if bytes.len() > MAX_ENVELOPE {
            return Err(EnvelopeError::Long);
        }
        // What is spelled as this program spells it is strict; for anything else the strict reading says what is wrong.
        let Dsse { payload, payload_type, signatures: [Signature { keyid, sig }] } = match serde_json::from_slice(bytes)
        {
            Ok(dsse) => dsse,
            Err(_) => strict::parse(bytes)?,
        };
        if payload.0.len() > MAX_PAYLOAD {
            return Err(EnvelopeError::Long);
        }
        let signature = <[u8; 64]>::try_from(&sig.0[..]).map_err(|_| EnvelopeError::Form)?;
        let envelope = Self::assemble(payload_type, payload.0, keyid, signature);
        if envelope.bytes[..] == *bytes {
            return Ok(envelope);
        }
        strict::parse::<Dsse>(bytes)?;
        Err(EnvelopeError::Form)
    }

    /// Signs a payload of this type.
    #[must_use]
    pub fn sign(payload_type: &str, payload: Vec<u8>, key: &SigningKey) -> Self {
        let signature = key.sign(&pae(payload_type, &payload));
        Self::assemble(payload_type.to_owned(), payload, key.public().device(), signature)
    }

    fn assemble(payload_type: String, payload: Vec<u8>, keyid: DeviceId, signature: [u8; 64]) -> Self {
        let id = Sha256::digest(pae(&payload_type, &payload)).into();
        let dsse = Dsse {
            payload: Base64(payload),
            payload_type,
            signatures: [Signature { keyid, sig: Base64(signature.to_vec()) }],
        };
        let bytes = serde_json::to_vec(&dsse).expect("strings and lists always serialise").into();
        Self { bytes, payload_type: dsse.payload_type, payload: dsse.payload.0, keyid, signature, id }
    }

    /// The exact bytes that are stored and sent.
    #[must_use]
    pub fn bytes(&self) -> &Arc<[u8]> {
        &self.bytes
    }

    /// SHA-256 of the PAE.
    #[must_use]
    pub const fn digest(&self) -> [u8; 32] {
        self.id
    }

    /// Checks the one signature.
    ///
    /// # Errors
    ///
    /// [`KeyError::Signature`] when `key` is not the named one or did not sign these bytes.
    pub fn verify(&self, key: &VerifyingKey) -> Result<(), KeyError> {
        if key.device() != self.keyid {
            return Err(KeyError::Signature);
        }
        key.verify(&pae(&self.payload_type, &self.payload), &self.signature)
    }
}

/// A statement whose payload is understood. Its signature is checked by whoever knows the signer's key
/// ([`crate::chain::Chain::authorise`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    envelope: Envelope,
    payload: Payload,
}

impl Signed {
    /// Reads a statement.
    ///
    /// # Errors
    ///
    /// [`EnvelopeError`] with what is wrong; [`EnvelopeError::UnknownKind`] asks for an update of the program.
    pub fn parse(bytes: &[u8]) -> Result<Self, EnvelopeError> {
        let envelope = Envelope::parse(bytes)?;
        let Some(kind) = Kind::of_media_type(&envelope.payload_type) else {
            strict::check(&envelope.payload)?;
            if !may_be_a_kind(&envelope.payload_type) {
                return Err(EnvelopeError::Form);
            }
            let scope = serde_json::from_slice::<Probe>(&envelope.payload).ok().map(|probe| probe.header.scope);
            let id = StatementId::from_bytes(envelope.digest());
            return Err(EnvelopeError::UnknownKind(UnknownStatement { id, scope }));
        };
        let payload = Payload::parse(kind, &envelope.payload)?;
        payload.check().map_err(EnvelopeError::Rule)?;
        if payload.header().device != envelope.keyid {
            return Err(EnvelopeError::KeyId);
        }
        Ok(Self { envelope, payload })
    }

    /// Signs a payload. Its header must name the key's device.
    ///
    /// # Errors
    ///
    /// [`EnvelopeError`] when the payload breaks a rule of its kind or is too long: nothing is signed that would not
    /// be read back.
    pub fn sign(payload: &Payload, key: &SigningKey) -> Result<Self, EnvelopeError> {
        let envelope = Envelope::sign(&payload.kind().media_type(), payload.to_bytes(), key);
        Self::parse(envelope.bytes())
    }

    /// The statement's id.
    #[must_use]
    pub const fn id(&self) -> StatementId {
        StatementId::from_bytes(self.envelope.digest())
    }

    /// The kind that was signed.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.payload.kind()
    }

    /// The common header.
    #[must_use]
    pub const fn header(&self) -> &Header {
        self.payload.header()
    }

    /// Holds the statement to a scope and its kind of place.
    pub(crate) fn stands_in(&self, home: Home, scope: ScopeId) -> Result<(), Refusal> {
        let stands = self.header().scope == scope && self.kind().rule().homes.contains(&home);
        if stands { Ok(()) } else { Err(Refusal::Home(self.kind())) }
    }

    /// What was stated.
    #[must_use]
    pub const fn payload(&self) -> &Payload {
        &self.payload
    }

    /// The exact bytes that are stored and sent.
    #[must_use]
    pub fn bytes(&self) -> &Arc<[u8]> {
        self.envelope.bytes()
    }

    /// Checks the signature against the signer's key.
    ///
    /// # Errors
    ///
    /// [`KeyError::Signature`].
    pub fn verify(&self, key: &VerifyingKey) -> Result<(), KeyError> {
        self.envelope.verify(key)
    }
}
