"""How details of an event are told on the screen."""

from __future__ import annotations

from noticegen.cli.words import detail


def test_a_detail_is_read_not_filled_in() -> None:
    """A sum has its thousands marked; how a field is to be written is told only where it is entered."""
    assert detail("total", "53389.93") == "sum it names 53,389.93"
    assert detail("against", "P31、G31") == "against P31、G31"
    assert detail("voucher", "示付字第0101号") == "voucher 示付字第0101号"
