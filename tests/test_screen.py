"""What a person sees on a terminal: nothing torn, nothing wider than the screen."""

from __future__ import annotations

import pytest

from noticegen.cli.helptext import Help
from noticegen.cli.screen import cells, fold, paragraph, table
from noticegen.cli.session import language

HEAD = ("日期", "事项", "计息基数", "新增利息", "金额", "余本金")
ROWS = [("2026-08-15", "到期", "0.00", "0.00", "10,783.61", "10,000.00"),
        ("2026-11-26", "截至", "40,000.00", "124.68", "0.00", "40,000.00")]  # fmt: skip
LOG = [("2026-11-19 10:05", "上门走访", "王经办、赵协办", "见到本人：到经营场所走访，说明逾期后果，询问原因 [1]")]  # fmt: skip
LOG_HEAD = ("时间", "事项", "经办", "内容")


@pytest.mark.parametrize("most", [40, 60, 80, 100])
@pytest.mark.parametrize(("head", "rows"), [(HEAD, ROWS), (LOG_HEAD, LOG)])
def test_table_fits_and_tears_nothing(
    head: tuple[str, ...], rows: list[tuple[str, ...]], most: int
) -> None:
    """However narrow the screen, no line is wider, and each number, day and time is in one piece."""
    lines = list(table(head, rows, "llrrrr", most))

    assert all(cells(line) <= most for line in lines)
    whole = "\n".join(lines)
    for row in rows:
        for cell in row:
            assert all(word in whole for word in cell.split() if word.isascii())


def test_columns_line_up() -> None:
    """Chinese characters take two cells: numbers end in the same cell in each row."""
    lines = list(table(HEAD, ROWS, "llrrrr", None))

    assert {cells(line) for line in (lines[0], *lines[2:])} == {cells(lines[1])}


def test_pipe_gets_each_row_on_one_line() -> None:
    """Where nobody looks at a screen, a row is one line, however long, without blanks at its end."""
    lines = list(table(("id", "text", ""), [("1", "x " * 200, "")], "", None))

    assert len(lines) == 3
    assert all(line == line.rstrip() for line in lines)


def test_text_folds_at_blanks_and_between_characters() -> None:
    """An English word is never broken; a Chinese line never begins with a full stop."""
    assert fold("the call of the second day", 10) == ["the call", "of the", "second day"]
    assert fold("逾期后果。询问", 8) == ["逾期后", "果。询问"]
    assert fold("逾期（notice），后果", 14) == ["逾期", "（notice），后", "果"]
    assert fold("connected_party", 6) == ["connected_party"]


def test_paragraph_hangs() -> None:
    """The lines after the first are set in; without a screen the text is left alone."""
    assert paragraph("    mend: wait until the day", 20, 6) == "    mend: wait\n      until the day"
    assert paragraph("a b c", None, 4) == "a b c"


def test_help_fits_whatever_the_language() -> None:
    """Chinese help is folded between characters at the width of the screen, words of options stay whole,
    what a term means stands beside it, or below where the term is long."""
    page = Help(width=40)
    page.write_text("登记一条催收记录。LOAN 为借款编号，EVENT 为记录种类。\n\n第二段")
    page.write_dl(
        [("--proof KIND=FILE", "凭证，可多次（必填）；种类：slip 送达回执; photo 照片"), ("-h", "")]
    )
    page.write_dl([("--an-option-longer-than-its-column TEXT", "帮助")])
    lines = page.getvalue().split("\n")

    assert all(cells(line) <= 40 for line in lines[:-2])
    assert lines[:4] == ["登记一条催收记录。LOAN 为借款编号，EVENT", "为记录种类。", "", "第二段"]
    assert lines[4].startswith("--proof KIND=FILE  凭证")
    last = lines.index("-h")
    assert last > 6 and all(line.startswith(" " * 19) for line in lines[5:last])
    assert lines[last:] == ["-h", "--an-option-longer-than-its-column TEXT", " " * 32 + "帮助", ""]


def test_an_unsent_letter_is_told_folded(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    """What holds a letter of a run back fits the screen like everything else."""
    from noticegen.batch.rows import Row, Why
    from noticegen.cli.batch import _say_row

    language(["--lang", "zh"], {})
    monkeypatch.setattr("noticegen.cli.screen.width", lambda: 60)
    _say_row(Row("DK-1", "P1", "refused", why=(Why("S-05", "没有记录" * 20, "none", "补记" * 40, "record"),)))  # fmt: skip
    lines = capsys.readouterr().out.split("\n")

    assert all(cells(line) <= 60 for line in lines)
    assert len(lines) > 6 and lines[2].startswith("      没")
