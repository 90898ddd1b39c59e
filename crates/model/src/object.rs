//! Bytes with their name: what is stored, sent and fetched. The name is checked once, where the bytes come in, and the type
//! says so from there on.

use std::fmt;
use std::ops::Deref;

use crate::ObjectId;

/// Bytes whose BLAKE3-256 is their id.
#[derive(Clone, PartialEq, Eq)]
pub struct Object<B> {
    id: ObjectId,
    bytes: B,
}

impl<B: AsRef<[u8]>> Object<B> {
    /// Names these bytes.
    #[must_use]
    pub fn new(bytes: B) -> Self {
        Self { id: ObjectId::of(bytes.as_ref()), bytes }
    }

    /// The bytes, if they are the object that was asked for.
    #[must_use]
    pub fn check(id: ObjectId, bytes: B) -> Option<Self> {
        Some(Self::new(bytes)).filter(|object| object.id == id)
    }

    /// The name.
    #[must_use]
    pub const fn id(&self) -> ObjectId {
        self.id
    }

    /// The same bytes in another owner.
    #[must_use]
    pub fn convert<C: From<B>>(self) -> Object<C> {
        Object { id: self.id, bytes: self.bytes.into() }
    }

    /// The bytes without their name.
    #[must_use]
    pub fn into_bytes(self) -> B {
        self.bytes
    }
}

impl<B: AsRef<[u8]>> Deref for Object<B> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.bytes.as_ref()
    }
}

/// The name alone.
impl<B> fmt::Debug for Object<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Object({:?})", self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_bytes_that_give_a_name_have_it() {
        let object = Object::new(b"content".to_vec());
        let again = Object::check(object.id(), b"content".to_vec());
        assert_eq!(again.as_ref(), Some(&object));
        assert_eq!(Object::check(object.id(), b"Content".to_vec()), None);
        let boxed: Object<Box<[u8]>> = object.clone().convert();
        assert_eq!((boxed.id(), &*boxed), (object.id(), &*object));
    }
}
