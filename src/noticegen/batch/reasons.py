"""Why a letter of a run was not issued, from a finding, an error or the register, as its row says it."""

from __future__ import annotations

import traceback

from noticegen.batch.rows import Why
from noticegen.errors import DataError, NoticegenError, TemplateError, UsageError
from noticegen.model import Finding
from noticegen.text import Text

FAILED = "成批签发未能成文 / could not be drawn in a batch"


def of_finding(finding: Finding) -> Why:
    """What a rule found, with the party it is about."""
    who = f"{finding.party}：" if finding.party else ""
    whom = f"{finding.party}: " if finding.party else ""
    found = finding.found if finding.found.en else finding.needed
    return Why(finding.rule, who + found.zh, whom + found.en, finding.hint.zh, finding.hint.en)


def told_of(void_reason: str) -> Why:
    """The reason a number was given up for, as it stands in the register: after a crash nothing else
    is left of it."""
    zh, _, en = void_reason.removeprefix(FAILED).lstrip("：").partition(" / ")
    again = Text("改正后加 --retry 重新运行", "mend it and run again with --retry")
    return Why("", zh, en or zh, again.zh, again.en)


def voided_meanwhile(reason: str) -> Why:
    """A number that somebody made void while its letter was drawn, with the reason given for that."""
    return Why(
        "",
        f"批次进行中该编号被作废：{reason}", f"its number was made void while the run was under way: {reason}",
        "如仍应发出，再运行同一命令，将取新编号", "if it should still go out, run the same command again: it gets a new number",
    )  # fmt: skip


def as_texts(why: Why) -> tuple[Text, Text]:
    """What was found and how to mend it, as an error says them."""
    return Text(why.found_zh, why.found_en), Text(why.cure_zh, why.cure_en)


def void_reason(why: Why) -> str:
    """What the register says of a number whose letter could not be drawn."""
    return f"{FAILED}：{why.found_zh} / {why.found_en}"


def of_error(error: Exception) -> Why:
    """An error as a reason. Errors that are not about this loan are raised again; of a bug only the
    place is told, for its words may hold data."""
    if isinstance(error, NoticegenError):
        if not isinstance(error, (DataError, TemplateError, UsageError)):
            raise error
        return Why("", error.message.zh, error.message.en, error.hint.zh, error.hint.en)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{type(error).__name__} {frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}"
    return Why("", f"程序错误：{place}", f"bug: {place}", "请报告此行", "please report this line")
