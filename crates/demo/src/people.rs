//! The people of the province: the named ones of the data file, and made-up ones for every other post.

use jixiang_model::{PersonId, Roles};

use crate::DemoError;
use crate::data::{Data, Post};

/// A person of a demo department.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) id: PersonId,
    pub(crate) name: String,
    pub(crate) post: String,
    pub(crate) roles: Roles,
    pub(crate) origin: Origin,
}

/// Where a person comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Origin {
    /// The data file names them.
    Named,
    /// Made up for a post.
    MadeUp,
}

/// The people of one office: the named ones first, then one for every post.
pub(crate) fn of_office(data: &Data, place: &str, word: &str, posts: &[Post]) -> Result<Vec<Person>, DemoError> {
    let named = data.named.iter().filter(|person| person.place == place && person.office == word);
    let mut people: Vec<Person> = named
        .map(|person| {
            Ok(Person {
                id: id(&person.id)?,
                name: person.name.clone(),
                post: person.post.clone(),
                roles: Roles::of(&person.roles),
                origin: Origin::Named,
            })
        })
        .collect::<Result<_, DemoError>>()?;
    for (number, post) in (1..).zip(posts) {
        let id = id(&format!("{word}-{place}-{number}"))?;
        let name = made_up(data, &id);
        let roles = Roles::of(&post.roles);
        people.push(Person { id, name, post: post.name.clone(), roles, origin: Origin::MadeUp });
    }
    Ok(people)
}

fn id(text: &str) -> Result<PersonId, DemoError> {
    text.parse().map_err(|_| DemoError::Data(format!("{text} is no person id")))
}

/// A name that follows from the id alone, the same in every demo, and never that of a named person.
fn made_up(data: &Data, id: &PersonId) -> String {
    let mut reader = blake3::Hasher::new().update(id.as_str().as_bytes()).finalize_xof();
    let family: Vec<char> = data.names.family.chars().collect();
    let mut draw = |choices: usize| {
        let mut bytes = [0; 8];
        reader.fill(&mut bytes);
        let choices = u64::try_from(choices).expect("a list of names is short");
        usize::try_from(u64::from_le_bytes(bytes) % choices).expect("below a usize")
    };
    loop {
        let family = family[draw(family.len())];
        let given = &data.names.given[draw(data.names.given.len())];
        let name = format!("{family}{given}");
        if !data.named.iter().any(|person| person.name == name) {
            return name;
        }
    }
}
