//! The sheet's tab 发布: reading what was picked as the catalogue sees it, and the order to publish.

use jixiang_contract::{
    ByteCount, ColumnRow, DatasetId, Fact, Field, KnownDataset, MatterStage, PublishDraft, PublishFields, PublishOrder,
    TableRow, Token, TransferId,
};
use jixiang_model::{Date, Nonce, ScopeId};
use jixiang_statement::Text;
use jixiang_statement::payload::{Column, ShareClass, UpdateCycle};

use super::compose::keep;
use super::dataset_id;
use crate::engine::Engine;
use crate::fault::Fault;
use crate::files::look::{Item, Look, Seen, look_into};
use crate::record::{EntryFields, JobId, JobKind, PublishJob};
use crate::state::{Pick, State};
use crate::view::plain;

/// The condition of conditional data when nobody said another (DOMAIN.md 2).
const CONDITION: &str = "按申请用途使用";
/// Cells of a preview are cut to so many characters.
const CELL: usize = 64;

impl Engine {
    /// Reads what was picked as a table and fills in what the catalogue will say.
    ///
    /// # Errors
    ///
    /// [`Fault`] when something cannot be read.
    pub async fn publish_draft(&self, tokens: Vec<Token>, dataset: Option<DatasetId>) -> Result<PublishDraft, Fault> {
        let dataset = dataset.as_ref().map(dataset_id).transpose()?;
        let picks = self.state(move |state| state.picked(&tokens)).await?;
        let items = picks.into_iter().map(|(_, pick)| match pick {
            Pick::Path(path) => Item::Path(path),
            Pick::Picture { name, bytes } => Item::Bytes { name, bytes: bytes.to_vec(), whole: true },
        });
        let items = items.collect();
        let look = tokio::task::spawn_blocking(move || look_into(items)).await;
        let look = look.map_err(|error| Fault::Internal(error.to_string()))??;
        if let Some(dataset) = dataset {
            self.read_columns(dataset).await?;
        }
        self.state(move |state| state.publish_draft(look, dataset)).await
    }

    /// Writes the order to publish down. The rest is a transfer, whose id is answered.
    ///
    /// # Errors
    ///
    /// [`Fault`]; nothing is published then.
    pub async fn publish(&self, order: PublishOrder) -> Result<(DatasetId, TransferId), Fault> {
        if let Some(dataset) = &order.dataset {
            self.read_columns(dataset_id(dataset)?).await?;
        }
        let drawn = [self.draw(), self.draw(), self.draw()];
        let (dataset, job) = self.state(move |state| state.order_publish(order, drawn)).await?;
        self.inner.work.notify_one();
        Ok((DatasetId(dataset.to_string()), TransferId(job.to_string())))
    }
}

impl State {
    fn publish_draft(&self, look: Look, dataset: Option<ScopeId>) -> Result<PublishDraft, Fault> {
        let today = self.now().date();
        let said = fields_of(&look, today);
        let newest = match &dataset {
            Some(dataset) => Some(self.newest_entry(dataset)?),
            None => None,
        };
        let (fields, number, covered) = match newest {
            None => (said, 1, false),
            Some((known, number, entry)) => {
                let columns = described(said.columns, &known.columns);
                let same = columns == known.columns;
                let leave = self.standing_release(&dataset.unwrap_or_else(|| ScopeId::from_bytes([0; 32])), &entry)?;
                let fields = EntryFields { columns, format: said.format, format_class: said.format_class, ..known };
                (fields, number + 1, same && leave.is_some())
            }
        };
        Ok(PublishDraft {
            dataset: dataset.map(|id| DatasetId(id.to_string())),
            number,
            facts: facts_of(&fields),
            fields: shown(&fields),
            tables: look.tables.iter().map(table_row).collect(),
            bytes: ByteCount(look.bytes),
            known: if dataset.is_none() { self.known_datasets(&fields.name) } else { Vec::new() },
            covered,
        })
    }

