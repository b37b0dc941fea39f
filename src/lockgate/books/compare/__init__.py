"""One book under two looks: which lines come out otherwise, and which provision made the difference."""
