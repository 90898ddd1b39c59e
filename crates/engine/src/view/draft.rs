//! The sheet: what was picked, as it was found on this PC.

use jixiang_contract::{ByteCount, Draft, DraftItem, DraftKind, Odd, Token};
use jixiang_seal::safe_name::safe_name;

use crate::files::{FoundKind, Scan, scan};
use crate::state::Pick;

/// Looks at what was picked. Reads names, sizes and times; blocks.
pub(crate) fn draft(picks: &[(Token, Pick)]) -> Draft {
    let looked: Vec<(DraftItem, u32)> = picks.iter().map(|(token, pick)| item(token, pick)).collect();
    let files = looked.iter().map(|(_, files)| *files).fold(0, u32::saturating_add);
    let items: Vec<DraftItem> = looked.into_iter().map(|(item, _)| item).collect();
    let bytes = ByteCount(items.iter().map(|item| item.bytes.0).sum());
    Draft { title: title(&items), items, bytes, files }
}

/// The title that is suggested: the name of the first, and how many there are.
fn title(items: &[DraftItem]) -> String {
    let name = items.first().map_or("", |first| first.name.as_str());
    let name: String = name.chars().take(100).collect();
    if items.len() <= 1 { name } else { format!("{name} 等 {} 项", items.len()) }
}

fn item(token: &Token, pick: &Pick) -> (DraftItem, u32) {
    match pick {
        Pick::Picture { name, bytes } => {
            let item = DraftItem {
                token: token.clone(),
                name: name.clone(),
                kind: DraftKind::File,
                bytes: ByteCount(bytes.len() as u64),
                odd: Vec::new(),
            };
            (item, 1)
        }
        Pick::Path(path) => {
            let scan = scan(path);
            let files = u32::try_from(scan.files().count()).unwrap_or(u32::MAX);
            let folder = matches!(scan.found.first().map(|found| &found.kind), Some(FoundKind::Folder));
            let item = DraftItem {
                token: token.clone(),
                name: pick.name(),
                kind: if folder { DraftKind::Folder { files } } else { DraftKind::File },
                bytes: ByteCount(scan.bytes()),
                odd: odd(&scan, files),
            };
            (item, files)
        }
    }
}

fn odd(scan: &Scan, files: u32) -> Vec<Odd> {
    let mut odd = Vec::new();
    if let Some(name) = scan.unreadable.first() {
        odd.push(Odd::Unreadable { name: name.clone() });
    } else if scan.bytes() == 0 && files <= 1 {
        odd.push(Odd::Empty);
    }
    if scan.links > 0 {
        odd.push(Odd::Links { count: scan.links });
    }
    let renamed = scan.found.iter().filter(|found| safe_name(&found.name) != found.name).count();
    if renamed > 0 {
        odd.push(Odd::Names { count: u32::try_from(renamed).unwrap_or(u32::MAX) });
    }
    if scan.too_many {
        odd.push(Odd::TooMany);
    }
    odd
}
