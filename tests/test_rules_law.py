"""L-rules before the notice, decided on the case. Each rule: passes, fails, boundary."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from later_cases import REFERRAL
from later_cases import word as word_of
from ledger_cases import KIND, case, day, deed, outcome, policy, tuned, with_, words_of

from noticegen import clocks, rules
from noticegen.issue import approvals
from noticegen.model import LoanKind, PartyKind, Verdict

ON = "03-27"
DIRECT = {"counter": False, "period_months": 6}


def test_l03_a_guarantee_about_to_end_is_shown() -> None:
    """From 30 days before the safe day until the period is over, L-03 warns."""
    whole = case(guarantees=(deed("G1", **DIRECT),))
    clock = next(c for c in clocks.of(whole, day(ON), policy()) if c.party == "G1")
    near = date.fromordinal(clock.safe_day.toordinal() - 30)

    assert "2026-09-20" == str(clock.last_day)
    far, close = (words_of(whole, "L-03", str(d)) for d in (near.replace(day=near.day - 1), near))
    assert ["pass", "fail"] == [f.verdict.value for w in (far, close) for f in w if f.party == "G1"]
    over = date.fromordinal(clock.latest.toordinal() + 1)
    assert "pass" == outcome(whole, "L-03", str(over))  # limitation still runs
    [lapsed] = [f for f in words_of(whole, "L-03", str(over)) if f.party == "G1"]
    assert ("na", f"ended on {clock.latest}") == (lapsed.verdict.value, lapsed.found.en)


def test_l09_a_time_barred_claim_needs_a_legal_word() -> None:
    """After three years the notice warns until legal has approved since then, confirmed by another."""
    nod = "2029-03-22 09:00 legal_approval - id=N1"
    seen = "2029-03-22 10:00 approval - confirms=N1 actors=郑示例 role=branch_head"
    [last] = words_of(case(), "L-09", ON)

    assert "last day 2029-03-20" == last.found.en
    assert ["pass", "warn"] == [outcome(case(), "L-09", d) for d in ("2029-03-20", "2029-03-21")]
    assert "warn" == outcome(case(with_(nod)), "L-09", "2029-03-23")
    approved = case(with_(nod, seen))
    assert "pass" == outcome(approved, "L-09", "2029-03-23")
    assert frozenset({"L-09"}) == rules.approvals(approved, KIND, date(2029, 3, 23), policy())


@pytest.mark.parametrize(
    ("on", "told"),
    [
        ("2029-03-20", "last day 2029-03-20"),
        ("2029-03-21", "last day 2030-01-10 (on one reading it ended on 2029-03-20)"),
        ("2030-01-10", "last day 2030-01-10 (on one reading it ended on 2029-03-20)"),
        ("2030-01-11", "last day 2029-03-20"),
    ],
)
def test_l09_tells_no_day_gone_by_as_the_end_to_come(on: str, told: str) -> None:
    """A stranger's payment keeps the claim on one reading alone: once the earlier end is past both are told."""
    of = case(with_("2027-01-10 09:00 payment - amount=1.00 payer=示例孙三"))

    [last] = words_of(of, "L-09", on)
    assert (told, on < "2030-01-11") == (last.found.en, last.verdict is Verdict.PASS)
    assert last.found.zh.count("一种意见认为已于 2029-03-20 届满") == told.count("on one reading")


def test_l09_an_approval_from_before_the_end_does_not_count() -> None:
    """Legal cannot approve a consent box while the claim is still alive."""
    early = (
        "2029-03-20 09:00 legal_approval - id=N1",
        "2029-03-20 10:00 approval - confirms=N1 actors=郑示例 role=branch_head",
    )

    assert "warn" == outcome(case(with_(*early)), "L-09", "2029-03-23")
    assert frozenset() == rules.approvals(case(with_(*early)), KIND, date(2029, 3, 20), policy())


@pytest.mark.parametrize(
    ("nod", "at", "granted"),
    [
        ("2029-03-22 09:00 legal_approval - id=N1", "2029-03-22 10:00", True),
        ("2029-03-20 09:00 legal_approval - id=N1", "2029-03-20 10:00", False),
        ("2029-03-22 09:00 legal_approval - id=N1 role=branch_head actors=郑示例", "2029-03-22 10:00", False),
    ],
    ids=["legal, after the end", "before the end", "not legal"],
)  # fmt: skip
def test_the_letter_asks_for_consent_only_on_the_word_that_l09_wants(
    nod: str, at: str, granted: bool
) -> None:
    """The consent box needs what L-09 needs: legal's approval, confirmed, after the claim expired."""
    who = "actors=冯示例 role=legal" if "branch_head" in nod else "actors=郑示例 role=branch_head"
    whole = case(with_(nod, f"{at} approval - confirms=N1 {who}"))

    found = approvals(whole, KIND, date(2029, 3, 23), policy())
    assert granted == ("legal_approval" in found)


