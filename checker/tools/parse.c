/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * parse - what parsing alone costs: the measure for "make bench".
 *
 *	skbown-parse KDIR JOBS FILE...
 *
 * Each of JOBS processes parses its share of the files with the commands that
 * "check --kdir" uses, and stops there. Files are given out one by one, so
 * that no process is idle while there are any left.
 */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
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

int main(int argc, char **argv)
{
	int jobs = argc > 2 ? atoi(argv[2]) : 0, status, rc = 0;
	struct arena run;
	struct compdb *db;
	atomic_int *next;

	if (argc < 4 || jobs < 1) {
		fprintf(stderr, "usage: skbown-parse KDIR JOBS FILE...\n");
		return 2;
	}
	next = mmap(NULL, sizeof(*next), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (next == MAP_FAILED) {
		perror("skbown-parse: mmap");
		return 2;
	}
	arena_init(&run);
	db = open_tree(&run, argv[1]);
	for (int i = 0; i < jobs; i++) {
		if (!fork()) {
			parse_files(db, next, argc - 3, argv + 3);
			_exit(0);
		}
	}
	while (wait(&status) > 0)
		rc |= status != 0;
	return rc;
}
