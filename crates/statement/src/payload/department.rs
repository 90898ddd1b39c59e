//! Department chains: who belongs to a department, in which roles, and the keys of its epochs (TRUST.md 3).

use jixiang_model::{DepartmentId, DeviceId, EnrolmentId, Nonce, PersonId, RealmId, Role, Roles, Suite, Uscc};
use serde::{Deserialize, Serialize};

use super::parts::{ListRef, SealedKey};
use super::{Header, rule};
use crate::{Base64, Envelope, SigningKey, Text, VerifyingKey, strict};

const ENROLMENT_TYPE: &str = "application/vnd.jixiang.enrolment.v1+json";
/// The length of an X-Wing public key in bytes (draft-connolly-cfrg-xwing-kem).
const XWING_PUBLIC: usize = 1216;

/// What a new device says of itself: its realm, its person, both its public keys. Self-signed, it proves possession.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnrolmentPayload {
    /// The realm that the keys were made for.
    pub realm: RealmId,
    /// The suite of the keys.
    pub suite: Suite,
    /// The department that is asked for admission.
    pub department: DepartmentId,
    /// Whose device it is.
    pub person: PersonId,
    /// The Ed25519 public key.
    pub sign: Base64,
    /// The X-Wing public key.
    pub seal: Base64,
}

/// A self-signed enrolment that has been checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    envelope: Envelope,
    payload: EnrolmentPayload,
    key: VerifyingKey,
}

impl Enrolment {
    /// Signs the enrolment of a new device.
    ///
    /// # Panics
    ///
    /// When the payload's `sign` is not the key's public half or `seal` has another length than an X-Wing key.
    #[must_use]
    pub fn sign(payload: &EnrolmentPayload, key: &SigningKey) -> Self {
        let bytes = serde_json::to_vec(payload).expect("an enrolment is a struct of strings");
        let envelope = Envelope::sign(ENROLMENT_TYPE, bytes, key);
        Self::parse(envelope.bytes()).expect("an enrolment is made from the keys that it names")
    }

    /// Reads and checks an enrolment.
    ///
    /// # Errors
    ///
    /// The broken rule, as a sentence.
    pub fn parse(bytes: &[u8]) -> Result<Self, &'static str> {
        let envelope = Envelope::parse(bytes).map_err(|_| "an enrolment is a canonical envelope")?;
        rule(envelope.payload_type == ENROLMENT_TYPE, "an enrolment has the media type of enrolments")?;
        let payload: EnrolmentPayload =
            strict::parse(&envelope.payload).map_err(|_| "an enrolment has the fields of enrolments")?;
        let sign = <[u8; 32]>::try_from(&payload.sign.0[..]).map_err(|_| "an Ed25519 key has 32 bytes")?;
        let key = VerifyingKey::from_bytes(&sign).map_err(|_| "an enrolment names a usable Ed25519 key")?;
        rule(payload.seal.0.len() == XWING_PUBLIC, "an X-Wing key has 1,216 bytes")?;
        envelope.verify(&key).map_err(|_| "an enrolment is signed by its own key")?;
        Ok(Self { envelope, payload, key })
    }

    /// SHA-256 of its PAE: what the code that people compare is made from.
    #[must_use]
    pub const fn id(&self) -> EnrolmentId {
        EnrolmentId::from_bytes(self.envelope.digest())
    }

    /// The code that is compared out of band: 100 bits in five groups of four characters (Crockford's base 32).
    #[must_use]
    pub fn code(&self) -> String {
        const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        let digest = self.envelope.digest();
        let mut code = String::with_capacity(24);
        for group in 0..20_usize {
            if group > 0 && group.is_multiple_of(4) {
                code.push('-');
            }
            let bits = (0..5).fold(0_u8, |bits, i| {
                let at = group * 5 + i;
                bits << 1 | digest[at / 8] >> (7 - at % 8) & 1
            });
            code.push(char::from(ALPHABET[usize::from(bits)]));
        }
        code
    }

    /// What it says.
    #[must_use]
    pub const fn payload(&self) -> &EnrolmentPayload {
        &self.payload
    }

    /// The key that signs for the device.
    #[must_use]
    pub const fn key(&self) -> &VerifyingKey {
        &self.key
    }

    /// The exact bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.envelope.bytes()
    }
}

/// A device as a key admin admits it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Admission {
    /// The exact bytes of the enrolment.
    pub enrolment: Base64,
    /// The person's name 姓名.
    pub name: Text<64>,
    /// The person's office and post 处室、职务.
    pub post: Text<64>,
    /// The first roles of the device: `staff`, `key-admin`; never `head`, never `registrar`.
    pub roles: Roles,
}

