"""A house adds a kind of document as a folder, without a line of Python, and issues it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import demo_desk
import pypdfium2
import pytest
from cases import TEMPLATES

KIND = """
id = "settlement-offer"
series = "和"
audience = "borrower"
addressees = ["borrower"]
copies = 2
formats = ["pdf", "docx"]

[name]
zh = "还款和解建议书"
en = "Settlement offer"

[prior]
zh = "逾期后任何时候"
en = "At any time in a default"

[title]
use = "fixed"
"""
TITLES = "".join(
    f'\n[title.{key}]\nzh = "还款和解建议书"\nen = "Settlement Offer"\n'
    for key in ("guaranteed", "entrusted", "fixed")
)
ZH = """
@ ADDRESSEE
[addressee] {{ addressee }}（{{ role }}）：

@ OFFER
{{ house }}就《{{ contract_name }}》（编号：{{ contract_no }}，债权人{{ lender }}）截至{{ as_of }}逾期的{{ total }}（大写：{{ total_capitals }}），建议{{ you }}于{{ deadline }}前与我单位商定分期还款的办法。对金额有异议的，请在{{ objection_days }}内书面提出。

@ SUMS
!table grid 10 30 30 30 / ccrr
head: 期次 | 到期日 | 本金 | 小计
each lines: {{ line.number }} | {{ line.due }} | {{ line.principal }} | {{ line.subtotal }}
foot: 合计 | < | {{ sum_principal }} | {{ sum_lines }}
foot: 应付总额 | < | < | {{ total_digits }}

@include close

@include slip
"""
EN = """
@ ADDRESSEE
[addressee] To: {{ addressee }} ({{ role }})

@ OFFER
For {{ total }} (in Chinese capitals: {{ total_capitals }}) overdue on {{ as_of }} under “{{ contract_name }}” (No. {{ contract_no }}, creditor {{ lender }}), {{ house }} proposes that you agree instalments with us by {{ deadline }}. If you dispute the figures, please object in writing within {{ objection_days }}.

@ SUMS
!table grid 10 30 30 30 / ccrr
head: No. | Due | Principal | Subtotal
each lines: {{ line.number }} | {{ line.due }} | {{ line.principal }} | {{ line.subtotal }}
foot: Sum | < | {{ sum_principal }} | {{ sum_lines }}
foot: Total payable | < | < | {{ total_digits }}

@include close

@include slip
"""


@pytest.fixture
def desk(examples: Path, tmp_path: Path) -> Path:
    """The example desk with templates of its own and one kind more."""
    folder = demo_desk.imported(tmp_path / "desk", examples)
    shutil.copytree(TEMPLATES, folder / "templates", dirs_exist_ok=True)
    kind = folder / "templates" / "settlement-offer"
    kind.mkdir()
    (kind / "kind.toml").write_text(KIND + TITLES, "utf-8")
    (kind / "zh.md").write_text(ZH, "utf-8")
    (kind / "en.md").write_text(EN, "utf-8")
    config = folder / "noticegen.toml"
    config.write_text(config.read_text("utf-8") + '\n[paths]\ntemplates = "templates"\n', "utf-8")
    return folder


@pytest.mark.parametrize(("locale", "word"), [("zh", "还款和解建议书"), ("en", "Settlement Offer")])
def test_a_folder_is_a_kind(
    desk: Path, locale: str, word: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """The new kind passes lint, is checked by the rules for every document, gets a number of its
    own series, and its PDF says what the folder says with the figures of the loan."""
    assert demo_desk.run(desk, "template", "lint") == 0
    assert demo_desk.run(desk, "check", "settlement-offer", "DK-0003", "--json") == 0
    capfd.readouterr()
    assert (
        demo_desk.run(desk, "issue", "settlement-offer", "DK-0003", "--locale", locale, "--json")
        == 0
    )
    letter = json.loads(capfd.readouterr().out)["letters"][0]

    assert letter["number"] == "〔2026〕和字第0001号"
    printed = "".join(
        page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(letter["pdf"])
    )
    assert word in printed
    assert "赵六" in printed


def test_a_kind_that_owes_nothing_is_refused(desk: Path) -> None:
    """The rules for every document hold for it too: a loan not yet due bears no letter to a debtor."""
    assert demo_desk.run(desk, "issue", "settlement-offer", "DK-0001") in {1, 3}


@pytest.mark.parametrize(("on", "code"), [("2026-03-27", 0), ("2026-03-28", 1), ("2026-06-27", 1)])
def test_no_letter_of_it_is_registered_on_figures_of_a_day_to_come(
    desk: Path, on: str, code: int, capfd: pytest.CaptureFixture[str]
) -> None:
    """Today's letter states today's sums, singly and in a run; one of a day to come can be drawn as a
    draft, and the program says that it is no more."""
    kind = "settlement-offer"
    demo_desk.run(desk, "batch", kind, "--on", on, "--dry-run", "--json")
    assert ('"state": "planned"' in capfd.readouterr().out) == (code == 0)
    assert demo_desk.run(desk, "issue", kind, "DK-0003", "--on", on, "--draft") == 0
    assert ("has not come" in capfd.readouterr().err) == (code == 1)
    assert demo_desk.run(desk, "issue", kind, "DK-0003", "--on", on) == code
    assert ("X-22" in capfd.readouterr().out) == (code == 1)


def test_a_house_demands_a_step_before_its_kind(
    desk: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A rule that the policy sets before the kind gates it: without a notice served it is blocked by that
    rule, with `also_before` taken away it goes out; no other kind is touched."""
    page = desk / "templates" / "policy.toml"
    plain = page.read_text("utf-8")
    rule = 'S-13 = { severity = "block",'
    page.write_text(plain.replace(rule, f'{rule} also_before = ["settlement-offer"],'), "utf-8")

    def blocks(kind: str) -> list[str]:
        demo_desk.run(desk, "check", kind, "DK-0003", "--json")
        found = json.loads(capfd.readouterr().out)["findings"]
        failed = [f for f in found if (f["verdict"], f["severity"]) == ("fail", "block")]
        return [f["rule"] for f in failed]

    capfd.readouterr()
    assert blocks("settlement-offer") == ["S-13"]
    assert demo_desk.run(desk, "issue", "settlement-offer", "DK-0003") == 1
    capfd.readouterr()
    assert "S-13" not in blocks("overdue-notice")
    page.write_text(plain, "utf-8")
    assert blocks("settlement-offer") == []
    page.write_text(plain.replace(rule, f'{rule} also_before = ["settelment-offer"],'), "utf-8")
    assert demo_desk.run(desk, "template", "lint") == 4
    told = "S-13: also_before names no kind: settelment-offer; did you mean settlement-offer?"
    assert told in capfd.readouterr().out


