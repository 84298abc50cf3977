# `make demo` shows the product, `make test` proves it. Both install the system packages that are missing.
SWIFT_BUILD = swift build --explicit-target-dependency-import-check error
# The quick ones first, then those that run the built programs; ReleaseTests makes a release build.
LONG = EndToEndTests KillMatrixTests ChaosTests ReleaseTests
SUITES = $(filter-out $(LONG),$(notdir $(wildcard Tests/*Tests))) Conformance $(LONG)
# The engine's lives, which compute for minutes: apart from the tests beside them, whose time limits they would use up.
LIVES = ^SyncTests\..*(Death|Model|Volumes)
# boi-host, the fake ProvideX, and the Wine that they run in.
BOI = $(CURDIR)/.build-boi
FOLDERS = Agent Relay Shared Tests Package.swift

.PHONY: demo test test-com boi-host fuzz lint build bench bench-com chaos packages wine-packages clean

demo: packages
	$(SWIFT_BUILD) --product sage-demo
	$(SWIFT_BUILD) --product sage-agent
	$(SWIFT_BUILD) --product sage-relay
	$(SWIFT_BUILD) --product simulated-monday
	$(SWIFT_BUILD) --product simulated-sage-soap
	.build/debug/sage-demo run $(if $(ONCE),--once) $(if $(SAGE_DATA),--sage-data "$(SAGE_DATA)")

# One suite after the other: a suite that computes would make another one's sockets miss their deadlines.
test: packages wine-packages lint
	$(SWIFT_BUILD) --build-tests
	@set -e; for suite in $(SUITES); do echo "== $$suite"; swift test --skip-build --filter "^$$suite\." --skip '$(LIVES)'; done
	swift test --skip-build --filter '$(LIVES)'
	$(MAKE) test-com

# The business objects over COM, under Wine, against those of the simulated Sage. A Wine program is kept alive meanwhile,
# so that Wine's server is no child of the tests; nothing of Wine is left afterwards.
test-com: boi-host
	$(SWIFT_BUILD) --build-tests
	@set -e; environment="$$(Tests/FakeProvideX/wine-prefix $(BOI) $(BOI)/prefix)"; eval "$$environment"; \
	trap 'wineserver -k || true' EXIT; trap 'exit 130' INT TERM HUP; \
	(wine64 cmd /c "ping -n 3600 127.0.0.1" >/dev/null 2>&1 </dev/null &) ; \
	echo "== BusinessObjectsConformance"; \
	BOI_BUILD=$(BOI) swift test --skip-build --filter "^BusinessObjectsConformance\."

boi-host: wine-packages
	$(MAKE) -C Agent/boi-host BUILD=$(BOI) test host fake

# What boi-host reads from the agent and from Sage, made up by a fuzzer: SECONDS=600 for longer than a minute.
fuzz: wine-packages
	$(MAKE) -C Agent/boi-host BUILD=$(BOI) SECONDS=$(or $(SECONDS),60) fuzz

lint:
	swift format lint --strict --recursive --parallel $(FOLDERS)

build: packages
	$(SWIFT_BUILD)

bench: packages
	swift build -c release --static-swift-stdlib --product bench --scratch-path .build-bench
	swift build -c release --static-swift-stdlib --product bench-customers --scratch-path .build-bench
	.build-bench/release/bench
	.build-bench/release/bench-customers

# A scan over COM under Wine, from the fake ProvideX to the relay's end of the tunnel.
bench-com: packages wine-packages
	$(MAKE) -C Agent/boi-host BUILD=$(BOI) OPTIMIZE=-O2 $(BOI)/64/boi-host.exe $(BOI)/64/FakeProvideX.dll $(BOI)/64/FakeProvideX.exe
	swift build -c release --static-swift-stdlib --product bench --scratch-path .build-bench
	@set -e; environment="$$(Tests/FakeProvideX/wine-prefix $(BOI) $(BOI)/prefix)"; eval "$$environment"; \
	trap 'wineserver -k || true' EXIT; trap 'exit 130' INT TERM HUP; \
	BOI_BUILD=$(BOI) .build-bench/release/bench com

# A company lives while everything between it and its boards goes wrong; docs/proof.md reads the table.
chaos: packages
	$(SWIFT_BUILD) --product sage-chaos
	$(SWIFT_BUILD) --product sage-agent
	$(SWIFT_BUILD) --product sage-relay
	$(SWIFT_BUILD) --product simulated-monday
	$(SWIFT_BUILD) --product simulated-sage-soap
	.build/debug/sage-chaos --seconds $$(( $(or $(MINUTES),2) * 60 )) $(if $(SEED),--seed $(SEED))

packages:
	.ci/packages

wine-packages:
	.ci/wine-packages

clean:
	rm -rf .build .build-bench .build-boi demo-state
