"""`noticegen due`: the book streamed, and what is written of it."""

from __future__ import annotations

import json
import random as dice  # noqa: TID251  # seeded
import re
import tracemalloc
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import demo_desk
import icalendar
import openpyxl
import pytest
from due_cases import ISSUED, KINDS, SERVED, plan, todo
from ledger_cases import HOUSE, case, day, policy, with_, without
from sample_book import NOW, dossier

from noticegen.book import Book
from noticegen.due import Found, Setting, Wanted, calendar, gather, sheet
from noticegen.errors import ExitCode, OutputError
from noticegen.model import Event, EventType
from noticegen.text import Text
from noticegen.worklist import KINDS as ORDERED
from noticegen.worklist import Item

Capture = pytest.CaptureFixture[str]
ON = date(2026, 3, 27)
ZONE = "Asia/Shanghai"


def items() -> list[Item]:
    """The items of several cases on a day, in order."""
    cases = [
        case(without("03-24") + "\n03-25 09:00 dispute B text=不认"),
        case(with_(ISSUED, SERVED)),
    ]
    found = [
        item
        for n, of in enumerate(cases)
        for item in todo(replace(of, loan=replace(of.loan, id=f"L{n}", officer="王经办")), "03-29")
    ]
    return sorted(found, key=lambda i: i.place)


def clock() -> Item:
    """A clock running out, and its names for outside."""
    return Item(
        "clock", "L9", "", "", "G1", "guarantor", day("09-06"),
        Text("保证期间：安全日 2026-09-06", "guarantee period: safe day 2026-09-06"), "L-03", "guarantee/D",
        more=Text("内部说明", "inner note"), plan=Text("内部方案", "inner plan"),
    )  # fmt: skip


# --- calendar -------------------------------------------------------------------------------------


def events(found: list[Item], on: date = ON, lang: str = "zh") -> dict[str, Any]:
    """The events of the calendar, read back by UID."""
    whole = b"".join(calendar.lines(found, on, ZONE, "zh" if lang == "zh" else "en"))
    assert b"\n" not in whole.replace(b"\r\n", b"") and max(map(len, whole.split(b"\r\n"))) <= 75
    read: Any = icalendar.Calendar.from_ical(whole)
    assert [] == read.errors and "2.0" == read["version"]
    made = read.walk("VEVENT")
    assert all([] == event.errors for event in made)
    return {str(event["uid"]): event for event in made}


def test_a_calendar_holds_each_thing_to_do() -> None:
    """One whole-day event an item; blocked documents are nothing to do and are left out."""
    found = items()
    read = events(found, day("03-29"))

    assert {f"{i.uid}@noticegen" for i in found if i.kind != "blocked"} == set(read)
    assert any(i.kind == "blocked" for i in found)
    [call] = [i for i in found if i.kind == "daily_call"]
    told = read[f"{call.uid}@noticegen"]
    assert "L1 借款人 B：送达后每日致电（08:00 至 22:00）" == str(told["summary"])
    assert day("03-29") == told.decoded("dtstart")
    assert "PRIVATE" == str(told["class"]) and "TRANSPARENT" == str(told["transp"])
    english = events(found, day("03-29"), "en")[f"{call.uid}@noticegen"]
    assert "L1 borrower B: daily call after service (08:00 to 22:00)" == str(english["summary"])
    assert "basis S-14" in str(english["description"])


def test_what_is_past_stands_on_the_day_of_the_list() -> None:
    """A visit that was due on the 24th is in the calendar today, its day in the description."""
    [visit] = [i for i in items() if i.kind == "visit_again"]
    told = events([visit], day("03-29"))[f"{visit.uid}@noticegen"]

    assert day("03-29") == told.decoded("dtstart") and "2026-03-24" in str(told["description"])


def test_the_same_item_tomorrow_moves_and_is_not_doubled() -> None:
    """Two calendars of two days share the UIDs of what is still to be done."""
    waiting = case(without("03-24"))
    first, second = (set(events(todo(waiting, on), day(on))) for on in ("03-25", "03-26"))

    assert first == second and len(first) == 3


def test_the_same_items_give_the_same_calendar() -> None:
    """Byte for byte, whenever it is written; the stamp is the day of the list in the house's zone."""
    found = items()
    one, two = (b"".join(calendar.lines(found, ON, ZONE, "zh")) for _ in range(2))

    assert one == two and b"DTSTAMP:20260326T160000Z" in one


