# `make run` serves the app, `make test` proves it; each sets up what it needs first.

# `make run ADDRESS=0.0.0.0 PORT=80`; the defaults are the settings' (README).
# The first Python that TensorFlow supports; a name that is found but does not run is passed over.
SUPPORTED := import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
  "$$name" -c '$(SUPPORTED)' 2>/dev/null && echo "$$name" && break; done)

BIN := .venv/bin
INSTALL := $(BIN)/pip install --disable-pip-version-check --require-hashes
# What deno keeps lies in the checkout; it asks no network for anything.
DENO := DENO_DIR=.deno DENO_NO_UPDATE_CHECK=1 $(BIN)/deno

.PHONY: install run test test-long check audit bench api lock weights clean

install: .venv/app-installed

run: install
	@$(if $(ADDRESS),CONVSCOPE_ADDRESS=$(ADDRESS)) $(if $(PORT),CONVSCOPE_PORT=$(PORT)) $(BIN)/python -m ui

# Two at a time, for two cores; a file stays with one process, which has a server and a browser of its own. The order
# is that of tests/conftest.py: by the number of its tests, a file of the browser would come last.
test: check
	$(BIN)/python -m tests.helpers.browser
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

# What is long by nature: fuzzing, soaks, servers that are broken on purpose, and the walks through pages and choices
# that a walk among the others stands for.
test-long: .venv/dev-installed
	$(BIN)/python -m tests.helpers.browser
	$(BIN)/python -m tests.helpers.firefox
	$(BIN)/python -m pytest -m long --numprocesses 2 --dist load

check: .venv/dev-installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(DENO) fmt --quiet --check
	$(DENO) lint --quiet
	$(DENO) check --quiet ui tests

# The figures of the README; each module of benchmarks/ alone is `make bench-live` and so on.
bench: bench-startup bench-live bench-convolution bench-training bench-observatory bench-explanations

bench-%: .venv/dev-installed
	$(BIN)/python -m tests.helpers.browser
	$(BIN)/python -m benchmarks.$*

# The weights that come with the project.
weights: install
	$(BIN)/python -m benchmarks.recipes --ship

# docs/api.md, after a change of a public docstring.
api: install
	$(BIN)/python -m docs.make_api

# After a change of requirements*.in. The image's own lock has TensorFlow without its half for graphics cards, and
# otherwise the very versions of requirements.txt.
LOCK := .venv-lock/bin/uv pip compile --quiet
lock:
	$(PYTHON) -m venv .venv-lock && .venv-lock/bin/pip install --quiet uv
	for name in requirements requirements-dev requirements-audit; do \
	  $(LOCK) --universal --python-version 3.11 --generate-hashes $$name.in -o $$name.txt || exit 1; \
	done
	sed 's/^tensorflow>/tensorflow-cpu>/' requirements.in | $(LOCK) --python-platform x86_64-manylinux_2_28 \
	  --python-version 3.11 --generate-hashes --constraint requirements.txt - -o requirements-cpu.txt
	rm -r .venv-lock

# What is known against the packages that the app imports. In an environment of its own: it bounds no version of theirs.
audit: .venv-audit/installed
	@.venv-audit/bin/python tests/helpers/audit.py requirements.txt requirements-cpu.txt

.venv-audit/installed: requirements-audit.txt
	@echo "Bringing what asks for advisories into .venv-audit: 0.02 GB to load, 0.1 GB on the disk."
	@$(PYTHON) -m venv .venv-audit
	@.venv-audit/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-audit.txt
	@touch $@

clean:
	rm -rf .venv .venv-audit .mypy_cache .pytest_cache .ruff_cache .hypothesis .deno build convscope.egg-info

# What is brought is said before, with its sizes as `make` found them for Linux; pip shows how far it is. Where nothing
# lacks, none of this runs and nothing is said.
.venv/python:
	@$(or $(PYTHON),false) -c '$(SUPPORTED)' 2>/dev/null || { \
	  echo "TensorFlow needs Python 3.11, 3.12 or 3.13, and none was found. Install one, or name it: make PYTHON=..."; exit 1; }
	@echo "Making an environment for Python in .venv"
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/app-installed: requirements.txt .venv/python
	@echo "Bringing what the app imports into .venv, TensorFlow above all: 0.8 GB to load, 2.8 GB on the disk."
	@echo "It takes some minutes, once; the app needs no network after that."
	@$(INSTALL) -r requirements.txt
	@touch $@

.venv/dev-installed: requirements-dev.txt .venv/app-installed
	@echo "Bringing what the checks and the tests need into .venv: 0.1 GB to load, 0.4 GB on the disk."
	@$(INSTALL) -r requirements-dev.txt
	@touch $@
