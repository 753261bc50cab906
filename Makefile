# Everything a checkout needs, on a machine with Python 3.11 or newer, pip and make.
#
#   make demo         install drift and mine the example logs
#   make test         install the tests' packages and run them
#   make lint types   ruff; mypy --strict
#   make bench        speed against plain DuckDB and a Python loop
#   make constraints  pin constraints.txt anew
#   make clean        remove what was built and mined here (not .venv)

PYTHON ?= python3
# Which Pythons `make constraints` pins for.
PYTHONS ?= python3.11 python3.12 python3.13

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
INSTALLS := pyproject.toml constraints.txt
DEMO := build/demo

.PHONY: demo test lint types bench constraints clean
.DELETE_ON_ERROR:

demo: $(VENV)/drift
	$(BIN)/drift-data mine --project examples/drift.yaml examples/logs --store $(DEMO)
	@echo; echo "The reactions, as Parquet:"; $(BIN)/drift-data path feedback --store $(DEMO)

test: $(VENV)/drift-test
	$(BIN)/pytest -n 2

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

constraints:
	$(PYTHON) .ci/pin.py $(PYTHONS) > .constraints.new
	mv .constraints.new constraints.txt

clean:
	rm -rf build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +

# Some systems ship Python without ensurepip; then the system's pip installs one.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "drift needs Python 3.11 or newer. Name one: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV) || { $(PYTHON) -m venv --clear --without-pip $(VENV) && $(PYTHON) -m pip --python $(BIN)/python install --quiet pip; }

$(VENV)/drift: $(INSTALLS) | $(BIN)/python
	$(PIP) -e .
	touch $@

$(VENV)/drift-test: $(INSTALLS) | $(BIN)/python
	$(PIP) setuptools -e ".[test]"
	touch $@ $(VENV)/drift

$(VENV)/drift-bench: $(INSTALLS) | $(BIN)/python
	$(PIP) -e ".[bench]"
	touch $@ $(VENV)/drift
