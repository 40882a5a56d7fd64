#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test_goldens - each construct of C lowers to what testdata/ir/NAME.ir says.
#
# UPDATE=1 writes what is lowered now; read the difference before committing it.
set -u
cd "$(dirname "$0")/../../.."
lower=${B:-build}/skbown-lower
passed=0 failed=0

for c in testdata/ir/*.c; do
	want=${c%.c}.ir
	got=$("$lower" "$c" -- -std=gnu11 -w 2>&1) || got+=$'\n'"exit status $?"
	[ -n "${UPDATE:-}" ] && printf '%s\n' "$got" >"$want"
	if diff -u "$want" <(printf '%s\n' "$got"); then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
