# One door for people who work on Pixel. `make run` and `make test` set everything up themselves.
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
EXTRAS := dev,training
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run test check bench starter clean help

help:
	@echo "make run     set up and open Pixel (in the terminal where there is no display)"
	@echo "make test    set up and run every check and test"
	@echo "make check   ruff, mypy and the import contracts alone"
	@echo "make bench   the benchmarks; prints their tables"
	@echo "make starter train the starter model anew (about an hour and a half on two cores)"

run: $(VENV)/.app
	@$(BIN)/pixel

test: check
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.dev
	$(BIN)/python -m tests.benchmarks

starter: $(VENV)/.dev
	$(BIN)/pixel-train starter

$(VENV)/.app: pyproject.toml installers/constraints.txt installers/debian.sh
	@bash installers/debian.sh
	@bash installers/venv.sh $(VENV)
	$(BIN)/pip install -c installers/constraints.txt -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.app
	$(BIN)/pip install -c installers/constraints.txt -e '.[$(EXTRAS)]'
	@touch $@

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
