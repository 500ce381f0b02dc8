"""Text of wording files: facts by name, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import cast

from jinja2 import StrictUndefined, nodes
from jinja2 import TemplateError as JinjaError
from jinja2.sandbox import ImmutableSandboxedEnvironment


def _printed(value: object) -> str:
    """A fact goes in verbatim, on one line: a line break in it cannot start a paragraph."""
    if isinstance(value, StrictUndefined):
        str(value)  # raises
    if type(value) is not str:
        raise TypeError(f"a {type(value).__name__} cannot be printed")
    return " ".join(value.splitlines())


@lru_cache(maxsize=1)
def environment() -> ImmutableSandboxedEnvironment:
    """The one environment wording is filled in: plain text (the renderer escapes), no globals, no
    filters, no tests; a missing name raises."""
    env = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, finalize=_printed
    )
    for names in (env.globals, env.filters, env.tests):
        names.clear()
    return env


@lru_cache(maxsize=4096)
def named(source: str) -> tuple[str, ...]:
    """The facts `source` prints, e.g. ("total", "line.due"). Raises ValueError on anything else."""
    if "{%" in source or "{#" in source:
        raise ValueError("{% and {# have no meaning here")
    return tuple(name for _, name in _parts(source) if name)


@lru_cache(maxsize=4096)
def _parts(source: str) -> tuple[tuple[str, str], ...]:
    """The text of `source` in order: each part is literal words, or "" and the fact that goes there."""
    try:
        tree = environment().parse(source)
    except JinjaError as error:
        raise ValueError(str(error)) from error
    parts = [p for node in tree.body for p in cast(nodes.Output, node).nodes]
    return tuple(
        (p.data, "") if isinstance(p, nodes.TemplateData) else ("", _name(p)) for p in parts
    )


def _name(part: nodes.Node) -> str:
    if isinstance(part, nodes.Name):
        return part.name
    if isinstance(part, nodes.Getattr) and isinstance(part.node, nodes.Name):
        return f"{part.node.name}.{part.attr}"
    raise ValueError("only {{ name }} or {{ row.name }} may stand in braces")


def fill(source: str, facts: Mapping[str, object]) -> str:
    """`source` with the facts it names put in, verbatim.

    What may stand in a source is so little that it is put together here: running a template for each
    sentence of a letter takes six times as long."""
    return "".join(
        [_printed(_fact(name, facts)) if name else words for words, name in _parts(source)]
    )


def _fact(name: str, facts: Mapping[str, object]) -> object:
    """The fact of this name, or that of a row."""
    head, _, tail = name.partition(".")
    if head not in facts:
        return StrictUndefined(name=head)
    if not tail:
        return facts[head]
    row = facts[head]
    if isinstance(row, Mapping) and tail in row:
        return row[tail]
    return StrictUndefined(obj=row, name=tail)
