/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pack - a report as JSON and back: what a worker sends and a cache keeps.
 *
 * This form is ours alone and may change at any time; what users read is made
 * in render.
 */
#include <string.h>

#include "report/finding.h"
#include "report/inventory.h"

/* Length of the UTF-8 sequence at @s, 0 when it is none. jansson refuses the same ones. */
static size_t utf8_len(const char *s)
{
	json_t *j;
	size_t n, i;

	if (!((unsigned char)*s & 0x80))
		return 1;
	n = (unsigned char)*s >= 0xf0 ? 4 : (unsigned char)*s >= 0xe0 ? 3 : 2;
	for (i = 1; i < n; i++)
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			return 0;
	j = json_stringn(s, n);
	json_decref(j);
	return j ? n : 0;
}

json_t *report_json_text(const char *s)
{
	json_t *j = json_string(s ? s : "");
	struct arena a;
	char *out, *end;
	size_t n;

	if (j)
		return j;
	arena_init(&a);
	out = end = arena_alloc(&a, strlen(s) * 3 + 1);
	for (; *s; s += n ? n : 1) {
		n = utf8_len(s);
		end = mempcpy(end, n ? s : "\xef\xbf\xbd", n ? n : 3);
	}
	j = json_string(out);
	arena_free(&a);
	return j;
}

static json_t *pack_step(const struct finding_step *s)
{
	return json_pack("[o i i o o]", report_json_text(s->file), s->line, s->column,
			 report_json_text(s->function), report_json_text(s->message));
}

static json_t *pack_finding(const struct finding *f)
{
	json_t *steps = json_array();

	vec_for(i, &f->steps)
		json_array_append_new(steps, pack_step(&f->steps.v[i]));
	return json_pack("{s:s s:s s:s s:o s:i s:i s:o s:o s:o s:o}",
			 "rule", f->rule, "level", f->level, "confidence", f->confidence,
			 "file", report_json_text(f->file), "line", f->line, "column", f->column,
			 "function", report_json_text(f->function),
			 "object", report_json_text(f->object),
			 "message", report_json_text(f->message), "steps", steps);
}

static json_t *pack_problem(const struct unit_problem *p)
{
	return json_pack("[o o o]", report_json_text(p->file), report_json_text(p->reason),
			 p->function ? report_json_text(p->function) : json_null());
}

#define STAT_COUNTS(X) \
	X(funcs_seen) X(funcs_lowered) X(funcs_incomplete) X(insns) X(opaque) \
	X(states) X(executed) X(unknown_calls) X(foreign_used) X(recalled) X(shared)
#define STAT_TIMES(X) X(parse_sec) X(lower_sec) X(flow_sec)

static json_t *pack_stats(const struct report_stats *s)
{
	json_t *j = json_object(), *why = json_object();

#define X(f) json_object_set_new(j, #f, json_integer(s->f));
	STAT_COUNTS(X)
#undef X
#define X(f) json_object_set_new(j, #f, json_real(s->f));
	STAT_TIMES(X)
#undef X
	vec_for(i, &s->opaque_why)
		json_object_set_new(why, s->opaque_why.v[i].name,
				    json_integer(s->opaque_why.v[i].n));
	json_object_set_new(j, "opaque_why", why);
	return j;
}

json_t *report_pack(const struct report *r)
{
	json_t *findings = json_array(), *skips = json_array(), *incomplete = json_array(), *j;

	vec_for(i, &r->findings)
		json_array_append_new(findings, pack_finding(r->findings.v[i]));
	vec_for(i, &r->skips)
		json_array_append_new(skips, pack_problem(&r->skips.v[i]));
	vec_for(i, &r->incomplete)
		json_array_append_new(incomplete, pack_problem(&r->incomplete.v[i]));
	j = json_pack("{s:o s:i s:o s:o s:o}", "findings", findings, "analysed", r->analysed,
		      "skips", skips, "incomplete", incomplete, "stats", pack_stats(&r->stats));
	if (r->inventory)
		json_object_set_new(j, "inventory", inventory_pack(r->inventory));
	return j;
}

static bool unpack_step(struct report *r, struct finding *f, json_t *j)
{
	const char *file, *func, *msg;
	struct finding_step s = { 0 };

	if (json_unpack(j, "[s i i s s]", &file, &s.line, &s.column, &func, &msg))
		return false;
	s.file = arena_strdup(r->arena, file);
	s.function = arena_strdup(r->arena, func);
	s.message = arena_strdup(r->arena, msg);
	vec_push(r->arena, &f->steps, s);
	return true;
}

/* Of names that the program knows; the packed ones die with the JSON value. */
static bool unpack_names(struct finding *f)
{
	enum rule_id rule = rule_by_name(f->rule);
	int level = level_by_name(f->level);

	if (rule == RULE_NR || level < 0)
		return false;
	f->rule = rule_name(rule);
	f->level = level_name(level);
	return true;
}

static bool unpack_finding(struct report *r, json_t *j)
{
	struct finding *f = arena_new(r->arena, struct finding);
	json_t *steps, *s;
	size_t i;

	if (json_unpack(j, "{s:s s:s s:s s:s s:i s:i s:s s:s s:s s:o}",
			"rule", &f->rule, "level", &f->level, "confidence", &f->confidence,
			"file", &f->file, "line", &f->line, "column", &f->column,
			"function", &f->function, "object", &f->object,
			"message", &f->message, "steps", &steps) || !unpack_names(f))
		return false;
	f->confidence = arena_strdup(r->arena, f->confidence);
	f->file = arena_strdup(r->arena, f->file);
	f->function = arena_strdup(r->arena, f->function);
	f->object = arena_strdup(r->arena, f->object);
	f->message = arena_strdup(r->arena, f->message);
	json_array_foreach(steps, i, s)
		if (!unpack_step(r, f, s))
			return false;
	finding_fingerprint(f);
	vec_push(r->arena, &r->findings, f);
	return true;
}

static void unpack_stats(struct report *r, const json_t *j)
{
	const char *name;
	json_t *n;

#define X(f) r->stats.f += json_integer_value(json_object_get(j, #f));
	STAT_COUNTS(X)
#undef X
#define X(f) r->stats.f += json_real_value(json_object_get(j, #f));
	STAT_TIMES(X)
#undef X
	json_object_foreach(json_object_get(j, "opaque_why"), name, n)
		report_count_opaque(r, name, json_integer_value(n));
}

static bool unpack_problems(struct report *r, const json_t *list,
			    void (*add)(struct report *, const char *, const char *))
{
	const char *file, *reason;
	json_t *p, *func;
	size_t i;

	json_array_foreach(list, i, p) {
		if (json_unpack(p, "[s s o]", &file, &reason, &func))
			return false;
		if (json_is_string(func))
			report_add_too_much(r, file, json_string_value(func));
		else
			add(r, file, reason);
	}
	return true;
}

bool report_unpack(struct report *r, const json_t *j)
{
	json_t *f, *inv = json_object_get(j, "inventory");
	size_t i;

	if (!json_is_integer(json_object_get(j, "analysed")) || (inv && !inventory_unpack(r, inv)))
		return false;
	r->analysed += json_integer_value(json_object_get(j, "analysed"));
	json_array_foreach(json_object_get(j, "findings"), i, f)
		if (!unpack_finding(r, f))
			return false;
	unpack_stats(r, json_object_get(j, "stats"));
	return unpack_problems(r, json_object_get(j, "skips"), report_add_skip) &&
	       unpack_problems(r, json_object_get(j, "incomplete"), report_add_incomplete);
}
