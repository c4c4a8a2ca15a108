"""Trains the turn coder."""
