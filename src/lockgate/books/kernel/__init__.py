"""Many keys at once: the truths of all rules over arrays, so that only lines that differ in what decides are decided.

A key tells apart whatever some condition may read. Most of that does not matter for a given line: an authorization that
is not needed, a flag that is raised anyway. The kernel works out the truth pair of every rule for all keys together,
and keeps of a key what an answer can depend on: these truths, and the contents behind those that are open.
"""
