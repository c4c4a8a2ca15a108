"""Pixel: practice with difficult clients, offline."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("pixel-trainer")
except PackageNotFoundError:  # a source tree that was never installed
    __version__ = "0.0.0"
