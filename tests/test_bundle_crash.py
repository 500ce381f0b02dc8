"""A build that is killed leaves no half packet under a name, and the next one takes away what it left.

A few points here; NOTICEGEN_CRASH=full strikes at every operation."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

DRIVER = Path(__file__).with_name("bundle_crash_driver.py")


def drive(mode: str, work: Path, points: str) -> Any:
    """Run the driver; what it found."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, str(DRIVER), mode, str(work), points]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_killed_while_building(tmp_path: Path) -> None:
    """SIGKILL in between: nothing or a whole packet under its name; one rerun gives the bytes of an
    undisturbed build, nothing is left over, and the book has its hash once."""
    found = drive("final", tmp_path, "every:311")

    assert [] == found["wrong"]
    assert found["tried"] > 3


def test_killed_while_a_draft_takes_the_place_of_another(tmp_path: Path) -> None:
    """The same where an older draft stands: never its zip beside the new folder."""
    found = drive("draft", tmp_path, "every:311")

    assert [] == found["wrong"]
    assert found["tried"] > 1
