"""What came out of an order book, for people: pages that stand on their own, a terminal, and tables as files."""

from lockgate.books.report.comparison import comparison_page
from lockgate.books.report.export import comparison_data, summary_data, write_data
from lockgate.books.report.summary import summary_page
from lockgate.books.report.terminal import show, show_comparison

__all__ = [
    "comparison_data",
    "comparison_page",
    "show",
    "show_comparison",
    "summary_data",
    "summary_page",
    "write_data",
]
