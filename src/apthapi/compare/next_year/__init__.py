"""The plan of the next gestión, proposed from one and from what was done of it."""

from apthapi.compare.next_year.parts import Decision
from apthapi.compare.next_year.proposal import Proposal, propose

__all__ = ["Decision", "Proposal", "propose"]
