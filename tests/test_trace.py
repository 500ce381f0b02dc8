"""Terms that an import changes leave their trace on the log: one event, chained like every other."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import demo_desk
import pytest
from alembic import command
from alembic.config import Config
from import_data import good, proof, write_json
from sample_book import HOUSE, NOW, call, dossier, fill

from noticegen.book import Book, Dossier
from noticegen.book.changes import Detail
from noticegen.book.trace import event as trace_of
from noticegen.desk import Desk
from noticegen.model import Event, EventType, LoanParty, Role
from noticegen.register import Register
from noticegen.textgate import check_text
from noticegen.vault import Vault

LATER = NOW + timedelta(days=1)


def log(book: Book, folder: Path, loan: str = "DK-1") -> tuple[Event, ...]:
    """The whole log of a loan, which must be intact."""
    case = book.load(loan, HOUSE, Vault(folder))
    assert case.chain_intact
    return case.log


def traces(book: Book, folder: Path, loan: str = "DK-1") -> list[Event]:
    """The events of changed terms on the log of a loan."""
    return [e for e in log(book, folder, loan) if e.type is EventType.DATA_CHANGE]


def with_(old: Dossier, **terms: object) -> Dossier:
    """The dossier with other terms of the loan."""
    return replace(old, loan=replace(old.loan, **terms))  # type: ignore[arg-type]  # values of the test


def test_changed_terms_are_one_event_on_the_log(any_book: Book, tmp_path: Path) -> None:
    """A principal that grew and a deed that went: what was and what is, in both languages, in the tree."""
    fill(any_book)
    new = replace(with_(dossier(), principal=Decimal("120000.00")), guarantees=(), events=(*dossier().events, call("s3", 23)))  # fmt: skip

    list(any_book.apply([new], LATER))

    (found,) = traces(any_book, tmp_path)
    assert found.at == found.recorded_at == LATER
    assert found.actors == ("import",)
    assert found.party == ""
    assert found.details == {"terms": "sums,deeds"}
    assert found.text == (
        "借款：借款金额 100,000.00元 → 120,000.00元；"
        "担保 G1 删去：保证合同名称 反担保合同，保证合同编号 F-1，保证合同日期 2025-03-20，客户编号 DK-1-G，保证方式 连带责任保证，反担保 是，最高额保证 否"
        " / loan: Principal RMB 100,000.00 → RMB 120,000.00; "
        "guarantee G1 removed: Deed 反担保合同, Deed number F-1, Deed date 2025-03-20, Party ID DK-1-G, Kind joint and several, Counter-guarantee yes, Maximum-amount no"
    )
    assert check_text(found.text) == []
    assert {e.id for e in log(any_book, tmp_path)} == {"s1", "s2", "s3", found.id}


def test_the_same_file_again_leaves_no_second_trace(book: Book, tmp_path: Path) -> None:
    """Nothing the first time a loan comes in, one event for a change, none for the same file again."""
    fill(book)
    assert traces(book, tmp_path) == []
    new = with_(dossier(), annual_rate=Decimal("0.07"))

    list(book.apply([new], LATER))
    size = Register(book).checkpoint()
    kinds = [c.kind for c in book.apply([new], LATER)]

    assert kinds == ["unchanged"]
    assert size == Register(book).checkpoint()
    assert len(traces(book, tmp_path)) == 1


def test_there_and_back_are_two_events(book: Book, tmp_path: Path) -> None:
    """A rate that is changed and changed back has left two traces with ids of their own."""
    fill(book)
    for rate in ("0.07", "0.065", "0.07"):
        list(book.apply([with_(dossier(), annual_rate=Decimal(rate))], LATER))

    found = traces(book, tmp_path)
    assert [e.details["terms"] for e in found] == ["rates"] * 3
    assert len({e.id for e in found}) == 3


@pytest.mark.parametrize(
    "terms", [{"officer": "李示例"}, {"branch": "示例分部"}, {"purpose": "进货"}]
)
def test_what_is_no_term_leaves_no_trace(
    book: Book, tmp_path: Path, terms: dict[str, object]
) -> None:
    """Who handles the loan, new events and a later booking day are no terms."""
    fill(book)
    new = replace(with_(dossier(), **terms), events=(*dossier().events, call("s3", 23)), booked_until=LATER.date())  # fmt: skip

    (change,) = book.apply([new], LATER)

    assert change.kind == "changed"
    assert traces(book, tmp_path) == []


def test_a_name_is_changed_in_every_loan_that_has_it(book: Book, tmp_path: Path) -> None:
    """A party of two loans that comes with one of them under another name: a trace on both logs, none
    on that of a loan without it; the number of the ID is masked."""
    first, second, third = dossier("DK-1"), dossier("DK-2"), dossier("DK-3")
    shared = first.parties[2]
    second = replace(second, parties=(*second.parties, shared), guarantees=(*second.guarantees, replace(first.guarantees[0], id="G2")))  # fmt: skip
    fill(book, first, second, third)
    other = replace(shared, name="示例百货有限公司", id_number="91990100MA00000001")

    list(book.apply([replace(first, parties=(*first.parties[:2], other))], LATER))

    (one,), (two,) = traces(book, tmp_path, "DK-1"), traces(book, tmp_path, "DK-2")
    assert one.text == two.text and one.id != two.id
    assert one.details == {"terms": "names"}
    assert "示例贸易有限公司 → 示例百货有限公司" in one.text
    assert "91990100MA00000001" not in one.text
    assert traces(book, tmp_path, "DK-3") == []
    assert not Register(book).verify(tmp_path / "out")


@pytest.mark.parametrize("dry", [True, False])
def test_the_change_names_the_other_loans_that_note_it(any_book: Book, dry: bool) -> None:
    """Those that name the party as signatory or by a deed; not the loan it came with, nor one that names
    another. Of a change that is none, no loan."""
    first, second, third, fourth = (dossier(f"DK-{n}") for n in (1, 2, 3, 4))
    shared = first.parties[2]
    second = replace(second, parties=(*second.parties, shared), guarantees=(*second.guarantees, replace(first.guarantees[0], id="G2")))  # fmt: skip
    third = replace(third, parties=(*third.parties, shared), signatories=(*third.signatories, LoanParty(shared.id, Role.CO_BORROWER)))  # fmt: skip
    fill(any_book, first, second, third, fourth)
    new = replace(first, parties=(*first.parties[:2], replace(shared, name="示例百货有限公司")))

    changed, same = any_book.apply([new, fourth], LATER, dry_run=dry)
    (again,) = any_book.apply([new], LATER)

    assert ("DK-2", "DK-3") == changed.noted
    assert () == same.noted
    assert (changed.noted if dry else ()) == again.noted


def test_the_loans_of_a_party_are_found_by_an_index(book: Book) -> None:
    """No table is read whole to find them, in a book of any size."""
    with book.read() as conn:
        for table in ("signatories", "guarantees"):
            query = f"explain query plan select loan from {table} where party in ('a', 'b')"
            assert f"ix_{table}_party" in str(conn.exec_driver_sql(query).all())


def test_an_older_book_is_upgraded_by_doctor(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A book from before the index is refused with the command that brings it up to date."""
    desk = tmp_path / "desk"
    assert 0 == demo_desk.run(tmp_path, "init", str(desk))
    with Book.open(Desk.open(desk, {}).book_url) as book, book.write() as conn:
        config = Config()
        config.set_main_option("script_location", "noticegen.book:migrations")
        config.attributes["connection"] = conn
        command.downgrade(config, "0005")
    capfd.readouterr()

    assert 5 == demo_desk.run(desk, "due")
    assert "run `noticegen doctor --upgrade`" in capfd.readouterr().err
    assert 0 == demo_desk.run(desk, "doctor", "--upgrade")
    assert 0 == demo_desk.run(desk, "due")


