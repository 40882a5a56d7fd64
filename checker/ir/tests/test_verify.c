/* SPDX-License-Identifier: GPL-2.0-only */
/* test_verify - each invariant of the IR is missed when it is broken, one at a time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "ir/ir.h"

static const char sound[] =
	"unit \"v.c\"\n"
	"func @g(q: int) : void {\n"
	"b0:\n"
	"  ret\n"
	"}\n"
	"func @f(p: *sock, n: int) : int {\n"
	"  var x : int\n"
	"  mem m : int\n"
	"b0:\n"
	"  %1 = load p, \"sock.sk_mark\"\n"
	"  x = copy 1\n"
	"  goto b1 b2\n"
	"b1:\n"
	"  assume %1 == 0\n"
	"  x = copy 2\n"
	"  %2 = bin x + n\n"
	"  store &m, \"*\", x\n"
	"  end x\n"
	"  opaque _, \"asm\"\n"
	"  %3 = call @g(n)\n"
	"  goto b2\n"
	"b2:\n"
	"  ret x\n"
	"}\n";

struct ctx {
	struct arena a;
	struct ir_unit *u;
	struct ir_func *f, *g;
};

static int set_up(void **state)
{
	struct ctx *c = calloc(1, sizeof(*c));

	arena_init(&c->a);
	c->u = ir_parse(&c->a, "v", sound, strlen(sound), NULL);
	c->f = ir_find(c->u, "f");
	c->g = ir_find(c->u, "g");
	*state = c;
	return 0;
}

static int tear_down(void **state)
{
	struct ctx *c = *state;

	arena_free(&c->a);
	free(c);
	return 0;
}

static struct ir_insn *insn(struct ctx *c, unsigned int b, unsigned int i)
{
	return c->f->blocks.v[b]->insns.v[i];
}

static struct ir_var *var(struct ir_func *f, const char *name)
{
	vec_for(i, &f->vars)
		if (!strcmp(f->vars.v[i]->name, name))
			return f->vars.v[i];
	return NULL;
}

static void expect(struct ctx *c, const char *want)
{
	const char *got = ir_verify(c->f);

	if (!got || !strstr(got, want))
		fail_msg("wanted \"%s\", got \"%s\"", want, got ? got : "(sound)");
}

/* Blocks and instructions where they may not be. */
static void no_blocks(struct ctx *c)
{
	c->f->blocks.n = 0;
}
static void block_number(struct ctx *c)
{
	c->f->blocks.v[1]->id = 2;
}
static void empty_end(struct ctx *c)
{
	c->f->blocks.v[2]->insns.n = 0;
}
static void open_end(struct ctx *c)
{
	insn(c, 2, 0)->op = IR_END;
}
static void ret_leads_on(struct ctx *c)
{
	ir_edge(c->f, c->f->blocks.v[2], c->f->blocks.v[0]);
}
static void foreign_block(struct ctx *c)
{
	c->f->blocks.v[0]->succs.v[0] = c->g->blocks.v[0];
}
static void missing_pred(struct ctx *c)
{
	c->f->blocks.v[2]->preds.n--;
}
static void wrong_pred(struct ctx *c)
{
	c->f->blocks.v[0]->preds.n = 0;
	c->f->blocks.v[1]->preds.v[0] = c->f->blocks.v[2];
}

static void ret_early(struct ctx *c)
{
	struct ir_insn *i = insn(c, 0, 0);

	i->op = IR_HALT;
	i->dst = NULL;
	i->field = NULL;
	i->a = ir_o_none();
}

static void late_assume(struct ctx *c)
{
	struct ir_insn *i = insn(c, 0, 1);

	i->op = IR_ASSUME;
	i->dst = NULL;
	i->rel = IRR_EQ;
	i->b = i->a;
}

/* Variables. */
static void param_place(struct ctx *c)
{
	c->f->nr_params = 1;
}
static void many_params(struct ctx *c)
{
	c->f->nr_params = 100;
}
static void var_index(struct ctx *c)
{
	c->f->vars.v[1]->index = 0;
}
static void temp_memory(struct ctx *c)
{
	var(c->f, "%3")->mem = true;
}
static void no_type(struct ctx *c)
{
	var(c->f, "x")->type = NULL;
}
static void same_name(struct ctx *c)
{
	var(c->f, "x")->name = var(c->f, "n")->name;
}

