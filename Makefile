# `make` builds the editions of seeds/ into build/; `make test` checks everything.
# Needs Python 3.11 or later with venv, and make. Nothing is installed outside this folder.

.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules

VENV := .venv
BIN := $(VENV)/bin
# The first interpreter that is new enough; `make PYTHON=/path/to/python` overrides.
PYTHON ?= $(firstword $(foreach p,python3.11 python3.12 python3.13 python3,\
  $(shell $(p) -c 'import sys; print("$(p)" if sys.version_info >= (3, 11) else "")' 2>/dev/null)))

RUN_STAMP := $(VENV)/.installed-run
TEST_STAMP := $(VENV)/.installed-test
TOOLS_STAMP := .tools/.installed

# $(call locked,FOLDER,LOCK): what the lock names into an environment, by version and hash, and nothing
# else: the locks are complete, and a resolver would take what was released since. What is built from
# its source is built with the locked backends, which stand there first.
pip = $(1)/bin/python -m pip --disable-pip-version-check
locked = $(call pip,$(1)) install --quiet --no-deps --no-build-isolation --use-pep517 --require-hashes --requirement $(2)
checked = $(call pip,$(1)) check || { echo "make distclean, then make again: $(1) holds what the locks do not fit" >&2; exit 1; }
SELF = $(call pip,$(VENV)) install --quiet --no-deps --no-build-isolation --editable .
BACKENDS := tests/tools/build.lock

.PHONY: build
build: $(RUN_STAMP) ## set up and build every raw text of seeds/ into build/ (the default)
	$(BIN)/converter build
	@echo
	@echo "The editions: build/index.html (open it in a browser)"
	@echo "Your own text: $(BIN)/converter build issue.txt -o out"

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed: install it, or name it: make PYTHON=/path/to/python" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)

# Installed again when a lock file changed, and only then.
$(RUN_STAMP): requirements.lock $(BACKENDS) pyproject.toml | $(BIN)/python
	$(call locked,$(VENV),$(BACKENDS))
	$(call locked,$(VENV),requirements.lock)
	$(SELF)
	@$(call checked,$(VENV))
	@touch $@

$(TEST_STAMP): tests/requirements.lock requirements.lock $(BACKENDS) pyproject.toml | $(BIN)/python
	$(call locked,$(VENV),$(BACKENDS))
	$(call locked,$(VENV),tests/requirements.lock)
	$(SELF)
	@$(call checked,$(VENV))
	@touch $@ $(RUN_STAMP)

# Checkers of editions that live in npm (Nu, Ace, axe); only where npm is present.
$(TOOLS_STAMP): tests/tools/package.json tests/tools/package-lock.json
	@mkdir -p .tools
	cp tests/tools/package.json tests/tools/package-lock.json .tools/
	cd .tools && PUPPETEER_SKIP_DOWNLOAD=1 npm ci --no-audit --no-fund --loglevel=error
	@touch $@

# Programs from PyPI that stand apart from the libraries of this one, each in a folder of its own,
# with hashes: pandoc (a peer to be measured against), sbom, audit, fuzz, uv (for `make lock`).
.PRECIOUS: .tools/%/.installed
.tools/%/.installed: tests/tools/%.lock | $(BIN)/python
	rm -rf .tools/$*
	$(BIN)/python -m venv .tools/$*
	$(call locked,.tools/$*,$<)
	@$(call checked,.tools/$*)
	@touch $@

.PHONY: setup
setup: $(TEST_STAMP) ## everything that developing needs, nothing built

.PHONY: tools
tools: $(TOOLS_STAMP) ## the checkers of editions from npm, into .tools/

.PHONY: test
test: $(TEST_STAMP) lint ## ruff, mypy and the tests
	@if command -v npm >/dev/null 2>&1; then $(MAKE) --no-print-directory tools; \
	  else echo "npm is missing: tests that need its checkers will be skipped"; fi
	@$(MAKE) --no-print-directory .tools/sbom/.installed \
	  || echo "cyclonedx-bom cannot be installed here: its test will be skipped"
	$(BIN)/python -m pytest -n 2 --dist worksteal -q

.PHONY: lint
lint: $(TEST_STAMP) ## ruff and mypy alone
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

.PHONY: coverage
coverage: $(TEST_STAMP) ## the tests once more, with the lines that none of them runs
	$(BIN)/python -m pytest -n 2 --dist worksteal -q --cov --cov-report=term-missing

.PHONY: score
score: $(TEST_STAMP) ## the accuracy table; ACCEPT=1 raises the floors, REBASE=1 sets them anew
	$(BIN)/python tests/accuracy/floors.py $(if $(ACCEPT),--accept) $(if $(REBASE),--rebase)
	$(BIN)/python -m tests.accuracy.calibration --only seeds

.PHONY: calibration
calibration: $(TEST_STAMP) ## how much of the error the doubts hold, on seeds, worn seeds and corpus
	$(BIN)/python -m tests.accuracy.calibration

