# Lede. `make demo` sets everything up and shows a search; `make test` runs all tests.

SWIFT ?= swift
PREFIX ?= /usr/local
# What stands on the paths of the engine where input could make a check fail is tested by hand and thrown as an error;
# the remaining traps guard programming errors only, and are left out of the command.
RELEASE = -c release -Xswiftc -Ounchecked --product lede $(STATIC)
# On Linux the command holds Swift's libraries, so that it runs on machines without Swift and starts in half the time, and what
# queries execute lies side by side in it: functions have sections of their own, which lld puts in the order of a list.
ifneq ($(shell ls -d "$$(dirname "$$(readlink -f "$$(command -v $(SWIFT))")")/../lib/swift_static/linux" 2>/dev/null),)
STATIC = --static-swift-stdlib -Xswiftc -use-ld=lld -Xswiftc -Xfrontend -Xswiftc -function-sections -Xcc -ffunction-sections $(LAYOUT)
LAYOUT = -Xlinker '--symbol-ordering-file=$(CURDIR)/Benchmarks/Layout/functions.txt' -Xlinker --no-warn-symbol-ordering
endif
LEDE = .build/release/lede
DEBIAN_PACKAGES = zlib1g-dev libstemmer-dev libxml2-dev libssl-dev libedit-dev
BREW_PACKAGES = zlib snowball libxml2 openssl@3

.PHONY: help demo build test torture tsan asan fuzz bench layout lint format install setup clean

help:
	@echo "make demo     install what is missing, build, index seeds/ into index/ and search it"
	@echo "make test     build and run all tests"
	@echo "make torture  crashes, damage and forged files at random, at length; SEED=n ROUNDS=n"
	@echo "make tsan     the concurrent tests under the thread sanitizer; make asan all tests of the libraries under that of addresses"
	@echo "make fuzz     arbitrary bytes into every reader by libFuzzer, as long as it is let: SECONDS=n for each target"
	@echo "make build    build the command: $(LEDE)"
	@echo "make bench    measure the parts of the engine; Benchmarks/README.md says what the table means"
	@echo "make layout   list anew what queries execute, and build the command with these functions side by side"
	@echo "make install  copy the command to $(PREFIX)/bin"
	@echo "make lint     check the format of the sources; make format applies it"
	@echo "make clean    remove what was built"

demo: build
	$(LEDE) index seeds --index index
	$(LEDE) search 'sanctuary school' --index index
	$(LEDE) search '"safe zones for students"' --index index

build: setup
	$(SWIFT) build $(RELEASE)

test: setup
	$(SWIFT) test --disable-xctest

# The random tests at length: ROUNDS=1 takes about a quarter of an hour; SEED chooses the random numbers.
ROUNDS ?= 1
SEED ?= $(shell od -An -N3 -tu4 /dev/urandom | tr -d ' ')
torture: build
	@echo "make torture SEED=$(SEED) ROUNDS=$(ROUNDS)"
	Tests/Damage/damage.py $(LEDE) $$((500 * $(ROUNDS))) $(SEED)
	Tests/Damage/forge.py $(LEDE) $$((100 * $(ROUNDS))) $(SEED)
	Tests/PowerLoss/powerloss.py $(LEDE) $$((100 * $(ROUNDS))) $(SEED)
	Tests/Memory/memory.py $(LEDE) $$((40 * $(ROUNDS)))
	LEDE_TORTURE_SEED=$(SEED) LEDE_TORTURE_ROUNDS=$(ROUNDS) $(SWIFT) test --disable-xctest \
		--filter 'CrashTests|ForgeryTests|CommitFailureTests|IndexRepairTests|IndexCopyTests|SegmentDamageTests|HostileInputTests'

# Builds of their own, beside .build: a sanitizer is in all of the code or in none.
SANITIZED = --testing-library swift-testing
TSAN_TESTS = ConcurrencyTests|CancellationTests|IndexWriterTests|NewMatchesTests|SearcherTests|IndexCopyTests|SpilledBytesTests|SegmentDamageTests.merges|LedeImportTests|CommandTests\.(Index|Interruption|Session|Watch|BadInput|Search|Results|QueryList)
tsan: setup
	$(SWIFT) build --build-tests --sanitize=thread --scratch-path .build-tsan
	if [ "$$(uname)" = Linux ]; then clang -O1 -shared -fPIC -o .build-tsan/mutex.so Tests/Sanitizers/mutex.c; fi
	LD_PRELOAD=$$(ls $(CURDIR)/.build-tsan/mutex.so 2>/dev/null) TSAN_OPTIONS=exitcode=66 SWIFT_BACKTRACE=enable=no \
		.build-tsan/debug/ledePackageTests.xctest $(SANITIZED) --filter '$(TSAN_TESTS)'

