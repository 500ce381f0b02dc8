"""What a person reads, in Chinese and English.

Every word the program itself says (findings, errors, labels, help) is a `Text`, so that neither
language can be forgotten. The wording of documents is not here: it lives in `templates/`.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Lang = Literal["zh", "en"]


class Text(NamedTuple):
    """One thing said in both languages."""

    zh: str
    en: str

    def to(self, lang: Lang) -> str:
        """The words in `lang`."""
        return self.zh if lang == "zh" else self.en


NOTHING = Text("", "")


def many(n: int, one: str, more: str = "") -> str:
    """So many of something in English: "1 day", "3 days"; `more` is the plural that adds no s."""
    return f"{n} {one if n == 1 else more or one + 's'}"
