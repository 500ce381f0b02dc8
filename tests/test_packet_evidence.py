"""Which evidence goes to court, in which group, under which number; and what never does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ledger_cases import case, day, log, policy
from packet_cases import ON, loan_case, recourse_case, unlike

from noticegen.errors import DataError
from noticegen.model import EventType
from noticegen.packet import Exhibit
from noticegen.packet.evidence import INSIDE, exhibits
from noticegen.recording import complete

T = EventType
AT = day(ON)
PHOTO = "04-01 10:00 visit B evidence=photo id=v1"


def of(*lines: str, on: str = ON) -> tuple[Exhibit, ...]:
    return exhibits(unlike(case("\n".join(lines))), day(on))


def numbers(found: tuple[Exhibit, ...]) -> list[tuple[str, str]]:
    return [(x.number, x.group) for x in found]


def test_groups_follow_one_another() -> None:
    """Groups stand in the order of the list of evidence and are numbered without a gap."""
    found = exhibits(recourse_case("06-01 10:00 cost - amount=300 evidence=voucher"), AT)
    groups = list(dict.fromkeys(x.group for x in found))

    assert groups == ["identity", "loan", "guarantee", "account", "demand", "payment", "costs"]
    assert [x.number for x in found if x.group == "guarantee"] == ["3-1", "3-2"]
    assert [x.number for x in found if x.group == "payment"] == ["6-1"]
    assert all(x.id == f"e-{x.number}" for x in found)
    assert len({x.id for x in found}) == len(found)


def test_a_group_that_holds_nothing_gets_no_number() -> None:
    """A visit and a voucher: groups 1 and 2, whatever stands between them."""
    assert numbers(of(PHOTO, "05-01 10:00 cost - amount=300 evidence=voucher")) == [
        ("1-1", "demand"),
        ("2-1", "costs"),
    ]


def test_a_letter_stands_before_its_proof() -> None:
    """The issued letter, then what shows how it was served, even with a visit between the days."""
    found = of(
        "03-27 10:00 issued B document=N1 kind=overdue-notice",
        "03-28 09:00 visit B evidence=photo",
        "03-29 15:00 served B document=N1 method=hand recipient=self evidence=slip",
    )

    assert [(x.letter, x.title.zh.split("（")[0]) for x in found] == [
        ("N1", "逾期催收通知书"), ("", "送达回执"), ("", "照片"),
    ]  # fmt: skip


def test_letters_of_one_moment_each_stand_before_their_own_proof() -> None:
    """Two letters issued in one go: the first, its slip, the second, its slip, not letters and then slips."""
    found = of(
        "03-27 10:00 issued B document=N1 kind=overdue-notice",
        "03-27 10:00 issued CB document=N2 kind=overdue-notice",
        "03-28 09:00 served CB document=N2 method=hand recipient=self evidence=slip",
        "03-29 15:00 served B document=N1 method=hand recipient=self evidence=slip",
    )

    assert [x.letter or x.title.zh[5:9] for x in found] == ["N1", "N1，直", "N2", "N2，直"]
    assert found[1].proves.zh == "N1于2026年3月29日送达张示例"


def test_one_file_is_one_exhibit() -> None:
    """The same file for two events is one exhibit, where the first stands, proving both."""
    same = case(f"{PHOTO}\n04-03 10:00 visit B evidence=photo id=v2")
    found = exhibits(same, AT)

    assert [x.events for x in found] == [("v1", "v2")]
    assert found[0].day == day("04-01")


def test_a_file_behind_several_events_names_what_each_of_them_proves() -> None:
    """One statement of the bank for two payments and the payment to the bank: all three purposes in its
    row, each once; its other group refers to it."""
    found = exhibits(
        case(
            "04-01 10:00 payment B amount=100.00 evidence=bank_entry id=p1\n"
            "04-02 10:00 payment B amount=200.00 evidence=bank_entry id=p2\n"
            "04-02 11:00 payment B amount=200.00 evidence=bank_entry id=p3\n"
            "05-06 10:00 sub_payment - amount=52345.67 evidence=bank_entry id=s1"
        ),
        AT,
    )
    one = found[0]

    assert len(found) == 1
    assert one.proves.zh == (
        "2026年4月1日还款100.00元；2026年4月2日还款200.00元；2026年5月6日代偿52,345.67元"
    )
    assert one.proves.en.count("; ") == 2
    assert one.title.zh.endswith("等4项")
    assert one.title.en.endswith("and 3 more")
    assert [(a.group, a.proves.zh) for a in one.also] == [
        ("payment", "2026年5月6日代偿52,345.67元")
    ]
    assert one.groups == {"account", "payment"}


def test_the_name_an_officer_gave_a_file_is_kept() -> None:
    """Whichever event names the file first, the paper is called what the officer calls it."""
    found = exhibits(
        case(
            "04-01 10:00 payment B amount=100.00 evidence=bank_entry\n"
            "04-03 10:00 exhibit - group=account evidence=bank_entry title=四月流水 proves=账户余额"
        ),
        AT,
    )

    assert [x.title.zh for x in found] == ["四月流水"]
    assert found[0].proves.zh == "2026年4月1日还款100.00元；账户余额"


@pytest.mark.parametrize("kind", INSIDE)
def test_what_is_for_the_house_alone_never_goes(kind: EventType) -> None:
    """Not the file of an inner event, nor a file of a visit that an inner event names too."""
    inner = log(f"04-02 10:00 {kind.value} B evidence=photo text=x reviewer=x test=stated role=x")
    made = case(PHOTO)
    both = replace(made, log=(*made.log, *inner))  # one hash in `ledger_cases`: one file

    assert exhibits(made, AT)
    assert exhibits(both, AT) == ()


def test_an_approval_paper_never_goes() -> None:
    """A file of the kind approval stays inside, whatever event it hangs on."""
    assert of("04-01 10:00 waiver - evidence=approval") == ()


def test_letters_of_the_internal_list_never_go() -> None:
    """Neither the letter nor its proof of service."""
    assert of(
        "04-01 10:00 issued B document=W1 kind=blacklist-warning",
        "04-02 10:00 served B document=W1 method=hand recipient=self evidence=slip",
    ) == ()  # fmt: skip


def test_a_void_letter_does_not_go() -> None:
    """Issued and made void: neither letter nor its service."""
    assert of(
        "04-01 10:00 issued B document=N1 kind=overdue-notice",
        "04-02 10:00 voided B document=N1 text=x",
    ) == ()  # fmt: skip


def test_a_spoilt_file_does_not_go() -> None:
    """What is missing or altered cannot be shown."""
    assert of("04-01 10:00 visit B evidence=altered") == ()
    assert of("04-01 10:00 visit B evidence=missing") == ()


def test_a_lead_goes_only_as_named_property() -> None:
    """What an officer heard of property stays inside until he names it for the court."""
    heard = "04-01 10:00 asset_lead B text=邻居说他有车 evidence=photo"

    assert of(heard) == ()
    assert numbers(of(f"{heard} asset=小型汽车一辆")) == [("1-1", "assets")]


def test_the_day_counts() -> None:
    """What happened on the day is in, what came after is not."""
    assert len(of(PHOTO, on="04-01")) == 1
    assert of(PHOTO, on="03-31") == ()


def test_the_authority_of_the_creditor_is_called_so() -> None:
    """What the creditor signed for the house to collect is an authority, whatever kind of file it is."""
    (paper,) = of("2026-03-24 09:00 collection_authority - evidence=contract")

    assert paper.title.zh == "委托书（债权人委托催收，2026年3月24日）"
    assert paper.title.en.startswith("Authority (")


def test_a_paper_is_called_what_the_officer_calls_it() -> None:
    """Name, purpose and source as given; else the program's own words, never the name of the file."""
    given, plain = of(
        "2025-03-01 09:00 exhibit - group=loan evidence=contract title=保证借款合同 proves=借贷关系 source=双方签订",
        "2025-03-02 09:00 exhibit B group=identity evidence=other",
    )[::-1]

    assert (given.title.zh, given.proves.zh, given.source.zh) == (
        "保证借款合同",
        "借贷关系",
        "双方签订",
    )
    assert plain.title.zh == "材料（主体身份，2025年3月2日，张示例）"
    assert plain.proves.zh == "张示例的主体身份"


def test_a_paper_for_the_court_needs_its_group() -> None:
    """The log takes it before the payout of the loan, and refuses a group that the list does not have."""
    made = case("")
    good, bad = log(
        "2025-03-01 09:00 exhibit - group=loan evidence=contract\n"
        "2025-03-02 09:00 exhibit - group=secrets evidence=contract"
    )

    complete(made, good, policy())
    with pytest.raises(DataError, match="group"):
        complete(made, bad, policy())


def test_the_same_evidence_each_time() -> None:
    """The order does not depend on the order of the log's equal days."""
    assert exhibits(loan_case(), AT) == exhibits(loan_case(), AT)