    /// What the newest release of an own dataset says, its number and its entry.
    fn newest_entry(&self, dataset: &ScopeId) -> Result<(EntryFields, u32, jixiang_model::StatementId), Fault> {
        let Some(known) = self.ledger()?.dataset(dataset) else {
            return self.declined_draft(dataset);
        };
        if *known.provider() != self.facts()?.department {
            return Err(Fault::NotAllowed);
        }
        let latest = known.latest();
        let number = u32::try_from(latest.number).unwrap_or(u32::MAX);
        Ok((self.entry_fields(&latest.entry)?, number, latest.entry))
    }

    /// What was prepared of a dataset of which nothing is out yet: it can be prepared again once the head turned it down.
    fn declined_draft(&self, dataset: &ScopeId) -> Result<(EntryFields, u32, jixiang_model::StatementId), Fault> {
        let newest = self.publications_of(dataset).pop().ok_or(Fault::NotFound)?;
        if newest.stage() != MatterStage::Declined {
            return Err(Fault::NotAllowed);
        }
        Ok((self.entry_fields(&newest.entry_id)?, 0, newest.entry_id))
    }

    /// Own datasets that a file may be the next version of: those of the same name first.
    fn known_datasets(&self, name: &str) -> Vec<KnownDataset> {
        let own = self.facts.as_ref().map(|facts| facts.department);
        let datasets = self.ledger.iter().flat_map(|ledger| ledger.datasets());
        let mut known: Vec<KnownDataset> = datasets
            .filter(|dataset| Some(*dataset.provider()) == own)
            .filter_map(|dataset| {
                Some(KnownDataset {
                    id: DatasetId(dataset.id().to_string()),
                    name: self.entry(&dataset.latest().entry).ok()?.name.to_string(),
                    version: u32::try_from(dataset.latest().number).unwrap_or(u32::MAX),
                })
            })
            .collect();
        known.sort_by_key(|known| (known.name != name, known.name.clone()));
        known
    }

    fn order_publish(&mut self, order: PublishOrder, drawn: [[u8; 32]; 3]) -> Result<(ScopeId, JobId), Fault> {
        let facts = self.facts()?;
        if self.removed() {
            return Err(Fault::Removed);
        }
        let [nonce, seed, drawn] = drawn;
        let mut nonce = Nonce::from_bytes(nonce);
        let (dataset, newest) = match &order.dataset {
            Some(id) => {
                let id = dataset_id(id)?;
                let (fields, _, entry) = self.newest_entry(&id)?;
                // While nothing of the dataset is out, each entry says again whence its id comes.
                nonce = self.entry(&entry)?.nonce.unwrap_or(nonce);
                (id, Some(fields))
            }
            None => (ScopeId::dataset(&facts.root.realm, &facts.department, &nonce), None),
        };
        let withheld = order.fields.class == jixiang_contract::ShareClass::Withheld;
        if order.tokens.is_empty() && !withheld {
            return Err(Fault::Field("文件"));
        }
        let picks = self.picked(&order.tokens)?;
        let today = self.now().date();
        let before = newest.as_ref().map(|fields| fields.name.clone());
        let entry = ordered(&order, newest, today)?;
        if before.as_ref() != Some(&entry.name) && self.is_name_taken(&entry.name, &dataset) {
            return Err(Fault::NameTaken(entry.name));
        }
        let standing = order.standing_until.as_ref().map(|day| day.as_str().parse::<Date>());
        let standing = standing.transpose().ok().filter(|until| until.is_none_or(|until| until >= today));
        let standing = standing.ok_or(Fault::Field("放行期限"))?;
        if standing.is_some() && !self.own_roles().has(jixiang_model::Role::Head) {
            // Only a head gives leave for later versions.
            return Err(Fault::NotAllowed);
        }
        let known = self.ledger()?.dataset(&dataset).and_then(|known| known.latest_version());
        let base = known.and_then(|release| release.record.as_ref()).map(|record| record.version);
        let mut batch = Vec::new();
        let sources =
            if withheld { Vec::new() } else { picks.into_iter().map(|(_, pick)| keep(pick, &mut batch)).collect() };
        let job = PublishJob {
            dataset,
            nonce,
            sources,
            entry,
            base,
            seed: hex::encode(seed),
            standing,
            content: None,
            entry_id: None,
            record_id: None,
            sent_bytes: 0,
        };
        let job = self.new_job(drawn, JobKind::Publish(Box::new(job)));
        let id = job.id;
        self.order(job, batch)?;
        order.tokens.iter().for_each(|token| self.picks.drop(token));
        Ok((dataset, id))
    }
}

