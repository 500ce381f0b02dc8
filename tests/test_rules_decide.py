"""Overrides, relief near a statutory end, verdict, earliest day, and the JSON answer."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import get_args

import pytest
from ledger_cases import (
    KIND,
    STEPS,
    case,
    day,
    deed,
    log,
    outcome,
    policy,
    with_,
    without,
    words_of,
)

from noticegen import clocks, rules
from noticegen.errors import UsageError
from noticegen.model import Finding, Severity, Staff, Verdict
from noticegen.rules.relief import pressing
from noticegen.text import Lang, Text

ON = "03-27"
GAP = without("03-22 09:00 call")
WISH = "03-26 10:00 override B id=O1 rule=S-05"
SEEN = "03-26 11:00 approval - confirms=O1"


def s05(*lines: str, on: str = ON) -> str:
    """What S-05 comes to with a call of day 2 missing and these lines on the log."""
    return outcome(case("\n".join([GAP, *lines])), "S-05", on)


def test_an_override_counts_once_another_person_has_confirmed_it() -> None:
    """A reasoned override by the branch head, confirmed by legal, lets the notice pass."""
    whole = case("\n".join([GAP, WISH, SEEN]))
    [found] = words_of(whole, "S-05", ON)

    assert "overridden" == s05(WISH, SEEN)
    assert "ready" == rules.verdict(rules.check(whole, KIND, day(ON), policy()))
    assert "overridden on 2026-03-26 by 郑示例 (branch_head), confirmed by 冯示例" in found.found.en


@pytest.mark.parametrize(
    ("wish", "seen", "why"),
    [
        (WISH, "", "another person must confirm it"),
        (WISH, SEEN + " actors=郑示例 role=branch_head", "another person must confirm it"),
        (WISH, SEEN + " actors=某某 role=legal", "another person must confirm it"),
        (WISH, SEEN + " role=branch_head", "another person must confirm it"),
        (
            WISH,
            SEEN + " actors=周示例 role=officer",
            "must confirm it, as head of branch (branch_head), legal, approver",
        ),
        (WISH, SEEN.replace("03-26 11:00", "03-26 09:00"), "another person must confirm it"),
        (WISH, SEEN.replace("03-26", "03-28"), "another person must confirm it"),
        (
            WISH + " role=legal actors=冯示例",
            SEEN + " actors=郑示例 role=branch_head",
            "may not override",
        ),
        (WISH + " actors=周示例", SEEN, "is not entered with that role"),
        (WISH + " actors=", SEEN, "is not entered with that role"),
        (WISH + " kind=judicial-referral", SEEN, "another kind of document"),
        (WISH + " kind=", SEEN, "another kind of document"),
        (WISH + " text=十九个字的理由不够长还差一个字呢啊哦", SEEN, "fewer than 20 characters"),
    ],
)
def test_an_override_that_lacks_something_says_what(wish: str, seen: str, why: str) -> None:
    """Two persons, an allowed role each really has, the kind, and twenty characters: else it fails."""
    [found] = words_of(case("\n".join([GAP, wish, seen])), "S-05", ON)

    assert found.blocks
    assert why in found.hint.en


def test_who_may_confirm_is_the_houses_to_say() -> None:
    """The second person acts in a role of `[override] confirm_roles`: the officer only where that names her."""
    shipped = policy()
    wider = shipped.model_copy(
        update={"override": shipped.override.model_copy(update={"confirm_roles": ("officer",)})}
    )
    officer, legal = (
        case("\n".join([GAP, WISH, SEEN + more])) for more in (" actors=周示例 role=officer", "")
    )

    said = {
        (name, who): rules.verdict(rules.check(of, KIND, day(ON), terms))
        for name, terms in (("shipped", shipped), ("wider", wider))
        for who, of in (("officer", officer), ("legal", legal))
    }
    assert said == {
        ("shipped", "officer"): "blocked",
        ("shipped", "legal"): "ready",
        ("wider", "officer"): "ready",
        ("wider", "legal"): "blocked",
    }


@pytest.mark.parametrize(
    ("staff", "possible"),
    [
        ((), False),
        ((("郑示例", "branch_head"),), False),
        ((("郑示例", "branch_head"), ("周示例", "officer")), False),
        ((("周示例", "officer"), ("冯示例", "legal")), False),
        ((("郑示例", "branch_head"), ("冯示例", "legal")), True),
        ((("郑示例", "branch_head"), ("王示例", "branch_head")), True),
    ],
)
def test_a_house_without_two_people_is_told_so(
    staff: tuple[tuple[str, str], ...], possible: bool
) -> None:
    """One who may override and another who may confirm must be entered: else the hint says who is wanting."""
    whole = case(GAP)
    people = tuple(Staff(name, (role,)) for name, role in staff)
    [found] = words_of(replace(whole, house=replace(whole.house, staff=people)), "S-05", ON)

    wanted = "may be overridden by head" if possible else "nobody can override it as things are"
    assert wanted in found.hint.en


def test_a_reason_of_twenty_characters_is_enough() -> None:
    """The reason has at least twenty characters, blanks at its ends not counted."""
    twenty = "text=" + "因" * 20

    assert "overridden" == s05(f"{WISH} {twenty}", SEEN)
    assert "block" == s05(f"{WISH} {twenty[:-1]}", SEEN)


def test_an_override_is_of_this_default_rule_and_party() -> None:
    """One from before day 0, of another rule or another party, or after the day, changes nothing."""
    assert "block" == s05(WISH.replace("03-26", "03-19"), SEEN.replace("03-26", "03-19"))
    assert "block" == s05(WISH.replace("S-05", "S-07"), SEEN)
    assert "block" == s05(WISH.replace("override B", "override G1"), SEEN)
    assert "overridden" == s05(WISH.replace("override B", "override -"), SEEN)
    assert "block" == s05(WISH, SEEN, on="03-25")
    assert "overridden" == s05(WISH.replace("03-26", "03-20"), SEEN)


def test_an_override_that_names_no_rule_is_of_none() -> None:
    """It is passed over without a word; the next one, which names the rule, counts."""
    nameless = WISH.replace(" rule=S-05", "").replace("override B", "override -")
    [found] = words_of(case("\n".join([GAP, nameless, SEEN])), "S-05", ON)

    assert found.blocks and "does not hold" not in found.hint.en
    assert "overridden" == s05(nameless.replace("id=O1", "id=O2"), WISH, SEEN)


def test_some_rules_cannot_be_overridden() -> None:
    """Nothing owed stays blocked whatever a person writes, and the hint offers no override."""
    paid = with_("03-26 09:00 payment B amount=60000", WISH.replace("S-05", "S-12"), SEEN)
    [found] = words_of(case(paid), "S-12", ON)

    assert found.blocks and "overridden" not in found.hint.en


def test_relief_turns_the_order_of_the_house_into_warnings() -> None:
    """Thirty days before the safe day of a guarantee steps only warn, law and data still block."""
    bare = case("", guarantees=(deed("G1", counter=False, period_months=6), deed("G2")))
    clock = next(c for c in clocks.of(bare, day("07-01"), policy()) if c.party == "G1")
    near = clock.safe_day - timedelta(30)

    for on, word in ((near - timedelta(1), "block"), (near, "warn"), (clock.latest, "warn")):
        assert word == outcome(bare, "S-05", str(on)), on
        assert "block" == outcome(bare, "X-09", str(on))
    assert "block" == outcome(bare, "S-05", str(clock.latest + timedelta(1)))
    [eased] = words_of(bare, "S-05", str(near))
    assert "issued out of house order because" in eased.hint.en and "2026-09-20" in eased.hint.en


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("overdue-notice", "warn"),
        ("guarantor-demand", "warn"),
        ("recourse-demand", "warn"),
        ("judicial-referral", "warn"),
        ("guarantor-reminder", "block"),
        ("blacklist-warning", "block"),
    ],
)
def test_relief_is_for_documents_that_keep_a_right(kind: str, word: str) -> None:
    """Notice, demands on guarantors and the referral are eased; a reminder and the list are not."""
    bare = case("", guarantees=(deed("G1", counter=False, period_months=6), deed("G2")))
    near = clocks.guarantee_clock(bare, bare.guarantees[0], policy(), day("07-01"))
    assert near is not None
    found = rules.check(bare, kind, near.safe_day, policy())
    mine = [f for f in found if f.rule in {"S-05", "S-13", "S-15", "S-16", "S-17"}]

    assert {word} == {f.severity.value for f in mine if f.verdict is Verdict.FAIL}


@pytest.mark.parametrize(
    ("kind", "before", "told"),
    [
        ("guarantor-demand", 31, False),
        ("guarantor-demand", 30, True),
        ("guarantor-demand", 1, True),
        ("judicial-referral", 1, True),
        ("guarantor-reminder", 1, False),
    ],
)
def test_a_block_that_relief_will_lift_names_the_day(kind: str, before: int, told: bool) -> None:
    """A month before relief begins a document that keeps a right has that day as its earliest, though no
    later step could mend the block; before that, and for other documents, there is none. On the day itself
    it only warns."""
    bare = case("", guarantees=(deed("G1", counter=False, period_months=6), deed("G2")))
    clock = clocks.guarantee_clock(bare, bare.guarantees[0], policy(), day("07-01"))
    assert clock is not None
    begins = clock.safe_day - timedelta(30)

    def steps(on: date) -> list[Finding]:
        found = rules.check(bare, kind, on, policy())
        return [f for f in found if f.rule in {"S-13", "S-15", "S-16"} and f.blocks]

    found = steps(begins - timedelta(before))
    assert found
    assert (rules.earliest(found) == begins) == told
    assert told == any(f"from {begins} a statutory end is near" in f.hint.en for f in found)
    if told:
        assert not steps(begins)


def test_relief_to_come_leaves_an_earlier_day_and_what_it_never_reaches() -> None:
    """A block that is mended before that day keeps its own; law, data and what nobody overrides too."""
    clock = clocks.limitation_clock(case(), policy(), day(ON))
    begins = clock.safe_day - timedelta(30)
    on, soon = begins - timedelta(7), begins - timedelta(3)
    block = Finding("S-05", Severity.BLOCK, Verdict.FAIL, hint=Text("甲", "a"), curable=False)
    made = [
        block,
        block._replace(curable=True, earliest=soon),
        block._replace(curable=True, earliest=begins + timedelta(1)),
        block._replace(rule="S-12"),
        block._replace(rule="X-01"),
    ]

    found = rules.relieve(made, (clock,), policy(), on, KIND, lambda _: None)
    assert [begins, soon, begins, None, None] == [f.earliest for f in found]
    assert [True, True, True, False, False] == [f.curable for f in found]
    assert all(f.blocks for f in found)
    assert rules.earliest(found[:3]) == begins


NEAR = {"guarantees": (deed("G1", counter=False, period_months=6), deed("G2"))}
ONE = "08-21 10:00 override - rule=S-05"
ALL = "08-21 10:00 legal_approval -"


@pytest.mark.parametrize(
    ("line", "who"),
    [
        (ONE, "郑示例 (branch_head)"),
        (ALL, "冯示例 (legal)"),
        (ONE.replace("08-21", "08-22"), "郑示例 (branch_head)"),
        (ONE.replace("08-21", "03-20"), "郑示例 (branch_head)"),
        (ONE + " kind=judicial-referral", ""),
        (ONE.replace("S-05", "S-07"), ""),
        (ONE + " actors=周示例", ""),
        (ONE + " role=legal actors=冯示例", ""),
        (ONE.replace(" rule=S-05", ""), ""),
        (ONE.replace("S-05", "s-05"), "郑示例 (branch_head)"),
        (ONE.replace("override -", "override B"), "郑示例 (branch_head)"),
        (ONE.replace("override -", "override G1"), ""),
        (ONE + " role=", ""),
        (ALL + " actors=郑示例 role=branch_head", ""),
        (ALL.replace("08-21", "08-23"), ""),
        (ALL.replace("08-21", "03-19"), ""),
        ("", ""),
    ],
)
def test_relief_names_who_let_the_document_out(line: str, who: str) -> None:
    """One named person with a role suffices near an end; without her the finding asks for her name."""
    [found] = words_of(case(line, **NEAR), "S-05", "08-22")

    assert "warn" == found.severity.value and Verdict.FAIL is found.verdict
    assert bool(who) == ("let out by" in found.found.en)
    assert who in found.found.en
    assert bool(who) != ("record who let it out" in found.hint.en)


def test_near_an_end_an_override_with_its_second_person_still_counts_as_one() -> None:
    """Confirmed by another, it is an override as at any other time."""
    whole = case(f"{ONE} id=O9\n08-21 11:00 approval - confirms=O9", **NEAR)

    assert "overridden" == outcome(whole, "S-05", "08-22")


def test_relief_never_reaches_what_nobody_may_override() -> None:
    """Nothing owed, and private matters, block however near the end is."""
    clock = clocks.limitation_clock(case(), policy(), day(ON))
    near = clock.safe_day
    made = [
        Finding(rule, Severity.BLOCK, Verdict.FAIL, hint=Text("甲", "a"))
        for rule in ("S-05", "S-12", "S-29", "X-01", "L-26")
    ]

    def nobody(_: Finding) -> None:
        return None

    eased = rules.relieve(made, (clock,), policy(), near, KIND, nobody)

    assert ["warn", "block", "block", "block", "block"] == [f.severity.value for f in eased]
    assert made == list(rules.relieve(made, (), policy(), near, KIND, nobody))
    assert made == list(rules.relieve(made, (clock,), policy(), near, "blacklist-warning", nobody))
    assert (clock,) == pressing((clock,), policy(), near)
    assert rules.banner((), policy(), near) is None


def test_earliest_is_the_latest_of_what_can_be_mended() -> None:
    """The last of the blocking days; nothing if one is past mending, or nothing blocks."""

    def blocks(
        on: str | None, *, curable: bool = True, severity: Severity = Severity.BLOCK
    ) -> Finding:
        return Finding(
            "S-01",
            severity,
            Verdict.FAIL,
            earliest=date.fromisoformat(on) if on else None,
            curable=curable,
        )

    first, last = blocks("2026-03-24"), blocks("2026-03-27")
    assert date(2026, 3, 27) == rules.earliest([first, last])
    assert rules.earliest([last, blocks(None, curable=False)]) is None
    assert rules.earliest([last, blocks("2026-03-30", curable=False)]) is None
    assert rules.earliest([last, blocks(None)]) is None
    assert date(2026, 3, 24) == rules.earliest(
        [first, blocks("2026-03-27", severity=Severity.WARN)]
    )
    assert rules.earliest([]) is None


def test_earliest_is_kept_by_whoever_does_what_the_findings_say() -> None:
    """On the day named, with the missing steps on record by then, the notice is possible."""
    lines = [
        x for x in case().log if x.type in {"call", "collection_authority", "reason", "promise"}
    ]
    bare = replace(case(), log=tuple(lines))
    first = rules.earliest(rules.check(bare, KIND, day("03-24"), policy()))

    assert date(2026, 3, 27) == first
    done = log(
        "03-27 09:00 visit B\n03-27 10:00 visit B\n03-27 11:00 call G1\n03-27 11:30 message G2"
    )
    mended = replace(bare, log=(*bare.log, *done))
    assert "ready" == rules.verdict(rules.check(mended, KIND, first, policy()))


@pytest.mark.parametrize("lang", get_args(Lang))
def test_the_json_answer_has_its_agreed_shape(lang: Lang) -> None:
    """Exactly the agreed keys, in plain JSON, in one language."""
    on = day("03-26")
    body = rules.as_json(rules.check(case(), KIND, on, policy()), KIND, "L1", on, lang)
    again = json.loads(json.dumps(body))

    assert ["schema_version", "kind", "loan", "on", "verdict", "earliest", "findings"] == list(body)
    assert (1, KIND, "L1", "2026-03-26", "blocked", "2026-03-27") == tuple(body.values())[:6]
    keys = ["rule", "severity", "verdict", "party", "needed", "found", "earliest", "hint", "basis"]
    assert all(keys == list(f) for f in again["findings"])
    for told, f in zip(again["findings"], rules.check(case(), KIND, on, policy()), strict=True):
        assert (told["party"], told["verdict"], told["severity"]) == (
            f.party,
            f.verdict,
            f.severity,
        )
        words = {"zh": (f.needed.zh, f.found.zh, f.hint.zh), "en": (f.needed.en, f.found.en, f.hint.en)}  # fmt: skip
        assert (told["needed"], told["found"], told["hint"]) == words[lang]
        assert told["earliest"] == (f.earliest and str(f.earliest))
    s10 = next(f for f in again["findings"] if f["rule"] == "S-10")
    assert {"zh": "手册 II-4", "en": "manual II-4"}[lang] == s10["basis"]
    assert ("block", "fail", "2026-03-27") == (s10["severity"], s10["verdict"], s10["earliest"])


def test_the_json_answer_of_a_ready_notice_names_its_own_day() -> None:
    """Possible now: earliest is the day asked for. Past mending: null."""
    ready = rules.as_json(rules.check(case(), KIND, day(ON), policy()), KIND, "L1", day(ON), "zh")
    shut = rules.as_json(rules.check(case(GAP), KIND, day(ON), policy()), KIND, "L1", day(ON), "zh")

    assert ("ready", "2026-03-27") == (ready["verdict"], ready["earliest"])
    assert ("blocked", None) == (shut["verdict"], shut["earliest"])


def test_an_unknown_rule_is_an_error_of_use() -> None:
    """Asking for a rule that does not exist names the way to list them."""
    with pytest.raises(UsageError) as caught:
        rules.rule("S-99")

    assert "S-99" in caught.value.message.en


def test_a_milder_form_that_blocks_stops_too() -> None:
    """Where the house makes only the late form of a rule block, the short way sees it as well."""
    forms = {"severity": Severity.WARN, "lesser": Severity.BLOCK}
    strict = policy().rule("S-01").model_copy(update=forms)
    by = policy().model_copy(update={"rules": {**policy().rules, "S-01": strict}})
    late = case(STEPS.replace("03-20 10:00 visit", "03-22 10:00 visit"))

    assert ["S-01"] == [f.rule for f in rules.stops(late, "overdue-notice", day("03-27"), by)]
