/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * parse - what parsing alone costs: the measure for "make bench".
 *
 *	skbown-parse KDIR JOBS FILE...
 *	skbown-parse --commands KDIR FILE...
 *
 * Each of JOBS processes parses its share of the files with the commands that
 * "check --kdir" uses, and stops there. Files are given out one by one, so
 * that no process is idle while there are any left. The second form prints the commands as a
 * compile_commands.json, for other tools that are to be measured on the same files.
 */
#include <jansson.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "front/compdb.h"
#include "front/front.h"

static struct compdb *open_tree(struct arena *a, const char *kdir)
{
	struct compdb_config cfg = { .kdir = kdir };
	const char *err = NULL;
	struct compdb *db = compdb_open(a, &cfg, &err);

	if (!db) {
		fprintf(stderr, "skbown-parse: %s\n", err);
		exit(2);
	}
	return db;
}

static void parse_files(struct compdb *db, atomic_int *next, int n, char **files)
{
	struct front_options opt = { .parse_only = true };
	struct arena unit;
	int i;

	arena_init(&unit);
	while ((i = atomic_fetch_add(next, 1)) < n) {
		struct compile_cmd *cmd = compdb_lookup(db, &unit, files[i], files[i]);

		if (!cmd->skip)
			front_lower(&unit, cmd, &opt);
		arena_reset(&unit);
	}
}

static json_t *as_json(const struct compile_cmd *cmd)
{
	json_t *args = json_pack("[s]", "clang");

	vec_for(i, &cmd->args)
		json_array_append_new(args, json_string(cmd->args.v[i]));
	json_array_append_new(args, json_string(cmd->file));
	return json_pack("{s:s, s:s, s:o}", "directory", cmd->dir ? cmd->dir : ".", "file", cmd->file,
			 "arguments", args);
}

static int print_commands(const char *kdir, int n, char **files)
{
	json_t *all = json_array();
	struct arena run;
	struct compdb *db;
	int rc;

	arena_init(&run);
	db = open_tree(&run, kdir);
	for (int i = 0; i < n; i++) {
		const struct compile_cmd *cmd = compdb_lookup(db, &run, files[i], files[i]);

		if (!cmd->skip)
			json_array_append_new(all, as_json(cmd));
	}
	rc = json_dumpf(all, stdout, JSON_INDENT(1));
	json_decref(all);
	arena_free(&run);
	return rc || fflush(stdout) ? 2 : 0;
}

static int parse_all(const char *kdir, int jobs, int n, char **files)
{
	int status, rc = 0;
	struct arena run;
	struct compdb *db;
	atomic_int *next;

	next = mmap(NULL, sizeof(*next), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (next == MAP_FAILED) {
		perror("skbown-parse: mmap");
		return 2;
	}
	arena_init(&run);
	db = open_tree(&run, kdir);
	for (int i = 0; i < jobs; i++) {
		if (!fork()) {
			parse_files(db, next, n, files);
			_exit(0);
		}
	}
	while (wait(&status) > 0)
		rc |= status != 0;
	return rc;
}

int main(int argc, char **argv)
{
	int jobs = argc > 2 ? atoi(argv[2]) : 0;

	if (argc > 3 && !strcmp(argv[1], "--commands"))
		return print_commands(argv[2], argc - 3, argv + 3);
	if (argc > 3 && jobs > 0)
		return parse_all(argv[1], jobs, argc - 3, argv + 3);
	fprintf(stderr, "usage: skbown-parse KDIR JOBS FILE...\n"
			"       skbown-parse --commands KDIR FILE...\n");
	return 2;
}