def test_a_clock_reminds_twice() -> None:
    """A week and a day before its safe day."""
    told = events([clock()])[f"{clock().uid}@noticegen"]

    assert [timedelta(days=-7), timedelta(days=-1)] == [a.decoded("trigger") for a in told.walk("VALARM")]  # fmt: skip
    assert 1 == told["priority"]


def test_an_empty_day_is_a_calendar_too() -> None:
    """Nothing to do is said by a calendar without events."""
    assert {} == events([])


def test_nothing_private_is_in_calendar_or_workbook(tmp_path: Path) -> None:
    """Sums, notes, the plan, names and reasons stay inside the program."""
    spoiled = case(
        with_(ISSUED, SERVED, "03-25 11:00 reason B code=R401 text=赌博", "03-26 12:00 dispute B text=离婚",
              "03-26 13:00 cash_flow B by=2026-03-30 what=离婚财产款", "03-27 11:00 promise B amount=7777 by=2026-03-30")
    )  # fmt: skip
    found = [*todo(spoiled, "03-29"), clock()]
    sheet.write(tmp_path / "x.xlsx", found, day("03-29"), "zh")
    with zipfile.ZipFile(tmp_path / "x.xlsx") as file:
        told = "".join(file.read(n).decode() for n in file.namelist() if n.endswith(".xml"))
    told += "".join(str(e.to_ical().decode()) for e in events(found, day("03-29")).values()).replace("\r\n ", "")  # fmt: skip
    secrets = [
        "张示例",
        "孙示例",
        "139",
        "赌",
        "离婚",
        "R401",
        "7,777",
        "7777",
        "内部说明",
        "内部方案",
    ]
    secrets += [i.plan.zh for i in found if i.plan.zh]

    assert len(secrets) > 10 and any(i.more.zh for i in found)
    assert [] == [s for s in secrets if s in told]


# --- workbook -------------------------------------------------------------------------------------


def rows(path: Path) -> list[tuple[object, ...]]:
    """The rows of the first sheet, read by a library that did not write it."""
    book = openpyxl.load_workbook(path)
    return list(book.worksheets[0].iter_rows(values_only=True))


def test_a_workbook_holds_every_item(tmp_path: Path) -> None:
    """One row an item in their order, days as days, text as text."""
    found = items()
    sheet.write(tmp_path / "zh.xlsx", found, day("03-29"), "zh")
    sheet.write(tmp_path / "en.xlsx", found, day("03-29"), "en")
    head, *body = rows(tmp_path / "zh.xlsx")

    assert ("损失", "事项", "应办日", "贷款") == head[:4] and len(body) == len(found)
    assert [i.uid for i in found] == [row[-1] for row in body]
    assert [i.day for i in found] == [row[2].date() for row in body if isinstance(row[2], datetime)]
    assert [i.what.zh for i in found] == [row[6] for row in body]
    assert "what is lost" == rows(tmp_path / "en.xlsx")[0][0]
    assert [i.what.en for i in found] == [row[6] for row in rows(tmp_path / "en.xlsx")[1:]]


def test_the_same_items_give_the_same_workbook(tmp_path: Path) -> None:
    """Byte for byte; written twice to one place it is the same file, another list is refused there."""
    found = items()
    for name in ("a.xlsx", "b.xlsx", "a.xlsx"):
        sheet.write(tmp_path / name, found, day("03-29"), "zh")

    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert 0o600 == (tmp_path / "a.xlsx").stat().st_mode & 0o777
    with pytest.raises(OutputError):
        sheet.write(tmp_path / "a.xlsx", found[1:], day("03-29"), "zh")


def test_a_formula_in_an_id_stays_text(tmp_path: Path) -> None:
    """A loan id that looks like a formula or a link is shown, not run."""
    evil = clock()._replace(loan="=1+1", branch="http://example.org")
    sheet.write(tmp_path / "x.xlsx", [evil], ON, "zh")
    row = rows(tmp_path / "x.xlsx")[1]

    assert "=1+1" == row[3]
    cell = openpyxl.load_workbook(tmp_path / "x.xlsx").worksheets[0]["D2"]
    assert "s" == cell.data_type


def test_an_empty_day_is_a_workbook_too(tmp_path: Path) -> None:
    """Nothing to do is a sheet with its heading."""
    sheet.write(tmp_path / "x.xlsx", [], ON, "zh")

    assert 1 == len(rows(tmp_path / "x.xlsx"))


# --- sorted without holding it all ----------------------------------------------------------------


