"""The language of wording files, kinds, and what the languages of a kind must share."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

import pytest
from cases import TEMPLATES

from noticegen.errors import DataError, TemplateError, UsageError
from noticegen.model import CutLine, LoanKind, Paragraph, Role, Run, Signature, Table
from noticegen.wording import Kind, grammar, kinds, lint_kind, load_kind, render_wording
from noticegen.wording.filling import fill, named

Write: TypeAlias = Callable[..., Kind]

HEAD = """
id = "note"
series = "催"
audience = "borrower"
addressees = ["borrower"]
copies = 2
formats = ["pdf"]
[name]
zh = "函"
en = "Note"
[prior]
zh = "无"
en = "none"
[title]
use = "by_loan_kind"
[title.guaranteed]
zh = "担保函"
en = "Guaranteed"
[title.entrusted]
zh = "委托函"
en = "Entrusted"
[title.fixed]
zh = "担保（委托）函"
en = "Both"
"""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a kind `note` with this zh and en wording, and loads it."""

    def make(zh: str, en: str = "", head: str = HEAD) -> Kind:
        folder = tmp_path / "note"
        folder.mkdir(exist_ok=True)
        (folder / "kind.toml").write_text(head, "utf-8")
        for name, text in (("zh.md", zh), ("en.md", en)):
            if text:
                (folder / name).write_text(text, "utf-8")
        return load_kind(tmp_path, "note")

    return make


FACTS: dict[str, object] = {
    "tone": "N", "addressee": "示例甲", "total": "1.00元", "house": "示例公司", "person": True,
    "entrusted": False, "rate_clause": "", "contact": "",
    "lines": ({"number": "1", "due": "2026-03-20"}, {"number": "2", "due": "2026-04-20"}),
}  # fmt: skip


def texts(kind: Kind, facts: Mapping[str, object] = FACTS, locale: str = "zh") -> list[str]:
    """The paragraphs of the letter."""
    blocks, _, _ = render_wording(kind, locale, facts)
    return [b.text for b in blocks if isinstance(b, Paragraph)]


def refused(write: Write, zh: str) -> str:
    """The English message with which `zh` is refused."""
    with pytest.raises(TemplateError) as caught:
        write(zh)
    return caught.value.message.en


# --- reading ------------------------------------------------------------------------------------


def test_paragraphs_headings_items_and_notes(write: Write) -> None:
    """Sections and items are numbered, lines join, an empty line ends a paragraph, notes vanish."""
    kind = write(
        ";; 内部说明\n@ A\n# 甲\n+ 一项\n+ 二项\n续行。\n\n正文\n# 乙\n+ 又一项\n\n[small] 小字\n"
    )
    blocks, _, ids = render_wording(kind, "zh", FACTS)

    assert [(b.style, b.text) for b in blocks if isinstance(b, Paragraph)] == [
        ("heading", "一、甲"),
        ("body", "（一）一项"),
        ("body", "（二）二项续行。"),
        ("body", "正文"),
        ("heading", "二、乙"),
        ("body", "（一）又一项"),
        ("small", "小字"),
    ]
    assert ids == ("A",)


def test_english_lines_join_with_a_space_and_number_in_latin(write: Write) -> None:
    """In English a paragraph's lines join with a space; sections are 1. and items (a)."""
    kind = write("@ A\n甲\n", "@ A\n# Head\n+ one\ntwo\n")

    assert texts(kind, locale="en") == ["1. Head", "(a) one two"]


def test_bold_comes_from_the_file_alone(write: Write) -> None:
    """`**` in the file makes bold; `**` in a fact is printed as it is."""
    kind = write("@ A\n应付**{{ total }}**元\n")
    blocks, _, _ = render_wording(kind, "zh", {**FACTS, "total": "**9**"})

    assert blocks == (Paragraph((Run("应付"), Run("**9**", bold=True), Run("元"))),)


def test_tables_rows_conditions_and_covered_cells(write: Write) -> None:
    """`each` repeats a row, `when` drops one, `<` is covered, order of kinds is head, rows, foot."""
    kind = write(
        "@ A\n!table grid 1 2 / cr\ncaption: 表{{ total }}\nhead: 期 | 日\n"
        "each lines: {{ line.number }} | {{ line.due }}\nrow when entrusted: 委 | 托\n"
        "foot: 合计 | <\n"
    )
    (table,), _, _ = render_wording(kind, "zh", FACTS)

    assert table == Table(
        head=("期", "日"),
        rows=(("1", "2026-03-20"), ("2", "2026-04-20")),
        widths=(1.0, 2.0),
        aligns="cr",
        foot=(("合计", None),),
        caption="表1.00元",
    )


