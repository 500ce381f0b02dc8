"""What is known of the document itself, whoever reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from noticegen.model import Event, Finding
from noticegen.money import day
from noticegen.text import Text


@dataclass(frozen=True, slots=True)
class Inner:
    """What only the house's own file tells: the rules' word; why it goes out of the order of the
    house; the approval of the referral, confirmed by a second person."""

    findings: tuple[Finding, ...] = ()
    relief: Text | None = None
    approval: Event | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """What is known of the document itself. `number` "" = a draft; `replaced` are the letters, void now,
    whose place it takes."""

    kind: str
    title: str
    locale: str
    as_of: date
    issued_on: date
    deadline: date
    copies: int
    number: str = ""
    approvals: frozenset[str] = frozenset()
    inner: Inner = Inner()
    replaced: tuple[Event, ...] = ()


def document(paper: Paper) -> dict[str, object]:
    locale = paper.locale
    return {
        "title": paper.title,
        "number": paper.number or ("草稿，未编号" if locale == "zh" else "draft, not numbered"),
        "copies": str(paper.copies),
        "issued_on": day(paper.issued_on, locale),
        "as_of": day(paper.as_of, locale),
        "deadline": day(paper.deadline, locale),
    }


def said(text: Text, locale: str) -> str:
    """The words in the language of the document."""
    return text.to("zh" if locale == "zh" else "en")
