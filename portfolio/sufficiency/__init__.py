"""Sufficiency rules: what evidence a centre demands beyond a criterion's own words, and what is still needed for it.

Pure Python: no Django, clock, database or log. Whether evidence *is* sufficient an assessor decides (domain.md 2.1);
this counts and says what is short.
"""

from portfolio.sufficiency.demands import BY, DAYS, ITEMS, KINDS, NOTHING, Demand, DemandError, Demands
from portfolio.sufficiency.needs import Item, Need, closing_kinds, left_out, needs, next_kinds

__all__ = [
    "BY",
    "DAYS",
    "ITEMS",
    "KINDS",
    "NOTHING",
    "Demand",
    "DemandError",
    "Demands",
    "Item",
    "Need",
    "closing_kinds",
    "left_out",
    "needs",
    "next_kinds",
]