def test_an_import_says_on_how_many_other_logs_it_noted_a_change(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """In its report and its JSON, and what it would note when it is tried: loans that the source does not
    hold, each once; nothing is said where there are none."""
    both, one = good(), good()
    loan = both["loans"][0]
    both["loans"].append(loan | {"id": "DK-2"})
    for sheet in both.values():
        sheet += [row | {"loan": "DK-2"} for row in sheet if row.get("loan") == loan["id"]]
    one["parties"][0]["name"] = "示例改名"
    desk = tmp_path / "desk"
    assert 0 == demo_desk.run(tmp_path, "init", str(desk))
    paths = []
    for name, rows in (("both", both), ("one", one)):
        (tmp_path / name).mkdir()
        proof(tmp_path / name)
        paths.append(str(write_json(tmp_path / name, rows)))
    capfd.readouterr()
    assert 0 == demo_desk.run(desk, "import", paths[0])
    assert "noted" not in capfd.readouterr().out
    assert 0 == demo_desk.run(desk, "import", paths[1], "--dry-run")
    assert (
        "changes of parties would be noted on the logs of 1 further loan" in capfd.readouterr().out
    )
    assert 0 == demo_desk.run(desk, "import", paths[1], "--dry-run", "--json")
    [report] = json.loads(capfd.readouterr().out)["sources"]
    assert (1, [["DK-2"]]) == (report["also_noted_on"], [c["noted"] for c in report["changes"]])
    assert 0 == demo_desk.run(desk, "import", paths[1], lang="zh")
    assert "客户资料的变更，另已记入来源以外 1 笔借款的台账" in capfd.readouterr().out


def test_a_dry_run_leaves_no_trace(book: Book, tmp_path: Path) -> None:
    """What is only tried is not recorded."""
    fill(book)

    list(book.apply([with_(dossier(), annual_rate=Decimal("0.07"))], LATER, dry_run=True))

    assert traces(book, tmp_path) == []


def test_of_very_many_changes_the_first_and_how_many_more() -> None:
    """The text keeps to what the log allows."""
    many = [Detail("instalment", str(n), "changed", "principal", "1.00", "2.00") for n in range(400)]  # fmt: skip

    text = trace_of("DK-1", 3, many, NOW)["text"]

    assert check_text(text) == []
    assert text.startswith("还款计划 0：应还本金 1.00元 → 2.00元；")
    assert "……另有 " in text and text.endswith(" more")
