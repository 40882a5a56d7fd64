/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * report - collects findings, decides which are the same, and their order.
 *
 * Two findings are the same when fingerprint and place agree: a function of a
 * header is seen once in every unit that includes it.
 */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "report/finding.h"

void report_init(struct report *r, struct arena *a, const char *root)
{
	memset(r, 0, sizeof(*r));
	r->arena = a;
	r->root = root ? arena_strdup(a, root) : NULL;
}

const char *report_path(struct report *r, const char *path)
{
	const char *p = path_clean(r->arena, path);

	return r->root ? path_below(r->arena, p, r->root) : p;
}

const char *report_loc_file(struct report *r, const struct ir_unit *u, struct ir_loc loc)
{
	if (loc.file == 0 || loc.file >= u->files.n)
		return arena_strdup(r->arena, u->name);
	return report_path(r, u->files.v[loc.file]);
}

static const char *dup_text(struct report *r, const char *s)
{
	return arena_strdup(r->arena, s ? s : "");
}

static void add_step(struct report *r, struct finding *f, const struct flow_step *s)
{
	struct finding_step step = {
		.file = report_loc_file(r, s->unit, s->loc),
		.line = s->loc.line,
		.column = s->loc.col,
		.function = dup_text(r, s->func),
		.message = dup_text(r, s->message),
	};

	vec_push(r->arena, &f->steps, step);
}

/*
 * A path through a loop says the same in each round: the last one is enough, and
 * the number of rounds must not get into the fingerprint.
 */
static bool said_again(const struct violation *v, unsigned int i)
{
	const struct flow_step *s = &v->steps.v[i];

	for (unsigned int j = i + 1; j < v->steps.n; j++) {
		const struct flow_step *t = &v->steps.v[j];

		if (s->unit == t->unit && !memcmp(&s->loc, &t->loc, sizeof(s->loc)) &&
		    !strcmp(s->message, t->message))
			return true;
	}
	return false;
}

struct finding *report_add_violation(struct report *r, const struct violation *v)
{
	struct finding *f = arena_new(r->arena, struct finding);

	f->rule = rule_name(v->rule);
	f->level = level_name(v->level);
	f->confidence = confidence_name(v->conf);
	f->file = report_loc_file(r, v->unit, v->loc);
	f->line = v->loc.line;
	f->column = v->loc.col;
	f->function = dup_text(r, v->func);
	f->object = dup_text(r, v->object);
	f->message = dup_text(r, v->message);
	vec_for(i, &v->steps)
		if (!said_again(v, i))
			add_step(r, f, &v->steps.v[i]);
	finding_fingerprint(f);
	vec_push(r->arena, &r->findings, f);
	return f;
}

void report_add_skip(struct report *r, const char *file, const char *reason)
{
	struct unit_problem p = { .file = dup_text(r, file), .reason = dup_text(r, reason) };

	r->skipped++;
	vec_push(r->arena, &r->skips, p);
}

void report_add_incomplete(struct report *r, const char *file, const char *reason)
{
	struct unit_problem p = { .file = dup_text(r, file), .reason = dup_text(r, reason) };

	vec_push(r->arena, &r->incomplete, p);
}

void report_add_too_much(struct report *r, const char *file, const char *func)
{
	struct unit_problem p = {
		.file = dup_text(r, file), .function = dup_text(r, func),
		.reason = arena_printf(r->arena, "function '%s' has too many states to tell apart", func),
	};

	vec_push(r->arena, &r->incomplete, p);
}

void report_count_opaque(struct report *r, const char *reason, unsigned long n)
{
	struct report_count c = { .n = n };

	vec_for(i, &r->stats.opaque_why) {
		if (strcmp(r->stats.opaque_why.v[i].name, reason))
			continue;
		r->stats.opaque_why.v[i].n += n;
		return;
	}
	c.name = dup_text(r, reason);
	vec_push(r->arena, &r->stats.opaque_why, c);
}

void report_filter(struct report *r, const bool *rules, enum level min)
{
	unsigned int kept = 0;

	vec_for(i, &r->findings) {
		struct finding *f = r->findings.v[i];
		enum rule_id id = rule_by_name(f->rule);

		if (rules && (id == RULE_NR || !rules[id]))
			continue;
		if (level_by_name(f->level) < (int)min)
			continue;
		r->findings.v[kept++] = f;
	}
	r->findings.n = kept;
}

static int by_place(const struct finding *a, const struct finding *b)
{
	int c = strcmp(a->file, b->file);

	if (!c)
		c = (a->line > b->line) - (a->line < b->line);
	if (!c)
		c = (a->column > b->column) - (a->column < b->column);
	return c;
}

static int by_order(const void *pa, const void *pb)
{
	const struct finding *a = *(struct finding *const *)pa;
	const struct finding *b = *(struct finding *const *)pb;
	int c = by_place(a, b);

	if (!c)
		c = strcmp(a->rule, b->rule);
	if (!c)
		c = strcmp(a->message, b->message);
	if (!c)
		c = strcmp(a->fingerprint, b->fingerprint);
	return c;
}

static bool same(const struct finding *a, const struct finding *b)
{
	return !strcmp(a->fingerprint, b->fingerprint) && !by_place(a, b);
}

static void drop_same(struct report *r)
{
	struct finding **v = r->findings.v;
	unsigned int kept = 0, i, j;

	for (i = 0; i < r->findings.n; i++) {
		for (j = kept; j > 0 && !by_place(v[j - 1], v[i]); j--)
			if (same(v[j - 1], v[i]))
				break;
		if (j > 0 && same(v[j - 1], v[i]))
			continue;
		v[kept++] = v[i];
	}
	r->findings.n = kept;
}

void report_finish(struct report *r)
{
	if (!r->findings.n)
		return;
	qsort(r->findings.v, r->findings.n, sizeof(r->findings.v[0]), by_order);
	drop_same(r);
	report_number(r);
}

bool finding_counts(const struct finding *f)
{
	return !f->suppressed && !f->fixed && !f->untouched && (!f->baseline || !strcmp(f->baseline, "new"));
}

unsigned int report_count_level(const struct report *r, enum level level)
{
	unsigned int n = 0;

	vec_for(i, &r->findings)
		n += finding_counts(r->findings.v[i]) &&
		     level_by_name(r->findings.v[i]->level) >= (int)level;
	return n;
}
