"""What a packet for the court holds, decided from the case alone.

`evidence.exhibits` says which evidence goes to court, `volumes.papers` composes the papers of both
volumes, `elements.elements` the elements of the claim, `gaps.missing` what keeps it from being final,
`residue.residue` whether another case is left in it.
"""

from noticegen.packet.parts import PLAIN, Audience, Exhibit, Gap, Paper, Span, Wishes

__all__ = ["PLAIN", "Audience", "Exhibit", "Gap", "Paper", "Span", "Wishes"]
