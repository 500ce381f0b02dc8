"""S-10 to S-12, S-25 to S-29: the day of issue, and what holds all along."""

from __future__ import annotations

from dataclasses import replace

from ledger_cases import BORROWER, STEPS, case, outcome, swap, tuned, with_, words_of

from noticegen.model import Address

ON = "03-27"


def test_s10_the_notice_is_not_before_day_seven() -> None:
    """Day 6 is too early and names day 7; with the comparator ">" it is day 8."""
    [early] = words_of(case(), "S-10", "03-26")

    assert early.blocks and early.curable and str(early.earliest) == "2026-03-27"
    assert "pass" == outcome(case(), "S-10", ON)
    later = tuned("steps", comparator=">")
    assert ["block", "pass"] == [outcome(case(), "S-10", d, by=later) for d in (ON, "03-28")]


def test_s11_a_notice_after_day_ten_is_late() -> None:
    """Day 10 is in time, day 11 warns; one more notice is not late where the first was issued in time, and
    stands."""
    assert ["pass", "warn"] == [outcome(case(), "S-11", d) for d in ("03-30", "03-31")]
    in_time = "03-30 10:00 issued B document=N1 kind=overdue-notice"
    late = in_time.replace("03-30", "03-31")
    void = f"{in_time}\n03-30 11:00 voided B document=N1 text=错"
    found = [
        outcome(case(with_(*log.split("\n"))), "S-11", "04-09") for log in (in_time, late, void)
    ]
    assert ["pass", "warn", "warn"] == found


def test_s12_something_must_be_owed() -> None:
    """Nothing due blocks and cannot be mended; a payment on the day of issue counts."""
    paid = with_("03-27 12:00 payment B amount=50094.79")
    short = with_("03-27 12:00 payment B amount=50094.78")

    assert "pass" == outcome(case(), "S-12", ON)
    [found] = words_of(case(paid), "S-12", ON)
    assert found.blocks and not found.curable and found.earliest is None
    assert "pass" == outcome(case(paid), "S-12", "03-26")
    assert "pass" == outcome(case(short), "S-12", ON)
    assert "block" == outcome(case(), "S-12", "03-19")


def test_s12_a_residue_within_the_tolerance_is_no_reason_for_a_letter() -> None:
    """Up to the tolerance nothing is demanded; a cent above it is."""
    rest = case(with_("03-27 12:00 payment B amount=50089.79"))

    assert "block" == outcome(rest, "S-12", ON, by=tuned("notice", tolerance=5))
    assert "pass" == outcome(rest, "S-12", ON, by=tuned("notice", tolerance=4))


def test_s25_a_promise_holds_no_step() -> None:
    """An open promise passes, so does a broken one with what is short; a hold for its sake warns."""
    soon = swap("by=2026-04-30", "by=2026-03-25")

    assert "pass" == outcome(case(), "S-25", ON)
    assert "open; it holds no step" in words_of(case(), "S-25", ON)[0].found.en
    assert ["pass", "pass"] == [outcome(case(soon), "S-25", d) for d in ("03-25", "03-26")]
    assert "open; it holds no step" in words_of(case(soon), "S-25", "03-25")[0].found.en
    assert "5,000.00 yuan short" in words_of(case(soon), "S-25", ON)[0].found.en
    held = with_("03-24 10:00 hold - by=2026-03-25 reason=客户承诺还款")
    assert "warn" == outcome(case(held), "S-25", ON)
    ill = with_("03-24 10:00 hold - by=2026-03-25")
    assert ["warn", "pass"] == [outcome(case(ill), "S-25", d) for d in ("03-25", "03-26")]


def test_s26_a_part_payment_stops_nothing() -> None:
    """Contact on the day after a part payment is in time, two days after is not."""
    paid = with_("03-25 10:00 payment B amount=1000", "")

    assert "na" == outcome(case(), "S-26", ON)
    assert "na" == outcome(case(paid), "S-26", "03-25")
    assert "warn" == outcome(case(paid), "S-26", ON)
    assert "pass" == outcome(case(paid + "03-26 23:59 call B"), "S-26", ON)
    assert "warn" == outcome(case(paid + "03-27 00:01 call B"), "S-26", ON)
    assert "pass" == outcome(case(paid + "03-25 17:00 call B"), "S-26", ON)


def test_s26_money_for_the_house_is_a_part_payment_too() -> None:
    """After the house has paid, a payment back to it that leaves anything due, to it or to the bank,
    asks for the next contact as well; one that leaves nothing does not."""
    house = "03-24 10:00 sub_payment - amount=1000"
    whole = "03-24 10:00 sub_payment - amount=50054.17"

    assert "warn" == outcome(case(with_(house, "03-25 10:00 payment B amount=2000")), "S-26", ON)
    assert "warn" == outcome(case(with_(whole, "03-25 10:00 payment B amount=2000")), "S-26", ON)
    assert "na" == outcome(case(with_(whole, "03-25 10:00 payment B amount=60000")), "S-26", ON)


