"""The story of a letter: what is written, when, and what happens when something changes in between."""

from __future__ import annotations

import hashlib
import re
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import crash_driver
import demo_desk
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from noticegen import issue as story
from noticegen import render, rules
from noticegen.book import Book
from noticegen.book import tables as t
from noticegen.cli import issue as cli_issue
from noticegen.cli.session import Session, language
from noticegen.desk import Desk
from noticegen.errors import DataError, OutputError, UsageError
from noticegen.issue import IssueResult, OverrideRequest, approvals, letter
from noticegen.model import Event, EventType, Finding, Severity, Verdict
from noticegen.register import Register
from noticegen.text import Text
from noticegen.vault import Vault

ON, NOW = demo_desk.DAY, demo_desk.NOW
KIND = "overdue-notice"
REASON = "客户当日手机停机，已改为当面催收并留有走访记录，同意签发"
WISH = OverrideRequest("S-05", "陈主任", "branch_head", REASON)


@pytest.fixture(scope="module")
def base(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example desk, imported once."""
    return demo_desk.imported(tmp_path_factory.mktemp("base") / "desk", examples)


@pytest.fixture
def desk(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk of one's own, with files that need no engine."""
    monkeypatch.setattr(render, "render", crash_driver.fake_render)
    return Desk.open(demo_desk.imported(tmp_path / "desk", base), {})


@pytest.fixture
def book(desk: Desk) -> Iterator[Book]:
    """Its book."""
    with Book.open(desk.book_url) as opened:
        yield opened


def issue(desk: Desk, book: Book, loan: str = "DK-0003", **more: Any) -> IssueResult:
    """Issue the notice on the examples' day, at 14:00."""
    return story.issue(desk, book, KIND, loan, **({"on": ON, "now": NOW} | more))


def fail_at(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """Let a step of the story fail as a full disk would."""

    def full(*_: object) -> None:
        raise OutputError(Text("满", "full"))

    monkeypatch.setattr(letter, step, full)


def written(desk: Desk) -> dict[str, bytes]:
    """All files below the out folder."""
    return {
        p.relative_to(desk.out).as_posix(): p.read_bytes()
        for p in desk.out.rglob("*")
        if p.is_file()
    }


def numbers(book: Book) -> list[tuple[int, str]]:
    """Place and state of every number."""
    return [(e.seq, e.state) for e in Register(book).list()]


def everything(book: Book) -> dict[str, list[Any]]:
    """Every row of every table."""
    with book.read() as conn:
        return {
            name: [tuple(row) for row in conn.execute(sa.select(table))]
            for name, table in t.metadata.tables.items()
        }


# --- the plain story ------------------------------------------------------------------------------


def test_a_ready_letter_is_issued(desk: Desk, book: Book) -> None:
    """Number, files with their hashes, dates, and an event on the log."""
    result = issue(desk, book)

    (made,) = result.letters
    entry = Register(book).show(made.number)
    case = book.load("DK-0003", desk.house, Vault(desk.evidence))
    (event,) = case.of(EventType.ISSUED)
    assert ("issued", "issued", "〔2026〕催字第0001号") == (result.status, made.state, made.number)
    assert made.pdf is not None
    assert made.docx is not None
    assert hashlib.sha256(made.pdf.read_bytes()).hexdigest() == entry.pdf_sha256
    assert hashlib.sha256(made.docx.read_bytes()).hexdigest() == entry.docx_sha256
    assert ("2026-03-27", "2026-03-27", "2026-03-20") == (
        entry.as_of,
        entry.issued_on,
        entry.anchor,
    )
    assert "2026-04-07" == entry.deadline  # 3 + 7 days are 6 April, a holiday
    told = {"kind": KIND, "as_of": "2026-03-27", "total": "51755.90"}
    assert (made.number, "P03", told) == (
        event.document,
        event.party,
        dict(event.details),
    )
    assert [] == Register(book).verify(desk.out)


def test_names_of_files_are_ours(desk: Desk, book: Book) -> None:
    """Year, kind, place, loan in small ASCII, eight hex digits; files 0600, folders 0700."""
    issue(desk, book, "DK-0013")

    pattern = r"2026/overdue-notice/000[12]_dk-0013_[0-9a-f]{8}\.(pdf|docx)"
    assert all(re.fullmatch(pattern, name) for name in written(desk))
    modes = {p.is_dir(): stat.S_IMODE(p.stat().st_mode) for p in desk.out.rglob("*")}
    assert {True: 0o700, False: 0o600} == modes


@given(st.text(max_size=80))
def test_any_loan_id_makes_a_safe_name(loan: str) -> None:
    """Only a-z, 0-9 and inner hyphens, at most 24, whatever the id is."""
    assert re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,22}[a-z0-9])?", letter._ascii(loan))


