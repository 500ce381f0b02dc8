"""What `noticegen case` tells of a case: where it stands, what comes next, what the house is owed."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import demo_desk
import pytest
from due_cases import ISSUED, KINDS, NUMBER, SENT, SERVED, plan
from ledger_cases import case, day, policy, with_, without
from test_timeline import known_on

from noticegen.casefile import describe
from noticegen.cli import file, page, sums
from noticegen.cli.session import language
from noticegen.model import Case, GuaranteeKind, Instalment
from noticegen.text import Lang

Capture = pytest.CaptureFixture[str]
PAID = "05-06 09:00 sub_payment - amount=52345.67"
ALL = {**KINDS, "payoff-certificate": KINDS["overdue-notice"]}


def seen(of: Case, on: str, lang: Lang = "en") -> dict[str, Any]:
    """The case as it is told on a day."""
    return describe(of, day(on), policy(), plan(), lang, kinds=ALL)


def coming(of: Case, on: str, lang: Lang = "en") -> list[tuple[str, list[str]]]:
    """What comes next, and to whom."""
    return [(n["what"], [p["party"] for p in n["to"]]) for n in seen(of, on, lang)["next"]]


# --- what comes next ------------------------------------------------------------------------------


def test_before_the_notice_it_says_what_blocks_it_and_from_when() -> None:
    """Blocked on day 4: the rule, the first day and the addressee, and under it what is missing."""
    view = seen(known_on(day("03-24")), "03-24")
    [line] = view["next"]

    assert ("blocked", "overdue-notice", ["S-10"]) == tuple(line[k] for k in ("kind", "document", "blocked_by"))  # fmt: skip
    assert (date(2026, 3, 27), [{"party": "B", "role": "borrower"}]) == (line["possible_from"], line["to"])  # fmt: skip
    assert "S-10" in [step["rule"] for step in view["missing"]]


def test_the_total_of_what_is_owed_is_the_sum_of_its_lines(capsys: Capture) -> None:
    """2,300 came in, a part of it for March, which is paid now: the column of receipts adds up to what
    stands in it, and what came in since the default began is told below."""
    dues = (Instalment(1, day("03-20"), Decimal("1000.00"), Decimal("100.00")), Instalment(2, day("04-20"), Decimal("5000.00"), Decimal("400.00")))  # fmt: skip
    of = replace(case(with_("04-25 10:00 payment - amount=2300")), instalments=dues)
    view = seen(of, "04-25")
    language(["--lang", "en"], {})

    sums.show(view)
    printed = capsys.readouterr().out
    (line,) = view["owed"]["lines"]
    (total,) = (row.split() for row in printed.split("\n") if row.strip().startswith("total"))

    assert total[-2:] == [f"{line['received']:,.2f}", f"{line['total']:,.2f}"]
    assert line["received"] < Decimal(2300)
    assert "received since this default began 2,300.00, instalments paid since included" in printed


def test_a_clock_that_has_run_out_says_so(capsys: Capture) -> None:
    """Six months from the due date end on 20 September (a Sunday that is worked); the day after, `case`
    says that the guarantee has ended: on the screen, on the page and to a program."""
    direct = replace(
        case(), guarantees=(replace(case().guarantees[0], counter=False, period_months=6),)
    )
    language(["--lang", "en"], {})
    for on, over in (("09-20", False), ("09-21", True)):
        view = seen(direct, on)
        file._clocks(view)
        row = next(x for x in capsys.readouterr().out.split("\n") if "guarantee period" in x)

        assert over == next(c["over"] for c in view["clocks"] if c["party"] == "G1")
        assert over == row.rstrip().endswith("it has ended")
        assert over == ("it has ended" in page._clocks(view, day(on)))


def test_a_party_stands_in_each_role_as_that_deed_says(capsys: Capture) -> None:
    """Who gave the bank a general guarantee and the house a joint counter-guarantee is told of both, each
    on the line of its role."""
    counter = case().guarantees[0]
    bank = replace(counter, id="D-bank", counter=False, kind=GuaranteeKind.GENERAL)
    language(["--lang", "en"], {})
    file._people(seen(replace(case(), guarantees=(bank, counter)), "03-24"))
    lines = [row.rstrip() for row in capsys.readouterr().out.split("\n") if "G1" in row]

    assert [True, False] == [row.endswith("general") for row in lines]
    assert [False, True] == [row.endswith("joint and several") for row in lines]


def test_an_extended_instalment_shows_its_new_day(capsys: Capture) -> None:
    """The schedule of the contract stays; beside it stands the day agreed since, from the day on which it
    was agreed. Where nothing moved there is no such column."""
    of = case(with_("03-25 09:00 extension - by=2026-07-20 approver=陈主任 instalment=1"))
    language(["--lang", "en"], {})
    before, after = seen(of, "03-24"), seen(of, "03-25")
    for view in (before, after):
        file._schedule(view)
    printed = capsys.readouterr().out

    assert [date(2026, 3, 20)] == [i["due_now"] for i in before["schedule"]]
    assert (date(2026, 3, 20), date(2026, 7, 20)) == tuple(after["schedule"][0][k] for k in ("due", "due_now"))  # fmt: skip
    assert 1 == printed.count("now due") == printed.count("2026-07-20")


def test_what_only_an_override_lets_go_has_no_day() -> None:
    """A call of the first days that was not made cannot be made up: no first day is named."""
    [line] = seen(case(without("03-22")), "03-27")["next"]

    assert (None, True) == (line["possible_from"], "S-05" in line["blocked_by"])


def test_a_notice_that_is_possible_is_the_next_thing() -> None:
    """From day 7 to its issue, in both languages."""
    assert [("issue: overdue notice", ["B"])] == coming(case(), "03-27")
    assert [("签发催收通知书", ["B"])] == coming(case(), "03-27", "zh")


def test_a_notice_issued_is_to_be_served_at_once() -> None:
    """On the very day of issue it says serve it, and what waits for the service; nothing is missing of
    a notice that is out."""
    view = seen(case(with_(ISSUED)), "03-27")
    serve, waits = view["next"]

    assert f"serve: {NUMBER} issued, not sent (2026-03-27)" == serve["what"]
    assert ["B"] == [p["party"] for p in serve["to"]]
    assert ("guarantor-reminder", ["G1", "G2"]) == (waits["document"], [p["party"] for p in waits["to"]])  # fmt: skip
    assert {"S-13", "S-15"} == set(waits["blocked_by"]) and [] == view["missing"]
    [sent, _] = coming(case(with_(ISSUED, SENT)), "03-27", "zh")
    assert (f"送达：{NUMBER} 已发出，无送达凭证（2026-03-27）", ["B"]) == sent


def test_after_the_service_the_reminder_comes_the_day_after() -> None:
    """Served on the 28th: blocked that day with the 29th as first day, possible on the 29th."""
    served = case(with_(ISSUED, SERVED))
    [waits] = seen(served, "03-28")["next"]

    assert ("blocked", "guarantor-reminder", date(2026, 3, 29)) == tuple(waits[k] for k in ("kind", "document", "possible_from"))  # fmt: skip
    assert [("issue: reminder", ["G1"]), ("issue: reminder", ["G2"])] == coming(served, "03-29")


# --- once the house has paid ----------------------------------------------------------------------


def test_the_loan_is_shown_as_the_bank_sees_it_and_what_the_house_is_owed() -> None:
    """The old sums stay beside the new: nothing for the bank, and the claim split as in the notice."""
    view = seen(case(with_(ISSUED, SERVED, PAID, "05-20 09:00 payment B amount=20000")), "05-20")
    back = view["recourse"]

    assert view["owed"]["total"] > 0 and 0 == view["bank_owed"]["total"]
    assert "sub_payment" in [row["event"] for row in view["bank_ledger"]]
    assert (Decimal("52345.67"), Decimal("20000.00")) == (back["paid_out"], back["received"])
    [paid], [receipt] = back["paid"], back["receipts"]
    assert back["total"] == back["costs"] + paid["principal"] + paid["interest"]
    assert (
        Decimal("20000") == receipt["to_costs"] + receipt["to_interest"] + receipt["to_principal"]
    )
    assert back["total"] == back["paid_out"] + receipt["to_interest"] - Decimal("20000.00")
    assert view["settled_on"] is None and view["step_day"] == 61


def test_before_the_house_pays_there_is_no_second_account() -> None:
    """No recourse on the eve of the payment, one on its day."""
    of = case(with_(ISSUED, SERVED, PAID))
    keys = ("bank_owed", "bank_ledger", "recourse")

    assert (None, None, None) == tuple(seen(of, "05-05")[k] for k in keys)
    assert all(seen(of, "05-06")[k] for k in keys)


def test_once_the_recourse_is_paid_only_the_certificate_is_left() -> None:
    """From the day of the last payment on: settled, no days, no plan; too much paid is named."""
    of = case(with_(ISSUED, SERVED, PAID, "05-20 09:00 payment B amount=60000"))
    view = seen(of, "06-18")

    assert day("05-20") == view["settled_on"]
    assert (None, None, 0, None) == tuple(view[k] for k in ("episode", "step_day", "days_overdue", "plan"))  # fmt: skip
    assert ([], "") == (view["missing"], view["next_document"])
    assert [["B"]] == [to for _, to in coming(of, "06-18")]
    assert ["payoff-certificate"] == [n["document"] for n in view["next"]]
    spent = view["recourse"]["receipts"][0]
    bank = view["bank_owed"]["unapplied"]  # the house paid the bank a little too much
    assert {"loan": bank, "recourse": spent["unapplied"]} == view["in_hand"]
    assert bank > 0 and spent["unapplied"] > 7000
    assert day("05-20") == seen(of, "05-20")["settled_on"]
    assert seen(of, "05-19")["settled_on"] is None and 60 == seen(of, "05-19")["step_day"]


def test_money_beyond_what_is_due_is_named() -> None:
    """60,000 on a debt of about 53,000: the rest is in hand; a cent less than the debt leaves none."""
    of = case(with_(ISSUED, SERVED, "03-30 09:00 payment B amount=60000"))
    owed = seen(of, "03-29")["owed"]["total"]
    view = seen(of, "03-30")

    assert {"loan": view["owed"]["unapplied"], "recourse": 0} == view["in_hand"]
    assert view["in_hand"]["loan"] > 0
    part = case(with_(ISSUED, SERVED, f"03-30 09:00 payment B amount={owed}"))
    assert 0 == seen(part, "03-29")["in_hand"]["loan"] == seen(part, "03-30")["in_hand"]["loan"]


# --- the screen -----------------------------------------------------------------------------------


def test_what_a_case_tells_has_these_names() -> None:
    """The keys of docs/json.md, by which other systems read it: of the whole, an entry, an event, a proposal."""
    view = seen(case(with_("04-10 09:00 payment B amount=1000")), "04-20")
    day_0, paid = view["log"][0], next(e for e in view["log"] if e["type"] == "payment")

    assert {"loan", "on", "booked_until", "parties", "owed", "ledger", "log"} <= set(view)
    assert {"stage", "stage_name", "tone", "lines", "good_days", "quiet"} == set(view["plan"])
    assert view["plan"]["tone"]
    accrued = [a for row in view["ledger"] for a in row["accruals"]]
    assert {"penalty"} == {a["component"] for a in accrued} and 31 == sum(
        a["days"] for a in accrued
    )
    assert ("B", "") == (paid["party"], day_0["party"])


@pytest.fixture(scope="module")
def desk(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example desk."""
    return demo_desk.imported(tmp_path_factory.mktemp("demo") / "desk", examples)


