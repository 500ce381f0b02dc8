"""What differs between the languages of a kind, and what a document of it must not leave out."""

from __future__ import annotations

from collections.abc import Iterator

from noticegen.text import Text
from noticegen.wording import grammar
from noticegen.wording.filling import named
from noticegen.wording.grammar import Problem, Statement, TableLines
from noticegen.wording.kinds import Kind
from noticegen.wording.vocabulary import VOCABULARIES

LOCALES = ("zh", "en")


def lint_kind(kind: Kind) -> list[Problem]:
    """Everything that lets the languages of a kind drift apart, or drops what a document of this
    kind must print. [] = fine."""
    found = [_missing_locale(kind, locale) for locale in LOCALES if locale not in kind.wording]
    vocabulary = VOCABULARIES[kind.audience]
    zh = {s.id: s for s in kind.wording.get("zh", ())}
    for locale, statements in kind.wording.items():
        file = f"{kind.id}/{locale}.md"
        used = {name for s in statements for name in _used(s)}
        for name in sorted(vocabulary.required - used):
            found.append(
                Problem(
                    file, 1, Text(f"未写出必备事项 {name}", f"required fact {name} is not printed")
                )
            )
        if locale != "zh" and zh:
            found += _drift(file, kind, locale, vocabulary.local)
    return found


def _missing_locale(kind: Kind, locale: str) -> Problem:
    return Problem(f"{kind.id}/{locale}.md", 1, Text("缺少该文件", "this file is missing"))


def _used(statement: Statement) -> set[str]:
    return {
        n for b in statement.blocks for source, _, _ in grammar.sources(b) for n in named(source)
    }


def _shape(statement: Statement) -> tuple[object, ...]:
    """What two languages must share: kinds of blocks, and kinds and conditions of table rows."""
    return tuple(
        tuple((row.kind, row.rows, row.when) for row in block.rows)
        if isinstance(block, TableLines)
        else (type(block).__name__, getattr(block, "style", ""), getattr(block, "rows", ""))
        for block in statement.blocks
    )


def _drift(file: str, kind: Kind, locale: str, local: frozenset[str]) -> Iterator[Problem]:
    zh, other, source = kind.wording["zh"], kind.wording[locale], kind.sources[locale]
    chinese, here = {s.id: s for s in zh}, {s.id: s for s in other}
    for name in chinese.keys() - here.keys():
        yield Problem(file, 1, Text(f"缺少 {name}", f"{name} is missing"))
    for name in here.keys() - chinese.keys():
        yield source.problem(here[name].line, Text(f"中文没有 {name}", f"{name} is not in zh.md"))
    both = [s.id for s in zh if s.id in here]
    if both != [s.id for s in other if s.id in chinese]:
        yield Problem(file, 1, Text("段落次序与中文不同", "the order differs from zh.md"))
    for name in both:
        a, b = chinese[name], here[name]
        if (a.when, a.tones) != (b.when, b.tones):
            yield source.problem(
                b.line,
                Text(f"{name} 的条件与中文不同", f"{name}: conditions differ from zh.md"),
            )
        if _shape(a) != _shape(b):
            yield source.problem(
                b.line,
                Text(f"{name} 的段落结构与中文不同", f"{name}: blocks differ from zh.md"),
            )
        odd = (_used(a) ^ _used(b)) - local
        if odd:
            names = ", ".join(sorted(odd))
            yield source.problem(
                b.line,
                Text(f"{name} 只有一种文字写出：{names}", f"{name}: in one language only: {names}"),
            )
