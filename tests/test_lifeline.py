"""The picture of a case and the page it stands on: what is drawn where, and that nothing is made up."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import demo_desk
import ledger_cases
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_cases import case, day, policy, without

from noticegen.figures import owed
from noticegen.lifeline import legend, picture
from noticegen.lifeline.curve import POINTS, owed_by_day
from noticegen.lifeline.marks import NOT_MARKED, first_day, marks, money, spans
from noticegen.lifeline.scale import LEFT, RIGHT, ROOM, Scale
from noticegen.model import Case, EventType
from noticegen.text import Lang

SVG = "{http://www.w3.org/2000/svg}"
PAID = "05-06 09:00 sub_payment - amount=52345.67"


def with_(*lines: str) -> Case:
    """The worked case with more lines on its log."""
    return case(ledger_cases.with_(*lines))


def drawn(of: Case, on: str, lang: Lang = "en") -> ElementTree.Element:
    """The picture as a tree: it is well-formed whatever the data holds."""
    return ElementTree.fromstring(picture(of, day(on), policy(), lang))


def told(root: ElementTree.Element) -> list[str]:
    """What the marks, spans and columns say to whoever points at them."""
    return [title.text or "" for title in root.iter("title")]


# --- marks ----------------------------------------------------------------------------------------


def test_every_event_of_a_party_has_its_mark() -> None:
    """Call, visit and contact stand on the line of their party, full only where the party was reached;
    what is drawn otherwise (a promise) has none."""
    found = {(m.party, m.at.strftime("%m-%d %H:%M")): (m.shape, m.full) for m in marks(case(), day("03-27"))}  # fmt: skip

    assert ("visit", True) == found["B", "03-20 10:00"]
    assert ("contact", True) == found["B", "03-21 09:00"]
    assert ("contact", False) == found["B", "03-22 09:00"]
    assert ("contact", True) == found["G1", "03-24 15:00"]
    assert ("other", True) == found["", "01-05 09:00"]
    assert ("B", "03-20 10:40") not in found


def test_what_was_taken_back_or_comes_later_is_not_drawn() -> None:
    """Marks end with the day asked about, that day included; a corrected entry has none."""
    wrong = with_("03-25 09:00 call B id=wrong\n03-25 10:00 correction - corrects=wrong")

    assert [] == [m for m in marks(wrong, day("03-27")) if m.at.date() == day("03-25")]
    assert day("03-24") == max(m.at.date() for m in marks(case(), day("03-24")))
    assert day("03-23") == max(m.at.date() for m in marks(case(), day("03-23")))


def test_each_kind_of_event_is_drawn_or_left_out_on_purpose() -> None:
    """A letter served is another sign than one returned; money is never a mark."""
    assert {EventType.PAYMENT, EventType.SUB_PAYMENT, EventType.REFUND} <= NOT_MARKED
    sent = with_(
        "03-27 09:00 issued B document=N1 kind=overdue-notice\n"
        "03-28 09:00 returned B document=N1\n03-29 09:00 served B document=N1"
    )
    last = [(m.shape, m.full) for m in marks(sent, day("03-29"))][-3:]

    assert [("letter", True), ("failed", True), ("served", True)] == last
    assert any("Overdue collection notice · N1" in words for words in told(drawn(sent, "03-29")))


def test_a_mark_says_what_it_was_how_it_went_and_how_much() -> None:
    """Time, kind, outcome (without one the way it went), sum; in each language its own words."""
    of = with_(
        "03-25 09:00 call B outcome=no_answer channel=phone\n03-25 10:00 message B outcome= channel=message\n"
        "03-25 11:00 cost - amount=1234.5 what=公证费"
    )
    said = [m.told for m in marks(of, day("03-25")) if m.at.date() == day("03-25")]

    assert [
        "2026-03-25 09:00 call · B · no answer",
        "2026-03-25 10:00 message · B · message",
        "2026-03-25 11:00 cost of enforcement · 1,234.50",
    ] == [t.en for t in said]
    assert said[0].zh == "2026-03-25 09:00 电话催收 · B · 无人接听"


def test_a_letter_made_void_is_hollow() -> None:
    """Only the letter that was made void."""
    sent = with_(
        "03-27 09:00 issued B document=N1 kind=overdue-notice\n03-27 10:00 voided B document=N1\n"
        "03-27 11:00 issued B document=N2 kind=overdue-notice"
    )

    assert [False, True] == [m.full for m in marks(sent, day("03-27")) if m.shape == "letter"]


@pytest.mark.parametrize(("on", "status"), [("04-29", "open"), ("04-30", "open"), ("05-01", "broken")])  # fmt: skip
def test_a_promise_runs_to_its_last_day(on: str, status: str) -> None:
    """Open on its last day, broken on the next; the span ends with the day promised."""
    [found] = [s for s in spans(case(), day(on)) if s.kind in {"open", "broken", "kept", "partial"}]

    assert (status, "B", date(2026, 3, 20), date(2026, 4, 30)) == (found.kind, found.party, found.begin, found.last)  # fmt: skip


def test_holds_and_disputes_are_spans() -> None:
    """A hold up to its end, a dispute up to its answer; while it runs, up to the day asked about."""
    course = with_("03-25 09:00 hold B by=2026-03-28\n03-26 09:00 dispute B\n03-30 09:00 dispute_answered B")  # fmt: skip
    at = {on: {s.kind: s.last for s in spans(course, day(on))} for on in ("03-27", "04-02")}

    assert (day("03-28"), day("03-27")) == (at["03-27"]["hold"], at["03-27"]["dispute"])
    assert (day("03-28"), day("03-30")) == (at["04-02"]["hold"], at["04-02"]["dispute"])


def test_an_answer_to_another_party_ends_no_dispute() -> None:
    """A dispute runs until it is answered itself (C-06): one to somebody else, or of before, is no answer."""
    course = with_(
        "03-26 09:00 dispute B\n03-26 08:00 dispute_answered B\n03-28 09:00 dispute_answered G1"
    )
    assert [day("04-02")] == [s.last for s in spans(course, day("04-02")) if s.kind == "dispute"]


# --- days -----------------------------------------------------------------------------------------


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 9000))
def test_days_stand_in_order_and_names_have_room(first: date, many: int) -> None:
    """A later day stands further right, within the picture; two days that are named do not touch."""
    scale = Scale(first, first + timedelta(many))
    at = [scale.x(first + timedelta(n)) for n in range(0, many + 1, max(1, many // 50))]
    named = [scale.x(d, 0) for d in scale.named()]

    assert at == sorted(at) and at[0] >= LEFT and at[-1] <= RIGHT
    assert all(b - a >= ROOM * 0.9 for a, b in pairwise(named))
    assert all(scale.holds(d) for d in scale.named())


def test_an_hour_stands_within_its_day() -> None:
    """The first and the last minute of a day, and what lies outside at the edge."""
    scale = Scale(date(2026, 3, 1), date(2026, 3, 10))

    assert LEFT == scale.x(date(2026, 3, 1), 0) and RIGHT == scale.x(date(2026, 3, 10), 24)
    assert scale.at(datetime(2026, 3, 2, tzinfo=UTC)) == scale.x(date(2026, 3, 1), 24)
    assert (LEFT, RIGHT) == (scale.x(date(2020, 1, 1)), scale.x(date(2030, 1, 1)))
    assert scale.at(datetime(2026, 3, 2, 6, 59, tzinfo=UTC)) < scale.x(date(2026, 3, 2), 7)
    one = Scale(date(2026, 3, 1), date(2026, 3, 1))
    assert 984.4 == one.at(datetime(2026, 3, 1, 23, 59, tzinfo=UTC))


def test_the_picture_begins_before_the_first_default() -> None:
    """Three days before day 0; without a default with the first thing of late, or thirty days back."""
    nothing = replace(case(), log=())

    assert day("03-17") == first_day(case(), day("03-27"), (day("03-20"),))
    assert day("03-01") == first_day(nothing, day("03-31"), ())
    assert day("01-05") == first_day(case(), day("03-27"), ())


# --- money ----------------------------------------------------------------------------------------


def test_the_curve_is_what_is_owed_at_the_end_of_each_day() -> None:
    """The same figures as anywhere: nothing before the due day, less after a payment."""
    paid = with_("03-25 09:00 payment B amount=10000")
    points = {p.day: p.lender for p in owed_by_day(paid, day("03-17"), day("03-27"), policy())}

    assert [day("03-17") + timedelta(n) for n in range(11)] == list(points)
    assert all(total == owed(paid, on, policy()).total for on, total in points.items())
    assert 0 == points[day("03-19")] < points[day("03-25")] < points[day("03-24")]
    assert [(day("03-25"), Decimal(10000))] == [
        (m.day, m.amount) for m in money(paid, day("03-27"))
    ]
    assert () == money(paid, day("03-24"))


def test_once_the_house_has_paid_the_sum_is_owed_to_it() -> None:
    """From the day of payment the lender's part is gone and the house's stands."""
    points = {p.day: p for p in owed_by_day(with_(PAID), day("05-01"), day("05-10"), policy())}

    assert points[day("05-05")].house == 0 < points[day("05-05")].lender
    assert points[day("05-06")].lender < points[day("05-06")].house
    assert points[day("05-06")].house == Decimal("52345.67")


def test_of_a_long_time_not_every_day_is_asked() -> None:
    """At most so many days, and those on which money moved with the day before."""
    paid = with_("2027-08-11 09:00 payment B amount=10000")
    days = [p.day for p in owed_by_day(paid, day("03-17"), date(2030, 3, 17), policy())]

    assert len(days) <= 2 * POINTS
    assert {date(2027, 8, 10), date(2027, 8, 11), date(2030, 3, 17)} <= set(days)


def test_of_many_payments_not_each_is_a_point() -> None:
    """A loan that is paid daily is drawn by as many points as any other: each is a replay."""
    daily = with_(*(f"2026-{m:02}-{d:02} 09:00 payment B amount=1" for m in range(4, 12) for d in range(1, 29)))  # fmt: skip

    assert len(owed_by_day(daily, day("03-17"), date(2028, 3, 17), policy())) <= 2 * POINTS


# --- the drawing ----------------------------------------------------------------------------------


def test_each_party_has_a_line_with_role_and_name() -> None:
    """In both languages; the case has one too while something stands on it."""
    words = {
        lang: [t.text for t in drawn(case(), "03-27", lang).iter("text")] for lang in ("zh", "en")
    }

    assert "borrower B" in words["en"] and "借款人 B" in words["zh"]
    assert "counter-guarantor G1" in words["en"] and "反担保人 G1" in words["zh"]
    assert "D0" in words["en"] and "D7" in words["en"] and "D15" not in words["en"]


def test_a_name_cannot_be_markup() -> None:
    """What comes from data is shown as it is; a long name is cut with its whole in the title."""
    name = '<b>"&' + "示" * 30
    party = replace(case().parties["B"], name=name)
    hostile = replace(case(), parties={**case().parties, "B": party})
    root = drawn(hostile, "03-27")

    assert name in told(root)
    assert (name[:11] + "…") in [t.text for t in root.iter("text")]


def test_marks_that_would_cover_each_other_stand_apart() -> None:
    """Three things of one hour stand one below the other."""
    root = drawn(with_("03-24 10:05 call B\n03-24 10:10 call B"), "03-27")
    at = [
        group.attrib["transform"]
        for group in root.iter("g")
        if any("2026-03-24 10:" in (t.text or "") for t in group.iter("title"))
    ]

    assert 3 == len(at) == len({re.sub(r".*,", "", place) for place in at})


def test_a_case_without_default_has_a_picture_too() -> None:
    """Before anything is due nothing is owed and no step day stands in it."""
    root = drawn(case(without("03-")), "03-10")

    assert "D0" not in [t.text for t in root.iter("text")]


KEPT = Path(__file__).parent / "data" / "lifeline"
WHOLE = (
    "03-27 09:00 issued B document=N1 kind=overdue-notice\n03-27 10:00 voided B document=N1\n"
    "03-27 11:00 issued B document=N2 kind=overdue-notice\n03-28 09:00 returned B document=N2\n"
    "03-29 09:00 served B document=N2\n03-29 10:00 hold B by=2026-04-03\n04-04 09:00 dispute B\n"
    "04-09 09:00 dispute_answered B\n04-10 09:00 payment B amount=10000\n"
    "05-06 09:00 sub_payment - amount=52345.67\n05-07 09:00 call B outcome=no_answer\n"
    "05-20 08:30 filing - way=suit against=B\n05-21 09:00 payment B amount=60000 claim=recourse\n"
    "05-22 09:00 refund - amount=7000 claim=recourse\n05-23 09:00 death G2"
)
PICTURES = {"short": ("", "03-31", "en"), "whole": (WHOLE, "06-20", "zh"), "long": (WHOLE, "12-31", "en")}  # fmt: skip


def lines_of(name: str) -> str:
    """The picture of that name, an element a line."""
    more, on, lang = PICTURES[name]
    of = with_(more) if more else case()
    said: Lang = "zh" if lang == "zh" else "en"
    return picture(of, day(on), policy(), said).replace("><", ">\n<") + "\n"


@pytest.mark.parametrize("name", PICTURES)
def test_the_picture_is_as_it_was_when_somebody_looked_at_it(name: str) -> None:
    """Every sign, line, band, step and column where it was, to the tenth of a unit. After a change that is meant:
    `python tests/test_lifeline.py` writes tests/data/lifeline anew; then look at each in a browser."""
    assert (KEPT / f"{name}.svg").read_text("utf-8") == lines_of(name)


def test_the_axis_names_every_day_then_weeks_then_months() -> None:
    """The least step with room for a name: of months the first day, over the end of a year too."""

    def named(many: int) -> list[str]:
        days = list(Scale(date(2026, 11, 10), date(2026, 11, 10) + timedelta(many - 1)).named())
        return [str(d) for d in (*days[:3], days[-1])]

    assert ["2026-11-10", "2026-11-11", "2026-11-12", "2026-11-22"] == named(13)
    assert ["2026-11-10", "2026-11-12", "2026-11-14", "2026-11-22"] == named(14)
    assert ["2026-11-10", "2026-11-24", "2026-12-08", "2027-04-27"] == named(180)
    assert ["2026-12-01", "2027-01-01", "2027-02-01", "2027-11-01"] == named(370)
    assert ["2027-01-01", "2027-04-01", "2027-07-01", "2029-07-01"] == named(1000)


def test_the_legend_names_each_sign_in_both_languages() -> None:
    """Every sign, line and area that may be drawn."""
    assert "call or message, the party reached" in legend("en")
    assert "电话等，联系到本人" in legend("zh")
    assert 21 == legend("zh").count("<span>") == legend("en").count("<span>")


# --- the page -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, examples: Path) -> Path:
    """The example desk."""
    return demo_desk.imported(tmp_path_factory.mktemp("demo") / "desk", examples)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("for the house only, not to be passed on", "step day", "What comes next", "days overdue", "until then")),
        ("zh", ("内部资料，不得外传", "步骤日", "下一步", "逾期天数", "距安全日")),
    ],
)  # fmt: skip
def test_the_page_stands_alone(
    desk: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], lang: str, words: tuple[str, ...]
) -> None:
    """Picture, figures, clocks and log in one file that loads nothing; identifiers stay masked; it says
    for whom it is. Written once: another page does not take its place."""
    page = tmp_path / "case.html"
    assert 0 == demo_desk.run(desk, "case", "DK-0003", "--html", str(page), lang=lang)
    text = page.read_text("utf-8")

    assert all(word in text for word in words)
    assert not re.search(r"""(?:src|href)=["']|@import|<script|url\(""", text)
    assert not re.search(r"99\d{16}|1\d{10}", text)
    assert "D7" in text and "<svg" in text and "DK-0003-02" in text
    assert 0 == demo_desk.run(desk, "case", "DK-0003", "--html", str(page), lang=lang)
    assert 0 != demo_desk.run(desk, "case", "DK-0009", "--html", str(page), lang=lang)
    assert text == page.read_text("utf-8")
    capfd.readouterr()


def test_page_and_json_at_once(
    desk: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """With --json the object goes to stdout as ever and the page to its file."""
    capfd.readouterr()
    page = tmp_path / "case.html"
    assert 0 == demo_desk.run(desk, "case", "DK-0003", "--json", "--html", str(page))

    assert capfd.readouterr().out.startswith("{") and page.is_file()


if __name__ == "__main__":
    for kept in PICTURES:
        (KEPT / f"{kept}.svg").write_text(lines_of(kept), "utf-8")
