# SPDX-License-Identifier: GPL-2.0-only
#
# Two commands do everything, the installing of what is missing included:
#
#	make run	builds skbown and checks the sample driver
#	make check	builds skbown and runs every test
#
# "make" alone only builds. SAN=1 builds with the sanitizers into build-san/;
# B=dir builds elsewhere. V=1 shows the commands.

LLVM ?= /usr/lib/llvm-19
ifeq ($(origin CC),default)
CC := gcc
endif
B ?= $(if $(SAN),build-san,build)

.DELETE_ON_ERROR:
.DEFAULT_GOAL := all
MAKEFLAGS += -r
Q := $(if $(V),,@)
say = $(if $(V)$(findstring s,$(firstword -$(MAKEFLAGS))),,@echo "  $1")

# --- flags ---

CFLAGS ?= -O3 -g
ifneq ($(SAN),)
SANFLAGS := -fsanitize=address,undefined -fno-sanitize-recover=undefined \
	-fno-omit-frame-pointer -DSKBOWN_SAN
# libclang keeps its own memory until exit; leaks are not what this build looks for.
export ASAN_OPTIONS ?= detect_leaks=0:abort_on_error=1
endif
SKBOWN_CFLAGS = $(CFLAGS) -std=gnu11 -fno-strict-aliasing -D_GNU_SOURCE= -Wall -Wextra -Wno-unused-parameter -Wshadow \
	-Wno-missing-field-initializers -Wstrict-prototypes -Wmissing-prototypes \
	$(CPPFLAGS) -Iinclude -I$(B)/gen -I$(LLVM)/include -Wa,-I$(B)/gen $(SANFLAGS)
# Where libclang is when the system's linker does not know it; empty for a package.
RPATH ?= -Wl,-rpath,$(LLVM)/lib
SKBOWN_LDFLAGS = $(LDFLAGS) $(SANFLAGS) -L$(LLVM)/lib $(RPATH)
LDLIBS += -lclang-19 -lcyaml -lyaml -ljansson -lsqlite3 -lxxhash

# --- what is built ---

LAYERS := base ir front model flow report render lsp drive
SRCS := $(foreach l,$(LAYERS),$(sort $(wildcard checker/$(l)/*.c)))
MAIN := $(B)/checker/drive/main.o
OBJS := $(filter-out $(MAIN),$(SRCS:%.c=$(B)/%.o))
LIB := $(B)/libskbown.a

# Tools are made of the lower layers only. One of them lowers the models: no cycle.
LOWER := $(B)/skbown-lower
PARSE := $(B)/skbown-parse
FLOW := $(B)/skbown-flow
MODELS_TOOL := $(B)/skbown-models
TOOL_OBJS := $(filter $(B)/checker/base/% $(B)/checker/ir/% $(B)/checker/front/%,$(OBJS))

MODELS := $(sort $(wildcard rules/models/*.c))
PAGES := $(sort $(foreach d,$(wildcard rules/*/),$(wildcard $(d)$(notdir $(d:/=)).md)))

