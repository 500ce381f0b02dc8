"""A build that is killed leaves no half packet under a name, and the next one takes away what it left.

A few points here; NOTICEGEN_CRASH=full strikes at every operation."""

from __future__ import annotations

from pathlib import Path

from driving import Drivers


def test_killed_while_building(drivers: Drivers, tmp_path: Path) -> None:
    """SIGKILL in between: nothing or a whole packet under its name; one rerun gives the bytes of an
    undisturbed build, nothing is left over, and the book has its hash once."""
    found = drivers("bundle_crash_driver", tmp_path / "said", "final", str(tmp_path), "every:311")

    assert [] == found["wrong"]
    assert found["tried"] > 3


def test_killed_while_a_draft_takes_the_place_of_another(drivers: Drivers, tmp_path: Path) -> None:
    """The same where an older draft stands: never its zip beside the new folder."""
    found = drivers("bundle_crash_driver", tmp_path / "said", "draft", str(tmp_path), "every:311")

    assert [] == found["wrong"]
    assert found["tried"] > 1
