//! The bytes of every sealed type under fixed randomness. A change here is a change of the format.

use jixiang_model::{DepartmentId, DeviceId, KeyHash, RealmId, ScopeId, Suite, VersionId};
use jixiang_seal::chunked::{OpenStream, SealStream};
use jixiang_seal::context::SealFor;
use jixiang_seal::to_key::{self, KeyError, Opens, SealPublicKey, Sealable};
use jixiang_seal::{
    CoverKey, DevicePrivateKey, EpochPrivateKey, Extent, GenerationKey, LineageSecret, Place, Purpose, Random,
    VersionKey, WrapKey,
};

/// A stream of bytes that is the same each time.
struct Fixed(u8);

impl Random for Fixed {
    fn fill(&mut self, out: &mut [u8]) {
        for byte in out {
            self.0 = self.0.wrapping_mul(5).wrapping_add(113);
            *byte = self.0;
        }
    }
}

/// The secrets of the vectors: SHA-256 of the purpose's word.
fn secret(purpose: &str) -> [u8; 32] {
    *KeyHash::of(purpose.as_bytes()).as_bytes()
}

fn recipient() -> DevicePrivateKey {
    DevicePrivateKey::from_bytes(std::array::from_fn(|i| i as u8))
}

fn epoch() -> EpochPrivateKey {
    EpochPrivateKey::from_bytes(std::array::from_fn(|i| i as u8 + 100))
}

fn seal_for(purpose: Purpose) -> SealFor {
    let word = purpose.word();
    let answers = word.starts_with("grant") || word.starts_with("reseal") || word.starts_with("delivery");
    SealFor {
        purpose,
        place: Place {
            realm: RealmId::from_bytes([0x11; 32]),
            suite: Suite::One,
            scope: ScopeId::from_bytes([0x22; 32]),
        },
        department: DepartmentId::from_bytes([0x44; 32]),
        device: DeviceId::from_bytes([0x55; 32]),
        extent: match purpose {
            Purpose::EpochToDevice | Purpose::OlderEpoch => Extent::Epoch(epoch().public().hash()),
            Purpose::VersionToProvider | Purpose::GrantVersion | Purpose::ResealVersion | Purpose::DeliveryVersion => {
                Extent::Version(VersionId::from_bytes([0x33; 32]))
            }
            Purpose::Generation | Purpose::GrantFrom | Purpose::ResealFrom | Purpose::ProvinceOpen => {
                Extent::Numbers { generation: 3, from: 7, to: None }
            }
            Purpose::Lineage | Purpose::DeliveryCover | Purpose::ResealCover => Extent::Scope,
        },
        answers: answers.then(|| ScopeId::from_bytes([0x66; 32])),
    }
}

fn sealed<S: Sealable>(secret: &S, purpose: Purpose) -> String {
    let made = to_key::seal(secret, &seal_for(purpose), &recipient().public(), &mut Fixed(1)).expect("they fit");
    assert_eq!(made.len(), to_key::SEALED);
    format!("{} {}\n", purpose.word(), hex::encode(made))
}

#[test]
fn seals_under_fixed_randomness() {
    let mut lines = String::new();
    for purpose in Purpose::ALL {
        let bytes = secret(purpose.word());
        lines += &match purpose {
            Purpose::EpochToDevice | Purpose::OlderEpoch => sealed(&epoch(), purpose),
            Purpose::VersionToProvider | Purpose::GrantVersion | Purpose::ResealVersion | Purpose::DeliveryVersion => {
                sealed(&VersionKey::from_bytes(bytes), purpose)
            }
            Purpose::Generation | Purpose::GrantFrom | Purpose::ResealFrom | Purpose::ProvinceOpen => {
                sealed(&GenerationKey::from_bytes(bytes), purpose)
            }
            Purpose::Lineage => sealed(&LineageSecret::from_bytes(bytes), purpose),
            Purpose::DeliveryCover | Purpose::ResealCover => sealed(&CoverKey::from_bytes(bytes), purpose),
        };
    }
    insta::assert_snapshot!(lines);
}

#[test]
fn drawn_secrets_take_the_bytes_of_the_randomness_in_order() {
    let mut random = Fixed(7);
    let drawn = [
        hex::encode(VersionKey::draw(&mut random).as_bytes()),
        hex::encode(WrapKey::draw(&mut random).as_bytes()),
        hex::encode(DevicePrivateKey::draw(&mut random).public().hash().as_bytes()),
    ];
    insta::assert_snapshot!(drawn.join("\n"));
}

#[test]
fn a_stream_of_three_inner_chunks() {
    let (mut out, text) = (Vec::new(), vec![0x5a; 40_000]);
    let mut stream = SealStream::begin(&[1; 32], b"context", &mut Fixed(2), &mut out);
    stream.update(&text, &mut out);
    stream.finish(&mut out);
    let mut opened = Vec::new();
    let mut stream = OpenStream::begin(&[1; 32], b"context");
    stream.update(&out, &mut opened).and_then(|()| stream.finish(&mut opened)).expect("it opens");
    assert_eq!(opened, text);
    insta::assert_snapshot!(format!("{} bytes {}", out.len(), jixiang_model::ObjectId::of(&out)));
}

#[test]
fn nothing_is_sealed_with_the_wrong_secret_or_extent() {
    let public = recipient().public();
    let mut random = Fixed(1);
    let key = VersionKey::from_bytes([1; 32]);
    let mut refused = |seal: &SealFor| to_key::seal(&key, seal, &public, &mut random).err();
    assert_eq!(refused(&seal_for(Purpose::DeliveryVersion)), None);
    assert_eq!(refused(&seal_for(Purpose::DeliveryCover)), Some(KeyError::Purpose));
    let vague = SealFor { extent: Extent::Scope, ..seal_for(Purpose::DeliveryVersion) };
    assert_eq!(refused(&vague), Some(KeyError::Purpose));
    let of_another = seal_for(Purpose::OlderEpoch);
    let other_epoch = EpochPrivateKey::from_bytes([9; 32]);
    assert_eq!(to_key::seal(&other_epoch, &of_another, &public, &mut random).err(), Some(KeyError::Purpose));
}

#[test]
fn a_public_key_is_checked_when_it_is_read() {
    let bytes = recipient().public().to_bytes();
    assert_eq!(SealPublicKey::from_bytes(&bytes).expect("a key").hash(), recipient().public().hash());
    assert_eq!(SealPublicKey::from_bytes(&bytes[1..]).err(), Some(KeyError::PublicKey));
    assert_eq!(
        SealPublicKey::from_bytes(&[0xff; to_key::PUBLIC_KEY]).err(),
        Some(KeyError::PublicKey),
        "coefficients ≥ q"
    );
}
