#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test_hostile - files that are not what they are taken for: one line says which file, which line
# and why, the status is 2, and what was there before is there still.
#
# The tables are testdata/hostile/READER.tsv.
. "$(dirname "$0")/lib.sh"

echo 'a.c:1:1: warning: x' >good.txt
printf 'int f(void);\n' >a.c
run merge -q --baseline known.base --write-baseline good.txt
run merge -q -f json good.txt
cp out good.json

# One row. $1: reader, $2: content, $3: message; the rest: how the file is given
refused() {
	local reader=$1 content=$2 message=$3 why=
	shift 3
	printf '%b' "$content" >bad
	echo before >made
	cp known.base base
	run "$@" -o made
	[ $rc -eq 2 ] || why="status $rc"
	[ "$(wc -l <err)" -eq 1 ] || why="$why; not one line"
	grep -qaF -- "skbown: bad:$message" err || why="$why; another message"
	grep -qa '[^[:print:]]' err && why="$why; unprintable"
	[ "$(cat made)" = before ] || why="$why; something was written"
	cmp -s base known.base || why="$why; the baseline has changed"
	[ -z "$(find . -name '*.tmp*' -o -name '.*.??????')" ] || why="$why; a temporary file is left"
	[ -z "$why" ]
	tell $? "$reader: $content" "wanted 'bad:$message'$why:" "$(head -3 err)"
}

# $1: reader; the rest: how the file is given
table() {
	local reader=$1 content message
	shift
	while IFS=$'\t' read -r content message; do
		case $content in '# '*) [ -n "$message" ] || continue ;; esac
		refused "$reader" "$content" "$message" "$@"
	done <"$top/testdata/hostile/$reader.tsv"
}
table baseline merge -q --baseline bad --write-baseline good.txt
table config merge -q --baseline base --write-baseline --config bad good.txt
table diff merge -q --baseline base --write-baseline --diff-from bad good.txt
table json merge -q --baseline base --write-baseline good.txt bad
table sarif merge -q --baseline base --write-baseline bad good.txt
table lines merge -q --baseline base --write-baseline good.txt bad

# --- beside them ---
: >empty.json
: >empty.sarif
for f in empty.json empty.sarif; do
	run merge -q good.txt $f
	is "$f: status" $rc 2
	has "$f" err "$f:1: empty, so nobody knows what was found"
done
mkdir logs
cp good.json logs/1.json
echo '{"findings": [7]}' >logs/2.json
run merge -q logs
is "one bad log of a folder: status" $rc 2
has "one bad log of a folder" err "logs/2.json:1: findings[0] is no finding"
{ echo garbage; cat good.txt; echo 'EXN: x'; } >mixed.txt
run merge mixed.txt
is "what is good beside garbage is not lost" $rc 1
has "... and the garbage is counted" err "mixed.txt: 2 lines are no diagnostics"
for way in "--baseline d" "--diff-from d" "--config d" "d/nothing.json"; do
	mkdir -p d
	# shellcheck disable=SC2086
	run merge -q good.txt $way
	is "a folder for a file ($way): status" $rc 2
	is "a folder for a file ($way): one line" "$(wc -l <err)" 1
done
printf '\xef\xbb\xbf# with a byte order mark\n' >bom
sed 1d known.base >>bom
run merge -q --baseline bom good.txt
is "a baseline with a byte order mark, as some editors write" $rc 0
sed 's/$/\r/' known.base >crlf
run merge -q --baseline crlf good.txt
is "a baseline with the line ends of another system" $rc 0
run merge -q --baseline good.txt$'\n'x good.txt
is "a name with a line end in it: one line" "$(wc -l <err)" 1

# A number that is no line of the text: the reader of lines says which one is there.
python3 - <<'END' >long.json
print('{"findings": [')
for i in range(3000):
    print('{"rule": "x", "file": "a.c", "line": %d, "message": "} ] \\" { ["},' % i)
print('{"rule": "x"}]}')
END
run merge -q long.json
has "the line of what is wrong, far down" err "long.json:3002: findings[3000] is no finding: 'file' is missing"
python3 -c 'print("[" * 100000)' >deep.json
run merge -q deep.json
is "deeper than anybody writes: status" $rc 2
has "deeper than anybody writes" err "deep.json:1: maximum parsing depth reached"

finish
