//! Reading the vectors of `tests/vectors`.
#![allow(dead_code, reason = "each test binary uses its own part")]

use jixiang_model::{DeviceId, RealmId, ScopeId, Suite, VersionId};
use jixiang_seal::Place;
use serde_json::Value;

pub(crate) fn load(name: &str) -> Value {
    let path = format!("{}/tests/vectors/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read(&path).expect("the vectors are part of the project");
    serde_json::from_slice(&text).expect("vectors are JSON")
}

pub(crate) fn bytes(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().expect("a string")).expect("hexadecimal")
}

pub(crate) fn array(value: &Value) -> [u8; 32] {
    bytes(value).try_into().expect("32 bytes")
}

pub(crate) fn number(value: &Value) -> usize {
    usize::try_from(value.as_u64().expect("a number")).expect("small")
}

pub(crate) fn list(value: &Value) -> &Vec<Value> {
    value.as_array().expect("a list")
}

pub(crate) fn place() -> Place {
    Place { realm: RealmId::from_bytes([0x11; 32]), suite: Suite::One, scope: ScopeId::from_bytes([0x22; 32]) }
}

pub(crate) const VERSION: VersionId = VersionId::from_bytes([0x33; 32]);
pub(crate) const DEVICE: DeviceId = DeviceId::from_bytes([0x55; 32]);