def test_signature_and_slip(write: Write) -> None:
    """The cut line and all after it are the slip."""
    kind = write(
        "@ A\n正文\n!signature {{ house }} | 今日 | （盖章）\n@ B\n!cut 剪\n[heading] 回执\n"
    )
    blocks, slip, _ = render_wording(kind, "zh", FACTS)

    assert blocks[1] == Signature("示例公司", "今日", "（盖章）")
    assert slip == (CutLine("剪"), Paragraph((Run("回执"),), "heading"))


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("when person", True),
        ("when not person", False),
        ("when entrusted", False),
        ("when person and not entrusted", True),
        ("when person and entrusted", False),
        ("tone N", True),
        ("tone FL", False),
        ("when person tone NF", True),
        ("when entrusted tone N", False),
    ],
)
def test_a_statement_is_made_only_on_its_conditions(write: Write, when: str, said: bool) -> None:
    """All conditions and the tone must agree; only statements made are reported."""
    kind = write(f"@ A\n甲\n@ B {when}\n乙\n")
    _, _, ids = render_wording(kind, "zh", FACTS)

    assert ids == (("A", "B") if said else ("A",))


# --- refusing -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("正文\n", 1, "text before the first @ ID"),
        ("@ a1\n正文\n", 1, "expected: @ ID"),
        ("@ A whenever person\n正文\n", 1, "expected: @ ID"),
        ("@ A when person or entrusted\n正文\n", 1, "unknown condition syntax"),
        ("@ A when rich\n正文\n", 1, "no condition rich"),
        ("@ A\n@ B\n正文\n", 1, "A says nothing"),
        ("@ A\n甲\n@ A\n乙\n", 3, "id A is used twice"),
        ("@ A\n{{ reason }}\n", 2, "no fact reason"),
        ("@ A\n{{ line.due }}\n", 2, "no fact line.due"),
        ("@ A\n{{ total|upper }}\n", 2, "only {{ name }}"),
        ("@ A\n{{ total() }}\n", 2, "only {{ name }}"),
        ("@ A\n{{ total.__class__.__mro__ }}\n", 2, "only {{ name }}"),
        ("@ A\n{{ 1 + 1 }}\n", 2, "only {{ name }}"),
        ("@ A\n{% if person %}甲{% endif %}\n", 2, "{% and {# have no meaning"),
        ("@ A\n甲{# 乙 #}\n", 2, "{% and {# have no meaning"),
        ("@ A\n{{ total }\n", 2, "braces may hold"),
        ("@ A\n**粗\n", 2, "** without its pair"),
        ("@ A\n- 列表\n", 2, "unknown syntax"),
        ("@ A\n## 标题\n", 2, "unknown syntax"),
        ("@ A\n[red] 字\n", 2, "no style [red]"),
        ("@ A\n!image seal.png\n", 2, "unknown directive"),
        ("@ A\n!signature 甲 | 乙\n", 2, "unknown directive or wrong form"),
        ("@ A\n!table grid 1 2 / c\nrow: a | b\n", 2, "widths and alignments differ"),
        ("@ A\n!table grid 1 2 / cc\nrow: a\n", 3, "expected 2 cells"),
        ("@ A\n!table grid 1 2 / cc\nrow: < | a\n", 3, "the first cell cannot be covered"),
        ("@ A\n!table grid 1 2 / cc\nhead: a | b\n", 2, "a table without rows"),
        ("@ A\n!table grid 1 / c\neach loans: a\n", 3, "no list loans"),
        ("@ A\n!table grid 1 / c\neach lines: {{ line.reason }}\n", 3, "no fact line.reason"),
        ("@ A\n!table grid 1 / c\nrow when rich: a\n", 3, "no condition rich"),
        ("@ A\n!table grid 1 / c\nrows: a\n", 3, "unknown table row"),
        (";; 空\n", 1, "the file says nothing"),
    ],
)
def test_wrong_wording_is_refused_with_its_line(
    write: Write, text: str, where: int, what: str
) -> None:
    """Unknown syntax, facts and conditions are errors that name file and line."""
    message = refused(write, text)

    assert f"note/zh.md:{where}: " in message
    assert what in message


