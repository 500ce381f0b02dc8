"""What an officer gets wrong at the keyboard: each slip is refused, and the answer says how to mend it."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import demo_desk
import openpyxl
import pytest

Capture = pytest.CaptureFixture[str]
pytestmark = pytest.mark.usefixtures("drawn_once")
WHY = "客户当日手机停机，已改为当面催收并留有走访记录，同意越级签发催收通知书"


@pytest.fixture(scope="module")
def made(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example desk, imported once."""
    return demo_desk.imported(tmp_path_factory.mktemp("demo") / "desk", examples)


@pytest.fixture
def desk(made: Path, tmp_path: Path) -> Path:
    """A desk of one's own with the examples in its book."""
    return demo_desk.imported(tmp_path / "desk", made)


def log_of(desk: Path, loan: str, capfd: Capture) -> list[dict[str, Any]]:
    capfd.readouterr()
    assert demo_desk.run(desk, "case", loan, "--json") == 0
    log: list[dict[str, Any]] = json.loads(capfd.readouterr().out)["log"]
    return log


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_missing_fields_are_named_with_their_options(desk: Path, capfd: Capture, lang: str) -> None:
    """What an event lacks is told by the option that gives it, in the language of the program."""
    assert 3 == demo_desk.run(desk, "log", "DK-0003", "visit", "--party", "P03", lang=lang)
    told = capfd.readouterr().err
    assert all(option in told for option in ("--staff", "--outcome", "--proof"))
    assert "actors" not in told and "evidence" not in told
    assert ("经办人" in told) == (lang == "zh")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_help_lists_the_words_an_option_takes(desk: Path, capfd: Capture, lang: str) -> None:
    """Reason codes, outcomes and proof kinds can be read in the help, with their meaning."""
    assert 0 == demo_desk.run(desk, "log", "DK-0003", "reason", "--help", lang=lang)
    told = capfd.readouterr().out
    assert "R102" in told and "inferred" in told and "slip" in told
    assert ("货款未收回" if lang == "zh" else "payment for goods not received") in " ".join(
        told.split()
    )


def test_unknown_kind_of_event_suggests(desk: Path, capfd: Capture) -> None:
    """A misspelt kind is answered with the near ones, not with a wall of words."""
    assert 2 == demo_desk.run(desk, "log", "DK-0003", "vist")
    told = capfd.readouterr().err
    assert "visit" in told and "extension" not in told


@pytest.mark.parametrize(("day", "code"), [("2026-03-26", 3), ("2026-03-27", 0)])
def test_promise_of_a_day_gone_by_is_refused(desk: Path, day: str, code: int) -> None:
    """A promise names its own day or a later one."""
    words = ["--party", "P03", "--staff", "王经办", "--sum", "100", "--by", day]
    assert code == demo_desk.run(desk, "log", "DK-0003", "promise", *words)


def test_record_of_an_issued_document_cannot_be_corrected(desk: Path, capfd: Capture) -> None:
    """Taking back the `issued` event would hide the letter from later rules: it is made void instead."""
    assert 0 == demo_desk.run(desk, "issue", "overdue-notice", "DK-0007")
    issued = next(e["id"] for e in log_of(desk, "DK-0007", capfd) if e["type"] == "issued")

    words = ["--corrects", issued, "--staff", "王经办", "--text", "登记有误"]
    assert 3 == demo_desk.run(desk, "log", "DK-0007", "correction", *words)
    assert "void" in capfd.readouterr().err
    assert all(e["in_force"] for e in log_of(desk, "DK-0007", capfd) if e["type"] == "issued")


@pytest.mark.parametrize(
    ("who", "role", "code"),
    [("刘总", "approver", 0), ("刘总", "legal", 3), ("路人甲", "approver", 3)],
)
def test_decision_by_a_stranger_is_refused(desk: Path, who: str, role: str, code: int) -> None:
    """A seal approval is recorded only from a person whom noticegen.toml gives that role."""
    words = ["--staff", who, "--role", role, "--kind", "overdue-notice"]
    assert code == demo_desk.run(desk, "log", "DK-0007", "seal_use", *words)


