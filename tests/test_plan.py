"""The collection plan: whole, sourced, decent, chosen by reason and stage, and never seen outside."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from cases import TEMPLATES
from due_cases import ISSUED, KINDS, PLAN_FILE, SERVED, plan, todo
from ledger_cases import STEPS, case, day, deed, policy, tuned, with_
from test_timeline import known_on

from noticegen import casefile
from noticegen.errors import TemplateError
from noticegen.events import REASONS
from noticegen.model import Case, Guarantee, LoanParty, Role
from noticegen.plan import (
    GROUPS,
    IN_PERSON,
    STAGES,
    TONES,
    load_plan,
    proposal,
    reason_group,
    stage,
)
from noticegen.rules.conduct_cn import banned
from noticegen.rules.manner import WAYS
from noticegen.text import Text

PAIRS = [(group, at) for group in GROUPS for at in STAGES]
CODE = {"R1": "R101", "R2": "R203", "R3": "R301", "R4": "R401", "R9": "R900"}
WHEREABOUTS = re.compile(
    r"行踪|去向|住处|住所|家中|作息|出没|蹲守|堵门|跟踪|娱乐|where (?:he|she|they)|whereabouts|follow (?:him|her)|lives|hangs", re.I
)  # fmt: skip
PRIVATE = ("离婚", "结婚", "子女", "装修", "赌", "酗酒", "高消费", "骗", "divorc", "gambl", "alcohol", "fraud", "malicious")  # fmt: skip
STRANGERS = ("邻居", "村委", "亲戚", "朋友", "同事", "neighbour", "relative", "friend", "colleague", "employer")  # fmt: skip


def at_stage(group: str, wanted: str) -> tuple[Case, date]:
    """A case with a reason of that group, and a day on which it is at that stage."""
    told = f"03-20 11:00 reason B code={CODE[group]}"
    steps = "\n".join(x for x in STEPS.strip().splitlines() if " reason " not in x)
    lines = {
        "first": (steps, "03-21"),
        "second": (steps, "03-24"),
        "notice": (steps, "03-27"),
        "served": (f"{steps}\n{ISSUED}\n{SERVED}", "03-29"),
        "long": (f"{steps}\n{ISSUED}\n{SERVED}", "06-18"),
        "recourse": (f"{steps}\n05-06 09:00 sub_payment - amount=52345.67", "05-06"),
    }
    log, on = lines[wanted]
    return case(f"{log}\n{told}"), day(on)


@pytest.mark.parametrize(("group", "at"), PAIRS)
def test_every_reason_and_stage_has_a_plan(group: str, at: str) -> None:
    """Each kind of reason has, at each stage, a line of its own first, a tone, and a clause for each line."""
    of, on = at_stage(group, at)
    found = proposal(of, on, policy(), plan())

    assert found is not None and (at, group) == (found.stage, reason_group(of, on, policy()))
    assert group in found.lines[0].groups
    assert found.tone in TONES and found.stage_name.zh and found.stage_name.en
    assert all(line.source.zh.startswith("手册 ") and line.zh and line.en for line in found.lines)


@pytest.mark.parametrize(("group", "at"), PAIRS)
def test_counter_guarantors_are_spoken_of_where_there_are_some(group: str, at: str) -> None:
    """A case without a counter-guarantor has a line of its own first and none that speaks of one."""
    of, on = at_stage(group, at)
    plain = tuple(replace(g, counter=False, party=g.party) for g in of.guarantees)
    lines = {
        who: found.lines
        for who, deeds in (("none", ()), ("direct", plain), ("counter", of.guarantees))
        if (found := proposal(replace(of, guarantees=deeds), on, policy(), plan()))
    }

    assert group in lines["none"][0].groups
    for who in ("none", "direct"):
        assert not [li.zh for li in lines[who] if "反担保" in li.zh or "counter-guarantor" in li.en]
    spoken = [li for li in plan().line if at in li.stages and "反担保" in li.zh and {group, "*"} & {*li.groups}]  # fmt: skip
    assert set(spoken) <= set(lines["counter"])


def test_a_line_for_guarantors_is_shown_where_there_are_such() -> None:
    """A counter-guarantor is never asked to pay before the house has paid; a direct guarantor may be, until
    his demand is served. Where there is only one of the two, the line of the other is not shown."""

    def letters(*deeds: Guarantee, log: tuple[str, ...] = ()) -> set[str]:
        of = case(with_(ISSUED, SERVED, *log), guarantees=deeds)
        found = proposal(of, day("04-20"), policy(), plan())
        assert found is not None
        return {str(line.role) for line in found.lines if line.channel == "letter" and line.role}

    direct, counter = deed("G1", counter=False), deed("G2")
    number = "〔2026〕保字第0001号"
    demanded = (
        f"04-10 10:00 issued G1 document={number} kind=guarantor-demand",
        f"04-11 10:00 served G1 document={number} method=hand to=孙示例 recipient=self evidence=slip",
    )
    assert {"guarantor"} == letters(direct)
    assert {"counter_guarantor"} == letters(counter)
    assert {"guarantor", "counter_guarantor"} == letters(direct, counter)
    assert {"counter_guarantor"} == letters(direct, counter, log=demanded)
    for line in plan().line:
        if "never to pay" in line.en:
            assert line.role is Role.COUNTER_GUARANTOR


def test_own_lines_differ_from_reason_to_reason() -> None:
    """A targeted plan: at no stage do two kinds of reason get the same first line."""
    for at in STAGES:
        firsts = [plan().lines(group, at)[0].zh for group in GROUPS]
        assert len(set(firsts)) == len(GROUPS)


@pytest.mark.parametrize(
    ("on", "wanted"),
    [("03-19", None), ("03-20", "first"), ("03-23", "first"), ("03-24", "second"), ("03-26", "second"),
     ("03-27", "notice"), ("06-17", "notice"), ("06-18", "long")],
)  # fmt: skip
def test_stages_begin_on_their_day(on: str, wanted: str | None) -> None:
    """Days 0 to 3, 4 to 6, from 7 on, and from the 90th day overdue; none without a default."""
    assert wanted == stage(known_on(day(on)) if on < "03-27" else case(), day(on), policy())


def test_the_stages_follow_the_numbers_of_the_house() -> None:
    """A house that reads "after 4 days" as from day 5 begins the second stage then."""
    later = tuned("steps", comparator=">")

    assert "first" == stage(case(), day("03-24"), later)
    assert "second" == stage(case(), day("03-25"), later)


def test_service_and_payment_move_the_stage() -> None:
    """Served counts with its proof only; the company's own payment begins recourse whatever the day."""
    bare = SERVED.replace("evidence=slip", "evidence=")

    assert "notice" == stage(case(with_(ISSUED, bare)), day("03-29"), policy())
    assert "served" == stage(case(with_(ISSUED, SERVED)), day("03-28"), policy())
    paid = case(with_("03-25 09:00 sub_payment - amount=100"))
    assert ["second", "recourse"] == [stage(paid, day(d), policy()) for d in ("03-24", "03-25")]
    over = case(with_("03-30 09:00 payment B amount=60000"))
    assert stage(over, day("03-30"), policy()) is None


