"""To whom kinds go."""

from __future__ import annotations

from cases import TEMPLATES, case, deed, person

from noticegen.addressing import BORROWERS, holding, roles_of
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


def test_each_party_once_in_the_order_of_the_papers() -> None:
    """Signatories first, then deeds; one with two deeds once; direct and counter apart."""
    deeds = (deed("G2", "1"), deed("G1", "2"), deed("G2", "3"), deed("G3", "4", counter=False))
    made = case(borrowers=(person(), person("B2", "示例乙")), deeds=deeds)

    assert holding(made, BORROWERS) == ("B1", "B2")
    assert holding(made, roles_of("recourse-demand")) == ("G2", "G1")
    assert holding(made, roles_of("guarantor-demand")) == ("G3",)
    assert holding(made, (Role.GUARANTOR, Role.BORROWER)) == ("B1", "G3")
    assert roles_of("a kind of the house") == BORROWERS
