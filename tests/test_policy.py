"""The policy file: every number read exactly, every mistake named."""

from __future__ import annotations

import pickle
from datetime import date, time
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel
from small_case import POLICY_FILE, policy

from noticegen.errors import ExitCode, TemplateError
from noticegen.events import RESOLUTIONS
from noticegen.model import Severity
from noticegen.policy import Policy, ResolutionWord, in_force, load_policy

SHIPPED = POLICY_FILE.read_text("utf-8")


def changed(tmp_path: Path, old: str, new: str) -> Path:
    """The shipped policy with one stretch of text replaced."""
    assert SHIPPED.count(old) >= 1, old
    path = tmp_path / "policy.toml"
    path.write_text(SHIPPED.replace(old, new, 1), "utf-8")
    return path


def refusal(tmp_path: Path, old: str, new: str) -> str:
    """What the program says of a policy changed so."""
    with pytest.raises(TemplateError) as refused:
        load_policy(changed(tmp_path, old, new))
    assert refused.value.code is ExitCode.BAD_TEMPLATE
    assert "policy.toml" in refused.value.message.zh
    return refused.value.message.en


def test_the_shipped_numbers_are_those_of_the_manual_and_the_law() -> None:
    """The numbers others rely on, as they stand in the shipped file."""
    p = policy()

    assert (p.steps.visit_by, p.steps.call_days) == (1, (1, 2, 3))
    assert (p.steps.second_visit_from, p.steps.cg_contact_from) == (4, 4)
    assert (p.steps.notice_from, p.steps.notice_late_after, p.steps.comparator) == (7, 10, ">=")
    assert p.long_overdue_days == 90
    assert (p.interest.basis, p.interest.compound_on_penalty) == ("360", False)
    assert p.allocation.order == ("costs", "interest", "principal")
    assert p.allocation.interest_suborder == ("in_term", "compound", "penalty")
    assert p.allocation.across == "by_category"
    n = p.notice
    assert (n.cure_days, n.cure_days_min, n.objection_days) == (7, 3, 15)
    assert (n.asof_max_age, n.tolerance, n.delivery_days) == (3, Decimal(0), 3)
    g = p.guarantee
    assert (g.kind_if_silent, g.months_if_silent, g.buffer_workdays, g.near_days) == (
        "general",
        6,
        10,
        30,
    )
    assert (p.limitation.years, p.limitation.enforcement_years) == (3, 2)
    assert (p.conduct.quiet_from, p.conduct.quiet_until) == (time(22), time(8))
    assert (p.conduct.max_unanswered, p.log.late_hours) == (6, 48)
    assert p.layers == ("house.seed", "law.cn", "conduct.cn", "data")
    assert p.court_fee[0].reduced["payment_order"] == Fraction(1, 3)


def test_every_rule_of_the_four_layers_has_a_severity_and_a_reason() -> None:
    """Numbers run without gap: S-01 to S-29, X to 17, L to 26, C to 08 at least, and no other."""
    found = policy().severities
    for letter, least in (("S", 29), ("X", 17), ("L", 26), ("C", 8)):
        mine = sorted(rule for rule in found if rule.startswith(letter))
        assert len(mine) >= least
        assert mine == [f"{letter}-{n:02d}" for n in range(1, len(mine) + 1)]
    assert {rule[0] for rule in found} == set("SXLC")
    for rule in policy().rules.values():
        assert rule.reason.zh
        assert rule.reason.en.isascii()


def test_what_rests_on_custom_warns() -> None:
    """A daily call, the 24 % line and the account-name guard never block."""
    assert policy().rule("S-14").severity is Severity.WARN
    assert policy().rule("X-13").severity is Severity.WARN
    assert policy().rule("X-12").lesser is Severity.WARN


def test_what_nobody_may_override_has_no_roles() -> None:
    """Nothing due, a lapsed guarantee, a placeholder: no role helps."""
    for rule in ("S-12", "S-20", "S-27", "S-29", "L-01", "L-19", "X-07", "X-08"):
        assert not policy().rule(rule).override, rule
        assert policy().rule(rule).roles == (), rule


def test_severity_may_differ_for_one_kind() -> None:
    """A missing clause warns on a notice and blocks a referral."""
    rule = policy().rule("X-03")

    assert rule.severity_for("overdue-notice") is Severity.WARN
    assert rule.severity_for("judicial-referral") is Severity.BLOCK


def test_a_missing_rule_is_a_template_error() -> None:
    """Asking for a rule the file lacks names it."""
    with pytest.raises(TemplateError, match=r"rules\.S-99"):
        policy().rule("S-99")


