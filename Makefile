# The whole tool box. CI calls `make test` and `make lint`, nothing else.
PYTHON  ?= python3
VENV    ?= .venv
BIN     := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
# As pip does for what it installs; where Python is told to write no bytecode, every run would compile it all.
COMPILE := $(BIN)/python -m compileall -q pipeline/feedmill
.DEFAULT_GOAL := help
.PHONY: help run test lint check fix hostile kills hostile-browser hosting bench bench-table bench-copies bench-dedupe bench-retag bench-topics golden docs clean

help:  ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

# Stamps: an install is repeated only when pyproject.toml or constraints.txt changed.
$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Feedmill needs Python 3.11 or newer; try: make PYTHON=python3.11 $(MAKECMDGOALS)")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Setting up $(VENV) (once) ..."
	@$(INSTALL) -e .
	@$(COMPILE)
	@touch $@

$(VENV)/.installed-test: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Setting up $(VENV) with the test tools (once) ..."
	@$(INSTALL) -e '.[test]'
	@$(COMPILE)
	@touch $(VENV)/.installed $@

$(VENV)/.installed-dev: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Setting up $(VENV) with the developers' tools (once) ..."
	@$(INSTALL) -e '.[dev]'
	@$(COMPILE)
	@touch $(VENV)/.installed $(VENV)/.installed-test $@

run: $(VENV)/.installed  ## Run the mill here: seeds and sources in, feeds out
	@$(BIN)/feedmill run; code=$$?; \
	if [ $$code -eq 3 ]; then echo "seeds published; no source could be reached (or too few: see above)"; code=0; fi; \
	[ $$code -eq 0 ] || exit $$code; \
	echo; \
	echo "Your feeds are in $(CURDIR)/feeds/ : one .rss, .atom, .json and .html for each topic."; \
	echo "Look at them:   $(BIN)/python -m http.server --bind 127.0.0.1 --directory feeds 8080"; \
	echo "                then open http://127.0.0.1:8080/ or subscribe to http://127.0.0.1:8080/g7.atom"

test: $(VENV)/.installed-test  ## Run every test
	@$(BIN)/python -m pytest

lint: $(VENV)/.installed-dev  ## Check format, style, types and import contracts
	@$(BIN)/ruff format --check pipeline tests benchmarks
	@$(BIN)/ruff check pipeline tests benchmarks
	@$(BIN)/mypy pipeline/feedmill tests benchmarks
	@$(BIN)/lint-imports --no-cache

check: test lint  ## What CI runs

fix: $(VENV)/.installed-dev  ## Format, and mend what ruff can mend
	@$(BIN)/ruff format pipeline tests benchmarks
	@$(BIN)/ruff check --fix pipeline tests benchmarks

bench: $(VENV)/.installed-dev  ## Measure articles per CPU-second on a made-up corpus
	@$(BIN)/python benchmarks/run.py

bench-table: $(VENV)/.installed-dev $(VENV)/.installed-peers  ## Measure every row of the table of targets beside peers
	@$(BIN)/python benchmarks/table.py $(BENCH)

WHERE ?= /var/tmp
bench-retag: $(VENV)/.installed-dev  ## Measure plan and retag of one changed topic over a million articles (10 GB in WHERE)
	@$(BIN)/python benchmarks/retag.py --where $(WHERE) --keep

DATA ?= ../shared/data
bench-copies: $(VENV)/.installed-dev  ## Measure how often templates are taken for copies, and edited copies found
	@$(BIN)/python benchmarks/templates.py --measure --data $(DATA) | tee benchmarks/results/copies.txt
	@for pairs in pairs pairs-later; do \
		$(BIN)/feedmill dedupe eval tests/data/copies/$$pairs.jsonl | sed '/differ from their label/,$$d'; \
	done | tee -a benchmarks/results/copies.txt

bench-dedupe: $(VENV)/.installed-dev  ## Measure what telling an article's copies costs among up to a million
	@$(BIN)/python benchmarks/dedupe.py --keep

bench-topics: $(VENV)/.installed-dev  ## Measure what asking many filters costs, and how often filters are right (see FEEDMILL_DATA)
	@$(BIN)/python benchmarks/topics_speed.py
	@$(BIN)/python benchmarks/topics_quality.py $(QUALITY)

$(VENV)/.installed-peers: benchmarks/requirements.txt | $(BIN)/python
	@echo "Setting up $(VENV)/peers (once) ..."
	@$(BIN)/python -m venv $(VENV)/peers
	@$(VENV)/peers/bin/python -m pip install --quiet --disable-pip-version-check -r benchmarks/requirements.txt
	@touch $@

hostile: $(VENV)/.installed-test  ## The hostile suites in their long form: thousands of inputs
	@HOSTILE=long $(BIN)/python -m pytest tests/hostile_data tests/hostile_net tests/secrets tests/property/test_formats.py

KILLS ?= 50
kills: $(VENV)/.installed-test  ## Kill so many runs at any moment, and compare what is published after the next one
	@$(BIN)/python tests/kills.py $(KILLS)

hostile-browser: $(VENV)/.installed-test  ## Load pages of script vectors in Chromium: 0 beacons
	@$(BIN)/python tests/hostile_browser.py

hosting: $(VENV)/.installed-test  ## Serve a published folder with Debian's nginx as docs/serving.md says
	@$(BIN)/python tests/hosting.py

golden: $(VENV)/.installed-test  ## Write the golden files anew (then read the diff)
	@WRITE_GOLDEN=1 $(BIN)/python -m pytest tests/golden

docs: $(VENV)/.installed  ## Write the generated reference pages anew
	@$(BIN)/python docs/generate.py

# Never var/, feeds/ or seeds/: they are the memory and the work of an installation.
clean:  ## Remove what set-up and the tools have made
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
