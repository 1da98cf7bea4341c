# Ledig. `make help` lists what there is. Needs Python 3.11 or newer and make; the rest comes with the first run.

.DEFAULT_GOAL := help
.PHONY: help demo test check bench pace lock translations clean
.DELETE_ON_ERROR:

VERSIONS := python3 python3.14 python3.13 python3.12 python3.11
FIT := -c 'import sys; sys.exit(sys.version_info < (3, 11))'
PYTHON ?= $(shell for each in $(VERSIONS); do $$each $(FIT) 2>/dev/null && { command -v $$each; break; }; done)
NPM := $(shell command -v npm 2>/dev/null)
PY := .venv/bin/python
# The machine's own certificates: a company's network may have one of its own.
export UV_SYSTEM_CERTS := 1
INSTALL := UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy $(PY) -m uv pip install --quiet --require-hashes
SAID := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/django.po))
ARGS ?=
# These want the machine to themselves; pytest's exit code 5 says that a run had no tests of its kind.
ALONE := race or journey or fault

# A .venv that came with a copied folder, or whose Python is gone, does not count as installed.
$(shell test ! -d .venv || $(PY) -c '' 2>/dev/null || rm -f .venv/.uv .venv/.demo .venv/.dev)

help: ## this list
	@echo "make …"
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/\1 \2/p' Makefile | while read -r name text; do printf '  %-13s%s\n' "$$name" "$$text"; done
	@echo "make demo takes PORT=8123, FRESH=1 (from nothing), DATA=dir, STAGE=open|busy|past, RATE_LIMITS=off;"
	@echo "make test takes ARGS='tests/payments -k refund' for a part of it."

demo: .venv/.demo node_modules/.stamp $(SAID) ## the whole product with three businesses, at http://127.0.0.1:8000
	@LEDIG_STOP_WITH=make exec $(PY) -m booking.demo

test: .venv/.dev node_modules/.stamp $(SAID) ## all tests, on real servers of their own
	@$(PY) -m pytest -n 2 --dist loadgroup -m "not ($(ALONE))" $(ARGS); most=$$?; \
	$(PY) -m pytest -m "$(ALONE)" $(ARGS); alone=$$?; \
	case $$most,$$alone in 0,0|0,5|5,0) ;; *) exit 1;; esac

check: .venv/.dev node_modules/.stamp $(SAID) ## format, lint, types, floors, sizes, migrations, translations, audit
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	$(PY) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(PY) manage.py translations --check
	$(PY) -m tests.walls
	$(PY) -m tests.audit

bench: .venv/.dev node_modules/.stamp $(SAID) ## benchmarks, as ratios to this machine's floor
	@$(PY) -m tests.bench $(ARGS)

pace: .venv/.dev node_modules/.stamp $(SAID) ## sign-up to a stranger's booking at a person's pace, by the clock; pictures in .pace
	@rm -rf .pace && mkdir .pace && LEDIG_PACE=.pace $(PY) -m pytest -q -m journey tests/journeys/test_sign_up.py -k stranger

translations: .venv/.demo ## compile the texts in locale/
	@$(PY) manage.py translations --compile

lock: .venv/.uv ## resolve all dependencies anew, with hashes and without hosts
	@for each in "" demo dev; do \
		$(PY) -m uv pip compile pyproject.toml $${each:+--group $$each} --upgrade --python-version 3.11 --universal \
			--generate-hashes --no-header --no-annotate --quiet -o requirements$${each:+-$$each}.lock; done
	@for each in uv node; do sed -n 's/ .*//;/==/p' requirements-$$each.lock | head -n 1 | \
		$(PY) -m uv pip compile - --python-version 3.11 --universal \
			--generate-hashes --no-header --no-annotate --quiet -o requirements-$$each.lock; done
	@$(if $(NPM),$(NPM) install --package-lock-only --silent,echo "package-lock.json stays: no npm here.")

clean: ## remove what was installed and cached; the demo's data in .demo stays
	@rm -rf .venv .venv-node node_modules .static .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} + && find locale -name '*.mo' -delete

.venv/.uv: requirements-uv.lock
	@test -n "$(PYTHON)" || { echo "Ledig needs Python 3.11 or newer, and this machine has none."; exit 1; }
	@$(PYTHON) $(FIT) || { echo "Ledig needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1)."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python's venv module is missing: install it (on Debian: apt install python3-venv)."; exit 1; }
	@echo "Installing into .venv …"
	@$(PY) -c '' 2>/dev/null || $(PYTHON) -m venv --clear .venv
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv/.demo: requirements-demo.lock .venv/.uv
	@$(INSTALL) --python $(PY) -r $<
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.uv
	@$(INSTALL) --python $(PY) -r $<
	@touch $@ .venv/.demo

%.mo: %.po | .venv/.demo
	@$(PY) manage.py translations --compile

node_modules/.stamp: package.json package-lock.json .npmrc $(if $(NPM),,.venv-node/.stamp)
	@PATH="$$PWD/.venv-node/bin:$$PATH" $(or $(NPM),.venv-node/bin/npm) ci --silent
	@touch $@

# Without npm on this machine, node comes from PyPI; only to unpack a font and htmx.
.venv-node/.stamp: requirements-node.lock .venv/.uv
	@$(PY) -m uv venv --quiet --clear --python $(PY) .venv-node
	@UV_LINK_MODE=copy $(PY) -m uv pip install --quiet --require-hashes --python .venv-node/bin/python -r $<
	@touch $@
