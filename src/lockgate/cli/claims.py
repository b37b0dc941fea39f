"""`lockgate claims`."""
def command() -> None:
    """x"""
