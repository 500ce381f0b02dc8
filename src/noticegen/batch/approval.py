"""The approvals of the seal on the logs of runs: the one that is for a run, and why another is not.

An approval names its run and says on which terms; two people of the house stand behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from noticegen.book import runs
from noticegen.book.runs import RunAct
from noticegen.model import House
from noticegen.rules.persons import posts
from noticegen.text import Text

_TERMS = {
    "branch": Text("机构", "branch"),
    "locale": Text("语言", "language"),
    "engine": Text("成文方式", "engine"),
}
_ALL = Text("全部", "all")
_UNSAID = Text("未写明", "not stated")  # before approvals said their terms


@dataclass(frozen=True, slots=True)
class Two:
    """Who decides on the seal: the people of the house, and the roles in which the second one confirms."""

    house: House
    confirm_roles: tuple[str, ...]


def sealed_by(acts: Sequence[RunAct], two: Two, run: str, terms: Mapping[str, str]) -> str:
    """The approval of the seal for this very run that two people of the house stand behind; "".

    `terms` are those of the run as its log tells them. One for other branches, another language or
    engine is none."""
    fit = (use for use in _uses(acts) if not _against(use, acts, two, run, terms))
    return next((_name(use) for use in fit), "")


def unfit(
    acts: Sequence[RunAct], two: Two, run: str, terms: Mapping[str, str], used: Sequence[RunAct]
) -> tuple[Text, ...]:
    """Approvals for the kind and day of this run that do not seal it: which, by whom, what differs.

    `used` are the beginnings of finished runs; what one of them was allowed is its own."""
    spent = [(act.run, dict(act.details)) for act in used]
    return tuple(
        _told(use, against)
        for use in _uses(acts)
        if (use.run, {key: use.details.get(key) for key in terms}) not in spent
        and (against := _against(use, acts, two, run, terms))
    )


def _uses(acts: Sequence[RunAct]) -> Iterator[RunAct]:
    return (act for act in acts if act.type == runs.SEAL_USE)


def _name(act: RunAct) -> str:
    return f"{act.run}/{act.nth}"


def _told(use: RunAct, against: Sequence[Text]) -> Text:
    day, who = use.at.date(), "、".join(use.actors)
    return Text(
        f"用印审批 {_name(use)}（{day}，{who}）不适用于本批次：{'；'.join(t.zh for t in against)}",
        f"the approval {_name(use)} ({day}, {who}) is not for this run: {'; '.join(t.en for t in against)}",
    )


def _against(
    use: RunAct, acts: Sequence[RunAct], two: Two, run: str, terms: Mapping[str, str]
) -> list[Text]:
    """Why an approval is not for the run `run` on these terms; [] = it is."""
    found: list[Text] = []
    if use.run != run:
        found.append(
            Text(f"批准的批次为 {use.run}，本批次为 {run}", f"it names the run {use.run}, this run is {run}")
        )  # fmt: skip
    for term, name in _TERMS.items():
        if use.details.get(term) != terms[term]:
            allowed, mine = _said(use.details.get(term)), _said(terms[term])
            found.append(
                Text(f"{name.zh}：批准 {allowed.zh}，本批次 {mine.zh}",
                     f"{name.en}: allowed {allowed.en}, this run {mine.en}")
            )  # fmt: skip
    who, role = "、".join(use.actors), use.details.get("role", "")
    if not _valid(use, two.house):
        found.append(
            Text(f"noticegen.toml 中 {who} 没有职务 {role}", f"{who} does not hold the role {role} in noticegen.toml")
        )  # fmt: skip
    if not any(_confirms(act, use, two) for act in acts):
        roles = posts(two.confirm_roles)
        found.append(
            Text(f"尚无第二人以{roles.zh}的身份确认", f"no second person has confirmed it, as {roles.en}")
        )  # fmt: skip
    return found


def _said(term: str | None) -> Text:
    """A term as a person reads it; no branch is all of them."""
    if term is None:
        return _UNSAID
    return Text(term, term) if term else _ALL


def _confirms(act: RunAct, use: RunAct, two: Two) -> bool:
    return (
        act.type == runs.APPROVAL
        and act.run == use.run
        and act.details.get("confirms") == str(use.nth)
        and not set(act.actors) & set(use.actors)
        and act.details.get("role") in two.confirm_roles
        and _valid(act, two.house)
    )


def _valid(act: RunAct, house: House) -> bool:
    """Whether the house has given her who acted the role she acted in."""
    role = act.details.get("role", "")
    return bool(act.actors) and any(
        s.name == act.actors[0] and role in s.roles for s in house.staff
    )