def test_all_problems_are_reported_at_once(write: Write) -> None:
    """One reading names every wrong line, in order, of every file."""
    with pytest.raises(TemplateError) as caught:
        write("@ A when rich\n{{ reason }}\n\n- x\n", "@ A\n{{ nobody }}\n")

    lines = caught.value.message.en.splitlines()[1:]
    assert [line.split(": ")[0] for line in lines] == [
        "note/en.md:2",
        "note/zh.md:1",
        "note/zh.md:2",
        "note/zh.md:4",
    ]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('series = "催"', 'series = "催"\ncolour = "red"', "colour"),
        ('id = "note"', 'id = "other"', "folder"),
        ('audience = "borrower"', 'audience = "press"', "audience"),
        ("copies = 2", "copies = 0", "copies"),
        ('addressees = ["borrower"]', 'addressees = ["neighbour"]', "addressees"),
        ('id = "note"', 'id = "note', "kind.toml"),
    ],
)
def test_a_wrong_kind_file_is_refused(write: Write, old: str, new: str, what: str) -> None:
    """An unknown key or a value that cannot be used is named."""
    with pytest.raises(TemplateError) as caught:
        write("@ A\n甲\n", head=HEAD.replace(old, new, 1))

    assert what in caught.value.message.en


def test_an_unknown_kind_or_locale_is_a_usage_error(write: Write) -> None:
    """A kind without a folder, and a locale without a file, are named."""
    kind = write("@ A\n甲\n")
    with pytest.raises(UsageError, match="no document kind lottery"):
        load_kind(TEMPLATES, "lottery")
    with pytest.raises(UsageError, match="no wording in fr"):
        render_wording(kind, "fr", FACTS)


# --- filling ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        "{{ house }}",
        "{% raw %}",
        "{# x #}",
        "**b**",
        "# 一",
        "@ ST-LAW",
        "!cut",
        "a | b",
        "<",
        "<b>&",
    ],
)
def test_data_never_becomes_structure(write: Write, value: str) -> None:
    """Whatever a fact holds is printed as it is, in one run of one paragraph or cell."""
    kind = write("@ A\n{{ addressee }}\n\n!table grid 1 1 / ll\nrow: {{ addressee }} | 乙\n")
    blocks, slip, ids = render_wording(kind, "zh", {**FACTS, "addressee": value})

    assert blocks[0] == Paragraph((Run(value),))
    assert isinstance(blocks[1], Table) and blocks[1].rows == ((value, "乙"),)
    assert (slip, ids) == ((), ("A",))


@pytest.mark.parametrize("mark", ["\n", "\r\n", "\u2028", "\n\n# ", "\x0b", "\x85"])
def test_a_line_break_in_data_stays_in_its_line(write: Write, mark: str) -> None:
    """A line break in a fact becomes a blank: it starts no paragraph and no cell line."""
    kind = write("@ A\n{{ addressee }}\n")
    (text,) = texts(kind, {**FACTS, "addressee": f"甲{mark}乙"})

    assert len(text.splitlines()) == 1
    assert text.startswith("甲 ") and text.endswith("乙")


def test_an_empty_fact_is_not_printed(write: Write) -> None:
    """A statement that would print an empty fact stops; bracketed suffixes may be empty."""
    assert texts(write("@ A\n利率{{ rate_clause }}\n")) == ["利率"]
    with pytest.raises(DataError, match=r"note/zh.md:2 prints contact"):
        texts(write("@ A\n联系人：{{ contact }}\n"))


def test_only_strings_are_printed(write: Write) -> None:
    """A fact that is not a string (a number, a condition) cannot be printed by mistake."""
    with pytest.raises(TypeError):
        texts(write("@ A\n{{ total }}\n"), {**FACTS, "total": 7})


def test_braces_hold_names_only() -> None:
    """A fact, or that of a row, is printed by name; what it holds is never looked at for braces."""
    assert named("{{ a }}和{{ line.b }}{c}") == ("a", "line.b")
    assert fill("{{ a }}、{{line.b}}{c}", {"a": "{{ b }}", "line": {"b": "2"}}) == "{{ b }}、2{c}"
    with pytest.raises(KeyError):
        fill("{{ b }}", {"a": "1"})


@pytest.mark.parametrize(
    "source",
    [
        "{{ a", "a }}", "{{ }}", "{{ 1 }}", "{{ a.b.c }}", "{{ a|upper }}", "{{ a() }}", "{{ a + b }}", "{{ a['b'] }}",
        "{{ a }} {{", "{{{ a }}}", "{% if a %}", "{# a #}", "{{ a }}}}", "{{- a }}", "{{ a b }}", "{{ 'a' }}", "{{ a. }}",
    ],
)  # fmt: skip
def test_braces_hold_nothing_else(source: str) -> None:
    """A call, a filter, arithmetic or a brace without its partner is refused."""
    with pytest.raises(ValueError, match=r"brace|pair up|no meaning"):
        named(source)


