"""Numbers of persons, firms, cards and phones. All are of area 990001 or printed in a standard."""

from __future__ import annotations

import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric
from stdnum.cn import uscc as other_uscc

from noticegen import identifiers as ids

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def other_resident_check(body: str) -> str:
    """GB 11643 as printed: weights and table."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


def other_uscc_check(body: str) -> str:
    """GB 32100: 31 less the weighted sum, modulo 31."""
    total = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return ALPHABET[-total % 31]


def test_resident_id_tells_birth_and_sex() -> None:
    """Digits 7 to 14 are the birth date, digit 17 is odd for men."""
    found = ids.resident_id("990001188808088889")

    assert (found.birth, found.sex) == (date(1888, 8, 8), "female")
    assert ids.resident_id("990001189912311010").sex == "male"


@pytest.mark.parametrize(
    "text", ["11010519491231002x", " 110105 19491231 002X ", "１１０１０５19491231002X"]
)
def test_resident_id_is_written_one_way(text: str) -> None:
    """Lower-case x, blanks and full-width digits are the same number."""
    assert ids.resident_id(text).id == "11010519491231002X"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("990001880808888", "15-digit"),
        ("110105194912310021", "check character"),
        ("11010519491331002X", "birth date"),
        ("990001189902290017", "birth date"),
        ("11010519491231002", "17 digits"),
        ("11010519491231002Y", "17 digits"),
        ("1101051949123100X2", "17 digits"),
        ("٩90001188808088889", "17 digits"),
        ("", "17 digits"),
    ],
)
def test_bad_resident_ids_are_refused_without_being_repeated(text: str, why: str) -> None:
    """Each fault has its own words, and none holds the number."""
    with pytest.raises(ids.BadNumber, match=why) as refused:
        ids.resident_id(text)

    assert not text or text not in refused.value.why.zh + refused.value.why.en


@given(st.from_regex(r"\A990001(18|19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|1\d|2[0-8])\d{3}\Z"))
def test_only_one_check_character_fits(body: str) -> None:
    """Of the eleven check characters exactly that of the printed standard is accepted."""
    body = body.translate(str.maketrans("٠١٢٣٤٥٦٧٨٩", string.digits))
    if not body.isascii():
        return
    fitting = [c for c in "0123456789X" if accepted(ids.resident_id, body + c)]

    assert fitting == [other_resident_check(body)]


@given(st.from_regex(r"\A[0-9]{17}\Z"))
def test_the_check_of_a_resident_id_agrees_with_another_program(body: str) -> None:
    """The check character is the one python-stdnum computes, X included."""
    assert ids.resident_check(body) == ric.calc_check_digit(body + "0")


@given(st.from_regex(r"\A[0-9]{12,18}\Z"))
def test_the_check_of_a_card_agrees_with_another_program(body: str) -> None:
    """The check digit is the one python-stdnum computes, and no other digit is accepted."""
    fitting = [c for c in string.digits if accepted(ids.card, body + c)]

    assert [ids.card_check(body)] == fitting == [luhn.calc_check_digit(body)]


def accepted(check: object, text: str) -> bool:
    assert callable(check)
    try:
        check(text)
    except ids.BadNumber:
        return False
    return True


def test_uscc_whose_sum_fits_has_check_0() -> None:
    """Where the weighted sum is a multiple of 31 the check is 0, not a 32nd character."""
    assert ids.uscc("91990000ma00004100") == "91990000MA00004100"


@given(st.text(ALPHABET, min_size=17, max_size=17))
def test_uscc_check_agrees_with_the_standard(body: str) -> None:
    """The check character is that of GB 32100 for every body of the right shape."""
    body = body[:2] + "990000" + body[8:]

    assert ids.uscc_check(body) == other_uscc_check(body)
    assert other_uscc.calc_check_digit(body) == other_uscc_check(body)


def test_village_collectives_have_codes_too() -> None:
    """A code may begin with letters (N2); the organisation part decides with its own check."""
    body = "N2990000MF000001"
    body += ids.organisation_check(body[8:])

    assert ids.uscc(body + other_uscc_check(body)) == body + other_uscc_check(body)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("91350100M000100Y44", "check character does not fit"),
        ("91350100I000100Y43", "never I, O, S, V, Z"),
        ("91350100M000100Y4", "18 characters"),
        ("9135010AM000100Y43", "not allowed"),
    ],
)
def test_bad_unified_codes_are_refused(text: str, why: str) -> None:
    """Check, alphabet, length and area each have their words."""
    with pytest.raises(ids.BadNumber, match=why):
        ids.uscc(text)


def test_uscc_with_a_wrong_organisation_part_is_refused() -> None:
    """The outer check may fit while the organisation part's does not."""
    body = "91350100M000100Y5"

    with pytest.raises(ids.BadNumber, match="organisation part"):
        ids.uscc(body + other_uscc_check(body))


def test_card_numbers() -> None:
    """13 to 19 digits with their Luhn digit; blanks are allowed."""
    assert ids.card("6222 0000 0000 0009") == "6222000000000009"
    for bad in ("6222000000000008", "622200000000", "62220000000000000000", "62220000x0000009"):
        with pytest.raises(ids.BadNumber):
            ids.card(bad)


@pytest.mark.parametrize(
    "text",
    [
        "13800138000",
        "+86 138-0013-8000",
        "8613800138000",
        "0086 13800138000",
        "１３８００１３８０００",
    ],
)
def test_mobile_is_written_one_way(text: str) -> None:
    """The country code, blanks, dashes and full-width digits go."""
    assert ids.mobile(text) == "13800138000"


@pytest.mark.parametrize("text", ["12345678901", "1380013800", "138001380000", "0371-6000000", ""])
def test_other_numbers_are_no_mobiles(text: str) -> None:
    """Eleven digits that begin with 13 to 19, nothing else."""
    with pytest.raises(ids.BadNumber):
        ids.mobile(text)


@pytest.mark.parametrize(
    ("mask", "text", "shown"),
    [
        (ids.mask_id, "11010519491231002X", "110105********002X"),
        (ids.mask_id, "E12345678", "E*******8"),
        (ids.mask_id, "12345", "*****"),
        (ids.mask_card, "6222000000000009", "************0009"),
        (ids.mask_card, "1234567", "*******"),
        (ids.mask_mobile, "+86 13800138000", "138****8000"),
        (ids.mask_mobile, "0371-60001234", "*********234"),
        (ids.mask_mobile, "12345", "*****"),
    ],
)
def test_masks(mask: object, text: str, shown: str) -> None:
    """What stays visible; a number too short to hide anything shows nothing."""
    assert callable(mask)
    assert mask(text) == shown


@given(st.text(ALPHABET, min_size=1, max_size=30))
def test_a_mask_hides_four_or_all(text: str) -> None:
    """Whatever the length, at least four characters (or all) are hidden."""
    for masked in (ids.mask_id(text), ids.mask_card(text)):
        assert masked.count("*") >= min(4, len(text))
        assert len(masked) == len(text)
