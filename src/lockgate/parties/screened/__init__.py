"""Screening and ownership put into a determination: subjects, hits, decisions, facts with evidence; rescreening."""