def test_what_is_paid_back_to_the_house_ends_the_plan() -> None:
    """Recourse is proposed while anything of it is open, and nothing once it is paid."""
    paid = "05-06 09:00 sub_payment - amount=52345.67"
    part, whole = (f"05-20 09:00 payment B amount={n}" for n in ("50000", "60000"))

    assert "recourse" == stage(case(with_(paid, part)), day("06-18"), policy())
    assert "recourse" == stage(case(with_(paid, whole)), day("05-19"), policy())
    assert stage(case(with_(paid, whole)), day("05-20"), policy()) is None
    assert proposal(case(with_(paid, whole)), day("06-18"), policy(), plan()) is None


def test_the_latest_reason_of_this_default_decides() -> None:
    """Reasons move over time; unknown, refused, strange or old ones are the group not yet known."""
    moved = case(with_("03-25 09:00 reason B code=R301"))

    assert ["R1", "R3"] == [reason_group(moved, day(d), policy()) for d in ("03-24", "03-25")]
    for code in ("R900", "R901"):
        assert "R9" == reason_group(case(with_(f"03-25 09:00 reason B code={code}")), day("03-25"), policy())  # fmt: skip
    old = case("03-01 09:00 reason B code=R401")
    assert "R9" == reason_group(old, day("03-25"), policy())


