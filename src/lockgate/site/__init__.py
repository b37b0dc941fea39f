"""The rulebook as web pages: one record as a page of its own, or all of it as a static site."""
