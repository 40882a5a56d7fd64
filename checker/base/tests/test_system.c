/* SPDX-License-Identifier: GPL-2.0-only */
/* test_system - files, paths, commands and clocks. */
#define _GNU_SOURCE
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/file.h"
#include "base/proc.h"

struct ctx {
	struct arena a;
	char dir[64];
};

static int set_up(void **state)
{
	struct ctx *c = calloc(1, sizeof(*c));

	arena_init(&c->a);
	strcpy(c->dir, "/tmp/skbown-test.XXXXXX");
	*state = c;
	return mkdtemp(c->dir) ? 0 : -1;
}

static int tear_down(void **state)
{
	struct ctx *c = *state;
	const char *argv[] = { "rm", "-r", c->dir, NULL };
	struct proc_result res;

	proc_read(&c->a, argv, NULL, &res);
	arena_free(&c->a);
	free(c);
	return 0;
}

static char *in(struct ctx *c, const char *name)
{
	return path_join(&c->a, c->dir, name);
}

static void files(void **state)
{
	struct ctx *c = *state;
	char *big = arena_alloc(&c->a, 300000);
	size_t n = 1;

	memset(big, 'x', 300000);
	assert_null(file_read(&c->a, in(c, "none"), &n));
	assert_int_equal(errno, ENOENT);
	assert_null(file_read(&c->a, c->dir, &n));
	assert_int_equal(errno, EISDIR);
	assert_int_equal(file_write(in(c, "a"), big, 300000), 0);
	assert_int_equal(strlen(file_read(&c->a, in(c, "a"), &n)), 300000);
	assert_int_equal(n, 300000);
	assert_int_equal(file_write(in(c, "a"), "", 0), 0);
	assert_string_equal(file_read(&c->a, in(c, "a"), &n), "");
	assert_int_equal(n, 0);
	assert_int_equal(file_write(in(c, "no/where"), "x", 1), -1);
	assert_int_equal(errno, ENOENT);
	assert_true(strlen(file_read(&c->a, "/proc/self/status", NULL)) > 100);
	assert_true(file_is_regular(in(c, "a")) && !file_is_dir(in(c, "a")));
}

static void folders(void **state)
{
	struct ctx *c = *state;

	assert_int_equal(file_mkdirs(in(c, "d/e/f")), 0);
	assert_int_equal(file_mkdirs(in(c, "d/e/f")), 0);
	assert_true(file_is_dir(in(c, "d/e/f")));
	assert_int_equal(file_write(in(c, "plain"), "x", 1), 0);
	assert_int_equal(file_mkdirs(in(c, "plain/g")), -1);
}

static const struct {
	const char *path, *clean;
} clean[] = {
	{ "a", "a" }, { "./a//b/", "a/b" }, { "", "." }, { ".", "." }, { "a/..", "." },
	{ "a/../..", ".." }, { "../../a/../b", "../../b" }, { "/", "/" }, { "/..", "/" },
	{ "/a/b/../c/./d", "/a/c/d" }, { "/a/..", "/" }, { "a..", "a.." }, { "b../..", "." },
	{ "x/a../..", "x" },
};

static void paths(void **state)
{
	struct ctx *c = *state;
	struct arena *a = &c->a;

	for (size_t i = 0; i < sizeof(clean) / sizeof(clean[0]); i++)
		assert_string_equal(path_clean(a, clean[i].path), clean[i].clean);
	assert_string_equal(path_join(a, "a", "b"), "a/b");
	assert_string_equal(path_join(a, "a/", "b"), "a/b");
	assert_string_equal(path_join(a, "a", "/b"), "/b");
	assert_string_equal(path_join(a, NULL, "b"), "b");
	assert_string_equal(path_dir(a, "a/b"), "a");
	assert_string_equal(path_dir(a, "a"), ".");
	assert_string_equal(path_dir(a, "/a"), "/");
	assert_string_equal(path_base("a/b.c"), "b.c");
	assert_true(path_has_suffix("a.c", ".c"));
	assert_false(path_has_suffix("c", ".c"));
	assert_string_equal(path_below(a, "/k/net/a.c", "/k"), "net/a.c");
	assert_string_equal(path_below(a, "/k/net/a.c", "/k/"), "net/a.c");
	assert_string_equal(path_below(a, "/kk/a.c", "/k"), "/kk/a.c");
	assert_string_equal(path_below(a, "/k", "/k"), "/k");
	assert_string_equal(path_below(a, "/k/a", "/"), "k/a");
}

static void links(void **state)
{
	struct ctx *c = *state;

	assert_int_equal(file_mkdirs(in(c, "real")), 0);
	assert_int_equal(symlink("real", in(c, "link")), 0);
	assert_string_equal(path_canonical(&c->a, in(c, "link")),
			    path_canonical(&c->a, in(c, "real")));
	assert_string_equal(path_canonical(&c->a, in(c, "link/not/../there.c")),
			    path_join(&c->a, path_canonical(&c->a, c->dir), "real/there.c"));
	assert_string_equal(path_canonical(&c->a, "/no/such/./file"), "/no/such/file");
}

static void commands(void **state)
{
	struct ctx *c = *state;
	const char *cat[] = { "cat", NULL }, *pwd[] = { "pwd", "-P", NULL };
	const char *status[] = { "sh", "-c", "echo out; echo err >&2; exit 3", NULL };
	const char *killed[] = { "sh", "-c", "kill -9 $$", NULL };
	const char *none[] = { "/no/such/command", NULL };
	const char *lots[] = { "head", "-c", "300000", "/dev/zero", NULL };
	struct proc_options opt = { .quiet = true };
	struct proc_result r;

	assert_int_equal(proc_read(&c->a, status, &opt, &r), 0);
	assert_int_equal(r.status, 3);
	assert_string_equal(r.out, "out\n");
	assert_int_equal(proc_read(&c->a, killed, &opt, &r), 0);
	assert_int_equal(r.status, 128 + 9);
	assert_int_equal(proc_read(&c->a, none, &opt, &r), 0);
	assert_int_equal(r.status, 127);
	assert_int_equal(proc_read(&c->a, lots, NULL, &r), 0);
	assert_int_equal(r.len, 300000);
	assert_int_equal(proc_read(&c->a, cat, NULL, &r), 0);
	assert_int_equal(r.len, 0);
	opt.input = arena_printf(&c->a, "%200000d", 1);
	assert_int_equal(proc_read(&c->a, cat, &opt, &r), 0);
	assert_string_equal(r.out, opt.input);
	opt.dir = c->dir;
	assert_int_equal(proc_read(&c->a, pwd, &opt, &r), 0);
	assert_non_null(strstr(r.out, "skbown-test"));
}

static void clocks(void **state)
{
	double mono = clock_mono(), cpu = clock_cpu();

	(void)state;
	usleep(20000);
	assert_true(clock_mono() - mono > 0.015);
	assert_true(clock_cpu() >= cpu);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(files, set_up, tear_down),
		cmocka_unit_test_setup_teardown(folders, set_up, tear_down),
		cmocka_unit_test_setup_teardown(paths, set_up, tear_down),
		cmocka_unit_test_setup_teardown(links, set_up, tear_down),
		cmocka_unit_test_setup_teardown(commands, set_up, tear_down),
		cmocka_unit_test(clocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
