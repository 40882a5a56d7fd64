/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_flow - the statements of testdata/flow hold, without libclang.
 *
 * Each .ir is a test. The test_ intrinsics in it say what must be known at their
 * place; a function named *_xfail holds at least one that is known to fail.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <glob.h>
#include <cmocka.h>

#include "base/file.h"
#include "base/intern.h"
#include "flow/flow.h"
#include "ir/ir.h"

#define FIXTURES "testdata/flow/*.ir"
#define MAX_FUNCS 512

struct seen {
	struct ir_unit *u;
	unsigned int failed;		/* outside of _xfail functions */
	bool xfail[MAX_FUNCS];		/* of u->funcs: a statement failed in it */
};

static bool is_xfail(const struct ir_func *f)
{
	return path_has_suffix(f->name, "_xfail");
}

static bool holds(const struct ir_func *f, const struct ir_insn *at)
{
	return f->loc.file == at->loc.file && f->loc.line <= at->loc.line &&
	       at->loc.line <= f->end_line;
}

static void on_failed(const struct ir_insn *at, const char *text, void *data)
{
	struct seen *seen = data;
	const struct ir_unit *u = seen->u;

	vec_for(i, &u->funcs) {
		if (holds(u->funcs.v[i], at) && is_xfail(u->funcs.v[i])) {
			seen->xfail[i] = true;
			return;
		}
	}
	print_message("%s:%u: %s\n", u->files.v[at->loc.file], at->loc.line, text);
	seen->failed++;
}

static struct flow_result *run(struct arena *a, struct ir_unit *u, struct seen *seen)
{
	struct flow_options opt = {
		.models = models_open(a),
		.test_failed = on_failed,
		.data = seen,
	};

	seen->u = u;
	assert_true(u->funcs.n <= MAX_FUNCS);
	return flow_run(a, u, &opt);
}

static struct ir_unit *parse(struct arena *a, const char *name, const char *text, size_t len)
{
	const char *err = NULL;
	struct ir_unit *u = ir_parse(a, name, text, len, &err);

	if (!u)
		fail_msg("%s", err);
	return u;
}

static void check_result(const struct ir_unit *u, const struct flow_result *res,
			 const struct seen *seen)
{
	assert_int_equal(seen->failed, 0);
	vec_for(i, &res->incomplete)
		fail_msg("%s is incomplete", res->incomplete.v[i]);
	vec_for(i, &u->funcs)
		if (is_xfail(u->funcs.v[i]) && !seen->xfail[i])
			fail_msg("%s holds now: remove the _xfail", u->funcs.v[i]->name);
}

static void test_fixture(void **state)
{
	const char *path = *state;
	struct seen seen = { 0 };
	struct arena a;
	struct ir_unit *u;
	size_t len;
	char *text;

	arena_init(&a);
	text = file_read(&a, path, &len);
	assert_non_null(text);
	u = parse(&a, path, text, len);
	check_result(u, run(&a, u, &seen), &seen);
	arena_free(&a);
}

/* What a test run of a piece of IR says: how many statements failed. */
static unsigned int failures_of(const char *text)
{
	struct seen seen = { 0 };
	struct arena a;

	arena_init(&a);
	run(&a, parse(&a, "text", text, strlen(text)), &seen);
	arena_free(&a);
	return seen.failed;
}

/* A wrong statement is seen, or all of the above proves nothing. */
static void test_wrong_statements_fail(void **state)
{
	assert_int_equal(failures_of("unit \"a.c\"\n"
		"record sock : sock_common\n"
		"func main @f(sk: *sock) : void at 0:1 end 9 {\n"
		"b0:\n"
		"  call @test_refs(sk, 1) at 0:2:1\n"
		"  ret at 0:3:1\n"
		"}\n"), 1);
	assert_int_equal(failures_of("unit \"a.c\"\n"
		"func main @f(skb: *sk_buff) : void at 0:1 end 9 {\n"
		"b0:\n"
		"  call @test_owner(skb, $\"=none\") at 0:2:1\n"
		"  ret at 0:3:1\n"
		"}\n"), 1);
	assert_int_equal(failures_of("unit \"a.c\"\n"
		"func main @f(n: int) : void at 0:1 end 9 {\n"
		"b0:\n"
		"  call @test_true(n) at 0:2:1\n"
		"  ret at 0:3:1\n"
		"}\n"), 1);
}

/* A statement that is never reached did not hold: nobody looked. */
static void test_unreached_statements_fail(void **state)
{
	assert_int_equal(failures_of("unit \"a.c\"\n"
		"func main @f(n: int) : void at 0:1 end 9 {\n"
		"b0:\n"
		"  goto b1 b2\n"
		"b1:\n"
		"  assume n == 1\n"
		"  goto b3 b2\n"
		"b3:\n"
		"  assume n == 2\n"
		"  call @test_reached(1) at 0:4:1\n"
		"  goto b2\n"
		"b2:\n"
		"  ret at 0:5:1\n"
		"}\n"), 1);
}

int main(void)
{
	static struct CMUnitTest tests[66];
	const unsigned int max = 64;
	unsigned int n = 0;
	glob_t files;

	tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_wrong_statements_fail);
	tests[n++] = (struct CMUnitTest)cmocka_unit_test(test_unreached_statements_fail);
	if (glob(FIXTURES, 0, NULL, &files) || !files.gl_pathc) {
		fprintf(stderr, "no " FIXTURES " from here: run this in the top folder\n");
		return 1;
	}
	for (size_t i = 0; i < files.gl_pathc && n < max; i++)
		tests[n++] = (struct CMUnitTest){
			.name = files.gl_pathv[i],
			.test_func = test_fixture,
			.initial_state = files.gl_pathv[i],
		};
	return _cmocka_run_group_tests("flow", tests, n, NULL, NULL);
}
