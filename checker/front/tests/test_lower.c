/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What front_lower() says of input that is not as it should be, and which functions it takes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/file.h"
#include "front/front.h"

static struct arena a;
static char path[] = "/tmp/skbown-lower-XXXXXX.c";

static int open_file(void **state)
{
	int fd = mkstemps(path, 2);

	arena_init(&a);
	return fd < 0 ? -1 : close(fd);
}

static int close_file(void **state)
{
	arena_free(&a);
	return unlink(path);
}

static const char *modelled;

static bool has_model(const char *func, void *data)
{
	return modelled && !strcmp(func, modelled);
}

static struct front_result *lower(const char *text, size_t n, const char *flag)
{
	struct front_options opt = { .has_model = has_model };
	struct compile_cmd cmd = { .file = path, .shown = "x.c" };
	struct front_result *r;

	assert_int_equal(file_write(path, text, n), 0);
	vec_push(&a, &cmd.args, "-w");
	if (flag)
		vec_push(&a, &cmd.args, flag);
	r = front_lower(&a, &cmd, &opt);
	for (unsigned int i = 0; r->unit && i < r->unit->funcs.n; i++)
		assert_null(ir_verify(r->unit->funcs.v[i]));
	return r;
}

static struct front_result *lower_text(const char *text)
{
	return lower(text, strlen(text), NULL);
}

#define SKB "struct sk_buff { struct sock *sk; int n; };\n"

static void one_bad_function(void **state)
{
	struct front_result *r = lower_text(SKB
					    "int a(struct sk_buff *s) { s->sk = 0; return 1; }\n"
					    "int b(struct sk_buff *s) { s->sk = nothing; return 1 }\n"
					    "int c(struct sk_buff *s) { s->sk = 0; return a(s); }\n");

	assert_int_equal(r->status, FRONT_PARTIAL);
	assert_int_equal(r->stats.funcs_seen, 3);
	assert_true(ir_find(r->unit, "b")->broken);
	assert_false(ir_find(r->unit, "a")->broken);
	assert_false(ir_find(r->unit, "c")->broken);
	assert_string_equal(r->diags.v[0].file, "x.c");
	assert_int_equal(r->diags.v[0].line, 3);
}

/* More errors than clang tells by default do not stop it. */
static void many_bad_functions(void **state)
{
	char *text;
	size_t n;
	FILE *f = open_memstream(&text, &n);
	struct front_result *r;

	fputs(SKB, f);
	for (int i = 0; i < 100; i++)
		fprintf(f, "int b%d(struct sk_buff *s) { s->sk = nothing; return 1; }\n", i);
	fputs("int last(struct sk_buff *s) { s->sk = 0; return 1; }\n", f);
	fclose(f);
	r = lower(text, n, NULL);
	free(text);
	assert_int_equal(r->stats.funcs_lowered, 101);
	assert_true(ir_find(r->unit, "b99")->broken);
	assert_false(ir_find(r->unit, "last")->broken);
}

static void missing_include(void **state)
{
	struct front_result *r = lower_text("#include \"not-there.h\"\n" SKB
					    "int a(struct sk_buff *s) { s->sk = 0; return 1; }\n");

	assert_int_equal(r->status, FRONT_PARTIAL);
	assert_string_equal(r->diags.v[0].file, "x.c");
	assert_non_null(strstr(r->diags.v[0].text, "not-there.h"));
	assert_false(ir_find(r->unit, "a")->broken);
}

static void missing_forced_include(void **state)
{
	struct front_result *r = lower(SKB, strlen(SKB), "-includenot-there.h");

	assert_int_equal(r->status, FRONT_FAILED);
	assert_non_null(strstr(r->error, "not-there.h"));
}

static void no_c_at_all(void **state)
{
	static const char junk[] = "\177ELF\2\1\1\0\0\0\0\xff\xfe junk \0\1\2";
	struct front_result *r = lower(junk, sizeof(junk), NULL);

	assert_int_equal(r->status, FRONT_FAILED);
	assert_non_null(r->error);
	assert_null(r->unit);
}

static void empty_and_absent(void **state)
{
	struct compile_cmd cmd = { .file = "/nonexistent/x.c", .shown = "x.c" };
	struct front_options opt = { .has_model = has_model };
	struct front_result *r = lower_text("");

	assert_int_equal(r->status, FRONT_OK);
	assert_int_equal(r->unit->funcs.n, 0);
	r = front_lower(&a, &cmd, &opt);
	assert_int_equal(r->status, FRONT_FAILED);
	assert_non_null(strstr(r->error, "/nonexistent/x.c"));
}

/* An option that clang does not know is about the command, not about the source. */
static void unknown_option(void **state)
{
	struct front_result *r = lower(SKB, strlen(SKB), "--no-such-option");

	assert_int_equal(r->status, FRONT_OK);
}

static struct front_result *lower_repeated(const char *head, const char *open, const char *mid,
					   const char *close, const char *tail, unsigned int n)
{
	char *text;
	size_t len;
	FILE *f = open_memstream(&text, &len);
	struct front_result *r;

	fputs(head, f);
	for (unsigned int i = 0; i < n; i++)
		fputs(open, f);
	fputs(mid, f);
	for (unsigned int i = 0; i < n; i++)
		fputs(close, f);
	fputs(tail, f);
	fclose(f);
	r = lower(text, len, NULL);
	free(text);
	return r;
}

