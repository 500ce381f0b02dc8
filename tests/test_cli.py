"""The command line as a user meets it: exit codes, JSON, both languages, and no data in errors."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import batch_desk
import demo_desk
import pytest
from drawn_once import drawn_anew

from noticegen import render
from noticegen.book import Book
from noticegen.cli import demo

Capture = pytest.CaptureFixture[str]
pytestmark = pytest.mark.usefixtures("drawn_once")


@pytest.fixture(scope="module")
def made(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example desk, imported once."""
    return demo_desk.imported(tmp_path_factory.mktemp("demo") / "desk", examples)


@pytest.fixture
def desk(made: Path, tmp_path: Path) -> Path:
    """A desk of one's own with the examples in its book."""
    return demo_desk.imported(tmp_path / "desk", made)


def said(capfd: Capture) -> Any:
    """What a --json command printed."""
    return json.loads(capfd.readouterr().out)


def test_import_twice_changes_nothing(desk: Path, capfd: Capture) -> None:
    """The same workbook again leaves every loan as it was."""
    path = str(desk / "examples" / "portfolio.xlsx")
    capfd.readouterr()

    assert demo_desk.run(desk, "import", path, "--json") == 0
    assert {"unchanged": 13} == said(capfd)["sources"][0]["loans"]


@pytest.mark.parametrize(
    ("loan", "code", "verdict", "blocking"),
    [
        ("DK-0001", 1, "blocked", {"S-12", "X-09"}),
        ("DK-0003", 0, "ready", set()),
        ("DK-0004", 1, "blocked", {"S-05"}),
        ("DK-0005", 1, "blocked", {"S-09"}),
        ("DK-0006", 1, "blocked", {"S-12", "X-09"}),
        ("DK-0007", 0, "ready", set()),
        ("DK-0008", 0, "ready", set()),
        ("DK-0009", 0, "ready", set()),
        ("DK-0010", 0, "ready", set()),
        ("DK-0011", 0, "ready", set()),
        ("DK-0012", 0, "ready", set()),
        ("DK-0013", 0, "ready", set()),
    ],
)
def test_check_of_the_examples(
    desk: Path, capfd: Capture, loan: str, code: int, verdict: str, blocking: set[str]
) -> None:
    """Each example loan is in the state its name in the examples promises."""
    assert code == demo_desk.run(desk, "check", "overdue-notice", loan, "--json")
    answer = said(capfd)

    assert verdict == answer["verdict"]
    assert blocking == {
        f["rule"] for f in answer["findings"] if f["verdict"] == "fail" and f["severity"] == "block"
    }


def test_an_approval_of_the_suit_is_recorded_with_what_it_approves(
    desk: Path, capfd: Capture
) -> None:
    """`log` writes the sum and the defendants of the day into it, and says so; no other approval has one."""
    words = ("--staff", "李法务", "--role", "legal", "--text", "可以起诉，金额已核对", "--json")
    capfd.readouterr()
    assert (
        demo_desk.run(desk, "log", "DK-0007", "legal_approval", "--kind", "complaint", *words) == 0
    )
    told = capfd.readouterr()
    assert (
        demo_desk.run(desk, "log", "DK-0007", "legal_approval", "--kind", "overdue-notice", *words)
        == 0
    )

    assert float(json.loads(told.out)["amount"]) > 0
    assert "against P07" in told.err or "被告 P07" in told.err
    assert said(capfd)["amount"] is None


