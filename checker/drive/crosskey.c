/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * crosskey - when what the second pass found of a unit still holds good.
 *
 * The key is the unit's IR. The entry lists which functions of other files were asked for, by
 * which unit, and the IR of the file that had them: when the same questions have the same
 * answers, executing it says the same.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/intern.h"
#include "drive.h"

struct store_key crosskey_of(const struct run *run, const struct job *j)
{
	XXH3_state_t *h = key_start(run, j, "cross");

	XXH3_128bits_update(h, &j->ir.hash, sizeof(j->ir.hash));
	return key_end(h);
}

void crosskey_ask(FILE *asked, const struct job *from, const char *func, const struct job *giver)
{
	fprintf(asked, "%" PRIx64 " %" PRIx64 " %s\n", from->ir.hash, giver ? giver->ir.hash : 0,
		func);
}

struct known {
	VEC(const struct job *) v;	/* units that were reached */
};

static const struct job *known_by(const struct known *k, uint64_t hash)
{
	vec_for(i, &k->v)
		if (k->v.v[i]->ir.hash == hash)
			return k->v.v[i];
	return NULL;
}

/* Has the question on this line the same answer as it had? */
static bool same_answer(struct arena *a, struct known *k, const struct job *j, char *line)
{
	uint64_t from, got;
	const struct job *caller, *giver;
	int func = 0;

	if (sscanf(line, "%" SCNx64 " %" SCNx64 " %n", &from, &got, &func) != 2 || !func)
		return false;
	caller = known_by(k, from);
	if (!caller)
		return false;
	giver = link_giver(caller, intern(line + func), j);
	if ((giver ? giver->ir.hash : 0) != got)
		return false;
	if (giver && !known_by(k, got))
		vec_push(a, &k->v, giver);
	return true;
}

static bool holds(struct arena *a, const struct job *j, char *asked)
{
	struct known k = { 0 };
	char *line, *save = NULL;

	vec_push(a, &k.v, j);
	for (line = strtok_r(asked, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		if (!same_answer(a, &k, j, line))
			return false;
	return true;
}

json_t *crosskey_load(struct run *run, struct arena *a, const struct job *j)
{
	struct store_key key = crosskey_of(run, j);
	struct store_entry e;

	if (!run->store || !store_get(run->store, a, &key, &e) ||
	    !holds(a, j, arena_strndup(a, e.deps.data, e.deps.len)))
		return NULL;
	return json_loadb(e.result.data, e.result.len, 0, NULL);
}

void crosskey_save(struct run *run, const struct job *j, json_t *result, struct bytes asked)
{
	struct store_key key = crosskey_of(run, j);
	struct store_entry e = { .deps = asked };
	char *text;

	if (!run->store || !store_begin(run->store))
		return;
	text = json_dumps(result, JSON_COMPACT);
	BUG_ON(!text);
	e.result = (struct bytes){ text, strlen(text) };
	store_put(run->store, &key, &e);
	free(text);
}
