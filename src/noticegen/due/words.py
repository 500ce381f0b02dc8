"""How an item is told where it leaves the program: role and party id, never a name."""

from __future__ import annotations

from noticegen.addressing import ROLES
from noticegen.model import Role
from noticegen.text import NOTHING, Text
from noticegen.worklist import Item


def role(item: Item) -> Text:
    """What the party is to the loan; nothing for an item about the whole case."""
    return ROLES[Role(item.role)] if item.role else NOTHING


def whom(item: Item) -> Text:
    """Role and id of the party."""
    said = role(item)
    return Text(f"{said.zh} {item.party}".strip(), f"{said.en} {item.party}".strip())
