"""The rooms of `docs/architecture.md`: who may import whom. A stray import fails here."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src" / "noticegen"

# Core modules take values and return values; each may import what stands before it in its own row.
CORE = {
    "text": set(),
    "errors": {"text"},
    "model": {"text"},
    "events": {"model", "text"},
    "identifiers": {"text"},
    "chinese": set(),
    "canonical": set(),
    "merkle": set(),
    "textgate": {"text", "errors"},
    "waybills": set(),
}
PURE = {
    "account",
    "accrual",
    "addressing",
    "allocation",
    "approved",
    "caps",
    "casefile",
    "claims",
    "clocks",
    "compose",
    "creditor",
    "deliveries",
    "episodes",
    "facts",
    "fees",
    "figures",
    "ledger",
    "lifeline",
    "limitation",
    "memory",
    "money",
    "packet",
    "periods",
    "proceedings",
    "promises",
    "proofs",
    "recording",
    "recourse",
    "retention",
    "routes",
    "schedule",
    "suits",
    "sureties",
    "surplus",
    "webpage",
    "workdays",
    "worklist",
}
SHELL = {"aside", "fsio", "seen", "vault", "book", "register", "bulk", "batch", "schema", "sources", "render", "bundle", "confined", "exhibits", "desk", "issue", "erasure", "prove", "standalone", "sealing", "service", "cli", "wording", "policy", "plan", "due"}  # fmt: skip
NO_IO = {"os", "sys", "subprocess", "socket", "sqlite3", "sqlalchemy", "time", "tempfile", "shutil", "weasyprint", "plutoprint", "docxtpl", "docx", "pikepdf", "pypdfium2", "click"}  # fmt: skip


def imports(path: Path) -> set[str]:
    """The top names a file imports; ours as "noticegen.X"."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "noticegen":
                found |= {f"noticegen.{a.name}" for a in node.names}
            else:
                found.add(node.module)
    return found


def ours(path: Path) -> set[str]:
    """The rooms of ours that a file imports from."""
    return {name.split(".")[1] for name in imports(path) if name.startswith("noticegen.")}


FILES = sorted(SRC.rglob("*.py"))


def room(path: Path) -> str:
    """The module or package of a file."""
    first = path.relative_to(SRC).parts[0]
    return first.removesuffix(".py")


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SRC)))
def test_core_has_no_input_or_output(path: Path) -> None:
    """Core modules and rules import nothing that reads files, asks the clock or draws."""
    if room(path) not in CORE | dict.fromkeys(PURE) | {"rules": None}:
        return
    tops = {name.split(".")[0] for name in imports(path)}

    assert set() == tops & NO_IO


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SRC)))
def test_core_does_not_know_the_shell(path: Path) -> None:
    """The core imports no shell module, except that numbers come from `policy` and words from `wording`."""
    if room(path) in CORE:
        assert ours(path) - {room(path)} <= CORE[room(path)]
    elif room(path) in PURE | {"rules"}:
        assert set() == (ours(path) & SHELL) - {"plan", "policy", "wording"}


def test_engines_stay_in_their_room() -> None:
    """Only `render` imports WeasyPrint, PlutoPrint and docxtpl; pikepdf and pypdfium2 are also for `exhibits`."""

    def users(*engines: str) -> set[str]:
        return {room(p) for p in FILES if {n.split(".")[0] for n in imports(p)} & set(engines)}

    assert users("weasyprint", "plutoprint", "docxtpl", "docx") <= {"render"}
    assert users("pikepdf", "pypdfium2") <= {"render", "exhibits", "bundle"}


def test_the_plan_stays_inside() -> None:
    """Nothing that makes documents, registers them or writes files imports the collection plan, and of
    the list of a day only its gathering does: the proposed line is for the screen."""
    users = {room(p) for p in FILES if "plan" in ours(p)}
    files_of_due = {p.name for p in FILES if room(p) == "due" and "plan" in ours(p)}

    assert users == {"casefile", "cli", "desk", "due", "plan", "worklist"} - {"plan"}
    assert files_of_due == {"gather.py"}


def test_only_the_command_line_knows_click() -> None:
    """Nothing but `cli` imports click, and nothing imports `cli`."""
    assert {room(p) for p in FILES if "click" in imports(p)} == {"cli"}
    assert {room(p) for p in FILES if "cli" in ours(p)} <= {"cli", "__main__"}


def test_every_module_has_a_room() -> None:
    """Each module stands in the table above and in docs/architecture.md."""
    rooms = {room(p) for p in FILES} - {"__init__", "__main__"}
    page = (SRC.parents[1] / "docs" / "architecture.md").read_text("utf-8")

    assert rooms <= set(CORE) | PURE | SHELL | {"rules"}
    assert [name for name in sorted(rooms) if f"`{name}" not in page] == []
