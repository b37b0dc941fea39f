"""The class of a chip under every version of the law, with the arithmetic and the comparisons that decided."""
