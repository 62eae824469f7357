# Two commands: `make up` and `make test`. Both do all their own set-up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := .stamps
VENDORED := $(STAMPS)/vendored
MESSAGES := src/anxin/locale/zh_Hans/LC_MESSAGES/django

.PHONY: up test check unit postgres e2e wheel clean help

help:
	@echo "make up    - set up, make the demonstration district, serve it at http://127.0.0.1:8000/"
	@echo "make test  - everything a change must pass"

up: $(STAMPS)/installed $(VENDORED) $(MESSAGES).mo
	@$(BIN)/anxin up $(UP)

test: $(STAMPS)/dev $(STAMPS)/system $(VENDORED) $(MESSAGES).mo
	@PATH="$(CURDIR)/$(BIN):$$PATH" tools/check.sh

check: $(STAMPS)/dev $(MESSAGES).mo
	@PATH="$(CURDIR)/$(BIN):$$PATH" tools/check.sh static

$(STAMPS)/venv:
	@mkdir -p $(STAMPS)
	@$(PYTHON) -c 'import sys; sys.exit("Anxin needs Python 3.11 or newer.") if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv --clear $(VENV) 2>/dev/null || { tools/system.sh python && $(PYTHON) -m venv --clear $(VENV); }
	@touch $@

$(STAMPS)/installed: $(STAMPS)/venv requirements.lock pyproject.toml
	@echo "Installing Python packages (a minute or two on the first run)"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(STAMPS)/dev: $(STAMPS)/installed requirements-dev.lock
	@echo "Installing the tools of the tests"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

$(STAMPS)/system: tools/system.sh
	@mkdir -p $(STAMPS)
	@tools/system.sh tests
	@touch $@

$(VENDORED): tools/vendor.py tools/vendor.lock | $(STAMPS)/installed
	@echo "Fetching the front-end packages and the sheet's font (60 MB)"
	@$(BIN)/python tools/vendor.py
	@touch $@

$(MESSAGES).mo: $(MESSAGES).po | $(STAMPS)/installed
	@$(BIN)/python tools/messages.py compile

wheel: $(STAMPS)/dev $(VENDORED) $(MESSAGES).mo
	@$(BIN)/python -m build --wheel --no-isolation --outdir dist . >/dev/null && ls dist

clean:
	rm -rf $(VENV) $(STAMPS) dist src/anxin/console/static/vendor src/anxin/core/sheets/fonts $(MESSAGES).mo
