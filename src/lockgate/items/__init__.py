"""Items: what chips, boards and servers are made of, as figures with bounds and confidence marks. No law, no decision.

>>> from lockgate.items import figures, load
>>> str(figures(load().resolve("NVIDIA H20 96GB")).tpp.value)
'2368'
"""

from lockgate.items.bounds import Bounds, plain
from lockgate.items.catalogue import Catalogue, load, read
from lockgate.items.chip import Chip, Die
from lockgate.items.facts import circuit_facts, item_facts, server_facts
from lockgate.items.figures import Figures, alternatives, figures
from lockgate.items.marks import Marked, lowest
from lockgate.items.performance import Switches
from lockgate.items.quantities import QuantityError, quantity
from lockgate.items.reconcile import Reconciled, reconcile
from lockgate.items.servers import Server, parse_count, units_within

__all__ = [
    "Bounds",
    "Catalogue",
    "Chip",
    "Die",
    "Figures",
    "Marked",
    "QuantityError",
    "Reconciled",
    "Server",
    "Switches",
    "alternatives",
    "circuit_facts",
    "figures",
    "item_facts",
    "load",
    "lowest",
    "parse_count",
    "plain",
    "quantity",
    "read",
    "reconcile",
    "server_facts",
    "units_within",
]
