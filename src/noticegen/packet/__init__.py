"""What a packet for the court holds, decided from the case alone: exhibits, papers, what is missing."""

from noticegen.packet.parts import Audience, Exhibit, Gap, Paper, Span

__all__ = ["Audience", "Exhibit", "Gap", "Paper", "Span"]
