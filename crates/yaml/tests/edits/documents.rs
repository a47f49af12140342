//! Random documents in all styles: block and flow, quotes, comments, anchors, merge keys, tags, block scalars, line ends.

use std::fmt::Write as _;

/// Throws that a seed decides.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `sides` (splitmix64).
    pub(crate) fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % sides as u64).expect("it is below a usize")
    }

    pub(crate) fn one_in(&mut self, sides: usize) -> bool {
        self.below(sides) == 0
    }

    pub(crate) fn pick<'t>(&mut self, from: &[&'t str]) -> &'t str {
        from[self.below(from.len())]
    }
}

/// A document, and whether it holds anchors.
pub(crate) struct Generated {
    pub(crate) text: String,
    pub(crate) anchors: bool,
}

pub(crate) fn document(dice: &mut Dice) -> Generated {
    let anchors = dice.one_in(3);
    let mut writer = Writer { out: String::new(), names: 0, step: 2 + 2 * dice.below(2), dash: 0, anchors: anchors.then(Vec::new), dice };
    writer.dash = if writer.dice.one_in(2) { 0 } else { writer.step };
    if writer.dice.one_in(6) {
        writer.out.push_str("# first comment\n\n");
    }
    if writer.dice.one_in(8) {
        writer.out.push_str("---\n");
    }
    writer.mapping(0, 0);
    let Writer { mut out, dice, .. } = writer;
    if dice.one_in(4) {
        out = out.trim_end().to_owned();
    }
    if dice.one_in(4) {
        out = out.replace('\n', "\r\n");
    }
    if dice.one_in(6) {
        out.insert(0, '\u{FEFF}');
    }
    Generated { text: out, anchors }
}

struct Writer<'d> {
    out: String,
    names: usize,
    step: usize,
    dash: usize,
    /// The anchors of mappings so far, where the document has anchors.
    anchors: Option<Vec<String>>,
    dice: &'d mut Dice,
}

const PLAIN: [&str; 9] = ["plain", "${ssm:/p/a}", "two words", "é${env:X}", "12", "true", "~", "/a/b", "folds\n@over lines"];
const QUOTED: [&str; 6] = ["", "text", "${ssm:/p~true}, x: y", "é # no comment", "{{resolve:a}}", " blank "];
const TAGGED: [&str; 4] = ["!Ref Name", "!GetAtt 'A.Arn'", "!Sub \"${A}-${ssm:/p}\"", "!Join ['', [a, !Ref b]]"];

