"""What is done with a compiled rulebook: decide, prove, ask what is missing, compare readings and postures."""