def test_ids_that_look_alike_make_two_names() -> None:
    """Case, hidden characters and length never make two letters one file."""
    ids = ["DK-1", "dk-1", "dk_1", "DK－1", "é", "e\u0301", "x" * 24, "x" * 25]
    names = {f"{letter._ascii(i)}_{letter._short(i)}".casefold() for i in ids}

    assert len(ids) == len(names)


def test_each_addressee_gets_a_letter(desk: Desk, book: Book) -> None:
    """Two borrowers, two numbers, two events, in the order of the contract."""
    result = issue(desk, book, "DK-0013")

    assert [("P13", "issued"), ("P14", "issued")] == [(m.party, m.state) for m in result.letters]
    assert [(1, "issued"), (2, "issued")] == numbers(book)


def test_one_addressee_may_be_named(desk: Desk, book: Book) -> None:
    """--party makes one letter; the other follows later under its own number."""
    issue(desk, book, "DK-0013", party="P14")
    result = issue(desk, book, "DK-0013")

    assert {("P14", "already"), ("P13", "issued")} == {(m.party, m.state) for m in result.letters}
    with pytest.raises(UsageError, match="no such addressee"):
        issue(desk, book, "DK-0013", party="P03")


def test_a_kind_for_nobody_of_the_loan_says_whom_it_is_for(desk: Desk, book: Book) -> None:
    """Where nobody holds the role, the answer names the role, not an empty list."""
    with pytest.raises(UsageError, match="the loan has no guarantor to get this document"):
        story.issue(desk, book, "guarantor-demand", "DK-0013", on=ON, now=NOW)


def test_asking_again_gives_the_same_letter(desk: Desk, book: Book) -> None:
    """The second time nothing is written, not even when the case has changed: void it first."""
    first = issue(desk, book)
    before = everything(book), written(desk)
    again = issue(desk, book, now=NOW + timedelta(hours=2))

    assert ["already"] == [m.state for m in again.letters]
    assert first.letters[0].number == again.letters[0].number
    assert before == (everything(book), written(desk))
    assert "void it" in again.messages[0].en


def test_the_next_day_is_another_letter(desk: Desk, book: Book) -> None:
    """Another as-of day is another letter with its own number."""
    issue(desk, book)
    day = timedelta(days=1)

    assert ["issued"] == [m.state for m in issue(desk, book, on=ON + day, now=NOW + day).letters]
    assert [(1, "issued"), (2, "issued")] == numbers(book)


def test_a_void_letter_is_issued_anew(desk: Desk, book: Book) -> None:
    """After voiding, the same request takes the next number; both stand in the register."""
    first = issue(desk, book).letters[0]
    Register(book).void(first.number, "金额有误", NOW)

    assert ["〔2026〕催字第0002号"] == [m.number for m in issue(desk, book).letters]
    assert [(1, "void"), (2, "issued")] == numbers(book)
    assert [] == Register(book).verify(desk.out)


def test_an_unknown_kind_or_loan(desk: Desk, book: Book) -> None:
    """Both are usage errors; a time without zone is bad data."""
    with pytest.raises(UsageError):
        story.issue(desk, book, "love-letter", "DK-0003", on=ON, now=NOW)
    with pytest.raises(UsageError):
        issue(desk, book, "DK-9999")
    with pytest.raises(DataError, match="no zone"):
        issue(desk, book, now=NOW.replace(tzinfo=None))


def test_the_day_of_issue_is_that_of_the_house(desk: Desk, book: Book) -> None:
    """At 17:00 UTC it is tomorrow in Shanghai."""
    number = issue(desk, book, now=NOW.replace(hour=17)).letters[0].number

    assert "2026-03-28" == Register(book).show(number).issued_on


# --- blocked, planned, drafted --------------------------------------------------------------------


def test_a_blocked_letter_takes_no_number(desk: Desk, book: Book) -> None:
    """The findings say why; nothing is written."""
    before = everything(book)
    result = issue(desk, book, "DK-0004")

    assert "blocked" == result.status
    assert {"S-05"} == {f.rule for f in result.findings if f.blocks}
    assert before == everything(book)
    assert {} == written(desk)


