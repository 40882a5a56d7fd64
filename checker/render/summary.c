/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * summary - what stands on stderr after a run: what could not be looked at, the
 * last line, and the numbers of --stats.
 */
#include <stdlib.h>
#include <string.h>

#include "render/render.h"

#define SHOWN_OF_ONE_REASON 20

static const char *plural(unsigned long n)
{
	return n == 1 ? "" : "s";
}

static void put_problem(FILE *out, const struct unit_problem *p, const char *what)
{
	render_plain(out, p->file);
	fprintf(out, ": %s: ", what);
	render_plain(out, p->reason);
	putc('\n', out);
}

static void put_problems(FILE *out, const struct unit_problem *v, unsigned int n, const char *what)
{
	unsigned int run = 0;

	for (unsigned int i = 0; i < n; i++) {
		run = i && !strcmp(v[i].reason, v[i - 1].reason) ? run + 1 : 0;
		if (run < SHOWN_OF_ONE_REASON)
			put_problem(out, &v[i], what);
		else if (i + 1 == n || strcmp(v[i].reason, v[i + 1].reason))
			fprintf(out, "... and %u more %s for the same reason\n",
				run + 1 - SHOWN_OF_ONE_REASON, what);
	}
}

void render_problems(FILE *out, const struct report *r)
{
	put_problems(out, r->skips.v, r->skips.n, "skipped");
	put_problems(out, r->incomplete.v, r->incomplete.n, "incomplete");
	put_problems(out, r->vanished.v, r->vanished.n, "in the baseline, and found no more");
}

static unsigned int exactly(const struct report *r, enum level l)
{
	unsigned int n = report_count_level(r, l);

	return l == LEVEL_ERROR ? n : n - report_count_level(r, l + 1);
}

/* How many there are that do not count, by why. */
static void put_quiet(FILE *out, const struct report *r)
{
	unsigned int suppressed = 0, fixed = 0, known = 0, untouched = 0;

	vec_for(i, &r->findings) {
		const struct finding *f = r->findings.v[i];

		if (finding_counts(f))
			continue;
		if (f->fixed)
			fixed++;
		else if (f->suppressed)
			suppressed++;
		else if (f->baseline && strcmp(f->baseline, "new"))
			known++;
		else
			untouched++;
	}
	if (fixed)
		fprintf(out, ", %u fixed", fixed);
	if (known)
		fprintf(out, ", %u known", known);
	if (suppressed)
		fprintf(out, ", %u suppressed", suppressed);
	if (untouched)
		fprintf(out, ", %u outside the change", untouched);
}

void render_summary(FILE *out, const struct report *r)
{
	const char *sep = " (";
	unsigned int all = report_count_level(r, LEVEL_NOTE);

	fprintf(out, "skbown: %u finding%s", all, plural(all));
	for (int l = LEVEL_ERROR; l >= LEVEL_NOTE; l--) {
		unsigned int n = exactly(r, l);

		if (!n)
			continue;
		fprintf(out, "%s%u %s%s", sep, n, level_name(l), plural(n));
		sep = ", ";
	}
	fputs(all ? ")" : "", out);
	put_quiet(out, r);
	fprintf(out, "; %u unit%s analysed, %u skipped, %u incomplete\n", r->analysed,
		plural(r->analysed), r->skipped, r->incomplete.n);
}

static int by_number(const void *pa, const void *pb)
{
	const struct report_count *a = pa, *b = pb;

	if (a->n != b->n)
		return a->n < b->n ? 1 : -1;
	return strcmp(a->name, b->name);
}

static void put_opaque(FILE *out, const struct report_stats *s)
{
	double part = s->insns ? 100.0 * s->opaque / s->insns : 0;

	fprintf(out, "instructions: %lu, opaque: %lu (%.2f %%)\n", s->insns, s->opaque, part);
	if (s->opaque_why.n)
		qsort(s->opaque_why.v, s->opaque_why.n, sizeof(s->opaque_why.v[0]), by_number);
	vec_for(i, &s->opaque_why)
		fprintf(out, "  opaque %s: %lu\n", s->opaque_why.v[i].name, s->opaque_why.v[i].n);
}

void render_stats(FILE *out, const struct report *r)
{
	const struct report_stats *s = &r->stats;

	fprintf(out, "files: %u seen, %u candidates, %u analysed, %u skipped\n", s->files_seen,
		s->candidates, r->analysed, r->skipped);
	fprintf(out, "functions: %lu seen, %lu lowered, %lu incomplete\n", s->funcs_seen,
		s->funcs_lowered, s->funcs_incomplete);
	put_opaque(out, s);
	fprintf(out, "executed: %lu instructions in %lu states, %lu unknown calls\n", s->executed,
		s->states, s->unknown_calls);
	fprintf(out, "store: %lu units as an earlier run left them\n", s->recalled);
	fprintf(out, "headers: %lu units with those that were parsed once for many\n", s->shared);
	fprintf(out, "across files: %u functions for others, %u units executed again with %lu of them, %.2f s\n",
		s->given, s->second, s->foreign_used, s->cross_sec);
	fprintf(out, "seconds: parse %.2f, lower %.2f, flow %.2f (sums over workers), wall %.2f\n",
		s->parse_sec, s->lower_sec, s->flow_sec, s->wall_sec);
	fprintf(out, "peak memory of a worker: %ld MB\n", s->peak_kb / 1024);
}
