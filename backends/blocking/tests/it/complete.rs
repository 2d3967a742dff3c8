//! The blocking client has every method of the async one: by the same name, and what the table makes also with the same
//! arguments, output, docs and example. No method is without an example.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// What a reader of the docs sees of a method.
#[derive(Debug, PartialEq)]
struct Method {
    /// The first paragraph of its docs.
    docs: String,
    /// What its example shows, without `await`.
    example: Vec<String>,
    /// Its arguments and its output.
    signature: String,
}

/// All source files of a folder of the workspace, one after the other.
fn sources(folder: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder);
    let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let files = files.map(|file| file.expect("a file").path()).filter(|file| file.is_file());
    files.map(|file| fs::read_to_string(file).expect("text")).collect()
}

/// The methods in blocks that begin with a line at the margin for which `begins` holds.
fn methods(source: &str, begins: impl Fn(&str) -> bool) -> BTreeMap<String, Method> {
    let (mut all, mut inside, mut docs, mut head) = (BTreeMap::new(), false, Vec::new(), String::new());
    let mut last = String::new();
    for line in source.lines() {
        let text = line.trim();
        if !line.is_empty() && !line.starts_with(' ') {
            inside = begins(line);
        } else if !inside || text.starts_with("#[") {
            // Attributes stand between the docs and the method.
        } else if let Some(doc) = text.strip_prefix("///") {
            docs.push(doc.trim());
        } else if let Some(shown) = text.strip_prefix("r#\"").and_then(|text| text.strip_suffix("\"#")) {
            all.entry(last.clone()).and_modify(|method: &mut Method| method.example.push(shown.to_owned()));
        } else if !head.is_empty() || begins_method(line) {
            head = format!("{head} {text}");
            if text.ends_with([';', '{']) {
                let paragraph = docs.split(|line| line.is_empty()).next().unwrap_or_default().join(" ");
                let (name, signature) = parse(&std::mem::take(&mut head));
                last.clone_from(&name);
                all.insert(name, Method { docs: paragraph, example: example(&docs), signature });
            }
        } else {
            docs.clear();
        }
        if !inside || text == "}" {
            docs.clear();
        }
    }
    all
}

/// The visible lines between the fences.
fn example(docs: &[&str]) -> Vec<String> {
    let lines = docs.iter().skip_while(|line| **line != "```").skip(1).take_while(|line| **line != "```");
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(|line| line.replace(".await", "")).collect()
}

/// `pub fn …`, `pub async fn …`, or a row of the table.
fn begins_method(line: &str) -> bool {
    let is_name = |name: &str| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    match line.strip_prefix("    ").and_then(|line| line.split_once('(')).map(|(before, _)| before) {
        None | Some("" | "pub") => false,
        Some(name) => is_name(name) || name.starts_with("pub fn ") || name.starts_with("pub async fn "),
    }
}

/// The name, and the rest as the table writes it.
fn parse(head: &str) -> (String, String) {
    let words = ["pub ", "async ", "fn ", "crate::", "Result<", ", Error>"];
    let head = words.iter().fold(head.to_owned(), |head, word| head.replace(word, ""));
    let (name, rest) = head.trim().split_once('(').expect("arguments");
    let (arguments, output) = rest.split_once(')').expect("the end of the arguments");
    let arguments: Vec<&str> =
        arguments.split(',').map(str::trim).filter(|one| !matches!(*one, "&self" | "")).collect();
    let arguments = arguments.join(", ").replace("groups: I,", "groups: impl IntoIterator<Item = impl Into<String>>,");
    let output = output.split(" where ").next().unwrap_or_default().trim_end_matches([';', '{']);
    (name.split('<').next().unwrap_or_default().to_owned(), format!("({arguments}) {}", output.trim()))
}

#[test]
fn what_people_search_for_is_found() {
    let core = sources("core/src/operations") + &sources("core/src/client");
    let ours = sources("backends/blocking/src");
    let alias = |name: &str| format!("#[doc(alias = \"{name}\")]");
    for name in ["publish", "broadcast", "negotiate", "get_client_access_token", "ping"] {
        assert!(core.contains(&alias(name)) && ours.contains(&alias(name)), "{name}");
    }
    assert!(core.contains(&alias("except")), "an option of operations, which both clients call");
}

#[test]
fn every_method_of_the_async_client() {
    let core = sources("core/src/operations") + &sources("core/src/client");
    let ours = sources("backends/blocking/src");
    let is_impl = |line: &str, client: &str| line.starts_with("impl<") && line.ends_with(&format!("{client}<T> {{"));
    let theirs = methods(&core, |line| is_impl(line, "WebPubSubServiceClient") && !line.contains(" for "));
    let table = methods(&ours, |line| line == "methods! {");
    let mut all = methods(&ours, |line| is_impl(line, "GenericClient") && !line.contains(" for "));
    assert!(table.len() > 25 && all.len() > 10, "the files are not as this test reads them: {table:#?} {all:#?}");
    for (name, method) in &table {
        assert_eq!(Some(method), theirs.get(name), "{name}");
    }
    all.extend(table);
    for (name, method) in theirs.iter().chain(&all) {
        assert!(!method.example.is_empty(), "{name} has no example");
    }
    let names = |methods: &BTreeMap<String, Method>| methods.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&all), names(&theirs));
}
