"""Keys to answers: every distinct key is decided once, by the functions that decide a single case."""
