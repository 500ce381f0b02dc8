"""A batch run: the rules decide, every loan is accounted for, nothing is issued twice, no loan stops it."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import batch_desk
import demo_desk
import openpyxl
import pytest
import sqlalchemy as sa
from batch_desk import DAY, KIND, READY, RUN, failing, fake_render, run

from noticegen import batch as story
from noticegen import render, rules
from noticegen.addressing import holding
from noticegen.batch import Row
from noticegen.batch import run as identity
from noticegen.batch.plan import PROBE, Terms
from noticegen.batch.rows import Rows
from noticegen.book import Book, runs
from noticegen.desk import Desk
from noticegen.errors import BookError, DataError, OutputError, TemplateError, UsageError
from noticegen.issue import issue, letter
from noticegen.issue.job import addressees_of, gather
from noticegen.model import Event, EventType, Role
from noticegen.register import Entry, Register
from noticegen.text import Text
from noticegen.vault import Vault

NOW = demo_desk.NOW


@pytest.fixture(scope="module")
def base(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example desk, imported once."""
    folder = demo_desk.imported(tmp_path_factory.mktemp("base") / "desk", examples)
    batch_desk.no_address(folder)
    return folder


@pytest.fixture
def desk(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A copy of it, drawing without an engine."""
    monkeypatch.setattr(render, "render", fake_render)
    return Desk.open(demo_desk.imported(tmp_path / "d", base), {})


def entries(desk: Desk) -> list[Entry]:
    """The register."""
    with Book.open(desk.book_url) as book:
        return list(Register(book).list())


def verified(desk: Desk) -> bool:
    """Whether the register and all files agree."""
    with Book.open(desk.book_url) as book:
        return Register(book).verify(desk.out) == []


def log(desk: Desk, loan: str, kind: EventType, **more: object) -> None:
    """Put an event on a log."""
    event = Event("", NOW - timedelta(hours=2), kind, NOW - timedelta(hours=1), ("王经办",))
    with Book.open(desk.book_url) as book:
        book.record(loan, replace(event, **more))  # type: ignore[arg-type]  # parts of an event


# --- who gets a letter ----------------------------------------------------------------------------


def test_the_rules_of_check_decide(desk: Desk) -> None:
    """A loan gets its letters exactly when `check` says ready for each addressee."""
    seen: list[Row] = []
    result = run(desk, NOW, dry_run=True, seen=seen.append)
    with Book.open(desk.book_url) as book:
        for loan in book.loans():
            case = book.load(loan, desk.house, Vault(desk.evidence))
            ready = rules.verdict(rules.check(case, KIND, DAY, desk.policy)) == "ready"
            assert ready == any(r.loan == loan and r.state == "planned" for r in seen)

    assert set(READY) == {r.loan for r in seen if r.state == "planned"}
    assert (9, 3, 1) == (result.counts["planned"], result.counts["refused"], result.quiet)


def test_a_dry_run_writes_nothing(desk: Desk) -> None:
    """No number, no file, no log; reasons, cures and first days are told."""
    seen: list[Row] = []
    result = run(desk, NOW, dry_run=True, seen=seen.append)

    assert "planned" == result.status
    assert [] == entries(desk)
    assert [] == [p for p in desk.out.rglob("*") if p.is_file()]
    refused = {r.loan: r for r in seen if r.state == "refused"}
    assert "2026-04-01" == refused["DK-0002"].earliest
    assert "" == refused["DK-0004"].earliest
    assert {"S-05"} == {w.rule for w in refused["DK-0004"].why}
    assert all(w.found_zh and w.cure_zh for r in refused.values() for w in r.why)


def test_every_letter_is_issued_once(desk: Desk) -> None:
    """Numbers 1 to 9 in the order of the loans, all sealed, with files that verify."""
    result = run(desk, NOW)

    made = entries(desk)
    assert [(n, "issued") for n in range(1, 10)] == [(e.seq, e.state) for e in made]
    assert [*READY, "DK-0013"] == [e.loan for e in made]
    assert ("finished", 9) == (result.status, result.counts["issued"])
    assert verified(desk)


def test_the_same_run_again_issues_nothing(desk: Desk) -> None:
    """On the same day the same command finds nothing new and makes no second folder."""
    first = run(desk, NOW)
    again = run(desk, NOW + timedelta(hours=1))

    assert ("nothing_new", first.run, 9) == (again.status, again.before, again.counts["already"])
    assert 9 == len(entries(desk))
    assert [RUN] == [p.name for p in (desk.out / "runs").iterdir()]


def test_the_next_day_sends_no_second_notice(desk: Desk) -> None:
    """A default gets one notice: who has it is left alone on later days."""
    run(desk, NOW)
    later = run(desk, NOW + timedelta(days=1), on=DAY + timedelta(days=1))

    assert (0, 9) == (later.counts["issued"], later.counts["already"])
    assert 9 == len(entries(desk))


def test_a_letter_issued_singly_is_not_issued_again(desk: Desk) -> None:
    """`issue` before the run: its letter keeps its number and is no letter of the run."""
    with Book.open(desk.book_url) as book:
        issue(desk, book, KIND, "DK-0007", on=DAY, now=NOW)
    result = run(desk, NOW)

    assert (8, 1) == (result.counts["issued"], result.counts["already"])
    assert 9 == len(entries(desk))
    assert verified(desk)


def test_what_is_new_goes_into_a_second_run(desk: Desk) -> None:
    """A loan that became ready after the run gets its letter in run -2."""
    run(desk, NOW)
    log(desk, "DK-0005", EventType.CG_CONTACT, party="G05", channel="phone", outcome="connected_party")  # fmt: skip
    second = run(desk, NOW + timedelta(hours=1))

    assert (f"{RUN}-2", 1) == (second.run, second.counts["issued"])
    assert (10, "DK-0005") == (entries(desk)[-1].seq, entries(desk)[-1].loan)
    assert verified(desk)


@pytest.mark.parametrize(
    ("kind", "more", "rule"),
    [
        (EventType.HOLD, {"details": {"approver": "陈主任", "reason": "受灾"}}, "S-25"),
        (EventType.DISPUTE, {"text": "金额不对"}, "C-06"),
        (EventType.COMPLAINT, {"text": "来电太多"}, "C-06"),
    ],
)
def test_holds_and_disputes_are_left_to_a_person(
    desk: Desk, kind: EventType, more: dict[str, object], rule: str
) -> None:
    """The rules only warn; a run leaves such a loan out, says so, and names the single command."""
    log(desk, "DK-0007", kind, party="P07", **more)
    seen: list[Row] = []
    result = run(desk, NOW, seen=seen.append)

    out = next(r for r in seen if r.loan == "DK-0007")
    assert ("left_out", rule) == (out.state, out.why[0].rule)
    assert "noticegen issue overdue-notice DK-0007" in out.why[0].cure_en
    assert 8 == result.counts["issued"]


def test_a_hold_that_ended_holds_nothing(desk: Desk) -> None:
    """The day after a hold the loan is taken."""
    early = NOW - timedelta(days=3)
    log(desk, "DK-0007", EventType.HOLD, party="P07", at=early, by=DAY - timedelta(days=1), details={"approver": "陈主任", "reason": "受灾"})  # fmt: skip

    assert 9 == run(desk, NOW).counts["issued"]


@pytest.mark.parametrize(
    ("kind", "more", "state", "rule"),
    [
        (EventType.HOLD, {"details": {"approver": "陈主任", "reason": "受灾"}}, "left_out", "S-25"),
        (EventType.DISPUTE, {"text": "利息有误"}, "left_out", "C-06"),
        (EventType.DEATH, {}, "refused", "X-10"),
        (EventType.INSOLVENCY, {}, "refused", "X-10"),
    ],
)
def test_what_came_since_the_day_of_the_figures_is_known_to_the_run(
    desk: Desk, kind: EventType, more: dict[str, object], state: str, rule: str
) -> None:
    """Figures of yesterday do not make a run write to whom today it would not."""
    later = NOW + timedelta(days=1)
    log(desk, "DK-0007", kind, party="P07", at=later - timedelta(hours=2), recorded_at=later - timedelta(hours=1), **more)  # fmt: skip

    def row(on: date, now: datetime) -> tuple[str, list[str]]:
        seen: list[Row] = []
        run(desk, now, on=on, dry_run=True, seen=seen.append)
        [found] = [r for r in seen if r.loan == "DK-0007"]
        return found.state, [w.rule for w in found.why]

    assert ("planned", []) == row(DAY, NOW)
    assert (state, [rule]) == row(DAY, later)
    assert (state, [rule]) == row(later.date(), later)


def _stopped(desk: Desk, monkeypatch: pytest.MonkeyPatch, nth: int) -> None:
    """Run in portions of three loans and be interrupted before the `nth` is settled."""
    settle = story.post.settle
    calls: list[int] = []

    def stop(*given: object) -> object:
        calls.append(1)
        if len(calls) == nth:
            raise KeyboardInterrupt
        return settle(*given)  # type: ignore[arg-type]  # handed on as they came

    with monkeypatch.context() as patch:
        patch.setattr(story, "CHUNK", 3)
        patch.setattr(story, "AHEAD", 0)
        patch.setattr(story.post, "settle", stop)
        with pytest.raises(KeyboardInterrupt):
            run(desk, NOW)


def test_a_run_that_is_taken_up_again_knows_who_died_since(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The letters of a run bear the day on which it began; those that go out the day after go to nobody
    who died meanwhile."""
    _stopped(desk, monkeypatch, 2)
    waiting = next(e.loan for e in entries(desk) if e.state == "reserved")
    party = next(e.party for e in entries(desk) if e.loan == waiting)
    log(desk, waiting, EventType.DEATH, party=party, at=NOW + timedelta(hours=20), recorded_at=NOW + timedelta(hours=21))  # fmt: skip
    seen: list[Row] = []
    run(desk, NOW + timedelta(days=1), seen=seen.append)

    assert {("refused", ("X-10",))} == {(r.state, tuple(w.rule for w in r.why)) for r in seen if (r.loan, r.party) == (waiting, party)}  # fmt: skip
    assert "void" in {e.state for e in entries(desk) if e.loan == waiting}
    assert verified(desk)


def test_stale_payments_are_refused(desk: Desk) -> None:
    """Payments booked up to four days ago: every letter is refused by X-02; three days pass."""
    three, four = timedelta(days=3), timedelta(days=4)
    assert 9 == run(desk, NOW + three, on=DAY + three, dry_run=True).counts["planned"]
    seen: list[Row] = []
    result = run(desk, NOW + four, on=DAY + four, dry_run=True, seen=seen.append)

    assert 0 == result.counts["planned"]
    assert all("X-02" in {w.rule for w in r.why} for r in seen if r.state == "refused")


def test_small_residues_get_no_letter(desk: Desk) -> None:
    """What is owed up to the tolerance of the house is no reason for a letter (S-12)."""
    notice = desk.policy.notice.model_copy(update={"tolerance": Decimal(9_999_999)})
    desk.__dict__["policy"] = desk.policy.model_copy(update={"notice": notice})
    seen: list[Row] = []

    assert 0 == run(desk, NOW, seen=seen.append).counts["issued"]
    assert all("S-12" in {w.rule for w in r.why} for r in seen)


def test_only_one_branch(desk: Desk) -> None:
    """--branch takes the loans of that branch; one that no loan has is refused, and those there named."""
    for dry in (True, False):
        with pytest.raises(UsageError, match="no loan has the branch 示例乡办事处") as refused:
            run(desk, NOW, branch="示例乡办事处", dry_run=dry)
        assert "示例县办事处" in refused.value.hint.en
    assert 9 == sum(run(desk, NOW, branch="示例县办事处", dry_run=True).counts.values())
    assert 3 == sum(run(desk, NOW, branch="示例镇办事处", dry_run=True).counts.values())


@pytest.mark.parametrize("kind", ["judicial-referral", "payoff-certificate", "blacklist-listing"])
def test_some_kinds_are_made_singly(desk: Desk, kind: str) -> None:
    """A referral and papers after payment are decisions on one case."""
    with Book.open(desk.book_url) as book, pytest.raises(UsageError, match="made singly"):
        story.batch(desk, book, kind, on=DAY, clock=lambda: NOW)


def test_letters_to_guarantors(desk: Desk) -> None:
    """The same story for another kind: each guarantor is judged by its own rules and accounted for. A
    loan without one does not concern the run: it is counted, and no failure."""
    seen: list[Row] = []
    with Book.open(desk.book_url) as book:
        result = story.batch(desk, book, "guarantor-reminder", on=DAY, clock=lambda: NOW, dry_run=True, seen=seen.append)  # fmt: skip
        for row in seen:
            case = book.load(row.loan, desk.house, Vault(desk.evidence))
            alone = not holding(case, (Role.COUNTER_GUARANTOR,))
            assert alone == ("no_addressee" == row.state) == ("" == row.party)
            if row.party:
                found = rules.check(case, "guarantor-reminder", DAY, desk.policy, row.party)
                assert ("planned" == row.state) == (rules.verdict(found) == "ready")

    assert 0 == result.counts["failed"] < result.counts["no_addressee"]
    assert sum(result.counts.values()) == len(seen)


def test_what_cannot_be_computed_names_its_branch(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A loan that fails before its figures are known still has branch and contract; the list of
    refusals leaves its sums empty and does not say 0.00."""
    monkeypatch.setattr("noticegen.batch.plan.base_row", lambda _job: 1 // 0)
    seen: list[Row] = []
    run(desk, NOW, seen=seen.append)

    assert {"failed"} == {row.state for row in seen}
    assert all(row.branch and row.contract for row in seen)
    path = desk.out / "runs" / RUN / "refused.xlsx"
    rows = list(openpyxl.load_workbook(path).active.iter_rows(min_row=3, values_only=True))
    assert len(seen) == len(rows)
    assert {(None, None)} == {row[10:12] for row in rows}


# --- one bad loan never stops the run ---------------------------------------------------------------


def test_a_letter_that_cannot_be_drawn_is_a_row(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its number is void with the reason; all others are issued; the run finishes."""
    monkeypatch.setattr(render, "render", failing("DK-0008"))
    seen: list[Row] = []
    result = run(desk, NOW, seen=seen.append)

    bad = next(r for r in seen if r.state == "failed")
    assert ("DK-0008", 3, "a picture is missing") == (bad.loan, bad.seq, bad.why[0].found_en)
    void = next(e for e in entries(desk) if e.seq == 3)
    assert "void" == void.state
    assert "a picture is missing" in (void.void_reason or "")
    assert (8, "finished") == (result.counts["issued"], result.status)
    assert verified(desk)


def test_a_bug_in_the_engine_is_a_row_without_data(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of an unexpected error only its place is told."""
    monkeypatch.setattr(render, "render", failing("DK-0008", error=lambda: ValueError("19900000001")))  # fmt: skip
    seen: list[Row] = []
    run(desk, NOW, seen=seen.append)

    bad = next(r for r in seen if r.state == "failed")
    assert bad.why[0].found_en.startswith("bug: ValueError batch_desk.py:")
    assert "19900000001" not in repr([e.void_reason for e in entries(desk)])


def test_what_failed_is_not_tried_again_unasked(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same command spends no second number on it; --retry does, and finds it mended."""
    monkeypatch.setattr(render, "render", failing("DK-0008"))
    run(desk, NOW)
    again = run(desk, NOW)
    assert ("nothing_new", 9) == (again.status, len(entries(desk)))

    monkeypatch.setattr(render, "render", fake_render)
    retried = run(desk, NOW, retry=True)
    assert (1, 10) == (retried.counts["issued"], entries(desk)[-1].seq)
    assert verified(desk)


def test_a_template_that_draws_nothing_spends_no_numbers(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When not one of the first letters can be drawn, the run stops before its first number."""
    monkeypatch.setattr(render, "render", failing(*READY))
    with pytest.raises(TemplateError, match="a picture is missing"):
        run(desk, NOW)

    assert [] == entries(desk)


def test_a_loan_that_cannot_be_read_is_a_row(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error while a loan is loaded or decided is its row; the others go on."""
    whole = story.plan.load

    def load(terms: Terms, loan: str) -> object:
        if loan == "DK-0009":
            raise ZeroDivisionError
        return whole(terms, loan)

    def none(*_: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr(story.plan, "load", load)
    monkeypatch.setattr(Book, "load_many", none)
    result = run(desk, NOW)

    assert (8, 1) == (result.counts["issued"], result.counts["failed"])


def test_evidence_is_hashed_for_each_letter(desk: Desk) -> None:
    """A photo changed after the first look, with the time of the file put back: the letter is refused."""
    with Book.open(desk.book_url) as book:
        case = book.load("DK-0007", desk.house, Vault(desk.evidence))
    photo = next(f for e in case.of(EventType.VISIT) for f in e.evidence)
    path = Vault(desk.evidence).path(photo.sha256)
    run(desk, NOW, dry_run=True)
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    seen: list[Row] = []
    run(desk, NOW, seen=seen.append)

    assert "DK-0007" in {r.loan for r in seen if r.state == "refused"}


def test_wrong_print_settings_are_said_first(desk: Desk) -> None:
    """What would make the lists impossible stops the run before its first number."""
    (desk.templates / "print.toml").write_text("duplex = 1\n", "utf-8")
    with pytest.raises(TemplateError, match=r"print\.toml"):
        run(desk, NOW)

    assert [] == entries(desk)


# --- runs and the seal ------------------------------------------------------------------------------


def test_two_runs_at_once(desk: Desk) -> None:
    """While a run is at work another is refused, and gets its turn afterwards."""
    with (
        Book.open(desk.book_url) as book,
        identity.alone(book),
        pytest.raises(BookError, match="another run is at work"),
    ):
        run(desk, NOW)

    assert 9 == run(desk, NOW).counts["issued"]


def test_an_unfinished_run_is_finished_first(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run of another day is refused until the one left unfinished has its lists."""
    with pytest.raises(KeyboardInterrupt):
        run(desk, NOW, progress=_interrupt)
    with pytest.raises(BookError, match="is not finished") as refused:
        run(desk, NOW + timedelta(days=1), on=DAY + timedelta(days=1))
    assert f"noticegen batch {KIND} --on {DAY}" in refused.value.hint.en

    resumed = run(desk, NOW + timedelta(hours=1))
    assert (True, "finished", 9) == (resumed.resumed, resumed.status, resumed.counts["issued"])
    assert 0 == run(desk, NOW + timedelta(days=1), on=DAY + timedelta(days=1)).counts["issued"]


def _interrupt(what: str, _done: int, _total: int) -> None:
    if what == "print":
        raise KeyboardInterrupt


def test_a_run_left_too_long_issues_no_more(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """After two days what is reserved becomes void and what is issued gets its lists: no new letter
    bears the old date."""
    _stopped(desk, monkeypatch, 3)
    before = {e.number for e in entries(desk) if e.state == "issued"}
    assert {"issued", "reserved"} == {e.state for e in entries(desk)}

    late = run(desk, NOW + timedelta(days=2))
    assert ("finished", len(before)) == (late.status, late.counts["issued"])
    assert {"issued", "void"} == {e.state for e in entries(desk)}
    assert verified(desk)


def test_no_letter_is_issued_before_its_date(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock was set back before a run is taken up: on an earlier day than that of its letters it is
    refused, earlier on the same day (clocks differ a little) it goes on."""
    _stopped(desk, monkeypatch, 3)
    before = entries(desk)
    with pytest.raises(
        BookError, match=f"began on {DAY}, and by the clock it is {DAY - timedelta(days=1)}"
    ):
        run(desk, NOW - timedelta(days=1))
    assert before == entries(desk)

    assert "finished" == run(desk, NOW - timedelta(minutes=5)).status
    assert verified(desk)


def test_an_issued_letter_is_on_the_lists_whatever_came_later(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A loan paid off between crash and rerun: its letter is issued, so it is printed and mailed."""
    with pytest.raises(KeyboardInterrupt):
        run(desk, NOW, progress=_interrupt)
    log(desk, "DK-0007", EventType.PAYMENT, party="P07", amount=Decimal("999999.00"))  # fmt: skip
    result = run(desk, NOW + timedelta(hours=1))

    assert 9 == result.counts["issued"]
    assert result.folder is not None
    manifest = json.loads((result.folder / "manifest.json").read_bytes())
    assert "DK-0007" in {letter["loan"] for letter in manifest["letters"]}


def test_a_run_broken_off_before_its_end_tells_what_is_known_now(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All lists are there and the run is not finished; then something is recorded: the same command makes the
    lists anew. A mail list that somebody has filled in stays, and is named until it is moved away."""
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(identity, "finish", lambda *_: _interrupt("print", 0, 0))
        run(desk, NOW)
    folder = desk.out / "runs" / RUN
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    log(desk, "DK-0007", EventType.PAYMENT, party="P07", amount=Decimal("1.00"))
    log(desk, "DK-0004", EventType.HOLD, by=DAY + timedelta(days=9), details={"reason": "x", "approver": "陈主任"})  # fmt: skip
    book = openpyxl.load_workbook(folder / "mail-list.xlsx")
    book.active["J3"] = "EX000000001CN"
    book.save(folder / "mail-list.xlsx")

    with pytest.raises(OutputError, match="mail-list"):
        run(desk, NOW + timedelta(hours=1))
    (folder / "mail-list.xlsx").rename(desk.root / "mail-list.xlsx")
    assert "finished" == run(desk, NOW + timedelta(hours=1)).status
    assert before["print.pdf"] == (folder / "print.pdf").read_bytes()
    assert before["report.html"] != (folder / "report.html").read_bytes()
    assert verified(desk)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("DELETE FROM signatories WHERE loan = 'DK-0013' AND party = 'P14'", (9, 0)),
        ("UPDATE loans SET annual_rate = 'x' WHERE id = 'DK-0007'", (9, 1)),
    ],
)
def test_what_was_issued_is_listed_whatever_became_of_its_loan(
    desk: Desk, change: str, told: tuple[int, int]
) -> None:
    """Broken off before the lists; then an addressee is no longer in the loan, or a loan cannot be read: her
    letter is printed and mailed, a loan that cannot be read is a row, and the run is finished."""
    with pytest.raises(KeyboardInterrupt):
        run(desk, NOW, progress=_interrupt)
    with Book.open(desk.book_url) as book, book.write() as conn:
        conn.execute(sa.text(change))
    result = run(desk, NOW + timedelta(hours=1))

    assert told == (result.counts["issued"], result.counts["failed"])
    assert result.folder is not None
    sheet = openpyxl.load_workbook(result.folder / "mail-list.xlsx").active
    listed = {row[6]: row[1] for row in sheet.iter_rows(min_row=3, values_only=True)}
    assert {e.number for e in entries(desk)} == set(listed)
    assert all(listed.values())  # each with its recipient


def seals(desk: Desk) -> list[bool]:
    """Whether the seal stands on each letter, told by drawing again what was hashed."""
    drawn: list[bool] = []

    def look(document: object, *_: object) -> render.Rendered:
        drawn.append(bool(getattr(document, "seal", b"")))
        return fake_render(document)  # type: ignore[arg-type]  # a Document

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(render, "render", look)
        run(desk, NOW)
    return drawn[1:]  # the first is the probe, which has no number and no seal


def test_no_seal_without_approval(desk: Desk) -> None:
    """Without an approval naming the run no letter bears the seal."""
    assert {False} == set(seals(desk))


def allowed(desk: Desk, book: Book, run: str, **more: object) -> None:
    """The first of two persons allows the seal on a run over all branches, if not told otherwise."""
    asked = identity.Asked(**{"kind": KIND, "on": DAY, "locale": "zh", "branch": "", "engine": "archive"} | more)  # type: ignore[arg-type]  # fmt: skip
    identity.ask_for_seal(
        book, desk.house, run, asked, by="刘总", role="approver", text="同意用印", now=NOW
    )


def test_the_seal_of_a_run_takes_two_persons(desk: Desk) -> None:
    """One allows it, another confirms it; then each letter bears it. One alone is not enough."""
    with Book.open(desk.book_url) as book:
        allowed(desk, book, RUN)
        with pytest.raises(DataError, match="a different person"):
            identity.confirm_seal(book, desk, RUN, by="刘总", role="approver", text="", now=NOW)
        with pytest.raises(DataError, match="no such person"):
            identity.confirm_seal(book, desk, RUN, by="李法务", role="approver", text="", now=NOW)
        with pytest.raises(DataError, match="confirmed as head of branch"):
            identity.confirm_seal(book, desk, RUN, by="王经办", role="officer", text="", now=NOW)
    assert not run(desk, NOW, dry_run=True).sealed
    with Book.open(desk.book_url) as book:
        identity.confirm_seal(book, desk, RUN, by="李法务", role="legal", text="", now=NOW)
    assert run(desk, NOW, dry_run=True).sealed

    assert {True} == set(seals(desk))
    assert verified(desk)


def test_the_seal_of_one_run_is_not_that_of_the_next(desk: Desk) -> None:
    """The approval names its run: run -2 needs its own."""
    with Book.open(desk.book_url) as book:
        allowed(desk, book, f"{RUN}-2")
        identity.confirm_seal(book, desk, f"{RUN}-2", by="李法务", role="legal", text="", now=NOW)

    assert {False} == set(seals(desk))


@pytest.mark.parametrize(
    "more", [{"branch": "示例镇办事处"}, {"locale": "en"}, {"engine": "press"}]
)
def test_the_seal_is_allowed_for_one_run_as_it_was_planned(
    desk: Desk, more: dict[str, str]
) -> None:
    """Runs of a day bear one name: what was allowed for one branch, language or engine does not seal
    what is run otherwise, and seals what is run so."""
    with Book.open(desk.book_url) as book:
        allowed(desk, book, RUN, **more)
        _, asked = identity.confirm_seal(
            book, desk, RUN, by="李法务", role="legal", text="", now=NOW
        )

    assert more.items() <= asked.details.items()
    assert not run(desk, NOW, dry_run=True).sealed
    assert run(desk, NOW, dry_run=True, **more).sealed


def confirmed(book: Book, desk: Desk, run: str) -> None:
    """The second of the two persons."""
    identity.confirm_seal(book, desk, run, by="李法务", role="legal", text="", now=NOW)


@pytest.mark.parametrize(
    ("more", "zh", "en"),
    [
        ({"branch": "示例镇办事处"}, "机构：批准 示例镇办事处，本批次 全部", "branch: allowed 示例镇办事处, this run all"),
        ({"locale": "en"}, "语言：批准 en，本批次 zh", "language: allowed en, this run zh"),
        ({"engine": "press"}, "成文方式：批准 press，本批次 archive", "engine: allowed press, this run archive"),
    ],
)  # fmt: skip
def test_an_approval_that_does_not_fit_is_told(
    desk: Desk, more: dict[str, str], zh: str, en: str
) -> None:
    """An approval of the seal for this kind and day on other terms is told by name, day and person,
    with what differs: by the plan, before the first number, and by the run."""
    with Book.open(desk.book_url) as book:
        allowed(desk, book, RUN, **more)
        confirmed(book, desk, RUN)
    heard: list[Text] = []
    told = Text(
        f"用印审批 {RUN}/1（{DAY}，刘总）不适用于本批次：{zh}",
        f"the approval {RUN}/1 ({DAY}, 刘总) is not for this run: {en}",
    )

    assert (told,) == run(desk, NOW, dry_run=True).unfit
    assert () == run(desk, NOW, dry_run=True, **more).unfit
    assert (told,) == run(desk, NOW, warn=heard.append).unfit
    assert [told] == heard
    page = (desk.out / "runs" / RUN / "report.html").read_text()
    assert told.zh in page
    assert told.en in page


def test_why_an_approval_is_not_for_this_run(desk: Desk) -> None:
    """What differs may be the run it names, several terms at once, the missing second person, or a
    role that is no longer hers; one of another day or kind is none of this run's business."""
    with Book.open(desk.book_url) as book:
        allowed(desk, book, f"{RUN}-2")
        confirmed(book, desk, f"{RUN}-2")
        allowed(desk, book, RUN, locale="en", engine="press")
        allowed(desk, book, RUN)
        tomorrow = DAY + timedelta(days=1)
        allowed(desk, book, f"{tomorrow}-{KIND}", on=tomorrow)
        allowed(desk, book, f"{DAY}-guarantor-reminder", kind="guarantor-reminder")
    told = [text.en.partition("this run: ")[2] for text in run(desk, NOW, dry_run=True).unfit]
    assert [
        f"it names the run {RUN}-2, this run is {RUN}",
        "language: allowed en, this run zh; engine: allowed press, this run archive; no second person has confirmed it, as head of branch (branch_head), legal, approver",
        "no second person has confirmed it, as head of branch (branch_head), legal, approver",
    ] == told

    staff = tuple(s for s in desk.house.staff if s.name != "刘总")
    without = replace(desk, house=replace(desk.house, staff=staff))
    gone = [text.en for text in run(without, NOW, dry_run=True).unfit]
    assert 3 == len(gone)
    assert all("刘总 does not hold the role approver in noticegen.toml" in text for text in gone)


def test_an_approval_that_was_used_or_is_not_needed_is_not_told(desk: Desk) -> None:
    """Of a run that is sealed nothing is said of others; what another run was finished under is used."""
    with Book.open(desk.book_url) as book:
        allowed(desk, book, RUN, engine="press")
        allowed(desk, book, RUN)
        confirmed(book, desk, RUN)
    assert () == run(desk, NOW).unfit
    later = run(desk, NOW, dry_run=True, branch="示例镇办事处")

    assert f"{RUN}-2" == later.run
    assert ["engine: allowed press"] == [
        re.findall(r"engine: [a-z ]+", t.en)[0] for t in later.unfit
    ]


def test_the_command_line_tells_which_approval_does_not_fit(
    desk: Desk, capfd: pytest.CaptureFixture[str]
) -> None:
    """Said beside "seal: none", with the command that would do; a run says it at its beginning on
    stderr and at its end on stdout. The exit code is that of the letters."""
    with Book.open(desk.book_url) as book:
        allowed(desk, book, RUN, engine="press")
        confirmed(book, desk, RUN)
    words = ("batch", KIND, "--on", str(DAY), "--jobs", "0")
    assert 1 == demo_desk.run(desk.root, *words, "--dry-run", lang="zh")
    plan = capfd.readouterr()
    assert (
        f"印章：不加盖；用印审批 {RUN}/1（{DAY}，刘总）不适用于本批次：成文方式：批准 press，本批次 archive"
        in plan.out
    )
    assert f"如需加盖：noticegen log {RUN} seal_use --letters 9" in plan.out
    assert "" == plan.err
    assert 1 == demo_desk.run(desk.root, *words, "--dry-run", "--json")
    told = json.loads(capfd.readouterr().out)
    assert [f"the approval {RUN}/1 ({DAY}, 刘总) is not for this run: engine: allowed press, this run archive"] == told["seal_unfit"]  # fmt: skip

    assert 1 == demo_desk.run(desk.root, *words)
    done = capfd.readouterr()
    said = (
        f"seal: none; the approval {RUN}/1 ({DAY}, 刘总) is not for this run: engine: allowed press"
    )
    assert said in done.out
    assert said in done.err
    assert "to have it placed" not in done.out  # the letters are out


def test_no_approval_for_a_run_that_cannot_be(
    desk: Desk, capfd: pytest.CaptureFixture[str]
) -> None:
    """A day that is none, a kind or branch that there is not, or a kind made singly, is said at once;
    and the approval says what it is for."""
    words = ("seal_use", "--staff", "刘总", "--role", "approver")
    for name in ("2026-02-30-overdue-notice", f"{DAY}-overdue-notise", f"{DAY}-judicial-referral"):
        assert 2 == demo_desk.run(desk.root, "log", name, *words)
    assert 2 == demo_desk.run(desk.root, "log", RUN, *words, "--branch", "别处")
    with Book.open(desk.book_url) as book, book.read() as conn:
        assert () == runs.log_of(conn, RUN)
    capfd.readouterr()
    assert demo_desk.run(desk.root, "batch", KIND, "--on", str(DAY), "--dry-run", "--branch", "示例镇办事处", "--locale", "en") in (0, 1)  # fmt: skip
    found = re.search(r"noticegen (log .*)$", capfd.readouterr().out, re.M)
    assert found is not None
    assert 0 == demo_desk.run(desk.root, *shlex.split(found[1]), *words[1:])

    assert f"({KIND} as of {DAY}, branch 示例镇办事处, en, archive)" in capfd.readouterr().out
    with Book.open(desk.book_url) as book, book.read() as conn:
        (act,) = runs.log_of(conn, RUN)
    planned = run(desk, NOW, branch="示例镇办事处", locale="en", dry_run=True).counts["planned"]
    assert str(planned) == act.details["letters"]


# --- the command line ---------------------------------------------------------------------------------


def test_a_full_temporary_folder_loses_no_run(
    desk: Desk, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list for --json cannot be kept: the run goes on to its end, then exit 7 says so, with nothing on
    stdout; given again with room, the command shows the letters. A plan says that nothing was issued."""
    words = ("batch", KIND, "--on", str(DAY), "--jobs", "0", "--json")
    with monkeypatch.context() as full:
        full.setattr(
            "tempfile.TemporaryFile",
            lambda *_, **__: Path("/dev/full").open("w+", encoding="utf-8"),  # noqa: SIM115
        )
        assert 7 == demo_desk.run(desk.root, *words, "--dry-run")
        plan = capfd.readouterr()
        assert 7 == demo_desk.run(desk.root, *words)
        done = capfd.readouterr()
    assert ("", "") == (plan.out, done.out)
    assert "the temporary folder is full" in plan.err and "nothing was issued" in plan.err
    assert f"the run {RUN} is finished; what it issued" in done.err and "TMPDIR" in done.err
    assert (desk.out / "runs" / RUN / "manifest.json").exists()
    assert 1 == demo_desk.run(desk.root, *words)
    told = json.loads(capfd.readouterr().out)
    assert "nothing_new" == told["status"] and 9 == sum(
        x["state"] == "already" for x in told["letters"]
    )


def test_without_a_temporary_folder_no_run_begins(
    desk: Desk, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Said before anything is issued, with exit 7."""

    def none(*_: object, **__: object) -> None:
        raise FileNotFoundError("no usable temporary directory")

    monkeypatch.setattr("tempfile.TemporaryFile", none)
    assert 7 == demo_desk.run(desk.root, "batch", KIND, "--on", str(DAY), "--jobs", "0")
    assert "nothing was issued" in capfd.readouterr().err
    assert not (desk.out / "runs").exists()


def test_rows_that_find_no_room_stop_the_run_with_a_word() -> None:
    """What a run keeps of its letters lies in a temporary file too: a full disk is an error with a cure, exit 7."""
    with Rows() as rows:
        rows._db.execute("PRAGMA max_page_count = 8")
        with pytest.raises(OutputError, match="the temporary folder is full") as stopped:
            for n in range(10_000):
                rows.add(Row(f"DK-{n}", "B1", "issued", address="示例路" * 50))
    assert "the same command goes on from there" in stopped.value.hint.en


def test_the_command_line(desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    """Seal by two persons, the run with exit 1 for what was refused, then nothing new."""
    folder = desk.root
    words = ("--by", "李法务", "--role", "legal")
    assert 0 == demo_desk.run(folder, "log", RUN, "seal_use", "--staff", "刘总", "--role", "approver", "--text", "同意")  # fmt: skip
    assert 0 == demo_desk.run(folder, "approve", RUN, *words)
    assert 2 == demo_desk.run(folder, "log", RUN, "call", "--staff", "刘总")
    assert 1 == demo_desk.run(folder, "batch", KIND, "--on", "2026-03-27", "--dry-run")
    assert "seal: allowed by two persons" in capfd.readouterr().out
    capfd.readouterr()
    assert 1 == demo_desk.run(folder, "batch", KIND, "--on", "2026-03-27", "--jobs", "0", "--json")
    told = json.loads(capfd.readouterr().out)
    assert (1, 9, True) == (told["schema_version"], told["counts"]["issued"], told["sealed"])
    assert {"issued", "refused"} == {x["state"] for x in told["letters"]}
    assert sum(told["counts"].values()) - told["counts"]["nothing_unpaid"] == len(told["letters"])
    early = ("batch", KIND, "--on", "2025-01-05", "--dry-run", "--json")  # before there were loans
    assert 0 == demo_desk.run(folder, *early)
    assert [] == json.loads(capfd.readouterr().out)["letters"]
    assert 1 == demo_desk.run(folder, "batch", KIND, "--on", "2026-03-27", "--jobs", "0", lang="zh")
    streams = capfd.readouterr()
    assert "没有新的可签发" in streams.out
    assert "" == streams.err
    assert 2 == demo_desk.run(folder, "batch", "no-such-kind")
    assert 0 == demo_desk.run(folder, "register", "verify")


def test_a_number_put_in_is_a_number_composed(base: Path) -> None:
    """The letter decided on, given its number, is the letter composed under that number, word for word."""
    desk = Desk.open(base, {})
    with Book.open(desk.book_url) as book:
        for loan in READY:
            job = gather(desk, book, KIND, loan, on=DAY, now=NOW, locale="zh")
            for party in addressees_of(job, None):
                terms = letter.request_for(job, party)
                probe, number = (
                    letter.numbering(desk.house, desk.policy, terms)(n) for n in (PROBE, 12)
                )
                first, wanted = (
                    letter.composed(job, party, n, job.issued_on, terms.deadline)
                    for n in (probe, number)
                )
                assert wanted == letter.numbered(first, probe, number)
                assert probe in repr(first)


def test_what_may_go_out_does_not_hide_on_the_screen_what_may_not(
    base: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit of the screen is one for each state: the first planned and the first refused are both told,
    and of the others how many there are and where they stand."""
    desk = demo_desk.imported(tmp_path / "desk", base)
    monkeypatch.setattr("noticegen.cli.batch.SHOWN", 1)
    capfd.readouterr()
    assert 1 == demo_desk.run(desk, "batch", KIND, "--dry-run")
    lines = capfd.readouterr().out.splitlines()
    states = [x.split("  ")[2].split(",")[0] for x in lines if x.startswith("DK-")]
    assert len(states) == len(set(states)) and {"would be issued", "refused"} <= set(states)
    [more] = [x for x in lines if x.startswith("... and")]
    assert more.endswith(" more; --json lists all")
