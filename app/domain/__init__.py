"""Plain values that every floor speaks in. Knows nothing of files, Qt or models."""