@pytest.mark.parametrize(("size", "code"), [(0, 3), (1, 0)])
def test_empty_file_proves_nothing(desk: Path, tmp_path: Path, size: int, code: int) -> None:
    """A proof file of no bytes is refused."""
    proof = tmp_path / "photo.png"
    proof.write_bytes(b"x" * size)
    words = ["--party", "P03", "--staff", "王经办", "--outcome", "met_party", "--proof", f"photo={proof}"]  # fmt: skip
    assert code == demo_desk.run(desk, "log", "DK-0003", "visit", *words)


def test_proof_with_an_unprintable_name_is_refused(desk: Path, tmp_path: Path) -> None:
    """A file name that no list can show is refused before the file is kept."""
    proof = tmp_path / "photo\n.png"
    proof.write_bytes(b"x")
    words = ["--party", "P03", "--staff", "王经办", "--outcome", "met_party", "--proof", f"photo={proof}"]  # fmt: skip
    assert 3 == demo_desk.run(desk, "log", "DK-0003", "visit", *words)


@pytest.mark.parametrize(
    ("day", "code"),
    [("2026-03-23", 1), ("2026-03-24", 0), ("2026-03-27", 0), ("2026-03-28", 1)],
)
def test_figures_are_of_the_day_of_issue_or_three_days_older(
    desk: Path, capfd: Capture, day: str, code: int
) -> None:
    """A letter of 27 March states sums as of 24 to 27 March: no older ones, none of a day to come."""
    words = ["issue", "overdue-notice", "DK-0013", "--on", day, "--dry-run"]
    assert code == demo_desk.run(desk, *words)
    told = capfd.readouterr().out
    assert ("X-22" in told) == (code == 1)


@pytest.mark.parametrize("day", ["20260327", "2026-W13-5", "２０２６-03-27"])
def test_day_has_one_spelling(desk: Path, capfd: Capture, day: str) -> None:
    """Only 2026-03-27 is a day; other forms that a library would take are refused."""
    assert 2 == demo_desk.run(desk, "case", "DK-0003", "--on", day)
    assert "2026-03-27" in capfd.readouterr().err


@pytest.mark.parametrize("loan", ["dk-0003", "DK0003", "DK-03"])
def test_unknown_loan_suggests_one(desk: Path, capfd: Capture, loan: str) -> None:
    """A loan id slightly wrong is answered with the right one."""
    assert 2 == demo_desk.run(desk, "case", loan)
    assert "DK-0003" in capfd.readouterr().err


def test_no_override_is_offered_where_none_helps(desk: Path, capfd: Capture) -> None:
    """A loan with nothing due is not said to need an override: rule S-12 allows none."""
    assert 1 == demo_desk.run(desk, "check", "overdue-notice", "DK-0001")
    assert "override helps" not in capfd.readouterr().out
    assert 1 == demo_desk.run(desk, "check", "overdue-notice", "DK-0004")
    assert "override helps" in capfd.readouterr().out


def test_folder_that_is_no_desk_is_named(tmp_path: Path, capfd: Capture) -> None:
    """Without a desk the answer names the folder that was looked in."""
    assert 2 == demo_desk.run(tmp_path / "nowhere", "case", "DK-0003")
    assert "nowhere" in capfd.readouterr().err


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_case_speaks_words_not_codes(desk: Path, capfd: Capture, lang: str) -> None:
    """The log of a case shows outcomes and reasons in words."""
    assert 0 == demo_desk.run(desk, "case", "DK-0003", lang=lang)
    told = capfd.readouterr().out
    assert "connected_party" not in told and "met_party" not in told
    assert ("本人接听" if lang == "zh" else "spoke to the party") in told


