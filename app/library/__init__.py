"""Packs and models on disk. Knows nothing of sessions."""