impl Writer<'_> {
    fn margin(&mut self, indentation: usize) {
        self.out.extend(std::iter::repeat_n(' ', indentation));
    }

    fn name(&mut self) -> String {
        self.names += 1;
        match self.dice.below(8) {
            0 => format!("'k {}'", self.names),
            1 => format!("\"k\\t{}\"", self.names),
            2 => format!("ké{}", self.names),
            _ => format!("k{}", self.names),
        }
    }

    fn mapping(&mut self, indentation: usize, depth: usize) {
        for entry in 0..=self.dice.below(4) {
            if entry > 0 {
                self.between(indentation);
                self.margin(indentation);
            }
            if entry > 0
                && self.dice.one_in(6)
                && let Some(name) = self.anchors.as_ref().and_then(|names| names.last().cloned())
            {
                let key = self.name();
                let _ = writeln!(self.out, "{key}: {{<<: *{name}, own: 1}}");
                continue;
            }
            let key = self.name();
            self.out.push_str(&key);
            self.out.push(':');
            self.value(indentation, depth, true);
        }
    }

    fn between(&mut self, indentation: usize) {
        match self.dice.below(8) {
            0 => self.out.push('\n'),
            1 => {
                self.margin(indentation);
                self.out.push_str("# about the next\n");
            }
            _ => {}
        }
    }

    fn sequence(&mut self, indentation: usize, depth: usize) {
        for item in 0..=self.dice.below(3) {
            if item > 0 {
                self.between(indentation);
                self.margin(indentation);
            }
            self.out.push('-');
            match self.dice.below(4) {
                0 if depth < 4 => {
                    self.out.push(' ');
                    self.mapping(indentation + 2, depth + 1);
                }
                1 if depth < 4 => {
                    self.out.push(' ');
                    self.sequence(indentation + 2, depth + 1);
                }
                _ => self.scalar(indentation),
            }
        }
    }

    /// What stands behind a colon, to the end of its line or lines.
    fn value(&mut self, indentation: usize, depth: usize, may_nest: bool) {
        match self.dice.below(10) {
            0..=1 if may_nest && depth < 4 => {
                let name = self.anchors.is_some().then(|| format!("a{}", self.names));
                if let Some(name) = &name {
                    let _ = write!(self.out, " &{name}");
                }
                self.comment();
                self.margin(indentation + self.step);
                self.mapping(indentation + self.step, depth + 1);
                self.anchors.iter_mut().for_each(|names| names.extend(name.clone()));
            }
            2 if may_nest && depth < 4 => {
                self.comment();
                self.margin(indentation + self.dash);
                self.sequence(indentation + self.dash, depth + 1);
            }
            3..=4 => {
                self.out.push(' ');
                self.flow(0);
                self.comment();
            }
            5 => self.flow_lines(indentation),
            6 if self.anchors.as_ref().is_some_and(|names| !names.is_empty()) => {
                let name = self.anchors.as_ref().and_then(|names| names.last().cloned()).expect("there is one");
                let _ = write!(self.out, " *{name}");
                self.comment();
            }
            _ => self.scalar(indentation),
        }
    }

    fn scalar(&mut self, indentation: usize) {
        match self.dice.below(9) {
            0 => {}
            1 => {
                let text = self.dice.pick(&TAGGED).to_owned();
                let _ = write!(self.out, " {text}");
            }
            2 => {
                let text = self.dice.pick(&QUOTED).replace('\'', "''");
                let _ = write!(self.out, " '{text}'");
            }
            3..=4 => {
                let text = self.dice.pick(&QUOTED).to_owned();
                let escape = self.dice.pick(&["", "\\n", "\\\"", "\\u00e9"]);
                let _ = write!(self.out, " \"{text}{escape}\"");
            }
            5 => {
                let header = self.dice.pick(&["|", ">", "|-", ">-", "|+", "| # comment"]);
                let _ = writeln!(self.out, " {header}");
                for _ in 0..=self.dice.below(2) {
                    self.margin(indentation + self.step);
                    let line = self.dice.pick(&["${ssm:/p}", "line", "# no comment", "a: b"]);
                    let _ = writeln!(self.out, "{line}");
                    if self.dice.one_in(4) {
                        self.out.push('\n');
                    }
                }
                return;
            }
            _ => {
                let text = self.dice.pick(&PLAIN).to_owned();
                let folded = text.replace("\n@", &format!("\n{}", " ".repeat(indentation + self.step)));
                let _ = write!(self.out, " {folded}");
            }
        }
        self.comment();
    }

    fn comment(&mut self) {
        let text = self.dice.pick(&["", "", "", " # comment", "  #comment: é"]);
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn flow(&mut self, depth: usize) {
        match self.dice.below(if depth < 3 { 6 } else { 4 }) {
            0 => self.out.push_str("'q'"),
            1 => self.out.push_str("\"${ssm:/p}\""),
            2 => self.out.push_str("plain"),
            3 => self.out.push_str("!Ref x"),
            4 => {
                self.out.push('[');
                for item in 0..self.dice.below(4) {
                    self.out.push_str(if item > 0 { ", " } else { "" });
                    self.flow(depth + 1);
                }
                self.out.push(']');
            }
            _ => {
                self.out.push_str(if self.dice.one_in(2) { "{ " } else { "{" });
                for entry in 0..self.dice.below(4) {
                    self.out.push_str(if entry > 0 { ", " } else { "" });
                    let key = self.name();
                    let _ = write!(self.out, "{key}: ");
                    self.flow(depth + 1);
                }
                self.out.push('}');
            }
        }
    }

    /// Brackets with a line for each entry.
    fn flow_lines(&mut self, indentation: usize) {
        self.out.push_str(" {\n");
        let count = 1 + self.dice.below(3);
        for entry in 1..=count {
            self.margin(indentation + self.step);
            let key = self.name();
            let _ = write!(self.out, "{key}: ");
            self.flow(2);
            if entry < count || self.dice.one_in(4) {
                self.out.push(',');
            }
            self.comment();
        }
        self.margin(indentation + 1);
        self.out.push_str("}\n");
    }
}
