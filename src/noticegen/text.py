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
