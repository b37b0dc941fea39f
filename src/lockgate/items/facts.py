"""Figures under the names of the facts that the rulebook asks for; what is unknown is left away."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lockgate.items.bounds import Bounds
    from lockgate.items.figures import Figures
    from lockgate.items.marks import Marked
    from lockgate.items.servers import Server


def circuit_facts(figures: Figures) -> dict[str, Bounds]:
    """Facts of one circuit.

    >>> from lockgate.items import figures, load
    >>> {name: str(value) for name, value in circuit_facts(figures(load().get("nvidia-h20-96gb"))).items()}[
    ...     "circuit.tpp"
    ... ]
    '2368'
    """
    return _known(
        {
            "circuit.tpp": figures.tpp,
            "circuit.performance_density": figures.performance_density,
            "circuit.tops": figures.tops,
            "circuit.bit_tops": figures.bit_tops,
            "circuit.transfer_rate_gbs": figures.transfer_rate_gbs,
            "circuit.count": figures.circuits,
        }
    )


def server_facts(server: Server) -> tuple[dict[str, Bounds], ...]:
    """Facts of the circuits of a server, one entry a kind of chip, with the number of circuits of that kind.

    >>> from lockgate.items import Server, figures, load
    >>> hgx = Server(circuits=((figures(load().get("nvidia-h20-96gb")), 8),))
    >>> [str(entry["circuit.count"]) for entry in server_facts(hgx)]
    ['8']
    """
    return tuple(
        {**circuit_facts(chip), "circuit.count": chip.circuits.value.times(count)} for chip, count in server.circuits
    )


def item_facts(figures: Figures) -> dict[str, Bounds | bool | str]:
    """Facts of the unit that the circuit is sold in.

    >>> from lockgate.items import figures, load
    >>> item_facts(figures(load().get("nvidia-rtx-4090")))["item.marketed_datacenter"]
    False
    """
    answers: dict[str, bool | str | None] = {
        "item.marketed_datacenter": figures.marketed_datacenter.value,
        "item.nonplanar": figures.nonplanar.value,
        "item.has_hbm": figures.has_hbm.value,
        "item.designer_headquarters": figures.designer_headquarters.value,
    }
    numbers = {
        "item.node_nm": figures.node_nm,
        "item.transistors": figures.transistors,
        "item.dram_bandwidth_gbs": figures.dram_bandwidth_gbs,
        "item.io_bandwidth_gbs": figures.io_bandwidth_gbs,
    }
    return {**_known(numbers), **{name: answer for name, answer in answers.items() if answer is not None}}


def _known(marked: Mapping[str, Marked[Bounds]]) -> dict[str, Bounds]:
    return {name: figure.value for name, figure in marked.items() if figure.value.known}
