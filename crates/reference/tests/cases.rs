//! One case for each rule of the new engine's grammar and of `$<...>`, in a notation in which every range shows.

mod outline;

use outline::check;
use sealform_reference::Grammar::Modern;

#[test]
fn sources_have_a_name_params_and_an_address() {
    check(
        Modern,
        &[
            ("${env:X}", "${env@2-5 :X@6-7}@0-8"),
            ("a${env:X}é${opt:s}", "'a'@0-1 ${env@3-6 :X@7-8}@1-9 'é'@9-11 ${opt@13-16 :s@17-18}@11-19"),
            ("${file(a.yml)}", "${file@2-6 (a.yml@7-12)}@0-14"),
            ("${file(a.yml):k}", "${file@2-6 (a.yml@7-12) :k@14-15}@0-16"),
            ("${a.b-c:x}", "${a.b-c@2-7 :x@8-9}@0-10"),
            ("${a(x) : y }", "${a@2-3 (x@4-5) :y@9-10}@0-12"),
            ("${a: y\t}", "${a@2-3 :y@5-6}@0-8"),
            ("${a:}", "${a@2-3}@0-5"),
            ("${a: }", "${a@2-3}@0-6"),
            ("${a:\t}", "${a@2-3 :@4-4}@0-6"),
            ("${a:''}", "${a@2-3 :''@4-6}@0-7"),
            ("${a:x:y::z}", "${a@2-3 :x:y::z@4-10}@0-11"),
            ("${a:({\"'#@~/ é}", "${a@2-3 :({\"'#@~/ é@4-15}@0-16"),
            ("${ssm:'a, b}'}", "${ssm@2-5 :'a, b}'@6-13}@0-14"),
            (r#"${ssm:"a\"é\u00e9" }"#, "${ssm@2-5 :'a\"éé'@6-19}@0-21"),
        ],
    );
}

#[test]
fn params_are_typed_where_they_are_bare() {
    check(
        Modern,
        &[
            ("${a()}", "${a@2-3 ()}@0-6"),
            ("${a( )}", "${a@2-3 ()}@0-7"),
            ("${a(,b)}", "${a@2-3 (null@4-4, b@5-6)}@0-8"),
            ("${a(b,)}", "${a@2-3 (b@4-5)}@0-8"),
            ("${a(b,\t,)}", "${a@2-3 (b@4-5, null@7-7)}@0-10"),
            ("${a( b c , 'd,)' )}", "${a@2-3 (b c@5-8, 'd,)'@11-16)}@0-19"),
            ("${a(true, null, 1.5, 0x10)}", "${a@2-3 (true@4-8, null@10-14, 1.5@16-19, 16@21-25)}@0-27"),
            ("${a(0, false)}", "${a@2-3 (null@4-5, null@7-12)}@0-14"),
            ("${a('0')}", "${a@2-3 ('0'@4-7)}@0-9"),
            ("${a(f(x))}", "SF034@8-9"),
            ("${a(f(x)}", "${a@2-3 (f(x@4-7)}@0-9"),
        ],
    );
}

#[test]
fn variables_nest_in_bare_params_and_addresses() {
    check(
        Modern,
        &[
            ("${a:x${b:y}z}", "${a@2-3 :x ${b@7-8 :y@9-10}@5-11 z@4-12}@0-13"),
            ("${a(${b:}):${c:}}", "${a@2-3 (${b@6-7}@4-9) :${c@13-14}@11-16}@0-17"),
            ("${a:${b:${c:}}, d:e}", "${a@2-3 :${b@6-7 :${c@10-11}@8-13}@4-14 | d@16-17 :e@18-19}@0-20"),
            ("${a:'${b:}'}", "${a@2-3 :'${b:}'@4-11}@0-12"),
            ("${a:${AWS::Region}}", "SF031@6-7"),
            ("${a:${foo}}", "SF031@6-9"),
            ("${a:${}}", "SF031@6-7"),
            ("${a:${b::c}}", "SF034@8-9"),
        ],
    );
}

#[test]
fn fallbacks_are_sources_or_one_last_literal() {
    check(
        Modern,
        &[
            ("${a:x, b:y , 'z, }'}", "${a@2-3 :x@4-5 | b@7-8 :y@9-10 | 'z, }'@13-19}@0-20"),
            ("${a:, true}", "${a@2-3 | true@6-10}@0-11"),
            ("${a:, false }", "${a@2-3 | false@6-11}@0-13"),
            ("${a:, null}", "${a@2-3 | null@6-10}@0-11"),
            ("${a:, -1.5}", "${a@2-3 | -1.5@6-10}@0-11"),
            ("${a:, 010}", "${a@2-3 | 10@6-9}@0-10"),
            ("${a:, Infinity}", "${a@2-3 | inf@6-14}@0-15"),
            ("${a:,b(1)}", "${a@2-3 | b@5-6 (1@7-8)}@0-10"),
            ("${a:, +1}", "SF032@6-7"),
            ("${a:, dev}", "SF035@6-9"),
            ("${a:, 1, 2}", "SF032@6-7"),
            ("${a:, 'x', b:}", "SF032@6-9"),
            ("${a:, b.c:x}", "SF032@6-9"),
            ("${a:, b :x}", "SF032@6-7"),
            ("${a:,\n'x'}", "SF032@5-6"),
            ("${a:, ${b:}}", "SF032@6-7"),
            ("${a:,}", "SF032@5-6"),
            (r#"${a:, "\x"}"#, "SF036@6-10"),
        ],
    );
}

#[test]
fn what_is_somebody_elses_stays_text() {
    for text in [
        "${AWS::Region}",
        "${Table.Arn}",
        "${table}",
        "${!x:y}",
        "${stageVariables.x}",
        "${my_type:x}",
        "${ENV:X}",
        "${1a:x}",
        "${}",
        "${",
        "${env",
        "${ env:X}",
        "${env :X}",
        "${a::b}",
        "${a: :b}",
        "$",
        "$$",
        "${{a:b",
        "a}b\\",
        "$<",
        "$<<",
        "$<name>",
        "$<1:x>",
        "$<AWS::Region>",
        "$<a::b>",
        "$<(ls)",
        "<b>$</b>",
        r"\$<name>",
        r"\\$<name>",
        r"\$",
        r"\\$x",
    ] {
        check(Modern, &[(text, &format!("'{text}'@0-{}", text.len()))]);
    }
}

#[test]
fn variables_within_somebody_elses_are_found() {
    check(
        Modern,
        &[
            ("${Foo${a:b}}", "'${Foo'@0-5 ${a@7-8 :b@9-10}@5-11 '}'@11-12"),
            ("${${${a:}}}", "'${${'@0-4 ${a@6-7}@4-9 '}}'@9-11"),
            // No escapes in there, but again behind it.
            (r"${Foo\${a:}}\${b:}", r"'${Foo\'@0-6 ${a@8-9}@6-11 '}${b:}'@11-18"),
            // The brace behind a dollar closes nothing.
            (r"${Foo$}\${a:}", r"'${Foo$}\'@0-8 ${a@10-11}@8-13"),
        ],
    );
}

#[test]
fn backslashes_escape() {
    check(
        Modern,
        &[
            (r"\${a:}", "'${a:}'@0-6"),
            (r"\\${a:}", r"'\'@0-2 ${a@4-5}@2-7"),
            (r"\\\${a:}", r"'\${a:}'@0-8"),
            (r"\\\\${a:}", r"'\\'@0-4 ${a@6-7}@4-9"),
            (r"\${AWS::Region}", "'${AWS::Region}'@0-15"),
            (r"\\${AWS::Region}", r"'\${AWS::Region}'@0-16"),
            (r"a\b\\c\$d", r"'a\b\\c\$d'@0-9"),
            (r"\$${a:}", r"'\$'@0-2 ${a@4-5}@2-7"),
            (r"\$\${a:}", r"'\$${a:}'@0-8"),
            // Two oddities of the engine: a swallowed dollar, and a backslash that a dollar makes plain.
            ("$${a:}", "${a@3-4}@0-6"),
            (r"$\${a:}", r"'$\'@0-2 ${a@4-5}@2-7"),
            (r"\$<a:>", "'$<a:>'@0-6"),
            (r"\\$<a:>", r"'\'@0-2 $<a@4-5>@2-7"),
        ],
    );
}

#[test]
fn a_variable_without_an_end_is_an_error() {
    check(
        Modern,
        &[
            ("x ${a:b", "SF030@2-4"),
            ("${a:", "SF030@0-2"),
            ("${a(", "SF030@0-2"),
            ("${a(b", "SF030@0-2"),
            ("${a()", "SF030@0-2"),
            ("${a:'b}", "SF030@0-2"),
            ("${a:, 'b}", "SF030@0-2"),
            ("${a:, tru", "SF030@0-2"),
            ("${a:b$}", "SF030@0-2"),
            ("${a:${b:}", "SF030@0-2"),
            ("${a:${b", "SF030@4-6"),
            ("${a:b, c::d}", "SF030@0-2"),
            ("$<ssm:/x", "SF030@0-2"),
            ("$<env:X}", "SF030@0-2"),
        ],
    );
}

#[test]
fn misplaced_characters_are_errors() {
    check(
        Modern,
        &[
            ("${a(b}c)}", "SF033@4-5"),
            ("${a(}", "SF033@4-5"),
            ("${a('b'c)}", "SF033@4-7"),
            ("${a()b}", "SF034@5-6"),
            ("${a():'b'c}", "SF034@6-9"),
            ("${a()::b}", "SF034@6-7"),
            (r#"${a("\x")}"#, "SF036@4-8"),
            ("$<a(b>c)>", "SF033@4-5"),
        ],
    );
}

#[test]
fn angle_brackets_hold_the_same_grammar() {
    check(
        Modern,
        &[
            ("$<env:X>", "$<env@2-5 :X@6-7>@0-8"),
            ("$<ssm:/a/$<opt:stage>/b~true, 'x'>", "$<ssm@2-5 :/a/ $<opt@11-14 :stage@15-20>@9-21 /b~true@6-28 | 'x'@30-33>@0-34"),
            (
                "$<ssm(eu-west-1, noDecrypt):/a/${opt:s}>",
                "$<ssm@2-5 (eu-west-1@6-15, noDecrypt@17-26) :/a/ ${opt@33-36 :s@37-38}@31-39@28-39>@0-40",
            ),
            ("${ssm:/a/$<opt:s>}", "${ssm@2-5 :/a/ $<opt@11-14 :s@15-16>@9-17@6-17}@0-18"),
            ("$<a:{b}>", "$<a@2-3 :{b}@4-7>@0-8"),
            ("${a:b>c}", "${a@2-3 :b>c@4-7}@0-8"),
            ("$$<a:b>", "'$'@0-1 $<a@3-4 :b@5-6>@1-7"),
            ("$<a:b$>", "$<a@2-3 :b$@4-6>@0-7"),
            ("$<a:$<b>", "$<a@2-3 :$<b@4-7>@0-8"),
            ("${Foo$<a:>}", "'${Foo'@0-5 $<a@7-8>@5-10 '}'@10-11"),
        ],
    );
}

#[test]
fn depth_is_bounded() {
    let nested = |depth: usize| format!("{}x{}", "${a:".repeat(depth), "}".repeat(depth));
    assert!(sealform_reference::parse(&nested(64), Modern).is_ok());
    check(Modern, &[(&nested(65), "SF005@256-258")]);
}
