"""What to say of a loan that the book does not know: most often its id is spelt a little otherwise."""

from __future__ import annotations

import difflib
import unicodedata

import sqlalchemy as sa

from noticegen.book import tables as t
from noticegen.errors import UsageError
from noticegen.text import Text

SHOWN = 3


def unknown_loan(conn: sa.Connection, loan_id: str) -> UsageError:
    """The error, with the nearest ids of the book as its hint."""
    known = conn.execute(sa.select(t.loans.c.id).order_by(t.loans.c.id)).scalars().all()
    message = Text(f"账簿中没有贷款 {loan_id}", f"the book knows no loan {loan_id}")
    if not known:
        return UsageError(message, Text("先用 noticegen import 导入", "bring it in with `noticegen import`"))  # fmt: skip
    folded = {_folded(each): each for each in known}
    near = difflib.get_close_matches(_folded(loan_id), folded, n=SHOWN, cutoff=0.6)
    if near:
        names = [folded[key] for key in near]
        return UsageError(
            message, Text(f"是否为：{'、'.join(names)}？", f"did you mean {', '.join(names)}?")
        )
    some, more = known[:SHOWN], len(known) - SHOWN
    return UsageError(
        message,
        Text(
            f"账簿中有：{'、'.join(some)}" + (f" 等 {len(known)} 笔" if more > 0 else ""),
            f"the book has {', '.join(some)}" + (f" and {more} more" if more > 0 else ""),
        ),
    )


def _folded(loan_id: str) -> str:
    """An id without what a typing slip changes: width, case, blanks, dashes."""
    plain = unicodedata.normalize("NFKC", loan_id).casefold()
    return "".join(c for c in plain if c.isalnum())
