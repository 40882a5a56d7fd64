/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * link - which unit calls functions of which other.
 *
 * A call reaches a function of the same name in another file when both files have its
 * declaration from the same header, as C programs that link do; two drivers that each have a
 * foo_init() are not mixed up. When two files define such a function (of two configurations, say),
 * nobody knows which is meant: then none is.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/bug.h"
#include "base/file.h"
#include "base/intern.h"
#include "drive.h"

/* --- in a worker: what the unit gives and wants --- */

static const char *header_of(const struct front_result *res, const char *func)
{
	vec_for(i, &res->decls)
		if (res->decls.v[i].func == func)
			return res->decls.v[i].header;
	return NULL;
}

static json_t *names(struct run *run, struct arena *a, const struct front_result *res,
		     const char *const *v, unsigned int n)
{
	json_t *out = json_array();

	for (unsigned int i = 0; i < n; i++) {
		const char *header = header_of(res, v[i]);

		if (header)
			header = path_below(a, header, run->root);
		if (header && strcmp(header, res->unit->name))
			json_array_append_new(out, json_pack("[o o]", report_json_text(v[i]),
							     report_json_text(header)));
	}
	return out;
}

struct bytes link_text(struct arena *a, struct ir_unit *u, const char *root)
{
	struct bytes b = { 0 };
	char *text = NULL;
	FILE *out = open_memstream(&text, &b.len);

	BUG_ON(!out);
	vec_for(i, &u->files)
		if (root && u->files.v[i])
			u->files.v[i] = path_below(a, u->files.v[i], root);
	ir_print_unit(out, u);
	fclose(out);
	b.data = arena_strndup(a, text, b.len);
	free(text);
	return b;
}

json_t *link_describe(struct run *run, struct arena *a, const struct front_result *res)
{
	struct flow_link link;

	flow_link(a, res->unit, run->models, &link);
	return json_pack("{s:o s:o}", "gives", names(run, a, res, link.gives.v, link.gives.n),
			 "wants", names(run, a, res, link.wants.v, link.wants.n));
}

void link_keep(struct run *run, json_t *link, struct bytes ir)
{
	struct ir_place at = { 0 };

	if (!run->box)
		return;
	irbox_put(run->box, ir.data, ir.len, &at);
	json_object_set_new(link, "ir", json_pack("[I I I]", (json_int_t)at.at,
						  (json_int_t)at.len, (json_int_t)at.hash));
}

/* --- in the parent: who calls whom --- */

static const char *key_of(json_t *pair)
{
	return intern_printf("%s %s", json_string_value(json_array_get(pair, 0)),
			     json_string_value(json_array_get(pair, 1)));
}

static void add_gives(struct run *run, struct map *givers, struct job *j, json_t *list)
{
	json_t *pair;
	size_t i;

	json_array_foreach(list, i, pair) {
		const char *key = key_of(pair);

		map_set(&run->arena, givers, key, map_has(givers, key) ? NULL : j);
		run->report.stats.given++;
	}
}

static void find_wants(struct run *run, const struct map *givers, struct job *j, json_t *list)
{
	json_t *pair;
	size_t i;

	json_array_foreach(list, i, pair) {
		struct job *giver = map_get(givers, key_of(pair));

		if (!giver || giver == j || !giver->ir.len)
			continue;
		map_set(&run->arena, &j->givers, intern(json_string_value(json_array_get(pair, 0))),
			giver);
		j->second = j->ir.len != 0;
	}
}

void link_place(struct job *j, const json_t *link)
{
	const json_t *at = json_object_get(link, "ir");

	j->ir.at = (uint64_t)json_integer_value(json_array_get(at, 0));
	j->ir.len = (uint64_t)json_integer_value(json_array_get(at, 1));
	j->ir.hash = (uint64_t)json_integer_value(json_array_get(at, 2));
}

unsigned int link_plan(struct run *run)
{
	struct map givers = { 0 };
	unsigned int n = 0;

	vec_for(i, &run->jobs) {
		json_t *link = json_object_get(run->jobs.v[i].result, "link");

		link_place(&run->jobs.v[i], link);
		add_gives(run, &givers, &run->jobs.v[i], json_object_get(link, "gives"));
	}
	vec_for(i, &run->jobs) {
		struct job *j = &run->jobs.v[i];
		json_t *link = json_object_get(j->result, "link");

		find_wants(run, &givers, j, json_object_get(link, "wants"));
		n += j->second;
	}
	run->report.stats.second = n;
	return n;
}

/* --- in a worker of the second pass --- */

static struct ir_unit *link_unit(struct run *run, struct arena *a, const struct job *j)
{
	const char *err = NULL;
	char *text = irbox_get(run->box, a, &j->ir);

	return text ? ir_parse(a, j->shown, text, j->ir.len, &err) : NULL;
}

/*
 * Many units ask the same ones: what was parsed stays for a worker's next units, up to a bound.
 * Nothing that executes a unit changes it.
 */
#define MAX_KEPT (32 << 20)	/* bytes of IR text */

static struct {
	struct arena arena;
	struct map units;	/* struct job -> struct ir_unit, or NULL */
	size_t bytes;
} parsed;

static struct ir_unit *unit_of(struct run *run, const struct job *j)
{
	struct ir_unit *u;

	if (map_has(&parsed.units, j))
		return map_get(&parsed.units, j);
	u = link_unit(run, &parsed.arena, j);
	map_set(&parsed.arena, &parsed.units, j, u);
	parsed.bytes += j->ir.len;
	return u;
}

struct ir_unit *link_home(struct run *run, const struct job *j)
{
	if (parsed.bytes > MAX_KEPT) {
		arena_free(&parsed.arena);
		memset(&parsed, 0, sizeof(parsed));
	}
	return unit_of(run, j);
}

struct job *link_giver(const struct job *caller, const char *func, const struct job *home)
{
	struct job *giver = map_get(&caller->givers, func);

	return giver == home ? NULL : giver;
}

/* That there is none is an answer, too: another one, later, would change what was found. */
bool link_has(const struct ir_unit *from, const char *func, void *data)
{
	struct link_reader *l = data;
	struct job *giver = link_giver(l->job, func, l->job);

	if (l->asked)
		crosskey_ask(l->asked, l->job, func, giver);
	return giver;
}

bool link_was_too_much(const char *func, void *data)
{
	const struct link_reader *l = data;
	const json_t *first = json_object_get(l->job->result, "flow");
	json_t *problem;
	size_t i;

	json_array_foreach(json_object_get(first, "incomplete"), i, problem) {
		const char *name = problem_function(problem);

		if (name && !strcmp(name, func))
			return true;
	}
	return false;
}

struct ir_unit *link_find(struct arena *a, const struct ir_unit *from, const char *func, void *data)
{
	struct link_reader *l = data;
	const struct job *caller = map_get(&l->jobs, from);
	struct job *giver;
	struct ir_unit *u;

	if (!caller)
		caller = l->job;
	giver = link_giver(caller, func, l->job);
	if (l->asked)
		crosskey_ask(l->asked, caller, func, giver);
	u = giver ? unit_of(l->run, giver) : NULL;
	if (u)
		map_set(a, &l->jobs, u, giver);
	return u;
}