asan: setup
	$(SWIFT) build --build-tests --sanitize=address --scratch-path .build-asan
	ASAN_OPTIONS=detect_leaks=0 SWIFT_BACKTRACE=enable=no \
		.build-asan/debug/ledePackageTests.xctest $(SANITIZED) --filter '^LedeTests|^LedeImportTests'

# Tests/Fuzz: with the checks of the compiler and the address sanitizer, so that what bytes may do wrong is seen. Inputs that
# lead somewhere new stay in .build-fuzz/corpus, those that fail become files crash-* there.
# Swift's package manager passes two sanitizers in an order that is another each time, and the compiler takes the last: so both
# are named in one once more. The coverage that swiftc asks for by itself is of a kind that libFuzzer no longer reads.
FUZZ = --package-path Tests/Fuzz --scratch-path .build-fuzz -c release --sanitize=fuzzer --sanitize=address \
	-Xswiftc -sanitize=fuzzer,address -Xswiftc -enable-testing -Xswiftc -Xllvm -Xswiftc -sanitizer-coverage-inline-8bit-counters \
	-Xswiftc -Xllvm -Xswiftc -sanitizer-coverage-pc-table
FUZZ_TARGETS = segment manifest query import json
SECONDS ?= 60
fuzz: setup
	$(SWIFT) build $(FUZZ)
	for target in $(FUZZ_TARGETS); do \
		mkdir -p .build-fuzz/corpus/$$target; \
		dictionary=$$(ls Tests/Fuzz/Dictionaries/$$target.txt 2>/dev/null); \
		LEDE_FUZZ=$$target ASAN_OPTIONS=detect_leaks=0 SWIFT_BACKTRACE=enable=no .build-fuzz/release/fuzz -max_total_time=$(SECONDS) -timeout=20 \
			-rss_limit_mb=3000 -detect_leaks=0 -print_final_stats=1 -artifact_prefix=.build-fuzz/$$target- \
			$${dictionary:+-dict=$$dictionary} .build-fuzz/corpus/$$target || exit 1; \
	done

bench: setup
	$(SWIFT) run --package-path Benchmarks -c release -Xswiftc -Ounchecked -Xswiftc -enable-testing micro

# Needs valgrind, and takes some minutes.
layout: setup
	$(SWIFT) build $(RELEASE) -Xlinker --no-demangle -Xlinker '-Map=$(CURDIR)/.build/lede.map'
	Benchmarks/Layout/layout.py $(LEDE) .build/lede.map
	$(SWIFT) build $(RELEASE)

lint:
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests Benchmarks

format:
	$(SWIFT) format --in-place --recursive Package.swift Sources Tests Benchmarks

install: build
	install -d $(PREFIX)/bin
	install -s -m 755 $(LEDE) $(PREFIX)/bin/lede

# Installs the system libraries that are missing, with sudo where that is needed.
setup:
	@command -v $(SWIFT) >/dev/null || { echo "Lede needs a Swift 6.3 toolchain: https://www.swift.org/install" >&2; exit 1; }
	@if command -v dpkg >/dev/null; then \
		missing=; \
		for package in $(DEBIAN_PACKAGES); do dpkg -s $$package >/dev/null 2>&1 || missing="$$missing $$package"; done; \
		if [ -n "$$missing" ]; then \
			echo "Installing$$missing"; \
			if [ "$$(id -u)" = 0 ]; then sudo=; else sudo=sudo; fi; \
			$$sudo apt-get install -y -qq $$missing >/dev/null 2>&1 \
				|| { $$sudo apt-get update -qq && $$sudo apt-get install -y -qq $$missing >/dev/null; }; \
		fi; \
	elif command -v brew >/dev/null; then \
		brew list $(BREW_PACKAGES) >/dev/null 2>&1 || brew install $(BREW_PACKAGES); \
	else \
		echo "Lede needs the libraries zlib, libstemmer, libxml2, libcrypto and libedit with their headers" >&2; \
	fi

clean:
	rm -rf .build .build-tsan .build-asan .build-fuzz Benchmarks/.build
