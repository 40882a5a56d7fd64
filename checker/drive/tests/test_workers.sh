#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test_workers - a worker that is killed, hangs or grows costs its unit only;
# Ctrl-C ends a run with what was found so far.
. "$(dirname "$0")/lib.sh"

# A file whose parsing takes memory: ten million declarations.
big_file() {
	source_of big
	echo '#define C10(x) x x x x x x x x x x'
	echo '#define C1000(x) C10(C10(C10(x)))'
	echo '#define C1000000(x) C1000(C1000(x))'
	echo 'C10(C1000000(extern int z;))'
}

# A file whose parsing never ends, on any machine: it includes a pipe nobody writes to.
# It comes first: the queue is ordered by size.
mkdir units big
mkfifo units/never.h
{
	echo '#include "never.h"'
	source_of slow
	yes '/* size */' | head -1000
} >units/slow.c
for i in 1 2 3; do
	source_of "f$i" | tee units/$i.c >big/$i.c
done
big_file >big/big.c

workers() {
	ps -o pid= --ppid "$1"
}

# $1: pid of a run; until it has workers and all of them have slept for a second: one waits
# for the pipe, the others have no more to do. 60 s at most, on however slow a machine.
settle() {
	local i asleep=0
	for i in $(seq 600); do
		if [ -n "$(workers "$1")" ] && ! ps -L -o stat= --ppid "$1" | grep -q '^[RD]'; then
			asleep=$((asleep + 1))
		else
			asleep=0
		fi
		[ $asleep -ge 10 ] && break
		sleep 0.1
	done
}

"$SKBOWN" check -j1 units -- >out 2>err &
pid=$!
settle $pid
kill -KILL "$(workers $pid)"
wait $pid
is "worker killed from outside: status" $? 3
has "worker killed from outside: reason" err "units/slow.c: incomplete: worker killed by SIGKILL"
has "worker killed from outside: the others" err "3 units analysed, 0 skipped, 1 incomplete"

"$SKBOWN" check -j1 units -- >out 2>err &
pid=$!
settle $pid
# (the sanitizers end with another signal than this one)
kill -SEGV "$(workers $pid)"
wait $pid
is "worker crashes: status" $? 3
has "worker crashes: reason" err "units/slow.c: incomplete: worker killed by SIG"

run check --timeout 3 units --
is "time limit: status" $rc 3
has "time limit: reason" err "units/slow.c: incomplete: gave up after 3 s"
has "time limit: the others" err "3 units analysed"

run check --memory 150 big --
is "memory limit: status" $rc 3
has "memory limit: reason" err "big/big.c: incomplete: gave up at 150 MB of memory"
has "memory limit: the others" err "3 units analysed"

for sig in INT TERM; do
	# A background job of a script ignores SIGINT unless it is made anew.
	env --default-signal=INT "$SKBOWN" check -j2 -f json units -- >out 2>err &
	pid=$!
	settle $pid
	kill -$sig $pid
	wait $pid
	is "SIG$sig: status" $? 130
	has "SIG$sig: what was interrupted" err "units/slow.c: incomplete: interrupted"
	has "SIG$sig: what was done before" err "3 units analysed"
	has "SIG$sig: the output is whole" out '"reason": "interrupted"'
	is "SIG$sig: no worker is left" "$(workers $pid)" ""
done

# The parent dies: nobody must go on working.
"$SKBOWN" check -j1 units -- >out 2>err &
pid=$!
settle $pid
worker=$(workers $pid)
kill -KILL $pid
disown $pid
wait $pid 2>/dev/null
for _ in $(seq 100); do
	ps -o stat= -p $worker | grep -qv Z || break
	sleep 0.1
done
is "workers end with their parent" "$(ps -o stat= -p $worker | grep -v Z)" ""

finish
