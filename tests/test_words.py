"""How details of an event are told on the screen."""

from __future__ import annotations

import pytest

from noticegen.cli.session import language
from noticegen.cli.words import detail
from noticegen.text import Lang


@pytest.mark.parametrize(
    ("lang", "told"), [("en", "sum it names 53,389.93"), ("zh", "所列金额 53,389.93")]
)
def test_a_sum_has_its_thousands_marked(lang: Lang, told: str) -> None:
    """In both languages, and whatever was spoken before in this process."""
    language(["--lang", lang], {})
    assert told == detail("total", "53389.93")


def test_a_detail_is_read_not_filled_in() -> None:
    """How a field is to be written is told only where it is entered."""
    language(["--lang", "en"], {})
    assert detail("against", "P31、G31") == "against P31、G31"
    assert detail("voucher", "示付字第0101号") == "voucher 示付字第0101号"
