#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Sessions with the language server: protocol.py.
cd "$(dirname "$0")/../../.." || exit 1
SKBOWN=$(realpath "${SKBOWN:-build/skbown}")
export SKBOWN
exec python3 checker/lsp/tests/protocol.py "$@"
