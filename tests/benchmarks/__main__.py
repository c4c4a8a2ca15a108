"""`make bench`: every benchmark, one table after the other."""

from tests.benchmarks import clients, coder, engine, locked, mind, practice, style


def main() -> None:
    """Runs them all; the engine, which is timed, before what brings load or torch."""
    practice.main()
    engine.main()
    clients.main()
    locked.main()
    style.main()
    mind.main()
    coder.main()


if __name__ == "__main__":
    main()
