# `make run` and `make test` are all that a newcomer types.
PYTHON ?= python3
BIN := .venv/bin
.PHONY: run test soak check bench changelog app docs clean

run: .venv/run.stamp
	$(BIN)/balance-timer demo

test: check
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest --numprocesses 3 --dist worksteal

soak: .venv/dev.stamp
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -m soak --timeout 0 -s

check: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/dev.stamp
	$(BIN)/python benchmarks/hour.py
	$(BIN)/python benchmarks/accuracy.py

changelog: .venv/dev.stamp
	$(BIN)/towncrier build --draft

app: .venv/app.stamp
	$(BIN)/pyinstaller --noconfirm --log-level WARN packaging/app.spec

docs: .venv/dev.stamp
	rm -rf docs/examples
	$(BIN)/python -m sphinx --nitpicky --fail-on-warning --keep-going --quiet docs build/docs
	@echo "Open build/docs/index.html in a browser."

clean:
	rm -rf .venv dist build docs/examples .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/run.stamp: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed: make PYTHON=/path/to/python3.11" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

.venv/dev.stamp: .venv/run.stamp
	$(BIN)/python -m pip install --quiet --group dev
	touch $@

.venv/app.stamp: .venv/run.stamp
	$(BIN)/python -m pip install --quiet --group app --editable '.[report,lab,clinic]'
	touch $@
