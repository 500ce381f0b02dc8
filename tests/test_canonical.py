"""One text for one value: the quick way and the plain way write the same."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from ledger_cases import case

from noticegen import canonical

KEYS = ("text", "amount", "evidence", "名", 'a"b', "nth")
WORDS = st.text(st.characters(codec="utf-8"), max_size=20)
FILES = st.lists(st.tuples(WORDS, WORDS, WORDS), max_size=3)
VALUES = st.none() | st.booleans() | st.integers() | WORDS | FILES | st.dictionaries(WORDS, WORDS)


@given(st.fixed_dictionaries(dict.fromkeys(KEYS, VALUES)))
def test_a_shape_writes_what_dumps_writes(value: dict[str, Any]) -> None:
    """Control characters, quotes, percent signs, lists, numbers, flags and nothing: letter for letter."""
    assert canonical.dumps(value) == canonical.shape(KEYS)(value)


@given(st.fixed_dictionaries(dict.fromkeys(KEYS, VALUES)))
def test_a_shape_takes_its_keys_only(value: dict[str, Any]) -> None:
    """What else stands in the mapping is left out."""
    few = {key: value[key] for key in KEYS[:3]}

    assert canonical.dumps(few) == canonical.shape(KEYS[:3])(value)


def test_a_percent_sign_in_a_key() -> None:
    """A key is written as it is, too."""
    value = {"100%s": 1, "b": "%d"}

    assert canonical.dumps(value) == canonical.shape(value)(value)


@given(st.dictionaries(st.text(), st.text(), min_size=1))
def test_words_writes_what_dumps_writes(value: dict[str, str]) -> None:
    """The same text as `dumps`, whatever the order of the items."""
    assert canonical.dumps(value) == canonical.words(reversed(value.items()))


def test_the_day_of_an_event_is_not_spelled_beside_its_time() -> None:
    """What is worked out from other fields is no part of the text that is hashed."""
    [visit] = case("03-20 23:30 visit B").log

    spelled = json.loads(canonical.dumps(canonical.plain(visit)))

    assert visit.day == date(2026, 3, 20)
    assert (spelled["at"], "day" in spelled) == ("2026-03-20T23:30:00+08:00", False)
    assert replace(visit, at=visit.at + timedelta(hours=1)).day == date(2026, 3, 21)
    assert pickle.loads(pickle.dumps(visit)).day == visit.day
