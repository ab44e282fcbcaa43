# Works on a bare machine with Python 3.11 or newer and make: everything else is set up here, in .venv.
PYTHON ?= python3
VENV   ?= .venv
BIN     = $(VENV)/bin
SALIDA ?= salida
PUERTO ?= 8000

.PHONY: run year test check lint types imports security audit sbom bench pictures clean help

run: $(VENV)/.base ## the web application on the real plan of the SEGIP, at http://127.0.0.1:8000
	$(BIN)/apthapi serve --demo --puerto $(PUERTO)

year: $(VENV)/.base ## the same with its units completed and a year of example execution
	$(BIN)/apthapi serve --demo --anio --puerto $(PUERTO)

test: $(VENV)/.dev ## every test
	$(BIN)/pytest -n auto --dist worksteal

check: lint types imports security test ## everything that CI runs

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

imports: $(VENV)/.dev
	$(BIN)/lint-imports

security: ## secrets in the files; what the code does wrong, `lint` says (rules S of ruff)
	$(PYTHON) scripts/find-secrets

audit: ## known vulnerabilities of the pinned dependencies; needs the Internet (see docs/security/README.md)
	test -x build/audit/bin/pip-audit || ($(PYTHON) -m venv build/audit && build/audit/bin/python -m pip install --quiet pip-audit)
	build/audit/bin/pip-audit --strict --disable-pip --require-hashes -r requirements/base.txt -r requirements/dev.txt

sbom: ## what the product runs with, as CycloneDX: build/apthapi.cdx.json
	mkdir -p build
	$(PYTHON) scripts/sbom > build/apthapi.cdx.json

bench: $(VENV)/.dev ## the measurements, as ratios of the same session; takes about half an hour
	$(BIN)/apthapi bench --salida build/bench

pictures: $(VENV)/.dev ## the pictures of README, LEEME and the manual, from the real product
	scripts/make-pictures
	scripts/make-manual-pictures
	scripts/make-workbook-pictures
	scripts/make-public-pictures

clean: ## remove what was built
	rm -rf build dist $(SALIDA)

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/	/'

$(VENV)/.base: requirements/base.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.base
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@
