# SPDX-License-Identifier: GPL-2.0-only
#
# What the shell tests share. A test sources it from any folder, then calls
# "is", "has" and "hasnt" and, last, "finish". SKBOWN is the program.

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
SKBOWN=${SKBOWN:-$top/build/skbown}
export LC_ALL=C.UTF-8
unset NO_COLOR PAGER

tmp=$(mktemp -d)
trap 'chmod -R u+rwx "$tmp"; rm -rf "$tmp"' EXIT
cd "$tmp" || exit 1
export XDG_CACHE_HOME=$tmp/cache

count=0 failed=0
# $1: 0 when good, $2: name; further lines explain
tell() {
	count=$((count + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $count - $2"
		return
	fi
	failed=$((failed + 1))
	echo "not ok $count - $2"
	shift 2
	printf '# %s\n' "$@"
}

# Runs skbown; leaves rc, and what it wrote in the files out and err.
run() {
	"$SKBOWN" "$@" >out 2>err </dev/null
	rc=$?
}

# $1: name, $2: got, $3: wanted
is() {
	local good=1
	[ "$2" = "$3" ] && good=0
	tell $good "$1" "got '$2', wanted '$3'" "stderr: $(head -c 2000 err 2>/dev/null)"
}

# $1: name, $2: file, $3: text that stands in it
has() {
	local good=1
	grep -qaF -- "$3" "$2" && good=0
	tell $good "$1" "no '$3' in $2:" "$(head -c 2000 "$2")"
}

hasnt() {
	local good=0
	grep -qaF -- "$3" "$2" && good=1
	tell $good "$1" "'$3' in $2:" "$(grep -aF -- "$3" "$2" | head -c 2000)"
}

finish() {
	echo "1..$count"
	echo "$((count - failed)) passed, $failed failed"
	[ "$failed" -eq 0 ]
	exit
}

# A function per argument, each of which touches the pair, in a file that needs no header.
source_of() {
	cat <<-'EOF'
	struct sock;
	struct sk_buff { struct sock *sk; void (*destructor)(struct sk_buff *skb); };
	EOF
	local f
	for f; do
		printf 'void %s(struct sk_buff *skb)\n{\n\tskb->sk = 0;\n\tskb->destructor = 0;\n}\n' "$f"
	done
}
