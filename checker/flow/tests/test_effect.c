/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * test_effect - effect tables: what they say, what they leave out, and how they compare.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "flow/effect.h"

static struct arena arena;

static int setup(void **state)
{
	arena_init(&arena);
	return 0;
}

static int teardown(void **state)
{
	arena_free(&arena);
	return 0;
}

static const struct effect_table *model(const char *name)
{
	struct effect_table *t = effect_of_model(&arena, models_open(&arena), name);

	assert_non_null(t);
	return t;
}

static bool wanted(const struct ir_func *f, void *data)
{
	return !strcmp(f->name, "f");
}

/* The table of function f of a piece of IR; its body, without the frame. */
static const struct effect_table *body(const char *head, const char *blocks)
{
	struct arena *a = &arena;
	const char *err = NULL, *text;
	struct flow_options opt = { .models = models_open(a), .want_table = wanted };
	struct flow_result *res;
	struct ir_unit *u;

	text = arena_printf(a, "unit \"a.c\"\nrecord sock : sock_common\nfunc main @f(%s at 0:1 end 9 {\n%s}\n",
			    head, blocks);
	u = ir_parse(a, "text", text, strlen(text), &err);
	if (!u)
		fail_msg("%s", err);
	res = flow_run(a, u, &opt);
	assert_int_equal(res->tables.n, 1);
	return res->tables.v[0];
}

/* All of a table in one line. */
static const char *line(const struct effect_table *t)
{
	const char *text = "";

	vec_for(i, &t->rows) {
		const struct effect_row *r = &t->rows.v[i];

		text = arena_printf(&arena, "%s%s[", text, i ? " " : "");
		vec_for(k, &r->conds)
			text = arena_printf(&arena, "%s%s%s", text, k ? " & " : "", r->conds.v[k].words);
		text = arena_printf(&arena, "%s] %s", text, r->result.words);
		vec_for(k, &r->effects)
			text = arena_printf(&arena, "%s; %s", text, r->effects.v[k].words);
	}
	return text;
}

static void test_words(void **state)
{
	assert_string_equal(line(model("sock_edemux")), "[] nothing; skb->sk->sk_refcnt - 1");
	assert_string_equal(line(model("sock_hold")), "[] nothing; sk->sk_refcnt + 1");
	assert_string_equal(line(model("skb_orphan")), "[] nothing; skb loses the owner that it came with");
	assert_string_equal(line(model("nf_tproxy_assign_sock")),
			    "[] nothing; skb loses the owner that it came with; "
			    "skb is owned by sk, destructor sock_edemux()");
	assert_null(effect_of_model(&arena, models_open(&arena), "no_such_function"));
}

static void test_results(void **state)
{
	assert_string_equal(line(model("alloc_skb")), "[] NULL [] a new buffer");
	assert_string_equal(line(model("skb_unshare")),
			    "[] NULL; skb is freed [] skb [] a new buffer; skb is freed");
	assert_string_equal(line(model("inet_lookup_established")),
			    "[] NULL [] a socket of any kind that was found; result->sk_refcnt + 1");
	assert_string_equal(line(model("model_errno")), "[] a negative number");
}

/* Which way is taken is said only where it makes a difference. */
static void test_idle_conditions(void **state)
{
	const char *blocks = "b0:\n  goto b1 b2\n"
			     "b1:\n  assume n == 0\n  goto b3\n"
			     "b2:\n  assume n != 0\n  goto b3\n"
			     "b3:\n  call @sock_put(sk) at 0:3:1\n  ret at 0:4:1\n";

	assert_string_equal(line(body("sk: *sock, n: int) : void", blocks)),
			    "[] nothing; sk->sk_refcnt - 1; sk has to be a full socket");
	blocks = "b0:\n  goto b1 b2\n"
		 "b1:\n  assume n == 0\n  ret at 0:2:1\n"
		 "b2:\n  assume n != 0\n  call @sock_hold(sk) at 0:3:1\n  ret at 0:4:1\n";
	assert_string_equal(line(body("sk: *sock, n: int) : void", blocks)),
			    "[n is 0] nothing [n is not 0] nothing; sk->sk_refcnt + 1");
}

static void test_charge(void **state)
{
	const char *blocks = "  tmp %1 : *void\n  tmp %2 : u32\n  tmp %3 : u32\nb0:\n"
			     "  %1 = addr sk, \"sock.sk_wmem_alloc\" at 0:2:1\n"
			     "  %2 = load skb, \"sk_buff.truesize\" at 0:2:1\n"
			     "  call @refcount_add(%2 `x`, %1 `y`) at 0:2:1\n"
			     "  ret at 0:3:1\n";

	assert_string_equal(line(body("skb: *sk_buff, sk: *sock) : void", blocks)),
			    "[] nothing; sk->sk_wmem_alloc + skb->truesize; "
			    "sk has to be a full socket");
}

static unsigned int diffs(const struct effect_table *a, const struct effect_table *b)
{
	return effect_compare(&arena, a, b, EFFECT_ALL).v.n;
}

/* Parameters have positions, not names. */
static void test_compare(void **state)
{
	const char *hold = "b0:\n  call @sock_hold(s) at 0:2:1\n  ret at 0:3:1\n";
	const char *twice = "b0:\n  call @sock_hold(s) at 0:2:1\n  call @sock_hold(s) at 0:2:1\n"
			    "  ret at 0:3:1\n";
	struct effect_diffs d;

	assert_int_equal(diffs(model("sock_hold"), body("s: *sock) : void", hold)), 0);
	d = effect_compare(&arena, model("sock_hold"), body("s: *sock) : void", twice), EFFECT_ALL);
	assert_int_equal(d.v.n, 2);
	assert_true(d.v.v[0].missing);
	assert_string_equal(d.v.v[0].effect, "sk->sk_refcnt + 1");
	assert_false(d.v.v[1].missing);
	assert_string_equal(d.v.v[1].effect, "s->sk_refcnt + 2");
}

/* A body may tell cases apart that the model does not, and not the other way round. */
static void test_compare_finer(void **state)
{
	const char *finer = "b0:\n  goto b1 b2\n"
			    "b1:\n  assume n == 0\n  call @sock_hold(sk) at 0:3:1\n  ret 0 at 0:4:1\n"
			    "b2:\n  assume n != 0\n  ret -2 at 0:4:1\n";
	const char *coarse = "  var x : int\nb0:\n  goto b1 b2\n"
			     "b1:\n  call @sock_hold(sk) at 0:3:1\n  ret 0 at 0:4:1\n"
			     "b2:\n  ret -5 at 0:4:1\n";
	const char *never = "b0:\n  call @sock_hold(sk) at 0:3:1\n  ret 0 at 0:4:1\n";
	const char *head = "sk: *sock, n: int) : int";

	assert_int_equal(diffs(body(head, finer), body(head, coarse)), 0);
	assert_int_equal(diffs(body(head, finer), body(head, never)), 1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_words, setup, teardown),
		cmocka_unit_test_setup_teardown(test_results, setup, teardown),
		cmocka_unit_test_setup_teardown(test_idle_conditions, setup, teardown),
		cmocka_unit_test_setup_teardown(test_charge, setup, teardown),
		cmocka_unit_test_setup_teardown(test_compare, setup, teardown),
		cmocka_unit_test_setup_teardown(test_compare_finer, setup, teardown),
	};

	return cmocka_run_group_tests_name("effect", tests, NULL, NULL);
}