def served(**told: str) -> str:
    """The log with a served notice; `told` are its details and evidence."""
    plain = {
        "document": "〔2026〕催字第0001号",
        "to": "张示例",
        "recipient": "self",
        "method": "hand",
        **told,
    }
    return with_("03-28 10:00 served B " + " ".join(f"{k}={v}" for k, v in plain.items()))


@pytest.mark.parametrize(
    ("method", "evidence", "word"),
    [
        ("hand", "slip", "pass"),
        ("hand", "photo,recording", "pass"),
        ("hand", "photo", "warn"),
        ("hand", "", "warn"),
        ("hand", "altered", "warn"),
        ("ems", "contents_line,tracking", "pass"),
        ("ems", "tracking", "warn"),
        ("message", "address_agreement,send_log", "pass"),
        ("message", "send_log", "warn"),
        ("notary", "notarial", "pass"),
    ],
)
def test_l20_service_needs_the_proof_of_its_method(method: str, evidence: str, word: str) -> None:
    """Slip or two other proofs by hand; contents line and tracking by EMS; agreed address and log."""
    log = served(method=method, evidence=evidence, waybill="1000000000001")

    assert word == outcome(case(log), "L-20", "03-30")


def test_l20_ems_without_a_waybill_number_is_not_proved() -> None:
    """The files alone do not say which item they are about."""
    assert "warn" == outcome(
        case(served(method="ems", evidence="contents_line,tracking")), "L-20", "03-30"
    )


def test_l20_does_not_look_ahead() -> None:
    """A service of tomorrow is not judged today."""
    assert "na" == outcome(case(served()), "L-20", ON)


def test_l20_handing_in_the_referral_is_no_service() -> None:
    """The referral goes to the house's own legal staff: nobody asks for the slip of that."""
    handed = (
        "06-20 10:00 issued - document=J1 kind=judicial-referral",
        "06-21 10:00 served - document=J1 method=hand recipient=authorised",
    )

    assert "na" == outcome(case(with_(*handed)), "L-20", "06-22")
    assert "na" == outcome(case(with_(*handed)), "L-21", "06-22")


def test_l21_the_taker_is_one_the_law_accepts() -> None:
    """The addressee or an adult relative living there may take it in; a neighbour may not."""
    for taker, word in (
        ("self", "pass"),
        ("relative", "pass"),
        ("other", "warn"),
        ("mail_room", "warn"),
    ):
        assert word == outcome(case(served(recipient=taker, evidence="slip")), "L-21", "03-30"), (
            taker
        )
    assert "pass" == outcome(case(served(recipient="other", evidence="slip")), "L-20", "03-30")


@pytest.mark.parametrize(
    ("method", "evidence", "actors", "word"),
    [
        ("hand", "slip", "周示例,吴示例", "pass"),
        ("hand", "slip", "周示例", "warn"),
        ("hand", "slip", "周示例,周示例", "warn"),
        ("household", "slip", "周示例", "warn"),
        ("company", "slip", "周示例", "warn"),
        ("left", "witness,photo,recording", "周示例", "warn"),
        ("ems", "contents_line,tracking", "周示例", "pass"),
    ],
)
def test_l20_two_serve_by_hand(method: str, evidence: str, actors: str, word: str) -> None:
    """One server counts, and warns, before the referral too; without any the service does not count, which
    warns too (S-13 and its like block what rests on it). The post needs no second."""
    log = served(method=method, evidence=evidence, waybill="1000000000001", actors=actors)
    nobody = served(method=method, evidence=evidence, waybill="1000000000001", actors="")

    assert word == outcome(case(log), "L-20", "03-30")
    assert word == word_of(case(log), REFERRAL, "L-20", "03-30")
    other = word_of(case(nobody), REFERRAL, "L-20", "03-30")
    assert other == ("pass" if method == "ems" else "warn")


def test_l21_a_parcel_taken_in_by_somebody_else_is_told() -> None:
    """The post's tracking names who signed: whoever may not take it in makes it sent only, and L-21 says why,
    for L-20 asks for the papers alone. What came back was taken in by nobody; a message is not signed for."""

    def told(method: str, evidence: str, taker: str) -> list[str]:
        log = served(method=method, evidence=evidence, recipient=taker, waybill="1000000000001")
        return [outcome(case(log), rule, "03-30") for rule in ("L-20", "L-21")]

    assert ["pass", "pass"] == told("ems", "contents_line,tracking", "self")
    assert ["pass", "warn"] == told("ems", "contents_line,tracking", "other")
    assert ["pass", "na"] == told("ems", "contents_line,returned_envelope", "other")
    assert ["pass", "na"] == told("message", "address_agreement,send_log", "other")


