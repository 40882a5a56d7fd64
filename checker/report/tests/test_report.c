/* SPDX-License-Identifier: GPL-2.0-only */
/* test_report - which findings are the same, in what order, and what survives a trip through JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "report/finding.h"

struct fixture {
	struct arena arena;
	struct report report;
	struct ir_unit *unit;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	arena_init(&f->arena);
	report_init(&f->report, &f->arena, "/tree");
	f->unit = ir_unit_new(&f->arena, "net/a.c");
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	arena_free(&f->arena);
	free(f);
	return 0;
}

static struct violation violation(struct fixture *f, unsigned int line)
{
	return (struct violation){
		.rule = RULE_MISSING_ORPHAN, .level = LEVEL_WARNING, .conf = CONF_HIGH,
		.func = "xmit", .loc = { 0, line, 5 }, .unit = f->unit, .object = "skb",
		.message = "owner of 'skb' is lost",
	};
}

static void add_step(struct fixture *f, struct violation *v, uint32_t file, const char *msg)
{
	struct flow_step s = { { file, v->loc.line, 2 }, f->unit, "xmit", msg };

	vec_push(&f->arena, &v->steps, s);
}

static struct finding *add(struct fixture *f, unsigned int line, const char *step)
{
	struct violation v = violation(f, line);

	add_step(f, &v, 0, step);
	return report_add_violation(&f->report, &v);
}

static void test_paths(void **state)
{
	struct fixture *f = *state;
	struct violation v = violation(f, 3);
	struct finding *got;

	add_step(f, &v, ir_file(f->unit, "/tree/include/./net/../net/sock.h"), "x");
	add_step(f, &v, ir_file(f->unit, "/treehouse/b.h"), "x");
	got = report_add_violation(&f->report, &v);
	assert_string_equal(got->file, "net/a.c");
	assert_string_equal(got->steps.v[0].file, "include/net/sock.h");
	assert_string_equal(got->steps.v[1].file, "/treehouse/b.h");
}

static void test_fingerprint_ignores_lines_and_wording(void **state)
{
	struct fixture *f = *state;
	struct finding *a = add(f, 3, "'sock_hold(sk)' takes a reference here");
	struct finding *b = add(f, 30, "reference taken by 'sock_hold(other)'");

	assert_string_equal(a->fingerprint, b->fingerprint);
	assert_int_equal(strlen(a->fingerprint), 16);
}

static void test_fingerprint_sees_key(void **state)
{
	struct fixture *f = *state;
	struct finding *a = add(f, 3, "'sock_hold(sk)' here"), b = *a;

	b.object = "skb2";
	finding_fingerprint(&b);
	assert_string_not_equal(a->fingerprint, b.fingerprint);
	b = *a;
	b.function = "xmit2";
	finding_fingerprint(&b);
	assert_string_not_equal(a->fingerprint, b.fingerprint);
	b = *add(f, 3, "'sock_put(sk)' here");
	assert_string_not_equal(a->fingerprint, b.fingerprint);
}

static void test_rounds_of_a_loop(void **state)
{
	struct fixture *f = *state;
	struct violation v = violation(f, 9);
	struct finding *got;

	for (int i = 0; i < 3; i++) {
		add_step(f, &v, 0, "'sock_hold(sk)' here");
		add_step(f, &v, 0, "when 'n' is true");
	}
	add_step(f, &v, 0, "left here");
	got = report_add_violation(&f->report, &v);
	assert_int_equal(got->steps.n, 3);
	assert_string_equal(got->steps.v[0].message, "'sock_hold(sk)' here");
	assert_string_equal(got->steps.v[2].message, "left here");
}

static void test_finish_orders(void **state)
{
	struct fixture *f = *state;

	add(f, 30, "a()");
	add(f, 4, "b()");
	add(f, 100, "c()");
	report_finish(&f->report);
	assert_int_equal(f->report.findings.n, 3);
	assert_int_equal(f->report.findings.v[0]->line, 4);
	assert_int_equal(f->report.findings.v[1]->line, 30);
	assert_int_equal(f->report.findings.v[2]->line, 100);
}

static void test_finish_drops_same(void **state)
{
	struct fixture *f = *state;

	add(f, 4, "a()");
	add(f, 4, "b()");
	add(f, 4, "a()");
	report_finish(&f->report);
	assert_int_equal(f->report.findings.n, 2);
}

static void test_finish_numbers_equal_ones(void **state)
{
	struct fixture *f = *state;
	char first[17];

	strcpy(first, add(f, 4, "a()")->fingerprint);
	add(f, 9, "a()");
	add(f, 12, "a()");
	report_finish(&f->report);
	assert_int_equal(f->report.findings.n, 3);
	assert_string_equal(f->report.findings.v[0]->fingerprint, first);
	assert_string_not_equal(f->report.findings.v[1]->fingerprint, first);
	assert_string_not_equal(f->report.findings.v[2]->fingerprint, first);
	assert_string_not_equal(f->report.findings.v[1]->fingerprint,
				f->report.findings.v[2]->fingerprint);
}

static void test_filter(void **state)
{
	struct fixture *f = *state;
	bool rules[RULE_NR] = { [RULE_MISSING_ORPHAN] = true };
	struct violation v = violation(f, 7);

	v.level = LEVEL_NOTE;
	report_add_violation(&f->report, &v);
	v.rule = RULE_SOCK_LEAK;
	v.level = LEVEL_WARNING;
	report_add_violation(&f->report, &v);
	add(f, 4, "a()");
	assert_int_equal(report_count_level(&f->report, LEVEL_NOTE), 3);
	assert_int_equal(report_count_level(&f->report, LEVEL_WARNING), 2);
	report_filter(&f->report, rules, LEVEL_NOTE);
	assert_int_equal(f->report.findings.n, 2);
	report_filter(&f->report, NULL, LEVEL_WARNING);
	assert_int_equal(f->report.findings.n, 1);
	assert_int_equal(f->report.findings.v[0]->line, 4);
}

static void test_pack(void **state)
{
	struct fixture *f = *state;
	struct finding *in = add(f, 4, "'sock_hold(sk)'"), *out;
	struct report copy;
	json_t *j;

	f->report.analysed = 1;
	f->report.stats.insns = 70000000000ul;
	report_add_skip(&f->report, "b.c", "CONFIG_B is off");
	report_add_incomplete(&f->report, "c.c", "worker killed by SIGKILL");
	report_add_too_much(&f->report, "d.c", "xmit");
	report_count_opaque(&f->report, "asm", 3);
	report_count_opaque(&f->report, "asm", 4);
	j = report_pack(&f->report);
	report_init(&copy, &f->arena, NULL);
	assert_true(report_unpack(&copy, j));
	json_decref(j);
	out = copy.findings.v[0];
	assert_string_equal(out->fingerprint, in->fingerprint);
	assert_string_equal(out->object, "skb");
	assert_string_equal(out->steps.v[0].function, "xmit");
	assert_string_equal(out->steps.v[0].message, "'sock_hold(sk)'");
	assert_int_equal(copy.skipped, 1);
	assert_string_equal(copy.incomplete.v[0].reason, "worker killed by SIGKILL");
	assert_null(copy.incomplete.v[0].function);
	assert_string_equal(copy.incomplete.v[1].function, "xmit");
	assert_string_equal(copy.incomplete.v[1].reason, f->report.incomplete.v[1].reason);
	assert_int_equal(copy.stats.insns, 70000000000ul);
	assert_int_equal(copy.stats.opaque_why.v[0].n, 7);
}

static void test_unpack_refuses(void **state)
{
	static const char *const bad[] = {
		"{}", "[]", "null", "{\"analysed\": \"1\"}",
		"{\"analysed\": 1, \"findings\": [{}]}",
		"{\"analysed\": 1, \"skips\": [1]}",
		"{\"analysed\": 1, \"incomplete\": [[\"a\"]]}",
	};
	struct fixture *f = *state;
	json_t *j;

	for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		j = json_loads(bad[i], JSON_DECODE_ANY, NULL);
		assert_false(report_unpack(&f->report, j));
		json_decref(j);
	}
}

static void check_text(const char *in, const char *want)
{
	json_t *j = report_json_text(in);

	assert_string_equal(json_string_value(j), want);
	json_decref(j);
}

static void test_text(void **state)
{
	check_text("plain", "plain");
	check_text(NULL, "");
	check_text("gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f");
	check_text("latin \xfc.", "latin \xef\xbf\xbd.");
	check_text("cut \xe2\x82", "cut \xef\xbf\xbd\xef\xbf\xbd");
	check_text("\xf0\x9f\x98\x80\xff", "\xf0\x9f\x98\x80\xef\xbf\xbd");
}

static void test_names(void **state)
{
	assert_int_equal(rule_by_name("missing-orphan"), RULE_MISSING_ORPHAN);
	assert_int_equal(rule_by_name("missing"), RULE_NR);
	for (unsigned int i = 0; i < RULE_NR; i++)
		assert_int_equal(rule_by_name(rule_name(i)), i);
	assert_int_equal(level_by_name("warning"), LEVEL_WARNING);
	assert_int_equal(level_by_name("Warning"), -1);
	assert_string_equal(confidence_name(CONF_HIGH), "high");
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_paths),
		T(test_fingerprint_ignores_lines_and_wording),
		T(test_fingerprint_sees_key),
		T(test_rounds_of_a_loop),
		T(test_finish_orders),
		T(test_finish_drops_same),
		T(test_finish_numbers_equal_ones),
		T(test_filter),
		T(test_pack),
		T(test_unpack_refuses),
		T(test_text),
		T(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
