#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test_fix - repairs: what is mended is no finding any more, compiles, and nothing else changes.
. "$(dirname "$0")/lib.sh"

flags=("-I$top/include" "-I$top/include/kernel")
for rule in nonfullsock-put destructor-called-directly; do
	cp "$top/rules/$rule/bad.c" $rule.c
	cp $rule.c $rule.orig
done
fix() { run check --no-store --fix "$@" -- "${flags[@]}"; }

fix --dry-run ./*.c
is "--dry-run: findings still count" $rc 1
has "--dry-run: a diff" out "+++ b/nonfullsock-put.c"
has "--dry-run: a call" out "+	sock_gen_put(sk);"
has "--dry-run: a destructor" out "+	skb->destructor = sock_edemux;"
has "--dry-run: a call by hand" out "+		skb_orphan(skb);"
cmp -s nonfullsock-put.c nonfullsock-put.orig
tell $? "--dry-run: nothing is changed"
cp out wanted.diff
run check -q --no-store -f sarif ./*.c -- "${flags[@]}"
is "SARIF has each as a fix" "$(grep -c '"replacements"' out)" "$(grep -c '^+	' wanted.diff)"

run check -q --no-store -f rdjsonl ./*.c -- "${flags[@]}"
cp out suggested
run check -q --no-store -f json ./*.c -- "${flags[@]}"
# $1: made of "json" or "rdjsonl"; applied to the file, they give the same as --dry-run's diff
apply() {
	python3 - "$1" "$2" <<'END'
import json, sys
kind, name = sys.argv[1:]
edits = []
if kind == "json":
    for f in json.load(open(name))["findings"]:
        if "fix" in f:
            x = f["fix"]
            edits.append((f["file"], x["line"], x["column"], x["end"], x["text"]))
else:
    for line in open(name):
        f = json.loads(line)
        for x in f.get("suggestions", []):
            r = x["range"]
            edits.append((f["location"]["path"], r["start"]["line"], r["start"]["column"], r["end"]["column"], x["text"]))
for path, line, column, end, text in sorted(set(edits), reverse=True):
    lines = open(path, "rb").read().split(b"\n")
    s = lines[line - 1]
    lines[line - 1] = s[:column - 1] + text.encode() + s[end - 1:]
    open(path, "wb").write(b"\n".join(lines))
END
	for rule in nonfullsock-put destructor-called-directly; do
		diff -u --label a/$rule.c --label b/$rule.c $rule.orig $rule.c
		cp $rule.orig $rule.c
	done | cmp -s - <(sed -n '/nonfullsock-put/,$p' wanted.diff; sed '/nonfullsock-put/,$d' wanted.diff)
	tell $? "$1 has each as a fix"
}
apply json out
apply rdjsonl suggested

chmod 750 nonfullsock-put.c
fix ./*.c
has "--fix: counted" err "fixed"
has "--fix: said, by file" err "skbown: nonfullsock-put.c: "
is "--fix: the file's mode stays" "$(stat -c %a nonfullsock-put.c)" 750
for rule in nonfullsock-put destructor-called-directly; do
	diff -u --label a/$rule.c --label b/$rule.c $rule.orig $rule.c
done | cmp -s - <(sed -n '/nonfullsock-put/,$p' wanted.diff; sed '/nonfullsock-put/,$d' wanted.diff)
tell $? "--fix: the change is what --dry-run said"
gcc -std=gnu11 -Wall -Werror -fsyntax-only "${flags[@]}" ./*.c 2>err
is "--fix: it compiles" $? 0
# The fixtures have expectations at the ends of their lines, which are what was mended.
run check -q --no-store ./*.c -- "${flags[@]}"
grep '^+	' wanted.diff | sed 's/^+//' | sort -u >mended
left=0
while IFS=: read -r file line _; do
	sed -n "${line}p" "$file" | grep -qxFf mended && left=$((left + 1))
done < <(grep -a '\[[a-z-]*\]$' out)
is "--fix: what is mended is found no more" "$left" 0
cp nonfullsock-put.c once.c
fix nonfullsock-put.c
cmp -s nonfullsock-put.c once.c
tell $? "--fix again: nothing more to do"
hasnt "--fix again: nothing is said" err "skbown: nonfullsock-put.c:"

cp nonfullsock-put.orig nonfullsock-put.c
run check -q --no-store --baseline base --write-baseline nonfullsock-put.c -- "${flags[@]}"
fix --baseline base nonfullsock-put.c
cmp -s nonfullsock-put.c nonfullsock-put.orig
tell $? "what does not count is not touched"
run check --dry-run nonfullsock-put.c --
is "--dry-run alone: status" $rc 2

finish
