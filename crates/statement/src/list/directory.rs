//! The directory list: names for the picker, signed by the registrar. It never says which key is whose.

use std::collections::BTreeSet;

use jixiang_model::{Date, DepartmentId, ObjectId, PersonId, Uscc};
use serde::{Deserialize, Serialize};

use super::{ListError, named};
use crate::payload::ListRef;
use crate::{Text, strict};

/// The directory list: every department and its people, for the picker. Signed by the registrar; keys never come from
/// it, only from chains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Directory {
    /// The date of the list.
    pub date: Date,
    /// The departments, parents before children.
    pub departments: Vec<DirectoryDepartment>,
    /// The people.
    pub people: Vec<DirectoryPerson>,
}

/// A department in the directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DirectoryDepartment {
    /// Its id.
    pub id: DepartmentId,
    /// Its code.
    pub uscc: Uscc,
    /// Its full name.
    pub name: Text<128>,
    /// Where it belongs, for the picker: `吉林省 / 长春市 / 财政局`.
    pub path: Text<255>,
    /// Its division code (GB/T 2260); empty where it has none.
    pub division: Text<12>,
}

/// A person in the directory. Whether they have a device is said by their department's chain alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DirectoryPerson {
    /// The person.
    pub id: PersonId,
    /// Their department.
    pub department: DepartmentId,
    /// Their name.
    pub name: Text<64>,
    /// Their office and post.
    pub post: Text<64>,
}

impl Directory {
    /// Encodes the list and names the object; the count is that of the departments.
    ///
    /// # Panics
    ///
    /// When it is longer than 8 MiB.
    #[must_use]
    pub fn encode(&self) -> (Vec<u8>, ListRef) {
        let bytes = serde_json::to_vec(self).expect("a directory is made of strings");
        let fits = "a directory stays below 8 MiB";
        let count = u32::try_from(self.departments.len()).expect(fits);
        let list = ListRef { hash: ObjectId::of(&bytes), count, bytes: u32::try_from(bytes.len()).expect(fits) };
        (bytes, list)
    }

    /// Decodes the object that `list` names.
    ///
    /// # Errors
    ///
    /// [`ListError`] when it is another object, or no directory.
    pub fn decode(bytes: &[u8], list: &ListRef) -> Result<Self, ListError> {
        named(bytes, list)?;
        let directory: Self = strict::parse(bytes)?;
        let counted = u32::try_from(directory.departments.len()) == Ok(list.count);
        if counted && directory.names_each_once() { Ok(directory) } else { Err(ListError::Form) }
    }

    /// Whether each department, code, path and person stands there once, with names that are names, and every person in a
    /// department of the list: two rows that look the same would be one too many.
    fn names_each_once(&self) -> bool {
        let (mut ids, mut codes, mut paths) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let departments = self.departments.iter().all(|department| {
            department.name.is_name()
                && department.path.is_name()
                && ids.insert(department.id)
                && codes.insert(&department.uscc)
                && paths.insert(&*department.path)
        });
        let mut people = BTreeSet::new();
        departments
            && self.people.iter().all(|person| {
                person.name.is_name()
                    && (person.post.is_empty() || person.post.is_name())
                    && ids.contains(&person.department)
                    && people.insert((person.department, &person.id))
            })
    }
}
