"""A book on several processes or machines: Ray or Spark hand out its partitions, each is decided as in this process."""

from lockgate.books.spread.parts import Workers

__all__ = ["Workers"]