def many(count: int) -> Iterator[Item]:
    """Items in no order."""
    chance, kinds = dice.Random(7), list(ORDERED)
    for n in range(count):
        shifted = day("03-01") + timedelta(chance.randrange(90))
        yield clock()._replace(kind=chance.choice(kinds), day=shifted, loan=f"L{chance.randrange(count):06}", ref=str(n))  # fmt: skip


@pytest.mark.parametrize("run", [1, 7, 100, 1000])
def test_items_come_out_sorted_however_they_are_kept(run: int) -> None:
    """In memory or in runs on disk, and read twice, the order is the one of `sorted`."""
    with Found(run) as found:
        found.add(many(500))
        wanted = sorted(many(500), key=lambda i: i.place)

        assert wanted == list(found) == list(found)
        assert 500 == len(found) == sum(found.counts.values())


def test_memory_does_not_grow_with_the_items() -> None:
    """Sixteen runs on disk take a small part of what the same items take in memory."""

    def peak(run: int) -> int:
        tracemalloc.start()
        with Found(run) as found:
            found.add(many(8000))
            assert 8000 == sum(1 for _ in found)
            used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    peak(500)
    assert peak(500) < peak(10_000) / 4


# --- the book -------------------------------------------------------------------------------------


def book_of(url: str, count: int) -> Setting:
    """A book of `count` loans in default, of two officers and two branches."""
    with Book.create(url) as book:
        made = (
            replace(d, loan=replace(d.loan, officer=f"经办{n % 2}", branch=f"机构{n % 3}"))
            for n in range(count)
            for d in [dossier(f"DK-{n:05}")]
        )
        assert all(change.kind == "added" for change in book.apply(made, NOW))
    return Setting(url, HOUSE, Path("/nonexistent"), policy(), plan(), KINDS)


def test_processes_find_what_one_process_finds(sqlite_url: str) -> None:
    """Over two processes the list is the same, item by item."""
    setting = book_of(sqlite_url, 1101)
    with gather(setting, ON, jobs=1) as one, gather(setting, ON, jobs=2) as two:
        assert 1101 == one.loans == two.loans and len(one) > 1101
        assert list(one) == list(two)


def test_a_list_of_one_officer_or_branch(sqlite_url: str) -> None:
    """Only the loans of that officer and branch are even loaded; kinds of items can be chosen."""
    setting = book_of(sqlite_url, 12)
    with gather(setting, ON, Wanted(officer="经办1")) as found:
        assert 6 == found.loans and {"经办1"} == {i.officer for i in found}
    with gather(setting, ON, Wanted(officer="经办1", branch="机构1")) as found:
        assert ["DK-00001", "DK-00007"] == sorted({i.loan for i in found})
    with gather(setting, ON, Wanted(kinds=("blocked",))) as found:
        assert {"blocked"} == set(found.counts) and 12 == found.loans
    with gather(setting, ON, Wanted(officer="nobody")) as found:
        assert 0 == found.loans == len(found)


def test_a_loan_that_cannot_be_computed_is_named_and_the_others_listed(sqlite_url: str) -> None:
    """A plan that cannot be read stops its own loan, not the list of the house."""
    setting = book_of(sqlite_url, 3)
    at = datetime(2026, 3, 22, 9, tzinfo=UTC)
    wrong = Event(
        "bad", at, EventType.PLAN, at, party="DK-00001-B", actors=("王经办",),
        details={"schedule": "nonsense", "approver": "李主任"},
    )  # fmt: skip
    with Book.open(sqlite_url) as book:
        book.record("DK-00001", wrong)
    with gather(setting, ON) as found:
        assert ["DK-00001"] == [loan for loan, _ in found.faults]
        assert {"DK-00000", "DK-00002"} == {i.loan for i in found}


# --- the command ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example desk, imported once."""
    return demo_desk.imported(tmp_path_factory.mktemp("demo") / "desk", examples)


@pytest.fixture
def desk(made: Path, tmp_path: Path) -> Path:
    """A desk of one's own with the examples in its book."""
    return demo_desk.imported(tmp_path / "desk", made)


def test_the_screen_fits_and_speaks_both_languages(desk: Path, capfd: Capture) -> None:
    """At most 100 columns; classes of loss in their order; loan, role and id, no names."""
    for lang, heads in (
        ("zh", ["错过不能补", "影响后续步骤", "知悉"]),
        ("en", ["cannot be made up", "later steps wait for it", "for information"]),
    ):
        capfd.readouterr()
        assert ExitCode.DONE == demo_desk.run(desk, "due", "--on", "2026-03-27", lang=lang)
        told = capfd.readouterr().out
        assert heads == re.findall(r"^── (.*) ──$", told, re.M)
        assert 100 >= max(sum(2 if ord(c) > 0x2E7F else 1 for c in line.rstrip()) for line in told.splitlines())  # fmt: skip
        assert "DK-0002" in told and "P02" in told and "S-05" in told
        assert "李四" not in told and "张三" not in told


