//! What is searched in: a dataset as far as the catalogue's search knows it. It refuses content: only fields that
//! somebody signed for the catalogue.

use jixiang_model::{DepartmentId, UnixMillis};
use serde::{Deserialize, Serialize};

/// A dataset of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Its name.
    pub name: String,
    /// Other names and codes under which it is known; they count as its name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// The names of its columns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// The name of the department that provides it.
    pub provider: String,
    /// Its summary.
    pub summary: String,
    /// The department that provides it.
    pub department: DepartmentId,
    /// Its sharing class, as a number of the caller.
    pub class: u8,
    /// Its update cycle, as a number of the caller.
    pub cycle: u8,
    /// When its newest version was released.
    pub updated: UnixMillis,
}

impl Document {
    /// As a store keeps it.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("texts and numbers are JSON")
    }

    /// What [`Document::to_bytes`] made; `None` for anything else.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }

    /// Its texts with the fields that they stand in, the name first.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (Field, &str)> {
        let name = std::iter::once((Field::Name, self.name.as_str()));
        let aliases = self.aliases.iter().map(|alias| (Field::Alias, alias.as_str()));
        let columns = self.columns.iter().map(|column| (Field::Column, column.as_str()));
        let rest = [(Field::Provider, self.provider.as_str()), (Field::Summary, self.summary.as_str())];
        name.chain(aliases).chain(columns).chain(rest)
    }
}

/// Where a text of a document stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// Its name.
    Name,
    /// Another name of it.
    Alias,
    /// A column.
    Column,
    /// The department that provides it.
    Provider,
    /// Its summary. Initials do not find it: two letters would hit nearly every summary.
    Summary,
}

/// The fields of a document in which a term stands, as a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fields(u8);

impl Fields {
    /// How many bits a set takes.
    pub(crate) const BITS: u32 = 5;
    /// Nowhere.
    pub(crate) const NONE: Self = Self(0);
    /// At the beginning of the name; always together with the name.
    pub(crate) const START: Self = Self(1);
    const NAME: Self = Self(2);
    const COLUMN: Self = Self(4);
    const PROVIDER: Self = Self(8);
    const SUMMARY: Self = Self(16);

    /// The set with this one field.
    pub(crate) const fn of(field: Field) -> Self {
        match field {
            Field::Name | Field::Alias => Self::NAME,
            Field::Column => Self::COLUMN,
            Field::Provider => Self::PROVIDER,
            Field::Summary => Self::SUMMARY,
        }
    }

    /// The set of these bits.
    pub(crate) const fn from_bits(bits: u8) -> Self {
        Self(bits & 31)
    }

    /// Its bits.
    pub(crate) const fn bits(self) -> u8 {
        self.0
    }

    /// What is in either.
    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is in both.
    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Without the beginning of the name.
    pub(crate) const fn without_start(self) -> Self {
        Self(self.0 & !Self::START.0)
    }

    /// Whether there is nothing in it.
    pub(crate) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The best field of it; `None` when there is none (a beginning alone is no field).
    pub(crate) const fn best(self) -> Option<Field> {
        if self.0 & Self::NAME.0 != 0 {
            Some(Field::Name)
        } else if self.0 & Self::COLUMN.0 != 0 {
            Some(Field::Column)
        } else if self.0 & Self::PROVIDER.0 != 0 {
            Some(Field::Provider)
        } else if self.0 & Self::SUMMARY.0 != 0 {
            Some(Field::Summary)
        } else {
            None
        }
    }
}
