//! How new lines look: the habits of a file, and a value written by them in block style and in brackets.

use super::quote::{self, Quoting};
use super::{Format, Site, Value};
use crate::tag::full_name;
use crate::{NodeKind, Style};

/// What is common in a file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Habits {
    /// The line break.
    pub(super) line_break: &'static str,
    /// What lines are indented with: tabs only in JSON.
    pub(super) blank: &'static str,
    /// How much further in a nested mapping stands.
    pub(super) step: usize,
    /// How much further in than its key the dashes of a list stand.
    pub(super) dash: usize,
    /// The quotes of a text that needs some.
    pub(super) quotes: Style,
}

/// How something within brackets is laid out.
#[derive(Clone, Copy, Debug)]
pub(super) enum Spread {
    /// All on one line.
    OneLine,
    /// Each entry on a line of its own, indented so far.
    Lines(usize),
}

impl Habits {
    pub(super) fn of(site: &Site<'_>) -> Self {
        let line_break = match site.text.find('\n') {
            Some(at) if site.text[..at].ends_with('\r') => "\r\n",
            _ => "\n",
        };
        let blank = if site.format == Format::Json && site.text.contains("\n\t") { "\t" } else { " " };
        let (mut steps, mut dashes) = (Counts::default(), Counts::default());
        let (mut single, mut double) = (0_usize, 0_usize);
        for id in site.document.own_ids() {
            match &site.document.node(id).kind {
                NodeKind::Scalar(scalar) => match scalar.style {
                    Style::Single => single += 1,
                    Style::Double => double += 1,
                    Style::Plain | Style::Literal | Style::Folded => {}
                },
                NodeKind::Sequence(_) => {}
                NodeKind::Mapping(mapping) => {
                    let Some(first) = mapping.written.first() else { continue };
                    let column = site.column(if site.is_flow(id) { site.start(first.key) } else { site.start(id) });
                    for pair in &mapping.written {
                        if site.document.alias_target(pair.value).is_some() {
                            continue;
                        }
                        let value = site.document.node(pair.value);
                        let start = value.span.start as usize;
                        match &value.kind {
                            // A flow collection tells by its first entry, where that is on a line of its own.
                            NodeKind::Mapping(inner) if site.is_flow(pair.value) => {
                                let Some(first) = inner.written.first() else { continue };
                                let start = site.start(first.key);
                                if site.line_before(start).trim().is_empty() {
                                    steps.add(site.column(start).saturating_sub(column));
                                }
                            }
                            NodeKind::Mapping(_) => steps.add(site.column(start).saturating_sub(column)),
                            NodeKind::Sequence(_) if !site.is_flow(pair.value) => dashes.add(site.column(start).saturating_sub(column)),
                            NodeKind::Sequence(_) | NodeKind::Scalar(_) => {}
                        }
                    }
                }
            }
        }
        let step = steps.most_common().filter(|&step| step > 0).unwrap_or(2);
        let quotes = if double > single { Style::Double } else { Style::Single };
        Self { line_break, blank, step, dash: dashes.most_common().unwrap_or(step), quotes }
    }
}

/// How often each width below 16 was seen.
#[derive(Default)]
struct Counts([usize; 16]);

impl Counts {
    fn add(&mut self, width: usize) {
        if let Some(count) = self.0.get_mut(width) {
            *count += 1;
        }
    }

    fn most_common(&self) -> Option<usize> {
        let most = self.0.iter().copied().max().filter(|&most| most > 0)?;
        self.0.iter().position(|&count| count == most)
    }
}

/// The style that new scalars copy: that of the key and of the value beside them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Like {
    pub(super) key: Style,
    pub(super) value: Style,
}

impl Like {
    pub(super) const PLAIN: Self = Self { key: Style::Plain, value: Style::Plain };
}

