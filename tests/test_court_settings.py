"""[court] in noticegen.toml: who acts for the house in court, and where it is served."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cases import TEMPLATES

from noticegen.desk import Desk
from noticegen.errors import UsageError
from noticegen.model import SPECIAL_POWERS, Agent, Appearance


def desk(folder: Path, more: str) -> Desk:
    (folder / "noticegen.toml").write_text(f'[house]\nname = "示例公司"\n{more}', "utf-8")
    return Desk.open(folder, {})


def test_agents_and_address(tmp_path: Path) -> None:
    """Each key reaches the house; what is left out keeps its default."""
    told = desk(
        tmp_path,
        '[court]\naddress = "示例路1号"\nelectronic = true\nmediation = "willing"\n'
        '[[court.agent]]\nname = "李四"\nkind = "lawyer"\nlicence = "示执0001"\n',
    ).house.court

    assert told.agents == (Agent("李四", "lawyer", licence="示执0001"),)
    assert (told.address, told.electronic, told.mediation) == ("示例路1号", True, "willing")
    assert told.powers == SPECIAL_POWERS


def test_without_it_nothing_is_said(tmp_path: Path) -> None:
    """A house that says nothing gives all special powers and leaves the rest to be filled in."""
    assert desk(tmp_path, "").house.court == Appearance()


@pytest.mark.parametrize(
    "wrong", ['powers = ["all"]', 'mediation = "maybe"', "agent = 1", "adress = 1"]
)
def test_a_wrong_word_is_refused(tmp_path: Path, wrong: str) -> None:
    """Full authority gives no power, and a misspelt key must not lose a setting."""
    with pytest.raises(UsageError):
        desk(tmp_path, f"[court]\n{wrong}\n")


def test_the_shipped_settings_name_every_key() -> None:
    """What a house may set stands, commented out, in the file it gets."""
    text = (TEMPLATES / "house" / "noticegen.toml").read_text("utf-8")

    for key in Appearance.__dataclass_fields__:
        assert f"# {'[[court.agent]]' if key == 'agents' else key + ' = '}" in text, key


def test_every_setting_holds_once_its_mark_is_taken_away(tmp_path: Path) -> None:
    """A house takes the # before a key away and keeps what explains it: the file can still be read, and
    what it says is what the key said."""
    shipped = (TEMPLATES / "house" / "noticegen.toml").read_text("utf-8")
    head, marked = shipped.split("\n# [[staff]]", 1)
    taken = re.sub(r"(?m)^# ?", "", f"# [[staff]]{marked}")
    (tmp_path / "noticegen.toml").write_text(f"{head}\n{taken}", "utf-8")

    opened = Desk.open(tmp_path, {})

    assert ("张三", ["李四"]) == (
        opened.house.staff[0].name,
        [agent.name for agent in opened.house.court.agents],
    )
    assert tmp_path.resolve() / "evidence" == opened.evidence
