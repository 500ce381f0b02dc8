"""The example files in the repository are what their script makes."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

EXAMPLES = Path(__file__).parents[1] / "examples"


def script() -> ModuleType:
    """`examples/make_examples.py` as a module."""
    spec = importlib.util.spec_from_file_location("make_examples", EXAMPLES / "make_examples.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_examples_are_current(tmp_path: Path) -> None:
    """Workbook and proof files are byte for byte those of the script on its base day."""
    script().write(tmp_path)
    made = {p.relative_to(tmp_path): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}

    assert len(made) > 20
    assert made == {name: (EXAMPLES / name).read_bytes() for name in made}


def test_identifiers_belong_to_no_place() -> None:
    """Every resident ID in the examples has the invented area 990001, every phone the range 1990000."""
    people = script().build().rows["parties"]

    assert all(p["id_number"].startswith(("990001", "9199")) for p in people)
    assert all(p["phone"].startswith("1990000") for p in people)