def test_check_json_is_the_contract(desk: Path, capfd: Capture) -> None:
    """`check --json` has exactly the promised keys."""
    demo_desk.run(desk, "check", "overdue-notice", "DK-0005", "--json")
    answer = said(capfd)

    assert {"schema_version", "kind", "loan", "on", "verdict", "earliest", "findings"} == set(
        answer
    )
    assert 1 == answer["schema_version"]
    wanted = {
        "rule",
        "severity",
        "verdict",
        "party",
        "needed",
        "found",
        "earliest",
        "hint",
        "basis",
    }
    assert all(wanted == set(f) for f in answer["findings"])
    assert {f["verdict"] for f in answer["findings"]} <= {"pass", "fail", "na", "overridden"}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["nonsense"], 2),
        (["check", "overdue-notice"], 2),
        (["check", "overdue-notice", "DK-9999"], 2),
        (["check", "no-such-kind", "DK-0003"], 2),
        (["case", "DK-0003", "--on", "27.3.2026"], 2),
        (["check", "overdue-notice", "DK-0003", "--party", "P99"], 2),
        (["import", "no-such-file.xlsx"], 3),
        (["log", "DK-0003", "call", "--party", "P03"], 3),
        (["rules", "S-99"], 2),
        (["register", "show", "〔2026〕催字第0009号"], 2),
    ],
)
def test_exit_codes(desk: Path, capfd: Capture, words: list[str], code: int) -> None:
    """Each fault of the user ends with the code of its kind and a word on stderr, none on stdout."""
    assert code == demo_desk.run(desk, *words)
    streams = capfd.readouterr()
    assert streams.err.strip()
    assert "Traceback" not in streams.err


def test_no_desk_is_a_usage_error(tmp_path: Path, capfd: Capture) -> None:
    """Without noticegen.toml the error says how to get one."""
    assert 2 == demo_desk.run(tmp_path, "case", "DK-0003")
    assert "noticegen init" in capfd.readouterr().err


def test_unknown_setting_is_an_error(desk: Path, capfd: Capture) -> None:
    """A misspelt key in noticegen.toml is named, not ignored."""
    path = desk / "noticegen.toml"
    path.write_text(path.read_text("utf-8").replace("reports_credit", "report_credit"), "utf-8")

    assert 2 == demo_desk.run(desk, "case", "DK-0003")
    assert "house.report_credit" in capfd.readouterr().err


def test_init_refuses_a_desk_that_is_there(desk: Path) -> None:
    """A book is never written over: code 7."""
    assert 7 == demo_desk.run(desk, "init", str(desk))


def test_init_makes_the_book_the_settings_name(tmp_path: Path, postgres_url: str, capfd: Capture) -> None:  # fmt: skip
    """Once noticegen.toml names a book on a server, `init` makes that book, once, and leaves the settings."""
    desk = tmp_path / "desk"
    assert 0 == demo_desk.run(tmp_path, "init", str(desk))
    settings = (desk / "noticegen.toml").read_text(
        "utf-8"
    ) + f'\n[paths]\nbook = "{postgres_url}"\n'
    (desk / "noticegen.toml").write_text(settings, "utf-8")

    assert 5 == demo_desk.run(desk, "case", "DK-0003")
    assert "there is no book here" in capfd.readouterr().err
    assert 0 == demo_desk.run(tmp_path, "init", str(desk))
    assert "the book is made" in capfd.readouterr().err
    assert 2 == demo_desk.run(desk, "case", "DK-0003")  # the book is there, the loan is not
    assert 7 == demo_desk.run(tmp_path, "init", str(desk))
    assert settings == (desk / "noticegen.toml").read_text("utf-8")


def test_init_makes_no_empty_book_beside_letters(desk: Path, capfd: Capture) -> None:
    """A book that is gone while its letters are there is to be restored, not made anew: code 7."""
    (desk / "book.sqlite").unlink()
    assert 0 == demo_desk.run(desk, "init", str(desk))  # nothing was issued: nothing is lost
    (desk / "book.sqlite").unlink()
    (desk / "out" / "2026").mkdir()

    assert 7 == demo_desk.run(desk, "init", str(desk))
    assert "restore the book" in capfd.readouterr().err
    assert not (desk / "book.sqlite").exists()


def test_a_book_at_a_port_that_is_none_is_a_usage_error(desk: Path, capfd: Capture) -> None:
    """An address that cannot be read is named as the set-up it is, not as a bug: code 2."""
    path = desk / "noticegen.toml"
    path.write_text(
        path.read_text("utf-8") + '\n[paths]\nbook = "postgresql://h:port/x"\n', "utf-8"
    )

    assert 2 == demo_desk.run(desk, "case", "DK-0003")
    assert "the address of the book is not valid" in capfd.readouterr().err