def test_good_days_come_from_the_cash_the_log_knows() -> None:
    """Each expected day once, soonest first, from today on and not further than the plan looks."""
    told = case(
        with_("03-25 09:00 cash_flow B by=2026-04-20 what=货款", "03-25 10:00 cash_flow B by=2026-04-01 what=结算",
              "03-25 11:00 cash_flow B by=2026-04-20 what=补贴", "03-25 12:00 cash_flow B by=2026-09-01 what=秋收",
              "03-29 12:00 cash_flow B by=2026-04-02 what=后来才知道")
    )  # fmt: skip

    def days(on: str) -> list[str]:
        found = proposal(told, day(on), policy(), plan())
        assert found is not None
        return [f"{d:%m-%d}" for d in found.good_days]

    assert ["04-01", "04-20"] == days("03-27")
    assert ["04-01", "04-02", "04-20"] == days("03-31")
    assert ["04-20"] == days("04-03")
    ahead = day("09-01") - timedelta(plan().worklist.good_days_ahead)
    assert ["09-01"] == days(f"{ahead:%m-%d}") and [] == days(f"{ahead - timedelta(1):%m-%d}")


def test_every_line_is_decent_and_lawful() -> None:
    """No threat, no word on where a person is or lives, no private matter named, no stranger asked."""
    for line in plan().line:
        told = f"{line.zh} {line.en}"
        assert () == banned(told, policy()), told
        assert WHEREABOUTS.search(told) is None and WAYS.search(told) is None, told
        assert [] == [word for word in (*PRIVATE, *STRANGERS) if word in told.lower()], told
        assert [] == [code for code in REASONS if code in told]


def test_a_suspicion_is_never_met_with_an_accusation() -> None:
    """The lines for abnormal conduct speak of facts and are firm, last only in the end."""
    tones = plan().tones["R4"]

    assert ["F", "F", "F", "F", "L", "L"] == [tones[at] for at in STAGES]  # type: ignore[index]
    assert "不下断语" in plan().lines("R4", "first")[0].zh
    assert {"N"} == {plan().tones["R3"][at] for at in ("first", "second", "notice", "served")}


def test_the_case_shows_its_plan() -> None:
    """`case` shows stage, tone, lines with their clause and good days; not the group they come from."""
    of, on = at_stage("R4", "served")
    for lang in ("zh", "en"):
        view = casefile.describe(of, on, policy(), plan(), lang, kinds=KINDS)["plan"]
        assert {"stage", "stage_name", "tone", "lines", "good_days", "quiet"} == set(view)
        assert ("served", "F") == (view["stage"], view["tone"])
        assert plan().lines("R4", "served")[0].text.to(lang) == view["lines"][0]["what"]
        assert "R4" not in str(view)
    early = casefile.describe(of, day("03-19"), policy(), plan(), "zh", kinds=KINDS)
    assert early["plan"] is None


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("03-28 18:00 death B", "death"),
        ("03-28 18:00 insolvency B", "insolvency"),
        ("03-28 18:00 hold - by=2026-03-29", "hold"),
        ("03-28 18:00 contact_limit B limit=illness by=2026-03-29", "illness"),
    ],
)
def test_nobody_is_to_be_spoken_to_who_may_not_be_contacted(line: str, why: str) -> None:
    """A borrower on record as dead is not phoned or visited by any line, of any reason and stage; a hold
    or a limit does the same to its last day, and what can be done in writing or by legal stays."""
    of = case(with_(ISSUED, SERVED, line))
    before, then, after = (proposal(of, day(d), policy(), plan()) for d in ("03-27", "03-29", "03-30"))  # fmt: skip

    assert before and then and after
    assert ((), True) == (before.quiet, bool({li.channel for li in before.lines} & IN_PERSON))
    [(party, told)] = then.quiet
    assert "B" == party and why in told.en.lower() and told.zh != told.en
    assert then.lines and not {li.channel for li in then.lines} & IN_PERSON
    lasting = why in {"death", "insolvency"}
    assert lasting == (not {li.channel for li in after.lines} & IN_PERSON)


