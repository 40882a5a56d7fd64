/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * told - an effect table as strings, and those as JSON and back.
 */
#include <string.h>

#include "report/finding.h"
#include "report/told.h"

static bool same_words(const struct told_words *a, const struct told_words *b)
{
	if (a->n != b->n)
		return false;
	vec_for(i, a)
		if (strcmp(a->v[i], b->v[i]))
			return false;
	return true;
}

/* Is there a case of the same outcome that holds always, or when this one does? */
static bool is_told(struct told *t, const struct told_case *c)
{
	vec_for(i, &t->cases) {
		struct told_case *was = &t->cases.v[i];

		if (!same_words(&was->effects, &c->effects) || !same_words(&was->needs, &c->needs) ||
		    strcmp(was->result ? was->result : "", c->result ? c->result : ""))
			continue;
		if (!c->when.n)
			was->when.n = 0;
		if (!was->when.n || same_words(&was->when, &c->when))
			return true;
	}
	return false;
}

static void add_case(struct arena *a, struct told *t, const struct effect_row *row)
{
	struct told_case c = { 0 };

	vec_for(i, &row->conds)
		vec_push(a, &c.when, arena_strdup(a, row->conds.v[i].words));
	if (row->result.kind != RESULT_VOID)
		c.result = arena_strdup(a, row->result.words);
	vec_for(i, &row->effects) {
		const struct effect *e = &row->effects.v[i];
		bool need = e->kind == EFFECT_NEED_KIND || e->kind == EFFECT_NEED_UNOWNED;

		if (e->kind == EFFECT_KEEP)
			continue;	/* a matter of the engine's, not of the protocol */
		vec_push(a, need ? &c.needs : &c.effects, arena_strdup(a, e->words));
	}
	if (!is_told(t, &c))
		vec_push(a, &t->cases, c);
}

/* "sock_common.skc_refcnt" is "sk_refcnt"; of other records with the record's name. */
static const char *counter_name(struct arena *a, const char *field)
{
	const char *words = effect_field_words(a, field);

	if (!strncmp(words, "sk_", 3) || !strchr(field, '.'))
		return arena_strdup(a, words);
	return arena_strdup(a, field);
}

#define SOCKET "$0.sk_buff.sk"

static bool follows_sk(const struct effect_row *row)
{
	vec_for(i, &row->effects)
		if (!strncmp(row->effects.v[i].of.key, SOCKET, sizeof(SOCKET) - 1))
			return true;
	return false;
}

static void add_contract(struct arena *a, struct told *t, const struct effect_row *row)
{
	t->needs_sk &= follows_sk(row);
	vec_for(i, &row->effects) {
		const struct effect *e = &row->effects.v[i];
		const char *name = e->kind == EFFECT_COUNT ? counter_name(a, e->counter) : NULL;
		bool known = false;

		if (e->kind == EFFECT_NEED_KIND && !strcmp(e->of.key, SOCKET))
			t->accepts &= e->kinds;
		for (unsigned int k = 0; name && k < t->counters.n; k++)
			known |= !strcmp(t->counters.v[k], name);
		if (name && !known)
			vec_push(a, &t->counters, name);
	}
}

struct told *told_new(struct arena *a, const struct effect_table *table, const char *file)
{
	struct told *t = arena_new(a, struct told);

	t->name = arena_strdup(a, table->name);
	t->file = arena_strdup(a, file);
	t->line = table->line;
	t->is_model = table->is_model;
	t->incomplete = table->incomplete;
	vec_for(i, &table->params)
		vec_push(a, &t->params, arena_strdup(a, table->params.v[i]));
	t->needs_sk = table->rows.n;
	t->accepts = KIND_ANY;
	vec_for(i, &table->rows) {
		add_case(a, t, &table->rows.v[i]);
		add_contract(a, t, &table->rows.v[i]);
	}
	vec_for(i, &table->passes)
		vec_push(a, table->passes.v[i].is_pointer ? &t->pointers : &t->passes,
			 arena_strdup(a, table->passes.v[i].to));
	return t;
}

