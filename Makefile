# Everything from a fresh clone: `make run`, `make test`. Each step leaves a stamp,
# so that a second call does only what has changed.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
# The torture test: what is killed how often; the same SEED plans the same run.
KILLS := 60
TEXTS := 3000
DATABASE := sqlite
WORKERS := 2
RASAS := 2
SEED :=
.PHONY: torture torture-short bench help setup train run test check eval format lock clean

UV := $(CURDIR)/.tools/bin/uv
PY := .venv/bin/python
RASA := runtimes/rasa/.venv/bin/python -m rasa
MODEL := models/afterdose.tar.gz
SECOND := models/second_reading.json
export RASA_TELEMETRY_ENABLED := false
export UV_COMPILE_BYTECODE := 1
export OMP_NUM_THREADS := 1
# A shell that has another environment switched on must not steer uv into it.
unexport VIRTUAL_ENV
unexport PYTHONPATH

help:  ## show what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.tools/.ready: runtimes/tools/requirements.txt
	rm -rf .tools
	python3 -m pip install --quiet --disable-pip-version-check --require-hashes --target .tools -r $<
	touch $@

# `cd` first: pyenv and uv both choose the interpreter by the folder's .python-version.
.venv/.ready: .tools/.ready requirements-dev.txt pyproject.toml
	$(UV) venv --quiet --clear .venv
	$(UV) pip sync --quiet --python .venv --require-hashes requirements-dev.txt
	$(UV) pip install --quiet --python .venv --no-deps --no-build-isolation --editable .
	touch $@

runtimes/rasa/.venv/.ready: .tools/.ready runtimes/rasa/requirements.txt
	cd runtimes/rasa && $(UV) venv --quiet --clear .venv
	cd runtimes/rasa && $(UV) pip sync --quiet --python .venv --require-hashes requirements.txt
	touch $@

setup: .venv/.ready runtimes/rasa/.venv/.ready  ## both environments, from the locks

# Texts, deadlines and the demo are read live and are no part of the model.
TRAINED_FROM := config.yml domain.yml data/rules.yml data/stories.yml \
	$(shell find data/protocols data/lexicon data/nlu afterdose/rasa afterdose/triage afterdose/language -name '*.yml' -o -name '*.txt' -o -name '*.py')
$(MODEL): runtimes/rasa/.venv/.ready $(TRAINED_FROM)
	$(RASA) train --fixed-model-name afterdose --out models --quiet
	touch $@

LEARNT_FROM := data/nlu/small_talk.yml $(wildcard data/second_reading/*) \
	$(wildcard tests/language/texts_*.yml) $(wildcard tests/evaluation/open/*.jsonl) \
	$(shell find data/lexicon afterdose/language -name '*.yml' -o -name '*.txt' -o -name '*.py') \
	afterdose/rasa/danger_examples.py afterdose/rasa/train_second_reading.py
$(SECOND): runtimes/rasa/.venv/.ready $(LEARNT_FROM)
	runtimes/rasa/.venv/bin/python -m afterdose.rasa.train_second_reading

train: setup $(MODEL) $(SECOND)  ## the Rasa model and the screen's second reading, if anything they are made of has changed

run: train  ## the whole system on this machine, with the simulated carrier; Ctrl-C ends it
	.venv/bin/afterdose run --history

test: train  ## the whole test suite
	$(PY) -m pytest -n 2 --dist loadgroup

TORTURE := $(PY) -m tests.torture --database $(DATABASE) --workers $(WORKERS) --rasas $(RASAS) $(if $(SEED),--seed $(SEED))
torture: train  ## kill every process at random moments under load; nothing may be lost or doubled
	$(TORTURE) --kills $(KILLS) --texts $(TEXTS)

torture-short: train  ## the same within about two minutes
	$(TORTURE) --kills 6 --texts 120

# BENCH names parts, such as BENCH='alone "full records"'; without it all are measured.
bench: train  ## measure speed: var/bench/figures.json, docs/performance.md; an hour, on a quiet machine
	$(PY) -m tests.bench $(BENCH) --page docs/performance.md

check: setup  ## formatting, lint, types, layering, protocols
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/afterdose protocols check

# EVAL=--update-baseline takes down what is caught now, after it was looked at.
eval: train  ## score the labelled sets: var/evaluation/figures.html, docs/evaluation.md
	.venv/bin/afterdose evaluate tests/evaluation var/evaluation \
		--summary docs/evaluation.md --baseline tests/evaluation/baseline.json $(EVAL)

format: setup  ## put the formatting right
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

lock: .tools/.ready  ## make the locks anew (never names a registry)
	$(UV) pip compile pyproject.toml --group dev --generate-hashes --quiet --no-header --output-file requirements-dev.txt
	$(UV) pip compile pyproject.toml --generate-hashes --quiet --no-header --constraint requirements-dev.txt --output-file requirements.txt
	cd runtimes/rasa && $(UV) pip compile pyproject.toml --generate-hashes --quiet --no-header --output-file requirements.txt

clean:  ## everything that can be made again, but not var/ (the data)
	rm -rf .venv .tools runtimes/rasa/.venv models .rasa
