# `make demo` shows the product, `make test` proves it. Both install the system packages that are missing.
SWIFT_BUILD = swift build --explicit-target-dependency-import-check error
SUITES = $(notdir $(wildcard Tests/*Tests)) Conformance
FOLDERS = Agent Relay Shared Tests Package.swift

.PHONY: demo test lint build bench packages clean

demo: packages
	$(SWIFT_BUILD) --product sage-demo
	$(SWIFT_BUILD) --product sage-agent
	$(SWIFT_BUILD) --product sage-relay
	$(SWIFT_BUILD) --product simulated-monday
	.build/debug/sage-demo run $(if $(ONCE),--once) $(if $(SAGE_DATA),--sage-data "$(SAGE_DATA)")

# One suite after the other: a suite that computes would make another one's sockets miss their deadlines.
test: packages lint
	$(SWIFT_BUILD) --build-tests
	@set -e; for suite in $(SUITES); do echo "== $$suite"; swift test --skip-build --filter "^$$suite\."; done

lint:
	swift format lint --strict --recursive --parallel $(FOLDERS)

build: packages
	$(SWIFT_BUILD)

bench: packages
	swift build -c release --product bench --scratch-path .build-bench
	.build-bench/release/bench

packages:
	.ci/packages

clean:
	rm -rf .build .build-bench demo-state
