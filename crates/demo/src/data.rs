//! The data file of the province, as it is written: names of offices and places, posts, and what names are made of.

use jixiang_model::Role;
use serde::Deserialize;

use crate::DemoError;

const TEXT: &str = include_str!("../data/province.toml");

/// The data file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Data {
    pub(crate) offices: Vec<OfficeNames>,
    pub(crate) province: Place,
    pub(crate) prefectures: Vec<Prefecture>,
    pub(crate) open: OpenGroup,
    pub(crate) named: Vec<Named>,
    pub(crate) posts: Posts,
    pub(crate) names: Names,
}

/// An office at the three levels.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OfficeNames {
    pub(crate) word: String,
    pub(crate) province: String,
    pub(crate) prefecture: String,
    pub(crate) county: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Place {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) title: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Prefecture {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) counties: Vec<(String, String)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenGroup {
    pub(crate) name: String,
    pub(crate) path: String,
}

/// A person whom documentation and tests name.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Named {
    pub(crate) id: String,
    pub(crate) place: String,
    pub(crate) office: String,
    pub(crate) name: String,
    pub(crate) post: String,
    pub(crate) roles: Vec<Role>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Posts {
    pub(crate) province: Vec<Post>,
    pub(crate) prefecture: Vec<Post>,
    pub(crate) county: Vec<Post>,
}

/// A post of an office and the roles of who holds it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Post {
    pub(crate) name: String,
    pub(crate) roles: Vec<Role>,
}

/// What names are put together from.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Names {
    pub(crate) family: String,
    pub(crate) given: Vec<String>,
}

impl Data {
    /// Reads the file that is part of the program.
    pub(crate) fn read() -> Result<Self, DemoError> {
        toml::from_str(TEXT).map_err(|error| DemoError::Data(error.to_string()))
    }
}