def test_what_is_served_is_not_proposed_again() -> None:
    """The line of a letter leaves the plan on the day the letter is served, with its proof, on the last of
    those it goes to; a letter that is out, a service without proof, another default do not count."""
    of, _ = at_stage("R1", "recourse")
    lines = {line.document: line.text for line in plan().line if "recourse" in line.stages}
    demand, notice = lines["recourse-demand"], lines["recourse-notice"]
    log = of.log

    def proposed(on: str, *more: str) -> list[Text]:
        found = proposal(
            replace(of, log=log + case("\n".join(more)).log), day(on), policy(), plan()
        )
        assert found is not None
        return [line.text for line in found.lines]

    def served(
        kind: str, party: str, on: str, n: int = 1, evidence: str = "slip"
    ) -> tuple[str, str]:
        number = f"〔2026〕追字第{kind[-6:]}{n}号"
        return (
            f"05-07 10:00 issued {party} document={number} kind={kind}",
            f"{on} 10:00 served {party} document={number} method=hand to=张示例 recipient=self evidence={evidence}",
        )

    told = served("recourse-notice", "B", "05-08")
    assert {demand, notice} <= set(proposed("05-08"))
    assert notice in proposed("05-07", *told)
    assert notice in proposed("05-08", *served("recourse-notice", "B", "05-08", evidence=""))
    assert notice not in proposed("05-08", *told) and demand in proposed("05-08", *told)
    one, two = (served("recourse-demand", g, "05-09", n) for n, g in enumerate(("G1", "G2")))
    assert demand in proposed("05-09", *one) and demand not in proposed("05-09", *one, *two)


def test_a_referral_is_proposed_until_it_is_issued() -> None:
    """ "Refer promptly" stands in the plan until the referral is issued."""
    of, on = at_stage("R9", "long")
    referral = f"{on:%m-%d} 10:00 issued - document=〔2026〕移字第0001号 kind=judicial-referral"
    issued = replace(of, log=of.log + case(referral).log)

    def kinds(of: Case) -> set[str]:
        found = proposal(of, on, policy(), plan())
        assert found is not None
        return {line.document for line in found.lines}

    assert {"judicial-referral", "blacklist-warning"} == kinds(of)
    assert {"blacklist-warning"} == kinds(issued)


def test_a_co_borrower_who_lives_is_still_called() -> None:
    """One of two may not be contacted: she is named, and the lines stay for the other."""
    two = replace(
        case(with_("03-26 09:00 death G1")),
        signatories=(LoanParty("B", Role.BORROWER), LoanParty("G1", Role.CO_BORROWER)),
        guarantees=(),
    )
    found = proposal(two, day("03-27"), policy(), plan())

    assert found is not None and ["G1"] == [party for party, _ in found.quiet]
    assert {li.channel for li in found.lines} & IN_PERSON


def test_the_worklist_shows_the_line_for_contacts_with_the_borrower() -> None:
    """Calls and visits carry the proposed line and tone; letters, clocks and guarantors do not."""
    of, on = at_stage("R2", "served")
    [call] = todo(of, f"{on:%m-%d}", "daily_call")

    assert plan().lines("R2", "served")[0].text == call.plan and "F" == call.tone
    others = [i for i in todo(of, f"{on:%m-%d}") if i.kind != "daily_call"]
    assert others and all(not i.plan.zh and not i.tone for i in others)


