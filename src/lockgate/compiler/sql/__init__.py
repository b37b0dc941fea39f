"""The rules as one SQL query: a second emitter over the same grounded conditions.

`lockgate.compiler.sql.lower.lower` turns a rulebook into a `Query`: helper tables, tables to fill, and statements.
"""

from lockgate.compiler.sql.lower import Query, lower

__all__ = ["Query", "lower"]
