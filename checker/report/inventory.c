/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * inventory - what units say of owners, as strings, and as JSON and back.
 */
#include <string.h>

#include "report/inventory.h"

static struct inventory *get(struct report *r)
{
	if (!r->inventory)
		r->inventory = arena_new(r->arena, struct inventory);
	return r->inventory;
}

static const char *dup_text(struct report *r, const char *s)
{
	return arena_strdup(r->arena, s ? s : "");
}

static void add_site(struct report *r, const struct flow_site *s)
{
	struct inv_site *t = arena_new(r->arena, struct inv_site);
	struct ir_loc loc = s->sk_loc.line > s->dtor_loc.line ? s->sk_loc : s->dtor_loc;

	t->file = report_loc_file(r, s->unit, loc);
	t->function = dup_text(r, s->func);
	t->line = loc.line;
	t->lines[0] = s->sk_loc.line;
	t->lines[1] = s->dtor_loc.line;
	t->buffer = dup_text(r, s->buffer);
	t->sk = dup_text(r, s->sk);
	t->pointer = dup_text(r, s->pointer);
	t->via = dup_text(r, s->via);
	vec_for(i, &s->dtors)
		vec_push(r->arena, &t->dtors, dup_text(r, s->dtors.v[i]));
	t->kinds = s->kinds;
	t->clears = s->clears;
	vec_push(r->arena, &get(r)->sites, t);
}

static bool is_set(const struct effect_term *half)
{
	return half->key && strcmp(half->key, "0");
}

static void add_words(struct arena *a, struct told_words *list, const char *text)
{
	vec_for(i, list)
		if (!strcmp(list->v[i], text))
			return;
	vec_push(a, list, arena_strdup(a, text));
}

static void add_leaver(struct report *r, const struct effect_table *t, const char *file)
{
	struct inv_leaver *l = arena_new(r->arena, struct inv_leaver);

	vec_for(i, &t->rows)
		vec_for(k, &t->rows.v[i].effects) {
			const struct effect *e = &t->rows.v[i].effects.v[k];

			if (e->kind == EFFECT_PAIR && (is_set(&e->sk) || is_set(&e->dtor)))
				add_words(r->arena, &l->how, e->words);
		}
	if (!l->how.n)
		return;
	l->name = dup_text(r, t->name);
	l->file = file;
	l->line = t->line;
	vec_push(r->arena, &get(r)->leavers, l);
}

/* void f(struct sk_buff *): only such a function can be installed as a destructor. */
static bool can_be_dtor(const struct effect_table *t)
{
	if (t->params.n != 1 || !t->takes_skb)
		return false;
	vec_for(i, &t->rows)
		if (t->rows.v[i].result.kind != RESULT_VOID)
			return false;
	return true;
}

static void add_view(struct report *r, const struct flow_view *v)
{
	struct inv_view *t = arena_new(r->arena, struct inv_view);

	t->file = report_loc_file(r, v->unit, v->loc);
	t->line = v->loc.line;
	t->buffer = dup_text(r, v->buffer);
	vec_for(i, &v->pairs)
		add_words(r->arena, &t->pairs, v->pairs.v[i]);
	vec_push(r->arena, &get(r)->views, t);
}

void inventory_add(struct report *r, const struct flow_result *res)
{
	get(r);
	vec_for(i, &res->views)
		add_view(r, res->views.v[i]);
	vec_for(i, &res->sites)
		add_site(r, res->sites.v[i]);
	vec_for(i, &res->tables) {
		const struct effect_table *t = res->tables.v[i];
		const char *file = report_loc_file(r, t->unit, t->loc);

		add_leaver(r, t, file);
		if (can_be_dtor(t))
			vec_push(r->arena, &get(r)->bodies, told_new(r->arena, t, file));
	}
}

/* --- JSON --- */

static json_t *pack_site(const struct inv_site *s)
{
	return json_pack("{s:o s:o s:i s:[i i] s:o s:o s:o s:o s:o s:i s:b}",
			 "file", report_json_text(s->file), "function", report_json_text(s->function),
			 "line", s->line, "lines", s->lines[0], s->lines[1],
			 "buffer", report_json_text(s->buffer), "sk", report_json_text(s->sk),
			 "pointer", report_json_text(s->pointer), "via", report_json_text(s->via),
			 "dtors", told_words_json(&s->dtors), "kinds", s->kinds, "clears", s->clears);
}

