//! The whole lawful way: publish, consent, request, consent, agree, fetch.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use jixiang_tests::fault_proxy::Harm;
use jixiang_tests::processes::jx::text;
use jixiang_tests::processes::matters::{ROW, fields, table};
use jixiang_tests::processes::{Jx, Ledger, Result, papers};
use serde_json::Value;

use crate::fire::{Fire, ensure, unfinished};
use crate::rounds::{Job, survives_all};

/// More than one pack of the largest size.
const LARGE: u64 = 9_000_000;

struct Share {
    zhang: Jx,
    li: Jx,
    wang: Jx,
    zhao: Jx,
    ledger: Ledger,
    files: [PathBuf; 2],
}

impl Job for Share {
    fn set(fire: &Fire) -> Result<Self> {
        let jx = |staff| fire.signed_in(staff);
        let (zhang, li, wang, zhao) = (jx("cz-zhang")?, jx("cz-li")?, jx("cc-wang")?, jx("cc-zhao")?);
        let scan = zhang.folder().join("扫描件.bin");
        papers::noise(&scan, LARGE, 32)?;
        let files = [table(zhang.folder(), 1)?, scan];
        Ok(Self { ledger: fire.ledger()?, zhang, li, wang, zhao, files })
    }

    fn once(&self, fire: &Fire, number: u32) -> Result<()> {
        let before = self.files.iter().map(|file| papers::everything(file)).collect::<Result<Vec<_>>>()?;
        let title = format!("编制人员名册第{number}批");
        let dataset = self.publish(fire, &title)?;
        self.decide(fire, &self.li, &["consent", &dataset], &dataset, &["release"])?;
        let request = self.ask(fire, &dataset)?;
        self.decide(fire, &self.zhao, &["consent", &request], &request, &["consent"])?;
        self.decide(fire, &self.li, &["agree", &request], &request, &["consent", "grant"])?;
        self.fetch(fire, &dataset, &request, &format!("收到 {number}"))?;
        // What only follows from an act, a receipt for one, may still wait for a network.
        [&self.zhang, &self.li, &self.wang].into_iter().try_for_each(|jx| fire.complete(jx))?;
        self.is_done(fire, &dataset, &request)?;
        let after = self.files.iter().map(|file| papers::everything(file)).collect::<Result<Vec<_>>>()?;
        ensure(before == after, || "a source was touched".to_owned())
    }

    fn after_all(&self, fire: &Fire) -> Result<()> {
        ensure(self.ledger.incoming()? == 0, || "half an object stayed behind".to_owned())?;
        fire.the_platform_reads_nothing(&[ROW])
    }
}

impl Share {
    /// The row of a head's inbox that is about something of this title.
    fn waits(&self, head: &Jx, kind: &str, title: &str) -> Result<Option<String>> {
        let rows = head.rows(&["inbox"])?;
        let about = |row: &&Value| text(row, "kind") == kind && text(row, "title") == title;
        let ids: Vec<String> = rows.iter().filter(about).map(|row| text(row, "id").to_owned()).collect();
        ensure(ids.len() <= 1, || format!("one order waits as {rows:?}"))?;
        Ok(ids.into_iter().next())
    }

    /// Staff publish under fire. Answers the dataset, which waits for the head, once.
    fn publish(&self, fire: &Fire, title: &str) -> Result<String> {
        let files: Vec<_> = self.files.iter().filter_map(|file| file.to_str()).collect();
        let words = [&["publish"], files.as_slice(), &["--title", title]].concat();
        if fire.run(&self.zhang, &words)?.is_none() {
            let ordered = !unfinished(&self.zhang)?.is_empty();
            fire.complete(&self.zhang)?;
            if self.waits(&self.li, "publication", title)?.is_none() {
                ensure(!ordered, || format!("an order was lost: {:?}", self.zhang.rows(&["transfers"])))?;
                self.zhang.run(&words)?.done()?;
            }
        }
        let early = self.wang.rows(&["search", title])?;
        ensure(early.iter().all(|row| text(row, "title") != title), || {
            format!("visible before its release: {early:?}")
        })?;
        ensure(self.waits(&self.li, "publication", title)?.is_some(), || "nothing waits for the head".to_owned())?;
        let transfers = self.zhang.rows(&["transfers"])?;
        let of_it: Vec<&Value> = transfers.iter().filter(|row| text(row, "title") == title).collect();
        ensure(of_it.len() == 1, || format!("one order is {} transfers: {transfers:?}", of_it.len()))?;
        Ok(text(of_it[0], "delivery").to_owned())
    }

