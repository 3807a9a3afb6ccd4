# The commands of the project. Each prepares what it needs, and a repetition finds it prepared.
#   make run HOST=0.0.0.0 PORT=9000      make test PYTEST_ARGS="-k cap"

PY := .venv/bin/python
HOST ?= 127.0.0.1
PORT ?= 8000
PYTEST_ARGS ?=
VAR_DIR ?= var
STATIC := $(VAR_DIR)/static/staticfiles.json
STATIC_SOURCES := $(shell find emulation pledges evaluations reports -path '*/static/*' -type f 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help run test bench validate lint setup requirements messages docs approve

help:
	@echo "make run    prepare this machine, create the demonstration ward once, serve on http://$(HOST):$(PORT)/"
	@echo "make test   the whole suite on SQLite, and on PostgreSQL where one answers"
	@echo "make bench  the numbers the project promises, as a table"
	@echo "make validate   every PDF before the validator of PDF/A and PDF/UA"
	@echo "make lint   style, pending migrations, settings"
	@echo "make messages   bring the Vietnamese catalogue up to the code, name what is untranslated"
	@echo "make docs   draw docs/workflow.md and docs/jobs.md from the tables of steps"

run: setup $(STATIC)
	@.ci/serve "$(HOST)" "$(PORT)"

test:
	@.ci/setup test
	@PYTEST_ARGS="$(PYTEST_ARGS)" $(PY) .ci/suite.py

bench:
	@.ci/setup dev
	@$(PY) -m pytest tests/bench -m bench -s -q $(PYTEST_ARGS)

validate:
	@.ci/setup validate
	@$(PY) -m pytest -m validator -s -q tests/reports/test_archive.py $(PYTEST_ARGS)

lint:
	@.ci/setup dev
	@.ci/lint

approve:
	@.ci/setup test
	@APPROVE=1 $(PY) -m pytest -q -n0 tests/reports/test_page_images.py

messages:
	@.ci/setup test
	@$(PY) .ci/messages.py $(FRAGMENTS)

docs:
	@.ci/setup run
	@$(PY) manage.py draw_workflow
	@$(PY) manage.py draw_jobs

setup:
	@.ci/setup run

# Collected again when one of our files is newer, or when the libraries (which bring files too) were installed anew.
$(STATIC): $(STATIC_SOURCES) requirements.txt | setup
	@echo "Collecting static files …"
	@$(PY) manage.py collectstatic --noinput --verbosity 0
	@touch $@

# Only after a change in requirements*.in; needs uv.
COMPILE := uv pip compile --quiet --generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links \
	--python-version 3.11 --python-platform x86_64-unknown-linux-gnu --custom-compile-command "make requirements"
requirements:
	$(COMPILE) requirements.in --output-file requirements.txt
	$(COMPILE) requirements-dev.in --output-file requirements-dev.txt
	$(COMPILE) requirements-validate.in --output-file requirements-validate.txt