def test_future_and_too_early_events_are_refused(desk: Path, capfd: Capture) -> None:
    """An event lies neither in the future nor before the loan was paid out; the boundary is now."""
    call = ["log", "DK-0003", "call", "--party", "P03", "--staff", "王经办", "--channel", "phone", "--outcome", "no_answer"]  # fmt: skip

    assert 3 == demo_desk.run(desk, *call, "--at", "2026-03-27 14:01")
    assert 3 == demo_desk.run(desk, *call, "--at", "2020-01-01 09:00")
    assert 0 == demo_desk.run(desk, *call, "--at", "2026-03-27 14:00")


def test_late_entry_shows(desk: Path, capfd: Capture) -> None:
    """An event recorded more than 48 hours after it happened is late; at 48 hours it is not."""
    call = ["log", "DK-0003", "call", "--party", "P03", "--staff", "王经办", "--outcome", "busy", "--json"]  # fmt: skip

    demo_desk.run(desk, *call, "--at", "2026-03-25 13:59")
    assert said(capfd)["late"]
    demo_desk.run(desk, *call, "--at", "2026-03-25 14:00")
    assert not said(capfd)["late"]


def test_case_json_holds_the_figures(desk: Path, capfd: Capture) -> None:
    """`case --json`: 50,000 at 6.5 % plus half, seven days, is 94.79 of penalty interest."""
    assert 0 == demo_desk.run(desk, "case", "DK-0003", "--json")
    view = said(capfd)

    assert 7 == view["step_day"]
    assert "94.79" == view["owed"]["penalty"]
    assert "2026-03-20" == view["episode"]["anchor"]
    [line] = view["ledger"][-1]["accruals"]
    assert ("penalty", 7, "50000.00", "94.79") == tuple(
        line[name] for name in ("component", "days", "base", "amount")
    )


def test_override_needs_a_second_person(desk: Path, capfd: Capture) -> None:
    """An override waits until another person with a role confirms it; then the notice goes out."""
    reason = "客户当日手机停机，已改为当面催收并留有走访记录，同意越级签发催收通知书"
    override = ["issue", "overdue-notice", "DK-0004", "--override", "S-05", "--by", "陈主任", "--role", "branch_head", "--reason"]  # fmt: skip

    assert 2 == demo_desk.run(desk, *override, "太短")
    assert 1 == demo_desk.run(desk, *override, reason)
    assert 3 == demo_desk.run(desk, "approve", "DK-0004", "--last", "override", "--by", "陈主任", "--role", "branch_head")  # fmt: skip
    capfd.readouterr()
    assert 3 == demo_desk.run(desk, "approve", "DK-0004", "--last", "override", "--by", "王经办", "--role", "officer")  # fmt: skip
    refusal = " ".join(capfd.readouterr().err.split())
    assert "an override is confirmed as head of branch (branch_head), legal, approver" in refusal
    assert "[override] confirm_roles" in refusal
    assert 0 == demo_desk.run(desk, "approve", "DK-0004", "--last", "override", "--by", "李法务", "--role", "legal")  # fmt: skip
    capfd.readouterr()
    assert 0 == demo_desk.run(desk, "check", "overdue-notice", "DK-0004", "--json")
    assert "overridden" in {f["verdict"] for f in said(capfd)["findings"] if f["rule"] == "S-05"}