def test_a_document_that_reads_wrong_takes_no_number(
    desk: Desk, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the rules say of the finished text is heard before a number is taken."""
    bad = Finding("X-07", Severity.BLOCK, Verdict.FAIL)
    monkeypatch.setattr(rules, "check_document", lambda *_a, **_k: (bad,))

    assert "blocked" == issue(desk, book).status
    assert [] == numbers(book)


def test_what_the_letters_say_alike_is_told_once_and_what_one_says_with_its_addressee(
    desk: Desk, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two addressees: figures of a day to come are one finding, a fault of one letter names whose it is."""
    day = ON + timedelta(days=1)
    [told] = [
        f for f in issue(desk, book, "DK-0013", on=day, dry_run=True).findings if f.rule == "X-22"
    ]
    assert told.blocks and told.party == ""

    def of_one(*_a: object, **_k: object) -> tuple[Finding, ...]:
        party = _a[5]
        if party != "P14":
            return ()
        named = Finding("X-08", Severity.WARN, Verdict.FAIL, "P13")
        return (Finding("X-07", Severity.BLOCK, Verdict.FAIL), named)

    monkeypatch.setattr(rules, "check_document", of_one)
    found = [f for f in issue(desk, book, "DK-0013").findings if f.verdict is Verdict.FAIL]
    assert [("X-07", "P14"), ("X-08", "P13")] == [(f.rule, f.party) for f in found][-2:]
    alone = issue(desk, book, "DK-0013", party="P14")
    assert [""] == [f.party for f in alone.findings if f.rule == "X-07" and f.blocks]


def test_a_plan_writes_nothing(desk: Desk, book: Book) -> None:
    """--dry-run leaves every table and folder as it was, with and without overrides."""
    before = everything(book)

    assert "planned" == issue(desk, book, dry_run=True).status
    assert "planned" == issue(desk, book, draft=True, dry_run=True).status
    assert "blocked" == issue(desk, book, "DK-0004", dry_run=True, overrides=[WISH]).status
    assert before == everything(book)
    assert {} == written(desk)


def test_a_draft_never_touches_the_register(desk: Desk, book: Book) -> None:
    """No number, even for a blocked letter; the next draft takes the place of the last."""
    before = everything(book)
    first = issue(desk, book, "DK-0004", draft=True)
    one = written(desk)
    issue(desk, book, "DK-0004", draft=True, now=NOW + timedelta(days=1))

    assert ("draft", "") == (first.letters[0].state, first.letters[0].number)
    assert any(f.blocks for f in first.findings)
    assert before == everything(book)
    assert one.keys() == written(desk).keys()
    assert one != written(desk)
    assert all(name.startswith("drafts/") for name in one)
    assert [] == Register(book).verify(desk.out)


def test_a_draft_has_a_watermark(desk: Desk, book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is drawn for a draft has a watermark and no number; for a letter the reverse."""
    seen: list[tuple[str, bool]] = []

    def watch(document: Any, *rest: Any, **more: Any) -> render.Rendered:
        seen.append((document.number, bool(document.watermark)))
        return crash_driver.fake_render(document, *rest, **more)

    monkeypatch.setattr(render, "render", watch)
    issue(desk, book, draft=True)
    issue(desk, book)

    assert [("", True), ("〔2026〕催字第0001号", False)] == seen


# --- taking it up again ---------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["draw", "publish", "seal"])
def test_an_unfinished_letter_is_taken_up(
    desk: Desk, book: Book, tmp_path: Path, base: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """After a failure the rerun, even days later, finishes the same number with the same bytes."""
    other = Desk.open(demo_desk.imported(tmp_path / "other", base), {})
    with Book.open(other.book_url) as undisturbed:
        issue(other, undisturbed)
    with monkeypatch.context() as broken:
        fail_at(broken, step)
        with pytest.raises(OutputError):
            issue(desk, book)
    assert [(1, "reserved")] == numbers(book)

    result = issue(desk, book, now=NOW + timedelta(days=3))

    assert ["resumed"] == [m.state for m in result.letters]
    assert "left unfinished" in result.messages[0].en
    assert written(other) == written(desk)
    assert [] == Register(book).verify(desk.out)


def test_nothing_is_published_before_all_is_drawn(
    desk: Desk, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the second letter cannot be drawn, the first has no file yet."""
    drawn: list[str] = []

    def second_fails(document: Any, *rest: Any, **more: Any) -> render.Rendered:
        drawn.append(document.number)
        if len(drawn) == 2:
            raise DataError(Text("无此字形", "no such glyph"))
        return crash_driver.fake_render(document, *rest, **more)

    monkeypatch.setattr(render, "render", second_fails)
    with pytest.raises(DataError):
        issue(desk, book, "DK-0013")

    assert {} == written(desk)
    assert [(1, "reserved"), (2, "reserved")] == numbers(book)


@pytest.mark.parametrize("change", ["case", "day", "wording", "house"])
def test_a_letter_that_changed_in_between_gets_another_number(
    desk: Desk, book: Book, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    """The reserved number becomes void with the reason, its file goes, and the result says so."""
    with monkeypatch.context() as broken:
        fail_at(broken, "seal")
        with pytest.raises(OutputError):
            issue(desk, book)
    more: dict[str, Any] = {}
    if change == "case":
        call = Event("", NOW, EventType.CALL, NOW, ("王经办",), "P03", outcome="busy")
        book.record("DK-0003", call)
    elif change == "day":
        more = {"on": ON + timedelta(days=1), "now": NOW + timedelta(days=1)}
    elif change == "wording":
        monkeypatch.setattr(story.job, "__version__", "9.9.9")
    else:
        desk = replace(desk, house=replace(desk.house, phone="0999-5550177"))

    result = issue(desk, book, **more)

    gone = Register(book).show("〔2026〕催字第0001号")
    (made,) = result.letters
    assert [(1, "void"), (2, "issued")] == numbers(book)
    assert gone.void_reason
    assert (gone.number,) == made.replaced
    assert gone.number in result.messages[0].zh
    assert {"0002"} == {name.rpartition("/")[2][:4] for name in written(desk)}
    assert [] == Register(book).verify(desk.out)


def test_a_sibling_letter_does_not_change_the_case(
    desk: Desk, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the first of two letters was issued before the failure, the second keeps its number."""
    real = letter.seal
    sealed: list[int] = []

    def once(*args: Any) -> Any:
        if sealed:
            raise OutputError(Text("满", "full"))
        sealed.append(1)
        return real(*args)

    with monkeypatch.context() as broken:
        broken.setattr(letter, "seal", once)
        with pytest.raises(OutputError):
            issue(desk, book, "DK-0013")
    result = issue(desk, book, "DK-0013")

    assert {("P13", "already"), ("P14", "issued")} == {(m.party, m.state) for m in result.letters}
    assert [(1, "issued"), (2, "issued")] == numbers(book)


# --- overrides and approvals ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        (replace(WISH, reason="短" * 19), "fewer than 20"),
        (replace(WISH, role="clerk"), "may be overridden by"),
        (replace(WISH, by="无此人"), "no such role"),
        (replace(WISH, rule="S-07"), "not stand in the way"),
        (replace(WISH, rule="S-99"), "no rule"),
        (replace(WISH, reason="理由" * 20 + "\u202e"), "U\\+202E"),
    ],
)
def test_overrides_that_could_never_hold(
    desk: Desk, book: Book, wish: OverrideRequest, why: str
) -> None:
    """Too short a reason, a wrong role or person, a rule that does not block: refused, not recorded."""
    before = everything(book)

    with pytest.raises(UsageError, match=why):
        issue(desk, book, "DK-0004", overrides=[wish])
    assert before == everything(book)


def test_an_override_waits_for_a_second_person(desk: Desk, book: Book) -> None:
    """Recorded once, however often asked; issued when another person has confirmed it."""
    for _ in range(2):
        result = issue(desk, book, "DK-0004", overrides=[WISH])
        assert "awaiting" == result.status
        assert "second person" in result.messages[0].en
    case = book.load("DK-0004", desk.house, Vault(desk.evidence))
    (wish,) = case.of(EventType.OVERRIDE)
    assert {"rule": "S-05", "role": "branch_head", "kind": KIND} == dict(wish.details)
    book.record("DK-0004", approval(wish.id, "李法务", "legal"))

    result = issue(desk, book, "DK-0004")

    assert "issued" == result.status
    assert {"S-05"} == {f.rule for f in result.findings if f.verdict is Verdict.OVERRIDDEN}


def approval(of: str, who: str, role: str, minutes: int = 1) -> Event:
    """A confirmation."""
    when = NOW + timedelta(minutes=minutes)
    details = {"role": role, "confirms": of}
    return Event("", when, EventType.APPROVAL, when, (who,), details=details)


def seal_use(kind: str = KIND, who: str = "陈主任", role: str = "branch_head") -> Event:
    """A wish to use the seal."""
    details = {"role": role, "kind": kind}
    return Event("", NOW, EventType.SEAL_USE, NOW, (who,), details=details)


@pytest.mark.parametrize(
    ("use", "confirmed_by", "minutes", "granted"),
    [
        (seal_use(), ("李法务", "legal"), 1, True),
        (seal_use(), ("李法务", "legal"), 0, True),
        (seal_use(), ("陈主任", "branch_head"), 1, False),  # by herself
        (seal_use(), ("李法务", "branch_head"), 1, False),  # a role she does not hold
        (seal_use(), ("李法务", "legal"), -1, False),  # before it was asked
        (seal_use(), ("李法务", "legal"), 60 * 24, False),  # after the day
        (seal_use("judicial-referral"), ("李法务", "legal"), 1, False),  # another kind
        (seal_use(who="无此人"), ("李法务", "legal"), 1, False),
        (seal_use(), None, 0, False),  # by nobody
    ],
)
def test_the_seal_needs_two_people(
    desk: Desk,
    book: Book,
    monkeypatch: pytest.MonkeyPatch,
    use: Event,
    confirmed_by: tuple[str, str] | None,
    minutes: int,
    granted: bool,
) -> None:
    """The picture is placed only under a use of the seal for this kind, confirmed by another person
    in a role the house gave her, on or before the day."""
    seals: list[bytes] = []

    def watch(document: Any, *rest: Any, **more: Any) -> render.Rendered:
        seals.append(document.seal)
        return crash_driver.fake_render(document, *rest, **more)

    monkeypatch.setattr(render, "render", watch)
    kept = book.record("DK-0003", use)
    if confirmed_by:
        book.record("DK-0003", approval(kept.id, *confirmed_by, minutes))
    case = book.load("DK-0003", desk.house, Vault(desk.evidence))

    assert granted == ("seal_use" in approvals(case, KIND, ON, desk.policy))
    issue(desk, book)
    issue(desk, book, draft=True)
    picture = (desk.root / desk.house.seal).read_bytes()
    assert [picture if granted else b"", b""] == seals  # never on a draft


def test_a_missing_picture_of_the_seal_is_told(desk: Desk, book: Book) -> None:
    """The file named in the settings must be there."""
    bad = replace(desk, house=replace(desk.house, seal="nowhere.png"))

    with pytest.raises(OutputError, match="picture of the seal"):
        issue(bad, book)
    assert [] == numbers(book)


# --- with the real renderer -----------------------------------------------------------------------


def test_real_letters_in_both_languages(
    desk: Desk, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chinese and English are two letters with two numbers; each PDF and DOCX is one."""
    monkeypatch.undo()
    made = [issue(desk, book, locale=locale).letters[0] for locale in ("zh", "en")]

    assert [(1, "issued"), (2, "issued")] == numbers(book)
    for one in made:
        assert one.pdf is not None
        assert one.docx is not None
        assert one.pdf.read_bytes().startswith(b"%PDF-")
        assert one.docx.read_bytes().startswith(b"PK")
        assert one.pages >= 1
    assert [] == Register(book).verify(desk.out)


def test_the_examples_day() -> None:
    """The day the tests stand on."""
    assert date(2026, 3, 27) == ON


def test_what_a_near_end_lets_through_is_told_with_its_cure(
    desk: Desk, capfd: pytest.CaptureFixture[str]
) -> None:
    """A step that only warns near a statutory end is told with what is to be done (who let it out is to be
    recorded); what never does more than warn is told without."""
    eased = Finding("S-13", Severity.WARN, Verdict.FAIL, "P1", hint=Text("记录批准人", "record who let it out"))  # fmt: skip
    late = Finding("S-11", Severity.WARN, Verdict.FAIL, hint=Text("尽快签发", "issue it soon"))
    result = IssueResult("guarantor-demand", "DK-0003", ON, "issued", findings=(eased, late))
    session = Session(lang="en", desk_path=desk.root, now=lambda: NOW)
    language(["--lang", "en"], {})
    assert 0 == cli_issue._report(session, "guarantor-demand", "DK-0003", result, as_json=False)
    told = capfd.readouterr().err
    assert "mend: record who let it out" in told and "issue it soon" not in told
