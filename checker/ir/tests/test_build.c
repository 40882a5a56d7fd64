/* SPDX-License-Identifier: GPL-2.0-only */
/* test_build - names, records and types of a unit; what ir_finish() makes of a graph. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/intern.h"
#include "base/proc.h"
#include "ir/ir.h"

static int set_up(void **state)
{
	struct arena *a = calloc(1, sizeof(*a));

	arena_init(a);
	*state = a;
	return 0;
}

static int tear_down(void **state)
{
	arena_free(*state);
	free(*state);
	return 0;
}

static void files_and_functions(void **state)
{
	struct ir_unit *u = ir_unit_new(*state, "x.c");
	struct ir_func *f;

	assert_int_equal(ir_file(u, "x.c"), 0);
	assert_int_equal(ir_file(u, "y.h"), 1);
	assert_int_equal(ir_file(u, "z.h"), 2);
	assert_int_equal(ir_file(u, "y.h"), 1);
	f = ir_func_new(u, "f", NULL);
	assert_int_equal(f->ret->kind, IRT_VOID);
	assert_ptr_equal(ir_find(u, "f"), f);
	assert_null(ir_find(u, "g"));
	assert_null(ir_find(u, NULL));
}

static void variable_names(void **state)
{
	struct ir_unit *u = ir_unit_new(*state, "x.c");
	struct ir_func *f = ir_func_new(u, "f", NULL);
	const struct ir_type *t = ir_type_int(4, false);

	assert_string_equal(ir_var_new(f, "a", t, IRV_PARAM)->name, "a");
	assert_string_equal(ir_var_new(f, "a", t, IRV_LOCAL)->name, "a.2");
	assert_string_equal(ir_var_new(f, "a", t, IRV_LOCAL)->name, "a.3");
	assert_string_equal(ir_var_new(f, "_", t, IRV_LOCAL)->name, "_.2");
	assert_string_equal(ir_var_new(f, NULL, t, IRV_TEMP)->name, "%1");
	assert_string_equal(ir_var_new(f, "2", t, IRV_TEMP)->name, "%2");
	assert_string_equal(ir_var_new(f, NULL, NULL, IRV_TEMP)->name, "%3");
	assert_string_equal(ir_var_new(f, "", t, IRV_LOCAL)->name, "anon");
	assert_int_equal(f->nr_params, 1);
	assert_int_equal(f->vars.v[3]->index, 3);
}

static void records(void **state)
{
	struct ir_unit *u = ir_unit_new(*state, "x.c");

	ir_record_add(u, "tcp_sock", NULL);
	ir_record_add(u, "tcp_sock", "inet_sock");
	ir_record_add(u, "inet_sock", "sock");
	ir_record_add(u, "sock", "sock_common");
	ir_record_add(u, "sock", "other");	/* the first base counts */
	assert_int_equal(u->records.n, 3);
	assert_true(ir_rec_is(u, intern("tcp_sock"), intern("sock_common")));
	assert_true(ir_rec_is(u, intern("tcp_sock"), intern("tcp_sock")));
	assert_true(ir_rec_is(u, intern("unheard_of"), intern("unheard_of")));
	assert_false(ir_rec_is(u, intern("sock"), intern("tcp_sock")));
	assert_false(ir_rec_is(u, intern("sock"), intern("other")));
	assert_false(ir_rec_is(u, NULL, intern("sock")));
	ir_record_add(u, "a", "b");
	ir_record_add(u, "b", "a");
	assert_false(ir_rec_is(u, intern("a"), intern("c")));
}

static void types(void **state)
{
	const struct ir_type *rec = ir_type_rec(*state, "sock");
	const struct ir_type *ptr = ir_type_ptr(*state, rec);

	assert_string_equal(ir_pointee(ptr), "sock");
	assert_null(ir_pointee(rec));
	assert_null(ir_pointee(NULL));
	assert_null(ir_pointee(ir_type_ptr(*state, NULL)));
	assert_int_equal(ir_type_int(3, false)->size, 4);
	assert_int_equal(ir_type_int(10, false)->size, 16);
	assert_int_equal(ir_type_int(0, true)->size, 1);
	assert_int_equal(ir_type_array(*state, rec)->kind, IRT_ARRAY);
	assert_int_equal(ir_type_fn()->kind, IRT_FN);
}

static char *finished(struct arena *a, const char *body)
{
	char *text = arena_printf(a, "unit \"x\"\nfunc @f(a: int) : void {\n%s}\n", body);
	struct ir_unit *u = ir_parse(a, "x", text, strlen(text), NULL);
	char *buf = NULL, *ret;
	FILE *out;
	size_t n;

	assert_non_null(u);
	ir_finish(u->funcs.v[0]);
	if (ir_verify(u->funcs.v[0]))
		fail_msg("%s", ir_verify(u->funcs.v[0]));
	out = open_memstream(&buf, &n);
	ir_print_func(out, u->funcs.v[0]);
	fclose(out);
	/* Only what stands between the braces. */
	ret = arena_strdup(a, strchr(buf, '\n') + 1);
	*strrchr(ret, '}') = '\0';
	free(buf);
	return ret;
}

