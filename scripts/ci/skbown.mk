# SPDX-License-Identifier: GPL-2.0-only
#
# skbown.mk - for the Makefile of an out-of-tree driver: "include skbown.mk" in the part that
# kbuild does not read (or anywhere, if KERNELRELEASE is looked at as below). Then:
#
#	make skbown			checks the driver; fails on findings that are not in skbown.base
#	make skbown DIFF=origin/main	fails only on what the change since then touches
#	make skbown-baseline		what is there now is known: writes skbown.base
#	make skbown-html		writes skbown.html
#	make skbown-build		the same checks and sparse's, on each file as it is compiled
#
# KDIR may name the kernel's headers or build folder, as for the build; else the newest installed.

ifeq ($(KERNELRELEASE),)

SKBOWN ?= skbown
SKBOWN_PATHS ?= .
SKBOWN_BASE ?= skbown.base
SKBOWN_FLAGS ?=

skbown-known = $(if $(wildcard $(SKBOWN_BASE)),--baseline $(SKBOWN_BASE))
skbown-check = $(SKBOWN) check $(if $(KDIR),--kbuild $(KDIR)) $(SKBOWN_FLAGS)

skbown:
	@$(skbown-check) $(skbown-known) $(if $(DIFF),--diff $(DIFF)) $(SKBOWN_PATHS)

skbown-baseline:
	@$(skbown-check) --baseline $(SKBOWN_BASE) --write-baseline $(SKBOWN_PATHS) >/dev/null

skbown-html:
	@$(skbown-check) $(skbown-known) --fail-on never --format html --output skbown.html $(SKBOWN_PATHS)

skbown-build:
	$(MAKE) -C $(or $(KDIR),/lib/modules/$(shell uname -r)/build) M=$(CURDIR) C=2 \
		CHECK="$(SKBOWN) kbuild$(if $(shell command -v sparse), --then sparse)" modules

.PHONY: skbown skbown-baseline skbown-html skbown-build

endif
