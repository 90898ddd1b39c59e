//! The little of XML that workbooks need: elements by their local names, attributes, and text with its references.

use std::borrow::Cow;
use std::io::BufReader;

use quick_xml::events::{BytesEnd, BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion, escape};

use crate::fault::Fault;
use crate::zip::Part;

/// A part of a workbook as a stream of events.
pub(crate) struct Xml<'s, 'r> {
    reader: Reader<BufReader<Part<'s, 'r>>>,
    buffer: Vec<u8>,
}

/// What happens in a part.
pub(crate) enum Step<'b> {
    /// An element begins; an empty one begins and ends.
    Start(BytesStart<'b>),
    /// An element ends.
    End(BytesEnd<'b>),
    /// Text.
    Text(Cow<'b, str>),
    /// Comments and the like.
    Aside,
    /// The part ends.
    Eof,
    /// The budget ends before the part does: what follows is not damaged but unread.
    Spent,
}

impl<'s, 'r> Xml<'s, 'r> {
    pub(crate) fn new(part: Part<'s, 'r>) -> Self {
        let mut reader = Reader::from_reader(BufReader::new(part));
        reader.config_mut().expand_empty_elements = true;
        reader.config_mut().check_end_names = false;
        Self { reader, buffer: Vec::new() }
    }

    /// The next step.
    pub(crate) fn step(&mut self) -> Result<Step<'_>, Fault> {
        self.buffer.clear();
        let event = self.reader.read_event_into(&mut self.buffer);
        let spent = self.reader.get_ref().get_ref().is_spent();
        match event {
            Ok(Event::Start(start) | Event::Empty(start)) => Ok(Step::Start(start)),
            Ok(Event::End(end)) => Ok(Step::End(end)),
            Ok(Event::Text(text)) => Ok(Step::Text(text.xml10_content())),
            Ok(Event::CData(text)) => Ok(Step::Text(text.xml10_content())),
            Ok(Event::GeneralRef(reference)) => Ok(Step::Text(resolved(&reference))),
            Ok(Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_)) => Ok(Step::Aside),
            Ok(Event::Eof) | Err(_) if spent => Ok(Step::Spent),
            Ok(Event::Eof) => Ok(Step::Eof),
            Err(error) => Err(error.into()),
        }
    }
}

fn resolved(reference: &BytesRef<'_>) -> Cow<'static, str> {
    match reference.resolve_char_ref() {
        Ok(Some(letter)) => Cow::Owned(letter.to_string()),
        Ok(None) | Err(_) => Cow::Borrowed(escape::resolve_predefined_entity(reference).unwrap_or_default()),
    }
}

/// The value of the attribute of this local name.
pub(crate) fn attribute<'e>(element: &'e BytesStart<'_>, name: &str) -> Option<Cow<'e, str>> {
    let mut attributes = element.attributes();
    let mut sound = attributes.with_checks(false).flatten();
    let attribute = sound.find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(attribute.normalized_value(XmlVersion::Implicit1_0).unwrap_or(attribute.value))
}

/// Calls `visit` for every element that begins, until the part ends.
pub(crate) fn each(part: Part<'_, '_>, mut visit: impl FnMut(&BytesStart<'_>)) -> Result<(), Fault> {
    let mut xml = Xml::new(part);
    loop {
        match xml.step()? {
            Step::Start(element) => visit(&element),
            Step::End(_) | Step::Text(_) | Step::Aside => {}
            Step::Spent => return Err(Fault::TooLarge),
            Step::Eof => return Ok(()),
        }
    }
}
