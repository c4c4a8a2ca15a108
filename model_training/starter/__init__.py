"""The starter voice: a small model trained from nothing on the project's own writing."""
