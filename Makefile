# One command a line of work. Everything runs in .venv, which the first command makes from requirements.lock:
# exact versions, each checked against its hash. Needed beforehand: Python 3.11 or newer with pip and venv, and make.

PYTHON ?= python3
BIN := .venv/bin
LOCK := requirements.lock
EXAMPLE := $(sort $(wildcard examples/raqqa/*.html examples/raqqa/*.txt examples/raqqa/*.pdf))

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help demo test lint types check lock clean

help: ## Show this list.
	@sed -n 's/^\([a-z]*\):.*## /\1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name what; do printf 'make %-8s %s\n' "$$name" "$$what"; done

demo: .venv/.ok ## Compare the eight documents of the example case; writes demo/dossier.html.
	@mkdir -p demo
	@$(BIN)/rashomon report $(EXAMPLE) -o demo/dossier.html --title "The convoy out of Raqqa"

test: .venv/.ok ## Run the tests.
	$(BIN)/pytest

lint: .venv/.ok ## Check style and layout of the code.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/.ok ## Check types.
	$(BIN)/mypy

check: lint types test ## All three: what must pass before a change is handed in.

lock: .venv/.ok ## Write requirements.lock anew from pyproject.toml, keeping pins that still fit.
	$(BIN)/python -m uv --version >/dev/null 2>&1 || $(BIN)/pip install --quiet uv
	$(BIN)/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --no-annotate --group dev pyproject.toml -o $(LOCK)

clean: ## Remove the environment, the demo and everything the tools leave behind.
	rm -rf .venv demo build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --no-compile: Python compiles the tenth of the modules that is used on first use, which halves the wait.
# --no-build-isolation: the build tools come from the lock too, so nothing is fetched unchecked.
.venv/.ok: $(LOCK) pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version.split()[0] + "; name another with make PYTHON=...")'
	@echo "Installing into .venv (once; a minute or two) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install -qq --no-compile --require-hashes -r $(LOCK)
	@$(BIN)/pip install -qq --no-deps --no-build-isolation -e .
	@touch $@
