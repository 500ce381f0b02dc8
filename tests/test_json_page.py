"""What `--json` prints is what docs/json.md says, key by key, in both languages."""

from __future__ import annotations

import contextlib
import copy
import io
import json
import re
import shlex
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import click
import demo_desk
import pytest
from import_data import good, write_json

from noticegen import cli
from noticegen.schema import SHEETS

PAGE = Path(__file__).parents[1] / "docs" / "json.md"
pytestmark = pytest.mark.usefixtures("drawn_once")
Path_ = tuple[str, ...]  # keys from the top; "[]" = each item of an array, "*" = any key
Types = dict[Path_, str]


def day(value: object) -> bool:
    return isinstance(value, str) and date.fromisoformat(value).isoformat() == value


def time(value: object) -> bool:
    return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None


LEAVES: dict[str, Callable[[object], bool]] = {
    "text": lambda v: isinstance(v, str),
    "words": lambda v: isinstance(v, str),
    "money": lambda v: isinstance(v, str) and bool(re.fullmatch(r"-?\d+\.\d\d", v)),
    "rate": lambda v: isinstance(v, str) and bool(re.fullmatch(r"\d+(\.\d+)?", v)),
    "day": day,
    "time": time,
    "int": lambda v: type(v) is int,
    "yes/no": lambda v: isinstance(v, bool),
    "object": lambda v: isinstance(v, dict),
}


@cache
def written() -> dict[str, Types]:
    """The tables of the page by heading (`case`, `register list`, `finding`, ...), shapes put in."""
    tables: dict[str, Types] = {}
    for heading, body in re.findall(r"^##+ (.+?)\n(.*?)(?=^#|\Z)", PAGE.read_text("utf-8"), re.M | re.S):  # fmt: skip
        rows = re.findall(r"^\| `([^`]+)` \| ([^|]+?) \|", body, re.M)
        name = re.sub(r"`noticegen |`| [A-Z]+\b", "", heading)
        tables[name] = {_keys(key): kind for key, kind in rows}
    tables["register show"] |= tables["document"]
    return {name: dict(_whole(rows, tables)) for name, rows in tables.items()}


def _keys(path: str) -> Path_:
    return tuple(re.findall(r"\[\]|[^.\[\]]+", path))


def _whole(rows: Types, tables: dict[str, Types]) -> Iterator[tuple[Path_, str]]:
    for path, kind in rows.items():
        yield path, kind
        item, many = re.subn("^list of ", "", kind.rstrip("?"))
        if item not in LEAVES:
            below = (*path, "[]") if many else path
            yield from (((*below, *p), k) for p, k in _whole(tables[item], tables))


def flat(value: object, path: Path_ = ()) -> Iterator[tuple[Path_, object]]:
    """Every value with its path."""
    if path:
        yield path, value
    if isinstance(value, dict):
        for key, item in value.items():
            yield from flat(item, (*path, key))
    elif isinstance(value, list):
        for item in value:
            yield from flat(item, (*path, "[]"))


def row_of(path: Path_, types: Types) -> Path_ | None:
    """The row of the page that tells of this value."""
    for known in (path, (*path[:-1], "*")):
        if known in types:
            return known
    return None


OF_DATA = {("loan",): "loans", ("guarantees", "[]"): "guarantees", ("schedule", "[]"): "instalments"}  # fmt: skip


def told(section: str, body: dict[str, Any]) -> set[Path_]:
    """Hold one answer against the page; the rows it bears out."""
    types, seen = written()[section], set[Path_]()
    assert 1 == body.pop("schema_version")
    for path, value in flat(body):
        row = row_of(path, types)
        if row is not None:
            kind = types[row]
            assert _fits(value, kind), f"{section} {path}: {value!r} is no {kind}"
            seen.add(row)
        elif section == "case" and path[0] in ("loan", "guarantees", "schedule"):
            _as_data(path, value)
        else:
            assert isinstance(value, dict | list) or path[-1] == "[]", f"{section}: {path} is not on the page"  # fmt: skip
            below = any(known[: len(path)] == path for known in types)
            listed = path[-1] == "[]" and row_of(path[:-1], types) is not None
            assert below or listed, f"{section}: {path} is not on the page"
    return seen


