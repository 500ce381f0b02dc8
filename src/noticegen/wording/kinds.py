"""Document kinds: a folder with `kind.toml` and one wording file per language."""

from __future__ import annotations

import difflib
import hashlib
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from noticegen.errors import WHOLE_COPY, TemplateError, UsageError
from noticegen.model import LoanKind, Role
from noticegen.text import Text
from noticegen.wording import grammar
from noticegen.wording.filling import named
from noticegen.wording.grammar import Problem, Statement
from noticegen.wording.vocabulary import VOCABULARIES, Vocabulary

SHARED = "shared"  # the folder of wording that several kinds include
INCLUDE = re.compile(r"@include ([a-z][a-z0-9-]*)")
Words = Annotated[str, Field(min_length=1)]


class _Both(BaseModel):
    """Something said in both languages."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    zh: Words
    en: Words


class _Titles(BaseModel):
    """`guaranteed` and `entrusted` go by the kind of loan; `fixed` is the house form."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    use: Literal["by_loan_kind", "fixed"]
    guaranteed: _Both
    entrusted: _Both
    fixed: _Both


class _KindFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    id: Words
    name: _Both
    series: Words
    audience: Words
    addressees: tuple[Role, ...]  # () = one document about the case, to nobody in particular
    copies: int = Field(ge=1, le=20, strict=True)
    formats: tuple[Literal["pdf", "docx"], ...] = Field(min_length=1)
    prior: _Both
    title: _Titles


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of document. `series` is the word in its numbers; `digest` is the SHA-256 of its
    files, so that the register can say which wording a document was made from."""

    id: str
    name: Text
    series: str
    audience: str
    addressees: tuple[Role, ...]
    copies: int
    formats: tuple[str, ...]
    prior: Text  # which steps come before it, for people; `rules` decides
    titles: Mapping[str, Text]  # guaranteed, entrusted, fixed
    title_use: str
    wording: Mapping[str, tuple[Statement, ...]] = field(repr=False)
    sources: Mapping[str, grammar.Source] = field(repr=False, default_factory=dict)
    digest: str = ""

    def title(self, loan_kind: LoanKind, locale: str) -> str:
        """The title for a loan of this kind."""
        key = "fixed" if self.title_use == "fixed" else loan_kind.value
        return self.titles[key].to("zh" if locale == "zh" else "en")


def kinds(templates: Path) -> tuple[str, ...]:
    """The ids of the kinds in a templates folder, in order of the alphabet."""
    return tuple(sorted(path.parent.name for path in templates.glob("*/kind.toml")))


def load_kind(templates: Path, kind_id: str) -> Kind:
    """The kind in `templates/<kind_id>/`. Raises UsageError if there is none, TemplateError naming
    every wrong line if its files cannot be used."""
    if kind_id not in kinds(templates):
        known = ", ".join(kinds(templates))
        raise UsageError(
            Text(f"没有文书种类 {kind_id}", f"no document kind {kind_id}"),
            Text(f"已有：{known}", f"there are: {known}") if known else WHOLE_COPY,
        )
    head = _head(templates / kind_id / "kind.toml", kind_id)
    digest = hashlib.sha256((templates / kind_id / "kind.toml").read_bytes())
    wording, sources = read_wording(
        templates / kind_id, templates / SHARED, VOCABULARIES[head.audience], digest.update
    )
    titles = {k: Text(b.zh, b.en) for k, b in _titles(head.title).items()}
    return Kind(
        head.id, Text(head.name.zh, head.name.en), head.series, head.audience, head.addressees,
        head.copies, head.formats, Text(head.prior.zh, head.prior.en), titles, head.title.use,
        wording, sources, digest.hexdigest(),
    )  # fmt: skip


def read_wording(
    folder: Path, shared: Path, vocabulary: Vocabulary, seen: Callable[[bytes], object]
) -> tuple[dict[str, tuple[Statement, ...]], dict[str, grammar.Source]]:
    """The statements of a folder and their sources, each by language; `seen` is given the hash of each
    file read. Raises TemplateError naming every wrong line."""
    wording, sources = dict[str, tuple[Statement, ...]](), dict[str, grammar.Source]()
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.md")):
        source = _source(path, shared, seen)
        statements, wrong = grammar.read(source)
        problems += [*wrong, *_unknown(statements, source, vocabulary)]
        wording[path.stem], sources[path.stem] = statements, source
    if problems:
        raise _template_error(sorted(problems, key=lambda p: (p.file, p.line)))
    return wording, sources


def _source(path: Path, shared: Path, seen: Callable[[bytes], object]) -> grammar.Source:
    """A wording file with what it includes, one level deep; `seen` is given the hash of each file."""
    lines: list[str] = []
    places: list[tuple[str, int]] = []
    for place, line in _lines(path, seen):
        included = INCLUDE.fullmatch(line.rstrip())
        if not included:
            lines.append(line)
            places.append(place)
            continue
        other = shared / f"{included[1]}.{path.stem}.md"
        if not other.is_file():
            missing = Text(f"没有 {SHARED}/{other.name}", f"there is no {SHARED}/{other.name}")
            raise _template_error([Problem(*place, missing)])
        for inner, text in _lines(other, seen):
            lines.append(text)
            places.append(inner)
    return grammar.Source(path.stem, tuple(lines), tuple(places))


def _lines(path: Path, seen: Callable[[bytes], object]) -> Iterator[tuple[tuple[str, int], str]]:
    raw = path.read_bytes()
    seen(hashlib.sha256(raw).digest())
    name = f"{path.parent.name}/{path.name}"
    for number, line in enumerate(raw.decode("utf-8-sig").splitlines(), start=1):
        yield (name, number), line


def _titles(title: _Titles) -> dict[str, _Both]:
    return {"guaranteed": title.guaranteed, "entrusted": title.entrusted, "fixed": title.fixed}


def _head(path: Path, kind_id: str) -> _KindFile:
    try:
        head = _KindFile.model_validate(tomllib.loads(path.read_text("utf-8-sig")))
    except ValidationError as error:
        raise _wrong_head(kind_id, [_wrong_key(e["loc"], e["type"], e["msg"]) for e in error.errors()]) from error  # fmt: skip
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _wrong_head(kind_id, [Text(str(error), str(error))]) from error
    if head.id != kind_id or head.audience not in VOCABULARIES:
        raise TemplateError(
            Text(
                f"{kind_id}/kind.toml：id 须与文件夹同名，audience 须为 {'、'.join(VOCABULARIES)}",
                f"{kind_id}/kind.toml: id must be the folder's name, audience one of {', '.join(VOCABULARIES)}",
            )
        )
    return head


def _wrong_head(kind_id: str, lines: Sequence[Text]) -> TemplateError:
    where, zh, en = f"{kind_id}/kind.toml", "\n".join(t.zh for t in lines), "\n".join(t.en for t in lines)  # fmt: skip
    return TemplateError(Text(f"{where} 有误\n{zh}", f"{where} is wrong\n{en}"))


def _wrong_key(place: Sequence[int | str], kind: str, message: str) -> Text:
    """What is wrong at a key of `kind.toml`; of one that is none, which was meant."""
    *above, last = map(str, place)
    at = ".".join([*above, last])
    if kind == "missing":
        return Text(f"{at}：缺少此键", f"{at}: missing key")
    if kind != "extra_forbidden":
        return Text(f"{at}: {message}", f"{at}: {message}")
    table = _Titles if above == ["title"] else _Both if above else _KindFile
    guess = meant(last, table.model_fields)
    return Text(f"{at}：未知的键{guess.zh}", f"{at}: unknown key{guess.en}")


def meant(word: str, known: Iterable[str]) -> Text:
    """A question after a misspelt word: which of the known ones was meant; nothing when none is near."""
    near = difflib.get_close_matches(word, list(known), 1)
    return Text(f"；是否为 {near[0]}？", f"; did you mean {near[0]}?") if near else Text("", "")


def _template_error(problems: Sequence[Problem]) -> TemplateError:
    zh = "\n".join(f"{p.file}:{p.line}：{p.what.zh}" for p in problems)
    en = "\n".join(str(p) for p in problems)
    hint = Text("写法见 docs/wording.md", "docs/wording.md says how wording is written")
    return TemplateError(Text(f"文书文字有误\n{zh}", f"wording is wrong\n{en}"), hint)


def _unknown(
    statements: Sequence[Statement], source: grammar.Source, vocabulary: Vocabulary
) -> list[Problem]:
    """Every fact, row list and condition this audience does not have."""
    found = []
    for statement in statements:
        for name, line in grammar.conditions(statement):
            if name not in vocabulary.conditions:
                found.append(source.problem(line, Text(f"没有条件 {name}", f"no condition {name}")))
        for block in statement.blocks:
            for text, line, rows in grammar.sources(block):
                if rows and rows not in vocabulary.rows:
                    found.append(source.problem(line, Text(f"没有列表 {rows}", f"no list {rows}")))
                found += [
                    source.problem(line, what) for what in _unknown_names(text, rows, vocabulary)
                ]
    return list(dict.fromkeys(found))


def _unknown_names(source: str, rows: str, vocabulary: Vocabulary) -> Iterator[Text]:
    try:
        used = named(source)
    except ValueError as error:
        yield Text(f"花括号里只能写事项名：{error}", f"braces may hold a fact's name only: {error}")
        return
    of_rows = {f"line.{name}" for name in vocabulary.rows.get(rows, ())}
    for name in used:
        if name not in vocabulary.facts and name not in of_rows:
            yield Text(f"没有事项 {name}", f"no fact {name}")
