"""Every command in README and the manuals runs as printed."""

from __future__ import annotations

import importlib.util
import json
import re
import shlex
import shutil
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import click
import demo_desk
import pytest

from noticegen import cli
from noticegen.errors import ExitCode
from noticegen.sources.reference import reference

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.usefixtures("drawn_once")
BLOCK = re.compile(r"```console(?: exit=(\d+))?\n(.*?)```", re.S)


def commands(page: Path) -> list[tuple[int, str]]:
    """Each printed command with the exit code it must end with."""
    found = []
    for code, body in BLOCK.findall(page.read_text("utf-8")):
        found += [(int(code or 0), line[2:]) for line in body.splitlines() if line.startswith("$ ")]
    return found


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desk with the example files, the current folder; runs draw in this process (worker processes have
    tests of their own)."""
    monkeypatch.setattr("noticegen.cli.batch.MOST_JOBS", 0)
    folder = demo_desk.new(tmp_path / "my-desk")
    monkeypatch.chdir(folder)
    return folder


def run(line: str, folder: Path) -> int:
    """Run one printed line with the clock on the examples' day."""
    words = shlex.split(line)
    assert words[0] == "noticegen"
    return demo_desk.run(folder, *words[1:])


@pytest.mark.parametrize("page", ["docs/manual.en.md", "docs/manual.zh.md", "docs/wording.md"])
def test_manual_runs_as_printed(page: str, desk: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Each command of the manual ends with the exit code the manual says."""
    for code, line in commands(ROOT / page):
        got = run(line, desk)
        assert code == got, f"{line}\n{capfd.readouterr().err}"


def test_readme_runs_as_printed(desk: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The jobs in README run on the demo desk; its set-up commands are those of `run` and `.ci/run`."""
    lines = commands(ROOT / "README.md")
    script = [line for _, line in lines if line.startswith("./run ")]
    assert script == ["./run demo my-desk", "./run test"]
    assert "./run test" in (ROOT / ".ci" / "run").read_text()

    for code, line in lines:
        if line.startswith("noticegen "):
            assert code == run(line, desk), f"{line}\n{capfd.readouterr().err}"


NAMED = re.compile(r"`(?:\./run|noticegen) ([a-z][^`\n]*)`|^noticegen ([a-z].*)$", re.M)


@pytest.mark.parametrize("page", sorted([*(ROOT / "docs").glob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]), ids=lambda p: p.name)  # fmt: skip
def test_every_command_named_in_passing_is_there(page: Path) -> None:
    """A command in the middle of a sentence has the names and the options it is given there."""
    for first, second in NAMED.findall(page.read_text("utf-8")):
        words = (first or second).split()
        command: click.Command = cli.build()
        while isinstance(command, click.Group) and words and re.fullmatch("[a-z-]+", words[0]):
            below = command.get_command(click.Context(command), words[0])
            if below is None:
                assert words[0] in ("demo", "test"), f"{page.name}: {' '.join(words)}"
                break
            command = below
            words = words[1:]
        known = {option for parameter in command.params for option in parameter.opts}
        given = {w.strip("[]") for w in words if w.strip("[]").startswith("--")}
        assert given <= known | {"--help"}, f"{page.name}: {first or second}"


def test_every_command_and_exit_code_is_documented() -> None:
    """The manual names every command, the table every exit code."""
    manual = (ROOT / "docs" / "manual.en.md").read_text("utf-8") + (ROOT / "README.md").read_text(
        "utf-8"
    )
    table = (ROOT / "docs" / "exit-codes.md").read_text("utf-8")

    assert [name for name in cli.COMMANDS if f"noticegen {name}" not in manual] == []
    assert [code for code in ExitCode if f"| {code.value} |" not in table] == []


def test_the_data_reference_is_current() -> None:
    """docs/data.md is what `sources.reference` makes of the columns and the kinds of events."""
    assert reference() == (ROOT / "docs" / "data.md").read_text("utf-8")


@pytest.mark.parametrize("name", ["rules", "facts"])
def test_generated_page_is_current(name: str) -> None:
    """docs/rules.md and docs/facts.md are what their scripts make of rule table and vocabularies."""
    path = ROOT / "tools" / f"write_{name}_page.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    assert module.page() == (ROOT / "docs" / f"{name}.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("code", "line"),
    [
        (1, "check overdue-notice DK-0004"),
        (1, "bundle build DK-0007"),
        (1, "person erase P03 --by 刘总 --role approver --reason 保存期限届满"),
        (2, "case DK-9999"),
        (2, "register show 9999"),
        (2, "rules Z-99"),
        (2, "check no-such-kind DK-0003"),
        (2, "case DK-0003 --on 2026-13-01"),
        (2, "import sqlite:///book.sqlite --mapping none.toml"),
        (3, "import mixed.json"),
        (3, "import noticegen.toml"),
        (3, "log DK-0003 call --party P03"),
        (3, "import sqlite:///nowhere.sqlite --mapping loans.toml"),
    ],
)
def test_typical_causes_have_their_code(
    code: int, line: str, examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the table of exit codes names as typical ends with that code."""
    folder = demo_desk.imported(tmp_path / "desk", examples)
    monkeypatch.chdir(folder)
    (folder / "mixed.json").write_text((ROOT / "docs" / "data.md").read_text("utf-8").partition("```json\n")[2].partition("```")[0].replace("1634.03", "x"), "utf-8")  # fmt: skip
    (folder / "loans.toml").write_text('[loans]\ntable = "t"\n[loans.columns]\nid = "id"\n')

    assert code == demo_desk.run(folder, *shlex.split(line))


def test_the_json_of_the_data_reference_comes_in(
    examples: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The example of docs/data.md is a loan as it stands; the same again changes nothing; a loan it lacks stays."""
    folder = demo_desk.imported(tmp_path / "desk", examples)
    page = (ROOT / "docs" / "data.md").read_text("utf-8")
    file = folder / "loan.json"
    file.write_text(page.partition("```json\n")[2].partition("```")[0], "utf-8")

    assert 0 == demo_desk.run(folder, "import", str(file))
    assert "added 1" in capfd.readouterr().out
    assert 0 == demo_desk.run(folder, "import", str(file))
    assert "unchanged 1" in capfd.readouterr().out
    assert 0 == demo_desk.run(folder, "case", "DK-0003")


def test_a_copy_of_the_templates_is_whole(desk: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A copied folder, named in the settings, issues as the shipped one does; half a folder says how to have a
    whole one; what is there is not written over."""
    assert 0 == run("noticegen template copy wording", desk)
    assert 'templates = "wording"' in capfd.readouterr().err
    shipped = {p.relative_to(ROOT / "templates"): p.read_bytes() for p in (ROOT / "templates").rglob("*") if p.is_file()}  # fmt: skip
    assert shipped == {p.relative_to(desk / "wording"): p.read_bytes() for p in (desk / "wording").rglob("*") if p.is_file()}  # fmt: skip
    assert 7 == run("noticegen template copy wording", desk)

    settings = desk / "noticegen.toml"
    settings.write_text(settings.read_text("utf-8") + '\n[paths]\ntemplates = "wording"\n', "utf-8")
    assert 0 == run("noticegen template lint", desk)
    for folder in (desk / "wording").iterdir():
        if folder.is_dir():
            shutil.rmtree(folder)
    capfd.readouterr()
    assert 2 == run("noticegen check overdue-notice DK-0003", desk)
    assert "`noticegen template copy DIR`" in capfd.readouterr().err
    (desk / "wording" / "policy.toml").unlink()
    assert 4 == run("noticegen rules", desk)
    assert "`noticegen template copy DIR`" in capfd.readouterr().err


@pytest.mark.parametrize(("of_the_house", "of_the_contract", "counts"), [("365", "", 365), ("360", "", 360), ("365", "360天", 360)])  # fmt: skip
def test_a_silent_contract_is_counted_as_the_house_counts(
    desk: Path, capfd: pytest.CaptureFixture[str], of_the_house: str, of_the_contract: str, counts: int
) -> None:  # fmt: skip
    """Where the import names no day basis that of `[interest]` in the house's policy applies; one it names goes first."""
    assert 0 == run("noticegen template copy wording", desk)
    policy = desk / "wording" / "policy.toml"
    text = policy.read_text("utf-8")
    assert 'basis = "360"                # where' in text
    policy.write_text(text.replace('basis = "360"                # where', f'basis = "{of_the_house}" # where'), "utf-8")  # fmt: skip
    settings = desk / "noticegen.toml"
    settings.write_text(settings.read_text("utf-8") + '\n[paths]\ntemplates = "wording"\n', "utf-8")
    page = (ROOT / "docs" / "data.md").read_text("utf-8")
    loan = page.partition("```json\n")[2].partition("```")[0]
    named = f'"surcharge": "0.5", "day_basis": "{of_the_contract}", "annual_rate"'
    (desk / "loan.json").write_text(loan.replace('"annual_rate"', named), "utf-8")

    assert 0 == run("noticegen import loan.json", desk)
    capfd.readouterr()
    assert 0 == run("noticegen case DK-1 --json", desk)
    line = json.loads(capfd.readouterr().out)["ledger"][-1]["accruals"][0]
    exact = Decimal(line["base"]) * Decimal(line["rate"]) * line["days"] / counts
    assert (str(counts), exact.quantize(Decimal("0.01"), ROUND_HALF_UP)) == (line["basis"], Decimal(line["amount"]))  # fmt: skip
