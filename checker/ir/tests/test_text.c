/* SPDX-License-Identifier: GPL-2.0-only */
/* test_text - the text form says everything, comes back the same, and its mistakes have a line. */
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

/* Every operation, operand, type, flag and line that there is; printed as it stands here. */
static const char whole[] =
	"unit \"a/b.c\"\n"
	"file 1 \"include/x.h\"\n"
	"file 2 \"odd \\\"name\\\\\"\n"
	"record tcp_sock : inet_connection_sock\n"
	"record inet_connection_sock : sock\n"
	"record \"anon@a/b.c:3\"\n"
	"role my_xmit \"net_device_ops.ndo_start_xmit\" \"my_ops\"\n"
	"role my_free \"sk_buff.destructor\"\n"
	"noreturn panic\n"
	"fact \"calls:ip_hdr\"\n"
	"\n"
	"func static inline variadic main taken broken @all(skb: *sk_buff, mem n: int, "
	"mem: **void) : *sock at 0:12:3 end 40 {\n"
	"  var sk : *sock\n"
	"  var sk.2 : *\"anon@a/b.c:3\"\n"
	"  var at : u8\n"
	"  var %c : u128\n"
	"  mem fl : flowi4\n"
	"  mem arr : [[*fn]]\n"
	"  mem odd : \"u8\"\n"
	"  tmp %1 : *sock\n"
	"  tmp %7 : s16\n"
	"b0:\n"
	"  %1 = load skb, \"sk_buff.sk\" `skb->sk` at 0:14:7\n"
	"  sk = copy %1 at 0:14:2\n"
	"  %2 = load &n, \"*\"\n"
	"  goto b1 b2\n"
	"b1:\n"
	"  assume sk != 0 `sk` true at 0:15:6\n"
	"  assume %2 u>= -5 true\n"
	"  %3 = addr sk, \"sock_common.skc_refcnt\" `&sk->sk_refcnt` at 2:16\n"
	"  call @refcount_inc(%3 `&sk->sk_refcnt`, 4, @all `all`) `refcount_inc` at 1:16:3\n"
	"  ret sk at 0:17:3\n"
	"b2:\n"
	"  assume sk == 0 `sk` false at 0:15:6\n"
	"  %4 = call %3(skb, &fl, @all, $init_net, -9223372036854775808, $\".str 1\") at 0:18:2\n"
	"  %5 = bin %2 << 9223372036854775807\n"
	"  %6 = bin %5 % %2\n"
	"  store skb, \"sk_buff.cb[]\", %5 `skb->cb[0]`\n"
	"  %7 = container &fl, \"sock.sk_refcnt\"\n"
	"  %8 = opaque skb, \"asm\"\n"
	"  opaque _, \"a \\\"reason\\\"\\n\"\n"
	"  at = copy mem\n"
	"  end sk\n"
	"  end &fl\n"
	"  goto b3 b4 b2 b5\n"
	"b3:\n"
	"  ret\n"
	"b4:\n"
	"  ret at at 0:1\n"
	"b5:\n"
	"  halt at 0:50:1\n"
	"}\n"
	"\n"
	"func @\"odd name\"() : void {\n"
	"b0:\n"
	"  ret at 0:60\n"
	"}\n";

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

static char *print(struct arena *a, const struct ir_unit *u, size_t *len)
{
	char *buf = NULL, *ret;
	FILE *out = open_memstream(&buf, len);

	ir_print_unit(out, u);
	fclose(out);
	ret = arena_strndup(a, buf, *len);
	free(buf);
	return ret;
}

static void round_trip(void **state)
{
	struct arena *a = *state;
	const char *err = NULL, *once;
	struct ir_unit *u = ir_parse(a, "whole", whole, strlen(whole), &err);
	size_t len;

	assert_null(err);
	assert_non_null(u);
	once = print(a, u, &len);
	assert_string_equal(once, whole);
	assert_null(ir_verify(ir_find(u, "all")));
	assert_null(ir_verify(ir_find(u, "odd name")));
}

