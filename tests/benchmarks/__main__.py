"""`make bench`: every benchmark, one table after the other."""

from tests.benchmarks import engine, practice


def main() -> None:
    """Runs them all."""
    practice.main()
    engine.main()


if __name__ == "__main__":
    main()
