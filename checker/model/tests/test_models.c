/* SPDX-License-Identifier: GPL-2.0-only */
/* test_models - a model is found by name, parsed alone, and a user's wins; entry points. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../embed.h"
#include "base/intern.h"
#include "model/model.h"

static const char two_units[] =
	"unit \"rules/models/a.c\"\n"
	"file 1 \"include/kernel/net/sock.h\"\n"
	"record sock : sock_common\n"
	"\n"
	"func main @sock_hold(sk: *sock) : void at 0:3:6 {\n"
	"b0:\n"
	"  %1 = addr sk, \"sock_common.skc_refcnt\" at 1:4:2\n"
	"  call @skbown_add(%1, 1) at 0:4:2\n"
	"  ret\n"
	"}\n"
	"\n"
	"func main @second(sk: *sock) : int {\n"
	"b0:\n"
	"  ret 2\n"
	"}\n"
	"unit \"rules/models/b.c\"\n"
	"func main @third() : int {\n"
	"b0:\n"
	"  ret 3\n"
	"}\n";

static const char users[] =
	"unit \"mine.c\"\n"
	"func main @second(sk: *sock) : int {\n"
	"b0:\n"
	"  ret 7\n"
	"}\n";

static const char versions[] =
	"unit \"rules/models/a.c\"\n"
	"func main @newer() : int {\n"
	"b0:\n"
	"  call @skbown_only_since(6 `6`, 5 `5`) `skbown_only_since` at 0:4:2\n"
	"  ret 1\n"
	"}\n"
	"func main @older() : int {\n"
	"b0:\n"
	"  call @skbown_only_before(6 `6`, 5 `5`)\n"
	"  ret 1\n"
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

static int64_t returned(const struct ir_func *f)
{
	const struct ir_block *b = f->blocks.v[0];

	return b->insns.v[b->insns.n - 1]->a.imm;
}

static void found_by_name(void **state)
{
	struct models *m = models_from_text(*state, two_units, strlen(two_units));
	struct ir_func *f = models_find(m, "sock_hold");

	assert_non_null(f);
	assert_string_equal(f->name, "sock_hold");
	assert_string_equal(f->unit->name, "rules/models/a.c");
	assert_true(ir_rec_is(f->unit, intern("sock"), intern("sock_common")));
	assert_null(ir_find(f->unit, "second"));
	assert_int_equal(returned(models_find(m, "third")), 3);
	assert_ptr_equal(models_find(m, "sock_hold"), f);
}

static void only_for_a_version(void **state)
{
	struct models *m = models_from_text(*state, versions, strlen(versions));

	assert_true(models_has(m, "newer") && !models_has(m, "older"));
	models_set_version(m, 604);
	assert_true(!models_has(m, "newer") && models_find(m, "older"));
	assert_null(models_find(m, "newer"));
	assert_true(models_since(m, 604) && !models_since(m, 605));
	models_set_version(m, 605);
	assert_true(models_find(m, "newer") && !models_find(m, "older"));
}

static void unknown_names(void **state)
{
	struct models *m = models_from_text(*state, two_units, strlen(two_units));

	assert_null(models_find(m, "sock_put"));
	assert_false(models_has(m, "sock_put"));
	assert_true(models_has(m, "third"));
}

static void the_user_wins(void **state)
{
	struct models *m = models_from_text(*state, two_units, strlen(two_units));
	const char *err = NULL;
	struct ir_unit *u = ir_parse(*state, "mine.ir", users, strlen(users), &err);

	assert_non_null(u);
	assert_int_equal(returned(models_find(m, "second")), 2);
	models_add(m, u);
	assert_int_equal(returned(models_find(m, "second")), 7);
	assert_int_equal(returned(models_find(m, "third")), 3);
}

static void some_are_there(void **state)
{
	static const char *const names[] = {
		"sock_hold", "sock_put", "sock_gen_put", "sock_efree", "sock_edemux", "sock_wfree",
		"skb_orphan", "skb_set_owner_w", "alloc_skb", "skb_clone", "kfree_skb",
		"refcount_inc_not_zero", "IS_ERR", "sk_fullsock", "netif_rx",
		"__inet_lookup_established", "sock_queue_rcv_skb",
	};
	struct models *m = models_open(*state);

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!models_has(m, names[i]))
			fail_msg("no model of %s", names[i]);
}

/* Every embedded model parses and keeps the IR's invariants. */
static void all_are_whole(void **state)
{
	struct models *m = models_open(*state);
	const char *p = models_text;
	unsigned int n = 0;

	while ((p = strstr(p, "\nfunc "))) {
		const char *at = strchr(p, '@') + 1;
		char *name = arena_strndup(*state, at, strcspn(at, "("));
		struct ir_func *f = models_find(m, name);

		assert_non_null(f);
		if (ir_verify(f))
			fail_msg("%s: %s", name, ir_verify(f));
		p = at;
		n++;
	}
	assert_true(n > 500);
}

static void entry_points(void **state)
{
	struct models *m = models_from_text(*state, "", 0);
	const struct model_entry *e = models_entry(m, "net_device_ops.ndo_start_xmit");

	assert_non_null(e);
	assert_int_equal(e->owner, ENTRY_OWNER_MAY);
	assert_int_equal(e->kinds, KIND_FULL | KIND_REQUEST);
	assert_true(e->consumes);
	assert_int_equal(models_entry(m, "nf_hook_ops.hook")->kinds, KIND_ANY);
	assert_int_equal(models_entry(m, "proto.backlog_rcv")->sk_kinds, KIND_FULL);
	assert_null(models_entry(m, "file_operations.read"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(found_by_name, set_up, tear_down),
		cmocka_unit_test_setup_teardown(only_for_a_version, set_up, tear_down),
		cmocka_unit_test_setup_teardown(unknown_names, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_user_wins, set_up, tear_down),
		cmocka_unit_test_setup_teardown(some_are_there, set_up, tear_down),
		cmocka_unit_test_setup_teardown(all_are_whole, set_up, tear_down),
		cmocka_unit_test_setup_teardown(entry_points, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
