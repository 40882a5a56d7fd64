/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * settings - what the project's configuration adds to the command line, which always wins;
 * and the command that shows what holds.
 */
#include <string.h>

#include "base/bug.h"
#include "base/file.h"
#include "config.h"
#include "drive.h"

/* Where the configuration is looked for: at the first path that is checked. */
static const char *start(const struct check_options *o, struct arena *a)
{
	const char *path = o->paths.n && !o->reports ? o->paths.v[0] : NULL;

	if (path && !file_is_dir(path) && !file_is_regular(path) && o->compile.kdir)
		return path_join(a, o->compile.kdir, path);
	if (!path)
		path = o->compile.kdir;
	return path ? path : ".";
}

/* Names in the configuration are relative to it. */
static const char *beside(struct arena *a, const struct config *c, const char *name)
{
	return path_join(a, c->dir, name);
}

static const bool *rules_of(struct arena *a, const struct config *c)
{
	bool *on = arena_array(a, bool, RULE_NR);

	for (unsigned int i = 0; i < c->rules.n; i++)
		on[rule_by_name(c->rules.v[i])] = true;
	return on;
}

static void apply_gate(struct check_options *o, struct arena *a, const struct config *c)
{
	if (!o->baseline && c->baseline)
		o->baseline = beside(a, c, c->baseline);
	if (o->gate_given || c->fail_on == CONFIG_UNSET)
		return;
	o->gate_off = c->fail_on == CONFIG_OFF;
	if (!o->gate_off)
		o->gate = LEVEL_NOTE + c->fail_on - CONFIG_NOTE;
}

void settings_apply(struct check_options *o, struct arena *a)
{
	const char *file = o->config_file;
	const struct config *c;

	if (!file && !o->no_config)
		file = config_find(a, start(o, a));
	if (!file)
		return;
	c = o->config = config_read(a, file);
	if (!o->rules && c->rules.n)
		o->rules = rules_of(a, c);
	for (unsigned int i = 0; i < c->models.n; i++)
		vec_push(a, &o->models, beside(a, c, c->models.v[i]));
	if (!o->compile.kdir && !o->compile.build && !o->compile.cflags && c->kdir)
		o->compile.kdir = beside(a, c, c->kdir);
	apply_gate(o, a, c);
}

/* --- skbown config --- */

static const char *origin(const struct check_options *o, bool configured, bool set)
{
	if (configured)
		return path_base(o->config->file);
	return set ? "command line" : "default";
}

static void put(const char *key, const char *value, const char *from)
{
	printf("%s: %s%*s # %s\n", key, value, (int)(strlen(key) + strlen(value) < 38 ?
						     38 - strlen(key) - strlen(value) : 0), "", from);
}

static void put_rules(const struct check_options *o, struct arena *a)
{
	const char *list = "";

	for (unsigned int i = 0; o->rules && i < RULE_NR; i++)
		if (o->rules[i])
			list = arena_printf(a, "%s%s%s", list, *list ? ", " : "", rule_name(i));
	put("rules", arena_printf(a, "[%s]", o->rules ? list : "all"),
	    origin(o, o->config && o->config->rules.n, o->rules));
}

static void put_words(const struct check_options *o, struct arena *a, const char *key,
		      const struct config_words *w)
{
	const char *list = "";

	for (unsigned int i = 0; w && i < w->n; i++)
		list = arena_printf(a, "%s%s%s", list, *list ? ", " : "", w->v[i]);
	put(key, arena_printf(a, "[%s]", list), origin(o, *list, false));
}

static void put_levels(const struct check_options *o, struct arena *a)
{
	static const char *const words[] = {
		[CONFIG_NOTE] = "note", [CONFIG_WARNING] = "warning", [CONFIG_ERROR] = "error",
		[CONFIG_OFF] = "off",
	};

	for (unsigned int i = 0; o->config && i < RULE_NR; i++)
		if (o->config->levels.of[i])
			put(arena_printf(a, "levels.%s", rule_name(i)),
			    words[o->config->levels.of[i]], origin(o, true, true));
}

static void put_suppress(const struct check_options *o, struct arena *a)
{
	for (unsigned int i = 0; o->config && i < o->config->n_suppress; i++) {
		const struct config_suppress *s = &o->config->suppress[i];

		put("suppress", arena_printf(a, "%s in %s: %s", s->rule, s->path, s->reason),
		    arena_printf(a, "%s:%u", origin(o, true, true), config_suppress_line(o->config, i)));
	}
}

static void put_all(const struct check_options *o, struct arena *a)
{
	const struct config *c = o->config;

	printf("# %s\n", c ? c->file : "no .skbown.yaml at the first path or above it");
	put_rules(o, a);
	put_levels(o, a);
	put("fail-on", o->gate_off ? "never" : level_name(o->gate),
	    origin(o, c && c->fail_on && !o->gate_given, o->gate_given));
	put("kdir", o->compile.kdir ? o->compile.kdir : "(none)",
	    origin(o, c && c->kdir && o->compile.kdir && !strcmp(o->compile.kdir, beside(a, c, c->kdir)),
		   o->compile.kdir));
	put("baseline", o->baseline ? o->baseline : "(none)",
	    origin(o, c && c->baseline && !strcmp(o->baseline, beside(a, c, c->baseline)), o->baseline));
	vec_for(i, &o->models)
		put("model", o->models.v[i], origin(o, c && i + c->models.n >= o->models.n, true));
	put_words(o, a, "include", c ? &c->include : NULL);
	put_words(o, a, "exclude", c ? &c->exclude : NULL);
	put_suppress(o, a);
}

int run_config(int argc, char **argv)
{
	struct check_options o;
	struct arena a;

	arena_init(&a);
	options_parse(&o, &a, argc, argv);
	put_all(&o, &a);
	arena_free(&a);
	return fflush(stdout) ? EXIT_USAGE : EXIT_CLEAN;
}
