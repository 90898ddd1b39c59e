//! What `jx` prints: objects for scripts, short lines for people. The language follows `LANG`; Chinese unless it says English.

use std::io::Write as _;

use jixiang_client::ClientFault as Fault;
use jixiang_contract::{Language, Line, Words};
use serde::Serialize;
use serde_json::Value;

/// Where output goes, and in which form.
pub(crate) struct Out {
    json: bool,
    language: Language,
}

impl Out {
    pub(crate) fn new(json: bool) -> Self {
        let english = std::env::var("LANG").is_ok_and(|lang| lang.starts_with("en"));
        Self { json, language: if english { Language::En } else { Language::Zh } }
    }

    /// An event: an object, or a sentence for people.
    pub(crate) fn event(&self, line: &Line, sentence: &str) {
        self.print(line, sentence);
    }

    /// A row of a list: an object, or its text.
    pub(crate) fn row<T: Serialize>(&self, row: &T, text: &str) {
        self.print(row, text);
    }

    /// Progress: an object, or nothing for people whose output is no terminal.
    pub(crate) fn progress(&self, done: u64, total: u64) {
        if self.json {
            let (done, total) = (jixiang_contract::ByteCount(done), jixiang_contract::ByteCount(total));
            self.print(&Line::Progress { done, total }, "");
        }
    }

    /// Something beside the command that did not work: for people and logs, in both forms.
    pub(crate) fn warned(&self, fault: &Fault) {
        let view = fault.view_now();
        tracing::warn!(code = view.code.as_str(), "something in the outbox could not be done");
        // Who cannot be told is not told.
        let _ = writeln!(std::io::stderr().lock(), "{}", self.pick(&view.what));
    }

    /// A failure.
    pub(crate) fn failed(&self, fault: &Fault) {
        let view = fault.view_now();
        let text = [&view.what, &view.safe, &view.todo].map(|words| self.pick(words)).join("\n");
        if self.json {
            let mut line = serde_json::to_value(Line::failed(&view, self.language)).unwrap_or(Value::Null);
            if let (Fault::HomeInUse { program, pid }, Some(line)) = (fault, line.as_object_mut()) {
                line.insert("program".to_owned(), Value::from(program.as_str()));
                line.insert("pid".to_owned(), Value::from(*pid));
            }
            self.print(&line, "");
        } else {
            // Who cannot be told is not told; the exit code says it all the same.
            let _ = writeln!(std::io::stderr().lock(), "{text}");
        }
    }

    fn pick<'a>(&self, words: &'a Words) -> &'a str {
        match self.language {
            Language::Zh => &words.zh,
            Language::En => &words.en,
        }
    }

    fn print<T: Serialize>(&self, object: &T, text: &str) {
        let line = if self.json {
            serde_json::to_string(object).expect("lines are structs of strings and numbers")
        } else {
            text.to_owned()
        };
        let mut stdout = std::io::stdout().lock();
        // A reader that has gone away does not stop the act.
        let _ = writeln!(stdout, "{line}").and_then(|()| stdout.flush());
    }
}