impl Site<'_> {
    pub(super) fn quoting(&self, like: Style, in_flow: bool) -> Quoting {
        Quoting { format: self.format, in_flow, like, preferred: self.habits().quotes }
    }

    /// A line break and the indentation behind it.
    pub(super) fn margin(&self, indentation: usize) -> String {
        self.habits().line_break.to_owned() + &self.habits().blank.repeat(indentation)
    }

    /// `key: value` in block style, its key at `indentation`, without the line break at the end.
    pub(super) fn block_entry(&self, key: &str, value: &Value, indentation: usize, like: Like) -> String {
        let key = quote::scalar(key, self.quoting(like.key, false));
        format!("{key}:{}", self.block_value(value, indentation, like))
    }

    /// What stands behind a `key:` at `indentation`.
    pub(super) fn block_value(&self, value: &Value, indentation: usize, like: Like) -> String {
        match value {
            Value::Mapping(entries) if !entries.is_empty() => {
                let inner = indentation + self.habits().step;
                entries.iter().map(|(key, value)| self.margin(inner) + &self.block_entry(key, value, inner, like)).collect()
            }
            Value::Sequence(items) if !items.is_empty() => {
                let inner = indentation + self.habits().dash;
                items.iter().map(|item| self.margin(inner) + &self.block_item(item, inner)).collect()
            }
            inline => format!(" {}", self.flow_value(inline, Spread::OneLine, Style::Plain, like, false)),
        }
    }

    /// `- value`, its dash at `indentation`.
    pub(super) fn block_item(&self, value: &Value, indentation: usize) -> String {
        match value {
            Value::Mapping(entries) if !entries.is_empty() => {
                let inner = indentation + 2;
                let entries: Vec<String> = entries.iter().map(|(key, value)| self.block_entry(key, value, inner, Like::PLAIN)).collect();
                format!("- {}", entries.join(&self.margin(inner)))
            }
            Value::Sequence(items) if !items.is_empty() => {
                let inner = indentation + 2;
                let items: Vec<String> = items.iter().map(|item| self.block_item(item, inner)).collect();
                format!("- {}", items.join(&self.margin(inner)))
            }
            inline => format!("- {}", self.flow_value(inline, Spread::OneLine, Style::Plain, Like::PLAIN, false)),
        }
    }

    /// A value in brackets, or a scalar. `own` is the style of the scalar it takes the place of.
    pub(super) fn flow_value(&self, value: &Value, spread: Spread, own: Style, like: Like, in_flow: bool) -> String {
        match value {
            Value::Text(text) => {
                let like = if own == Style::Plain { like.value } else { own };
                quote::scalar(text, self.quoting(like, in_flow))
            }
            Value::Sequence(items) => {
                let inner = self.inward(spread);
                let items: Vec<String> = items.iter().map(|item| self.flow_value(item, inner, Style::Plain, like, true)).collect();
                self.bracketed("[", &items, "]", spread)
            }
            Value::Mapping(entries) => {
                let inner = self.inward(spread);
                let entries: Vec<String> = entries.iter().map(|(key, value)| self.flow_entry(key, value, inner, like)).collect();
                self.bracketed("{", &entries, "}", spread)
            }
            Value::Intrinsic(short, inner) if self.format == Format::Json => {
                self.flow_value(&Value::mapping([(full_name(short), (**inner).clone())]), spread, Style::Plain, like, in_flow)
            }
            Value::Intrinsic(short, inner) => format!("!{short} {}", self.flow_value(inner, spread, own, like, in_flow)),
            Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Number(_) => value.bare().unwrap_or_default().into_owned(),
        }
    }

    /// `key: value` within brackets. `spread` is that of the brackets around it.
    pub(super) fn flow_entry(&self, key: &str, value: &Value, spread: Spread, like: Like) -> String {
        let key = quote::scalar(key, self.quoting(like.key, true));
        format!("{key}: {}", self.flow_value(value, spread, Style::Plain, like, true))
    }

    fn inward(&self, spread: Spread) -> Spread {
        match spread {
            Spread::OneLine => Spread::OneLine,
            Spread::Lines(indentation) => Spread::Lines(indentation + self.habits().step),
        }
    }

    fn bracketed(&self, open: &str, parts: &[String], close: &str, spread: Spread) -> String {
        match spread {
            Spread::Lines(outer) if !parts.is_empty() => {
                let margin = self.margin(outer + self.habits().step);
                format!("{open}{margin}{}{}{close}", parts.join(&format!(",{margin}")), self.margin(outer))
            }
            Spread::Lines(_) | Spread::OneLine => format!("{open}{}{close}", parts.join(", ")),
        }
    }
}