static const char *join(struct arena *a, const char *text, const struct told_words *w,
			const char *between)
{
	vec_for(i, w)
		text = arena_printf(a, "%s%s%s", text, i ? between : "", w->v[i]);
	return text;
}

const char *told_line(struct arena *a, const struct told_case *c)
{
	const char *text = "";

	if (c->when.n)
		text = arena_printf(a, "%s: ", join(a, "when ", &c->when, " and "));
	return c->effects.n ? join(a, text, &c->effects, "; ") : arena_printf(a, "%snothing", text);
}

/* --- JSON --- */

json_t *told_words_json(const struct told_words *w)
{
	json_t *list = json_array();

	vec_for(i, w)
		json_array_append_new(list, report_json_text(w->v[i]));
	return list;
}

static json_t *case_json(const struct told_case *c)
{
	json_t *j = json_pack("{s:o s:o s:o}", "when", told_words_json(&c->when),
			      "effects", told_words_json(&c->effects),
			      "needs", told_words_json(&c->needs));

	if (c->result)
		json_object_set_new(j, "result", report_json_text(c->result));
	return j;
}

json_t *told_json(const struct told *t)
{
	json_t *cases = json_array();

	vec_for(i, &t->cases)
		json_array_append_new(cases, case_json(&t->cases.v[i]));
	return json_pack("{s:o s:o s:i s:b s:b s:b s:i s:o s:o s:o s:o s:o}", "function", report_json_text(t->name),
			 "file", report_json_text(t->file), "line", t->line, "model", t->is_model,
			 "incomplete", t->incomplete, "needs_sk", t->needs_sk, "accepts", t->accepts,
			 "counters", told_words_json(&t->counters), "parameters", told_words_json(&t->params),
			 "cases", cases, "passes_to", told_words_json(&t->passes),
			 "passes_to_pointers", told_words_json(&t->pointers));
}

void told_words_read(struct arena *a, const json_t *list, struct told_words *out)
{
	json_t *s;
	size_t i;

	json_array_foreach(list, i, s)
		if (json_is_string(s))
			vec_push(a, out, arena_strdup(a, json_string_value(s)));
}

static void read_case(struct arena *a, const json_t *j, struct told *t)
{
	const char *result = json_string_value(json_object_get(j, "result"));
	struct told_case c = { .result = result ? arena_strdup(a, result) : NULL };

	told_words_read(a, json_object_get(j, "when"), &c.when);
	told_words_read(a, json_object_get(j, "effects"), &c.effects);
	told_words_read(a, json_object_get(j, "needs"), &c.needs);
	vec_push(a, &t->cases, c);
}

struct told *told_from_json(struct arena *a, const json_t *j)
{
	struct told *t = arena_new(a, struct told);
	int model = 0, incomplete = 0, line = 0, needs_sk = 0, accepts = 0;
	json_t *params, *cases, *passes, *pointers, *counters, *c;
	size_t i;

	if (json_unpack((json_t *)j, "{s:s s:s s:i s:b s:b s:b s:i s:o s:o s:o s:o s:o}", "function", &t->name,
			"file", &t->file, "line", &line, "model", &model, "incomplete", &incomplete,
			"needs_sk", &needs_sk, "accepts", &accepts, "counters", &counters,
			"parameters", &params, "cases", &cases, "passes_to", &passes,
			"passes_to_pointers", &pointers))
		return NULL;
	t->name = arena_strdup(a, t->name);
	t->file = arena_strdup(a, t->file);
	t->line = line;
	t->is_model = model;
	t->incomplete = incomplete;
	t->needs_sk = needs_sk;
	t->accepts = accepts;
	told_words_read(a, counters, &t->counters);
	told_words_read(a, params, &t->params);
	json_array_foreach(cases, i, c)
		read_case(a, c, t);
	told_words_read(a, passes, &t->passes);
	told_words_read(a, pointers, &t->pointers);
	return t;
}
