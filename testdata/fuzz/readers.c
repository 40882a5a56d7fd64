// SPDX-License-Identifier: GPL-2.0-only
/*
 * readers - libFuzzer's door to what reads other people's files: reports (JSON, SARIF, lines),
 * baselines, diffs, suppressions in comments. The first byte chooses; "make fuzz" builds it.
 *
 * A reader that refuses its input has to say why.
 */
#include <stdint.h>
#include <stdlib.h>
#include "report/gate.h"
#include "report/import.h"

static void need(const void *got, const char *err)
{
	if (!got && !err)
		abort();
}

static void report_of(struct report *r, const char *text)
{
	const char *err = NULL;
	unsigned int ignored;
	bool good = import_text(r, "x", text, &err, &ignored);

	need(good ? r : NULL, err);
	if (!good)
		return;
	import_unite(r);
	report_finish(r);
}

static void read_it(struct report *r, uint8_t which, const char *text)
{
	struct suppressions s = { 0 };
	const char *err = NULL;
	struct change *c;

	switch (which % 4) {
	case 0:
		report_of(r, text);
		break;
	case 1:
		need(baseline_read(r->arena, "x", text, &err), err);
		break;
	case 2:
		c = change_read(r->arena, "x", text, &err);
		need(c, err);
		if (c)
			change_apply(r, c);
		break;
	case 3:
		suppress_scan(r->arena, &s, "x", text);
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena a;
	struct report r;

	if (!n)
		return 0;
	arena_init(&a);
	report_init(&r, &a, "/tree");
	read_it(&r, *data, arena_strndup(&a, (const char *)data + 1, n - 1));
	arena_free(&a);
	return 0;
}
