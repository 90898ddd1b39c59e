//! A byte is flipped, cut off or lost in every object of a delivery, one after the other. A home that has nothing of it
//! cached must say `integrity`, write nothing under a final name, and succeed once the object is as it was.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jixiang_tests::desks::Province;
use jixiang_tests::processes::papers;
use jixiang_tests::processes::{Jx, Ledger, Result};

/// What can happen to an object on a platform's disk.
#[derive(Debug, Clone, Copy)]
enum Damage {
    FirstByte,
    MiddleByte,
    LastByte,
    Cut,
    Lost,
}

impl Damage {
    fn happen(self, object: &Path) -> Result<()> {
        let mut bytes = fs::read(object)?;
        let last = bytes.len() - 1;
        match self {
            Self::FirstByte => bytes[0] ^= 1,
            Self::MiddleByte => bytes[last / 2] ^= 0x80,
            Self::LastByte => bytes[last] ^= 1,
            Self::Cut => bytes.truncate(last),
            Self::Lost => return Ok(fs::remove_file(object)?),
        }
        Ok(fs::write(object, bytes)?)
    }
}

struct Scene {
    province: Province,
    /// PCs of both parties as they were before the delivery: they know of nothing.
    pcs: [Jx; 3],
    id: String,
    source: PathBuf,
    /// The objects of the delivery.
    objects: Vec<PathBuf>,
}

impl Scene {
    fn set(source: impl FnOnce(&Path) -> Result<PathBuf>) -> Result<Self> {
        let province = Province::start()?;
        let li = Jx::signed_in(&province, "li", "cz-li")?;
        // What is sent is sealed to every PC of its sender, too.
        let pcs = [
            Jx::signed_in(&province, "zhao", "cc-zhao")?,
            Jx::signed_in(&province, "li-2", "cz-li")?,
            li.copied(&province.folder().join("li-1"))?,
        ];
        let source = source(province.folder())?;
        let ledger = Ledger::open(&province.data())?;
        let before = ledger.objects()?;
        let id = li.send(&[&source], "cc-zhao")?;
        let objects = ledger.objects()?.difference(&before).cloned().collect();
        Ok(Self { province, pcs, id, source, objects })
    }

    /// Fetches with a copy of a PC as it was before the delivery. Answers the copy when that failed, as damage must.
    fn fails(&self, pc: usize, name: &str) -> Result<Option<Jx>> {
        let name = format!("{name} {pc}");
        let jx = self.pcs[pc].copied(&self.province.folder().join(&name))?;
        let folder = jx.folder().join("收到");
        let said = jx.fetch(&self.id, &folder)?;
        if said.code == 0 {
            self.arrived(&folder, &name)?;
            return Ok(None);
        }
        said.failed("integrity")?;
        let shown: Vec<String> = papers::names(&folder)?.into_iter().filter(|name| !name.starts_with('.')).collect();
        assert_eq!(shown, Vec::<String>::new(), "{name}: nothing under a final name");
        Ok(Some(jx))
    }

    fn arrived(&self, folder: &Path, name: &str) -> Result<()> {
        let top = self.source.file_name().unwrap_or_default();
        assert_eq!(papers::names(folder)?, [top.to_string_lossy()], "{name}");
        assert!(papers::everything(&folder.join(top))? == papers::everything(&self.source)?, "{name}: identical");
        Ok(())
    }

    /// The object is as it was: the PC that said no fetches again.
    fn succeeds(&self, jx: &Jx) -> Result<()> {
        let folder = jx.folder().join("收到");
        jx.fetch(&self.id, &folder)?.done()?;
        self.arrived(&folder, &jx.folder().to_string_lossy())
    }

    /// Damages every object, the kinds of damage taking turns.
    fn try_all(&self, damages: &[Damage]) -> Result<()> {
        let mut noticed: BTreeMap<usize, usize> = BTreeMap::new();
        for ((at, object), damage) in self.objects.iter().enumerate().zip(damages.iter().cycle()) {
            let whole = fs::read(object)?;
            damage.happen(object)?;
            let mut failed = Vec::new();
            for pc in 0..self.pcs.len() {
                failed.extend(self.fails(pc, &format!("{at} {damage:?}"))?);
            }
            fs::write(object, &whole)?;
            assert!(!failed.is_empty(), "{damage:?} of {} was noticed by nobody", object.display());
            *noticed.entry(failed.len()).or_default() += 1;
            failed.iter().try_for_each(|jx| self.succeeds(jx))?;
        }
        // Packs, body, cover and both lists by all; a sealed key, of which each PC has two, by the one whose it is.
        let by_all = self.objects.len() - 6;
        assert_eq!(noticed, BTreeMap::from([(1, 6), (3, by_all)]));
        Ok(())
    }
}

#[test]
fn a_flipped_byte_in_any_object_is_noticed_and_nothing_is_written() -> Result<()> {
    let scene = Scene::set(|folder| {
        let file = folder.join("扫描件.bin");
        papers::noise(&file, 9_000_000, 11)?;
        Ok(file)
    })?;
    assert!(scene.objects.len() > 2 + 3 + 6, "packs, body, cover, lists and keys: {}", scene.objects.len());
    scene.try_all(&[Damage::MiddleByte])
}

#[test]
fn edges_cuts_and_losses_of_any_object_are_noticed_too() -> Result<()> {
    let scene = Scene::set(papers::folder)?;
    scene.try_all(&[Damage::FirstByte, Damage::LastByte, Damage::Cut, Damage::Lost])
}

#[test]
fn an_object_in_the_place_of_another_of_the_same_size_is_noticed() -> Result<()> {
    let scene = Scene::set(|folder| {
        let file = folder.join("大表.bin");
        papers::noise(&file, 40_000_000, 12)?;
        Ok(file)
    })?;
    let mut by_size: BTreeMap<u64, Vec<&PathBuf>> = BTreeMap::new();
    for object in &scene.objects {
        by_size.entry(object.metadata()?.len()).or_default().push(object);
    }
    let packs = by_size.values().rev().find(|same| same.len() > 1).expect("packs come in five sizes");
    let (one, other) = (fs::read(packs[0])?, fs::read(packs[1])?);
    fs::write(packs[0], &other)?;
    fs::write(packs[1], &one)?;
    let failed = scene.fails(0, "swapped")?.expect("it is noticed");
    fs::write(packs[0], &one)?;
    fs::write(packs[1], &other)?;
    scene.succeeds(&failed)
}
