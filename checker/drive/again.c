/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * again - what the second pass said of a unit, with what the first said of its other functions.
 *
 * The second pass judges only functions to which those of other files can mean something, and
 * says which these are. Of all others the first pass's word holds.
 */
#include <string.h>

#include "base/intern.h"
#include "drive.h"

struct verdicts {
	struct map judged;	/* interned names */
	json_t *into;		/* the second pass's report, which becomes that of both */
};

static bool was_judged(const struct verdicts *v, const char *func)
{
	return func && map_has(&v->judged, intern(func));
}

/* Of a list of both: each entry from the pass that decides about its function. */
static void merge(struct verdicts *v, const json_t *first, const char *list,
		  const char *(*about)(const json_t *entry))
{
	json_t *out = json_array(), *e;
	size_t i;

	json_array_foreach(json_object_get(first, list), i, e)
		if (!was_judged(v, about(e)))
			json_array_append(out, e);
	json_array_foreach(json_object_get(v->into, list), i, e)
		if (was_judged(v, about(e)))
			json_array_append(out, e);
	json_object_set_new(v->into, list, out);
}

static const char *finding_function(const json_t *finding)
{
	return json_string_value(json_object_get(finding, "function"));
}

/* Both passes' work was done. */
static void add_stats(json_t *into, const json_t *first)
{
	const char *name;
	json_t *n, *m;

	json_object_foreach((json_t *)first, name, n) {
		m = json_object_get(into, name);
		if (json_is_integer(n))
			json_object_set_new(into, name, json_integer(json_integer_value(n) +
								     json_integer_value(m)));
		else if (json_is_real(n))
			json_object_set_new(into, name, json_real(json_real_value(n) +
								  json_real_value(m)));
	}
}

static void note_judged(struct verdicts *v, struct arena *a, const json_t *names)
{
	json_t *name;
	size_t i;

	json_array_foreach((json_t *)names, i, name)
		map_set(a, &v->judged, intern(json_string_value(name)), v);
}

json_t *again_flow(struct run *run, const struct job *j)
{
	const json_t *first = json_object_get(j->result, "flow");
	const json_t *names = json_object_get(j->again, "judged");
	struct verdicts v = { .into = json_object_get(j->again, "flow") };
	json_t *stats;

	if (!v.into || !json_is_array(names) || !first)
		return json_incref(v.into);
	note_judged(&v, &run->arena, names);
	v.into = json_copy(v.into);
	merge(&v, first, "findings", finding_function);
	merge(&v, first, "incomplete", problem_function);
	stats = json_deep_copy(json_object_get(v.into, "stats"));
	add_stats(stats, json_object_get(first, "stats"));
	json_object_set_new(stats, "funcs_incomplete",
			    json_integer((json_int_t)json_array_size(json_object_get(v.into, "incomplete"))));
	json_object_set_new(v.into, "stats", stats);
	return v.into;
}
