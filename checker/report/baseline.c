/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * baseline - findings that were there before, as a text that two people can merge.
 *
 * A line each: fingerprint, rule, function ("-": none), file, and "-- reason" where somebody
 * has given one. Only the fingerprint is compared; the rest is for readers and for the order.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/intern.h"
#include "report/gate.h"

#define HEAD "# skbown baseline: findings that were there before. \"-- REASON\" may follow an entry.\n"

static bool is_fingerprint(const char *s)
{
	return s && strlen(s) == 16 && strspn(s, "0123456789abcdef") == 16;
}

static const char *reason_of(char *rest)
{
	char *dashes = strstr(rest, " -- ");

	if (!dashes)
		return NULL;
	*dashes = '\0';
	dashes += 4;
	return *dashes ? dashes : NULL;
}

static void add(struct arena *a, struct baseline *b, const struct baseline_entry *e)
{
	struct baseline_entry *copy = arena_new(a, struct baseline_entry);

	*copy = *e;
	vec_push(a, &b->entries, copy);
	map_set(a, &b->prints, intern(e->fingerprint), copy);
}

static bool read_entry(struct arena *a, struct baseline *b, char *line)
{
	char *save = NULL;
	struct baseline_entry e = {
		.fingerprint = strtok_r(line, " ", &save),
		.rule = strtok_r(NULL, " ", &save),
		.function = strtok_r(NULL, " ", &save),
		.file = strtok_r(NULL, "", &save),
	};

	if (!is_fingerprint(e.fingerprint) || !e.file)
		return false;
	e.reason = reason_of((char *)e.file);
	if (!*e.file || !strncmp(e.file, "-- ", 3))
		return false;
	if (!strcmp(e.function, "-"))
		e.function = "";
	add(a, b, &e);
	return true;
}

struct baseline *baseline_read(struct arena *a, const char *name, const char *text,
			       const char **err)
{
	struct baseline *b = arena_new(a, struct baseline);
	char *copy = arena_strdup(a, text), *line;

	if (!strncmp(copy, "\xef\xbb\xbf", 3))	/* some editors begin with it */
		copy += 3;
	for (unsigned int n = 1; (line = strsep(&copy, "\n")); n++) {
		line[strcspn(line, "\r")] = '\0';
		if (!*line || *line == '#' || read_entry(a, b, line))
			continue;
		*err = arena_printf(a, "%s:%u: no entry of a baseline, which is: "
				       "FINGERPRINT RULE FUNCTION FILE [-- REASON]", name, n);
		return NULL;
	}
	return b;
}

static struct baseline_entry *find(const struct baseline *b, const char *fingerprint)
{
	return b ? map_get(&b->prints, intern(fingerprint)) : NULL;
}

void baseline_apply(struct report *r, struct baseline *b, baseline_asked *asked, void *data)
{
	vec_for(i, &r->findings) {
		struct finding *f = r->findings.v[i];
		struct baseline_entry *e = find(b, f->fingerprint);

		if (e)
			e->met = true;
		if (!f->suppressed)
			f->baseline = e ? "unchanged" : "new";
	}
	vec_for(i, &b->entries) {
		const struct baseline_entry *e = b->entries.v[i];
		struct unit_problem gone = { e->file, NULL };

		if (e->met || !asked(e, data))
			continue;
		gone.reason = arena_printf(r->arena, "%s%s%s %s", e->rule, *e->function ? " in " : "",
					   e->function, e->fingerprint);
		vec_push(r->arena, &r->vanished, gone);
	}
}

static int by_place(const void *pa, const void *pb)
{
	const struct baseline_entry *a = *(struct baseline_entry *const *)pa;
	const struct baseline_entry *b = *(struct baseline_entry *const *)pb;
	int c = strcmp(a->file, b->file);

	if (!c)
		c = strcmp(a->function, b->function);
	if (!c)
		c = strcmp(a->rule, b->rule);
	return c ? c : strcmp(a->fingerprint, b->fingerprint);
}

static void add_findings(struct arena *a, const struct report *r, const struct baseline *old,
			 struct baseline *out)
{
	vec_for(i, &r->findings) {
		const struct finding *f = r->findings.v[i];
		const struct baseline_entry *was = find(old, f->fingerprint);
		struct baseline_entry e = {
			f->fingerprint, f->rule, f->function, f->file, was ? was->reason : NULL,
		};

		if (!f->suppressed)
			add(a, out, &e);
	}
}

char *baseline_text(const struct report *r, const struct baseline *old, baseline_asked *asked,
		    void *data)
{
	struct arena *a = r->arena;
	struct baseline all = { 0 };
	char *text = NULL, *copy;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	BUG_ON(!out);
	add_findings(a, r, old, &all);
	for (unsigned int i = 0; old && i < old->entries.n; i++)
		if (!asked(old->entries.v[i], data) && !find(&all, old->entries.v[i]->fingerprint))
			add(a, &all, old->entries.v[i]);
	if (all.entries.n)
		qsort(all.entries.v, all.entries.n, sizeof(all.entries.v[0]), by_place);
	fputs(HEAD, out);
	vec_for(i, &all.entries) {
		const struct baseline_entry *e = all.entries.v[i];

		fprintf(out, "%s %s %s %s%s%s\n", e->fingerprint, e->rule,
			*e->function ? e->function : "-", e->file, e->reason ? " -- " : "",
			e->reason ? e->reason : "");
	}
	BUG_ON(fclose(out));
	copy = arena_strdup(a, text);
	free(text);
	return copy;
}
