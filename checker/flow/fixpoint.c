/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fixpoint - executes a function until no block sees anything new, then once
 * more to report.
 *
 * Each block keeps a set of states, one for each key (key.c). A state that
 * arrives with a known key is joined with the one that is there; when that says
 * nothing new, the path ends. Blocks are taken in reverse postorder. Past the
 * bounds below states are joined by force and the function counts as
 * incomplete.
 */
#include "base/bug.h"
#include "run.h"

#define SOFT_STATES 12		/* past this, flags do not keep states apart */
#define HARD_STATES 200		/* past this, nothing does */
#define MAX_VISITS 2000		/* executions of one block */
#define MAX_INSNS 400000	/* of one function */
#define MAX_EXITS 32		/* of a summary */
#define MAX_BYTES (64u << 20)	/* of states of one function */

/* --- order --- */

static void postorder(struct run *r)
{
	unsigned int n = r->func->blocks.n, top = 0, next = n;
	unsigned int *stack = arena_array(r->arena, unsigned int, n + 1);
	unsigned int *edge = arena_array(r->arena, unsigned int, n + 1);
	bool *seen = arena_array(r->arena, bool, n + 1);

	stack[top++] = 0;
	seen[0] = true;
	while (top) {
		struct ir_block *b = r->func->blocks.v[stack[top - 1]];
		unsigned int k = edge[top - 1]++;

		if (k < b->succs.n) {
			struct ir_block *to = b->succs.v[k];

			if (!seen[to->id]) {
				seen[to->id] = true;
				edge[top] = 0;
				stack[top++] = to->id;
			}
			continue;
		}
		r->blocks[b->id].order = --next;
		r->in_order[next] = b;
		top--;
	}
	r->first_dirty = next;
}

static bool writes_truesize(const struct ir_block *b)
{
	vec_for(i, &b->insns)
		if (b->insns.v[i]->op == IR_STORE && b->insns.v[i]->field == F_TRUESIZE)
			return true;
	return false;
}

static void find_loop_heads(struct run *r)
{
	vec_for(i, &r->func->blocks) {
		struct ir_block *b = r->func->blocks.v[i];

		r->blocks[b->id].resizes = writes_truesize(b);
		vec_for(k, &b->succs) {
			struct block_states *to = &r->blocks[b->succs.v[k]->id];

			if (to->order <= r->blocks[b->id].order)
				to->loop_head = true;
		}
	}
}

/* --- the set of states at a block's entry --- */

static enum key_level level_of(const struct block_states *bs)
{
	return bs->loop_head || bs->crowded ? KEY_OWNERSHIP : KEY_FLAGS;
}

static uint64_t key_of(struct run *r, const struct state *s, const struct block_states *bs)
{
	uint64_t h = state_key(r, s, bs->live_in, level_of(bs));

	return bs->resizes && level_of(bs) == KEY_FLAGS ? h * 31 + state_owners_key(s) : h;
}

static void note_dirty(struct run *r, const struct block_states *bs)
{
	if (bs->order < r->first_dirty)
		r->first_dirty = bs->order;
}

static void set_state(struct run *r, struct block_states *bs, unsigned int i, struct state *s,
		      uint64_t key)
{
	note_dirty(r, bs);
	bs->in.v[i] = state_copy(r->keep, s);
	bs->keys.v[i] = key;
	bs->dirty.v[i] = 1;
}

static void push_state(struct run *r, struct block_states *bs, struct state *s, uint64_t key)
{
	note_dirty(r, bs);
	vec_push(r->keep, &bs->in, state_copy(r->keep, s));
	vec_push(r->keep, &bs->keys, key);
	vec_push(r->keep, &bs->dirty, 1);
}

static bool try_join(struct run *r, const struct ir_block *b, unsigned int i, struct state *s,
		     bool force)
{
	struct block_states *bs = &r->blocks[b->id];
	struct state *j = state_join(r, b, bs->in.v[i], s, bs->loop_head, force);

	if (!j)
		return false;
	if (!state_equal(j, bs->in.v[i]))
		set_state(r, bs, i, j, key_of(r, j, bs));
	return true;
}

static void add_state(struct run *r, const struct ir_block *b, struct state *s);

/* Too many for the flags to count: what differs only in them is joined. */
static void crowd(struct run *r, const struct ir_block *b)
{
	struct block_states *bs = &r->blocks[b->id], old = *bs;

	bs->crowded = true;
	memset(&bs->in, 0, sizeof(bs->in));
	memset(&bs->keys, 0, sizeof(bs->keys));
	memset(&bs->dirty, 0, sizeof(bs->dirty));
	vec_for(i, &old.in)
		add_state(r, b, old.in.v[i]);
}

