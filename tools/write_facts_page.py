"""Writes docs/facts.md from the vocabularies: what wording may print, for each audience.

python tools/write_facts_page.py > docs/facts.md
"""

from __future__ import annotations

import sys
from collections.abc import Mapping

from noticegen.text import Text
from noticegen.wording.vocabulary import VOCABULARIES, Vocabulary

HEAD = """# What wording may print 文书可用的事项和条件

Generated from the vocabularies; how to write with them: [wording.md](wording.md).
本页由程序生成；写法见 [wording.md](wording.md)。
"""


def _table(names: Mapping[str, Text]) -> str:
    rows = [f"| `{name}` | {what.zh} | {what.en} |" for name, what in names.items()]
    return "\n".join(["| 名字 / name | 内容 | what it is |", "|---|---|---|", *rows]) + "\n"


def _names(names: frozenset[str]) -> str:
    return " ".join(f"`{n}`" for n in sorted(names)) or "–"


def _section(audience: str, known: Vocabulary) -> str:
    lists = "".join(
        f"\n### 列表 / rows: `{rows}`\n\n"
        + _table({f"line.{name}": what for name, what in fields.items()})
        for rows, fields in known.rows.items()
    )
    return (
        f"\n## {audience}\n\n"
        f"必须打印 / must be printed: {_names(known.required)}\n\n"
        f"可以为空 / may be empty: {_names(known.may_be_empty)}\n\n"
        f"### 事项 / facts\n\n{_table(known.facts)}{lists}\n"
        f"### 条件 / conditions\n\n{_table(known.conditions)}"
    )


def page() -> str:
    """The page: one section for each audience, in both languages."""
    return HEAD + "".join(_section(name, known) for name, known in VOCABULARIES.items())


if __name__ == "__main__":
    sys.stdout.write(page())
