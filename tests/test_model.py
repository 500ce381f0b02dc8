"""The values travel to other processes and stay what they are: equal, and not to be changed."""

from __future__ import annotations

import copy
import pickle
from concurrent.futures import ProcessPoolExecutor
from dataclasses import FrozenInstanceError, asdict, replace
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from types import MappingProxyType

import pytest
from sample_book import HOUSE, call, dossier, fill

from noticegen.book import Book
from noticegen.desk import shipped
from noticegen.model import NO_DETAILS, Case, Event, EventType
from noticegen.policy import load_policy
from noticegen.text import many
from noticegen.vault import Vault

DETAILS = {"number": "13900000000"}
EVENTS = (call("a", 21), call("b", 22, details=MappingProxyType(DETAILS)), call("c", 23, details=NO_DETAILS))  # fmt: skip


@pytest.fixture
def case(book: Book, tmp_path: Path) -> Case:
    """A case as the book loads it, its effective events asked for once."""
    fill(book, dossier(events=EVENTS))
    loaded = book.load("DK-1", HOUSE, Vault(tmp_path))
    assert len(loaded.events) == 3
    return loaded


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_a_case_comes_out_of_a_pickle_as_it_went_in(case: Case, protocol: int) -> None:
    """Every field is equal, and the details of an event are still read-only."""
    again = pickle.loads(pickle.dumps(case, protocol))

    assert case == again
    assert case.events == again.events
    for event in again.log:
        with pytest.raises(TypeError):
            event.details["number"] = "0"
        with pytest.raises(FrozenInstanceError):
            event.text = "x"


def test_a_worker_process_gets_a_case_and_gives_an_event_back(case: Case) -> None:
    """A process that shares no memory with this one reads case and policy and returns an event."""
    policy = load_policy(shipped("templates") / "policy.toml")
    with ProcessPoolExecutor(1, get_context("spawn")) as workers:
        event = workers.submit(_last, case, policy).result(60)

    assert case.log[-1] == event
    assert isinstance(event.details, MappingProxyType)


def _last(case: Case, _policy: object) -> Event:
    assert case.log[1].details == DETAILS
    return case.log[-1]


def test_a_correction_taken_back_gives_the_event_back(case: Case) -> None:
    """What was corrected by mistake counts again once the correction is corrected. What took the place of
    an event keeps it out, even when it is replaced or taken back itself."""

    def left(*more: Event) -> str:
        log = tuple(sorted((*EVENTS, *more), key=lambda e: (e.at, e.id)))
        return "".join(e.id for e in replace(case, log=log).events)

    def fix(id: str, corrects: str) -> Event:
        return call(id, 25, type=EventType.CORRECTION, corrects=corrects, text="误记")

    assert left(fix("x", "b")) == "ac"
    assert left(fix("x", "b"), fix("y", "x")) == "abc"
    assert left(fix("x", "b"), fix("y", "x"), fix("z", "y")) == "ac"
    instead, again = call("d", 24, corrects="b"), call("e", 24, corrects="d")
    assert left(instead) == "acd"
    assert left(instead, again) == "ace"
    assert left(instead, fix("x", "d")) == "ac"
    assert left(fix("x", "y"), fix("y", "x")) == "abc"


def test_no_details_is_one_thing(case: Case) -> None:
    """Events without details share one empty mapping, before and after."""
    assert NO_DETAILS is pickle.loads(pickle.dumps(case)).log[2].details
    assert NO_DETAILS is copy.deepcopy(NO_DETAILS)
    assert DETAILS == asdict(case)["log"][1]["details"]
    assert date(2026, 3, 21) == case.log[0].day


def test_one_day_and_two_days() -> None:
    """English counts one thing without s, and takes a plural of its own where it has one."""
    assert ["0 days", "1 day", "2 days"] == [many(n, "day") for n in range(3)]
    assert ["1 copy", "2 copies"] == [many(n, "copy", "copies") for n in (1, 2)]