def test_numbers_with_a_point_are_decimal() -> None:
    """0.000175 is itself, not the nearest binary fraction."""
    assert str(policy().delay_interest[0].rate_per_day) == "0.000175"
    assert all(isinstance(c.percent, Decimal) for c in policy().lpr.change)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("visit_by = 1", "visit_bye = 1", "[steps.visit_by]"),
        ("cure_days = 7", "cure_days = 7\nhurry = true", "[notice.hurry]: unknown key"),
        ('layers = ["house.seed"', 'moon = 1\nlayers = ["house.seed"', "[moon]: unknown key"),
        ("notice_from = 7", "notice_from = 7.5", "[steps.notice_from]"),
        ("notice_from = 7", 'notice_from = "7"', "[steps.notice_from]"),
        ("notice_from = 7", "notice_from = -1", "[steps.notice_from]"),
        ("notice_from = 7", "notice_from = true", "[steps.notice_from]"),
        ('comparator = ">="', 'comparator = "=>"', "[steps.comparator]"),
        ("tolerance = 0.00", "tolerance = 0.001", "[notice.tolerance]"),
        ('basis = "360"', 'basis = "364"', "[interest.basis]"),
        ('["costs", "interest", "principal"]', '["costs", "costs", "principal"]', "each of the three"),
        ('["branch_head", "legal", "approver"]  # as', "[]  # as", "[approval.confirm_roles]"),
        ("S-02 = {", "S-2 = {", "[rules]"),
        ('S-02 = { severity = "warn"', 'S-02 = { severity = "stop"', "[rules.S-02.severity]"),
        ('S-02 = { severity = "warn"', 'S-02 = { severity = "warn", override = true', "roles are needed"),
        ("percent = 4.25", "percent = 4.25\n[[lpr.change]]\nsince = 2019-08-20\npercent = 4", "in order"),
        ("{ up_to = 10_000, fixed = 50 }", "{ up_to = 10_000, fixed = 50, rate = 1 }", "either rate or"),
        ("{ up_to = 100_000, rate = 0.025 }", "{ up_to = 1_000, rate = 0.025 }", "up_to must rise"),
        ('payment_order = "1/3"', "payment_order = 0.33", "fraction in quotes"),
        ("times_lpr = 4", "times_lpr = 4\npercent = 24", "either percent or times_lpr"),
        ('gbt9704 = "{org}〔{year}〕{seq}号"', 'gbt9704 = "{org}{year.real}{seq}"', "may stand in braces"),
        ('gbt9704 = "{org}〔{year}〕{seq}号"', 'gbt9704 = "{org}〔{year}〕号"', "numbers repeat"),
        ('accepted = ["board"', 'accepted = ["bord"', "[resolution.accepted.0]"),
        ("[steps]", "[steps", "not valid TOML"),
    ],
)  # fmt: skip
def test_a_mistake_is_named(tmp_path: Path, old: str, new: str, says: str) -> None:
    """An unknown key or a bad value is refused, with the file and the key."""
    assert says in refusal(tmp_path, old, new)


def test_what_the_house_may_accept_is_what_an_exhibit_may_say() -> None:
    """The words of `[resolution]` are those of `resolution` on the log, no more and no fewer."""
    assert tuple(RESOLUTIONS) == get_args(ResolutionWord)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A policy that cannot be read is a template error too."""
    with pytest.raises(TemplateError, match=r"nowhere\.toml"):
        load_policy(tmp_path / "nowhere.toml")


def test_the_reading_of_after_n_days_is_a_parameter() -> None:
    """With >= "after 7 days" begins on day 7, with > on day 8."""
    later = policy().steps.model_copy(update={"comparator": ">"})

    assert policy().steps.first_day(7) == 7
    assert later.first_day(7) == 8


def test_dated_tables_apply_from_their_day() -> None:
    """A table applies on its first day and not the day before."""
    table = policy().court_fee

    assert in_force(table, date(2007, 3, 31)) is None
    assert in_force(table, date(2007, 4, 1)) is table[0]
    newer = table[0].model_copy(update={"effective_from": date(2030, 1, 1)})
    assert in_force((newer, table[0]), date(2029, 12, 31)) is table[0]
    assert in_force((newer, table[0]), date(2030, 1, 1)) is newer


def test_every_section_names_its_source() -> None:
    """A section without a source is refused; the shipped ones all have one."""
    for name in Policy.model_fields:
        value = getattr(policy(), name)
        for section in value if isinstance(value, tuple) else (value,):
            if isinstance(section, BaseModel):
                assert getattr(section, "source", ""), name


def test_policy_travels_to_a_worker_process() -> None:
    """A batch hands the policy to other processes."""
    assert pickle.loads(pickle.dumps(policy())) == policy()
