"""What of the sources is encoded, where, and how well tried: a report on the rulebook, made from the rulebook."""