def test_the_register_asks_only_for_the_loans_it_shows(
    desk: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which of them are erased is asked of the loans that are shown, not of the whole book."""
    assert 0 == demo_desk.run(desk, "issue", "overdue-notice", "DK-0010")
    capfd.readouterr()
    assert 0 == demo_desk.run(desk, "register", "list", "--json")
    known = [d["number"] for d in said(capfd)["documents"]]

    def all_of_them(_: Book) -> None:
        raise AssertionError("the ids of all loans were read")

    monkeypatch.setattr(Book, "loans", all_of_them)
    assert known and 0 == demo_desk.run(desk, "register", "show", known[0])
    capfd.readouterr()
    assert 0 == demo_desk.run(desk, "register", "list", "--json")
    assert known == [d["number"] for d in said(capfd)["documents"]]


def test_the_officer_confirms_no_seal(desk: Path, capfd: Capture) -> None:
    """Nor an opinion of legal or a referral: the refusal says who may, and where the house says so."""
    asked = ["log", "DK-0010", "seal_use", "--staff", "刘总", "--role", "approver", "--kind", "overdue-notice", "--text", "同意用印"]  # fmt: skip
    approve = ["approve", "DK-0010", "--last", "seal_use", "--by"]

    assert 0 == demo_desk.run(desk, *asked)
    capfd.readouterr()
    assert 3 == demo_desk.run(desk, *approve, "王经办", "--role", "officer")
    refusal = " ".join(capfd.readouterr().err.split())
    assert "a referral is confirmed as head of branch (branch_head), legal, approver" in refusal
    assert "under [[staff]]" in refusal and "[approval] confirm_roles" in refusal
    assert 0 == demo_desk.run(desk, *approve, "李法务", "--role", "legal")


def test_what_does_not_count_is_no_confirmation(desk: Path, capfd: Capture) -> None:
    """Who confirmed has another post now: it counts no more, and `approve --last` asks for another person."""
    asked = ["log", "DK-0010", "seal_use", "--staff", "刘总", "--role", "approver", "--kind", "overdue-notice", "--text", "同意用印"]  # fmt: skip
    approve = ["approve", "DK-0010", "--last", "seal_use", "--by"]
    settings = desk / "noticegen.toml"

    assert 0 == demo_desk.run(desk, *asked)
    assert 0 == demo_desk.run(desk, *approve, "李法务", "--role", "legal")
    settings.write_text(settings.read_text("utf-8").replace('roles = ["legal"]', 'roles = ["officer"]'), "utf-8")  # fmt: skip
    capfd.readouterr()
    assert 0 == demo_desk.run(desk, *approve, "陈主任", "--role", "branch_head")
    assert 3 == demo_desk.run(desk, *approve, "陈主任", "--role", "branch_head")
    assert "is confirmed already" in capfd.readouterr().err


def test_overrides_asked_for_together_are_confirmed_one_by_one(desk: Path, capfd: Capture) -> None:
    """`approve --last override` confirms each of several overrides in turn, and says when none is left."""
    reason = "客户长期在外地务工，已改为电话联系并留有记录，同意越级签发催收通知书"
    several = ["--override", "S-05", "--override", "S-07", "--override", "S-10"]
    approve = ["approve", "DK-0002", "--last", "override", "--by", "李法务", "--role", "legal"]

    assert 1 == demo_desk.run(desk, "issue", "overdue-notice", "DK-0002", *several, "--by", "陈主任", "--role", "branch_head", "--reason", reason)  # fmt: skip
    assert "3 overrides are recorded" in capfd.readouterr().err
    told = []
    for _ in several[::2]:
        assert 0 == demo_desk.run(desk, *approve)
        told.append(capfd.readouterr())
    assert ["S-10", "S-07", "S-05"] == [t.out.split("(")[1][:4] for t in told]
    assert [2, 1, 0] == [t.err.count("(S-") for t in told]
    assert 3 == demo_desk.run(desk, *approve)
    assert "is confirmed already" in capfd.readouterr().err


def test_rules_that_allow_no_override(desk: Path) -> None:
    """S-12 (something must be owed) cannot be overridden by anybody."""
    words = [
        "--override",
        "S-12",
        "--by",
        "陈主任",
        "--role",
        "branch_head",
        "--reason",
        "理由" * 15,
    ]

    assert 2 == demo_desk.run(desk, "issue", "overdue-notice", "DK-0006", *words)


def test_dry_run_and_draft_take_no_number(desk: Path, capfd: Capture) -> None:
    """A plan writes nothing; a draft writes files but no number."""
    assert 0 == demo_desk.run(desk, "issue", "overdue-notice", "DK-0003", "--dry-run")
    assert [] == [p for p in (desk / "out").rglob("*") if p.is_file()]
    assert 0 == demo_desk.run(desk, "issue", "overdue-notice", "DK-0004", "--draft")
    assert {".pdf", ".docx"} == {p.suffix for p in (desk / "out").rglob("*") if p.is_file()}
    capfd.readouterr()
    demo_desk.run(desk, "register", "list", "--json")
    assert [] == said(capfd)["documents"]


def test_issue_again_is_the_same_letter(
    desk: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same command twice: one number, the same bytes."""
    monkeypatch.setattr(render, "render", drawn_anew)
    assert 0 == demo_desk.run(desk, "issue", "overdue-notice", "DK-0003", "--json")
    first = said(capfd)["letters"][0]
    before = Path(first["pdf"]).read_bytes()
    later = demo_desk.NOW + timedelta(minutes=5)
    assert 0 == demo_desk.run(desk, "issue", "overdue-notice", "DK-0003", "--json", now=later)
    second = said(capfd)["letters"][0]

    assert "〔2026〕催字第0001号" == first["number"] == second["number"]
    assert before == Path(second["pdf"]).read_bytes()


def test_two_borrowers_get_two_numbers(desk: Path, capfd: Capture) -> None:
    """Borrower and co-borrower each get a letter of their own."""
    assert 0 == demo_desk.run(desk, "issue", "overdue-notice", "DK-0013", "--json")
    letters = said(capfd)["letters"]

    assert [("P13", "〔2026〕催字第0001号"), ("P14", "〔2026〕催字第0002号")] == [
        (letter["party"], letter["number"]) for letter in letters
    ]


def test_a_loan_stands_for_its_letter_only_where_there_is_one(desk: Path, capfd: Capture) -> None:
    """With letters to two borrowers of one day, what happened to one is told by its number; a loan
    without a document is told so."""
    served = ["--method", "hand", "--to", "示例甲", "--recipient", "self", "--staff", "王经办"]

    assert 2 == demo_desk.run(desk, "served", "DK-0013", *served)
    assert "no document of DK-0013 is out" in capfd.readouterr().err
    demo_desk.run(desk, "issue", "overdue-notice", "DK-0013")
    capfd.readouterr()
    assert 2 == demo_desk.run(desk, "served", "DK-0013", *served)
    told = capfd.readouterr().err
    assert "give the number" in told
    assert "〔2026〕催字第0001号 to P13; 〔2026〕催字第0002号 to P14" in told
    demo_desk.run(desk, "register", "void", "〔2026〕催字第0002号", "--reason", "误发")
    assert 0 == demo_desk.run(desk, "served", "DK-0013", *served)
    assert "〔2026〕催字第0001号" in capfd.readouterr().out
    assert 2 == demo_desk.run(desk, "served", "DK-9999", *served)
    assert "there is no number DK-9999" in capfd.readouterr().err


def test_a_letter_made_void_after_its_service_is_told_so(desk: Path, capfd: Capture) -> None:
    """Its service no longer counts, and the addressee holds a paper: both are said; of one that never
    went out there is nothing to say."""
    proof = str(desk / "examples" / "evidence" / "DK-0003-01-photo.png")
    served = ["served", "DK-0003", "--method", "hand", "--to", "赵六", "--recipient", "self", "--staff", "王经办", "--staff", "赵协办", "--proof", f"slip={proof}"]  # fmt: skip
    void = ["register", "void", "--reason", "金额有误"]
    for number, acts in (("〔2026〕催字第0001号", ()), ("〔2026〕催字第0002号", (served,))):
        demo_desk.run(desk, "issue", "overdue-notice", "DK-0003")
        for act in acts:
            assert 0 == demo_desk.run(desk, *act)
        capfd.readouterr()
        assert 0 == demo_desk.run(desk, *void, number)
        assert bool(acts) == ("It was served: that no longer counts" in capfd.readouterr().err)


def test_a_refused_event_says_where_to_look(desk: Path, capfd: Capture) -> None:
    """At its hour, or at the fields of its kind; a suit to withdraw is one of those on the log."""
    call = ["log", "DK-0003", "call", "--party", "P03"]

    assert 3 == demo_desk.run(desk, *call)
    assert "see `noticegen log DK-0003 call --help`" in capfd.readouterr().err
    assert 3 == demo_desk.run(desk, *call, "--staff", "王经办", "--outcome", "busy", "--at", "2099-01-01 10:00")  # fmt: skip
    assert "hint: check the time: --at" in capfd.readouterr().err
    assert 0 == demo_desk.run(desk, "log", "DK-0003", "filing", "--staff", "李法务", "--way", "suit", "--body", "示例法院", "--against", "P03")  # fmt: skip
    made = capfd.readouterr().out.split()[1].rstrip(":")
    assert 3 == demo_desk.run(desk, "log", "DK-0003", "filing_withdrawn", "--staff", "李法务", "--filing", "e1")  # fmt: skip
    assert f"no such filing on the log; known: {made}" in capfd.readouterr().err


def test_the_fields_of_a_kind_are_shown_without_a_loan(desk: Path, capfd: Capture) -> None:
    """`log call --help` lists what a call takes."""
    assert 0 == demo_desk.run(desk, "log", "call", "--help")
    assert "--outcome WORD" in capfd.readouterr().out


def test_service_without_proof_stays_dispatched(desk: Path, capfd: Capture) -> None:
    """Handed over without the slip: not served; with it: served."""
    proof = str(desk / "examples" / "evidence" / "DK-0003-01-photo.png")
    served = ["served", "DK-0003", "--method", "hand", "--to", "赵六", "--recipient", "self", "--staff", "王经办", "--staff", "赵协办"]  # fmt: skip
    demo_desk.run(desk, "issue", "overdue-notice", "DK-0003")
    demo_desk.run(desk, *served, "--proof", f"photo={proof}")
    capfd.readouterr()
    demo_desk.run(desk, "register", "show", "DK-0003", "--json")
    assert "dispatched" == said(capfd)["state"]

    assert 0 == demo_desk.run(desk, *served, "--proof", f"slip={proof}")
    capfd.readouterr()
    demo_desk.run(desk, "register", "show", "DK-0003", "--json")
    assert "served" == said(capfd)["state"]


def test_a_letter_that_asks_nothing_shows_no_day_to_pay_by(desk: Path, capfd: Capture) -> None:
    """The register shows the day to pay by of a notice, and none of a reminder to a guarantor."""
    proof = str(desk / "examples" / "evidence" / "DK-0003-01-photo.png")
    served = ["served", "DK-0003", "--method", "hand", "--to", "赵六", "--recipient", "self", "--staff", "王经办", "--staff", "赵协办"]  # fmt: skip
    shown = []
    for kind, now in (
        ("overdue-notice", demo_desk.NOW),
        ("guarantor-reminder", demo_desk.NOW + timedelta(1)),
    ):
        assert 0 == demo_desk.run(desk, "issue", kind, "DK-0003", now=now)
        capfd.readouterr()
        assert 0 == demo_desk.run(desk, "register", "show", "DK-0003", lang="en", now=now)
        shown.append(capfd.readouterr().out)
        demo_desk.run(desk, *served, "--proof", f"slip={proof}", now=now)
    notice, reminder = shown
    assert "overdue-notice" in notice and "pay by" in notice
    assert "guarantor-reminder" in reminder and "pay by" not in reminder


def test_register_verify_finds_an_altered_letter(desk: Path, capfd: Capture) -> None:
    """One changed byte in an issued PDF is found and named: code 5."""
    demo_desk.run(desk, "issue", "overdue-notice", "DK-0003", "--json")
    path = Path(said(capfd)["letters"][0]["pdf"])
    assert 0 == demo_desk.run(desk, "register", "verify")
    path.write_bytes(path.read_bytes()[:-1] + b"x")

    capfd.readouterr()
    assert 5 == demo_desk.run(desk, "register", "verify", "--json")
    assert any("0001" in p["where"] for p in said(capfd)["problems"])


def test_void_takes_away_what_was_never_issued(desk: Path) -> None:
    """A run that broke off may have published a file: `register void` of its number removes it."""
    from noticegen.book import Book
    from noticegen.desk import Desk
    from noticegen.issue import letter
    from noticegen.issue.job import gather
    from noticegen.register import Register

    opened = Desk.open(desk, {})
    with Book.open(opened.book_url) as book:
        job = gather(opened, book, "overdue-notice", "DK-0003", on=demo_desk.DAY, now=demo_desk.NOW, locale="zh")  # fmt: skip
        entry, _ = letter.reserve(job, "P03")
        (pdf, _docx) = letter.paths(opened, entry)
        pdf.parent.mkdir(parents=True)
        pdf.write_bytes(b"%PDF")

        assert 0 == demo_desk.run(desk, "register", "void", entry.number, "--reason", "误取")
        assert not pdf.exists()
        assert [] == [p for p in Register(book).verify(opened.out) if "file" in p.where]


def test_void_keeps_the_number(desk: Path, capfd: Capture) -> None:
    """A void number stays in the register; the next letter takes the next one."""
    demo_desk.run(desk, "issue", "overdue-notice", "DK-0003")
    assert 0 == demo_desk.run(
        desk, "register", "void", "〔2026〕催字第0001号", "--reason", "金额有误，重新签发"
    )
    capfd.readouterr()
    demo_desk.run(desk, "issue", "overdue-notice", "DK-0003", "--json")
    assert "〔2026〕催字第0002号" == said(capfd)["letters"][0]["number"]


def test_help_in_both_languages(tmp_path: Path) -> None:
    """--help speaks the language asked for, click's own words included."""
    zh, en = (
        subprocess.run(
            [sys.executable, "-m", "noticegen", "--lang", lang, "issue", "--help"],
            capture_output=True, text=True, check=True, cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1] / "src")},
        ).stdout
        for lang in ("zh", "en")
    )  # fmt: skip

    assert "用法：" in zh
    assert "草稿" in zh
    assert "Usage:" in en
    assert "watermark" in en


