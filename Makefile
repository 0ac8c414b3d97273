# Two commands: `make run` and `make test`. `make help` lists the rest.
PYTHON ?= python3
PY := .venv/bin/python
APPS := config centres units portfolio assessment iqa claims demo
WITH_SERVICES := $(PY) -m tests.services --

.DEFAULT_GOAL := help
.PHONY: help setup setup-lint setup-test run test lint bench mutants lock clean python

help:  ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: python  ## Private environment, pinned packages, front-end packages
	@$(PYTHON) -m scripts.setup run

setup-lint setup-test: setup-%: python
	@$(PYTHON) -m scripts.setup $*

python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Attest needs Python 3.11 or newer. Name one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }

run: setup  ## Attest with a demo centre, on http://localhost:8000 (PORT=9000 make run for another port)
	@exec $(PY) manage.py up

# Where nothing compiled is kept, each process of the tests and every program that they start compiles all of it anew.
test: export PYTHONDONTWRITEBYTECODE :=
test: setup-test  ## The whole suite on a private PostgreSQL and Redis, the journeys in Chromium, the core on SQLite
	$(WITH_SERVICES) $(PY) -m pytest -n 3 --dist worksteal -m "not journey"
	$(WITH_SERVICES) $(PY) -m pytest -n 3 --dist worksteal -m journey
	env -u REDIS_URL -u DATABASE_URL $(PY) -m pytest -n 2 --dist worksteal -m "sqlite and not journey"

lint: setup-lint  ## Style, types, layers, templates, security, migrations, and the list of long functions
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy
	.venv/bin/lint-imports
	.venv/bin/djade --check --target-version 5.2 $$(git ls-files 'templates/*.html')
	$(PY) -m bandit --quiet --recursive --severity-level medium --configfile pyproject.toml $(APPS) scripts
	$(PY) -m check_jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) -m scripts.long_functions $(APPS) scripts tests bench

bench: setup-test  ## Measure, with a baseline from the same run
	$(WITH_SERVICES) $(PY) -m bench $(PARTS)

mutants: setup-test  ## Change the rule engine in thousands of places and list what no test notices (docs/mutants.md)
	test -d .venv/mutants || .venv/bin/uv pip install --quiet --python $(PY) --target .venv/mutants mutmut==3.8.1
	LONG_RUN=$(or $(LONG_RUN),0.05) PYTHONPATH=.venv/mutants $(PY) -m mutmut run --max-children 2 $(MUTANTS)
	PYTHONPATH=.venv/mutants $(PY) -m mutmut results

lock: setup-lint  ## Write the pinned lists anew from requirements*.in and scripts/pins/*.in
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes requirements.in -o requirements.txt
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes requirements-dev.in -o requirements-dev.txt
	for name in uv node services; do \
		.venv/bin/uv pip compile --quiet --no-deps --generate-hashes --no-header scripts/pins/$$name.in -o scripts/pins/$$name.txt; \
	done

clean:  ## Remove what setup and tools have made; the data under var/ stays
	rm -rf .venv node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