impl Admission {
    fn check(&self) -> Result<(), &'static str> {
        rule(
            self.name.is_name() && (self.post.is_empty() || self.post.is_name()),
            "an admission names the person, and the post if there is one",
        )?;
        rule(self.roles != Roles::NONE, "an admitted device has a role")?;
        rule(
            self.roles.within(Roles::of(&[Role::Staff, Role::KeyAdmin])),
            "head and registrar come only from a roles statement",
        )?;
        Enrolment::parse(&self.enrolment.0).map(|_| ())
    }
}

/// A new epoch of a department: its X-Wing key pair, the private half sealed to every member device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Epoch {
    /// 1 for the first, then one more each time.
    pub number: u32,
    /// The X-Wing public key.
    pub public: Base64,
    /// The list of sealed private halves: `seals` rows, one per member device.
    pub seals: ListRef,
    /// The private half of the epoch before, sealed to this one. Absent for the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<SealedKey>,
}

impl Epoch {
    fn check(&self) -> Result<(), &'static str> {
        rule(self.public.0.len() == XWING_PUBLIC, "an X-Wing key has 1,216 bytes")?;
        rule(self.number >= 1, "epochs count from 1")?;
        rule(
            (self.number == 1) == self.previous.is_none(),
            "an epoch seals the one before it, and only the first has none",
        )?;
        self.previous.as_ref().map_or(Ok(()), SealedKey::check)?;
        self.seals.check()
    }
}

/// Opens a department (root).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Genesis {
    /// The common header.
    pub header: Header,
    /// The unified social credit code.
    pub uscc: Uscc,
    /// The full name 全称.
    pub name: Text<128>,
    /// What the department's id is made new with.
    pub nonce: Nonce,
    /// The first device, a key admin's.
    pub admission: Admission,
    /// The first epoch.
    pub epoch: Epoch,
}

impl Genesis {
    pub(super) fn check(&self) -> Result<(), &'static str> {
        let id = DepartmentId::derive(&self.header.realm, &self.uscc, &self.nonce);
        rule(self.header.department == Some(id), "a department's id is made from its code and nonce")?;
        rule(
            self.header.prev.is_none() && self.header.overrides.is_empty(),
            "genesis is the first statement of its chain",
        )?;
        rule(self.name.is_name(), "a department has a name")?;
        rule(self.admission.roles.has(Role::KeyAdmin), "the first device is a key admin's")?;
        rule(self.epoch.number == 1, "genesis starts the first epoch")?;
        self.admission.check()?;
        self.epoch.check()
    }
}

/// Admits a device (key admin). The current epoch is sealed to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Add {
    /// The common header.
    pub header: Header,
    /// The device.
    pub admission: Admission,
    /// The number of the current epoch.
    pub epoch: u32,
    /// Its private half, sealed to the device.
    pub seal: SealedKey,
}

impl Add {
    pub(super) fn check(&self) -> Result<(), &'static str> {
        self.admission.check()?;
        self.seal.check()
    }
}

/// Removes a device (key admin) and starts the next epoch, closed to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remove {
    /// The common header.
    pub header: Header,
    /// The device.
    pub removed: DeviceId,
    /// The scopes where the device signed, each with its newest statement there that still counts: `scopes` rows.
    pub scopes: ListRef,
    /// The next epoch.
    pub epoch: Epoch,
}

impl Remove {
    pub(super) fn check(&self) -> Result<(), &'static str> {
        rule(self.epoch.number > 1, "a removal starts a later epoch")?;
        self.scopes.check()?;
        self.epoch.check()
    }
}

/// Sets the roles of a device (head or root).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RolesChange {
    /// The common header.
    pub header: Header,
    /// The device.
    pub member: DeviceId,
    /// All its roles from here on.
    pub roles: Roles,
    /// Where it signed in roles that it loses: `scopes` rows. Present exactly when a role is lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scopes: Option<ListRef>,
}

impl RolesChange {
    pub(super) fn check(&self) -> Result<(), &'static str> {
        self.scopes.as_ref().map_or(Ok(()), ListRef::check)
    }
}

/// Ends a fork of a department chain and starts the next epoch (root).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recover {
    /// The common header. `prev` is the end of the branch that counts, `overrides` begins every other branch.
    pub header: Header,
    /// Devices that are removed with it.
    pub removed: Vec<DeviceId>,
    /// Where the removed devices signed: `scopes` rows.
    pub scopes: ListRef,
    /// The next epoch.
    pub epoch: Epoch,
}

impl Recover {
    pub(super) fn check(&self) -> Result<(), &'static str> {
        rule(self.removed.len() <= 256, "at most 256 devices are removed at once")?;
        rule(self.epoch.number > 1, "a recovery starts a later epoch")?;
        self.scopes.check()?;
        self.epoch.check()
    }
}