# --- the languages of a kind -----------------------------------------------------------------------


@pytest.mark.parametrize("kind_id", kinds(TEMPLATES))
def test_shipped_kinds_have_no_problems(kind_id: str) -> None:
    """Every shipped kind says the same in both languages and prints what it must."""
    assert [str(p) for p in lint_kind(load_kind(TEMPLATES, kind_id))] == []


@pytest.mark.parametrize(
    ("zh", "en", "what"),
    [
        ("@ A\n甲\n@ B\n乙\n", "@ A\na\n", "B is missing"),
        ("@ A\n甲\n", "@ A\na\n@ B\nb\n", "B is not in zh.md"),
        ("@ A\n甲\n@ B\n乙\n", "@ B\nb\n@ A\na\n", "the order differs"),
        ("@ A when person\n甲\n", "@ A\na\n", "A: conditions differ"),
        ("@ A tone N\n甲\n", "@ A tone F\na\n", "A: conditions differ"),
        ("@ A\n甲\n\n乙\n", "@ A\na\n", "A: blocks differ"),
        ("@ A\n甲{{ total }}\n", "@ A\na\n", "A: in one language only: total"),
        ("@ A\n甲\n", "", "this file is missing"),
        ("@ A\n甲\n", "@ A\na\n", "required fact deadline is not printed"),
    ],
)
def test_lint_names_what_differs(write: Write, zh: str, en: str, what: str) -> None:
    """A clause missing in one language, another order, condition, shape or fact is a problem."""
    assert what in "\n".join(str(p) for p in lint_kind(write(zh, en)))


def test_lint_lets_words_of_address_differ(write: Write) -> None:
    """`you` is needed in Chinese only."""
    problems = [str(p) for p in lint_kind(write("@ A\n请{{ you }}\n", "@ A\nplease\n"))]

    assert not [p for p in problems if "one language only" in p]


# --- the shipped notice ------------------------------------------------------------------------------


def test_titles_go_by_the_kind_of_loan_or_are_fixed() -> None:
    """The house form with both words is the default for both kinds of loan."""
    kind = load_kind(TEMPLATES, "overdue-notice")

    assert kind.title(LoanKind.GUARANTEED, "zh") == "担保贷款（委托贷款）逾期催收通知书"
    assert kind.title(LoanKind.ENTRUSTED, "zh") == "担保贷款（委托贷款）逾期催收通知书"
    assert kind.series == "催"
    assert kind.addressees == (Role.BORROWER, Role.CO_BORROWER)


def test_the_title_names_the_loan_when_the_house_says_so(tmp_path: Path) -> None:
    """`use = "by_loan_kind"` gives each kind of loan its own title."""
    shutil.copytree(TEMPLATES, tmp_path, dirs_exist_ok=True)
    file = tmp_path / "overdue-notice" / "kind.toml"
    file.write_text(
        file.read_text("utf-8").replace('use = "fixed"', 'use = "by_loan_kind"'), "utf-8"
    )
    kind = load_kind(tmp_path, "overdue-notice")

    assert kind.title(LoanKind.GUARANTEED, "zh") == "担保贷款逾期催收通知书"
    assert kind.title(LoanKind.ENTRUSTED, "zh") == "委托贷款逾期催收通知书"
    assert kind.digest != load_kind(TEMPLATES, "overdue-notice").digest


BANNED = (
    "老赖", "失信被执行人", "黑名单", "曝光", "坐牢", "刑事", "拘留", "公安", "诈骗", "恶意",
    "最后通牒", "最后机会", "单位领导", "亲友", "后果自负", "律师函", "传票", "法院通知",
    "prison", "criminal", "police", "blacklist", "fraud", "last chance", "final warning", "employer",
)  # fmt: skip


@pytest.mark.parametrize("kind", kinds(TEMPLATES))
@pytest.mark.parametrize("locale", ["zh", "en"])
def test_no_kind_holds_banned_words(kind: str, locale: str) -> None:
    """No threat, shame, false authority or pressure through others stands in the wording."""
    text = "\n".join(load_kind(TEMPLATES, kind).sources[locale].lines).lower()

    assert [word for word in BANNED if word in text] == []


