"""Help as click lays it out, folded for Chinese: a character is two cells wide, a line breaks between two."""

from __future__ import annotations

from collections.abc import Iterable

import click

from noticegen.cli.screen import cells, fold


class Help(click.HelpFormatter):
    """click's formatter counts characters and breaks at blanks only; here `fold` does both."""

    def write_text(self, text: str) -> None:
        """Paragraphs, each folded, a blank line between them."""
        lead = " " * self.current_indent
        parts = [" ".join(part.split()) for part in text.split("\n\n")]
        folded = ["\n".join(lead + line for line in fold(p, self.width - len(lead))) for p in parts]
        self.write("\n\n".join(folded) + "\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Terms to the left, what they mean folded beside them; below a term that is longer than `col_max`."""
        kept = list(rows)
        column = min(max((cells(term) for term, _ in kept), default=0), col_max) + col_spacing
        lead, beside = " " * self.current_indent, " " * (self.current_indent + column)
        most = max(self.width - column - self.current_indent, 10)
        for term, meaning in kept:
            first, *rest = fold(" ".join(meaning.split()), most) if meaning else [""]
            fits = cells(term) <= column - col_spacing
            joint = " " * (column - cells(term)) if fits else f"\n{beside}"
            self.write(f"{lead}{term}{joint}{first}".rstrip() + "\n")
            for line in rest:
                self.write(f"{beside}{line}\n")
