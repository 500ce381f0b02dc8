"""What may stand in a name and what is refused, with position and code point."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noticegen.textgate import MAX_REFUSALS, Kind, check_text, gb18030_hint


@pytest.mark.parametrize(
    "name",
    ["示例甲", "阿卜杜·热合曼", "示例•乙", "䶮", "𬭎", "𠮷", "㛃", "\U00031350", "\U0002ebf0", "Zoë", "Nguyễn",
     "O'Brien-Smith", "示例\U000e0100", "<b>&amp;{{ x }}", "ﷺ", "甲 乙", "甲　乙", ""],
)  # fmt: skip
def test_names_that_are_fine(name: str) -> None:
    """Rare, unassigned to this Python, dotted, foreign, and markup-like text is only text."""
    assert check_text(name, kind="name") == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("甲\x00乙", "character 2, U+0000: control"),
        ("甲\x7f", "U+007F: control"),
        ("甲\x85", "U+0085: control"),
        ("甲\t乙", "U+0009: control"),
        ("甲\n乙", "U+000A: control"),
        ("甲\u202e乙", "character 2, U+202E: control that changes the direction"),
        ("甲\u2066乙", "U+2066"),
        ("甲\u061c乙", "U+061C"),
        ("甲\u200e乙", "U+200E"),
        ("\ufeff甲", "character 1, U+FEFF: nonchar"),
        ("甲\ufffe", "U+FFFE"),
        ("甲\U0001ffff", "U+1FFFF"),
        ("甲\ufdd0", "U+FDD0"),
        ("甲\ud800", "U+D800: lone surrogate"),
        ("甲\u2028乙", "U+2028: invisible"),
        ("甲\ufffa乙", "U+FFFA: invisible"),
        ("甲\U000e0041", "U+E0041: invisible"),
        ("甲\ufffd", "U+FFFD: replacement"),
        ("甲\ue000", "U+E000: private use"),
        ("甲\U000f0000", "U+F0000: private use"),
        ("甲\u200b乙", "U+200B: invisible joiner"),
        ("甲\u200d乙", "U+200D: invisible joiner"),
        ("a\u0301\u0302\u0303", "character 4, U+0303: too many"),
    ],
)
def test_names_that_are_refused(text: str, says: str) -> None:
    """Each is refused by position and code point, and the rest of the name is not repeated."""
    found = check_text(text, kind="name")

    assert [f.en for f in found if says in f.en]
    assert all("甲" not in f.zh + f.en for f in found)


def test_two_marks_in_a_row_are_a_name_and_three_are_not() -> None:
    """Vietnamese has two combining marks on one letter."""
    assert check_text("e\u0302\u0301", kind="name") == []
    assert len(check_text("e\u0302\u0301\u0300", kind="name")) == 1


def test_blanks_at_the_ends_are_refused_not_stripped() -> None:
    """Leading or trailing blanks, the ideographic one too."""
    for text in (" 甲", "甲 ", "\u3000甲", "甲\u00a0"):
        assert check_text(text, kind="name")[0].en == "blank at the start or end"


def test_lines_and_tabs_may_stand_in_a_text_only() -> None:
    """A free text may have lines; a name or address may not; a carriage return never."""
    assert check_text("甲\n\t乙", kind="text") == []
    assert check_text("甲\n乙", kind="address")
    assert check_text("甲\r\n乙", kind="text")


@pytest.mark.parametrize(("kind", "limit"), [("name", 200), ("address", 500), ("text", 4000)])
def test_length_caps(kind: Kind, limit: int) -> None:
    """The cap is included; one more is refused; a caller may set a lower one."""
    assert check_text("甲" * limit, kind=kind) == []
    assert (
        check_text("甲" * (limit + 1), kind=kind)[0].zh == f"过长：{limit + 1}个字符，最多{limit}个"
    )
    assert check_text("甲乙丙", kind=kind, max_length=2)


def test_old_gb18030_characters_get_a_hint() -> None:
    """U+E863 is 䶮 in fonts of the older standard; every one of that block has its hint."""
    found = check_text("甲\ue863", kind="name")[0]

    assert found.zh == "第2个字符 U+E863：私用区字符，可能是 䶮（U+4DAE），请改用后者"
    assert gb18030_hint("\ue81e") == "\u9fb4"
    hints = [gb18030_hint(chr(c)) for c in range(0xE815, 0xE865)]
    assert all(hints)
    assert len(set(hints)) == len(hints)
    assert gb18030_hint("\ue000") == gb18030_hint("\ue865") == ""


def test_a_hostile_text_yields_few_refusals() -> None:
    """Thousands of bad characters are not thousands of messages."""
    assert len(check_text("\x00" * 4000, kind="text")) == MAX_REFUSALS


@given(st.text(max_size=60), st.sampled_from(["name", "address", "text", "id"]))
def test_any_text_gets_an_answer_in_both_languages(text: str, kind: Kind) -> None:
    """The gate never fails itself, and refusals can be printed anywhere."""
    for refusal in check_text(text, kind=kind):
        assert refusal.zh
        assert refusal.en.encode("utf-8")
