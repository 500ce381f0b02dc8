"""How details of an event are told on the screen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cases import ON, case, deed, payment, policy

from noticegen import ledger
from noticegen.cli.session import language
from noticegen.cli.words import detail
from noticegen.errors import UsageError
from noticegen.rules import check
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


def test_the_words_of_commands_are_told_in_the_readers() -> None:
    """Kinds of documents, roles and groups of evidence are named; those of the house's own stand as they are."""
    language(["--lang", "zh"], {})
    assert detail("kind", "recourse-notice") == "文书种类 代偿追偿通知书"
    assert detail("kind", "complaint") == "文书种类 起诉状"
    assert detail("kind", "settlement-offer") == "文书种类 settlement-offer"
    assert detail("role", "legal") == "职务 法务"
    assert detail("approver_role", "branch_head") == "批准人职务 机构负责人"
    assert detail("role", "风控主管") == "职务 风控主管"
    assert detail("group", "identity") == "证据组别 主体身份"
    language(["--lang", "en"], {})
    assert detail("kind", "recourse-notice") == "document kind Recourse notice to borrower"


def test_a_list_is_set_as_its_language_sets_it() -> None:
    """Names are parted by 、 in Chinese and by a comma in English, in one message as in the other."""
    told = ledger._nonsense(payment(ON, "1.00"), "减免项目", "component", ["penalty", "compound"])
    with pytest.raises(UsageError) as unknown:
        check(case(deeds=(deed(),)), "overdue-notice", ON, policy(), party="B9")

    assert told.hint is not None and unknown.value.hint is not None
    assert (told.hint.zh, told.hint.en) == (
        "应为：penalty、compound",
        "expected: penalty, compound",
    )
    assert (unknown.value.hint.zh, unknown.value.hint.en) == ("现有：G1、B1", "known: G1, B1")


def test_chinese_messages_have_chinese_commas() -> None:
    """No message in Chinese has a Latin comma before a Chinese character, whatever stands before the comma."""
    found = [
        f"{path.name}: {line.strip()}"
        for path in sorted((Path(__file__).parents[1] / "src").rglob("*.py"))
        for line in path.read_text("utf-8").splitlines()
        if re.search(r"[^(|{\\[],[\u4e00-\u9fff]", line)
    ]

    assert found == []
