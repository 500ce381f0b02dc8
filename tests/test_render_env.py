"""The template environment: a layout prints the data it is given, and can do nothing else."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from markupsafe import Markup

from noticegen.errors import TemplateError
from noticegen.render.env import encoded, fill

SRC = Path(__file__).parents[1] / "src" / "noticegen"
DATA = {
    "name": "李示例",
    "count": 3,
    "rows": [{"items": "甲", "keys": "乙"}],
    "none": None,
    "rate": 0.1,
}

ATTACKS = [
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}", "{{ lipsum.__globals__ }}", "{{ self.__init__ }}",
    "{{ ''.__class__.__mro__ }}", "{{ name.__class__ }}", "{{ name['__class__'] }}", "{{ name|attr('__class__') }}",
    "{{ name.upper() }}", "{{ '%s'.format(1) }}", "{{ name.format }}", "{{ rows.append(1) }}", "{{ rows.__class__ }}",
    "{{ range(9) }}", "{% for x in range(99999) %}x{% endfor %}", "{{ dict(a=1) }}", "{{ namespace(a=1) }}", "{{ joiner() }}",
    "{{ rows[0].__class__ }}", "{{ rows[0].items() }}", "{{ rows[0].get('x') }}", "{{ rows[0].pop('items') }}",
    "{{ name|safe }}", "{{ name|map('upper')|list }}", "{{ rows|tojson }}", "{{ 'a'|center(99) }}", "{% include 'x' %}",
    "{% import 'x' as x %}", "{% extends 'x' %}", "{% set x = name.upper() %}{{ x }}",
    "{{ loop }}", "{{ request }}", "{{ config }}", "{{ _self }}", "{% macro m() %}x{% endmacro %}{{ m.__globals__ }}",
    "{% for r in rows %}{{ loop.__class__ }}{% endfor %}", "{{ caller() }}", "{{ rate }}", "{{ rows }}", "{{ rows[0] }}",
    "{{ missing }}", "{{ rows[0].missing }}", "{{ rows[9] }}", "{{ name", "{% if %}", "{{ 1/0 }}", "{{ name + 1 }}",
]  # fmt: skip


@pytest.mark.parametrize("source", ATTACKS)
def test_layout_cannot_run_or_reach_anything(source: str) -> None:
    """Calls, globals, methods, private names, other files, missing and unprintable values are refused."""
    with pytest.raises(TemplateError) as caught:
        fill(source, DATA, "letter.html")

    assert caught.value.message.en.startswith("layout letter.html")
    assert "李示例" not in caught.value.message.en + str(caught.value)


def test_layout_prints_loops_and_keys() -> None:
    """Strings, whole numbers, loops, conditions, own macros and keys named like methods work."""
    source = (
        "{% macro m(x) %}<i>{{ x }}</i>{% endmacro %}"
        "{% for r in rows %}{{ loop.index }}{{ r.items }}{{ r.keys }}{{ m(name) }}{% endfor %}{% if count == 3 %}!{% endif %}"
    )

    assert fill(source, DATA, "x") == "1甲乙<i>李示例</i>!"


def test_markup_and_braces_are_encoded() -> None:
    """A value can become neither an element, an attribute nor a placeholder."""
    value = "<b a=\"1\" c='2'>&amp;{{ x }}{% y %}"

    assert fill("<p>{{ v }}</p>", {"v": value}, "x") == f"<p>{encoded(value)}</p>"
    assert set("<>\"'{}") & set(encoded(value)) == set()


def test_escaping_cannot_be_switched_off() -> None:
    """`{% autoescape false %}` changes nothing: values are encoded before Jinja looks at them."""
    source = "{% autoescape false %}{{ v }}{% endautoescape %}"

    assert fill(source, {"v": "<b>"}, "x") == "&lt;b&gt;"


def test_only_our_own_markup_passes() -> None:
    """The body built by `ooxml` is passed as Markup and printed as it is."""
    assert fill("{{ body }}", {"body": Markup("<w:p/>")}, "x") == "<w:p/>"


def test_placeholder_left_over_is_an_error() -> None:
    """A `{{` that survives rendering is a mistake of the layout."""
    with pytest.raises(TemplateError, match="placeholder"):
        fill("{% raw %}{{ name }}{% endraw %}", DATA, "x")


def test_one_environment() -> None:
    """Only env.py makes a Jinja environment; nobody turns autoescape off or uses docxtpl's rendering."""
    for path in sorted((SRC / "render").glob("*.py")):
        names = {
            node.attr if isinstance(node, ast.Attribute) else node.id
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Attribute | ast.Name)
        }
        if path.name != "env.py":
            assert not names & {
                "Environment",
                "ImmutableSandboxedEnvironment",
                "Template",
                "RichText",
                "Listing",
            }
        assert not names & {"render_properties", "build_xml"}
        assert "save" not in names or path.name in {
            "embed.py",
            "truetype.py",
            "stream.py",
        }  # no DOCX there