@pytest.mark.parametrize(
    ("loan", "amount", "lang", "noted", "shown"),
    [
        ("DK-0003", "60000.00", "en", "paid too much on the loan are to be returned to who paid them", "paid too much on the loan are to be returned to who paid them"),
        ("DK-0009", "200000.00", "zh", "贷款多收", "贷款多收"),
        ("DK-0006", "15000.00", "en", "more than was due on the loan are kept for what falls due next", "more than was due on the loan are kept for what falls due next"),
    ],
)  # fmt: skip
def test_too_much_is_said_when_it_is_recorded_and_shown(
    desk: Path, capfd: Capture, loan: str, amount: str, lang: Lang, noted: str, shown: str
) -> None:
    """A payment beyond what is due is taken with a note, and `case` shows what is in hand."""
    capfd.readouterr()
    assert 0 == demo_desk.run(desk, "log", loan, "payment", "--sum", amount, lang=lang)
    assert noted in " ".join(capfd.readouterr().err.split())
    assert 0 == demo_desk.run(desk, "case", loan, lang=lang)
    assert shown in " ".join(capfd.readouterr().out.split())


def test_what_was_paid_back_is_shown_and_noted(desk: Path, capfd: Capture, tmp_path: Path) -> None:
    """Of what came in too much the most goes back: the rest is noted, and `case` shows sum, rest and the
    line of the log. More than was in hand is taken too, for it happened, and said."""
    slip = tmp_path / "slip.txt"
    slip.write_text("退款凭证", "utf-8")
    back = ("refund", "--staff", "王经办", "--payee", "示例付款人", "--proof", f"voucher={slip}")
    assert 0 == demo_desk.run(desk, "log", "DK-0010", "payment", "--sum", "900000.00")
    assert 0 == demo_desk.run(desk, "log", "DK-0010", *back, "--sum", "1.00")
    capfd.readouterr()
    assert 0 == demo_desk.run(desk, "case", "DK-0010")
    shown = " ".join(capfd.readouterr().out.split())
    assert "1.00 yuan paid too much on the loan were paid back" in shown
    assert "surplus paid back" in shown and "payee 示例付款人" in shown
    assert "paid too much on the loan are to be returned" in shown
    assert "than was in hand" not in shown

    assert 0 == demo_desk.run(desk, "log", "DK-0010", *back, "--sum", "900000.00", lang="zh")
    assert "贷款退还的款项超出多收款" in capfd.readouterr().err
    assert 0 == demo_desk.run(desk, "case", "DK-0010", "--json")
    view = json.loads(capfd.readouterr().out)
    assert ("0.00", "900001.00") == (view["in_hand"]["loan"], view["refunded"]["loan"])
    assert Decimal(view["refunded_beyond"]["loan"]) > 0


