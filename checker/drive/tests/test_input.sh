#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test_input - input that cannot be analysed, or only in part, is named with the
# reason; the rest of the run is not harmed.
. "$(dirname "$0")/lib.sh"

source_of good >good.c

run check good.c --
is "a clean file: status" $rc 0
has "a clean file: summary" err "1 unit analysed, 0 skipped, 0 incomplete"

run check missing.c --
is "missing file: status" $rc 2
has "missing file: reason" err "missing.c: No such file or directory"

: >empty.c
run check empty.c --
is "empty file: status" $rc 0
has "empty file: is analysed" err "1 unit analysed"

head -c 4096 /dev/zero >binary.c
run check binary.c good.c --
is "binary file: status" $rc 3
has "binary file: reason" err "binary.c: incomplete: binary file, not C"
has "binary file: the other is analysed" err "1 unit analysed"

mkfifo pipe.c
run check pipe.c --
is "a pipe: status" $rc 3
has "a pipe: reason" err "not a regular file"

# --- no permission: root may read all, so somebody else must run it ---
source_of good >closed.c
chmod 000 closed.c
mkdir shut && source_of good >shut/x.c && chmod 000 shut
if [ "$(id -u)" = 0 ]; then
	chmod 755 .
	as=(setpriv --reuid 65534 --regid 65534 --clear-groups)
else
	as=()
fi
if "${as[@]}" "$SKBOWN" version >/dev/null 2>&1; then
	"${as[@]}" "$SKBOWN" check closed.c good.c -- >out 2>err
	is "unreadable file: status" $? 3
	has "unreadable file: reason" err "closed.c: incomplete: Permission denied"
	has "unreadable file: the other is analysed" err "1 unit analysed"
	"${as[@]}" "$SKBOWN" check . -- >out 2>err
	is "unreadable folder: status" $? 3
	has "unreadable folder: reason" err "shut: incomplete: Permission denied"
	has "unreadable file in a folder: reason" err "closed.c: incomplete: Permission denied"
else
	echo "# no other user can run $SKBOWN here"
fi
chmod 755 shut
rm -rf shut closed.c binary.c pipe.c empty.c

# --- mistakes in the source ---
{
	source_of first
	printf 'void broken(struct sk_buff *skb)\n{\n\tskb->sk = = 0;\n\tskb->nonsense = 1;\n}\n'
	source_of last | tail -n +3
} >partly.c
run check partly.c --
is "syntax error in a function: status" $rc 3
has "syntax error in a function: it is named" err "partly.c: incomplete: function 'broken' not analysed: partly.c:10:"
is "syntax error in a function: only it" "$(grep -c incomplete: err)" 1
run check --dump=ir partly.c --
has "syntax error in a function: one before it" out "@first("
has "syntax error in a function: one after it" out "@last("

{
	echo '#include "sub/absent.h"'
	source_of first
} >wants.h
printf '#include "wants.h"\n' >wanting.c
source_of other | tail -n +3 >>wanting.c
run check wanting.c --
is "missing include: status" $rc 3
has "missing include: its name" err "'sub/absent.h' file not found"
has "missing include: who wanted it" err "wants.h:1:10:"
has "missing include: what to do" err "not analysed. If a build makes it, build first"
is "missing include: one line for all that it breaks" "$(grep -c incomplete: err)" 1

# Beside a kernel's code lie programs; no Makefile of the kernel's builds them.
mkdir -p tree/include/linux tree/arch/x86/include tree/tools
printf 'VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 0\n' >tree/Makefile
touch tree/include/linux/skbuff.h
printf '#include <stdio.h>\nvoid f(struct sk_buff *skb)\n{\n\tskb->sk = 0;\n}\n' >tree/tools/x.c
run check --kdir tree tree/tools
is "a program in a kernel tree, and nothing else: status" $rc 3
has "a program in a kernel tree: why it is skipped" err "skipped: no Makefile of the kernel's names it"
run check --kdir tree tree/tools/x.c
is "a program in a kernel tree, asked for by name: status" $rc 3

# A header that needs its includer is no mistake in a walk, but is when it is asked for.
mkdir walk
printf 'static inline void f(struct sk_buff *skb) { skb->sk = NULL; }\n#include "no.h"\n' >walk/lean.h
source_of good >walk/good.c
run check walk --
has "a header that leans on its includer: summary" err "0 incomplete"

# --- sizes ---
{
	source_of first
	for i in $(seq 1 40000); do
		printf 'int f%d(int a)\n{\n\tint b = a + %d;\n\treturn b;\n}\n' "$i" "$i"
	done
	source_of last | tail -n +3
} >large.c
run check --stats large.c --
is "200,000 lines: status" $rc 0
has "200,000 lines: is analysed" err "1 unit analysed"
run check --dump=ir large.c --
has "200,000 lines: the last function" out "@last("
rm large.c

deep() {
	local open close
	open=$(printf '%*s' "$1" '' | tr ' ' '(')
	close=$(printf '%*s' "$1" '' | tr ' ' ')')
	source_of first
	printf 'int deep(struct sk_buff *skb)\n{\n\treturn %s!skb->sk%s;\n}\n' "$open" "$close"
}
deep 10000 >deep.c
run check deep.c good.c --
has "10,000 parentheses: the other file is analysed" err "analysed, 0 skipped"
if [ $rc -eq 0 ]; then
	has "10,000 parentheses: analysed" err "2 units analysed"
else
	is "10,000 parentheses: status" $rc 3
	has "10,000 parentheses: named" err "deep.c: incomplete: "
fi
deep 200 >deep.c
run check deep.c --
is "200 parentheses: status" $rc 0

# --- folders ---
mkdir -p loop/a/b
source_of good >loop/a/b/x.c
ln -s ../.. loop/a/b/up
ln -s self loop/self
run check loop --
is "a loop of links: status" $rc 0
has "a loop of links: once" err "1 unit analysed"

mkdir none
run check none --
is "a folder without C: status" $rc 2
has "a folder without C: reason" err "none: no C file in this folder"

run check good.c ./good.c loop/../good.c --
has "one file under three names" err "1 unit analysed"

# --- compile commands ---
mkdir db
echo '[{"directory": "/", "command": "cc -c x.c", "file": ' >db/compile_commands.json
run check -p db good.c
is "broken compile_commands.json: status" $rc 2
has "broken compile_commands.json: its name" err "compile_commands.json"
run check -p nowhere good.c
is "no compile_commands.json: status" $rc 2
has "no compile_commands.json: its name" err "nowhere"

# A command that speaks of things that are not there: the file is named, the run goes on.
printf '[{"directory": "%s", "arguments": ["cc", "-include", "gone.h", "-c", "good.c"], "file": "good.c"}]\n' \
	"$tmp" >db/compile_commands.json
run check -p db good.c
is "broken compile command: status" $rc 3
has "broken compile command: reason" err "gone.h"

run check --kdir /nowhere good.c
is "no kernel tree: status" $rc 2

finish
