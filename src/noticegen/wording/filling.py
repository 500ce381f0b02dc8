"""Text of wording files: facts by name, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import cast

from jinja2 import StrictUndefined, Template, nodes
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
def _compiled(source: str) -> Template:
    return environment().from_string(source)


@lru_cache(maxsize=4096)
def named(source: str) -> tuple[str, ...]:
    """The facts `source` prints, e.g. ("total", "line.due"). Raises ValueError on anything else."""
    if "{%" in source or "{#" in source:
        raise ValueError("{% and {# have no meaning here")
    try:
        tree = environment().parse(source)
    except JinjaError as error:
        raise ValueError(str(error)) from error
    parts = [p for node in tree.body for p in cast(nodes.Output, node).nodes]
    return tuple(_name(part) for part in parts if not isinstance(part, nodes.TemplateData))


def _name(part: nodes.Node) -> str:
    if isinstance(part, nodes.Name):
        return part.name
    if isinstance(part, nodes.Getattr) and isinstance(part.node, nodes.Name):
        return f"{part.node.name}.{part.attr}"
    raise ValueError("only {{ name }} or {{ row.name }} may stand in braces")


def fill(source: str, facts: Mapping[str, object]) -> str:
    """`source` with the facts it names put in, verbatim."""
    return _compiled(source).render(facts)
