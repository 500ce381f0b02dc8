"""Text of wording files: facts by name, nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

_BRACES = re.compile(r"{{(.*?)}}", re.DOTALL)
_NAME = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)?")


@lru_cache(maxsize=4096)
def named(source: str) -> tuple[str, ...]:
    """The facts `source` prints, e.g. ("total", "line.due"). Raises ValueError on anything else."""
    return tuple(name for _, name in _parts(source) if name)


@lru_cache(maxsize=4096)
def _parts(source: str) -> tuple[tuple[str, str], ...]:
    """The text of `source` in order: each part is literal words, or "" and the fact that goes there."""
    if "{%" in source or "{#" in source:
        raise ValueError("{% and {# have no meaning here")
    return tuple(_split(source))


def _split(source: str) -> Iterator[tuple[str, str]]:
    for n, part in enumerate(_BRACES.split(source)):
        if n % 2:
            name = part.strip()
            if not _NAME.fullmatch(name):
                raise ValueError("only {{ name }} or {{ row.name }} may stand in braces")
            yield "", name
        elif "{{" in part or "}}" in part:
            raise ValueError("{{ and }} must pair up")
        elif part:
            yield part, ""


def fill(source: str, facts: Mapping[str, object]) -> str:
    """`source` with the facts it names put in, verbatim. Raises KeyError for one that is not there, and
    TypeError for one that is not a string.

    What may stand in a source is so little that it is put together here: running a template for each
    sentence of a letter takes six times as long, and loading a template engine longer than all of them."""
    return "".join(
        [_printed(_fact(name, facts)) if name else words for words, name in _parts(source)]
    )


def _fact(name: str, facts: Mapping[str, object]) -> object:
    """The fact of this name, or that of a row."""
    head, _, tail = name.partition(".")
    if not tail:
        return facts[head]
    row = facts[head]
    if not isinstance(row, Mapping):
        raise KeyError(tail)
    return row[tail]


def _printed(value: object) -> str:
    """A fact goes in verbatim, on one line: a line break in it cannot start a paragraph."""
    if type(value) is not str:
        raise TypeError(f"a {type(value).__name__} cannot be printed")
    return " ".join(value.splitlines())
