"""The wheel holds all it needs: it works outside the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_an_installed_wheel_runs_the_demo_outside_the_checkout(tmp_path: Path) -> None:
    """Unpacked elsewhere, with the checkout out of reach, the demo finds templates and examples."""
    build = "from hatchling.builders.wheel import WheelBuilder as W; import sys; print(*W('.').build(directory=sys.argv[1]))"
    subprocess.run(
        [sys.executable, "-c", build, str(tmp_path)], cwd=ROOT, check=True, capture_output=True
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    code = (
        "import sys; import noticegen; print(noticegen.__file__); from noticegen.cli import main; "
        "main(['demo', 'desk'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(tmp_path / "site"))
    assert "intact: 11 documents" in done.stdout
