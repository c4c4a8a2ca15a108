"""pixel: the one door for the shell."""

from app.commands.main import main

__all__ = ["main"]
