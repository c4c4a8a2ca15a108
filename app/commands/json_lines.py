"""A session's events as JSON Lines, each written out as it happens."""

import sys

from app.domain.events import Event
from app.practice.session import EventLog


class PrintedLog:
    """A log that also prints: each event is stored, then written out and flushed.

    What reads the other end sees an event before the next one is made.
    """

    def __init__(self, kept: EventLog) -> None:
        self._kept = kept

    def append(self, event: Event) -> None:
        """Stores and prints one event.

        Raises:
            KnownError: It cannot be stored.
            OSError: It cannot be printed; it is stored nevertheless.
        """
        self._kept.append(event)
        sys.stdout.write(event.model_dump_json() + "\n")
        sys.stdout.flush()
