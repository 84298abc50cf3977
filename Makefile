# `make demo` shows the product, `make test` proves it. Both install the system packages that are missing.
SWIFT_BUILD = swift build --explicit-target-dependency-import-check error
# The quick ones first, then those that run the built programs; ReleaseTests makes a release build.
LONG = EndToEndTests KillMatrixTests ChaosTests ReleaseTests
SUITES = $(filter-out $(LONG),$(notdir $(wildcard Tests/*Tests))) Conformance $(LONG)
# The engine's lives, which compute for minutes: apart from the tests beside them, whose time limits they would use up.
LIVES = ^SyncTests\..*(Death|Model|Volumes)
FOLDERS = Agent Relay Shared Tests Package.swift

.PHONY: demo test lint build bench chaos packages clean

demo: packages
	$(SWIFT_BUILD) --product sage-demo
	$(SWIFT_BUILD) --product sage-agent
	$(SWIFT_BUILD) --product sage-relay
	$(SWIFT_BUILD) --product simulated-monday
	.build/debug/sage-demo run $(if $(ONCE),--once) $(if $(SAGE_DATA),--sage-data "$(SAGE_DATA)")

# One suite after the other: a suite that computes would make another one's sockets miss their deadlines.
test: packages lint
	$(SWIFT_BUILD) --build-tests
	@set -e; for suite in $(SUITES); do echo "== $$suite"; swift test --skip-build --filter "^$$suite\." --skip '$(LIVES)'; done
	swift test --skip-build --filter '$(LIVES)'

lint:
	swift format lint --strict --recursive --parallel $(FOLDERS)

build: packages
	$(SWIFT_BUILD)

bench: packages
	swift build -c release --static-swift-stdlib --product bench --scratch-path .build-bench
	.build-bench/release/bench

# A company lives while everything between it and its boards goes wrong; docs/proof.md reads the table.
chaos: packages
	$(SWIFT_BUILD) --product sage-chaos
	$(SWIFT_BUILD) --product sage-agent
	$(SWIFT_BUILD) --product sage-relay
	$(SWIFT_BUILD) --product simulated-monday
	.build/debug/sage-chaos --seconds $$(( $(or $(MINUTES),2) * 60 )) $(if $(SEED),--seed $(SEED))

packages:
	.ci/packages

clean:
	rm -rf .build .build-bench demo-state