def test_s26_a_part_payment_does_not_reset_the_days() -> None:
    """Old steps still count after a part payment: day 0 stays where it was."""
    paid = case(with_("03-25 10:00 payment B amount=20000"))

    assert ["pass", "pass", "pass"] == [outcome(paid, r, ON) for r in ("S-05", "S-07", "S-10")]


def test_s27_a_concession_names_its_approver() -> None:
    """A waiver, plan, extension or hold without an approver blocks, and nobody may override it."""
    for act in ("waiver - amount=10 component=penalty", "hold - by=2026-03-26", "acceleration -"):
        assert "pass" == outcome(case(with_(f"03-26 10:00 {act}")), "S-27", ON), act
        [found] = words_of(case(with_(f"03-26 10:00 {act} approver=")), "S-27", ON)
        assert found.blocks and "may be overridden" not in found.hint.en, act
    assert "na" == outcome(case(), "S-27", ON)
    assert "na" == outcome(case(with_("03-28 10:00 waiver - approver=")), "S-27", ON)
    assert "block" == outcome(case(with_("03-27 10:00 waiver - approver=")), "S-27", ON)


def test_s27_a_waiver_that_finds_less_than_it_names_is_told() -> None:
    """On the 27th 94.79 of penalty is open and no interest of the term: 94.79 of penalty can be waived
    whole, 94.80 not, and of "interest" nothing; on the claim of the house alike."""
    for what, verdict in (
        ("amount=94.79 component=penalty", "pass"),
        ("amount=94.80 component=penalty", "warn"),
        ("amount=50 component=interest", "warn"),
        ("amount=94.80 component=penalty approver=", "block"),
    ):
        assert verdict == outcome(case(with_(f"03-27 08:00 waiver - {what}")), "S-27", ON), what
    [found] = words_of(
        case(with_("03-27 08:00 waiver - amount=50 component=interest id=W1")), "S-27", ON
    )
    assert "of 50.00 yuan only 0.00 were open" in found.found.en
    paid = "03-25 10:00 sub_payment - amount=1000"
    for amount, verdict in (("1000", "pass"), ("1001", "warn")):
        waived = f"03-25 11:00 waiver - amount={amount} component=principal"
        assert verdict == outcome(case(with_(paid, waived)), "S-27", ON)


def _living(text: str, source: str) -> object:
    home = replace(BORROWER, addresses=(Address(text, source),))
    return {**case().parties, "B": home}


def test_s29_no_ways_of_a_person_in_an_address() -> None:
    """A note on where somebody can be found stops the letter, an address from papers does not."""
    haunt = "示例市西街茶馆（晚上在此打牌）"

    assert "pass" == outcome(case(), "S-29", ON)
    assert "block" == outcome(case(parties=_living(haunt, "other")), "S-29", ON)
    assert "pass" == outcome(case(parties=_living("示例市西街1号", "other")), "S-29", ON)
    assert "block" == outcome(
        case(parties=_living("often in the tea house", "last_known")), "S-29", ON
    )


def test_s29_no_ways_of_a_person_in_an_address_learned_later() -> None:
    """An address told on the log goes on letters as well: where she sits of an evening does not."""
    told = "03-26 10:00 address_change B source=last_known address="

    assert "block" == outcome(case(with_(told + "示例市西街茶馆（晚上在此打牌）")), "S-29", ON)
    assert "pass" == outcome(case(with_(told + "示例市西街1号")), "S-29", ON)


def test_s29_the_post_of_a_representative_is_a_field_too() -> None:
    """A reason code in it stops the letter, and the finding names the field."""
    posted = {
        **case().parties,
        "B": replace(case().parties["B"], representative_post="经理（R401）"),
    }
    [found] = words_of(case(parties=posted), "S-29", ON)

    assert found.blocks and "party.representative_post" in found.found.en


def test_s29_no_reason_code_and_no_note_in_contract_fields() -> None:
    """A reason code anywhere, or an officer's phrase in a clause field, stops the letter."""
    noted = STEPS.replace("visit B trading", "visit B text=妻子在县医院住院三个月 trading")

    assert "block" == outcome(case(loan={"purpose": "经营（R401）"}), "S-29", ON)
    leaked = {"repayment_way": "按季付息，妻子在县医院住院三个月，暂缓"}
    assert "block" == outcome(case(noted, loan=leaked), "S-29", ON)
    assert "pass" == outcome(case(noted, loan={"repayment_way": "按季付息，到期还本"}), "S-29", ON)
    assert "pass" == outcome(case(loan=leaked), "S-29", ON)