static void unreachable_goes(void **state)
{
	assert_string_equal(finished(*state,
		"b0:\n  ret\n  goto b1\nb1:\n  %1 = copy a\n  goto b2\nb2:\n  halt\n"),
		"b0:\n  ret\n");
	assert_string_equal(finished(*state,
		"b0:\n  goto b2\nb1:\n  goto b2\nb2:\n  end a\n  ret\n"),
		"b0:\n  end a\n  ret\n");
}

static void lines_are_joined(void **state)
{
	assert_string_equal(finished(*state,
		"b0:\n  end a\n  goto b3\nb1:\n  ret\nb2:\n  %2 = copy 2\n  goto b1\n"
		"b3:\n  %1 = copy 1\n  goto b2\n"),
		"b0:\n  end a\n  %1 = copy 1\n  %2 = copy 2\n  ret\n");
}

static void assume_stays_first(void **state)
{
	static const char apart[] =
		"b0:\n  end a\n  goto b1\nb1:\n  assume a != 0\n  ret\n";

	assert_string_equal(finished(*state, apart), apart);
	assert_string_equal(finished(*state,
		"b0:\n  assume a != 1\n  goto b1\nb1:\n  assume a != 0\n  ret\n"),
		"b0:\n  assume a != 1\n  assume a != 0\n  ret\n");
}

static void empty_blocks_lead_on(void **state)
{
	assert_string_equal(finished(*state,
		"b0:\n  end a\n  goto b1 b2\nb1:\n  goto b3\nb2:\n  goto b4\nb3:\n  goto b2\n"
		"b4:\n  %1 = copy a\n  goto b0 b5\nb5:\n  ret\n"),
		"b0:\n  end a\n  %1 = copy a\n  goto b0 b1\nb1:\n  ret\n");
}

/* for (;;); in all its lengths stays a loop. */
static void rings_stay(void **state)
{
	assert_string_equal(finished(*state, "b0:\n  goto b0\n"), "b0:\n  goto b0\n");
	finished(*state, "b0:\n  end a\n  goto b1\nb1:\n  goto b2\nb2:\n  goto b1\n");
	finished(*state, "b0:\n  goto b1\nb1:\n  goto b2\nb2:\n  goto b3\nb3:\n  goto b1\n");
	assert_string_equal(finished(*state, "b0:\n  end a\n  goto b1\nb1:\n  goto b0\n"),
			    "b0:\n  end a\n  goto b0\n");
}

/* A function of n blocks in a line and as many in a fan: the time is the builder's. */
static double finish_time(struct arena *a, unsigned int n)
{
	struct ir_unit *u = ir_unit_new(a, "x");
	struct ir_func *f = ir_func_new(u, "f", NULL);
	struct ir_block *b = ir_block_new(f), *next;
	double start;

	for (unsigned int i = 0; i < n; i++, b = next) {
		next = ir_block_new(f);
		ir_append(f, b, ir_insn_new(f, IR_OPAQUE, (struct ir_loc){ 0 }));
		ir_edge(f, b, next);
		if (i % 2)
			ir_edge(f, b, ir_block_new(f));
		ir_append(f, f->blocks.v[f->blocks.n - 1], ir_insn_new(f, IR_HALT, (struct ir_loc){ 0 }));
	}
	ir_append(f, b, ir_insn_new(f, IR_RETURN, (struct ir_loc){ 0 }));
	start = clock_cpu();
	ir_finish(f);
	return clock_cpu() - start;
}

static void linear(void **state)
{
	double small = finish_time(*state, 20000), big = finish_time(*state, 200000);

	print_message("finish: %.1f ms, ten times as large %.1f ms\n", small * 1e3, big * 1e3);
	assert_true(big < small * 60 + 0.05);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(files_and_functions, set_up, tear_down),
		cmocka_unit_test_setup_teardown(variable_names, set_up, tear_down),
		cmocka_unit_test_setup_teardown(records, set_up, tear_down),
		cmocka_unit_test_setup_teardown(types, set_up, tear_down),
		cmocka_unit_test_setup_teardown(unreachable_goes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(lines_are_joined, set_up, tear_down),
		cmocka_unit_test_setup_teardown(assume_stays_first, set_up, tear_down),
		cmocka_unit_test_setup_teardown(empty_blocks_lead_on, set_up, tear_down),
		cmocka_unit_test_setup_teardown(rings_stay, set_up, tear_down),
		cmocka_unit_test_setup_teardown(linear, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