static void deep_nesting(void **state)
{
	const char *head = SKB "int f(struct sk_buff *s, int a) { s->sk = 0; return ";
	struct front_result *r = lower_repeated(head, "(", "a", ")", "; }\n", 10000);

	assert_int_equal(r->status, FRONT_PARTIAL);
	assert_true(ir_find(r->unit, "f")->broken);
	r = lower_repeated(head, "a + ", "a", "", "; }\n", 10000);
	assert_int_equal(r->status, FRONT_OK);
	assert_true(r->stats.opaque > 0);
	r = lower_repeated(SKB "int f(struct sk_buff *s, int a) { s->sk = 0;",
			   "if (a) a--; else ", ";", "", "return a; }\n", 4000);
	assert_int_equal(r->status, FRONT_OK);
	r = lower_repeated(SKB "int f(struct sk_buff *s, int a) { s->sk = 0; switch (a) {",
			   "case __COUNTER__:\n", "a++;", "", "} return a; }\n", 5000);
	assert_int_equal(r->status, FRONT_OK);
	assert_int_equal(r->stats.opaque, 0);
}

static void long_file(void **state)
{
	struct front_result *r = lower_repeated(SKB "int f(struct sk_buff *s, int a)\n{\n",
						"\ta++;\n", "\ts->sk = 0;\n", "", "\treturn a;\n}\n",
						200000);

	assert_int_equal(r->status, FRONT_OK);
	assert_int_equal(ir_find(r->unit, "f")->end_line, 200006);
}

static bool has(struct front_result *r, const char *func)
{
	return ir_find(r->unit, func) != NULL;
}

static void which_functions(void **state)
{
	struct front_result *r = lower_text(SKB
					    "static void callee(int *n) { ++*n; }\n"
					    "static void strong(struct sk_buff *s) { s->sk = 0; callee(&s->n); }\n"
					    "static void middle(struct sk_buff *s) { strong(s); }\n"
					    "void caller(struct sk_buff *s) { middle(s); }\n"
					    "void above(struct sk_buff *s) { caller(s); }\n"
					    "int other(int n) { return n + 1; }\n"
					    "struct ops { void (*cb)(struct sk_buff *s); } ops = { .cb = caller };\n");

	assert_true(has(r, "strong"));
	assert_true(has(r, "callee"));
	assert_true(has(r, "middle"));
	assert_true(has(r, "caller"));
	assert_false(has(r, "above"));
	assert_false(has(r, "other"));
	assert_int_equal(r->unit->roles.n, 1);
	assert_string_equal(r->unit->roles.v[0].field, "ops.cb");
	assert_string_equal(r->unit->roles.v[0].object, "ops");
	assert_true(ir_find(r->unit, "caller")->address_taken);
}

static void facts(void **state)
{
	struct front_result *r = lower_text("int ip_hdr(int n);\n"
					    "int f(int n) { return ip_hdr(n); }\n");

	assert_int_equal(r->unit->facts.n, 1);
	assert_string_equal(r->unit->facts.v[0], "calls:ip_hdr");
}

/* Inlines of a header: by what they take, unless a model stands for them or they write owners. */
static void header_inlines(void **state)
{
	static const char header[] = SKB
		"static inline void takes(struct sk_buff *s) { s->n++; }\n"
		"static inline void has_a_model(struct sk_buff *s) { s->n++; }\n"
		"static inline void writes(struct sk_buff *s) { s->sk = 0; }\n"
		"static inline int nothing(int n) { return n; }\n"
		"static inline void cleans(struct sk_buff **s) { (*s)->n++; }\n"
		"static inline void not_called(struct sk_buff *s) { s->sk = 0; }\n";
	char name[] = "/tmp/skbown-lower-XXXXXX.h";
	int fd = mkstemps(name, 2);
	struct front_result *r;
	char text[600];

	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(file_write(name, header, strlen(header)), 0);
	snprintf(text, sizeof(text), "#include \"%s\"\n"
				     "void f(struct sk_buff *s) { takes(s); has_a_model(s); writes(s); nothing(1);\n"
				     " __attribute__((cleanup(cleans))) struct sk_buff *t = s; }\n"
				     "void g(struct sk_buff *s) { takes(s); }\n",
		 name);
	modelled = "has_a_model";
	r = lower_text(text);
	modelled = NULL;
	unlink(name);
	assert_true(has(r, "f"));	/* for it calls writes() */
	assert_false(has(r, "g"));
	assert_true(has(r, "takes"));
	assert_true(has(r, "writes"));
	assert_true(has(r, "cleans"));
	assert_false(has(r, "has_a_model"));
	assert_false(has(r, "nothing"));
	assert_false(has(r, "not_called"));
	assert_false(ir_find(r->unit, "writes")->in_main);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_bad_function),
		cmocka_unit_test(many_bad_functions),
		cmocka_unit_test(missing_include),
		cmocka_unit_test(missing_forced_include),
		cmocka_unit_test(no_c_at_all),
		cmocka_unit_test(empty_and_absent),
		cmocka_unit_test(unknown_option),
		cmocka_unit_test(deep_nesting),
		cmocka_unit_test(long_file),
		cmocka_unit_test(which_functions),
		cmocka_unit_test(facts),
		cmocka_unit_test(header_inlines),
	};

	return cmocka_run_group_tests(tests, open_file, close_file);
}
