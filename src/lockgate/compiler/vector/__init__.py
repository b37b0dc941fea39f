"""The rules over whole columns in memory: a third emitter, from the columns of the SQL."""
