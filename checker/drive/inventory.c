/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * inventory - the command, and the picture, which Graphviz draws.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/file.h"
#include "base/proc.h"
#include "drive.h"
#include "report/inventory.h"

#define NO_DOT "no picture: the program 'dot' is missing; 'apt install graphviz' brings it"

/* Models are executed once for each destructor without a body. */
const struct told *inventory_model(const char *name, void *data)
{
	struct run *run = data;
	struct effect_table *t = effect_of_model(&run->arena, run->models, name);

	return t ? told_new(&run->arena, t, "") : NULL;
}

static char *dot_source(const struct run *run)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	BUG_ON(!out);
	render_inventory_dot(out, &run->report);
	BUG_ON(fclose(out));
	return text;
}

/* The picture, or NULL and why there is none. */
static const char *draw(struct run *run, const char **note)
{
	const char *const argv[] = { "dot", "-Tsvg", NULL };
	struct proc_result res = { 0 };
	char *source = dot_source(run);
	struct proc_options opt = { .input = source, .quiet = true };
	const char *svg = NULL;

	*note = NO_DOT;
	if (!proc_read(&run->arena, argv, &opt, &res) && !res.status)
		svg = strstr(res.out, "<svg");
	else if (res.status != 127)
		*note = "no picture: 'dot' failed";
	free(source);
	if (!svg && !run->opt->quiet)
		fprintf(stderr, "skbown: %s\n", *note);
	return svg;
}

static void put(struct run *run, const char *format, FILE *out)
{
	const char *svg, *note;

	if (!strcmp(format, "json")) {
		render_inventory_json(out, &run->report);
	} else if (!strcmp(format, "html")) {
		svg = draw(run, &note);
		render_inventory_html(out, &run->report, svg, note);
	} else if (!strcmp(format, "dot")) {
		render_inventory_dot(out, &run->report);
	} else {
		render_inventory_text(out, &run->report);
	}
}

static void write_inventory(struct run *run, const char *format, const char *path)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out;

	inventory_finish(&run->report, inventory_model, run);
	out = open_memstream(&text, &len);
	BUG_ON(!out);
	put(run, format, out);
	BUG_ON(fclose(out));
	output_bytes(path, text, len);
	free(text);
}

void inventory_write_beside(struct run *run)
{
	const char *path = run->opt->inventory;
	const char *format = path_has_suffix(path, ".json") ? "json" :
			     path_has_suffix(path, ".html") ? "html" : "text";

	write_inventory(run, format, path);
}

int run_inventory(int argc, char **argv)
{
	struct check_options o;
	struct run run = { .opt = &o };
	double start = clock_mono();
	int status;

	arena_init(&run.arena);
	options_parse(&o, &run.arena, argc, argv);
	o.want_inventory = true;
	run_units(&run);
	write_inventory(&run, o.format, o.output);
	run_account(&run, start);
	status = run.interrupted ? EXIT_INTERRUPTED :
		 run.report.incomplete.n ? EXIT_INCOMPLETE : EXIT_CLEAN;
	arena_free(&run.arena);
	return status;
}
