"""`python -m app` is `pixel`."""

from app.commands import main

if __name__ == "__main__":
    main()
