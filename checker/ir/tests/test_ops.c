/* SPDX-License-Identifier: GPL-2.0-only */
/* test_ops - each operation and relation has a text that comes back, and a line in README.md. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/file.h"
#include "ir/ir.h"

/* An instruction in "func @f(p: *sock, n: int)" with "mem m : *sock". */
static const struct {
	enum ir_op op;
	const char *text;
} golden[] = {
	{ IR_COPY, "%1 = copy p" },
	{ IR_COPY, "n = copy -1 at 0:3:4" },
	{ IR_COPY, "%1 = copy &m `&m`" },
	{ IR_COPY, "copy $jiffies" },
	{ IR_LOAD, "%1 = load p, \"sock.sk_mark\" `sk->sk_mark` at 0:1:2" },
	{ IR_LOAD, "load &m, \"*\"" },
	{ IR_STORE, "store p, \"sk_buff.destructor\", @sock_wfree `skb->destructor`" },
	{ IR_STORE, "store &m, \"*\", 0" },
	{ IR_ADDR, "%1 = addr p, \"sk_buff.cb[]\" `&skb->cb[4]`" },
	{ IR_CONTAINER, "%1 = container p, \"tcp_sock.inet_conn.icsk_inet.sk\"" },
	{ IR_BINARY, "%1 = bin n & 255" },
	{ IR_BINARY, "%1 = bin n - -5" },
	{ IR_CALL, "call @sock_put(p `sk`) `sock_put` at 0:9:9" },
	{ IR_CALL, "%1 = call @f()" },
	{ IR_CALL, "%1 = call p(p, 0 `NULL`, &m, @f, $g)" },
	{ IR_ASSUME, "assume p != 0 `!sk` false at 0:7:6" },
	{ IR_ASSUME, "assume p == 0 true" },
	{ IR_ASSUME, "assume n u<= 7" },
	{ IR_RETURN, "ret" },
	{ IR_RETURN, "ret -22 at 0:8:2" },
	{ IR_RETURN, "ret &m" },
	{ IR_HALT, "halt" },
	{ IR_HALT, "halt at 0:8:2" },
	{ IR_END, "end n" },
	{ IR_END, "end &m at 0:8" },
	{ IR_OPAQUE, "opaque _, \"asm\"" },
	{ IR_OPAQUE, "%1 = opaque p, \"va_arg\" `va_arg(ap, int)` at 0:8:2" },
};

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

/* The one instruction, from its text; the function around it is sound. */
static struct ir_insn *parse_one(struct arena *a, const char *insn, struct ir_func **f)
{
	bool ends = !strncmp(insn, "ret", 3) || !strncmp(insn, "halt", 4);
	const char *err = NULL, *text;
	struct ir_unit *u;

	text = arena_printf(a, "unit \"x.c\"\nfunc @f(p: *sock, n: int) : void {\n"
			    "  mem m : *sock\nb0:\n  %s\n%s}\n", insn, ends ? "" : "  ret\n");
	u = ir_parse(a, "x", text, strlen(text), &err);
	if (!u)
		fail_msg("%s: %s", insn, err);
	*f = u->funcs.v[0];
	if (ir_verify(*f))
		fail_msg("%s: %s", insn, ir_verify(*f));
	return (*f)->blocks.v[0]->insns.v[0];
}

static void check_same(struct arena *a, const char *text, enum ir_op op)
{
	struct ir_func *f;
	struct ir_insn *i = parse_one(a, text, &f);
	char *buf = NULL;
	size_t n;
	FILE *out = open_memstream(&buf, &n);

	ir_print_insn(out, f, i);
	fclose(out);
	assert_string_equal(buf, text);
	assert_int_equal(i->op, op);
	free(buf);
}

static void goldens(void **state)
{
	bool seen[IR_NR_OPS] = { false };

	for (size_t i = 0; i < sizeof(golden) / sizeof(golden[0]); i++) {
		check_same(*state, golden[i].text, golden[i].op);
		seen[golden[i].op] = true;
	}
	for (unsigned int i = 0; i < IR_NR_OPS; i++)
		if (!seen[i])
			fail_msg("no golden for %s", ir_op_name(i));
}

static void relations(void **state)
{
	for (enum ir_rel r = IRR_EQ; r <= IRR_SHR; r++) {
		const char *name = ir_rel_name(r);

		check_same(*state, arena_printf(*state, "%%1 = bin p %s n", name), IR_BINARY);
		if (r < IRR_ADD)
			check_same(*state, arena_printf(*state, "assume p %s 1", name), IR_ASSUME);
	}
}

/* Tests run in the top folder of the project. */
static void page(void **state)
{
	const char *readme = file_read(*state, "checker/ir/README.md", NULL);
	char *buf = NULL;
	size_t n;
	FILE *out = open_memstream(&buf, &n);

	ir_print_ops(out);
	fclose(out);
	if (!readme)
		skip();
	if (!strstr(readme, buf))
		fail_msg("checker/ir/README.md has not this table:\n%s", buf);
	free(buf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(goldens, set_up, tear_down),
		cmocka_unit_test_setup_teardown(relations, set_up, tear_down),
		cmocka_unit_test_setup_teardown(page, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
