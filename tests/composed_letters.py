"""Notices as really composed, of many lengths and shapes, for the tests and benchmarks of the engines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from random import Random  # noqa: TID251 - seeded, for test data

from cases import (
    ON,
    TEMPLATES,
    authority,
    case,
    company,
    deed,
    event,
    house,
    loan,
    payment,
    person,
    policy,
    schedule,
)

from noticegen.compose import compose
from noticegen.model import Address, Case, Document, EventType
from noticegen.wording import Kind, load_kind

RARE = ["李示例", "欧阳示例", "阿卜杜拉·买买提示例", "示例䶮", "示例𬭎强", "Müller 示例", "O'示例"]
ROADS = [
    "示例省示例市示例区示例路1号",
    "示例省示例市示例县示例镇示例村民委员会示例组" * 2,
    "示例路" * 12,
]


@cache
def kind() -> Kind:
    """The overdue notice of the templates."""
    return load_kind(TEMPLATES, "overdue-notice")


def one(seed: int) -> Case:
    """A case whose kind of borrower, count of instalments, deeds, payments and costs follow `seed`."""
    dice = Random(seed)  # the same cases each time
    name, road = dice.choice(RARE), dice.choice(ROADS)
    place = (Address(road, "contract", agreed=True),)
    who = company(addresses=place) if seed % 4 == 3 else person(name=name, addresses=place)
    count = dice.choice([1, 1, 1, 1, 2, 3, 4, 6, 8, 9, 12, 18])
    log = [authority()]
    if dice.random() < 0.4:
        log.append(payment(date(2026, 3, 5), f"{dice.randint(1, 90)}0.00"))
    if dice.random() < 0.3:
        log.append(event(EventType.COST, date(2026, 3, 2), amount=dice.choice((350, 1200)), details={"what": "公证费"}))  # fmt: skip
    contract = loan(compound=dice.random() < 0.5, subsidised=dice.random() < 0.3)
    dues = () if count == 1 else schedule(count, date(2026 - count // 12 - 1, 4, 20), "2500.00", "101.11")  # fmt: skip
    return case(
        borrowers=(who, person("B2", "示例乙")) if seed % 5 == 4 else (who,),
        contract=contract,
        dues=dues,
        deeds=tuple(deed(f"G{n}", f"示反保000{n}") for n in range(dice.randint(0, 3))),
        by=house(reports_credit=dice.random() < 0.5),
        log=log,
    )


def letters(count: int, locales: tuple[str, ...] = ("zh", "en"), seal: bytes = b"") -> Iterator[Document]:  # fmt: skip
    """`count` notices with numbers 1, 2, 3 ...; the language changes from one to the next."""
    for seed in range(count):
        locale = locales[seed % len(locales)]
        number = f"〔2026〕催字第{seed + 1:04d}号"
        made = compose(one(seed // len(locales)), kind(), "B1", locale, ON, policy(), number=number)
        yield replace(made, seal=seal)