@pytest.mark.parametrize("kind", kinds(TEMPLATES))
def test_chinese_punctuation_is_full_width(kind: str) -> None:
    """Between Chinese characters no half-width comma, colon, semicolon or bracket stands."""
    found = [
        source
        for s in load_kind(TEMPLATES, kind).wording["zh"]
        for block in s.blocks
        for source, _, _ in grammar.sources(block)
        if any(mark in source for mark in ",;:()?!")
    ]

    assert found == []


def test_shared_wording_is_put_in_where_it_is_named(write: Write, tmp_path: Path) -> None:
    """`@include slip` stands for the statements of shared/slip.zh.md, in the language of the file;
    what is wrong in them is reported in their own file; the digest covers them."""
    (tmp_path / "shared").mkdir()
    shared = tmp_path / "shared" / "slip.zh.md"
    shared.write_text(";; note\n\n@ B\n[plain] two", "utf-8")
    text = "@ A\n[plain] one\n\n@include slip\n\n@ C\n[plain] three"
    kind = write(text)
    assert ["A", "B", "C"] == [s.id for s in kind.wording["zh"]]

    shared.write_text(";; note\n\n@ B\n[plain] {{ nothing_such }}", "utf-8")
    with pytest.raises(TemplateError, match=r"shared/slip.zh.md:4: no fact nothing_such"):
        write(text)

    shared.write_text(";; note\n\n@ B\n[plain] other", "utf-8")
    assert write(text).digest != kind.digest
    shared.unlink()
    with pytest.raises(TemplateError, match=r"note/zh.md:4: there is no shared/slip.zh.md"):
        write(text)


# --- lists outside tables, headings in them, new lines in cells -----------------------------------

ROWS = {
    **FACTS,
    "lines": (
        {"over": "第一组", "link": "g-1"},
        {"number": "1", "due": "2026-03-20", "link": "e-1-1"},
        {"number": "2", "due": "2026-04-20"},
    ),
}


def test_a_paragraph_for_each_entry_of_a_list(write: Write) -> None:
    """Items are numbered on; a named style and bold stay; an empty list says nothing."""
    kind = write(
        "@ A\neach lines: + 第{{ line.number }}期；\n\neach lines: [plain] **到期**{{ line.due }}"
    )
    none = {**FACTS, "lines": ()}

    assert texts(kind) == ["（一）第1期；", "（二）第2期；", "到期2026-03-20", "到期2026-04-20"]
    assert texts(kind, none) == []
    blocks, _, _ = render_wording(kind, "zh", FACTS)
    assert blocks[2] == Paragraph((Run("到期", True), Run("2026-03-20")), "plain")


def test_a_repeated_paragraph_names_only_fields_of_its_list(write: Write) -> None:
    """Elsewhere a field of a row has no meaning."""
    assert "no list things" in refused(write, "@ A\neach things: {{ line.due }}")
    assert "no fact line.addressee" in refused(write, "@ A\neach lines: {{ line.addressee }}")
    assert "no fact line.due" in refused(write, "@ A\n{{ line.due }}")


def test_a_heading_within_a_list_is_one_cell_over_all_columns(write: Write) -> None:
    """It is covered to the right, and each row may lead to a part of the packet."""
    kind = write("@ A\n!table grid 1 2 / lr\neach lines: {{ line.number }} | {{ line.due }}")
    blocks, _, _ = render_wording(kind, "zh", ROWS)
    table = blocks[0]

    assert isinstance(table, Table)
    assert table.rows == (("第一组", None), ("1", "2026-03-20"), ("2", "2026-04-20"))
    assert table.links == ("g-1", "e-1-1", "")
    plain = render_wording(kind, "zh", FACTS)[0][0]
    assert isinstance(plain, Table)
    assert plain.links == ()


def test_two_strokes_begin_a_new_line_in_a_cell(write: Write) -> None:
    """Only between blanks: a web address stays as it is; data cannot make one."""
    kind = write("@ A\n!table form 1 2 / ll\nrow: a | {{ addressee }} // https://x")
    blocks, _, _ = render_wording(kind, "zh", {**FACTS, "addressee": "甲 // 乙"})

    assert isinstance(blocks[0], Table)
    assert blocks[0].rows == (("a", "甲 // 乙\nhttps://x"),)


def test_languages_repeat_the_same_lists(write: Write) -> None:
    """A paragraph said once in one language and for each entry in the other is a difference."""
    kind = write("@ A\neach lines: 第{{ line.number }}期", "@ A\nAll of them")
    assert any("blocks differ" in str(p) for p in lint_kind(kind))
