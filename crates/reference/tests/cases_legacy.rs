//! One case for each rule of the old engine's grammar and of v4's, in the notation of `outline`.

mod outline;

use outline::check;
use sealform_reference::Grammar::{Custom, V1, V2, V2Legacy, V4};
use sealform_reference::Shape;

#[test]
fn the_old_engine_takes_references_apart_by_their_form() {
    for grammar in [V1, V2Legacy] {
        check(
            grammar,
            &[
                ("${env:X}", "${env@2-5 :X@6-7}@0-8"),
                ("${ssm:/a/b~true}", "${ssm@2-5 :/a/b~true@6-15}@0-16"),
                ("${ssm.us-east-1:/p}", "${ssm.us-east-1@2-15 :/p@16-18}@0-19"),
                ("${cf.eu-west-1:stack.Out}", "${cf.eu-west-1@2-14 :stack.Out@15-24}@0-25"),
                ("${s3:bucket/key}", "${s3@2-4 :bucket/key@5-15}@0-16"),
                ("${file(./a.yml):k.v}", "${file@2-6 (./a.yml@7-14) :k.v@16-19}@0-20"),
                ("${strToBool(true)}", "${strToBool@2-11 (true@12-16)}@0-18"),
                ("${opt:}", "${opt@2-5}@0-7"),
                ("${vault:a/b}", "${vault@2-7 :a/b@8-11}@0-12"),
                ("a${env:X}b${env:Y}", "'a'@0-1 ${env@3-6 :X@7-8}@1-9 'b'@9-10 ${env@12-15 :Y@16-17}@10-18"),
            ],
        );
    }
}

#[test]
fn the_old_engine_removes_white_space_where_nothing_is_quoted() {
    check(
        V1,
        &[
            ("${ env:X }", "${env@3-6 :X@7-8}@0-10"),
            ("${ssm:/a b}", "${ssm@2-5 :/ab@6-10}@0-11"),
            ("${env:X,\n 'a b'}", "${env@2-5 :X@6-7 | 'a b'@10-15}@0-16"),
        ],
    );
}