.PHONY: learning
learning: $(TEST_STAMP) ## what a learnt profile does for the other issues of its publication
	$(BIN)/python -m tests.corpus.learning tests/corpus/issues/* --each

.PHONY: check-editions
check-editions: build $(TEST_STAMP) $(TOOLS_STAMP) ## other people's checkers over every edition, as a table
	$(BIN)/python -m tests.editions.check build

.PHONY: screenshots
screenshots: build $(TEST_STAMP) ## pictures of every edition, into build/screenshots/
	$(BIN)/python -m tests.editions.screenshots build build/screenshots

.PHONY: bench-scale
bench-scale: $(TEST_STAMP) ## builds at scale, as the README states them; N=100 takes fewer documents
	$(BIN)/python -m tests.benchmarks.scale noop parallel memory kill equal $(if $(N),--documents $(N))

.PHONY: bench-scale-quick
bench-scale-quick: $(TEST_STAMP) ## the same in about a minute
	$(BIN)/python -m tests.benchmarks.scale noop parallel memory --documents 12

.PHONY: train
train: $(TEST_STAMP) ## fit the model that labels lines on all documents with truth; REFRESH=1 judges seeds and cases anew
	$(BIN)/python -m tests.training --jobs $(or $(JOBS),2) $(if $(REFRESH),--refresh)

.PHONY: unseen
unseen: $(TEST_STAMP) ## accuracy on publications that were left out of the fit, as a table; PART=0…4 measures a part
	$(BIN)/python -m tests.worlds.unseen --jobs $(or $(JOBS),2) $(if $(PART),--part $(PART))

.PHONY: bench
bench: $(TEST_STAMP) ## speed against pandoc and calibre (installed for it), growth, counts; as a table
	@$(MAKE) --no-print-directory .tools/pandoc/.installed || echo "pandoc cannot be installed here"
	$(BIN)/python -m tests.benchmarks.peers --install
	$(BIN)/python -m tests.benchmarks.counts

.PHONY: bench-quick
bench-quick: $(TEST_STAMP) ## the same in about half a minute; calibre only where it is installed
	@$(MAKE) --no-print-directory .tools/pandoc/.installed || echo "pandoc cannot be installed here"
	$(BIN)/python -m tests.benchmarks.peers --quick
	$(BIN)/python -m tests.benchmarks.counts --quick

.PHONY: bench-counts
bench-counts: $(TEST_STAMP) ## work by calls and memory against the accepted entry; ACCEPT="the reason"
	$(BIN)/python -m tests.benchmarks.counts $(if $(ACCEPT),--accept "$(ACCEPT)")

.PHONY: fuzz
fuzz: $(TEST_STAMP) ## damaged inputs at every door, also guided by coverage, as tables; SECONDS=3600 takes longer
	@$(MAKE) --no-print-directory .tools/fuzz/.installed || echo "atheris cannot be installed here"
	$(BIN)/python -m tests.hostile.fuzz --seconds $(or $(SECONDS),600) $(if $(SEED),--seed $(SEED))
	$(BIN)/python -m tests.hostile.guided --seconds $(or $(SECONDS),600) $(if $(KEEP),--keep)

.PHONY: fuzz-quick
fuzz-quick: $(TEST_STAMP) ## the same in about a minute
	@$(MAKE) --no-print-directory .tools/fuzz/.installed || echo "atheris cannot be installed here"
	$(BIN)/python -m tests.hostile.fuzz --seconds 20
	$(BIN)/python -m tests.hostile.guided --seconds 4

.PHONY: hostile-full
hostile-full: $(TEST_STAMP) ## the largest hostile texts, built or refused within limits, as a table
	$(BIN)/python -m tests.hostile.full

.PHONY: audit
audit: .tools/audit/.installed ## known vulnerabilities of what is locked to run and to build; needs the network
	.tools/audit/bin/pip-audit --strict --disable-pip --require-hashes --requirement requirements.lock \
	  --requirement $(BACKENDS)

.PHONY: sbom
sbom: .tools/sbom/.installed ## what the program is made of, as CycloneDX: build/sbom.cdx.json
	@mkdir -p build
	.tools/sbom/bin/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml \
	  --output-reproducible --sv 1.6 --of JSON --validate --output-file build/sbom.cdx.json

.PHONY: accept
accept: $(TEST_STAMP) ## write what the program says now into tests/cases/ and tests/seeds/; then read the diff
	$(BIN)/python -m pytest -q --accept tests/test_cases.py tests/test_seeds.py

COMPILE = .tools/uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-header $(if $(UPGRADE),--upgrade)
.PHONY: lock
lock: .tools/uv/.installed ## resolve every lock file anew; UPGRADE=1 takes the newest releases
	for tool in build uv pandoc sbom audit fuzz; do \
	  $(COMPILE) --no-annotate tests/tools/$$tool.in --output-file tests/tools/$$tool.lock || exit 1; done
	$(COMPILE) pyproject.toml --output-file requirements.lock
	$(COMPILE) --all-extras --constraint requirements.lock --constraint $(BACKENDS) pyproject.toml \
	  --output-file tests/requirements.lock

.PHONY: wheel
wheel: $(RUN_STAMP) ## the program as a wheel, to be installed elsewhere: dist/
	$(call pip,$(VENV)) wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

.PHONY: clean
clean: ## what was built; the set-up stays
	rm -rf build dist htmlcov .coverage .coverage.*

.PHONY: distclean
distclean: clean ## the set-up as well
	rm -rf $(VENV) .tools .hypothesis .mypy_cache .pytest_cache .ruff_cache

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "%-18s %s\n", $$1, $$2}'
