"""The rules as a query for other engines, with what proves that they answer alike."""
