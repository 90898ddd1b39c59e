//! The words of statements as the words of the window, one to one, and the parts of an entry as they are shown.

use jixiang_contract as window;
use jixiang_contract::{ColumnRow, Fact, Field};
use jixiang_statement::payload::{Column, Decision, Entry, ListRef, Method, ShareClass, UpdateCycle};

use crate::port::Table;
use crate::state::State;

/// A sharing class.
pub(crate) const fn class(class: ShareClass) -> window::ShareClass {
    match class {
        ShareClass::Unconditional => window::ShareClass::Unconditional,
        ShareClass::Conditional => window::ShareClass::Conditional,
        ShareClass::Withheld => window::ShareClass::Withheld,
    }
}

/// An update cycle.
pub(crate) const fn cycle(cycle: UpdateCycle) -> window::UpdateCycle {
    match cycle {
        UpdateCycle::RealTime => window::UpdateCycle::RealTime,
        UpdateCycle::Daily => window::UpdateCycle::Daily,
        UpdateCycle::Weekly => window::UpdateCycle::Weekly,
        UpdateCycle::Monthly => window::UpdateCycle::Monthly,
        UpdateCycle::Quarterly => window::UpdateCycle::Quarterly,
        UpdateCycle::HalfYearly => window::UpdateCycle::HalfYearly,
        UpdateCycle::Yearly => window::UpdateCycle::Yearly,
        UpdateCycle::Other => window::UpdateCycle::Other,
    }
}

/// The classes by the numbers that stand in the search index.
pub(crate) const CLASSES: [window::ShareClass; 3] =
    [window::ShareClass::Unconditional, window::ShareClass::Conditional, window::ShareClass::Withheld];

/// The cycles by the numbers that stand in the search index.
pub(crate) const CYCLES: [window::UpdateCycle; 8] = [
    window::UpdateCycle::RealTime,
    window::UpdateCycle::Daily,
    window::UpdateCycle::Weekly,
    window::UpdateCycle::Monthly,
    window::UpdateCycle::Quarterly,
    window::UpdateCycle::HalfYearly,
    window::UpdateCycle::Yearly,
    window::UpdateCycle::Other,
];

/// The number of a class or cycle in the search index.
pub(crate) fn number_of<T: PartialEq>(all: &[T], one: &T) -> u8 {
    let place = all.iter().position(|known| known == one);
    place.and_then(|place| u8::try_from(place).ok()).unwrap_or(u8::MAX)
}

/// The number of a sharing class in the search index.
pub(crate) fn class_number(of: ShareClass) -> u8 {
    number_of(&CLASSES, &class(of))
}

/// The number of an update cycle in the search index.
pub(crate) fn cycle_number(of: UpdateCycle) -> u8 {
    number_of(&CYCLES, &cycle(of))
}

/// How data is shared.
pub(crate) const fn method(method: Method) -> window::ShareMethod {
    match method {
        Method::Interface => window::ShareMethod::Interface,
        Method::Batch => window::ShareMethod::Batch,
        Method::File => window::ShareMethod::File,
    }
}

/// What was decided.
pub(crate) const fn decision(decision: Decision) -> window::Decision {
    match decision {
        Decision::Approve => window::Decision::Approve,
        Decision::Return => window::Decision::Return,
        Decision::Refuse => window::Decision::Refuse,
        Decision::Extend => window::Decision::Extend,
    }
}

/// A number of versions, rows or bytes as far as the window counts.
pub(crate) fn small(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// What the window calls a value of the contract, in whichever language it speaks.
fn id_of<T: serde::Serialize>(value: T) -> String {
    let id = serde_json::to_value(value).ok();
    id.and_then(|id| id.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The catalogue fields that say something beside name, summary, class and condition, in the order of the record.
pub(crate) fn facts(entry: &Entry) -> Vec<Fact> {
    let related = entry.related.iter().map(ToString::to_string).collect::<Vec<_>>().join("、");
    let (open, updated) = (id_of(class(entry.open_class)), id_of(cycle(entry.update_cycle)));
    let code = entry.code.as_deref().unwrap_or_default();
    let fields: [(Field, &str); 21] = [
        (Field::Code, code),
        (Field::Subject, &entry.subject),
        (Field::Unit, &entry.unit),
        (Field::FormatClass, &entry.format_class),
        (Field::Format, &entry.format),
        (Field::ShareMethod, &entry.share_method),
        (Field::OpenClass, &open),
        (Field::OpenCondition, &entry.open_condition),
        (Field::UpdateCycle, &updated),
        (Field::Published, &entry.published.to_string()),
        (Field::Related, &related),
        (Field::Grade, &entry.grade),
        (Field::Category, &entry.category),
        (Field::Theme, &entry.theme),
        (Field::Scenario, &entry.scenario),
        (Field::Matter, &entry.matter),
        (Field::Spatial, &entry.spatial),
        (Field::Period, &entry.period),
        (Field::System, &entry.system),
        (Field::SecrecyReview, &entry.secrecy_review),
        (Field::Pia, &entry.pia),
    ];
    let stated = fields.into_iter().filter(|(_, value)| !value.trim().is_empty());
    stated.map(|(field, value)| Fact { field, value: value.to_owned() }).collect()
}

impl State {
    /// The columns that an entry names; none while their object is not here.
    pub(crate) fn column_rows(&self, list: Option<&ListRef>) -> Vec<ColumnRow> {
        let bytes = list.and_then(|list| self.store.read(Table::Object, list.hash.as_bytes()).ok()?);
        let columns = bytes.and_then(|bytes| serde_json::from_slice::<Vec<Column>>(&bytes).ok());
        let row = |column: Column| ColumnRow {
            name: column.name.to_string(),
            kind: column.kind.to_string(),
            description: column.description.to_string(),
        };
        columns.into_iter().flatten().map(row).collect()
    }
}
