# SPDX-License-Identifier: GPL-2.0-only
#
# install.mk - manual and completions, what is installed and where, the source archive, the
# Debian package. Part of the Makefile.

PREFIX ?= /usr/local
DESTDIR ?=
BINDIR ?= $(PREFIX)/bin
DATADIR ?= $(PREFIX)/share
VERSION := $(shell sed -n 's/^\#define SKBOWN_VERSION "\(.*\)"/\1/p' include/render/render.h)

# --- manual and completions, made of the tables of commands and options ---

MANUAL_TOOL := $(B)/skbown-manual
MANUAL := $(B)/share/man/man1/skbown.1
BASH_COMPLETION := $(B)/share/bash-completion/completions/skbown
ZSH_COMPLETION := $(B)/share/zsh/site-functions/_skbown
FISH_COMPLETION := $(B)/share/fish/vendor_completions.d/skbown.fish
MADE_PAGES := $(MANUAL) $(BASH_COMPLETION) $(ZSH_COMPLETION) $(FISH_COMPLETION)

$(MANUAL_TOOL): $(patsubst %.c,$(B)/%.o,$(wildcard checker/tools/manual*.c)) $(LIB)
	$(call say,LD      $@)
	$(Q)$(CC) $(SKBOWN_LDFLAGS) -o $@ $^ $(LDLIBS)

$(MANUAL): MAKES = man checker/tools/skbown.1.in
$(MANUAL): checker/tools/skbown.1.in
$(BASH_COMPLETION): MAKES = bash
$(ZSH_COMPLETION): MAKES = zsh
$(FISH_COMPLETION): MAKES = fish

$(MADE_PAGES): $(MANUAL_TOOL)
	$(call say,MANUAL  $@)
	$(Q)mkdir -p $(@D) && $(MANUAL_TOOL) $(MAKES) > $@.tmp && mv $@.tmp $@

manual: $(MADE_PAGES)	## writes the manual page and the completions of shells into build/share

.PHONY: manual
