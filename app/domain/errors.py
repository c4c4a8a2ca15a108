"""Errors that are not our fault and that a person can mend."""


class KnownError(Exception):
    """Something outside went wrong: one sentence says what, where, and what would be right.

    The shell prints it and exits with 2; the window shows it in place. Anything else that
    escapes is a bug and keeps its traceback.
    """
