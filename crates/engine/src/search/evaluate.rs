//! Which documents of a block are hits, and what they are worth by their terms alone: a few passes over arrays of one
//! byte per document. It refuses to allocate while it runs.

use super::document::Fields;
use super::list::{BLOCK, Lists, read};
use super::query::Query;
use super::rank::level;
use super::way::{Rule, Way};

/// The arrays of an evaluation, used for block after block.
#[derive(Debug)]
pub struct Evaluation {
    /// By place: what the document is worth; 0 when it is no hit.
    levels: Vec<u16>,
    /// Of the need at hand.
    best: Vec<u8>,
    /// The fields of each term of the way at hand.
    atoms: Vec<Vec<u8>>,
}

impl Default for Evaluation {
    fn default() -> Self {
        Self { levels: vec![0; BLOCK], best: vec![0; BLOCK], atoms: Vec::new() }
    }
}

impl Evaluation {
    /// Looks for the query in a block: by place, what each document is worth, 0 for no hit. `None`: there is no hit.
    ///
    /// # Errors
    ///
    /// Those of the lists.
    pub fn block<L: Lists>(&mut self, query: &Query, lists: &L) -> Result<Option<&[u16]>, L::Error> {
        for (at, need) in query.needs.iter().enumerate() {
            self.best.fill(0);
            for way in &need.ways {
                self.way(way, lists)?;
            }
            let mut hits = 0_u16;
            for (level, best) in self.levels.iter_mut().zip(&self.best) {
                let best = u16::from(*best);
                let kept = best > 0 && (at == 0 || *level > 0);
                *level = if !kept {
                    0
                } else if at == 0 {
                    best
                } else {
                    *level + best
                };
                hits |= *level;
            }
            if hits == 0 {
                return Ok(None);
            }
        }
        Ok((!query.is_empty()).then_some(&self.levels))
    }

    /// Raises the worth of every document that is found this way.
    fn way<L: Lists>(&mut self, way: &Way, lists: &L) -> Result<(), L::Error> {
        if let [atom] = way.atoms.as_slice() {
            let worth: [u8; 32] =
                std::array::from_fn(|bits| level(Fields::from_bits(bits as u8)).saturating_sub(way.off));
            let best = &mut self.best;
            return lists.lists(*atom, &mut |list| {
                read(list, |place, fields| best[place] = best[place].max(worth[usize::from(fields.bits())]));
            });
        }
        while self.atoms.len() < way.atoms.len() {
            self.atoms.push(vec![0; BLOCK]);
        }
        for (at, atom) in way.atoms.iter().enumerate() {
            let fields = &mut self.atoms[at];
            fields.fill(0);
            let mut any = false;
            lists.lists(*atom, &mut |list| {
                any = true;
                read(list, |place, more| fields[place] |= more.bits());
            })?;
            // The ends of a run are covered by its first and its last pair alone.
            let must = way.rule == Rule::Together || at == 0 || at + 1 == way.atoms.len();
            if must && !any {
                return Ok(());
            }
        }
        self.raise(way);
        Ok(())
    }

    fn raise(&mut self, way: &Way) {
        let mut fields = [Fields::NONE; 64];
        let atoms = &self.atoms[..way.atoms.len().min(fields.len())];
        let [first, .., last] = atoms else {
            return;
        };
        for (place, best) in self.best.iter_mut().enumerate() {
            if first[place] == 0 || last[place] == 0 {
                continue;
            }
            for (fields, atom) in fields.iter_mut().zip(atoms) {
                *fields = Fields::from_bits(atom[place]);
            }
            *best = (*best).max(way.level(&fields[..atoms.len()]));
        }
    }
}

#[cfg(test)]
mod tests {
    use jixiang_model::{DepartmentId, UnixMillis};

    use super::super::document::Document;
    use super::super::list::OpenBlock;
    use super::super::term::terms;
    use super::*;

    fn document(name: &str, columns: &[&str], summary: &str) -> Document {
        Document {
            name: name.to_owned(),
            aliases: Vec::new(),
            columns: columns.iter().map(|column| (*column).to_owned()).collect(),
            provider: "吉林省财政厅".to_owned(),
            summary: summary.to_owned(),
            department: DepartmentId::from_bytes([1; 32]),
            class: 0,
            cycle: 0,
            updated: UnixMillis(0),
        }
    }

    #[test]
    fn a_block_says_the_same_as_one_document_at_a_time() {
        let documents = [
            document("机构编制实名制信息", &["单位名称", "编制数", "实有人数"], "全省机关事业单位"),
            document("人员编制台账", &["姓名", "ID_card"], "编制内人员"),
            document("编织工艺名录", &["非遗项目", "GDP2023"], "人员与编制"),
            document("重庆长春银行往来", &["行号"], ""),
        ];
        let all: Vec<_> = documents.iter().map(terms).collect();
        let mut block = OpenBlock::default();
        all.iter().enumerate().for_each(|(at, terms)| block.add(at * 700, terms));
        let mut evaluation = Evaluation::default();
        let queries = "编制 编 bz bianzhi bzhi bianz 人员编制 编制人员 财政|编制 2023 gdp id card chongqing cc yh 编zhi rybz \
                       rybianzhi 没有 zz 省财政 b zh xy 机构编制实名制信息";
        for typed in queries.split_whitespace().map(|typed| typed.replace('|', " ")) {
            let query = Query::parse(&typed);
            let found = evaluation.block(&query, &block).expect("it is in memory").map(<[u16]>::to_vec);
            for (at, terms) in all.iter().enumerate() {
                let fields = |range: super::super::term::TermRange| {
                    let inside = terms.iter().filter(|(term, _)| (range.from..=range.to).contains(term));
                    inside.fold(Fields::NONE, |all, (_, fields)| all.or(*fields))
                };
                let level = found.as_ref().map_or(0, |levels| levels[at * 700]);
                assert_eq!(level, query.level(fields).unwrap_or(0), "{typed} in {}", documents[at].name);
            }
        }
    }
}
