"""Static checks of a rulebook: what no single transaction shows. Needs the extra `check` (z3).

Every grounded condition becomes a formula over complete facts; z3 looks for one transaction that shows a fault, and the
ordinary engine decides that transaction again before the fault is reported.
"""
