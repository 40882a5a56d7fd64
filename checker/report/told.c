/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * told - an effect table as strings, and those as JSON and back.
 */
#include <string.h>

#include "report/finding.h"
#include "report/told.h"

static void add_case(struct arena *a, struct told *t, const struct effect_row *row)
{
	struct told_case c = { 0 };

	vec_for(i, &row->conds)
		vec_push(a, &c.when, arena_strdup(a, row->conds.v[i].words));
	if (row->result.kind != RESULT_VOID)
		c.result = arena_strdup(a, row->result.words);
	vec_for(i, &row->effects)
		vec_push(a, &c.effects, arena_strdup(a, row->effects.v[i].words));
	vec_push(a, &t->cases, c);
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
	vec_for(i, &table->rows)
		add_case(a, t, &table->rows.v[i]);
	vec_for(i, &table->passes)
		vec_push(a, &t->passes,
			 arena_printf(a, table->passes.v[i].is_pointer ? "the pointer %s" : "%s()",
				      table->passes.v[i].to));
	return t;
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
	json_t *j = json_pack("{s:o s:o}", "when", told_words_json(&c->when),
			      "effects", told_words_json(&c->effects));

	if (c->result)
		json_object_set_new(j, "result", report_json_text(c->result));
	return j;
}

json_t *told_json(const struct told *t)
{
	json_t *cases = json_array();

	vec_for(i, &t->cases)
		json_array_append_new(cases, case_json(&t->cases.v[i]));
	return json_pack("{s:o s:o s:i s:b s:b s:o s:o s:o}", "function", report_json_text(t->name),
			 "file", report_json_text(t->file), "line", t->line, "model", t->is_model,
			 "incomplete", t->incomplete, "parameters", told_words_json(&t->params),
			 "cases", cases, "passes_to", told_words_json(&t->passes));
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
	vec_push(a, &t->cases, c);
}

struct told *told_from_json(struct arena *a, const json_t *j)
{
	struct told *t = arena_new(a, struct told);
	int model = 0, incomplete = 0, line = 0;
	json_t *params, *cases, *passes, *c;
	size_t i;

	if (json_unpack((json_t *)j, "{s:s s:s s:i s:b s:b s:o s:o s:o}", "function", &t->name,
			"file", &t->file, "line", &line, "model", &model, "incomplete", &incomplete,
			"parameters", &params, "cases", &cases, "passes_to", &passes))
		return NULL;
	t->name = arena_strdup(a, t->name);
	t->file = arena_strdup(a, t->file);
	t->line = line;
	t->is_model = model;
	t->incomplete = incomplete;
	told_words_read(a, params, &t->params);
	json_array_foreach(cases, i, c)
		read_case(a, c, t);
	told_words_read(a, passes, &t->passes);
	return t;
}