def test_demo_runs_on_any_day(
    tmp_path: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The demo, README's main job, ends well whatever the day; the day is that of the desk's zone.

    What takes long and knows no day is left to the test of the wheel, which runs the demo of today: drawing
    the letters, binding a packet."""
    now = datetime(2027, 12, 31, 20, 0, tzinfo=UTC)  # New Year of a leap year in Shanghai already
    folder = tmp_path / "desk"
    whole = demo.court_steps
    monkeypatch.setattr(render, "render", batch_desk.fake_render)
    monkeypatch.setattr(
        demo, "court_steps", lambda day: [s for s in whole(day) if s.line[0] != "bundle"]
    )

    assert 0 == demo_desk.run(folder, "demo", str(folder), now=now), capfd.readouterr().err
    streams = capfd.readouterr()
    assert "issued 2, refused 1, nothing unpaid 1" in streams.out
    assert "intact: 11 documents" in streams.out
    year = now.astimezone(ZoneInfo("Asia/Shanghai")).year
    assert f"〔{year}〕催字第0001号: served" in streams.out


def test_a_command_ends_without_a_look_at_all_that_it_loaded() -> None:
    """What is left at the end goes with the process: the interpreter need not search it for cycles."""
    code = (
        "import atexit, gc; atexit.register(lambda: print(gc.get_freeze_count() > 10_000)); "
        "from noticegen.cli import main; main(['--version'])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert "True" == done.stdout.splitlines()[-1]