/* Operands. */
static void foreign_var(struct ctx *c)
{
	insn(c, 2, 0)->a.var = var(c->g, "q");
}
static void memory_value(struct ctx *c)
{
	insn(c, 2, 0)->a.var = var(c->f, "m");
}
static void register_address(struct ctx *c)
{
	insn(c, 1, 3)->a.var = var(c->f, "x");
}
static void no_operand(struct ctx *c)
{
	insn(c, 0, 1)->a = ir_o_none();
}
static void no_second(struct ctx *c)
{
	insn(c, 1, 2)->b = ir_o_none();
}
static void no_argument(struct ctx *c)
{
	insn(c, 1, 6)->args[0] = ir_o_none();
}
static void extra_operand(struct ctx *c)
{
	insn(c, 0, 1)->b = ir_o_int(1);
}
static void extra_field(struct ctx *c)
{
	insn(c, 0, 1)->field = "a.b";
}
static void nameless(struct ctx *c)
{
	insn(c, 2, 0)->a = ir_o_func("");
}
static void odd_callee(struct ctx *c)
{
	insn(c, 1, 6)->a = ir_o_int(1);
}
static void ends_number(struct ctx *c)
{
	insn(c, 1, 4)->a = ir_o_int(1);
}

/* The other parts. */
static void twice_written(struct ctx *c)
{
	insn(c, 1, 2)->dst = var(c->f, "%1");
}
static void memory_written(struct ctx *c)
{
	insn(c, 1, 2)->dst = var(c->f, "m");
}
static void foreign_dst(struct ctx *c)
{
	insn(c, 1, 2)->dst = var(c->g, "q");
}
static void dst_of_store(struct ctx *c)
{
	insn(c, 1, 3)->dst = var(c->f, "x");
}
static void no_field(struct ctx *c)
{
	insn(c, 0, 0)->field = NULL;
}
static void empty_field(struct ctx *c)
{
	insn(c, 0, 0)->field = "";
}
static void no_reason(struct ctx *c)
{
	insn(c, 1, 5)->reason = NULL;
}
static void no_relation(struct ctx *c)
{
	insn(c, 1, 2)->rel = IRR_NONE;
}
static void assumes_sum(struct ctx *c)
{
	insn(c, 1, 0)->rel = IRR_ADD;
}
static void no_op(struct ctx *c)
{
	insn(c, 0, 1)->op = IR_NR_OPS;
}
static void no_file(struct ctx *c)
{
	insn(c, 0, 1)->loc.file = 7;
}

static const struct {
	void (*break_it)(struct ctx *c);
	const char *says;
} cases[] = {
	{ no_blocks, "f: no blocks" },
	{ block_number, "f: b2: has another number" },
	{ empty_end, "f: b2: an empty block that leads nowhere" },
	{ open_end, "without ret, halt or a successor" },
	{ ret_leads_on, "(ret): the block has successors" },
	{ foreign_block, "f: b0: a successor that is no block of the function" },
	{ missing_pred, "predecessors are not those of ir_finish()" },
	{ wrong_pred, "f: b1: a predecessor that does not lead here" },
	{ ret_early, "f: b0, instruction 0 (halt): not the last of its block" },
	{ late_assume, "(assume): an assume after other instructions" },
	{ param_place, "n is a parameter out of place" },
	{ many_params, "more parameters than variables" },
	{ var_index, "n has another index" },
	{ temp_memory, "%3 is a temporary in memory" },
	{ no_type, "x has no type" },
	{ same_name, "n is not what its name stands for" },
	{ foreign_var, "an operand is a variable of another function" },
	{ memory_value, "m lives in memory and is used as a value" },
	{ register_address, "x does not live in memory and its address is used" },
	{ no_operand, "f: b0, instruction 1 (copy): an operand is missing" },
	{ no_second, "(bin): an operand is missing" },
	{ no_argument, "(call): an operand is missing" },
	{ extra_operand, "an operand that the operation has not" },
	{ extra_field, "a part that the operation has not" },
	{ nameless, "without a name" },
	{ odd_callee, "the callee is neither" },
	{ ends_number, "ends the scope of what is no variable" },
	{ twice_written, "%1 is a temporary and written in two instructions" },
	{ memory_written, "m lives in memory and is written without store" },
	{ foreign_dst, "the destination is a variable of another function" },
	{ dst_of_store, "(store): gives no value and has a destination" },
	{ no_field, "(load): no field" },
	{ empty_field, "(load): no field" },
	{ no_reason, "(opaque): no reason" },
	{ no_relation, "(bin): no relation" },
	{ assumes_sum, "(assume): assumes an operator that is no comparison" },
	{ no_op, "an instruction of no operation" },
	{ no_file, "the location is in no file of the unit" },
};

static void sound_one(void **state)
{
	struct ctx *c = *state;

	assert_null(ir_verify(c->f));
	assert_null(ir_verify(c->g));
}

static void breaches(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		void *own;

		set_up(&own);
		cases[i].break_it(own);
		expect(own, cases[i].says);
		tear_down(&own);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(sound_one, set_up, tear_down),
		cmocka_unit_test(breaches),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
