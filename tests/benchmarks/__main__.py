"""`make bench`: every benchmark, one table after the other."""

from tests.benchmarks import coder, engine, practice


def main() -> None:
    """Runs them all; the coder, which brings torch into this process, after the engine."""
    practice.main()
    engine.main()
    coder.main()


if __name__ == "__main__":
    main()
