"""How this process gets its memory."""

import ctypes
import sys

_TRIM_THRESHOLD, _TOP_PAD, _MMAP_MAX = -1, -2, -4
"""Parameters of glibc's ``mallopt``."""


def keep_memory() -> None:
    """Has memory that is given back kept for what asks next.

    Training frees and takes hundreds of megabytes each step; handed to the system and back, page
    by page, that costs a third of the time. Does nothing where the C library is not glibc.
    """
    if sys.platform != "linux":
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_MAX, 0)
        mallopt(_TRIM_THRESHOLD, 2**31 - 1)
        mallopt(_TOP_PAD, 256 * 2**20)
