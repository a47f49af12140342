//! `package.exclude` and `package.include` become `package.patterns`, in the order in which the Serverless Framework applies them.
//!
//! It applies excludes, a `!` before each put on or taken off, then includes, then patterns; those of the service before those of a function,
//! list by list (package-service.js of serverless 3.40.0, read 2026-11-25). Of a pattern that comes twice the first counts alone.

use std::collections::HashSet;

use sealform_diagnostic::Diagnostic;
use sealform_yaml::edit::{Change, Piece, Place as Beside, Value};
use sealform_yaml::{Entry, NodeId, NodeKind};

use super::{Mover, left};
use crate::changes::Changes;
use crate::unit::Place;

/// Whose lists they are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Service,
    /// A function or a layer, behind a service that includes nothing.
    Part,
    /// A function or a layer, behind a service that includes something.
    PartOfMore,
}

const LISTS: [&str; 3] = ["exclude", "include", "patterns"];

/// The list of one key.
struct List<'m> {
    entry: Entry<'m>,
    /// Its items and what they come to as patterns.
    patterns: Vec<(NodeId, String)>,
    has_comments: bool,
}

impl Mover<'_> {
    /// Moves the lists of the service, then those of functions and layers.
    pub(super) fn packages(&self, root: Place, changes: &mut Changes<'_>, diagnostics: &mut Vec<Diagnostic>) {
        let service = self.entry(root, "package").map(|entry| Place { node: entry.value, ..root });
        // What the service brings in counts after all that a function leaves out, as long as both keep their lists.
        let brings = service.is_some_and(|package| match self.lists(package) {
            Ok(lists) => lists.iter().flat_map(|list| &list.patterns).any(|(_, pattern)| !pattern.starts_with('!')),
            Err(_) => true,
        });
        let mut seen = HashSet::new();
        service.into_iter().for_each(|package| self.package(package, Level::Service, changes, diagnostics));
        let level = if brings { Level::PartOfMore } else { Level::Part };
        for key in ["functions", "layers"] {
            let Some(parts) = self.project.get(root, key).map(|parts| self.project.settle(parts)) else { continue };
            let document = &self.project.unit(parts).document;
            let maps = match &document.node(parts.node).kind {
                NodeKind::Sequence(items) => items.iter().map(|&node| self.project.settle(Place { node, ..parts })).collect(),
                _ => vec![parts],
            };
            for map in maps {
                for part in self.project.unit(map).document.written_entries(map.node) {
                    let part = self.project.settle(Place { node: part.value, ..map });
                    if !seen.insert(part) {
                        continue;
                    }
                    let package = self.entry(part, "package").map(|entry| Place { node: entry.value, ..part });
                    package.into_iter().for_each(|package| self.package(package, level, changes, diagnostics));
                    if key == "functions" {
                        self.rename_in_function(part, changes, diagnostics);
                    }
                }
            }
        }
    }

    fn package(&self, package: Place, level: Level, changes: &mut Changes<'_>, diagnostics: &mut Vec<Diagnostic>) {
        let settled = self.project.settle(package);
        if !LISTS[..2].iter().any(|key| self.project.get(settled, key).is_some()) {
            return;
        }
        let first = LISTS.iter().find_map(|key| self.entry(settled, key));
        let excludes = self.entry(package, "exclude").is_some();
        let made = match self.lists(package) {
            _ if settled != package => Err("they are written in another place, which others may use"),
            Err(why) => Err(why),
            Ok(_) if level == Level::PartOfMore && excludes => Err("what the service includes would count before what is excluded here"),
            Ok(lists) if level == Level::Service && self.is_said_again(&lists) => Err("a pattern that one becomes is there twice"),
            Ok(_) if self.is_read_at("self:package") => Err("a variable reads them"),
            Ok(lists) => self.joined_lists(package, &lists),
        };
        let failed = match made {
            Ok(made) => changes.add(package.unit, made).err().map(|_| "they are written in a way that is not edited"),
            Err(why) => Some(why),
        };
        if let Some(why) = failed {
            let message = format!("`package.exclude` and `package.include` stay as they are: {why}");
            let span = first.map_or_else(|| self.project.unit(package).span(package.node), |entry| entry.key_span);
            diagnostics.push(left(span, message, "Write them as `package.patterns` by hand: `!` before what is excluded."));
        }
    }

    /// The lists that are there, in the order of their effect.
    fn lists(&self, package: Place) -> Result<Vec<List<'_>>, &'static str> {
        let unit = self.project.unit(package);
        let mut lists = Vec::new();
        for key in LISTS {
            let Some(entry) = self.entry(package, key) else {
                match self.project.get(package, key) {
                    Some(_) => return Err("a merge key brings one of them"),
                    None => continue,
                }
            };
            let NodeKind::Sequence(items) = &unit.document.node(entry.value).kind else { return Err("one of them is no list") };
            if unit.document.alias_target(entry.value).is_some() {
                return Err("one of them is an alias");
            }
            let mut patterns = Vec::new();
            for &item in items {
                let text = unit.scalar(item).filter(|_| unit.document.alias_target(item).is_none());
                // What a variable at the beginning brings may begin with `!`, or be a list.
                let text = text.filter(|text| !text.is_empty() && !text.starts_with("${") && !text.starts_with("$<"));
                let text = text.ok_or("what one of them begins with is not known here")?;
                patterns.push((item, if key == "exclude" { turned(&text) } else { text }));
            }
            let span = unit.document.node(entry.value).span;
            // Up to the end of its last line.
            let start = unit.span(entry.key_node).end as usize;
            let end = span.end as usize;
            let line_end = unit.text[end..].find('\n').map_or(unit.text.len(), |line_end| end + line_end);
            lists.push(List { entry, patterns, has_comments: unit.text[start..line_end].contains('#') });
        }
        Ok(lists)
    }

    /// One list of all, in the place of the one that has comments, else of the first.
    fn joined_lists(&self, package: Place, lists: &[List<'_>]) -> Result<Vec<Change>, &'static str> {
        let mut seen = HashSet::new();
        if !lists.iter().flat_map(|list| &list.patterns).all(|(_, pattern)| seen.insert(pattern)) {
            return Err("a pattern is there twice");
        }
        let turns_back = lists.iter().filter(|list| list.entry.key == "exclude").flat_map(|list| &list.patterns);
        if turns_back.into_iter().any(|(_, pattern)| !pattern.starts_with('!')) && self.hides_more() {
            return Err("what is excluded from the exclusion would count after what the framework itself excludes");
        }
        let commented = lists.iter().filter(|list| list.has_comments).count();
        let filled = || lists.iter().position(|list| !list.patterns.is_empty());
        let target = lists.iter().position(|list| list.has_comments).or_else(filled).unwrap_or(0);
        if commented > 1 {
            return Err("comments stand in more than one of the lists");
        }
        let into = &lists[target];
        let mut made = Vec::new();
        if into.entry.key != "patterns" {
            let path = vec!["patterns".to_owned()];
            made.push(Change::Nest { mapping: package.node, key: into.entry.key_node, path });
        }
        if into.entry.key == "exclude" {
            made.extend(into.patterns.iter().map(|(item, pattern)| {
                let (range, text) = if pattern.starts_with('!') { (0..0, "!") } else { (0..1, "") };
                Change::Text { scalar: *item, pieces: vec![Piece { range, text: text.to_owned() }] }
            }));
        }
        for (index, list) in lists.iter().enumerate().filter(|(index, _)| *index != target) {
            let place = if index < target { Beside::First } else { Beside::Last };
            made.push(Change::RemoveEntry { mapping: package.node, key: list.entry.key_node });
            let items = list.patterns.iter().map(|(_, pattern)| Value::text(pattern.clone()));
            made.extend(items.map(|value| Change::Item { sequence: into.entry.value, place, value }));
        }
        Ok(made)
    }

    /// Whether what an exclude of the service becomes is a pattern of something else too: the first of two alone counts.
    fn is_said_again(&self, lists: &[List<'_>]) -> bool {
        let turned: HashSet<&str> = lists
            .iter()
            .filter(|list| list.entry.key == "exclude")
            .flat_map(|list| &list.patterns)
            .map(|(_, pattern)| &**pattern)
            .collect();
        self.project.units.iter().any(|unit| {
            unit.values().into_iter().any(|node| match &unit.document.node(node).kind {
                NodeKind::Scalar(scalar) => turned.contains(&*scalar.text),
                NodeKind::Sequence(_) | NodeKind::Mapping(_) => false,
            })
        })
    }

    /// Whether the framework excludes more of its own behind the service's excludes: layers, and `.env` files.
    fn hides_more(&self) -> bool {
        let Some(root) = self.project.root() else { return false };
        ["layers", "useDotenv"].iter().any(|key| self.project.get(root, key).is_some())
    }
}

/// An exclude as a pattern.
fn turned(exclude: &str) -> String {
    exclude.strip_prefix('!').map_or_else(|| format!("!{exclude}"), str::to_owned)
}
