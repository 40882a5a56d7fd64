# SPDX-License-Identifier: GPL-2.0-only
#
# install.mk - manual and completions, what is installed and where, the source archive, the
# Debian package. Part of the Makefile.

PREFIX ?= /usr/local
DESTDIR ?=
BINDIR ?= $(PREFIX)/bin
DATADIR ?= $(PREFIX)/share
BASHDIR ?= $(DATADIR)/bash-completion/completions
ZSHDIR ?= $(DATADIR)/zsh/site-functions
FISHDIR ?= $(DATADIR)/fish/vendor_completions.d
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

# --- install ---

# Needed at run time: headers, for models that users write. The rest is in the program. The semantic
# patches and the files for continuous integration are there for whoever looks for them.
SHARED := $(sort include/skbown.h $(shell find include/kernel -name '*.h') rules/macros.h \
	$(wildcard rules/*.iso rules/*/*.cocci) scripts/coccicheck scripts/install-cocci scripts/cocci_source.py scripts/plant_source.py \
	$(shell find scripts/ci scripts/editors -type f ! -path "*/tests/*" 2>/dev/null))
to = $(DESTDIR)$(1)

install: all manual	## copies the program to PREFIX (default /usr/local), below DESTDIR
	$(Q)install -D -m 755 $(B)/skbown $(call to,$(BINDIR))/skbown
	$(Q)install -D -m 644 $(MANUAL) $(call to,$(DATADIR))/man/man1/skbown.1
	$(Q)install -D -m 644 $(BASH_COMPLETION) $(call to,$(BASHDIR))/skbown
	$(Q)install -D -m 644 $(ZSH_COMPLETION) $(call to,$(ZSHDIR))/_skbown
	$(Q)install -D -m 644 $(FISH_COMPLETION) $(call to,$(FISHDIR))/skbown.fish
	$(Q)for f in $(SHARED); do \
		mode=644; [ ! -x $$f ] || mode=755; \
		install -D -m $$mode $$f $(call to,$(DATADIR))/skbown/$$f || exit 1; done

# Folders that others may use stay.
uninstall:	## removes what "make install" with the same PREFIX and DESTDIR has copied
	$(Q)rm -f $(call to,$(BINDIR))/skbown $(call to,$(DATADIR))/man/man1/skbown.1 \
		$(call to,$(BASHDIR))/skbown $(call to,$(ZSHDIR))/_skbown $(call to,$(FISHDIR))/skbown.fish
	$(Q)rm -rf $(call to,$(DATADIR))/skbown

# --- source archive ---

DIST := skbown-$(VERSION)

# The same bytes for the same commit, whoever makes it and when.
dist:	## writes build/skbown-VERSION.tar.xz of the last commit
	$(Q)git rev-parse -q --verify HEAD >/dev/null || { echo "make dist: this is no git repository" >&2; exit 2; }
	$(Q)git diff --quiet HEAD || echo "make dist: what is not committed is not in it" >&2
	$(Q)mkdir -p $(B) && git -c tar.umask=0022 archive --format=tar --prefix=$(DIST)/ HEAD | \
		xz -6 -T1 > $(B)/$(DIST).tar.xz.tmp && mv $(B)/$(DIST).tar.xz.tmp $(B)/$(DIST).tar.xz
	$(Q)echo $(B)/$(DIST).tar.xz

.PHONY: manual install uninstall dist

# --- Debian package ---

# Built from the source archive in a folder of its own, to which scripts/debian is added.
DEB_DIR := $(B)/deb
deb: dist	## builds build/skbown_VERSION_ARCH.deb of the last commit (needs debhelper)
	$(Q)command -v dh >/dev/null || { echo "make deb: needs debhelper: apt-get install debhelper" >&2; exit 2; }
	$(Q)rm -rf $(DEB_DIR) && mkdir -p $(DEB_DIR) && tar -xf $(B)/$(DIST).tar.xz -C $(DEB_DIR)
	$(Q)cp -r $(DEB_DIR)/$(DIST)/scripts/debian $(DEB_DIR)/$(DIST)/debian
	$(Q)sed -i -e 's/@version@/$(VERSION)/' \
		-e "s/@date@/$$(LC_ALL=C git log -1 --format=%cD)/" $(DEB_DIR)/$(DIST)/debian/changelog
	$(Q)cd $(DEB_DIR)/$(DIST) && dpkg-buildpackage -us -uc -b > ../log 2>&1 || { tail -30 ../log >&2; exit 1; }
	$(Q)cp $(DEB_DIR)/skbown_$(VERSION)_*.deb $(B)/ && echo $(B)/skbown_$(VERSION)_*.deb

check-deb:	## builds the package, looks at it with lintian, installs it into a fresh Debian (as root)
	$(Q)scripts/setup deb
	$(Q)DEB_BUILD_OPTIONS="nocheck parallel=$$(nproc)" $(MAKE) --no-print-directory deb
	$(Q)scripts/check-deb $(B)

.PHONY: deb check-deb
