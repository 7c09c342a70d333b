# Two commands for a newcomer: `make demo` shows it, `make test` proves it. Both install what they need.
.DEFAULT_GOAL := help
.PHONY: help install demo test lint quality bench lock

PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed

help:  ## List the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

install: $(INSTALLED)  ## Create .venv and install everything from requirements.lock, hashes checked

$(INSTALLED): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(INSTALLED)  ## Show a briefing and three cited answers from the sample articles
	@$(BIN)/briefbot demo

test: $(INSTALLED)  ## Run every check: ruff, mypy --strict, import-linter, pytest
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest --numprocesses auto --maxprocesses 4 --cov --cov-report=
	$(BIN)/coverage report --skip-covered --include='briefings/*' --fail-under=99
	$(BIN)/coverage report --skip-covered --include='bot/*' --fail-under=90

quality: $(INSTALLED)  ## Print how good cleaning, answers and briefings are; fails nothing
	@$(BIN)/python -m tests.quality

bench: $(INSTALLED)  ## Print benchmarks as ratios measured in one run
	@$(BIN)/python -m tests.bench

lock:  ## Resolve requirements.lock again (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --extra dev --generate-hashes --no-header \
		--no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml --output-file requirements.lock
