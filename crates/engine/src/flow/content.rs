//! What a version consists of: its body and the list of its packs. Nothing of the content itself is read here.

use bytes::Bytes;
use jixiang_model::Object;
use jixiang_seal::body::{Body, TreeHash};
use jixiang_seal::pack::PackSize;
use jixiang_seal::{Place, VersionKey};
use jixiang_statement::list::{self, PackRow};
use jixiang_statement::payload::{Content, ListRef};
use jixiang_transfer::PackList;

use crate::engine::Engine;
use crate::fault::{Fault, of_object};

/// A version that was opened.
pub(crate) struct OpenContent {
    /// Its files, and where their chunks are.
    pub(crate) body: Body,
    /// What a receipt for it proves.
    pub(crate) tree: TreeHash,
    /// The packs that it needs.
    pub(crate) packs: PackList,
    /// The object with the list of them.
    pub(crate) listed: Object<Bytes>,
}

impl Engine {
    /// Gets body and pack list of a version and opens them.
    pub(crate) async fn open_content(
        &self,
        key: &VersionKey,
        place: &Place,
        content: &Content,
    ) -> Result<OpenContent, Fault> {
        let bytes = self.remote().get(content.body.hash, content.body.bytes).await.map_err(of_object)?;
        let opened = Body::open(key, place, &content.version, &content.body.hash, &bytes);
        let (body, tree) = opened.map_err(|_| Fault::Integrity("body".to_owned()))?;
        let listed = self.remote().get(content.packs.hash, content.packs.bytes).await.map_err(of_object)?;
        let packs = pack_list(&listed, &content.packs).ok_or_else(|| Fault::Integrity("pack list".to_owned()))?;
        Ok(OpenContent { body, tree, packs, listed })
    }
}

/// The packs that the object of a pack list names; none when it is not what was signed.
pub(crate) fn pack_list(bytes: &[u8], signed: &ListRef) -> Option<PackList> {
    let rows = list::decode::<PackRow>(bytes, signed).ok()?;
    rows.into_iter().map(|row| PackSize::of(u64::from(row.bytes)).map(|size| (row.object, size))).collect()
}

/// The object with the list of the packs, as a record or delivery names it.
pub(crate) fn pack_list_object(packs: &PackList) -> (Vec<u8>, ListRef) {
    let bytes = |size: &PackSize| u32::try_from(size.bytes()).unwrap_or(u32::MAX);
    let rows: Vec<PackRow> =
        packs.iter().map(|(object, size)| PackRow { object: *object, bytes: bytes(size) }).collect();
    list::encode(&rows)
}
