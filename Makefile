# Everything a newcomer needs: `make demo` and `make test`. Bare `make` says the rest.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help demo up down start stop extend status report doctor test test-faults test-real check faults-doc format lock nightly clean
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PROFILE ?= standard
HOURS ?= 6
# Of `make test`: processes beside each other, one a core.
WORKERS ?= auto
# What the person's own environment says is not the project's to inherit.
unexport PYTHONPATH PYTHONDONTWRITEBYTECODE
INSTALL := $(BIN)/uv pip install --quiet --system-certs --python $(BIN)/python --compile-bytecode
# `make start` and the like speak to what `make up` keeps running, else to the environment given.
UP_ENV := .veilleur/up.env
HERE := set -a; [ ! -f $(UP_ENV) ] || . $(UP_ENV); set +a;

help: ## print these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(BIN)/uv: requirements/uv.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

$(VENV)/.run: $(BIN)/uv requirements.txt requirements/standin.txt pyproject.toml
	$(INSTALL) --require-hashes -r requirements.txt -r requirements/standin.txt
	$(INSTALL) --no-deps --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	$(INSTALL) --require-hashes -r requirements.txt -r requirements/standin.txt -r requirements/dev.txt
	@touch $@

demo: $(VENV)/.run ## two whole sessions of a lab, on this machine, in a minute
	$(BIN)/python -m examples.demo

up: $(VENV)/.run ## keep the platform and the functions running, to play with
	$(BIN)/python -m examples.demo up

down: ## end what `make up` started
	@[ ! -x $(BIN)/python ] || $(BIN)/python -m examples.demo down

start: $(VENV)/.run ## wake the lab: PROFILE=standard HOURS=6
	@$(HERE) $(BIN)/veilleur start $(PROFILE) --hours $(HOURS) --wait

stop: $(VENV)/.run ## put the lab to sleep, and wait for the proof of off
	@$(HERE) $(BIN)/veilleur stop --wait

extend: $(VENV)/.run ## keep the lab longer: HOURS=1
	@$(HERE) $(BIN)/veilleur extend --hours $(HOURS)

status: $(VENV)/.run ## what the lab does now, and why
	@$(HERE) $(BIN)/veilleur status

report: $(VENV)/.run ## what it cost, and what was saved
	@$(HERE) $(BIN)/veilleur report

doctor: $(VENV)/.run ## what is wrong with this deployment, and how to mend it
	@$(HERE) $(BIN)/veilleur doctor

test: $(VENV)/.dev ## the tests, on the fake world and the stand-in: WORKERS=auto
	$(BIN)/pytest -q -m "not real and not faults" -n $(WORKERS) --dist loadscope --cov --cov-report=
	$(BIN)/coverage report --skip-covered --sort=-cover | tail -n 25

test-faults: $(VENV)/.dev ## each fault at each moment of a session, some minutes: WORKERS=auto
	$(BIN)/pytest -q -m faults -n $(WORKERS) --dist worksteal tests/faults

test-real: $(VENV)/.dev ## the tests that need real programs: kubectl, Swift, versitygw, Chromium, osls
	$(BIN)/pytest -m real

check: $(VENV)/.dev ## format, lint, types, imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

faults-doc: $(VENV)/.dev ## live every fault and write docs/faults.md anew
	$(BIN)/python -m tests.faults.page

format: $(VENV)/.dev ## make the format right
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(BIN)/uv ## lock the dependencies anew, with hashes
	for name in uv production standin dev swift; do \
	  out=requirements/$$name.txt; [ $$name != production ] || out=requirements.txt; \
	  $(BIN)/uv pip compile --quiet --system-certs --generate-hashes --no-annotate --python-version 3.11 \
	    --custom-compile-command "make lock" requirements/$$name.in --output-file $$out; \
	done

nightly: $(VENV)/.dev ## what is too long for CI: PART=kills or simultaneous (results in docs/nightly.md)
	$(BIN)/python -m bench.nightly $(PART)

clean: down ## remove all that was installed and made here
	rm -rf $(VENV) .veilleur build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
