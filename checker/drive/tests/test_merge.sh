#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test_merge - one report of many.
. "$(dirname "$0")/lib.sh"

drv=$top/testdata/driver
cp "$drv"/*.[ch] "$drv"/Makefile .
chk() { run check -q "$@"; }

# --- parts make the whole ---
chk -f json -o all.json .
chk -f json --no-cross -o 1.json af_vnic.c ctl.c dev.c main.c
chk -f json --no-cross -o 2.json owner.c rx.c steer.c tx.c
chk -f json --no-cross -o whole.json .
run merge -q -f json 1.json 2.json
is "of parts: status" $rc 1
cmp -s out whole.json
tell $? "two parts are the whole, byte for byte" "$(diff out whole.json | head -5)"
run merge -q -f json 2.json 1.json 2.json
has "a part given twice" out '"fingerprint"'
is "... is found once" "$(grep -c '"fingerprint"' out)" "$(grep -c '"fingerprint"' whole.json)"
chk -f sarif -o all.sarif .
run merge -q -f json all.sarif
cmp -s out all.json
tell $? "SARIF is read as it was written" "$(diff out all.json | head -5)"
run merge -q -f sarif all.json
cmp -s out all.sarif
tell $? "and JSON becomes the same SARIF" "$(diff out all.sarif | head -5)"
run check --no-snippets .
grep -a ': ' out >text.txt
run merge -q text.txt
cmp -s out text.txt
tell $? "and text stays as it is" "$(diff out text.txt | head -5)"
for f in html github gitlab rdjsonl checkstyle junit; do
	run merge -q -f $f all.json
	mv out merged
	chk -f $f .
	cmp -s out merged
	tell $? "merged as $f" "$(diff out merged | head -5)"
done

# --- other tools ---
cat >sparse.txt <<'END'
  CHECK   /x/tx.c
tx.c:51:9: warning: incorrect type in assignment (different base types)
tx.c:51:9:    expected restricted __be16 [usertype] protocol
tx.c:51:9:    got int
tx.c:60:1: error: typename in expression
tx.c:61:1: warning: unused variable 'x' [-Wunused-variable]
END
cat >spatch.txt <<'END'
rx.c:12:3-9: owner is overwritten
dir:with/a.c:3:1-2: with a colon in its name
END
run merge -f json sparse.txt spatch.txt
is "other tools: status" $rc 1
is "other tools: findings" "$(grep -c '"fingerprint"' out)" 4
has "sparse: its tool" out '"tool": "sparse"'
has "sparse: what goes on is a step" out '"message": "expected restricted __be16'
has "spatch: its rule" out '"rule": "coccinelle"'
has "spatch: a name with a colon" out '"file": "dir:with/a.c"'
has "what is no diagnostic is counted" err "sparse.txt: 2 lines are no diagnostics"
printf '%s\n' 'a.c:1:1: warning: sparse' 'b.c:1:1: warning: ours [missing-orphan]' 'c.c:1:1: warning: sparse' >mixed
for f in text json sarif html github gitlab rdjsonl checkstyle junit; do
	run merge -q -f $f mixed
	is "ours between theirs, as $f: status" $rc 1
done
run merge -q -f sarif all.json sparse.txt
is "SARIF: a run for each tool" "$(grep -c '"driver"' out)" 2
sed 's/"tool": "skbown"/"tool": "skbown-coccicheck"/; s/"column": [0-9]*/"column": 1/' all.json >pack.json
run merge -q -f json pack.json all.json
is "found by both: once" "$(grep -c '"fingerprint"' out)" "$(grep -c '"fingerprint"' all.json)"
hasnt "found by both: ours stays" out "skbown-coccicheck"
mkdir logs && cp 1.json 2.json sparse.txt logs && echo no >logs/README
run merge -q -f json logs
is "a folder" "$(grep -c '"fingerprint"' out)" "$(($(grep -c '"fingerprint"' whole.json) + 2))"
"$SKBOWN" merge -q -f json - <all.json >out
cmp -s out all.json
tell $? "standard input"

# --- the gate ---
run merge -q --baseline base --write-baseline all.json sparse.txt
is "baseline: written" $rc 0
run merge -q --baseline base all.json sparse.txt spatch.txt
is "baseline: what is new" "$(grep -ac '\[coccinelle\]' out)" 2
hasnt "baseline: what is not" out "[sparse]"
run merge --baseline base sparse.txt
has "baseline: what is gone" err "found no more"
sed -i '51s|$| /* skbown: ignore sparse -- it is converted later */|' tx.c
run merge sparse.txt
has "suppressed in the source" err "1 suppressed"
printf '%s\n' '--- a/tx.c' '+++ b/tx.c' '@@ -60 +60 @@' '-x' '+y' >d
run merge --diff-from d sparse.txt
has "a change" err "1 finding (1 error), 1 suppressed;"

# --- what is no report (more of it: test_hostile.sh) ---
run merge nowhere.json
is "missing: status" $rc 2
has "missing" err "nowhere.json: No such file"
run merge
is "none: status" $rc 2
: >empty.txt
run merge empty.txt
is "an empty one is no finding" $rc 0

finish