def test_check_says_first_that_a_party_is_none_to_write_to(desk: Path, capfd: Capture) -> None:
    """Of a guarantor asked about as if the notice went to him, the first thing told is that he signed as no
    borrower; the steps that were not taken towards him come after it."""
    capfd.readouterr()
    demo_desk.run(desk, "case", "DK-0004", "--json")
    deeds = json.loads(capfd.readouterr().out)["guarantees"]
    demo_desk.run(desk, "check", "overdue-notice", "DK-0004", "--party", deeds[0]["party"])
    rules = re.findall(r"^\W*([SXLC]-\d\d)", capfd.readouterr().out, re.M)

    assert rules[0] == "X-01" and "S-01" in rules


def test_check_gives_the_clause_in_one_language(desk: Path, capfd: Capture) -> None:
    """The ground of a rule is told in the language of the program only."""
    demo_desk.run(desk, "check", "overdue-notice", "DK-0004", lang="zh")
    assert "manual II-2" not in capfd.readouterr().out
    demo_desk.run(desk, "check", "overdue-notice", "DK-0004", lang="en")
    assert "手册" not in capfd.readouterr().out


def test_void_twice_is_a_mistake_not_a_damaged_book(desk: Path, capfd: Capture) -> None:
    """Voiding a void number is a usage error (2); code 5 is kept for a book that is damaged."""
    assert 0 == demo_desk.run(desk, "issue", "overdue-notice", "DK-0007")
    number = "〔2026〕催字第0001号"
    assert 0 == demo_desk.run(desk, "register", "void", number, "--reason", "金额有误")
    assert 2 == demo_desk.run(desk, "register", "void", number, "--reason", "金额有误")


def test_authority_may_be_older_than_the_loan(desk: Path) -> None:
    """A framework authority of the creditor may be recorded with its own, earlier day; a call may not."""
    proof = desk / "examples" / "evidence" / "DK-0003-01-photo.png"
    day = ["--staff", "王经办", "--at", "2024-01-05 10:00"]
    words = ["collection_authority", *day, "--proof", f"contract={proof}"]
    assert 0 == demo_desk.run(desk, "log", "DK-0003", *words)
    words = ["call", "--party", "P03", *day, "--outcome", "busy"]
    assert 3 == demo_desk.run(desk, "log", "DK-0003", *words)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [("2026-03-20", "2062-03-20", "at"), ("2026-03-20 10:40", "2026-03-28 10:40", "recorded_at")],
)
def test_import_refuses_a_day_to_come(
    desk: Path, capfd: Capture, tmp_path: Path, old: str, new: str, key: str
) -> None:
    """A mistyped year in the log is found at the import, not when a letter is wanted."""
    book = openpyxl.load_workbook(desk / "import.xlsx")
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == "示例" and cell.column == 1:
                    cell.value = None
                if isinstance(cell.value, str) and cell.value.startswith(old):
                    cell.value = cell.value.replace(old, new)
    book.save(tmp_path / "typed.xlsx")
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "示例.png").write_bytes(b"x")
    capfd.readouterr()

    assert 3 == demo_desk.run(desk, "import", str(tmp_path / "typed.xlsx"), "--json")
    faults = json.loads(capfd.readouterr().out)["sources"][0]["faults"]
    assert [(f["code"], f["row"]) for f in faults] == [("future", 3)]
    assert ("发生时间" if key == "at" else "录入时间") == faults[0]["column"]


def test_rows_left_out_as_examples_are_told(desk: Path, capfd: Capture) -> None:
    """Who types over the example row and leaves its mark is told that the row was left out."""
    assert 0 == demo_desk.run(desk, "import", str(desk / "import.xlsx"))
    told = capfd.readouterr()
    assert "0 rows" in told.out and "示例" in told.err and "clear" in told.err


