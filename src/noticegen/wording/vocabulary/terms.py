"""What an audience's vocabulary is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from noticegen.text import Text


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`required` facts must be printed in every language; `local` ones need not be in each;
    `may_be_empty` ones may print as nothing (suffixes in brackets). `rows` are lists of rows: a
    name and its fields."""

    facts: Mapping[str, Text]
    conditions: Mapping[str, Text]
    rows: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    local: frozenset[str] = frozenset()
    may_be_empty: frozenset[str] = frozenset()