static void add_state(struct run *r, const struct ir_block *b, struct state *s)
{
	struct block_states *bs = &r->blocks[b->id];
	uint64_t key = key_of(r, s, bs);
	unsigned int hard = r->fl->opt->max_states ? r->fl->opt->max_states : HARD_STATES;

	vec_for(i, &bs->in)
		if (bs->keys.v[i] == key && try_join(r, b, i, s, false))
			return;
	if (bs->in.n >= hard) {
		r->incomplete = true;
		try_join(r, b, bs->in.n - 1, s, true);
		return;
	}
	push_state(r, bs, s, key);
	if (bs->in.n > SOFT_STATES && level_of(bs) == KEY_FLAGS)
		crowd(r, b);
}

/* --- executing --- */

static void at_return(struct run *r, struct state *s, const struct ir_insn *i)
{
	owner_exit(r, s, i);
	keeper_settle(r, s);
	if (!r->reporting)
		return;
	vec_push(r->keep, &r->exits, state_copy(r->keep, s));
	vec_push(r->keep, &r->exit_insns, i);
}

static bool goes_back(const struct run *r, const struct ir_block *b)
{
	vec_for(i, &b->succs)
		if (r->blocks[b->succs.v[i]->id].order <= r->blocks[b->id].order)
			return true;
	return false;
}

static void leave_block(struct run *r, const struct ir_block *b, struct state *s)
{
	const struct ir_insn *last = b->insns.n ? b->insns.v[b->insns.n - 1] : NULL;

	if (last && last->op == IR_RETURN) {
		at_return(r, s, last);
		return;
	}
	owner_retire(r, s, r->blocks[b->id].live_out);
	if (last && goes_back(r, b)) {
		state_retire(r, s, r->blocks[b->id].live_out, last);
		keeper_settle(r, s);
	}
	if (r->reporting) {
		if (last)
			state_freed(r, s, b);
		return;
	}
	vec_for(i, &b->succs) {
		struct state *c = i + 1 < b->succs.n ? state_copy(r->arena, s) : s;

		state_collect(r, c, r->blocks[b->succs.v[i]->id].live_in);
		add_state(r, b->succs.v[i], c);
	}
}

struct pending {
	struct state *s;
	unsigned int insn;
};

static bool is_exhausted(const struct run *r)
{
	return r->insns > MAX_INSNS || r->keep->used > MAX_BYTES;
}

static void exec_block(struct run *r, const struct ir_block *b, const struct state *in)
{
	VEC(struct pending) todo = { 0 };

	vec_push(r->arena, &todo, ((struct pending){ state_copy(r->arena, in), 0 }));
	r->block = b;
	while (todo.n && r->arena->used <= MAX_BYTES) {
		struct pending p = todo.v[--todo.n];
		bool alive = true;

		for (; alive && p.insn < b->insns.n; p.insn++) {
			struct state_vec more = { 0 };

			alive = exec_insn(r, p.s, b->insns.v[p.insn], &more);
			r->insns++;
			vec_for(i, &more.s)
				vec_push(r->arena, &todo,
					 ((struct pending){ more.s.v[i], p.insn + 1 }));
		}
		if (alive)
			leave_block(r, b, p.s);
	}
	r->incomplete |= todo.n > 0;
	arena_reset(r->arena);
}

static struct ir_block *next_dirty(struct run *r, unsigned int *which)
{
	for (; r->first_dirty < r->func->blocks.n; r->first_dirty++) {
		struct ir_block *b = r->in_order[r->first_dirty];
		struct block_states *bs = &r->blocks[b->id];

		vec_for(k, &bs->dirty)
			if (bs->dirty.v[k]) {
				*which = k;
				return b;
			}
	}
	return NULL;
}

static void iterate(struct run *r)
{
	struct ir_block *b;
	unsigned int which = 0;

	while ((b = next_dirty(r, &which))) {
		struct block_states *bs = &r->blocks[b->id];

		bs->dirty.v[which] = 0;
		if (bs->visits++ > MAX_VISITS || is_exhausted(r)) {
			r->incomplete = true;
			continue;
		}
		exec_block(r, b, bs->in.v[which]);
	}
}

static void report_pass(struct run *r)
{
	r->reporting = true;
	vec_for(i, &r->func->blocks) {
		struct ir_block *b = r->func->blocks.v[i];

		vec_for(k, &r->blocks[b->id].in) {
			r->fl->res->stats.states++;
			if (r->keep->used > 2 * MAX_BYTES) {
				r->incomplete = true;	/* the ways out so far still count */
				break;
			}
			exec_block(r, b, r->blocks[b->id].in.v[k]);
		}
	}
	exits_check(r);
}

static struct state *entry_state(struct run *r)
{
	struct state *s = state_new(r->arena, r->func->vars.n);

	for (unsigned int i = 0; i < r->func->nr_params; i++) {
		struct ir_var *v = r->func->vars.v[i];
		const struct value *p = value_param(r->fl->values, r->func, i);

		if (v->mem)
			state_write(s, value_local(r->fl->values, v), F_STAR, p);
		else
			state_set_var(s, i, p);
	}
	return s;
}

/* --- the summary --- */

/* What a caller can see: not our variables, not our memory. */
static struct state *visible_part(struct run *r, const struct state *s)
{
	struct state *c = state_copy(r->arena, s);
	unsigned int n = 0;

