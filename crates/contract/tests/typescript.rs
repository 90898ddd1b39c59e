//! The TypeScript of the window is what the Rust contract says; this test writes it or finds it stale.

use std::{
    any::TypeId,
    collections::{BTreeMap, HashSet},
    env,
    fmt::Write as _,
    fs,
    path::Path,
};

use jixiang_contract::{
    COMMANDS, Code, Command, Event, LISTEN, Start,
    command::{CommandVisitor, each_command},
};
use ts_rs::{Config, TS, TypeVisitor};

/// Collects the declaration of every type that is reachable, each once, in the order of their names: the order in which a
/// derive visits them is another in every build.
struct Declarations {
    config: Config,
    seen: HashSet<TypeId>,
    declared: BTreeMap<String, String>,
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // A type without a file of its own (string, number, lists) is written in place; what it is made of still counts.
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        if T::output_path().is_some() {
            let docs = T::docs().unwrap_or_default();
            let declared = format!("\n{docs}export {}\n", T::decl(&self.config));
            self.declared.insert(T::ident(&self.config), declared);
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

/// Collects the map from command names to arguments and answers.
struct CommandMap<'a> {
    types: &'a mut Declarations,
    text: String,
}

impl CommandVisitor for CommandMap<'_> {
    fn visit<C: Command>(&mut self) {
        let config = &self.types.config;
        let answer = match C::Answer::name(config) {
            name if TypeId::of::<C::Answer>() == TypeId::of::<()>() => {
                let _ = name;
                "null".to_owned()
            }
            name => name,
        };
        let _ = writeln!(self.text, "  {}: {{ args: {}; answer: {answer} }};", C::NAME, C::inline(config));
        C::visit_dependencies(self.types);
        TypeVisitor::visit::<C::Answer>(self.types);
    }
}

fn typescript() -> String {
    let mut types = Declarations {
        config: Config::new().with_large_int("number"),
        seen: HashSet::new(),
        declared: BTreeMap::new(),
    };
    let mut map = CommandMap { types: &mut types, text: String::new() };
    each_command(&mut map);
    let commands = map.text;
    types.visit::<Event>();
    types.visit::<Start>();

    let (commands, declared) = (compact(&commands), compact(&types.declared.into_values().collect::<String>()));
    let codes: Vec<_> = Code::ALL.iter().map(|code| format!("  {:?},", code.as_str())).collect();
    format!(
        "// Generated from crates/contract. Rewrite with: JIXIANG_WRITE=1 cargo test -p jixiang-contract\n\n\
         /** Every command of the window: what it takes and what it answers. Each may fail with an ErrorView. */\n\
         export interface Commands {{\n{commands}}}\n\n\
         /** Opens the channel of events; its argument is the channel, its answer a Start. */\n\
         export const LISTEN = {LISTEN:?}\n\n\
         /** Every error code. */\n\
         export const CODES: readonly Code[] = [\n{}\n]\n{}",
        codes.join("\n"),
        declared
    )
}

/// Puts the comment of one line on one line.
fn compact(text: &str) -> String {
    text.replace("/**\n * ", "/** ")
        .replace("\n */\n", " */\n")
        .replace("Record<symbol, never>", "Record<string, never>")
}

#[test]
fn the_windows_typescript_is_what_the_contract_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/contract/index.ts");
    let text = typescript();
    if env::var_os("JIXIANG_WRITE").is_some() {
        fs::create_dir_all(path.parent().expect("the file has a folder")).expect("the folder can be made");
        fs::write(&path, &text).expect("the file can be written");
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == text, "ui/src/contract/index.ts is stale: run JIXIANG_WRITE=1 cargo test -p jixiang-contract");
}

#[test]
fn large_numbers_are_typescript_numbers_and_no_name_is_declared_twice() {
    let text = typescript();
    assert!(!text.contains("bigint"));
    let mut names = HashSet::new();
    for line in text.lines().filter_map(|line| line.strip_prefix("export type ")) {
        let name = line.split(['=', ' ']).next().unwrap_or_default();
        assert!(names.insert(name), "{name} is declared twice");
    }
}

#[test]
fn command_names_and_codes_are_unique() {
    assert_eq!(COMMANDS.iter().collect::<HashSet<_>>().len(), COMMANDS.len());
    assert_eq!(Code::ALL.iter().map(|code| code.as_str()).collect::<HashSet<_>>().len(), Code::ALL.len());
}
