# make, or make help, lists the targets.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup build release test lint format demo demo-s3 bench install clean

PREFIX ?= /usr/local
# More options for swift test, such as TEST_FLAGS='--filter MountTests'.
TEST_FLAGS ?=
# Options and rows of the benchmark, such as BENCH_FLAGS='--json find ls'; --help lists them.
BENCH_FLAGS ?=

SWIFT_FILES := Sources Tests Benchmarks Package.swift
C_FILES := $(wildcard Sources/*/*.c)
C_SHIMS := $(wildcard Sources/*/shim.h)
CHECK_C := clang -fsyntax-only -Wall -Wextra -Werror
SHELL_FILES := .ci/run $(wildcard scripts/*.sh examples/*.sh)
BINARIES := .build/release/pgofs .build/release/pgocollect

# A warning is an error where pgofs is worked on. Where it is only built, a newer compiler's new
# warning must not stand in the way.
STRICT := -Xswiftc -warnings-as-errors
# Libraries that a release has within itself: the linker takes what it finds here first. It then has
# fewer to find when it starts; and it starts at a fixed address, as Go's programs do, which spares
# it the relocation of 90,000 pointers. Together that is a third of its start. Nor does it export the
# names of its functions, through which Swift's runtime would search, or look for libraries beside itself.
STATIC := $(CURDIR)/.build/static
EXPORTS := $(CURDIR)/scripts/exports.map
RELEASE := -c release --static-swift-stdlib --disable-local-rpath \
	-Xlinker -s -Xlinker -no-pie -Xlinker -L$(STATIC) -Xlinker --version-script=$(EXPORTS) \
	$(if $(filter true,$(CI)),$(STRICT))

# scripts/setup.sh links the go that it chose here.
export PATH := $(CURDIR)/.build/tools:$(PATH)
export GOTOOLCHAIN := local
GO := CGO_ENABLED=0 GOFLAGS=-buildvcs=false go
GO_MODULES := examples/service examples/inprocess Tests/S3Proxy

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

setup: ## install what is missing: packages, Go (test and demo do it first)
	@scripts/setup.sh

build: ## debug build
	swift build $(STRICT)

release: $(STATIC) ## two binaries without Swift, C++ or FUSE libraries to install beside them
	swift build $(RELEASE) --product pgofs
	swift build $(RELEASE) --product pgocollect
	@du -Lh $(BINARIES)

test: lint ## set up, check the style, build without a warning, run every test
	swift build --build-tests $(STRICT)
	swift test --skip-build $(TEST_FLAGS)
	for module in $(GO_MODULES); do $(GO) -C $$module test ./...; done

lint: setup ## check the style of Swift, C, shell and Go
	swift format lint --strict --recursive $(SWIFT_FILES)
	for file in $(C_FILES); do $(CHECK_C) -I$$(dirname $$file)/include $$file || exit; done
	for file in $(C_SHIMS); do $(CHECK_C) -include $$file -x c /dev/null || exit; done
	shellcheck $(SHELL_FILES)
	test -z "$$(gofmt -l examples Tests | tee /dev/stderr)"
	for module in $(GO_MODULES); do $(GO) -C $$module vet ./...; done

format: ## lay out the Swift and Go code anew
	swift format --in-place --recursive $(SWIFT_FILES)
	gofmt -w examples

demo: setup release ## mount, capture, build and compare: the whole story
	@PGOFS=$(CURDIR)/.build/release/pgofs examples/demo.sh

demo-s3: setup release ## the same in a bucket of a real S3 server on this machine, which two mounts share
	@PGOFS=$(CURDIR)/.build/release/pgofs examples/demo.sh s3

$(STATIC):
	scripts/static-libraries.sh $@

bench: setup release ## measure pgofs and its alternatives side by side, in five minutes
	swift build $(RELEASE) --product pgofs-bench
	scripts/bench-setup.sh
	@scripts/bench.sh $(BENCH_FLAGS)

install: $(BINARIES) ## install the release binaries in PREFIX/bin (/usr/local), where mount -t fuse.pgofs finds one
	install -D -m 755 -t $(DESTDIR)$(PREFIX)/bin $(BINARIES)

$(BINARIES):
	$(MAKE) release

clean: ## remove all that was built, the set-up's Go among it
	rm -rf .build
