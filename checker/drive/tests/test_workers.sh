#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test_workers - a worker that is killed, hangs or grows costs its unit only;
# Ctrl-C ends a run with what was found so far.
. "$(dirname "$0")/lib.sh"

# A file whose parsing lasts and takes memory: ten million declarations.
slow_file() {
	source_of slow
	echo '#define C10(x) x x x x x x x x x x'
	echo '#define C1000(x) C10(C10(C10(x)))'
	echo '#define C1000000(x) C1000(C1000(x))'
	echo 'C10(C1000000(extern int z;))'
}

mkdir units
for i in 1 2 3; do
	source_of "f$i" >units/$i.c
done
slow_file >units/slow.c
# The slow one comes first: the queue is ordered by size.
yes '/* size */' | head -1000 >>units/slow.c

# $1: pid of the run; prints the worker that has used most time
busy_worker() {
	ps -o pid=,cputimes= --ppid "$1" | sort -k2 -n | tail -1 | awk '{ print $1 }'
}

# $1: pid of the run; until its workers have taken their jobs, however slow the machine is.
settle() {
	local i
	for i in $(seq 100); do
		[ -n "$(ps -o pid= --ppid "$1")" ] && break
		sleep 0.1
	done
	sleep "${2:-0.5}"
}

"$SKBOWN" check -j1 units -- >out 2>err &
pid=$!
settle $pid
kill -KILL "$(busy_worker $pid)"
wait $pid
is "worker killed from outside: status" $? 3
has "worker killed from outside: reason" err "units/slow.c: incomplete: worker killed by SIGKILL"
has "worker killed from outside: the others" err "3 units analysed, 0 skipped, 1 incomplete"

"$SKBOWN" check -j1 units -- >out 2>err &
pid=$!
settle $pid
# (the sanitizers end with another signal than this one)
kill -SEGV "$(busy_worker $pid)"
wait $pid
is "worker crashes: status" $? 3
has "worker crashes: reason" err "units/slow.c: incomplete: worker killed by SIG"

run check --timeout 1 units --
is "time limit: status" $rc 3
has "time limit: reason" err "units/slow.c: incomplete: gave up after 1 s"
has "time limit: the others" err "3 units analysed"

run check --memory 150 units --
is "memory limit: status" $rc 3
has "memory limit: reason" err "units/slow.c: incomplete: gave up at 150 MB of memory"
has "memory limit: the others" err "3 units analysed"

for sig in INT TERM; do
	# A background job of a script ignores SIGINT unless it is made anew.
	env --default-signal=INT "$SKBOWN" check -j2 -f json units -- >out 2>err &
	pid=$!
	settle $pid 1.5
	kill -$sig $pid
	wait $pid
	is "SIG$sig: status" $? 130
	has "SIG$sig: what was interrupted" err "units/slow.c: incomplete: interrupted"
	has "SIG$sig: what was done before" err "3 units analysed"
	has "SIG$sig: the output is whole" out '"reason": "interrupted"'
	is "SIG$sig: no worker is left" "$(ps -o pid= --ppid $pid)" ""
done

# The parent dies: nobody must go on working.
"$SKBOWN" check -j1 units -- >out 2>err &
pid=$!
settle $pid
worker=$(busy_worker $pid)
kill -KILL $pid
disown $pid
wait $pid 2>/dev/null
sleep 0.5
is "workers end with their parent" "$(ps -o stat= -p "$worker" | grep -v Z)" ""

finish
