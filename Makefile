# `make run` serves the app, `make test` proves it; each sets up what it needs first.

# `make run ADDRESS=0.0.0.0 PORT=80`; the defaults are the settings' (README).
# The first Python that TensorFlow supports; a name that is found but does not run is passed over.
SUPPORTED := import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
  "$$name" -c '$(SUPPORTED)' 2>/dev/null && echo "$$name" && break; done)

BIN := .venv/bin
# What deno keeps lies in the checkout; it asks no network for anything.
DENO := DENO_DIR=.deno DENO_NO_UPDATE_CHECK=1 $(BIN)/deno

.PHONY: install run test test-long check bench api lock weights clean

install: .venv/app-installed

run: install
	@$(if $(ADDRESS),CONVSCOPE_ADDRESS=$(ADDRESS)) $(if $(PORT),CONVSCOPE_PORT=$(PORT)) $(BIN)/python -m ui

# Two at a time, for two cores; a file stays with one process, which has a server and a browser of its own. The order
# is that of tests/conftest.py: by the number of its tests, a file of the browser would come last.
test: check
	$(BIN)/python -m tests.helpers.browser
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

# What is long by nature: fuzzing, soaks, clusters, and servers that are broken on purpose.
test-long: .venv/dev-installed
	$(BIN)/python -m tests.helpers.browser
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

# After a change of requirements*.in.
lock:
	$(PYTHON) -m venv .venv-lock && .venv-lock/bin/pip install --quiet uv
	for name in requirements requirements-dev; do \
	  .venv-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes $$name.in -o $$name.txt; \
	done
	rm -r .venv-lock

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .deno build convscope.egg-info

.venv/python:
	@$(or $(PYTHON),false) -c '$(SUPPORTED)' 2>/dev/null || { \
	  echo "TensorFlow needs Python 3.11, 3.12 or 3.13, and none was found. Install one, or name it: make PYTHON=..."; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/app-installed: requirements.txt .venv/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/dev-installed: requirements-dev.txt .venv/app-installed
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@
