"""The turn coders that come with the program, ready to code."""

from app.assessment.coder import TrainedCoder
from app.library.models import choose_coder


def open_coder(name: str | None = None, threads: int = 1) -> TrainedCoder:
    """Opens a turn coder.

    Args:
        name: As ``app.library.models.choose_coder`` takes it; None is the default one.
        threads: Processor threads it may use; one is enough for turns that come one by one.

    Raises:
        KnownError: There is no such coder, or its file is not one.
    """
    return TrainedCoder.load(choose_coder(name), threads)