def test_letter_without_an_issuer_is_refused(desk: Path, capfd: Capture) -> None:
    """Until noticegen.toml names the house, only drafts are made: no letter bears a placeholder."""
    config = desk / "noticegen.toml"
    filled = config.read_text("utf-8")
    config.write_text(
        filled.replace("示例县小额贷款担保中心", "（填写本单位全称）", 1), encoding="utf-8"
    )
    assert 2 == demo_desk.run(desk, "issue", "overdue-notice", "DK-0007")
    assert "house.name" in capfd.readouterr().err
    assert 0 == demo_desk.run(desk, "issue", "overdue-notice", "DK-0007", "--draft")
    assert 0 == demo_desk.run(desk, "register", "list", "--json")

    config.write_text(filled, encoding="utf-8")
    assert 0 == demo_desk.run(desk, "issue", "overdue-notice", "DK-0007")


def test_chinese_speaker_gets_no_english(tmp_path: Path) -> None:
    """Slips at the command line are answered in Chinese, the parser's own words too."""
    for words in (["case", "--foo"], ["log", "X", "call", "--outcome", "x"], ["served", "X"], ["isue"],
                  ["issue", "overdue-notice", "X", "--locale", "fr"], ["rules", "a", "b"]):  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", "noticegen", "--lang", "zh", *words],
            capture_output=True, text=True, check=False, cwd=tmp_path,
        )  # fmt: skip
        assert done.returncode == 2
        told = re.sub(r"--?[a-z]+|'[^']*'|\[[A-Z]+\]|\b[A-Z_]+\b", "", done.stderr)
        for word in ("No such", "not one of", "Choose", "Missing", "Did you", "Got unexpected"):
            assert word not in told, (words, done.stderr)


def test_checkpoint_kept_from_before(desk: Path, capfd: Capture, tmp_path: Path) -> None:
    """All that `verify` printed may be kept and given back; a file that is no checkpoint is refused."""
    capfd.readouterr()
    assert 0 == demo_desk.run(desk, "register", "verify")
    kept = tmp_path / "checkpoint.txt"
    kept.write_text(capfd.readouterr().out, "utf-8")
    assert 0 == demo_desk.run(desk, "issue", "overdue-notice", "DK-0007")
    assert 0 == demo_desk.run(desk, "register", "verify", "--since", str(kept))

    for bad in (b"", b"garbage", b"\xff\xfe\x00", b"a\nb\nc\n"):
        kept.write_bytes(bad)
        assert 3 == demo_desk.run(desk, "register", "verify", "--since", str(kept))


@pytest.mark.parametrize("act", ["altered", "missing"])
def test_verify_finds_evidence_tampered_with(desk: Path, capfd: Capture, act: str) -> None:
    """Whoever changes or takes away a proof file is found out by `register verify`."""
    capfd.readouterr()
    file = next(p for p in sorted((desk / "evidence").rglob("*")) if p.is_file())
    if act == "altered":
        file.write_bytes(b"x")
    else:
        file.unlink()
    assert 5 == demo_desk.run(desk, "register", "verify")
    told = capfd.readouterr().out
    assert f"{file.parent.name}{file.name}" in told and act in told


def test_verify_of_a_damaged_tree_says_where(desk: Path, capfd: Capture) -> None:
    """Where even the tree cannot be read, what was found is still told."""
    with sqlite3.connect(desk / "book.sqlite") as book:
        book.execute("UPDATE tree SET size = size - 1")
    capfd.readouterr()
    assert 5 == demo_desk.run(desk, "register", "verify")
    told = capfd.readouterr()
    assert "✗ tree" in told.out and "damaged" in told.err