static void values(void **state)
{
	struct ir_unit *u = ir_parse(*state, "whole", whole, strlen(whole), NULL);
	struct ir_func *f = ir_find(u, "all");
	struct ir_insn *i;

	assert_int_equal(f->nr_params, 3);
	assert_int_equal(f->end_line, 40);
	assert_int_equal(f->loc.line, 12);
	assert_int_equal(f->blocks.v[1]->preds.n, 1);
	assert_ptr_equal(f->blocks.v[1]->preds.v[0], f->blocks.v[0]);
	i = f->blocks.v[0]->insns.v[0];
	assert_int_equal(i->op, IR_LOAD);
	assert_ptr_equal(i->field, intern("sk_buff.sk"));
	assert_string_equal(ir_pointee(i->dst->type), "sock");
	i = f->blocks.v[2]->insns.v[1];
	assert_int_equal(i->nr_args, 6);
	assert_int_equal(i->args[4].imm, INT64_MIN);
	assert_string_equal(i->args[5].name, ".str 1");
	assert_null(i->arg_text);
	assert_true(f->blocks.v[1]->insns.v[0]->taken);
	assert_false(f->blocks.v[2]->insns.v[0]->taken);
	assert_string_equal(u->roles.v[0].object, "my_ops");
}

/* What people write and the printer does not. */
static void lenient(void **state)
{
	static const char text[] =
		"# a comment\r\n\n  unit   \"x.c\"  # here too\n"
		"func @f ( a : s32 ) : void {\n"
		"b7:  # any number\n"
		"opaque \"no object\"\n"
		"%1 = bin a == 0xffffffffffffffff `x # y`\n"
		"goto b3\n"
		"b3: \n"
		"ret }";
	static const char good[] =
		"unit \"x.c\"\n\nfunc @f(a: int) : void {\nb0:\n  opaque _, \"no object\"\n"
		"  %1 = bin a == -1 `x # y`\n  goto b1\nb1:\n  ret\n}\n";
	char fixed[sizeof(text) + 1];
	const char *err = NULL;
	struct ir_unit *u;
	size_t len;

	u = ir_parse(*state, "t", text, strlen(text), &err);
	assert_null(u);		/* "}" wants a line of its own */
	snprintf(fixed, sizeof(fixed), "%.*s\n}", (int)strlen(text) - 2, text);
	u = ir_parse(*state, "t", fixed, strlen(fixed), &err);
	assert_null(err);
	assert_string_equal(print(*state, u, &len), good);
}

static const struct {
	const char *text, *err;
} bad[] = {
	{ "", "t:1: the text holds no unit" },
	{ "\n\n# only this\n", "t:4: the text holds no unit" },
	{ "record a\n", "t:1: the first line is not: unit \"name\"" },
	{ "unit \"a\"\nunit \"b\"\n", "t:2: a second unit line" },
	{ "unit \"a\n", "t:1: a string without its closing quote" },
	{ "unit \"a\\", "t:1: a string without its closing quote" },
	{ "unit \"a\" x\n", "t:1: end of line expected before 'x'" },
	{ "unit \"a\"\nfile 2 \"b\"\n", "t:2: file 2 is out of order or its path was there before" },
	{ "unit \"a\"\nfile 1 \"a\"\n", "t:2: file 1 is out of order or its path was there before" },
	{ "unit \"a\"\nfile x \"a\"\n", "t:2: a number expected" },
	{ "unit \"a\"\nwhat\n", "t:2: no word that starts a line: 'what'" },
	{ "unit \"a\"\nrecord \"\"\n", "t:2: an empty name" },
	{ "unit \"a\"\nrecord 1a\n", "t:2: a name cannot start with a digit" },
	{ "unit \"a\"\nrole f\n", "t:2: '\"' expected" },
	{ "unit \"a\"\nfunc odd @f() : void {\n", "t:2: no flag of a function: 'odd'" },
	{ "unit \"a\"\nfunc @f() : void\n", "t:2: '{' expected" },
	{ "unit \"a\"\nfunc @f() void {\n", "t:2: ':' expected" },
	{ "unit \"a\"\nfunc @f(a: int b: int) : void {\n", "t:2: ',' expected" },
	{ "unit \"a\"\nfunc @f(a: int, a: int) : void {\n", "t:2: variable a is declared twice" },
	{ "unit \"a\"\nfunc @f(a: [int) : void {\n", "t:2: ']' expected" },
	{ "unit \"a\"\nfunc @f() : void at 3:1 {\n", "t:2: file 3 is not declared" },
	{ "unit \"a\"\nfunc @f() : void {\nb0:\n  ret\n", "t:5: function f has no end" },
	{ "unit \"a\"\nfunc @f() : void {\nb0:\n  ret\n}\nfunc @f() : void {\n",
	  "t:6: function f is there twice" },
};

