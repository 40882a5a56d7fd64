/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * skbown-lower - prints the IR of all functions of C files.
 *
 * Used at build time for the models and by the goldens of the front end:
 * skbown-lower [-s] FILE... [-- FLAGS]. With -s, only the functions that matter,
 * and the figures on stderr.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "front/front.h"

static int lower_one(const char *file, char **flags, const struct front_options *opt)
{
	struct arena a;
	struct compile_cmd cmd = { 0 };
	struct front_result *r;
	int bad = 0;

	arena_init(&a);
	cmd.file = path_canonical(&a, file);
	cmd.shown = file;
	cmd.dir = getcwd(arena_alloc(&a, 4096), 4096);
	for (; flags && *flags; flags++)
		vec_push(&a, &cmd.args, *flags);
	r = front_lower(&a, &cmd, opt);
	vec_for(i, &r->diags)
		fprintf(stderr, "%s:%u:%u: error: %s\n", r->diags.v[i].file, r->diags.v[i].line,
			r->diags.v[i].col, r->diags.v[i].text);
	if (r->error)
		fprintf(stderr, "%s\n", r->error);
	bad = r->status != FRONT_OK;
	for (unsigned int i = 0; r->unit && i < r->unit->funcs.n; i++) {
		const char *why = ir_verify(r->unit->funcs.v[i]);

		if (why)
			fprintf(stderr, "%s: %s: %s\n", file, r->unit->funcs.v[i]->name, why);
		bad |= why != NULL;
	}
	if (r->unit)
		ir_print_unit(stdout, r->unit);
	if (!opt->all_functions)
		fprintf(stderr, "%s: %u of %u functions, %u instructions, %u opaque, %.3f s parse, %.3f s lower\n",
			file, r->stats.funcs_lowered, r->stats.funcs_seen, r->stats.insns,
			r->stats.opaque, r->stats.parse_sec, r->stats.lower_sec);
	arena_free(&a);
	return bad;
}

int main(int argc, char **argv)
{
	struct front_options opt = { .all_functions = true };
	char **flags = NULL;
	int n = 1, bad = 0;

	for (int i = 1; i < argc; i++)
		if (!strcmp(argv[i], "--")) {
			flags = argv + i + 1;
			argc = i;
		}
	if (argc > 1 && !strcmp(argv[1], "-s")) {
		opt.all_functions = false;
		n++;
	}
	for (; n < argc; n++)
		bad |= lower_one(argv[n], flags, &opt);
	return bad;
}