def test_day_of_an_event_is_that_of_the_house(desk: Path, capfd: Capture) -> None:
    """16:30 in London is the next day in Shanghai, in the answer as on the log."""
    words = ["--party", "P03", "--staff", "王经办", "--outcome", "busy", "--at", "2026-03-26T16:30:00+00:00"]  # fmt: skip
    assert 3 == demo_desk.run(
        desk, "log", "DK-0003", "call", *words[:-1], "2026-03-27T06:30:00+00:00"
    )
    capfd.readouterr()
    assert 0 == demo_desk.run(desk, "log", "DK-0003", "call", *words)
    assert "2026-03-27" in capfd.readouterr().out
    assert log_of(desk, "DK-0003", capfd)[-1]["at"].startswith("2026-03-27T00:30")


def test_from_the_payment_to_the_served_notice_of_recourse(desk: Path, capfd: Capture) -> None:
    """The house pays the bank; `case` then names the notice of recourse, the overdue notice is refused and
    points to it, it is issued under its own word, and its service moves the end of limitation."""
    proof = str(desk / "examples" / "evidence" / "DK-0003-01-photo.png")
    paid = [
        "--at",
        "2026-03-26 10:00",
        "--sum",
        "20000.00",
        "--staff",
        "刘总",
        "--payee",
        "示例农村商业银行",
    ]
    assert 0 == demo_desk.run(
        desk, "log", "DK-0007", "sub_payment", *paid, "--proof", f"voucher={proof}"
    )
    capfd.readouterr()
    assert 0 == demo_desk.run(desk, "case", "DK-0007", lang="zh")
    told = capfd.readouterr().out
    assert "✓ 签发代偿追偿通知书 → 借款人 P07（现可签发）" in told
    assert "欠本单位（追偿款）" in told and "20,000.00" in told
    assert 1 == demo_desk.run(desk, "check", "overdue-notice", "DK-0007")
    assert "use the Recourse notice to borrower (recourse-notice)" in " ".join(
        capfd.readouterr().out.split()
    )
    assert "recourse_limitation 2029-03-26" in limitation_of(desk, "DK-0007", capfd)

    assert 0 == demo_desk.run(desk, "issue", "recourse-notice", "DK-0007")
    number = "〔2026〕追字第0001号"
    by_hand = [
        "--method",
        "hand",
        "--to",
        "冯十二",
        "--recipient",
        "self",
        "--staff",
        "王经办",
        "--staff",
        "赵协办",
    ]
    assert 0 == demo_desk.run(desk, "served", number, *by_hand, "--proof", f"slip={proof}")
    assert "recourse_limitation 2029-03-27" in limitation_of(desk, "DK-0007", capfd)


def limitation_of(desk: Path, loan: str, capfd: Capture) -> list[str]:
    """The clocks of limitation that `case` shows: of what, and their last day."""
    capfd.readouterr()
    assert 0 == demo_desk.run(desk, "case", loan, "--json")
    names = {
        "limitation of the recourse claim": "recourse_limitation",
        "limitation against the borrower": "limitation",
    }
    clocks = json.loads(capfd.readouterr().out)["clocks"]
    return [f"{names[c['name']]} {c['last_day']}" for c in clocks if c["name"] in names]


@pytest.mark.parametrize(
    ("words", "code"), [(["doctor", "--json"], 2), (["rules"], 2), (["template", "lint"], 2)]
)
def test_a_settings_file_that_cannot_be_read_is_no_missing_desk(
    desk: Path, capfd: Capture, words: list[str], code: int
) -> None:
    """What works without a desk must not go on with the shipped templates where the settings of the desk
    are broken: `doctor` calls it a fault, the others refuse."""
    with (desk / "noticegen.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[paths]\ntemplates = "mine"   本单位自己的\n')
    capfd.readouterr()

    assert code == demo_desk.run(desk, *words)
    told = capfd.readouterr()
    assert "TOML" in told.out + told.err
    if "doctor" in words:
        states = {c["name"]: c["state"] for c in json.loads(told.out)["checks"]}
        assert "skipped" not in states.values() and states.pop("typesetting libraries") == "ok"
        assert {"fail"} == set(states.values())