    /// Staff ask under fire. Answers the request, which waits for the head, once.
    fn ask(&self, fire: &Fire, dataset: &str) -> Result<String> {
        let title = text(&self.wang.page(dataset)?, "title").to_owned();
        let words = [&["request", dataset], fields().as_slice()].concat();
        if fire.run(&self.wang, &words)?.is_none() {
            fire.complete(&self.wang)?;
            if self.waits(&self.zhao, "request", &title)?.is_none() {
                self.wang.run(&words)?.done()?;
            }
        }
        let waits = self.waits(&self.zhao, "request", &title)?;
        ensure(waits.is_some(), || "no request waits for the head".to_owned())?;
        Ok(waits.unwrap_or_default())
    }

    /// A head decides under fire; then these statements stand in the scope, each once.
    fn decide(&self, fire: &Fire, head: &Jx, words: &[&str], scope: &str, kinds: &[&str]) -> Result<()> {
        if fire.run(head, words)?.is_none() {
            fire.complete(head)?;
            if self.ledger.kinds_of(scope)? != kinds {
                head.run(words)?.done().map_err(|trouble| trouble.during(&format!("{words:?} once more")))?;
            }
        }
        let found = self.ledger.kinds_of(scope)?;
        ensure(found == kinds, || format!("after {words:?}: {found:?}, not {kinds:?}"))
    }

    fn fetch(&self, fire: &Fire, dataset: &str, request: &str, folder: &str) -> Result<()> {
        let words = ["fetch", request, "--to", folder];
        let place = self.wang.folder().join(folder);
        if fire.run(&self.wang, &words)?.is_none() {
            self.is_untorn(&place)?;
            fire.complete(&self.wang)?;
            if !self.wang.rows(&["holdings"])?.iter().any(|row| text(row, "id") == dataset) {
                self.wang.run(&words)?.done()?;
            }
        }
        let names = |path: &PathBuf| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let (wanted, found) = (self.files.iter().map(names).collect::<BTreeSet<_>>(), papers::names(&place)?);
        ensure(found.iter().eq(&wanted), || format!("{folder} holds {found:?}"))?;
        self.is_untorn(&place)?;
        Ok(fs::remove_dir_all(place)?)
    }

    /// What stands under a final name is complete.
    fn is_untorn(&self, place: &std::path::Path) -> Result<()> {
        for file in &self.files {
            let placed = place.join(file.file_name().unwrap_or_default());
            let whole = !placed.exists() || papers::same_bytes(file, &placed)?;
            ensure(whole, || format!("{} is not what was published", placed.display()))?;
        }
        Ok(())
    }

    fn is_done(&self, fire: &Fire, dataset: &str, request: &str) -> Result<()> {
        let kinds = self.ledger.kinds_of(request)?;
        ensure(kinds == ["consent", "grant", "receipt"], || format!("every act once: {kinds:?}"))?;
        let pcs = [&self.zhang, &self.li, &self.wang, &self.zhao];
        for jx in pcs {
            let acts = jx.acts(request)?;
            let acts: Vec<&str> = acts.iter().map(|(act, _)| act.as_str()).collect();
            ensure(acts == ["request", "consent", "grant", "receipt"], || format!("every act once: {acts:?}"))?;
            let waits = jx.rows(&["inbox"])?;
            ensure(waits.is_empty(), || format!("something is left to decide: {waits:?}"))?;
            let left = unfinished(jx)?;
            ensure(left.is_empty(), || format!("something is left to do: {left:?}"))?;
        }
        let acts = self.zhang.acts(dataset)?;
        let once: BTreeSet<_> = acts.iter().collect();
        ensure(once.len() == acts.len() && !acts.is_empty(), || format!("every act once: {acts:?}"))?;
        fire.nothing_is_in_clear(&[ROW], &pcs)
    }
}

#[test]
fn what_is_published_and_asked_for_survives_every_harm_of_a_network() -> Result<()> {
    survives_all::<Share>(Harm::ALL.len() / 2)
}
