//! The secrets of this PC: its own keys, and the epoch keys of its department that were sealed to it.

use std::collections::BTreeMap;

use jixiang_model::{DepartmentId, DeviceId, KeyHash, RealmId, ScopeId, Suite};
use jixiang_seal::context::SealFor;
use jixiang_seal::to_key::{self, KeyError, Opens};
use jixiang_seal::{DevicePrivateKey, EpochPrivateKey, Extent, Place, Purpose};
use jixiang_statement::SigningKey;
use jixiang_statement::chain::{Chain, EpochKey};
use jixiang_statement::list::{self, SealPurpose, SealRow};
use jixiang_statement::payload::{ListRef, ObjectRef};

/// The keys of this PC, unwrapped.
#[derive(Clone)]
pub(crate) struct DeviceKeys {
    pub(crate) id: DeviceId,
    pub(crate) sign: SigningKey,
    pub(crate) open: DevicePrivateKey,
}

/// Where the sealed private half of an epoch is to be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EpochSource {
    /// Sealed to this device when it was added.
    Direct(ObjectRef, DeviceId),
    /// In the list of the epoch's start.
    List(ListRef, DeviceId),
    /// Sealed to the next epoch, whose private half is known or has to be opened first.
    UnderNext(ObjectRef, DeviceId),
}

/// What this PC can open with.
#[derive(Clone)]
pub(crate) struct Secrets {
    pub(crate) realm: RealmId,
    pub(crate) department: DepartmentId,
    pub(crate) device: DeviceKeys,
    pub(crate) epochs: BTreeMap<u32, EpochPrivateKey>,
}

impl Secrets {
    /// The private key that goes with this public key's hash, if it is the device's or an opened epoch's.
    pub(crate) fn opens(&self, key: &KeyHash) -> Option<OwnKey<'_>> {
        if self.device.open.public().hash() == *key {
            return Some(OwnKey::Device(&self.device.open));
        }
        self.epochs.values().find(|epoch| epoch.public().hash() == *key).map(OwnKey::Epoch)
    }

    /// What an epoch's seal is sealed for.
    fn epoch_seal(&self, purpose: Purpose, by: DeviceId, epoch: &EpochKey) -> SealFor {
        SealFor {
            purpose,
            place: Place { realm: self.realm, suite: Suite::One, scope: ScopeId::department(&self.department) },
            department: self.department,
            device: by,
            extent: Extent::Epoch(KeyHash::of(&epoch.public)),
            answers: None,
        }
    }

    /// Opens an epoch that was sealed to this device.
    pub(crate) fn open_epoch(&mut self, epoch: &EpochKey, by: DeviceId, sealed: &[u8]) -> Result<(), KeyError> {
        let seal = self.epoch_seal(Purpose::EpochToDevice, by, epoch);
        let key = to_key::open::<EpochPrivateKey>(&seal, &self.device.open, sealed)?;
        self.epochs.insert(epoch.number, key);
        Ok(())
    }

    /// Opens an epoch that was sealed to the one after it.
    pub(crate) fn open_older(&mut self, epoch: &EpochKey, by: DeviceId, sealed: &[u8]) -> Result<(), KeyError> {
        let seal = self.epoch_seal(Purpose::OlderEpoch, by, epoch);
        let next = self.epochs.get(&(epoch.number + 1)).ok_or(KeyError::Open)?;
        let key = to_key::open::<EpochPrivateKey>(&seal, next, sealed)?;
        self.epochs.insert(epoch.number, key);
        Ok(())
    }

    /// The newest epoch that is not opened yet and where its private half is, from the newest to the oldest.
    pub(crate) fn next_epoch<'a>(&self, chain: &'a Chain) -> Option<(&'a EpochKey, EpochSource)> {
        let own = chain.member(&self.device.id)?;
        let epochs = chain.epochs();
        epochs.iter().enumerate().rev().find(|(_, epoch)| !self.epochs.contains_key(&epoch.number)).and_then(
            |(at, epoch)| {
                let source = match own.admitted_with {
                    Some((number, sealed, by)) if number == epoch.number => EpochSource::Direct(sealed.object, by),
                    Some((number, ..)) if number > epoch.number => {
                        let next = epochs.get(at + 1)?;
                        EpochSource::UnderNext(next.previous?.object, next.by)
                    }
                    Some(_) | None => EpochSource::List(epoch.seals, epoch.by),
                };
                Some((epoch, source))
            },
        )
    }

    /// The row of a list of epoch seals that is for this device.
    pub(crate) fn own_row(&self, bytes: &[u8], named: &ListRef) -> Result<Option<SealRow>, list::ListError> {
        let own = self.device.open.public().hash();
        let rows = list::decode::<SealRow>(bytes, named)?;
        Ok(rows.into_iter().find(|row| row.key == own && row.purpose == SealPurpose::Epoch))
    }
}

/// A private key of this PC.
pub(crate) enum OwnKey<'a> {
    /// The device's.
    Device(&'a DevicePrivateKey),
    /// An epoch's of the department.
    Epoch(&'a EpochPrivateKey),
}

impl OwnKey<'_> {
    /// Opens what was sealed to it.
    pub(crate) fn open<S: to_key::Sealable>(&self, seal: &SealFor, sealed: &[u8]) -> Result<S, KeyError> {
        match self {
            Self::Device(key) => to_key::open(seal, *key, sealed),
            Self::Epoch(key) => to_key::open(seal, *key, sealed),
        }
    }
}