# --- the file -------------------------------------------------------------------------------------


def spoilt(tmp_path: Path, old: str, new: str) -> Path:
    """The shipped plan with one stretch replaced."""
    text = PLAN_FILE.read_text("utf-8")
    assert old in text
    path = tmp_path / "plan.toml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('groups = ["R3"]\nstages = ["long"]', 'groups = ["R1"]\nstages = ["long"]', "no line for R3 at long"),
        ('R9 = { first = "N", ', "R9 = { ", "no tone for R9 at first"),
        ("mail_days = 7", "mail_day = 7", "worklist.mail_day"),
        ("mail_days = 7", "mail_days = -1", "worklist.mail_days"),
        ('channel = "visit"', 'channel = "ambush"', "line.0.channel"),
        ('stages = ["first"]', 'stages = ["dawn"]', "line.0.stages.0"),
        ('source = ["手册 II-1", "manual II-1"]\n', "", "line.0.source"),
        ('first = "N"', 'first = "X"', "tones.R1.first"),
        ("[worklist]", "[worklist", "TOMLDecodeError"),
    ],
)  # fmt: skip
def test_a_plan_that_cannot_be_used_is_named(
    tmp_path: Path, old: str, new: str, named: str
) -> None:
    """A gap, an unknown key or word, a line without its clause: file and key are named."""
    with pytest.raises(TemplateError) as refused:
        load_plan(spoilt(tmp_path, old, new))

    assert named in refused.value.message.en and "plan.toml" in refused.value.message.en
    assert "plan.toml" in refused.value.message.zh


def test_an_unknown_key_of_a_plan_is_told_in_both_languages(tmp_path: Path) -> None:
    """As of the policy: the key, and that it is none."""
    with pytest.raises(TemplateError) as refused:
        load_plan(spoilt(tmp_path, "mail_days = 7", "mail_days = 7\nletter_days = 7"))
    assert refused.value.message.zh.endswith("：[worklist.letter_days] 未知的键")
    assert refused.value.message.en.endswith(": [worklist.letter_days] unknown key")


def test_the_house_may_write_its_own_line(tmp_path: Path) -> None:
    """A changed line is what the proposal says."""
    own = load_plan(spoilt(tmp_path, "问清哪些款项未收回", "先问清哪些款项未收回"))
    found = proposal(*at_stage("R1", "first"), policy(), own)

    assert found is not None and found.lines[0].zh.startswith("先问清")


def test_every_number_of_the_worklist_has_a_source() -> None:
    """The section names where its numbers come from, as policy.toml does."""
    raw = tomllib.loads(PLAN_FILE.read_text("utf-8"))

    assert "手册" in raw["worklist"]["source"]
    assert set(raw["worklist"]) == set(type(plan().worklist).model_fields)


def test_a_case_without_a_reason_has_a_plan() -> None:
    """Not knowing why is a kind of reason too."""
    silent = replace(case(""), log=())
    found = proposal(silent, day("03-20"), policy(), plan())

    assert found is not None and "R9" in found.lines[0].groups


def test_the_page_is_current() -> None:
    """docs/plan.md is what its script makes of the order and the plan."""
    path = PLAN_FILE.parents[1] / "tools" / "write_plan_page.py"
    spec = importlib.util.spec_from_file_location("write_plan_page", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    assert module.page() == (PLAN_FILE.parents[1] / "docs" / "plan.md").read_text("utf-8")


def test_an_english_reader_is_told_the_clause_in_english() -> None:
    """Every clause of the house's plan is cited in both languages."""
    found = load_plan(TEMPLATES / "plan.toml")
    assert [line.source for line in found.line if not line.source.en.isascii()] == []
    last = next(line for line in found.line if "《民法典》第700条" in line.source.zh)
    assert last.source == (
        "手册 II-6、II-7；《民法典》第700条",
        "manual II-6, II-7; Civil Code 700",
    )