def _fits(value: object, kind: str) -> bool:
    if value is None:
        return kind.endswith("?")
    kind = kind.removesuffix("?")
    if kind.startswith("list of "):
        item = kind.removeprefix("list of ")
        return isinstance(value, list) and all(_fits(each, item) for each in value)
    return LEAVES[kind](value) if kind in LEAVES else isinstance(value, dict)


def _as_data(path: Path_, value: object) -> None:
    """Below the loan, its deeds and its schedule keys and forms are those of the import."""
    top = next(t for t in OF_DATA if path[: len(t)] == t)
    if path == top:
        return
    column = next(s for s in SHEETS if s.key == OF_DATA[top]).column(path[len(top)])
    kind = {"bool": "yes/no", "date": "day", "enum": "text", "id": "text", "list": "list of text"}.get(column.format, column.format)  # fmt: skip
    if path[-1] != "[]":
        assert value is None or _fits(value, kind), f"{path}: {value!r} is no {column.format}"


def unseen(section: str, bodies: list[dict[str, Any]], seen: set[Path_]) -> list[Path_]:
    """Rows that no answer bore out, although what they stand in had something in it."""
    held = {path for body in bodies for path, value in flat(body) if value not in (None, [], {})}
    return [p for p in written()[section] if p not in seen and (len(p) == 1 or p[:-1] in held)]


# --- what is asked, in this order ------------------------------------------------------------------

FAULTY = {"parties": [{"id": "P", "kind": "person", "name": "示例甲"}], "loans": [{"id": "L", "principal": "x"}], "signatories": [], "instalments": []}  # fmt: skip
PHOTO = "examples/evidence/DK-0007-01-photo.png"
SENT = "--method ems --to 冯十二 --waybill EX000000000CN"
STORY: tuple[tuple[str, str], ...] = (
    ("doctor", "doctor"),
    ("rules", "rules"),
    ("template lint", "template lint"),
    *(("case", f"case {loan}") for loan in ("DK-0001", "DK-0003", "DK-0004", "DK-0007", "DK-0008", "DK-0010", "DK-0011", "DK-0012", "DK-0013")),
    ("due", "due"),
    ("check", "check overdue-notice DK-0003"),
    ("check", "check overdue-notice DK-0004"),
    ("issue", "issue overdue-notice DK-0003 --dry-run"),
    ("import", "import examples/portfolio.xlsx --dry-run"),
    ("import", "import faulty.json --dry-run"),
    ("import", "import new.json"),
    ("import", "import changed.json --dry-run"),
    ("batch", "batch overdue-notice --dry-run"),
    ("bundle build", "bundle build DK-0007"),
    ("person list", "person list P03"),
    ("person erase", "person erase P03 --by 刘总 --role approver --reason 保存期限届满，按本单位规定删除个人资料"),
    ("log", "log DK-0003 payment --sum 500.00 --at '2026-03-27 09:00'"),
    ("log", f"log DK-0013 sub_payment --sum 800.00 --payee 示例银行 --proof voucher={PHOTO} --at '2026-03-27 10:00'"),
    ("log", "log DK-0013 payment --sum 100.00 --at '2026-03-27 11:00'"),
    ("case", "case DK-0013"),
    ("issue", "issue overdue-notice DK-0007"),
    ("issue", "issue overdue-notice DK-0007"),
    ("dispatched, served, returned, refused", f"dispatched DK-0007 {SENT}"),
    ("dispatched, served, returned, refused", f"served DK-0007 {SENT} --recipient self --staff 王经办"),
    ("register list", "register list"),
    ("register show", "register show DK-0007"),
    ("register verify", "register verify"),
    ("prove", "prove DK-0007"),
    ("person list", "person list P07"),
    ("bundle verify", "bundle verify half"),
    ("seal check", "seal check LETTER"),
    ("case", "case DK-0007"),
)  # fmt: skip
WRITES = ("import new", "log", "dispatched", "served", "prove", "issue overdue-notice DK-0007")  # fmt: skip