def test_what_was_paid_back_before_the_end_is_not_kept_for_what_falls_due(
    desk: Path, capfd: Capture, tmp_path: Path
) -> None:
    """Instalments are still to come: only what was not paid back is kept for them, and the account of the
    loan has the refund among its rows."""
    slip = tmp_path / "slip.txt"
    slip.write_text("退款凭证", "utf-8")
    back = ("refund", "--staff", "王经办", "--payee", "示例付款人", "--proof", f"voucher={slip}")
    assert 0 == demo_desk.run(desk, "log", "DK-0006", "payment", "--sum", "200.00")
    assert 0 == demo_desk.run(desk, "log", "DK-0006", *back, "--sum", "1.00")
    told = " ".join(capfd.readouterr().err.split())
    [before, after] = re.findall(r"([\d,.]+) yuan more than was due on the loan are kept", told)
    assert Decimal(before.replace(",", "")) - 1 == Decimal(after.replace(",", ""))
    assert 0 == demo_desk.run(desk, "case", "DK-0006", "--json")
    view = json.loads(capfd.readouterr().out)
    [row] = [r for r in view["ledger"] if r["event"] == "refund"]
    assert (row["amount"], row["unapplied"]) == ("1.00", after.replace(",", ""))
    assert view["in_hand"]["loan"] == row["unapplied"]