	c->nr_env = 0;
	vec_for(i, &c->heap)
		if (value_object(c->heap.v[i].obj)->kind != V_LOCAL)
			c->heap.v[n++] = c->heap.v[i];
	c->heap.n = n;
	state_collect(r, c, NULL);
	return c;
}

static void add_exit(struct run *r, struct block_states *bs, struct state *s)
{
	uint64_t key = state_key(r, s, NULL, bs->crowded ? KEY_OWNERSHIP : KEY_FLAGS);

	vec_for(i, &bs->in) {
		struct state *j;

		if (bs->keys.v[i] != key)
			continue;
		j = state_join(r, r->func, bs->in.v[i], s, false, false);
		if (!j)
			continue;
		bs->in.v[i] = j;
		return;
	}
	if (bs->in.n >= MAX_EXITS) {
		r->incomplete = true;
		bs->in.v[0] = state_join(r, r->func, bs->in.v[0], s, false, true);
		return;
	}
	push_state(r, bs, s, key);
}

static void make_summary(struct run *r, struct summary *sum)
{
	struct block_states bs = { 0 };

	vec_for(i, &r->exits)
		add_exit(r, &bs, visible_part(r, r->exits.v[i]));
	vec_for(i, &bs.in)
		vec_push(r->fl->arena, &sum->exits, state_copy(r->fl->arena, bs.in.v[i]));
	sum->incomplete = r->incomplete;
}

/* --- one function --- */

void flow_note_incomplete(struct flow *fl, const char *name)
{
	struct flow_result *res = fl->res;

	vec_for(i, &res->incomplete)
		if (res->incomplete.v[i] == name)
			return;
	vec_push(fl->arena, &res->incomplete, name);
	res->stats.incomplete++;
}

static void dump(struct run *r)
{
	FILE *out = r->fl->opt->dump_states;

	if (!out || r->is_model ||
	    (r->fl->opt->dump_func && strcmp(r->fl->opt->dump_func, r->func->name)))
		return;
	fprintf(out, "function %s%s\n", r->func->name, r->root ? " (callers unknown)" : "");
	vec_for(i, &r->func->blocks)
		vec_for(k, &r->blocks[i].in) {
			fprintf(out, "  b%u state %u\n", i, k);
			dump_state(out, r, r->blocks[i].in.v[k]);
		}
	vec_for(i, &r->exits) {
		fprintf(out, "  exit %u\n", i);
		dump_state(out, r, r->exits.v[i]);
	}
}

static void execute(struct run *r)
{
	r->blocks = arena_array(r->keep, struct block_states, r->func->blocks.n);
	r->in_order = arena_array(r->keep, struct ir_block *, r->func->blocks.n);
	live_compute(r);
	postorder(r);
	find_loop_heads(r);
	add_state(r, r->func->blocks.v[0], entry_state(r));
	iterate(r);
}

/* Too many states: knowing less of other files there may be fewer. */
static bool knows_too_much(const struct run *r)
{
	return r->incomplete && r->went_abroad && !r->stays_home;
}

/* Returns false when it is to be done again without other files' functions. */
static bool execute_once(struct run *r, struct summary *sum)
{
	execute(r);
	if (knows_too_much(r))
		return false;
	report_pass(r);
	dump(r);
	if (sum)
		make_summary(r, sum);
	return !knows_too_much(r);
}

static void finish(struct run *r)
{
	vec_for(i, &r->found)
		violation_merge(r->fl, r->found.v[i]);
	if (r->incomplete && !r->is_model)
		flow_note_incomplete(r->fl, r->func->name);
	memory_note(r);
	r->fl->home->running = r->up;
}

void flow_execute(struct flow *fl, struct ir_func *f, bool root, bool stays_home,
		  struct summary *sum)
{
	struct run start = {
		.fl = fl, .func = f, .root = root, .is_model = f->unit != fl->unit,
		.stays_home = stays_home || concern_stays_home(fl, f), .up = fl->home->running,
	};
	struct arena keep, arena;
	struct run r;

	if (!f->blocks.n)
		return;
	arena_init(&keep);
	arena_init(&arena);
	start.entry = root ? place_entry(fl, f) : NULL;
	start.around = root ? place_around(fl, f) : NULL;
	start.keep = &keep;
	start.arena = &arena;
	r = start;
	fl->home->running = &r;
	if (!execute_once(&r, sum)) {
		fl->res->stats.insns += r.insns;
		arena_reset(&arena);
		arena_reset(&keep);
		start.found.v = r.found.v;
		start.found.n = r.found.n;
		start.found.cap = r.found.cap;
		r = start;
		r.stays_home = true;
		if (sum)
			sum->exits.n = 0;
		execute_once(&r, sum);
	}
	if (sum) {
		sum->abroad = r.went_abroad;
		sum->rests = r.rests;
	}
	fl->res->stats.insns += r.insns;
	finish(&r);
	arena_free(&arena);
	arena_free(&keep);
}