/* Inside "func @f(p: *sock) : void { var x : int; mem m : int; b0:", from line 6 on. */
static const struct {
	const char *text, *err;
} bad_body[] = {
	{ "  x = copy y\n", "t:6: variable y is not declared" },
	{ "  y = copy x\n", "t:6: variable y is not declared" },
	{ "  x = coppy p\n", "t:6: no operation: 'coppy'" },
	{ "  %1 = store p, \"a.b\", 1\n", "t:6: store gives no value" },
	{ "  m = copy 1\n", "t:6: m lives in memory and is written by store" },
	{ "  x = copy m\n", "t:6: m lives in memory: &m is its address" },
	{ "  x = copy &x\n", "t:6: x is no memory variable and has no address" },
	{ "  x = copy\n", "t:6: a name expected" },
	{ "  x = copy 99999999999999999999\n", "t:6: a number of more than 64 bits" },
	{ "  x = copy -9223372036854775809\n", "t:6: a number of more than 64 bits" },
	{ "  x = copy 1z\n", "t:6: a number expected" },
	{ "  x = load p\n", "t:6: ',' expected" },
	{ "  x = load p, 1\n", "t:6: a name cannot start with a digit" },
	{ "  x = load p, \"a.b\" `p->b\n", "t:6: source text without its closing backtick" },
	{ "  x = bin p ~ 1\n", "t:6: no relation or operator: '~'" },
	{ "  assume p\n", "t:6: no relation or operator: ''" },
	{ "  call 5()\n", "t:6: a callee is @function or a variable" },
	{ "  call @f(p p)\n", "t:6: ',' expected" },
	{ "  call @f(p\n", "t:6: ',' expected" },
	{ "  ret x y\n", "t:6: end of line expected before 'y'" },
	{ "  ret at 0:x\n", "t:6: a number expected" },
	{ "  var z : int\n", "t:6: variables are declared before the first block" },
	{ "b0:\n", "t:6: block b0 stands here twice" },
	{ "  goto b1\n  ret\n", "t:7: an instruction outside of a block" },
	{ "  goto b1\n  goto b1\n", "t:7: goto outside of a block" },
	{ "  goto x1\n", "t:6: no block: 'x1'" },
	{ "  goto b1 b2\nb1:\n  ret\n}\n", "t:6: block b2 is not there" },
	{ "  ret\n}\n}\n", "t:8: a name expected" },
};

static void mistakes(void **state)
{
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const char *err = NULL;

		assert_null(ir_parse(*state, "t", bad[i].text, strlen(bad[i].text), &err));
		assert_non_null(err);
		assert_string_equal(err, bad[i].err);
	}
}

static void mistakes_in_bodies(void **state)
{
	for (size_t i = 0; i < sizeof(bad_body) / sizeof(bad_body[0]); i++) {
		const char *err = NULL;
		char text[512];

		snprintf(text, sizeof(text), "unit \"a\"\nfunc @f(p: *sock) : void {\n"
			 "  var x : int\n  mem m : int\nb0:\n%s", bad_body[i].text);
		assert_null(ir_parse(*state, "t", text, strlen(text), &err));
		assert_non_null(err);
		assert_string_equal(err, bad_body[i].err);
	}
}

static void nul_and_depth(void **state)
{
	char text[4096] = "unit \"a\"\nfunc @f(p: ";
	const char *err = NULL;

	assert_null(ir_parse(*state, "t", "unit \"a\"\nfact \"x\0y\"\n", 20, &err));
	assert_string_equal(err, "t:2: a NUL byte in the text");
	memset(text + strlen(text), '*', 3000);
	assert_null(ir_parse(*state, "t", text, strlen(text), &err));
	assert_string_equal(err, "t:2: a type nested too deeply");
}

