"""Why an answer is what it is or is not another, and the easiest changes that would do."""
