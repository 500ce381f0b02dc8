"""What the log refuses of guarantors, courts and consents: words that are not known, names that are nobody's."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ledger_cases import STEPS, case, deed, log, policy

from noticegen.errors import DataError
from noticegen.model import LoanParty, Role
from noticegen.recording import complete

FILED = "05-08 10:00 filing - id=F1 way=suit body=示例法院 against=B"


def refused(line: str, *before: str) -> str:
    """Why the log refuses a line; "" if it takes it."""
    whole = case("\n".join([STEPS.strip(), *before]))
    try:
        complete(whole, log(line)[0], policy())
    except DataError as error:
        return error.message.en
    return ""


def test_contact_with_a_counter_guarantor_is_with_one_who_signed_as_such() -> None:
    """By a deed or as a signatory; the borrower is none, nor is a guarantor of the loan."""
    line = "03-26 10:00 cg_contact G2 channel=phone"
    direct = replace(case(), guarantees=(deed("G2", counter=False),))
    signed = replace(
        direct, signatories=(*direct.signatories, LoanParty("G2", Role.COUNTER_GUARANTOR))
    )
    none = "that party is not a counter-guarantor"

    assert "" == refused(line)
    assert none in refused(line.replace("G2", "B"))
    with pytest.raises(DataError, match=none):
        complete(direct, log(line)[0], policy())
    assert not complete(signed, log(line)[0], policy())  # taken, and not late


def test_a_filing_names_known_proceedings_and_parties() -> None:
    """By id or by name, one or several; a misspelt one would silently keep no right."""
    assert "" == refused(FILED)
    assert "" == refused(FILED.replace("against=B", "against=张示例、G1"))
    assert "the case has no G7" in refused(FILED.replace("against=B", "against=B、G7"))
    assert "way is one of suit" in refused(FILED.replace("way=suit", "way=诉讼"))


def test_who_is_refused_is_sent_to_what_is_wrong() -> None:
    """An hour that cannot be is to be looked at; a field that lacks is looked up, also of an authority that
    is older than the loan, as it may be."""

    def hint(line: str, at: str) -> str:
        event = log(line)[0]
        with pytest.raises(DataError) as refused:
            complete(case(), replace(event, at=event.at.replace(year=int(at))), policy())
        return refused.value.hint.en

    its_time = "check the time: --at, or posted at on a mail list"
    assert its_time == hint("05-08 10:00 call B", "2020") == hint("05-08 10:00 call B", "2031")
    bare = "05-08 10:00 collection_authority - evidence="
    assert "see `noticegen log L1 collection_authority --help`" == hint(bare, "2020")


def test_a_withdrawal_names_a_filing_on_the_log() -> None:
    """Another event, or none, cannot be withdrawn."""
    back = "05-09 10:00 filing_withdrawn - filing={} copy_reached=yes"
    call = "05-08 09:00 call B id=C1"

    assert "" == refused(back.format("F1"), FILED)
    assert "no such filing" in refused(back.format("F2"), FILED)
    assert "no such filing" in refused(back.format("C1"), FILED, call)
    assert "copy_reached is one of yes, no" in refused(back.format("F1").replace("yes", "1"), FILED)


@pytest.mark.parametrize(("event", "why"), [("E1", ""), ("E2", "no such event")])
def test_a_consent_names_what_it_agrees_to(event: str, why: str) -> None:
    """The change must be on the log."""
    change = "03-26 10:00 extension - id=E1 by=2026-06-20 instalment=1 approver=郑示例"
    line = f"03-28 10:00 guarantor_consent G1 consents_to={event} evidence=contract"

    assert (why in refused(line, change)) and bool(why) == bool(refused(line, change))


def test_a_decision_replaces_one_on_the_log() -> None:
    """Another event, or none, was not appealed."""
    first = "05-08 10:00 judgment - id=J1 body=示例法院 case_no=示1号"
    last = "05-09 10:00 judgment - id=J2 body=示例法院 case_no=示2号 replaces="

    assert "" == refused(last + "J1", first)
    assert "no such decision on the log; known: J1" in refused(last + "J9", first)
    assert "no such decision" in refused(last + "F1", FILED)


def test_an_answer_answers_what_was_raised() -> None:
    """A dispute or a complaint on the log; another event, or none, would leave it waiting unseen."""
    raised = "03-25 10:00 dispute B id=D1"
    answer = "03-26 10:00 dispute_answered B answers="

    assert "" == refused(answer + "D1", raised)
    assert "no such dispute or complaint on the log; known: D1" in refused(answer + "D2", raised)
    assert "no such dispute" in refused(answer + "F1", FILED)


def test_a_payment_is_set_against_a_deed_of_the_payer() -> None:
    """Named by its number; another party's, or a misspelt one, would silently count against none."""
    paid = "05-08 10:00 payment {} amount=1 deed={}"

    assert "" == refused(paid.format("G1", "示反G1"))
    assert "no such deed of that party; known: 示反G1" in refused(paid.format("G1", "示反G2"))
    assert "no such deed of that party; known: –" in refused(paid.format("B", "示反G1"))


def test_words_of_decisions_and_claims_are_known() -> None:
    """A decision's form and a payment's claim come from their lists."""
    decided = "05-08 10:00 judgment - body=示例法院 case_no=示1号 form="
    paid = "05-08 10:00 payment B amount=1 claim="

    assert ["", ""] == [refused(decided + "award"), refused(paid + "recourse")]
    assert "form is one of judgment" in refused(decided + "decree")
    assert "claim is one of loan, recourse" in refused(paid + "both")


def test_a_sum_of_nothing_is_one_fault() -> None:
    """A sum that is not above zero is told so; only one that was not given is missing."""
    assert refused("04-01 12:00 payment B amount=0") == "the amount must be above zero"
    assert refused("04-01 12:00 payment B amount=-5") == "the amount must be above zero"
    bare = replace(log("04-01 12:00 payment B")[0], amount=None)
    with pytest.raises(DataError, match=r"missing: the amount, --sum|缺少：金额"):
        complete(case(), bare, policy())
    assert refused("04-01 12:00 payment B amount=0.01") == ""
