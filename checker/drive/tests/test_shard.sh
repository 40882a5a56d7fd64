#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test_shard - parts of the files, by many runs, are joined to the bytes that one run gives.
. "$(dirname "$0")/lib.sh"

unset CI_NODE_INDEX CI_NODE_TOTAL JOB_COMPLETION_INDEX ${!SLURM_ARRAY_*}
flags=(-- -I"$top/include" -I"$top/include/kernel")

# What is wrong in one file is seen only with the functions of another.
mkdir tree && cp "$top"/testdata/cross/* "$top"/rules/owner-copied/bad.c tree
cp "$top/rules/missing-orphan/bad.c" tree/orphan.c
cp "$top/rules/nonfullsock-put/bad.c" "tree/with space.c"
cd tree || exit 1

# $1: N; the parts are ../I.part
parts() {
	local i
	rm -f ../*.part
	for i in $(seq 1 "$1"); do
		"$SKBOWN" check -q --shard "$i/$1" -o "../$i.part" . "${flags[@]}" || return
	done
}
# The same bytes, and the same status? $1: name, more: options of both
same() {
	local name=$1 want
	shift
	"$SKBOWN" check -q "$@" . "${flags[@]}" >../one 2>../one.err </dev/null
	want=$?
	"$SKBOWN" merge -q "$@" ../*.part >../joined 2>../joined.err </dev/null
	is "$name: status" $? $want
	[ -s ../one ] && cmp -s ../one ../joined
	tell $? "$name: the same bytes" "$(diff ../one ../joined | head -5)"
}

"$SKBOWN" check -q --no-cross -f json . "${flags[@]}" >../alone
for n in 1 3 40; do
	parts $n
	is "$n parts: each is made" $? 0
	same "$n parts" -f json
done
cmp -s ../one ../alone
[ $? -eq 1 ]
tell $? "... where each file on its own gives others"
parts 3
for f in text sarif html github gitlab rdjsonl checkstyle junit; do
	same "3 parts as $f" -f $f
done
same "rules" --rules missing-orphan,owner-copied
same "levels" --min-level warning --fail-on never
same "no cross" --no-cross -f json
files=$(cat ../*.part | grep -ac '^{"file":')
is "each file is in one part" "$files" "$(sed -n 's/.*"candidates":\([0-9]*\).*/\1/p' ../1.part)"
grep -qaF "$tmp" ../*.part
[ $? -eq 1 ]
tell $? "no part knows where its tree stood" "$(grep -aoF "$tmp" ../*.part | head -3)"
"$SKBOWN" merge ../*.part >../out 2>../joined.err
"$SKBOWN" check . "${flags[@]}" >../out 2>../one.err
is "what is said at the end" "$(tail -1 ../joined.err)" "$(tail -1 ../one.err)"

# --- the gate is merge's ---
cat >.skbown.yaml <<'END'
levels: {owner-copied: error}
exclude: ["with*"]
baseline: known
suppress:
  - {path: orphan.c, rule: missing-orphan, reason: not now}
  - {path: orphan.c, rule: sock-double-put, reason: takes nothing away}
END
"$SKBOWN" check -q --rules sock-reference-leak --write-baseline . "${flags[@]}" >../out 2>../err
parts 3
is "with a configuration: made" $? 0
same "with a configuration" -f json
has "with a configuration: its baseline" ../joined '"baseline": "unchanged"'
has "with a configuration: suppressed" ../joined '"suppressed": "not now"'
has "with a configuration: one that is idle" ../joined '"rule": "bad-suppression"'
printf '%s\n' '--- a/use.c' '+++ b/use.c' '@@ -1,100 +1,100 @@' >../d
sed 's/^/ /' use.c | head -100 >>../d
cd ..
mkdir elsewhere && mv tree elsewhere/there && cd elsewhere/there || exit 1
mv ../../*.part ..
"$SKBOWN" merge -q -f json ../*.part >../joined 2>../joined.err
cmp -s ../joined ../../joined
tell $? "the tree may stand elsewhere" "$(diff ../joined ../../joined | head -5)"
"$SKBOWN" merge -q --no-config --rules missing-orphan ../*.part >../joined 2>../joined.err
has "without its configuration" ../joined "orphan.c:"
rm .skbown.yaml known

# --- models ---
printf '%s\n' '#include "skbown.h"' 'void nobody(struct sk_buff *skb) { }' >../model.c
for i in 1 2; do
	"$SKBOWN" check -q --shard $i/2 --model ../model.c -o ../m$i.part . "${flags[@]}" 2>../err
done
"$SKBOWN" merge -q ../m[12].part >../out 2>../err
is "made with models that are not given: status" $? 2
has "made with models that are not given" ../err "give the same --model here"
"$SKBOWN" merge -q --model ../model.c ../m[12].part >../out 2>../err
is "made with models that are given" $? 1

# --- parts that are not all there, or not of one run ---
cd "$tmp" || exit 1
mv elsewhere/there tree && cd tree || exit 1
parts 3
cd ..
run merge 1.part 3.part
is "one is missing: status" $rc 3
has "one is missing" err "part 2 of 3: incomplete: not among the reports"
run merge 1.part 2.part 3.part 2.part
is "one is there twice: status" $rc 2
has "one is there twice" err "2.part and 2.part are both part 2 of 3"
(cd tree && "$SKBOWN" check -q --shard 2/4 -o ../4.part . "${flags[@]}")
run merge 1.part 4.part
has "of another number" err "1.part is one of 3 parts, 4.part of 4"
(cd tree && "$SKBOWN" check -q --shard 2/3 -o ../4.part use.c "${flags[@]}")
run merge 1.part 4.part 3.part
has "of other files" err "parts of different runs: they differ in 'files'"
(cd tree && "$SKBOWN" check -q --shard 2/3 --no-cross -o ../4.part . "${flags[@]}")
run merge 1.part 4.part 3.part
has "with other options" err "they differ in 'cross'"
sed 's/"version":"[^"]*"/"version":"9"/' 1.part >4.part
run merge 4.part
has "of another version" err "4.part:1: a part of another version of skbown ('9'"
sed 's/"part":1/"part":9/' 1.part >4.part
run merge 4.part
has "of nothing" err "4.part:1: no part of anything (part 9 of 3)"
head -c 3000 "$(ls -S [123].part | head -1)" >4.part
run merge -o made 4.part
is "half of one: status" $rc 2
grep -q "^skbown: 4.part:[0-9]*: .*: the part is broken; run it again$" err
tell $? "half of one" "$(cat err)"
[ ! -e made ]
tell $? "half of one: nothing is written"
head -1 1.part | sed 's/,$/}/' >4.part
run merge 4.part
has "without files" err "4.part:1: no 'units'"
{ head -2 1.part; echo '{"file":"x.c"}]}'; } >4.part
run merge 4.part
has "a file without a result" err "4.part:3: units[0]: no 'file' or no 'result' of it"
{ head -2 1.part; echo '{"file":"x.c","ir":"func","result":{"report":{"analysed":1},"link":{"wants":[["f","h"]]}}}]}'; } >4.part
run merge 4.part
is "broken functions in it: incomplete" $rc 3
{ head -2 1.part; echo '{"file":"x.c","result":{"report":{}}}]}'; } >4.part
run merge 4.part
has "a broken result in it" err "x.c: incomplete:"
: >empty.txt
run merge -f json 1.part 2.part 3.part empty.txt
is "other reports may be beside them" $rc 1
echo 'tree/use.c:1:1: warning: sparse says' >sparse.txt
run merge 1.part 2.part 3.part sparse.txt
has "... and are in it" out "sparse says"

# --- which part it is ---
cd tree || exit 1
# $1: what is wanted, more: environment, -- options
auto() {
	local want=$1 env=()
	shift
	while [ "$1" != -- ]; do env+=("$1"); shift; done
	shift
	env "${env[@]}" "$SKBOWN" check -q -o ../auto.part "$@" . "${flags[@]}" >../out 2>../err
	if [ $? -eq 0 ]; then
		has "${env[*]} $*: $want" ../auto.part "$want"
	else
		has "${env[*]} $*: $want" ../err "$want"
	fi
}
auto '"part":2,"of":5,' CI_NODE_INDEX=2 CI_NODE_TOTAL=5 -- --shard auto
auto '"part":1,"of":3,' SLURM_ARRAY_TASK_ID=0 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=0 \
	SLURM_ARRAY_TASK_MAX=2 -- --shard auto
auto '"part":3,"of":3,' SLURM_ARRAY_TASK_ID=9 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=5 \
	SLURM_ARRAY_TASK_MAX=9 SLURM_ARRAY_TASK_STEP=2 -- --shard auto
auto '"part":4,"of":4,' JOB_COMPLETION_INDEX=3 -- --shard auto/4
auto 'the tasks of this array are not evenly numbered' SLURM_ARRAY_TASK_ID=2 \
	SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=7 -- --shard auto
auto "give --shard auto/N, where N is the job's" JOB_COMPLETION_INDEX=3 -- --shard auto
auto 'there is no part 5 of 4' JOB_COMPLETION_INDEX=4 -- --shard auto/4
auto "CI_NODE_INDEX is 'two', which is no number" CI_NODE_INDEX=two CI_NODE_TOTAL=5 -- --shard auto
auto 'CI_NODE_INDEX is there, CI_NODE_TOTAL is not' CI_NODE_INDEX=2 -- --shard auto
auto '--shard auto/3: there are 5 parts' CI_NODE_INDEX=2 CI_NODE_TOTAL=5 -- --shard auto/3
auto 'nothing says which part this is' -- --shard auto
cd ..
for bad in 0/3 4/3 1/0 1 /3 1/ -1/3 1/3/3 1.5/3 x auto/ auto/x automatic 1/999999999999; do
	run check --shard "$bad" tree
	is "--shard $bad: status" $rc 2
	has "--shard $bad: said" err "skbown: --shard"
done
for o in --format=json --rules=owner-copied --min-level=warning --fail-on=error --baseline=x --diff=x; do
	run check --shard 1/3 $o tree
	has "--shard $o" err "skbown: --shard: give ${o%=*} to 'skbown merge'"
done
for o in --fix --inventory=x --dump=ir; do
	run check --shard 1/3 $o tree
	has "--shard $o" err "skbown: --shard and ${o%=*} exclude each other"
done
run merge --shard 1/3 1.part
is "merge --shard" $rc 2
run inventory --shard 1/3 tree
is "inventory --shard" $rc 2

# --- many at once ---
cd tree || exit 1
rm -f ../*.part
seq 1 6 | parallel -j 3 --will-cite \
	"$SKBOWN" check -q -j 1 --shard {}/6 -o ../{}.part . "${flags[*]}" 2>../err
is "GNU parallel, three at once, one store: all are made" $? 0
same "GNU parallel" -f json

finish