def test_a_part_payment_is_taken_without_a_word_of_surplus(desk: Path, capfd: Capture) -> None:
    """A hundred yuan on a debt of thousands leaves nothing in hand."""
    capfd.readouterr()
    assert 0 == demo_desk.run(desk, "log", "DK-0004", "payment", "--sum", "100.00")
    assert "kept for" not in capfd.readouterr().err


def test_once_the_house_has_paid_the_account_of_a_sum_is_said(
    desk: Path, capfd: Capture, tmp_path: Path
) -> None:
    """After a payment under the guarantee a payment says on which account it was booked and, where the entry
    named none, how to have it otherwise; before that, and of a sum of an earlier day, nothing is said."""
    slip = tmp_path / "slip.txt"
    slip.write_text("代偿凭证", "utf-8")
    pay = ("log", "DK-0004", "payment", "--sum")
    at = ("--at", f"{demo_desk.DAY} 10:00")

    def booked(*words: str, lang: Lang = "en") -> str:
        capfd.readouterr()
        assert 0 == demo_desk.run(desk, *words, lang=lang)
        return " ".join(capfd.readouterr().err.split())

    assert "booked on" not in booked(*pay, "1.00", *at)
    house = ("--payee", "示例银行", "--proof", f"voucher={slip}")
    assert "booked on" not in booked(
        "log", "DK-0004", "sub_payment", "--sum", "500.00", *house, *at
    )
    told = booked(*pay, "2.00", "--at", f"{demo_desk.DAY} 11:00")
    assert (
        "booked on the recourse claim; if it is for the loan, record it again with --corrects e"
        in told
    )
    assert "--claim loan" in told
    told = booked(*pay, "3.00", "--claim", "loan", lang="zh")
    assert "记入：贷款" in told and "--corrects" not in told
    before = f"{demo_desk.DAY - timedelta(days=1)} 11:00"
    assert "booked on" not in booked(*pay, "4.00", "--at", before)
    assert 0 == demo_desk.run(desk, *pay, "5.00", "--json")
    assert "recourse" == json.loads(capfd.readouterr().out)["claim"]


def test_a_letter_to_one_who_is_no_party_any_more_is_told() -> None:
    """An import took the borrower with a letter out from the loan: the line names her without a role."""
    whole = case(with_(ISSUED))
    gone = replace(whole, signatories=())
    told = [who for line in seen(gone, "03-28")["next"] for who in line["to"]]

    assert {"party": "B", "role": ""} in told