@pytest.fixture(scope="module")
def answers(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, dict[str, Any]]]]:  # fmt: skip
    """By section: what each command of the story printed, by language; what writes is asked in English only."""
    desk = demo_desk.imported(tmp_path_factory.mktemp("json") / "desk", examples)
    _files(desk)
    found: dict[str, list[dict[str, dict[str, Any]]]] = {}
    with contextlib.chdir(desk):
        for section, line in STORY:
            words = shlex.split(line)
            if words[-1] == "LETTER":
                words[-1] = found["issue"][-1]["en"]["letters"][0]["pdf"]
            languages = ("en",) if line.startswith(WRITES) else ("en", "zh")
            found.setdefault(section, []).append({lang: _asked(desk, words, lang) for lang in languages})  # fmt: skip
    return found


def _files(desk: Path) -> None:
    """Data with faults; a new loan, and the same with a change; what is left of a packet."""
    (desk / "half").mkdir()
    (desk / "half" / "bagit.txt").touch()
    (desk / "faulty.json").write_text(json.dumps(FAULTY), "utf-8")
    rows = good()
    write_json(desk, rows).rename(desk / "new.json")
    rows["loans"][0]["purpose"] = "进货"
    write_json(desk, rows).rename(desk / "changed.json")


def _asked(desk: Path, words: list[str], lang: str) -> dict[str, Any]:
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        demo_desk.run(desk, *words, "--json", lang=lang)
    said: dict[str, Any] = json.loads(printed.getvalue())
    return said


@pytest.mark.parametrize("section", dict.fromkeys(section for section, _ in STORY))
def test_every_key_is_on_the_page(section: str, answers: dict[str, Any]) -> None:
    """Each key has its row with the type it is of; each row is borne out, unless what it is part of was empty."""
    bodies = [copy.deepcopy(body) for both in answers[section] for body in both.values()]
    seen = {row for body in bodies for row in told(section, body)}
    assert unseen(section, bodies, seen) == []


@pytest.mark.parametrize("section", dict.fromkeys(section for section, _ in STORY))
def test_only_words_change_with_the_language(section: str, answers: dict[str, Any]) -> None:
    """In Chinese and in English the keys are the same, and so are all values that are not words."""
    types = written()[section]
    for both in answers[section]:
        if len(both) == 2:
            en, zh = (list(flat(both[lang])) for lang in ("en", "zh"))
            assert [path for path, _ in en] == [path for path, _ in zh]
            for (path, here), (_, there) in zip(en, zh, strict=True):
                row = row_of(path, types)
                words = row is not None and "words" in types[row]
                plain = not isinstance(here, dict | list)
                if plain and not words and not (path[-1] == "[]" and _of_words(path, types)):
                    assert here == there, f"{section} {path}"


def _of_words(path: Path_, types: Types) -> bool:
    row = row_of(path[:-1], types)
    return row is not None and types[row] == "list of words"


def test_every_command_with_json_is_on_the_page() -> None:
    """A command that takes `--json` has its section."""
    page = PAGE.read_text("utf-8")
    heads = " ".join(re.findall(r"^## (.*)", page, re.M)) + "bundle append"
    missing = [name for name in _with_json(cli.build(), ()) if name not in heads]
    assert missing == []


def _with_json(command: click.Command, name: tuple[str, ...]) -> Iterator[str]:
    context = click.Context(command)
    if isinstance(command, click.Group):
        for sub in command.list_commands(context):
            below = command.get_command(context, sub)
            assert below is not None
            yield from _with_json(below, (*name, sub))
    elif any("--json" in p.opts for p in command.params):
        yield " ".join(name)