json_t *inventory_pack(const struct inventory *inv)
{
	json_t *sites = json_array(), *leavers = json_array(), *bodies = json_array();
	json_t *views = json_array(), *all;

	vec_for(i, &inv->sites)
		json_array_append_new(sites, pack_site(inv->sites.v[i]));
	vec_for(i, &inv->leavers) {
		const struct inv_leaver *l = inv->leavers.v[i];

		json_array_append_new(leavers, json_pack("[o o i o]", report_json_text(l->name),
							 report_json_text(l->file), l->line,
							 told_words_json(&l->how)));
	}
	vec_for(i, &inv->bodies)
		json_array_append_new(bodies, told_json(inv->bodies.v[i]));
	vec_for(i, &inv->views) {
		const struct inv_view *v = inv->views.v[i];

		json_array_append_new(views, json_pack("[o i o o]", report_json_text(v->file), v->line,
						       report_json_text(v->buffer),
						       told_words_json(&v->pairs)));
	}
	all = json_pack("{s:o s:o s:o}", "sites", sites, "leavers", leavers, "bodies", bodies);
	if (json_array_size(views))
		json_object_set(all, "views", views);
	json_decref(views);
	return all;
}

static bool unpack_site(struct report *r, const json_t *j)
{
	struct inv_site *s = arena_new(r->arena, struct inv_site);
	json_t *dtors;
	int clears = 0, line, at[2], kinds;

	if (json_unpack((json_t *)j, "{s:s s:s s:i s:[i i] s:s s:s s:s s:s s:o s:i s:b}",
			"file", &s->file, "function", &s->function, "line", &line, "lines", &at[0],
			&at[1], "buffer", &s->buffer, "sk", &s->sk, "pointer", &s->pointer,
			"via", &s->via, "dtors", &dtors, "kinds", &kinds, "clears", &clears))
		return false;
	s->file = dup_text(r, s->file);
	s->function = dup_text(r, s->function);
	s->line = line;
	s->lines[0] = at[0];
	s->lines[1] = at[1];
	s->buffer = dup_text(r, s->buffer);
	s->sk = dup_text(r, s->sk);
	s->pointer = dup_text(r, s->pointer);
	s->via = dup_text(r, s->via);
	told_words_read(r->arena, dtors, &s->dtors);
	s->kinds = kinds;
	s->clears = clears;
	vec_push(r->arena, &get(r)->sites, s);
	return true;
}

static bool unpack_leaver(struct report *r, const json_t *j)
{
	struct inv_leaver *l = arena_new(r->arena, struct inv_leaver);
	json_t *how;
	int line;

	if (json_unpack((json_t *)j, "[s s i o]", &l->name, &l->file, &line, &how))
		return false;
	l->name = dup_text(r, l->name);
	l->file = dup_text(r, l->file);
	l->line = line;
	told_words_read(r->arena, how, &l->how);
	vec_push(r->arena, &get(r)->leavers, l);
	return true;
}

static bool unpack_view(struct report *r, const json_t *j)
{
	struct inv_view *v = arena_new(r->arena, struct inv_view);
	json_t *pairs;
	int line;

	if (json_unpack((json_t *)j, "[s i s o]", &v->file, &line, &v->buffer, &pairs))
		return false;
	v->file = dup_text(r, v->file);
	v->buffer = dup_text(r, v->buffer);
	v->line = line;
	told_words_read(r->arena, pairs, &v->pairs);
	vec_push(r->arena, &get(r)->views, v);
	return true;
}

bool inventory_unpack(struct report *r, const json_t *j)
{
	json_t *x;
	size_t i;

	get(r);
	json_array_foreach(json_object_get(j, "sites"), i, x)
		if (!unpack_site(r, x))
			return false;
	json_array_foreach(json_object_get(j, "leavers"), i, x)
		if (!unpack_leaver(r, x))
			return false;
	json_array_foreach(json_object_get(j, "views"), i, x)
		if (!unpack_view(r, x))
			return false;
	json_array_foreach(json_object_get(j, "bodies"), i, x) {
		struct told *t = told_from_json(r->arena, x);

		if (!t)
			return false;
		vec_push(r->arena, &get(r)->bodies, t);
	}
	return true;
}
