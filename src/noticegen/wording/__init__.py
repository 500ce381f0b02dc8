"""Document kinds: a folder with `kind.toml` and one wording file per language.

`load_kind` reads a folder and reports everything that is wrong with it at once. `render_wording`
says the statements the facts allow: facts are finished strings, booleans (conditions) and tuples of
mappings (rows of a table), made for one audience by `facts`; which names an audience may use is
listed in `vocabulary`. `lint_kind` finds what differs between the languages. The language of the
files is described in `grammar` and, for those who write them, in docs/wording.md.
"""

from noticegen.wording.grammar import Problem
from noticegen.wording.kinds import Kind, kinds, load_kind
from noticegen.wording.lint import lint_kind
from noticegen.wording.papers import load_papers
from noticegen.wording.saying import facts_used, render_wording

__all__ = [
    "Kind",
    "Problem",
    "facts_used",
    "kinds",
    "lint_kind",
    "load_kind",
    "load_papers",
    "render_wording",
]