/* A copy of exact size in malloc'd memory, so that a read past its end is seen. */
static void feed(const char *text, size_t len)
{
	char *copy = malloc(len ? len : 1);
	const char *err = NULL;
	struct ir_unit *u;
	struct arena a;

	memcpy(copy, text, len);
	arena_init(&a);
	u = ir_parse(&a, "fuzz", copy, len, &err);
	assert_true(!u == !!err);
	free(copy);
	if (u) {
		size_t n, m;
		char *once = print(&a, u, &n), *twice;

		vec_for(i, &u->funcs)
			ir_verify(u->funcs.v[i]);
		u = ir_parse(&a, "again", once, n, &err);
		if (!u)
			fail_msg("%s in what was printed:\n%s", err, once);
		twice = print(&a, u, &m);
		assert_string_equal(once, twice);
	}
	arena_free(&a);
}

static void truncated(void **state)
{
	(void)state;
	for (size_t n = 0; n <= strlen(whole); n++)
		feed(whole, n);
}

static uint32_t next(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

/* One of: another byte, a piece left out, a piece from elsewhere copied over. */
static size_t mutate(char *text, size_t len, uint32_t *seed)
{
	static const char odd[] = "\"`@$&%_-#\n\\ :,(){}[]*0b\x80";
	size_t at = next(seed) % len, n = next(seed) % 12, from;

	switch (next(seed) % 4) {
	case 0:
		text[at] = (char)next(seed);
		break;
	case 1:
		text[at] = odd[next(seed) % (sizeof(odd) - 1)];
		break;
	case 2:
		if (at + n < len) {
			memmove(text + at, text + at + n, len - at - n);
			len -= n;
		}
		break;
	default:
		from = next(seed) % len;
		if (at + n < len && from + n < len)
			memmove(text + at, text + from, n);
	}
	return len;
}

static void mutated(void **state)
{
	uint32_t seed = 20260613;
	char text[sizeof(whole)];

	(void)state;
	for (unsigned int i = 0; i < 20000; i++) {
		size_t len = strlen(whole);

		memcpy(text, whole, len);
		for (unsigned int n = 1 + next(&seed) % 4; n; n--)
			len = mutate(text, len, &seed);
		feed(text, len);
	}
}

/* 100,000 lines in many functions; the time, well under a second, is told and not judged. */
static void large(void **state)
{
	char *buf = NULL;
	size_t len;
	FILE *out = open_memstream(&buf, &len);
	const char *err = NULL;
	struct ir_unit *u;
	double start;

	fputs("unit \"big.c\"\n", out);
	for (unsigned int f = 0; f < 100; f++) {
		fprintf(out, "func @f%u(skb: *sk_buff) : void {\n", f);
		for (unsigned int b = 0; b < 330; b++)
			fprintf(out, "b%u:\n  %%%u = load skb, \"sk_buff.sk\" `skb->sk` at 0:%u:3\n  goto b%u\n",
				b, b, b, b + 1);
		fputs("b330:\n  ret\n}\n", out);
	}
	fclose(out);
	start = clock_mono();
	u = ir_parse(*state, "big", buf, len, &err);
	print_message("large: %.0f ms\n", (clock_mono() - start) * 1e3);
	assert_non_null(u);
	assert_int_equal(ir_find(u, "f99")->blocks.n, 331);
	free(buf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(round_trip, set_up, tear_down),
		cmocka_unit_test_setup_teardown(values, set_up, tear_down),
		cmocka_unit_test_setup_teardown(lenient, set_up, tear_down),
		cmocka_unit_test_setup_teardown(mistakes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(mistakes_in_bodies, set_up, tear_down),
		cmocka_unit_test_setup_teardown(nul_and_depth, set_up, tear_down),
		cmocka_unit_test(truncated),
		cmocka_unit_test(mutated),
		cmocka_unit_test_setup_teardown(large, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