/// Defaults where a person said nothing (DOMAIN.md 2).
fn fields_of(look: &Look, today: Date) -> EntryFields {
    let facts = look.facts.as_ref();
    let text = |read: fn(&jixiang_inspect::Facts) -> String| facts.map(read).unwrap_or_default();
    let columns = facts.map(|facts| facts.columns.as_slice()).unwrap_or_default();
    EntryFields {
        code: String::new(),
        name: text(|facts| facts.title.clone()),
        subject: String::new(),
        unit: String::new(),
        summary: text(|facts| facts.summary.clone()),
        format_class: text(|facts| facts.format_class.name().to_owned()),
        format: text(|facts| facts.format.clone()),
        share_class: ShareClass::Conditional,
        share_condition: CONDITION.to_owned(),
        share_method: "文件下载".to_owned(),
        open_class: ShareClass::Withheld,
        open_condition: String::new(),
        update_cycle: UpdateCycle::Other,
        published: today,
        related: Vec::new(),
        grade: "一般".to_owned(),
        category: String::new(),
        theme: String::new(),
        scenario: String::new(),
        matter: String::new(),
        spatial: String::new(),
        period: String::new(),
        system: String::new(),
        secrecy_review: String::new(),
        pia: String::new(),
        columns: columns
            .iter()
            .map(|column| Column {
                name: Text::lenient(&column.name),
                kind: Text::lenient(&column.kind.letter().to_string()),
                description: Text::default(),
            })
            .collect(),
    }
}

/// Columns with the descriptions that columns of the same name had before.
fn described(columns: Vec<Column>, before: &[Column]) -> Vec<Column> {
    let old = |column: &Column| before.iter().find(|old| old.name == column.name && old.kind == column.kind);
    let describe = |column: Column| old(&column).cloned().unwrap_or(column);
    columns.into_iter().map(describe).collect()
}

fn shown(fields: &EntryFields) -> PublishFields {
    PublishFields {
        title: fields.name.clone(),
        summary: fields.summary.clone(),
        class: plain::class(fields.share_class),
        condition: fields.share_condition.clone(),
        cycle: plain::cycle(fields.update_cycle),
        columns: fields.columns.iter().map(column_row).collect(),
    }
}

fn table_row(seen: &Seen) -> TableRow {
    let cut = |cell: &String| cell.chars().take(CELL).collect::<String>();
    let table = &seen.table;
    let head = table.columns.iter().map(|column| cut(&column.name)).collect();
    TableRow {
        name: seen.name.clone(),
        rows: seen.rows.and_then(|rows| u32::try_from(rows).ok()),
        columns: u32::try_from(table.columns.len()).unwrap_or(u32::MAX),
        preview: std::iter::once(head).chain(table.preview.iter().map(|row| row.iter().map(cut).collect())).collect(),
    }
}

/// What the catalogue will say: what stood there, what was filled in, what a person changed.
fn ordered(order: &PublishOrder, newest: Option<EntryFields>, today: Date) -> Result<EntryFields, Fault> {
    let said = &order.fields;
    let withheld = said.class == jixiang_contract::ShareClass::Withheld;
    let name = Text::<128>::lenient(said.title.trim());
    if !name.is_name() {
        return Err(Fault::Field("名称"));
    }
    let unconditional = said.class == jixiang_contract::ShareClass::Unconditional;
    if said.condition.trim().is_empty() && !unconditional {
        return Err(Fault::Field(if withheld { "依据的法律条文" } else { "使用条件" }));
    }
    let mut entry = newest.unwrap_or_else(|| fields_of(&Look::default(), today));
    entry.name = name.to_string();
    entry.summary = Text::<255>::lenient(said.summary.trim()).to_string();
    entry.share_class = signed_class(said.class);
    entry.share_condition = if unconditional { String::new() } else { said.condition.trim().to_owned() };
    entry.update_cycle = signed_cycle(said.cycle);
    entry.published = today;
    if withheld {
        entry.open_class = ShareClass::Withheld;
    }
    let column = |row: &ColumnRow| Column {
        name: Text::lenient(&row.name),
        kind: Text::lenient(&row.kind),
        description: Text::lenient(&row.description),
    };
    entry.columns = said.columns.iter().map(column).collect();
    order.facts.iter().for_each(|fact| set(&mut entry, fact));
    Ok(entry)
}