#[test]
fn the_old_engine_splits_at_commas_outside_quotes_and_drops_what_it_cannot_read() {
    check(
        V1,
        &[
            ("${env:X, self:a.b , 'c, d'}", "${env@2-5 :X@6-7 | self@9-13 :a.b@14-17 | 'c, d'@20-26}@0-27"),
            (r#"${env:X, "it's", 12, true}"#, r"${env@2-5 :X@6-7 | 'it's'@9-15 | 12@17-19 | true@21-25}@0-26"),
            ("${env:X, dev, null, -1, 1.5, 'y'}", "${env@2-5 :X@6-7 | 'y'@29-32}@0-33"),
            ("${env:X,,env:Y}", "${env@2-5 :X@6-7 | env@9-12 :Y@13-14}@0-15"),
            ("${env:X, '${env:Y}z'}", "${env@2-5 :X@6-7 | '${env:Y}z'@9-20}@0-21"),
            ("${dev}", "SF037@0-6"),
            ("${ssm(raw, noDecrypt):/p}", "SF037@0-25"),
            ("${ssm(eu-west-1):/p}", "SF037@0-20"),
            ("${env:X, ${env:Y}}", "SF037@0-18"),
            ("${${opt:s}:x}", "SF037@0-13"),
            ("${AWS::Region}", "SF037@0-14"),
            ("${a b} ${env:X} ${c}", "SF037@0-6 SF037@16-20"),
        ],
    );
}

#[test]
fn the_old_engine_nests_where_no_brace_is_left() {
    check(
        V1,
        &[
            ("${ssm:/a/${opt:s}/b~true}", "${ssm@2-5 :/a/ ${opt@11-14 :s@15-16}@9-17 /b~true@6-24}@0-25"),
            ("${file(${self:f}):${opt:s}}", "${file@2-6 (${self@9-13 :f@14-15}@7-16) :${opt@20-23 :s@24-25}@18-26}@0-27"),
            // A brace that is no reference's keeps everything around it text.
            ("${env:X{${env:Y}}", "'${env:X{'@0-8 ${env@10-13 :Y@14-15}@8-16 '}'@16-17"),
            ("${env:${}}", "'${env:${}}'@0-10"),
            ("${env:${env:Y}", "'${env:'@0-6 ${env@8-11 :Y@12-13}@6-14"),
            // No escapes.
            (r"\${env:X}", r"'\'@0-1 ${env@3-6 :X@7-8}@1-9"),
            ("$${env:X}", "'$'@0-1 ${env@3-6 :X@7-8}@1-9"),
        ],
    );
}

#[test]
fn the_old_engine_of_v2_leaves_what_has_no_single_colon_or_parenthesis() {
    for text in ["${AWS::Region}", "${Table}", "${Table.Arn}", "${}", "${:x}", "${a::b}", "${env:${Table}}"] {
        check(V2Legacy, &[(text, &format!("'{text}'@0-{}", text.len()))]);
    }
    check(
        V2Legacy,
        &[
            ("${AWS::${env:X}}", "'${AWS::'@0-7 ${env@9-12 :X@13-14}@7-15 '}'@15-16"),
            ("${a(x):b:c}", "${a@2-3 (x@4-5) :b:c@7-10}@0-11"),
            ("${Foo:${env:X}}", "SF037@0-15"),
        ],
    );
}

#[test]
fn angle_brackets_are_read_in_every_grammar() {
    for grammar in [V1, V2Legacy, V4] {
        check(
            grammar,
            &[
                ("$<ssm:/a/${opt:s}/b~true, 'x'>", "$<ssm@2-5 :/a/ ${opt@11-14 :s@15-16}@9-17 /b~true@6-24 | 'x'@26-29>@0-30"),
                ("${ssm:/a/$<opt:s>/b}", "${ssm@2-5 :/a/ $<opt@11-14 :s@15-16>@9-17 /b@6-19}@0-20"),
                (r"a\$<env:X>", "'a$<env:X>'@0-10"),
                (r"\\$<env:X>", r"'\'@0-2 $<env@4-7 :X@8-9>@2-10"),
                (r"\$<name>", r"'\$<name>'@0-8"),
                ("$<env:X", "SF030@0-2"),
                ("$<a>${env:X}", "'$<a>'@0-4 ${env@6-9 :X@10-11}@4-12"),
            ],
        );
    }
}

#[test]
fn v4_takes_providers_params_and_keys() {
    check(
        V4,
        &[
            ("${env:X}", "${env@2-5 :X@6-7}@0-8"),
            ("${aws:ssm:/p}", "${aws@2-5 :ssm:/p@6-12}@0-13"),
            ("${ssm(us-east-1, noDecrypt):/p}", "${ssm@2-5 (us-east-1@6-15, noDecrypt@17-26) :/p@28-30}@0-31"),
            ("${file(a(b).json):k}", "${file@2-6 (a(b).json@7-16) :k@18-19}@0-20"),
            ("${a('b', \"c\\n\", d e)}", "${a@2-3 ('b'@4-7, 'c\n'@9-14, d e@16-19)}@0-21"),
            ("${ env: X }", "${env@3-6 : X@7-9}@0-11"),
            ("${ssm:/a/${opt:s}/b}", "${ssm@2-5 :/a/ ${opt@11-14 :s@15-16}@9-17 /b@6-19}@0-20"),
            ("${env:X, 'a', 1e3, null, env:Y}", "${env@2-5 :X@6-7 | 'a'@9-12 | 1000@14-17 | null@19-23 | env@25-28 :Y@29-30}@0-31"),
            (r"\${env:X}", r"'\'@0-1 ${env@3-6 :X@7-8}@1-9"),
        ],
    );
}

#[test]
fn v4_refuses_what_is_neither_a_source_nor_json() {
    check(
        V4,
        &[
            ("${env:}", "SF037@0-7"),
            ("${foo()}", "SF037@0-8"),
            ("${env:X, dev}", "SF037@0-13"),
            ("${env:X, .5}", "SF037@0-12"),
            ("${env:X, 'a,b'}", "SF037@0-15"),
            ("${env:X, ${env:Y}}", "SF037@0-18"),
            ("${env:X, }", "SF037@0-10"),
            (r#"${a("\u")}"#, "SF037@0-10"),
        ],
    );
}

#[test]
fn v4_leaves_what_is_of_others() {
    for text in [
        "${AWS::Region}",
        "${Table.Arn}",
        "${!ssm:/a}",
        "${iot:Connection.Thing.ThingName}",
        "${PROP('M')}",
        "${a + b}",
        "${t:${u:x}",
        "${AWS::${env:X}}",
        "${env:X",
    ] {
        check(V4, &[(text, &format!("'{text}'@0-{}", text.len()))]);
    }
    // What is ours is ours wherever it stands.
    check(V4, &[("${AWS::$<env:X>}", "'${AWS::'@0-7 $<env@9-12 :X@13-14>@7-15 '}'@15-16")]);
}

#[test]
fn a_shape_of_its_own_takes_the_place_of_dollar_and_brace() {
    check(
        Custom(Shape::DoubleBrace),
        &[
            ("${{env:X}}", "${{env@3-6 :X@7-8}}@0-10"),
            ("a${AWS::Region}${{opt:${{env:X}}}}", "'a${AWS::Region}'@0-15 ${{opt@18-21 :${{env@25-28 :X@29-30}}@22-32}}@15-34"),
            ("${{env:X} }", "'${{env:X} }'@0-11"),
            ("$<env:X>", "$<env@2-5 :X@6-7>@0-8"),
        ],
    );
    check(Custom(Shape::Hash), &[("#{env:X}-${Y:z}", "#{env@2-5 :X@6-7}@0-8 '-${Y:z}'@8-15")]);
    check(
        Custom(Shape::Angle),
        &[
            ("$<env:X>${Y:z}", "$<env@2-5 :X@6-7>@0-8 '${Y:z}'@8-14"),
            ("$<ssm:/a/$<opt:s>/b~true>", "$<ssm@2-5 :/a/ $<opt@11-14 :s@15-16>@9-17 /b~true@6-24>@0-25"),
            ("a > b < c", "'a > b < c'@0-9"),
        ],
    );
}

#[test]
fn v2_reads_what_its_new_engine_finds_broken_by_the_old_rules() {
    check(
        V2,
        &[
            ("${ env:X }", "'${ env:X }'@0-10"),
            ("\\${env:X}", "'${env:X}'@0-9"),
            ("${env:X,\n 'a b'}", "${env@2-5 :X@6-7 | 'a b'@10-15}@0-16"),
            ("${ssm(raw):/a}", "${ssm@2-5 (raw@6-9) :/a@11-13}@0-14"),
            ("${env:X", "'${env:X'@0-7"),
        ],
    );
}
