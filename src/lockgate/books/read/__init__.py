"""Books from files: CSV, XLSX, NDJSON, Parquet and Arrow as a stream of chunks; bad rows are told and left out."""

from lockgate.books.read.source import Source, chunks, open_source

__all__ = ["Source", "chunks", "open_source"]