def test_l21_the_party_herself_bears_her_own_name() -> None:
    """Recorded as taken in by the addressee and yet under another name: look at the slip. A relative has
    a name of his own; blanks in a name are none."""

    def taken(to: str, recipient: str = "self") -> str:
        log = served(to=to, recipient=recipient, evidence="slip")
        return word_of(case(log), REFERRAL, "L-21", "03-30")

    assert ["pass", "warn", "pass"] == [
        taken("张示例"),
        taken("李示例"),
        taken("李示例", "relative"),
    ]
    [told] = words_of(case(served(to="李示例", evidence="slip")), "L-21", "03-30")
    assert "yet named 李示例" in told.found.en


def test_l21_a_firm_takes_nothing_in_itself_under_whatever_name() -> None:
    """A company is served on its representative, mail room or agent; a name beside "self" makes it no better."""
    firm = case(served(recipient="self", to="示例王", evidence="slip"))
    parties = {**firm.parties, "B": replace(firm.parties["B"], kind=PartyKind.COMPANY)}

    assert "warn" == word_of(replace(firm, parties=parties), REFERRAL, "L-21", "03-30")


def test_l22_acceleration_has_ground_clause_and_approver() -> None:
    """Each of the three missing blocks; no acceleration, no question."""
    called = "03-26 10:00 acceleration -"

    assert "na" == outcome(case(), "L-22", ON)
    assert "pass" == outcome(case(with_(called)), "L-22", ON)
    assert "block" == outcome(case(with_(called + " ground=")), "L-22", ON)
    assert "block" == outcome(case(with_(called + " approver=")), "L-22", ON)
    assert "block" == outcome(case(with_(called), loan={"acceleration_clause": ""}), "L-22", ON)
    assert "na" == outcome(case(with_(called + " ground=")), "L-22", "03-25")


def test_l24_a_licensed_company_does_not_lend() -> None:
    """An entrusted loan of a licensed house, and one of which it is the lender, is flagged from October 2017 on."""
    licensed = {"licensed": True}
    entrusted = {"kind": LoanKind.ENTRUSTED}

    assert "na" == outcome(case(house=licensed), "L-24", ON)
    assert "na" == outcome(case(loan=entrusted), "L-24", ON)
    for signed, word in ((date(2017, 9, 30), "pass"), (date(2017, 10, 1), "warn")):
        loan = {**entrusted, "contract_date": signed}
        assert word == outcome(case(loan=loan, house=licensed), "L-24", ON)
        own = {"lender": case().house.name, "contract_date": signed}
        assert word == outcome(case(loan=own, house=licensed), "L-24", ON)
        assert "na" == outcome(case(loan=own), "L-24", ON)


def test_l25_compound_interest_has_a_clause() -> None:
    """Without a clause it blocks; on penalty interest, if the house wants that, it warns."""
    agreed = {"compound": True, "compound_clause": "第九条"}

    assert "na" == outcome(case(), "L-25", ON)
    assert "pass" == outcome(case(loan=agreed), "L-25", ON)
    assert "block" == outcome(case(loan={"compound": True}), "L-25", ON)
    assert "warn" == outcome(
        case(loan=agreed), "L-25", ON, by=tuned("interest", compound_on_penalty=True)
    )


def test_l26_another_order_of_allocation_has_a_clause() -> None:
    """Principal first needs its clause, whether the contract or the house orders it."""
    first = {"allocation_order": ("principal", "interest", "costs")}
    house = tuned("allocation", order=("principal", "interest", "costs"))

    assert "pass" == outcome(case(), "L-26", ON)
    assert "block" == outcome(case(loan=first), "L-26", ON)
    assert "pass" == outcome(case(loan={**first, "allocation_clause": "第十条"}), "L-26", ON)
    assert "block" == outcome(case(), "L-26", ON, by=house)
    assert "pass" == outcome(
        case(loan={"allocation_order": ("costs", "interest", "principal")}), "L-26", ON, by=house
    )


def test_l20_nothing_rests_on_a_service_that_was_made_good() -> None:
    """Told again with its slip, served again, or voided: the bare service stops nothing any more."""
    bare = "03-28 15:00 served B document=N1 method=hand recipient=self"
    issued = "03-27 10:00 issued B document=N1 kind=overdue-notice"
    second = (
        "04-01 10:00 issued B document=N2 kind=overdue-notice",
        "04-02 10:00 served B document=N2 method=hand recipient=self evidence=slip",
    )

    assert "warn" == outcome(case(with_(issued, bare)), "L-20", "04-02")
    again = bare.replace("15:00", "16:00") + " evidence=slip"
    assert "pass" == outcome(case(with_(issued, bare, again)), "L-20", "04-02")
    assert "pass" == outcome(case(with_(issued, bare, *second)), "L-20", "04-02")
    assert "warn" == outcome(case(with_(issued, bare, *second)), "L-20", "04-01")
    other = [x.replace(" B ", " G1 ") for x in second]
    assert "warn" == outcome(case(with_(issued, bare, *other)), "L-20", "04-02")
    assert "na" == outcome(
        case(with_(issued, bare, "03-29 09:00 voided B document=N1")), "L-20", "04-02"
    )
