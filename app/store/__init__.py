"""Where sessions rest, sealed. Knows nothing of Qt or models."""
