"""Learning a publication from its issues: what recognition saw, weighed, as a profile.

`observe` takes from one recognised issue what it shows of the publication; `learn` weighs what
several issues show together. One inference serves two ends: `profile learn` writes it down for a
person, and a build of a text that no profile describes reads it a second time with it.
"""

from __future__ import annotations

from converter.learning.inferring import Fact, Learnt, NewColumn, NewField, doubts, learn
from converter.learning.observing import Place, Seen, observe
from converter.learning.writing import write

__all__ = [
    "Fact",
    "Learnt",
    "NewColumn",
    "NewField",
    "Place",
    "Seen",
    "doubts",
    "learn",
    "observe",
    "write",
]
