#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test_killed - what a run that is killed, or that cannot write, leaves behind.
#
# SEED=n makes other random moments, KILLS=n more of them.
. "$(dirname "$0")/lib.sh"

RANDOM=${SEED:-20261124}

# Half of a pair, and a wrong call that has a repair, so that there is something to write.
{
	echo 'struct sock;'
	echo 'struct sk_buff { struct sock *sk; void (*destructor)(struct sk_buff *skb); };'
} >a.c
for f in one two three four; do
	printf 'void %s(struct sk_buff *skb, struct sock *sk)\n{\n\tskb->sk = 0;\n}\n' $f >>a.c
done
cp "$top/rules/destructor-called-directly/bad.c" fix.c
cp fix.c broken.c
flags=(-- -I"$top/include" -I"$top/include/kernel")
check=(check -q --min-level note --baseline base --write-baseline -f json -o out.json a.c --)
shard=(check -q --shard 1/1 -o out.part a.c fix.c "${flags[@]}")
merge=(merge -q --baseline base --write-baseline -f sarif -o out.sarif whole.json whole.part)
fix=(check -q --fix -o out.txt fix.c "${flags[@]}")
kbuild=(kbuild --log logs -DX a.c)

now() { date +%s%N; }
# What each leaves, and how long it took, in nanoseconds.
declare -A took
for what in check shard merge fix kbuild; do
	declare -n args=$what
	from=$(now)
	run "${args[@]}"
	took[$what]=$(($(now) - from))
	[ $rc -le 1 ]
	tell $? "a whole run of $what" "status $rc" "$(cat err)"
	case $what in
	check) cp out.json whole.json && cp base whole.base ;;
	shard) cp out.part whole.part ;;
	merge) cp out.sarif whole.sarif && cp base merged.base ;;
	fix) cp fix.c fixed.c && cp out.txt whole.txt ;;
	kbuild) cp logs/*.json whole.log ;;
	esac
done
[ "$(wc -l <whole.base)" -gt 2 ] && ! cmp -s fixed.c broken.c
tell $? "there are entries in the baseline, and something was repaired"

# Is the file as it was before ($2), or as a whole run leaves it ($3), or not there?
whole() {
	[ ! -e "$1" ] || cmp -s "$1" "$2" || cmp -s "$1" "$3" || echo "$what, number $i: $1"
}
# Parts hold times.
is_json() {
	[ ! -e "$1" ] || python3 -m json.tool "$1" >/dev/null 2>&1 || echo "$what, number $i: $1"
}
bad= died=0
for i in $(seq 1 "${KILLS:-50}"); do
	set -- check shard merge fix kbuild
	shift $((i % 5))
	what=$1
	declare -n args=$what
	rm -rf out.* logs base
	[ $((RANDOM % 2)) = 0 ] && cp whole.base base
	cp broken.c fix.c
	"$SKBOWN" "${args[@]}" >/dev/null 2>&1 &
	pid=$!
	sleep "$(awk -v t="${took[$what]}" -v r=$RANDOM 'BEGIN { print t / 1e9 * r / 32768 }')"
	kill -KILL $pid 2>/dev/null
	wait $pid 2>/dev/null
	[ $? -eq 137 ] && died=$((died + 1))
	bad+=$(is_json out.json; is_json out.part; whole base whole.base merged.base
		whole out.sarif whole.sarif whole.sarif; whole fix.c broken.c fixed.c
		whole out.txt whole.txt whole.txt
		for f in logs/*.json out.*.* base.* fix.c.*; do [ -e "$f" ] && is_json "$f"; done)
done
is "killed ${KILLS:-50} times: files that are half there" "$bad" ""
[ $died -gt 10 ]
tell $? "... and many died before the end" "$died"
python3 - <<'END' >integrity 2>&1
import os, sqlite3
print(sqlite3.connect(os.environ["XDG_CACHE_HOME"] + "/skbown/store").execute("PRAGMA integrity_check").fetchone()[0])
END
is "the store is whole" "$(cat integrity)" ok
rm -f base
run check "${check[@]:2}"
is "and it still serves" $rc 0
hasnt "... without a word" err "store"
cmp -s out.json whole.json
tell $? "... with the same findings"

# --- what cannot be written ---
for format in sarif html junit; do
	run check -q -f $format -o /dev/full a.c --
	is "$format to a full disk: status" $rc 2
	has "$format to a full disk: one line" err "cannot write /dev/full: No space left"
	is "$format to a full disk: no more" "$(wc -l <err)" 1
done
while read -r -a words; do
	"$SKBOWN" "${words[@]}" >&- 2>err </dev/null
	is "closed stdout, ${words[*]}: status" $? 2
	is "closed stdout, ${words[*]}: one line" "$(grep -c '^skbown: cannot write' err) $(wc -l <err)" "1 1"
	"$SKBOWN" "${words[@]}" >/dev/full 2>err </dev/null
	is "full stdout, ${words[*]}: status" $? 2
	is "full stdout, ${words[*]}: one line" "$(grep -c '^skbown: cannot write' err) $(wc -l <err)" "1 1"
done <<'END'
check -q -f html a.c --
check -q --shard 1/1 a.c --
check -q --dump=ir a.c --
check --dump=ops
check --help
merge -q -f json whole.json
inventory -q a.c --
summary skb_orphan
config
rules
explain missing-orphan
version
help
END
run check -q --baseline no/such/base --write-baseline a.c --
is "a baseline in no folder: status" $rc 2
has "a baseline in no folder: why" err "no/such/base: No such file or directory"
run merge -q -o no/such/out whole.json
is "merged into no folder: status" $rc 2

# --- a disk that is full, and one that can only be read ---
# $1: what, $2: what stands in the message, $3: file that stays as it is; the rest: skbown
stays() {
	local name=$1 why=$2 file=$3
	shift 3
	cp "$file" kept
	run "$@"
	is "$name: status" $rc 2
	is "$name: one line" "$(wc -l <err)" 1
	has "$name: why" err "$why"
	cmp -s "$file" kept
	tell $? "$name: what was there is there"
	is "$name: nothing else is there" "$(ls disk | grep -vE '^(old.*|ballast)$')" ""
}
disks() {
	mkdir disk && mount -t tmpfs -o size=64k none disk || return
	cp whole.base disk/old.base
	echo old >disk/old.out
	cp fix.c disk/old.c
	cat /dev/zero >disk/ballast 2>/dev/null
	stays "full, --output" "cannot write disk/old.out: No space left" disk/old.out \
		check -q -f html -o disk/old.out a.c --
	stays "full, a new file" "cannot write disk/new: No space left" disk/old.out \
		check -q -f html -o disk/new a.c --
	sed -i 's/$/ -- a reason/' whole.base
	stays "full, a baseline" "cannot write disk/old.base: No space left" disk/old.base \
		check -q --min-level note --baseline disk/old.base --write-baseline a.c --
	stays "full, --shard" "cannot write disk/old.out: No space left" disk/old.out "${shard[@]:0:4}" \
		-o disk/old.out a.c --
	stays "full, --fix" "cannot write" disk/old.c check -q --fix disk/old.c "${flags[@]}"
	run check -f json --store disk/store a.c --
	is "full, the store: status" $rc 0
	has "full, the store: the run goes on" err "going on without it"
	is "full, the store: with the same findings" "$(grep '"fingerprint"' out)" \
		"$(grep '"fingerprint"' whole.json)"
	run kbuild --log disk/logs -DX a.c
	has "full, --log: said" err "No space left"
	rm -rf disk/ballast disk/store* disk/logs
	mount -o remount,ro disk
	stays "read-only, --output" "cannot write disk/old.out: Read-only" disk/old.out \
		check -q -f html -o disk/old.out a.c --
	stays "read-only, a baseline" "cannot write disk/old.base: Read-only" disk/old.base \
		check -q --baseline disk/old.base --write-baseline a.c --
	stays "read-only, --fix" "cannot write" disk/old.c check -q --fix disk/old.c "${flags[@]}"
	run check -q --store disk/store a.c --
	is "read-only, the store: the run goes on" $rc 0
}
export -f disks stays run is has tell
if unshare -rm true 2>/dev/null; then
	cp broken.c fix.c
	export SKBOWN tmp top
	declare -p shard flags >vars
	unshare -rm bash -c '. ./vars; count=0 failed=0; disks; echo "$count $failed" >counts' >disks.log
	sed "s/^\(ok\|not ok\) \([0-9]*\)/\1 d\2/" disks.log
	read -r more bad <counts
	count=$((count + more)) failed=$((failed + bad))
	[ "$more" -gt 20 ]
	tell $? "a disk could be made"
else
	echo "# no disk of our own can be mounted here: full and read-only ones were left out"
fi

finish
