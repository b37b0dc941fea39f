"""Who owns whom: shares as bounds, listed owners through tiers, ultimate parents; never a guess."""