UNIT_SRCS := $(sort $(wildcard checker/*/tests/test_*.c))
UNIT_TESTS := $(UNIT_SRCS:%.c=$(B)/%)
# Other C files in a tests folder are helpers of every test beside them.
HELPER_OBJS := $(patsubst %.c,$(B)/%.o,$(filter-out $(UNIT_SRCS),$(wildcard checker/*/tests/*.c)))

all: $(B)/skbown	## builds build/skbown

$(B)/skbown: $(MAIN) $(LIB)
	$(call say,LD      $@)
	$(Q)$(CC) $(SKBOWN_LDFLAGS) -o $@ $^ $(LDLIBS)

$(B)/skbown-%: $(B)/checker/tools/%.o $(TOOL_OBJS)
	$(call say,LD      $@)
	$(Q)$(CC) $(SKBOWN_LDFLAGS) -o $@ $^ $(LDLIBS)

# This one executes IR text: all layers but libclang's work, for work on the engine.
$(FLOW): $(B)/checker/tools/flow.o $(LIB)
	$(call say,LD      $@)
	$(Q)$(CC) $(SKBOWN_LDFLAGS) -o $@ $^ $(LDLIBS)

$(MODELS_TOOL): $(patsubst %.c,$(B)/%.o,$(wildcard checker/tools/models*.c)) $(LIB)
	$(call say,LD      $@)
	$(Q)$(CC) $(SKBOWN_LDFLAGS) -o $@ $^ $(LDLIBS)

$(LIB): $(OBJS)
	$(call say,AR      $@)
	$(Q)rm -f $@ && ar rcs $@ $^

# An object is as old as the moment when its compiler started: a header that is edited
# meanwhile is newer, and the next make compiles again.
$(B)/%.o: %.c $(B)/.flags
	$(call say,CC      $<)
	$(Q)mkdir -p $(@D) && touch $@.start && \
		$(CC) $(SKBOWN_CFLAGS) -MMD -MP -c -o $@ $< && touch -r $@.start $@; \
		rc=$$?; rm -f $@.start; exit $$rc

# Written anew only when the compiler or its flags have changed.
$(B)/.flags: FORCE
	$(Q)mkdir -p $(B)/gen && echo '$(CC) $(SKBOWN_CFLAGS)' | cmp -s - $@ || \
		echo '$(CC) $(SKBOWN_CFLAGS)' > $@

# --- generated: models as IR text, rule pages ---

KERNEL_HEADERS := $(shell find include/kernel -name '*.h' 2>/dev/null)

$(B)/gen/models.ir: $(LOWER) $(MODELS) $(wildcard rules/models/*.h) $(KERNEL_HEADERS) include/skbown.h
	$(call say,LOWER   $@)
	$(Q)mkdir -p $(@D) && $(LOWER) $(MODELS) -- -Iinclude -Iinclude/kernel > $@.tmp && mv $@.tmp $@

$(B)/gen/pages.inc: scripts/embed-pages include/flow/rules.def include/report/gate.def $(PAGES)
	$(call say,PAGES   $@)
	$(Q)mkdir -p $(@D) && scripts/embed-pages > $@.tmp && mv $@.tmp $@

$(B)/checker/model/embed.o: $(B)/gen/models.ir
$(B)/checker/report/pages.o: $(B)/gen/pages.inc

# --- tests ---

# $(1): layer
define unit_rule
$(B)/checker/$(1)/tests/test_%: $(B)/checker/$(1)/tests/test_%.o \
		$(filter $(B)/checker/$(1)/%,$(HELPER_OBJS)) $(LIB)
	$$(call say,LD      $$@)
	$$(Q)$$(CC) $$(SKBOWN_LDFLAGS) -o $$@ $$^ -lcmocka $$(LDLIBS)
endef
$(foreach l,$(LAYERS),$(eval $(call unit_rule,$(l))))

unit: $(UNIT_TESTS)	## builds and runs the unit tests only
	$(Q)scripts/run-tests $(B) unit

# Recursive makes build in parallel unless the user said how.
sub = $(MAKE) --no-print-directory $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(shell nproc))

run:	## installs what is missing, builds, checks the sample driver in testdata/driver
	$(Q)scripts/setup run
	$(Q)$(sub) all
	$(Q)scripts/run-sample $(B)

check:	## installs what is missing, builds, runs every test
	$(Q)scripts/setup
	$(Q)$(sub) -k all manual $(LOWER) $(FLOW) $(UNIT_TESTS); BUILD_STATUS=$$? scripts/run-tests $(B)

check-kernel:	## runs over Linux 6.12, compares with testdata/kernel (UPDATE=1 records, KERNEL=6.1, PCH=0)
	$(Q)scripts/setup kernel
	$(Q)$(sub) all
	$(Q)UPDATE=$(UPDATE) KERNEL=$(KERNEL) PCH=$(PCH) scripts/check-kernel $(B)

plant:	## how many planted bugs are found; writes testdata/plant/results.tsv
	$(Q)scripts/setup kernel
	$(Q)scripts/kernel-source 6.12 >/dev/null
	$(Q)$(sub) all $(FLOW)
	$(Q)scripts/plant --build $(B) --record

eval:	## writes the table of what is found, and how much of it is right, into README.md
	$(Q)scripts/eval

check-words:	## nothing would be found in files that are passed over for their words (FILES=n)
	$(Q)scripts/setup kernel
	$(Q)$(sub) all
	$(Q)FILES=$(FILES) scripts/check-words $(B)

check-models:	## compares every model with its body in a kernel tree (KDIR=, default Linux 6.12)
	$(Q)scripts/setup kernel
	$(Q)$(sub) all $(MODELS_TOOL)
	$(Q)scripts/check-models $(B) $(or $(KDIR),$$(scripts/kernel-source 6.12))

check-models-old:	## the same in Linux 6.1
	$(Q)$(MAKE) --no-print-directory check-models KDIR="$$(scripts/kernel-source 6.1)"

bench:	## time of a run beside other tools' (FILES=n, ROUNDS=n, SERIES=1, RECORD=1)
	$(Q)scripts/setup bench
	$(Q)$(sub) all $(PARSE)
	$(Q)rc=0; \
	FILES=$(FILES) ROUNDS=$(ROUNDS) SERIES=$(SERIES) RECORD=$(RECORD) scripts/bench $(B) || rc=1; \
	SKBOWN=$$PWD/$(B)/skbown scripts/bench-lsp "$$(scripts/kernel-source 6.12)" \
		net/ipv4/ip_output.c net/netlink/af_netlink.c net/core/skbuff.c || rc=1; \
	scripts/bench-cocci || rc=1; \
	exit $$rc

# The readers of other people's files alone, with libFuzzer. What is worth keeping of what it finds
# goes into testdata/fuzz/READER, which "make check" reads again.
FUZZ_READERS := json sarif lines baseline diff comments yaml
FUZZ_SRCS := checker/drive/tests/test_readers.c checker/drive/config.c checker/drive/message.c \
	$(wildcard checker/base/*.c) $(addprefix checker/report/,$(addsuffix .c,import import_json \
	import_sarif import_lines json_line baseline change suppress report fingerprint names pages))

$(B)/fuzz-readers: $(FUZZ_SRCS) $(B)/gen/pages.inc $(wildcard include/*/*.h)
	$(call say,CLANG   $@)
	$(Q)clang-19 -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined -w \
		-DFUZZ -std=gnu11 -D_GNU_SOURCE= -Iinclude -I$(B)/gen -I$(LLVM)/include $(FUZZ_SRCS) \
		-lcyaml -lyaml -ljansson -lxxhash -o $@

fuzz: $(B)/fuzz-readers	## throws random input at the readers of other tools' files (READER=json, SECONDS=600 each)
	$(Q)rc=0; for r in $(or $(READER),$(FUZZ_READERS)); do mkdir -p $(B)/fuzz/$$r; echo "--- $$r"; \
		READER=$$r ASAN_OPTIONS=detect_leaks=0 $(B)/fuzz-readers -max_total_time=$(or $(SECONDS),600) \
		-max_len=8192 -timeout=10 -dict=testdata/fuzz/words.dict -print_final_stats=1 -verbosity=0 -artifact_prefix=$(B)/fuzz/$$r- \
		$(B)/fuzz/$$r testdata/fuzz/$$r || rc=1; done; exit $$rc

fuzz-corpus: $(B)/fuzz-readers	## keeps of what "make fuzz" has found what reaches other code, in testdata/fuzz
	$(Q)set -e; for r in $(or $(READER),$(FUZZ_READERS)); do rm -rf $(B)/fuzz/best; mkdir -p $(B)/fuzz/best; \
		READER=$$r ASAN_OPTIONS=detect_leaks=0 $(B)/fuzz-readers -set_cover_merge=1 -max_len=600 \
		-verbosity=0 $(B)/fuzz/best testdata/fuzz/$$r $(B)/fuzz/$$r; \
		cp $(B)/fuzz/best/* testdata/fuzz/$$r; done

coccicheck:	## runs the semantic patches on a kernel tree or a driver (KDIR=, M=, MODE=report)
	$(Q)scripts/setup
	$(Q)scripts/coccicheck --kdir $(or $(KDIR),.) --mode $(or $(MODE),report) $(M)

install-cocci:	## copies the semantic patches into a kernel tree (KDIR=) for its "make coccicheck"
	$(Q)scripts/install-cocci "$(KDIR)"

check-lsp-kernel:	## is what an editor shows of four folders of Linux 6.12 what "check" finds there (FOLDERS=)
	$(Q)scripts/setup kernel
	$(Q)$(sub) all
	$(Q)SKBOWN=$$PWD/$(B)/skbown scripts/check-lsp-kernel "$$(scripts/kernel-source 6.12)" \
		$(or $(FOLDERS),net/llc net/can net/core net/ipv4)

check-editors:	## the language server in Neovim, Emacs and the client part of VS Code
	$(Q)scripts/setup editors
	$(Q)$(sub) all
	$(Q)SKBOWN=$$PWD/$(B)/skbown scripts/check-editors neovim emacs vscode

vsix: $(B)/.flags	## packs the VS Code extension into build/skbown.vsix
	$(Q)scripts/setup
	$(Q)scripts/vscode-modules $(CURDIR)/$(B)/skbown.vsix >/dev/null
	@echo "$(B)/skbown.vsix"

soak-lsp:	## 20,000 edits in the language server: does its memory stay where it is (EDITS=n)
	$(Q)$(sub) all
	$(Q)SKBOWN=$$PWD/$(B)/skbown scripts/soak-lsp $(EDITS)

$(B)/fuzz-lsp: testdata/fuzz/lsp.c $(wildcard checker/lsp/frame.* checker/lsp/text.*) Makefile
	$(Q)mkdir -p $(B)
	$(Q)clang-19 -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined -w \
		-std=gnu11 -D_GNU_SOURCE= -Iinclude -Ichecker/lsp testdata/fuzz/lsp.c checker/lsp/frame.c \
		checker/lsp/text.c checker/base/arena.c checker/base/bug.c -o $@

fuzz-lsp: $(B)/fuzz-lsp	## throws random bytes and edits at the language server's reader (SECONDS=600)
	$(Q)mkdir -p $(B)/fuzz/lsp
	$(Q)$(B)/fuzz-lsp -max_total_time=$(or $(SECONDS),600) -max_len=16384 -timeout=10 -verbosity=0 \
		-print_final_stats=1 -artifact_prefix=$(B)/fuzz/lsp- $(B)/fuzz/lsp

check-cocci-kernel:	## semantic patches over Linux 6.12, compared with testdata/kernel/cocci-6.12.txt
	$(Q)scripts/setup kernel
	$(Q)scripts/check-cocci-kernel

include scripts/install.mk

check-slurm:	## a real Slurm on this machine (as root) checks in parts, which are then joined
	$(Q)scripts/setup slurm
	$(Q)$(sub) all
	$(Q)scripts/check-slurm $(B)

setup:	## only installs what is missing
	$(Q)scripts/setup

FORMAT_DIRS := $(foreach l,base ir front model flow report render lsp drive,checker/$(l) include/$(l))
format:	## formats the C code as .clang-format says
	$(Q)find $(wildcard $(FORMAT_DIRS)) -name '*.[ch]' -print0 | xargs -0 -r scripts/format

readme: all	## writes the output of the sample run into README.md
	$(Q)scripts/readme $(B)

picture: all	## draws testdata/doc/inventory.svg: the owners of the sample driver
	$(Q)$(B)/skbown inventory -q -f dot testdata/driver | \
		dot -Tsvg -Gbgcolor=white -Gpad=0.2 > testdata/doc/inventory.svg

clean:	## removes what was built
	rm -rf build build-san

help:	## this list
	@echo "Targets:"
	@sed -n 's/^\([a-z-]*\):.*##  *\(.*\)/  make \1|\2/p' Makefile scripts/install.mk | \
		awk -F'|' '{ printf "%-25s %s\n", $$1, $$2 }'
	@echo "Variables: PREFIX=/usr/local DESTDIR= for install, SAN=1 sanitizers (build-san/), B=DIR build folder, V=1 show commands"

FORCE:
.PHONY: all unit run check check-lsp-kernel check-editors vsix soak-lsp fuzz-lsp coccicheck install-cocci check-cocci-kernel check-slurm check-kernel check-words check-models check-models-old plant eval bench fuzz fuzz-corpus setup format readme picture clean help FORCE
.SECONDARY:

-include $(OBJS:.o=.d) $(MAIN:.o=.d) $(wildcard $(B)/checker/tools/*.d) $(UNIT_TESTS:=.d) $(HELPER_OBJS:.o=.d)
