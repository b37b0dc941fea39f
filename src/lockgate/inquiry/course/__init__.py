"""The course of an answer along one number or day: exact pieces, headroom, flip points, dates."""
