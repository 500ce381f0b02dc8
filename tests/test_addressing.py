"""To whom kinds go."""

from __future__ import annotations

import re

from cases import TEMPLATES, case, deed, person
from recorded import FOLDER

from noticegen.addressing import BORROWERS, NAMES, holding, named, roles_of, titled
from noticegen.model import Role
from noticegen.wording import kinds, load_kind


def test_rules_and_folders_name_the_same_roles() -> None:
    """For every shipped kind that has addressees, the program's roles are those of its folder."""
    differ = [
        kind.id
        for kind in (load_kind(TEMPLATES, name) for name in kinds(TEMPLATES))
        if kind.addressees and set(kind.addressees) != set(roles_of(kind.id))
    ]

    assert differ == []


def test_names_are_those_of_the_folders() -> None:
    """Every kind the rules know has a folder of that name, which calls it the same."""
    folders = {name: load_kind(TEMPLATES, name).name for name in kinds(TEMPLATES)}

    assert folders == dict(NAMES)
    assert named("recourse-demand").zh == "反担保人履行反担保责任通知书（recourse-demand）"
    assert named("recourse-demand").en == "Recourse demand on counter-guarantor (recourse-demand)"
    assert named("settlement-offer").en == titled("settlement-offer").en == "settlement-offer"


def test_a_finding_calls_a_document_by_its_name() -> None:
    """What a rule wants and found, which the referral prints, names documents by title in both languages;
    the word to type stands behind the title, and in a hint only."""
    words = "|".join(NAMES)
    bare = re.compile(rf"(?<![\w(（-])(?:{words})(?![\w-])")
    typed = re.compile(rf"[(（](?:{words})[)）]")
    lines = [
        (line, *line.split(" | "))
        for file in FOLDER.glob("*.txt")
        for line in file.read_text("utf-8").splitlines()
        if line.startswith("  ")
    ]

    assert len(lines) > 1000
    assert [line for line, *_ in lines if bare.search(line)] == []
    assert [line for line, *said in lines if any(map(typed.search, said[:2]))] == []


def test_each_party_once_in_the_order_of_the_papers() -> None:
    """Signatories first, then deeds; one with two deeds once; direct and counter apart."""
    deeds = (deed("G2", "1"), deed("G1", "2"), deed("G2", "3"), deed("G3", "4", counter=False))
    made = case(borrowers=(person(), person("B2", "示例乙")), deeds=deeds)

    assert holding(made, BORROWERS) == ("B1", "B2")
    assert holding(made, roles_of("recourse-demand")) == ("G2", "G1")
    assert holding(made, roles_of("guarantor-demand")) == ("G3",)
    assert holding(made, (Role.GUARANTOR, Role.BORROWER)) == ("B1", "G3")
    assert roles_of("a kind of the house") == BORROWERS
