"""What of the law changes between two moments, and by which document: one account for everybody who tells of it."""