/// Sets one of the other fields. What the platform or the file decides is not set here.
fn set(entry: &mut EntryFields, fact: &Fact) {
    let value = fact.value.trim().to_owned();
    match fact.field {
        Field::Subject => entry.subject = value,
        Field::Unit => entry.unit = value,
        Field::FormatClass => entry.format_class = value,
        Field::Format => entry.format = value,
        Field::ShareMethod => entry.share_method = value,
        Field::OpenCondition => entry.open_condition = value,
        Field::Related => entry.related = value.split_whitespace().map(str::to_owned).collect(),
        Field::Grade => entry.grade = value,
        Field::Category => entry.category = value,
        Field::Theme => entry.theme = value,
        Field::Scenario => entry.scenario = value,
        Field::Matter => entry.matter = value,
        Field::Spatial => entry.spatial = value,
        Field::Period => entry.period = value,
        Field::System => entry.system = value,
        Field::SecrecyReview => entry.secrecy_review = value,
        Field::Pia => entry.pia = value,
        Field::Code | Field::OpenClass | Field::UpdateCycle | Field::Published => {}
    }
}

/// What was filled in beside the fields that a person sees first, in the order of the catalogue record.
fn facts_of(fields: &EntryFields) -> Vec<Fact> {
    let facts = [
        (Field::Subject, &fields.subject),
        (Field::Unit, &fields.unit),
        (Field::FormatClass, &fields.format_class),
        (Field::Format, &fields.format),
        (Field::ShareMethod, &fields.share_method),
        (Field::OpenCondition, &fields.open_condition),
        (Field::Grade, &fields.grade),
        (Field::Category, &fields.category),
        (Field::Theme, &fields.theme),
        (Field::Scenario, &fields.scenario),
        (Field::Matter, &fields.matter),
        (Field::Spatial, &fields.spatial),
        (Field::Period, &fields.period),
        (Field::System, &fields.system),
        (Field::SecrecyReview, &fields.secrecy_review),
        (Field::Pia, &fields.pia),
    ];
    facts.into_iter().map(|(field, value)| Fact { field, value: value.clone() }).collect()
}

fn column_row(column: &Column) -> ColumnRow {
    ColumnRow {
        name: column.name.to_string(),
        kind: column.kind.to_string(),
        description: column.description.to_string(),
    }
}

const fn signed_class(class: jixiang_contract::ShareClass) -> ShareClass {
    match class {
        jixiang_contract::ShareClass::Unconditional => ShareClass::Unconditional,
        jixiang_contract::ShareClass::Conditional => ShareClass::Conditional,
        jixiang_contract::ShareClass::Withheld => ShareClass::Withheld,
    }
}

const fn signed_cycle(cycle: jixiang_contract::UpdateCycle) -> UpdateCycle {
    match cycle {
        jixiang_contract::UpdateCycle::RealTime => UpdateCycle::RealTime,
        jixiang_contract::UpdateCycle::Daily => UpdateCycle::Daily,
        jixiang_contract::UpdateCycle::Weekly => UpdateCycle::Weekly,
        jixiang_contract::UpdateCycle::Monthly => UpdateCycle::Monthly,
        jixiang_contract::UpdateCycle::Quarterly => UpdateCycle::Quarterly,
        jixiang_contract::UpdateCycle::HalfYearly => UpdateCycle::HalfYearly,
        jixiang_contract::UpdateCycle::Yearly => UpdateCycle::Yearly,
        jixiang_contract::UpdateCycle::Other => UpdateCycle::Other,
    }
}