def test_a_misspelt_kind_in_by_kind_is_named(desk: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Its severity would be used for no document: `template lint` and `doctor` name rule, word and which
    was meant, exit code 4; the kinds as they are shipped are known."""
    page = desk / "templates" / "policy.toml"
    plain = page.read_text("utf-8")
    assert demo_desk.run(desk, "template", "lint") == 0
    page.write_text(
        plain.replace("by_kind = { payoff-certificate", "by_kind = { payoff-certifcate"), "utf-8"
    )
    capfd.readouterr()
    told = "S-26: by_kind names no kind: payoff-certifcate; did you mean payoff-certificate?"
    assert demo_desk.run(desk, "template", "lint") == 4
    assert told in capfd.readouterr().out
    assert demo_desk.run(desk, "doctor", "--json") == 4
    assert told in capfd.readouterr().out
    assert demo_desk.run(desk, "template", "lint", lang="zh") == 4
    assert (
        "S-26：by_kind 中没有这一种类 payoff-certifcate；是否为 payoff-certificate？"
        in capfd.readouterr().out
    )


def test_a_misspelt_document_of_the_plan_is_named(
    desk: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Its line would be proposed for ever: `template lint` and `doctor` name it and which was meant."""
    page = desk / "templates" / "plan.toml"
    plain = page.read_text("utf-8")
    page.write_text(plain.replace('"recourse-notice"', '"recourse-notise"'), "utf-8")
    capfd.readouterr()
    told = "document names no kind: recourse-notise; did you mean recourse-notice?"
    assert demo_desk.run(desk, "template", "lint") == 4
    assert told in capfd.readouterr().out
    assert demo_desk.run(desk, "doctor", "--json") == 4
    assert f"plan.toml: {told}" in capfd.readouterr().out
    assert demo_desk.run(desk, "template", "lint", lang="zh") == 4
    assert (
        "document 中没有这一种类 recourse-notise；是否为 recourse-notice？"
        in capfd.readouterr().out
    )
    page.unlink()  # then the shipped one holds
    assert demo_desk.run(desk, "template", "lint") == 0


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("[prior]\nzh", "[prior]\nzhh", "prior.zhh: unknown key; did you mean zh?"),
        ("[prior]", "[piror]", "piror: unknown key; did you mean prior?"),
        ("[title.fixed]", "[title.fixt]", "title.fixt: unknown key; did you mean fixed?"),
        ("[prior]\n", '[prior]\nsteps = "S-13"\n', "prior.steps: unknown key\n"),
    ],
)  # fmt: skip
def test_a_misspelt_key_of_kind_toml_is_named(
    desk: Path, capfd: pytest.CaptureFixture[str], right: str, wrong: str, told: str
) -> None:
    """With which was meant, where one is near; whoever loads the kind is told."""
    page = desk / "templates" / "overdue-notice" / "kind.toml"
    page.write_text(page.read_text("utf-8").replace(right, wrong), "utf-8")
    capfd.readouterr()
    for words in (("template", "lint"), ("issue", "overdue-notice", "DK-0003", "--dry-run")):
        assert demo_desk.run(desk, *words) == 4
        assert told in capfd.readouterr().err


def test_wording_outside_the_audience_is_refused(
    desk: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A fact that the borrower may not read cannot be used: the line is named, exit code 4."""
    page = desk / "templates" / "settlement-offer" / "zh.md"
    page.write_text(ZH.replace("{{ deadline }}", "{{ reason }}"), "utf-8")

    assert demo_desk.run(desk, "issue", "settlement-offer", "DK-0003") == 4
    assert "settlement-offer/zh.md:6: no fact reason" in capfd.readouterr().err
