"""The one template environment: data only, nothing missing, nothing unescaped.

A layout file is code to Jinja, so it runs in the immutable sandbox with no globals, no methods and
a handful of filters. What it prints is escaped for HTML and XML alike, with braces encoded too:
after rendering, a `{{` or `{%` left in the source can only come from the template.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, nodes
from jinja2 import TemplateError as JinjaError
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from noticegen.errors import TemplateError
from noticegen.text import Text

# What a mistaken layout can raise: Jinja's own, and what its sums and missing files come to.
MISTAKES = (JinjaError, TypeError, ValueError, ArithmeticError, LookupError, RuntimeError)
FILTERS = ("length", "join", "first", "last", "e", "escape")


SPECIAL = re.compile(r"""[&<>"'{}]""")


def encoded(value: str) -> str:
    """`value` as text of an HTML or XML document: markup and braces become references."""
    if not SPECIAL.search(value):
        return value
    return str(escape(value)).replace("{", "&#123;").replace("}", "&#125;")


class _EncodedOnce(CodeGenerator):
    """Compiles `{{ value }}` to `_printed(value)` alone.

    Jinja would escape the result once more, which changes nothing in Markup but takes as long as
    all the rest; a Jinja that no longer asks here escapes twice, which the read-back finds."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write(f"{finalize.src}")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write(")")


class _DataOnly(ImmutableSandboxedEnvironment):
    """Reads keys of mappings and the state of loops; calls nothing but the template's own macros."""

    code_generator_class = _EncodedOnce

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        return isinstance(obj, LoopContext) and super().is_safe_attribute(obj, attr, value)

    def is_safe_callable(self, obj: Any) -> bool:
        return isinstance(obj, Macro)

    def getattr(self, obj: Any, attribute: str) -> Any:
        # `block.runs` always means the key, so that no method of dict can be reached by name
        if type(obj) is dict or isinstance(obj, Mapping):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)


def _printed(value: Any) -> str:
    if type(value) is str:
        return encoded(value)
    if isinstance(value, Markup):
        return value
    if isinstance(value, (StrictUndefined, str)):
        return encoded(str(value))  # an undefined value raises here
    if type(value) is int:
        return str(value)
    raise SecurityError(f"a {type(value).__name__} cannot be printed")


@lru_cache(maxsize=1)
def environment() -> ImmutableSandboxedEnvironment:
    """The environment every layout is rendered in."""
    env = _DataOnly(
        undefined=StrictUndefined, autoescape=True, finalize=_printed, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    env.globals.clear()
    env.tests = {
        k: env.tests[k] for k in ("defined", "none", "string", "mapping", "sequence", "eq")
    }
    env.filters = {name: env.filters[name] for name in FILTERS}
    return env


@lru_cache(maxsize=64)
def compiled(source: str) -> Template:
    """The compiled layout, kept. Raises one of MISTAKES."""
    return environment().from_string(source)


def fill(source: str, context: Mapping[str, object], where: str) -> str:
    """`source` rendered with `context`. Raises TemplateError naming the layout file `where`."""
    try:
        filled = compiled(source).render(context)
    except MISTAKES as error:
        line = getattr(error, "lineno", None)
        place = f"{where}:{line}" if line else where
        raise TemplateError(
            Text(f"版式文件 {place} 有误", f"layout {place}: {type(error).__name__}"),
            Text("版式只能输出已有的字段", "a layout may only print the fields it is given"),
        ) from error
    if "{{" in filled or "{%" in filled:
        raise TemplateError(
            Text(
                f"版式文件 {where} 有未替换的占位符",
                f"layout {where} leaves a placeholder unfilled",
            ),
            Text("检查花括号是否成对", "check that the braces pair up"),
        )
    return filled
