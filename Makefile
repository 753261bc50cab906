# Everything a checkout needs, on a machine with Python 3.11 or newer, pip and make.
#
#   make demo         install drift and an engine, mine the example logs, train a tiny policy in three rounds, publish
#   make closed-loop  deploy a tiny policy to simulated users and see complaints fall as it learns from them, in minutes
#   make test         install the tests' packages and an engine, and run the tests
#   make lint types   ruff; mypy --strict
#   make bench        speed against plain DuckDB and a Python loop
#   make constraints  pin constraints.txt anew
#   make clean        remove what was built and mined here (not .venv)

PYTHON ?= python3

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile -c constraints.txt
DEMO := build/demo
POLICY := build/policy
RUNS := build/runs

.PHONY: demo closed-loop test lint types bench constraints clean
.DELETE_ON_ERROR:

# Bytecode is kept, whatever the environment says: the tests start hundreds of processes, each of which would otherwise
# compile torch anew.
unexport PYTHONDONTWRITEBYTECODE

# Nothing here asks the Hub or tells vLLM's makers; threads that wait leave their core to others.
demo closed-loop test: export HF_HUB_OFFLINE = 1
demo closed-loop test: export VLLM_NO_USAGE_STATS = 1
demo closed-loop test: export OMP_WAIT_POLICY = passive

demo: $(VENV)/drift-train
	$(BIN)/drift-data mine --project examples/drift.yaml examples/logs --store $(DEMO)
	@echo; echo "A tiny policy learns the replies that nobody disliked, within a minute or so:"
	$(BIN)/python examples/train_policy.py $(DEMO) $(POLICY)
	@echo; echo "Seed pairs, warm-up, then twice: a sample for every disliked reply, and training on the pairs:"
	$(BIN)/drift-train loop --iterations 2 --size tiny --policy $(POLICY) --engine $$(cat $(VENV)/engine) \
		--project examples/drift.yaml --store $(DEMO) --runs $(RUNS)
	$(BIN)/drift-data show pairs-iter2 --limit 3 --store $(DEMO)
	$(BIN)/drift-train report seed iter1 iter2 --runs $(RUNS) --out build/report
	@echo; echo "Published on a Hub that runs on this machine only, and loaded from there:"
	$(BIN)/python examples/publish.py $(DEMO) pairs-iter1 pairs-iter2
	@echo; echo "Does that make users happier? Simulated ones, in a few minutes: make closed-loop"

closed-loop: $(VENV)/drift-train
	$(BIN)/python examples/closed_loop small --engine $$(cat $(VENV)/engine)

# An engine wants all cores, so tests with one run after the others, one by one.
test: $(VENV)/drift-test
	$(BIN)/pytest -n 2 -m "not engine"
	$(BIN)/pytest -m engine

lint: $(VENV)/drift-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

# The folders cli and recipes are the packages drift_cli and drift_recipes; mypy wants to see them under these names.
types: $(VENV)/drift-test
	rm -rf build/types
	mkdir -p build/types
	ln -s $(CURDIR)/drift_data build/types/drift_data
	ln -s $(CURDIR)/cli build/types/drift_cli
	ln -s $(CURDIR)/recipes build/types/drift_recipes
	MYPYPATH=build/types $(BIN)/mypy -p drift_data -p drift_cli -p drift_recipes
	MYPYPATH=build/types:bench $(BIN)/mypy bench

bench: $(VENV)/drift-bench
	$(BIN)/python bench/mine.py

# One set of versions for every Python and system; uv resolves for all of them at once, pip cannot.
constraints: | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile --quiet --upgrade --universal --fork-strategy fewest --python-version 3.11 --all-extras \
		--no-annotate --custom-compile-command "make constraints" --overrides .ci/overrides.txt --excludes .ci/excludes.txt \
		pyproject.toml .ci/engines.in --output-file constraints.txt

clean:
	rm -rf build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +

# Some systems ship Python without ensurepip; then the system's pip installs one.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "drift needs Python 3.11 or newer. Name one: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV) || { $(PYTHON) -m venv --clear --without-pip $(VENV) && $(PYTHON) -m pip --python $(BIN)/python install --quiet pip; }

# drift with an extra, and an engine.
$(VENV)/drift-%: pyproject.toml constraints.txt .ci/install_engine.py | $(BIN)/python
	$(PIP) setuptools -e ".[sample,$*]"
	$(BIN)/python .ci/install_engine.py constraints.txt
	touch $@
