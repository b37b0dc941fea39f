"""Results of a book to files: part by part, each part kept, the file whole or not there at all."""
