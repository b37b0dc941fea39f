"""Readers: one module for each publisher's form. Bytes in, drafts out; a row that cannot be read is reported."""
