"""`demo`: a desk from the examples, and every job run on it as a user would.

One loan, DK-0101, has gone the whole way to court: its letters are issued and served with the clock of
the program set to the days on which that happened."""

from __future__ import annotations

import contextlib
import importlib.util
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from noticegen.cli.session import Session, note, out, say, tr
from noticegen.cli.start import make_desk
from noticegen.errors import ExitCode

ZONE = ZoneInfo("Asia/Shanghai")  # of the example house: it decides what today is
SLIP = "examples/evidence/DK-0003-01-photo.png"


@dataclass(frozen=True, slots=True)
class Step:
    """A command line, the exit code it must have (1 = rightly blocked), and when (None = now)."""

    line: tuple[str, ...]
    want: int = 0
    at: datetime | None = None


def _script(name: str) -> Any:
    """A module of the examples, which make what they need."""
    from noticegen.desk import shipped

    spec = importlib.util.spec_from_file_location(
        f"noticegen_{name}", shipped("examples") / f"{name}.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def prepare_demo(folder: Path, day: date) -> Path:
    """A desk with the example portfolio around `day`, not yet imported; the workbook's path."""
    from noticegen.desk import shipped

    examples = shipped("examples")
    make_desk(folder, config=examples / "noticegen.toml")
    shutil.copyfile(examples / "seal.png", folder / "seal.png")
    made: Path = _script("make_examples").write(folder / "examples", day)
    return made


def prepare_court_case(folder: Path, day: date) -> None:
    """The workbooks and papers of the loan that goes to court, beside the portfolio."""
    _script("make_court_case").write(folder / "examples", day)


@click.command(
    "demo",
    help=tr(
        "用示例数据在 DIR 建立业务台，并逐步演示全部流程。",
        "Build a desk from the examples in DIR and run every job on it.",
    ),
    epilog=tr("示例：noticegen demo my-desk", "Example: noticegen demo my-desk"),
)
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def demo(session: Session, folder: Path) -> int:
    from noticegen.desk import Desk
    from noticegen.render import prepare_fonts

    day = session.now().astimezone(ZONE).date()
    note(tr(f"示例以今天（{day}）为基准生成。", f"The examples are made around today, {day}."))
    prepare_demo(folder, day)
    prepare_fonts(Desk.open(folder, {}).style, lambda text: note(say(text)))
    prepare_court_case(folder, day)
    for step in (*notice_steps(day), *batch_steps(day), *court_steps(day)):
        code = _perform(step, session, folder.absolute())
        if code != step.want:
            note(
                tr(
                    "演示中止：上一步结果与预期不符",
                    "demo stopped: the last step did not end as it should",
                )
            )
            return code
    out()
    note(
        tr(
            f"完成。文书在 {folder / 'out'}，可在 {folder} 中继续操作。",
            f"Done. The letters are in {folder / 'out'}; go on working in {folder}.",
        )
    )
    return ExitCode.DONE


def notice_steps(day: date) -> Iterator[Step]:
    """From the portfolio to a served notice. Paths are relative to the desk."""
    loan, number = "DK-0003", _number(day, "催")
    before = (day - timedelta(days=1)).isoformat()
    yield Step(("import", "examples/portfolio.xlsx"))
    yield Step(("case", loan))
    yield Step(("check", "overdue-notice", "DK-0004"), want=1)
    yield Step(("check", "overdue-notice", loan))
    yield Step(
        ("log", loan, "seal_use", "--staff", "刘总", "--role", "approver", "--kind", "overdue-notice",
         "--at", f"{before} 17:00", "--text", "同意在该逾期催收通知书上用印")
    )  # fmt: skip
    yield Step(("approve", loan, "--last", "seal_use", "--by", "李法务", "--role", "legal"))
    yield Step(("issue", "overdue-notice", loan))
    yield Step(("issue", "overdue-notice", "DK-0010", "--locale", "en"))
    yield Step(("served", number, *_by_hand("赵六")))
    yield Step(("register", "list"))


def batch_steps(day: date) -> Iterator[Step]:
    """What is to be done today, and the notices of one branch in one run: two go out, one is refused."""
    batch = ("batch", "overdue-notice", "--branch", "示例镇办事处", "--on", day.isoformat())
    yield Step(("due",))
    yield Step((*batch, "--dry-run"), want=1)
    yield Step(batch, want=1)


def court_steps(day: date) -> Iterator[Step]:
    """DK-0101 from its notice to the referral, each act on its day."""
    loan, sureties = "DK-0101", ("韩三一", "杨三二")

    def then(ago: int, hour: int) -> datetime:
        return datetime.combine(day - timedelta(days=ago), time(hour), ZONE)

    def issued(state: int, ago: int, kind: str) -> Iterator[Step]:
        yield Step(("import", f"examples/court-{state}.xlsx"), at=then(ago, 14))
        yield Step(("issue", kind, loan), at=then(ago, 15))

    yield from issued(1, 93, "overdue-notice")
    notice = "0001" if then(93, 14).year < day.year else "0005"  # four notices went out today
    slips = (f"examples/evidence/court/slip-{n}.pdf" for n in count(1))
    served = ("served", _number(then(93, 14), "催", notice), *_by_hand("秦三十", next(slips)))
    yield Step(served, at=then(92, 16))
    for state, ago, kind, word in ((2, 89, "guarantor-reminder", "担催"), (3, 60, "recourse-demand", "担追")):  # fmt: skip
        yield from issued(state, ago, kind)
        for n, surety in enumerate(sureties, 1):
            number = _number(then(ago, 14), word, f"{n:04d}")
            yield Step(("served", number, *_by_hand(surety, next(slips))), at=then(ago - 1, 16))
    yield Step(("issue", "recourse-notice", loan), at=then(60, 16))
    claimed = ("served", _number(then(60, 16), "追"), *_by_hand("秦三十", next(slips)))
    yield Step(claimed, at=then(59, 17))
    yield Step(("import", "examples/court-4.xlsx"))
    yield Step(
        ("approve", loan, "--last", "referral_approved", "--by", "李法务", "--role", "legal")
    )
    yield Step(
        ("log", loan, "legal_approval", "--staff", "李法务", "--role", "legal", "--kind", "complaint",
         "--text", "起诉状内容经审定，可以提交")
    )  # fmt: skip
    yield Step(("approve", loan, "--last", "legal_approval", "--by", "刘总", "--role", "approver"))
    yield Step(
        ("log", loan, "seal_use", "--staff", "刘总", "--role", "approver", "--kind", "judicial-referral",
         "--text", "同意在起诉材料上用印并加盖骑缝章")
    )  # fmt: skip
    yield Step(("approve", loan, "--last", "seal_use", "--by", "李法务", "--role", "legal"))
    yield Step(("check", "judicial-referral", loan))
    yield Step(("issue", "judicial-referral", loan))
    yield Step(("bundle", "build", "DK-0003"), want=1)
    yield Step(("bundle", "build", loan))
    yield Step(("bundle", "verify", f"out/bundles/{day}_dk-0101_cn-portal_zh.zip"))
    yield Step(("prove", _number(then(93, 14), "催", notice)))
    yield Step(("case", loan, "--html", f"{loan}.html"))
    yield Step(("register", "verify"))


def _number(day: date, word: str, nth: str = "0001") -> str:
    return f"〔{day.year}〕{word}字第{nth}号"


def _by_hand(to: str, slip: str = SLIP) -> tuple[str, ...]:
    return (
        "--method", "hand", "--to", to, "--recipient", "self",
        "--staff", "王经办", "--staff", "赵协办", "--proof", f"slip={slip}",
    )  # fmt: skip


def _perform(step: Step, session: Session, desk: Path) -> int:
    from noticegen.cli import run

    out()
    if step.at is not None:
        out(f"# {step.at:%Y-%m-%d %H:%M}")
    out("$ noticegen " + " ".join(f"'{word}'" if " " in word else word for word in step.line))
    then = step.at
    now = session.now if then is None else (lambda: then)
    inside = Session(lang=session.lang, desk_path=desk, debug=session.debug, now=now)
    with contextlib.chdir(desk):
        try:
            return run(list(step.line), inside)
        finally:
            inside.close()


commands = {"demo": demo}
