# SPDX-License-Identifier: GPL-2.0-only
LLVM ?= /usr/lib/llvm-19
CC ?= gcc
B ?= build
LAYERS := base ir front model flow report render drive

CFLAGS ?= -O2 -g
CFLAGS += -std=gnu11 -Wall -Wextra -Wno-unused-parameter -Wshadow -Iinclude -I$(LLVM)/include -MMD -MP
LDFLAGS += -L$(LLVM)/lib -Wl,-rpath,$(LLVM)/lib
LDLIBS += -lclang-19 -ljansson -lsqlite3 -lxxhash

SRCS := $(foreach l,$(LAYERS),$(wildcard checker/$(l)/*.c))
OBJS := $(SRCS:%.c=$(B)/%.o)
LIB := $(B)/libskbown.a

all: $(B)/skbown

$(B)/skbown: $(B)/checker/drive/main.o $(LIB)
	$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)
$(LIB): $(filter-out $(B)/checker/drive/main.o,$(OBJS))
	rm -f $@ && ar rcs $@ $^
$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -c -o $@ $<

-include $(OBJS:.o=.d)
.PHONY: all
