# Everyday commands. One virtual environment in .venv, pinned by requirements.lock.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)

.DEFAULT_GOAL := help
.PHONY: help setup demo lab test attack browser pictures check release grade feedback report marks lock clean

help: ## Show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup: $(VENV)/.ready ## Make the virtual environment; as root on Debian or Ubuntu also install bubblewrap
	@command -v bwrap >/dev/null || \
	{ test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get -qq update && apt-get -qq install --yes bubblewrap; } || \
	echo "bubblewrap is not installed; grading needs it (Debian, Ubuntu: sudo apt-get install bubblewrap)."

$(VENV)/.ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

demo: setup ## Release, grade the sample cohort, show marks and where to look
	$(BIN)/python -m tests.cohort.demo

lab: setup ## Open JupyterLab with formgrader on the demo course, made first where it is not there
	@test -f demo/gradebook.db || $(BIN)/python -m tests.cohort.demo
	cd demo && jupyter lab $$(test "$$(id -u)" = 0 && echo --allow-root)

test: setup ## Run the tests; about eight minutes
	$(BIN)/python -m pytest

attack: setup ## Hand in hostile and damaged notebooks by the thousand and see that nothing is gained or harmed
	$(BIN)/python -m pytest -m attack

browser: setup ## Work through formgrader, JupyterLab and the feedback pages in a real Chromium
	$(BIN)/python -m pytest -m browser -s

pictures: setup ## Make docs/pictures/ anew from the pages themselves
	$(BIN)/python -m tests.browser.pictures

check: setup ## Lint, types, every test there is, attacks and browser too; about 40 minutes
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -m ""

release: setup ## Regenerate release/ from source/ (nbgrader generate_assignment)
	$(BIN)/grader release

grade: setup ## Grade everything new in submitted/ and list what a person must look at
	$(BIN)/grader grade; status=$$?; $(BIN)/grader marks; exit $$status

feedback: setup ## Write feedback pages for everything graded
	$(BIN)/grader feedback

report: setup ## Write one page about the graded cohort
	$(BIN)/grader report

marks: setup ## Print marks per student and cell
	$(BIN)/grader marks

lock: ## Pin versions and hashes anew (needs uv)
	uv pip compile pyproject.toml --extra test --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --output-file requirements.lock

clean: ## Remove what can be made again (never marks or submissions)
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis demo