def test_json_is_one_object(desk: Path, capfd: Capture) -> None:
    """With its schema version, counts and every item; the plan's line is there for contacts."""
    capfd.readouterr()
    assert 0 == demo_desk.run(desk, "due", "--on", "2026-03-27", "--json")
    answer = json.loads(capfd.readouterr().out)

    assert {"schema_version", "on", "loans", "counts", "faults", "items"} == set(answer)
    assert (1, "2026-03-27", 13, []) == tuple(answer[k] for k in ("schema_version", "on", "loans", "faults"))  # fmt: skip
    assert sum(answer["counts"].values()) == len(answer["items"])
    assert set(answer["counts"]) <= set(ORDERED)
    [call] = [i for i in answer["items"] if i["kind"] == "call"]
    assert ("DK-0002", "P02", "S-05", "window") == tuple(call[k] for k in ("loan", "party", "basis", "loss"))  # fmt: skip
    assert call["plan"] and "N" == call["tone"]
    assert 36 == len(call["uid"])


def test_kinds_officers_and_limits(desk: Path, capfd: Capture) -> None:
    """`--kind` chooses, `--limit` says what it left out, an unknown kind is a usage error."""
    capfd.readouterr()
    assert 0 == demo_desk.run(desk, "due", "--kind", "notice", "--limit", "2")
    told = capfd.readouterr().out
    assert 2 == told.count("S-10") and "more: --limit 0" in told
    assert 2 == demo_desk.run(desk, "due", "--kind", "nonsense")
    capfd.readouterr()
    assert 0 == demo_desk.run(desk, "due", "--officer", "nobody", "--json")
    assert [] == json.loads(capfd.readouterr().out)["items"]
    assert 2 == demo_desk.run(desk, "due", "--on", "27.3.2026")


def test_files_are_written_beside_the_screen(desk: Path, capfd: Capture) -> None:
    """Workbook and calendar of the same list; a file of another day in their place is refused."""
    book, cal = desk / "due.xlsx", desk / "due.ics"
    files = ["--xlsx", str(book), "--ics", str(cal)]
    assert 0 == demo_desk.run(desk, "due", "--on", "2026-03-27", *files)
    assert "wrote" in capfd.readouterr().err
    before = book.read_bytes(), cal.read_bytes()
    assert 0 == demo_desk.run(desk, "due", "--on", "2026-03-27", *files)
    assert before == (book.read_bytes(), cal.read_bytes())
    capfd.readouterr()
    assert 0 == demo_desk.run(desk, "due", "--on", "2026-03-27", "--json")
    assert len(json.loads(capfd.readouterr().out)["items"]) == len(rows(book)) - 1 > 10
    assert 7 == demo_desk.run(desk, "due", "--on", "2026-03-28", *files)


def test_a_house_without_a_plan_of_its_own_uses_the_shipped_one(desk: Path, capfd: Capture) -> None:
    """Templates copied before there was a plan go on working; a broken plan stops with code 4."""
    import shutil

    from noticegen.desk import shipped

    shutil.copytree(shipped("templates"), desk / "own")
    config = desk / "noticegen.toml"
    text = config.read_text("utf-8")
    config.write_text(re.sub(r"(?m)^\[paths\].*$", '[paths]\ntemplates = "own"', text) if "[paths]" in text else f'{text}\n[paths]\ntemplates = "own"\n', "utf-8")  # fmt: skip
    (desk / "own" / "plan.toml").unlink()
    assert 0 == demo_desk.run(desk, "due")
    (desk / "own" / "plan.toml").write_text("[worklist]\n", "utf-8")
    capfd.readouterr()
    assert 4 == demo_desk.run(desk, "due")
    assert "plan.toml" in capfd.readouterr().err


def test_case_shows_the_plan(desk: Path, capfd: Capture) -> None:
    """The plan stands at the end of `case` in both languages, marked as internal."""
    for lang, words in (
        ("zh", "催收方案（仅供内部）"),
        ("en", "Collection plan (for the house only)"),
    ):
        capfd.readouterr()
        assert 0 == demo_desk.run(desk, "case", "DK-0002", "--on", "2026-03-27", lang=lang)
        assert words in capfd.readouterr().out
