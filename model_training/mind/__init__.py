"""Fits the client's mind to coded sessions with real clients."""
