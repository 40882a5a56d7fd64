/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * run - the engine's inside: one unit being analysed (struct flow), one
 * function of it being executed (struct run), and what the files of this folder
 * offer each other. Read in this order: value.h, state.h, this file, fixpoint.c
 * (the worklist), exec.c (the transfer function), call.c, apply.c, then
 * owner.c, ledger.c and kinds.c (the protocol), exits.c (what a function must
 * have done when it ends).
 */
#ifndef SKBOWN_FLOW_RUN_H
#define SKBOWN_FLOW_RUN_H

#include "base/map.h"
#include "flow/flow.h"
#include "protocol.h"
#include "state.h"

/* How many symbols of one instruction can be alive at once before they are mixed. */
#define MAX_ALIVE 5

/* What executing a function rests on beside that function, see memory.c. */
struct rests {
	VEC(const char *) funcs;	/* whose bodies were asked for */
	bool whole;			/* something was asked of all functions of the unit */
	bool tangled;			/* a recursive call: it counts who was first */
};

/* What a callee can have done: its exits, on its own symbols. */
struct summary {
	const struct ir_func *func;
	VEC(struct state *) exits;
	bool computing;		/* on the stack: a recursive call finds this */
	bool incomplete;
	bool foreign;		/* of another file: see hearsay.c */
	bool abroad;		/* a function of another file had a part in it */
	struct summary *home;	/* abroad: the same without; made when it is asked for */
	struct rests rests;
	struct summary *next;
};

struct flow {
	struct arena *arena;		/* the unit's */
	struct ir_unit *unit;
	const struct flow_options *opt;
	struct value_table *values;
	struct summary_table *summaries;
	struct flow_result *res;
	struct flow *home;		/* of the unit that is judged; itself when that is this one */
	struct foreign *foreign;	/* home's: functions of other files; made when first asked for */
	unsigned int hops;		/* from home's unit to this one */
	struct map targets;		/* name -> struct ir_func, or NULL: see call_target() */
	struct map installed;		/* name -> not NULL: a destructor, see byhand.c */
	struct map asked;		/* name -> struct ir_func of another file, or NULL */
	struct map concerned;		/* functions that are judged, with has_foreign: see concern.c */
	struct map plain;		/* numbers that destructors lower: see plain.c */
	struct plain *plains;		/* the same as a list */
	struct map named;		/* what takes and puts references by its name alone: see named.c */
	struct named *nameds;		/* the same as a list */
	struct pending *pendings;	/* where timers and works are armed: see pending.c */
	struct run *running;		/* home's: the innermost function being executed, or NULL */
	bool carries;			/* skb->sk alone is how the unit hands sockets on: see carrier.c */
	VEC(const struct ir_insn *) tested;	/* test_ calls that were executed while reporting */
};

struct block_states {
	VEC(struct state *) in;
	VEC(uint64_t) keys;
	VEC(uint8_t) dirty;
	unsigned int visits;
	unsigned int order;		/* reverse postorder */
	bool loop_head;
	bool resizes;		/* it writes a truesize: whose buffers those are keeps states apart */
	bool crowded;		/* past the soft bound: flags do not count any more */
	uint64_t *live_in, *live_out;	/* bit sets of register variables */
};

/* An account before it was joined with another amount, and the path that left it so. */
struct debt {
	struct state *s;
	struct entry e;
};

struct lost {
	struct state *s;
	const struct ir_insn *insn;	/* the last one on the way */
	struct entry e;
};

/* What a function asks of one socket: for these kinds, or for some that is not a full one. */
struct asked {
	const struct value *sk;
	unsigned int kinds;
	bool some;
};

struct run {
	struct flow *fl;
	struct run *up;			/* the function that this one is executed for, or NULL */
	struct rests rests;
	struct map seen;		/* rests.funcs */
	VEC(struct violation *) found;
	struct arena *arena;		/* dropped when the block has been executed */
	struct arena *keep;		/* this function's, dropped after the summary is made */
	struct ir_func *func;
	struct block_states *blocks;
	struct ir_block **in_order;	/* by block_states.order */
	unsigned int first_dirty;	/* no block before this one of in_order has a dirty state */
	const struct ir_block *block;	/* being executed */
	const struct model_entry *entry;
	const struct model_entry *around;	/* what its parameters tell of its place, see place.c */
	bool root;			/* nobody in the unit calls it: what depends on the caller is decided here */
	bool is_model;
	bool trial;			/* a destructor is being tried: no questions about kinds */
	bool reporting;			/* the fixpoint is reached: violations count */
	bool incomplete;
	bool went_abroad;		/* a summary of another file's function was used */
	bool stays_home;		/* none is to be: with them there were too many states */
	unsigned long insns;		/* executed */
	VEC(const struct ir_var *) sums;	/* variables that held a sum of sizes */
	VEC(struct lost) lost;		/* reporting: accounts to which no variable leads any more */
	VEC(const struct ir_insn *) told;	/* reporting: holds of which a leak was told */
	VEC(struct entry) even;		/* accounts that were closed even before the end */
	VEC(struct asked) asked;
	VEC(struct asked) rows;		/* local arrays: what sockets were stored in elements */
	VEC(struct state *) exits;	/* reporting: every state that reached a return */
	VEC(const struct ir_insn *) exit_insns;
};

struct state_vec {
	VEC(struct state *) s;
};

/* --- fixpoint.c --- */
/*
 * Executes @f to its fixpoint and reports. @root: nobody is known to call it, so
 * what depends on the caller is decided here. @stays_home: functions of other files are unknown
 * ones. @sum, when not NULL, gets the exits, in
 * the unit's arena.
 */
void flow_execute(struct flow *fl, struct ir_func *f, bool root, bool stays_home,
		  struct summary *sum);
/* place.c: where @f is installed; where it must be called, as its parameters tell. Or NULL. */
const struct model_entry *place_entry(struct flow *fl, const struct ir_func *f);
const struct model_entry *place_around(struct flow *fl, const struct ir_func *f);
/* live.c: fills live_in and live_out of every block. */
void live_compute(struct run *r);
/* Function @name could not be executed to its end. */
void flow_note_incomplete(struct flow *fl, const char *name);

/* --- key.c, collect.c, join.c --- */
enum key_level { KEY_OWNERSHIP, KEY_FLAGS };
uint64_t state_key(struct run *r, const struct state *s, const uint64_t *live, enum key_level lvl);
/* What was asked about the owners of buffers that came from elsewhere. */
uint64_t state_owners_key(const struct state *s);
/* Can code that follows name @v itself, or is it only to be found through other objects? */
bool state_names(const struct state *s, const struct value *v, const uint64_t *live);
/* Drops what no live variable, parameter or open account leads to. */
void state_collect(struct run *r, struct state *s, const uint64_t *live);
/*
 * A turn of a loop ends at @last: open accounts of sockets to which nothing in @live leads
 * are closed, and remembered (run.lost): nobody can put or take these references now.
 */
void state_retire(struct run *r, struct state *s, const uint64_t *live,
		  const struct ir_insn *last);
/*
 * Reporting, at the end of @b: accounts of buffers that were freed in it are remembered as they are.
 * Nobody can pay for these any more, and other ways may soon be joined with this one.
 */
void state_freed(struct run *r, struct state *s, const struct ir_block *b);
/*
 * The join of two states at @block, in the run's arena; NULL when their ownership
 * parts cannot be brought together. @widen: bounds that differ become unknown.
 * @force: never NULL; accounts that differ become "some amount".
 */
struct state *state_join(struct run *r, const void *block, const struct state *a,
			 const struct state *b, bool widen, bool force);

/* --- exec.c --- */
const struct value *eval(struct run *r, struct state *s, const struct ir_opnd *o);
const struct value *fresh(struct run *r, struct state *s, const struct ir_insn *i);
void bind(struct run *r, struct state *s, const struct ir_insn *i, const struct value *v);
/* What field @f of @obj holds. */
const struct value *mem_read(struct run *r, struct state *s, const struct ir_insn *i,
			     const struct value *obj, const char *f);
/* @ptr is handed on or followed: when it points into a socket, that is a use of the field. */
void exec_use_address(struct run *r, struct state *s, const struct ir_insn *i,
		      const struct value *ptr, const char *text);
/* Executes @i; new states (a call with several outcomes) are pushed to @more. False: the path ends. */
bool exec_insn(struct run *r, struct state *s, const struct ir_insn *i, struct state_vec *more);
struct event *event_add(struct run *r, struct state *s, enum event_kind kind,
			const struct ir_insn *i, const struct value *obj, const char *via);

/* The way was chosen by @a and @b: do they say whether a socket's reference is still ours? */
void note_judged(struct state *s, const struct value *a, const struct value *b);

/* --- assume.c --- */
bool assume(struct run *r, struct state *s, enum ir_rel rel, const struct value *a,
	    const struct value *b);
/* 1, 0, or -1 when it is not known. */
int truth(struct run *r, const struct state *s, enum ir_rel rel, const struct value *a,
	  const struct value *b);

/* The socket of (1 << sk->sk_state) & mask, or NULL. */
const struct value *state_mask(const struct value *v, int64_t *mask);

/* --- call.c, intrinsic.c, apply.c --- */
bool exec_call(struct run *r, struct state *s, const struct ir_insn *i, struct state_vec *more);
/* A function of which nothing is known got @skb: what it left in the control block is not known. */
void call_touch_block(struct state *s, const struct value *skb);
/* True when @name is one of include/skbown.h's and was executed; *alive: the path goes on. */
bool intrinsic_call(struct run *r, struct state *s, const struct ir_insn *i, const char *name,
		    const struct value **args, struct state_vec *more, bool *alive);
/* Puts in @out the states that the call leaves, one for each exit that @s allows; uses @s up. */
void summary_apply(struct run *r, struct state *s, const struct ir_insn *i,
		   const struct summary *sum, const struct value **args, unsigned int nr_args,
		   struct state_vec *out);
/* The function a call to @name executes: a body of the unit, a model, or NULL. */
struct ir_func *call_target(struct flow *fl, const char *name);
/* What a call to @name does, a body in another file included; NULL when nothing is known. */
const struct summary *call_summary(struct run *r, const char *name);
/* The same for a function that is reached by its address: another file's static one as well. */
const struct summary *call_summary_pointed(struct run *r, const char *name);

/* --- foreign.c --- */
/* The summary of @name when another file has its body; NULL when none has, or it is not whole. */
const struct summary *foreign_summary(struct flow *fl, const char *name);
/*
 * Of static function @name whose address came out of a file that was asked already: a
 * destructor mostly is, and another file's setter installs it. NULL when two have one of
 * this name, which a pointer cannot tell apart.
 */
const struct summary *foreign_static(struct flow *fl, const char *name);
/* Was @f, a function that @fl's code got to, found in another file's unit? */
bool foreign_func(const struct flow *fl, const struct ir_func *f);
void foreign_free(struct flow *fl);

/* --- concern.c: what the functions of other files can mean something to --- */
void concern_find(struct flow *fl);
/* Does @f do without them, since it is too much by itself? */
bool concern_stays_home(const struct flow *fl, const struct ir_func *f);
/* hearsay.c: as much of @sum as is believed across files; lives as long as @home's arena. */
struct summary *hearsay_of(struct flow *home, const struct summary *sum);

/* --- owner.c: the pair --- */
void owner_store(struct run *r, struct state *s, const struct ir_insn *i, const struct value *skb,
		 const char *field, const struct value *val);
void owner_orphan(struct run *r, struct state *s, const struct ir_insn *i, const struct value *skb);
void owner_release(struct run *r, struct state *s, const struct ir_insn *i,
		   const struct value *skb);
void owner_give(struct run *r, struct state *s, const struct ir_insn *i, const struct value *skb);
/* What a callee did first to the owner that @skb came with. */
void owner_close(struct run *r, struct state *s, const struct value *skb, enum skb_end how);
/* The function ends: every buffer whose pair was written is accounted for. */
void owner_exit(struct run *r, struct state *s, const struct ir_insn *i);
/* Buffers that no variable in @live leads to are accounted for. */
void owner_retire(struct run *r, struct state *s, const uint64_t *live);
/* Books what the pair of @b, which is not settled yet, will give back, and what the one before would have. */
void owner_account(struct run *r, struct state *s, const struct skb *b);
const struct value *owner_half(struct run *r, struct state *s, const struct value *skb,
			       const char *field);

/* --- earlier.c: the owner that was there before --- */
/* The pair (l->a, l->b) of l->obj was overwritten by l->insn: reports, or leaves it to the caller. */
void earlier_check(struct run *r, struct state *s, const struct latent *l);
/* Written on this path, or tested: it is there. */
bool earlier_is_set(const struct state *s, const struct value *v);
/* The owner that @b came with was set to NULL by hand: true when that was all, and is reported. */
bool earlier_erased(struct run *r, struct state *s, const struct skb *b, enum skb_end how);
/* Is @sk the socket of another buffer than @skb? */
bool earlier_is_elsewhere(const struct state *s, const struct value *sk, const struct value *skb);

/* --- byhand.c: destructors called by hand --- */
/*
 * A call with the one argument @skb, to @name or, where that is not known, through @callee.
 * True when it runs, or may well be, the buffer's destructor.
 */
bool byhand_call(struct run *r, struct state *s, const struct ir_insn *i, const char *name,
		 const struct value *callee, const struct value *skb);
/* The pair of @b is written after its destructor was called. */
void byhand_store(struct skb *b);
/* A function of which nothing is known gets the buffer at @i. */
void byhand_touch(struct skb *b, const struct ir_insn *i);
/* The owner of @b ends: a destructor that was called by hand runs again. */
void byhand_close(struct run *r, struct state *s, struct skb *b, enum skb_end how);

/* --- site.c: records for the inventory; nothing without flow_options.want_sites --- */
void site_store(struct run *r, const struct state *s, const struct ir_insn *i,
		const struct value *skb, const char *field, const struct value *val);
/* The pair of @b is as it will be: in settle(), or when it is left to the caller. */
void site_pair(struct run *r, const struct state *s, const struct skb *b);
/* A list's pointer can share the place of the destructor (tcp_tsorted_anchor) and is none. */
bool site_is_destructor(const struct state *s, const struct value *v);
/* A half of the pair of @skb is read at @i; nothing without flow_options.want_views. */
void site_view(struct run *r, struct state *s, const struct ir_insn *i, const struct value *skb);
/* The halves of which pairs are known go. */
void sites_finish(struct flow_result *res);

/* --- keeper.c: who keeps a socket alive --- */
/* The owner (@sk, @dtor) of @skb has come to its end by @i. */
void keeper_ends(struct run *r, struct state *s, const struct ir_insn *i, const struct value *skb,
		 const struct value *sk, const struct value *dtor, enum skb_end how);
void keeper_ran(struct run *r, struct state *s, const struct ir_insn *i, const struct value *skb,
		const char *name);
/* A reference to @sk was put by @i, @inside of a function of the unit, and the ledger knows. */
void keeper_put(struct run *r, struct state *s, const struct ir_insn *i, const struct value *sk,
		bool inside);
/* The socket that @ptr points into is used: reports when nobody keeps it any more. */
void keeper_use(struct run *r, struct state *s, const struct ir_insn *i, const struct value *ptr);
/* The same for a callee that goes on with it behind the end of its buffer's owner. */
void keeper_use_late(struct run *r, struct state *s, const struct ir_insn *i, const struct value *ptr);
/* @ptr is passed to a function of which nothing is known. */
void keeper_pass(struct run *r, struct state *s, const struct ir_insn *i, const struct value *ptr);
/* Did this function hold @sk, then lock it, and unlock it again? The hold was for that. */
bool keeper_held_over_lock(const struct run *r, const struct state *s, const struct value *sk);
/* Is @sk the socket of a call by user space that does not end it? Its file keeps it. */
bool keeper_is_open(const struct run *r, const struct value *sk);
/* The lock of the socket that @ptr points into is taken (@n > 0) or released by @i. */
void keeper_lock(struct run *r, struct state *s, const struct ir_insn *i, const struct value *ptr,
		 int n);
/* The function ends, or a turn of a loop: nothing more can be said for what was used. */
void keeper_settle(struct run *r, struct state *s);
void keeper_check_latent(struct run *r, struct state *s, const struct latent *l);
/* Does call @i put a buffer in a list or queue? */
bool keeper_is_queue(const struct ir_insn *i);

/* --- freed.c: references in memory that is freed --- */
/* A socket is stored: in object @into, or where it is not followed when that is NULL. */
void sock_escape(struct sock *k, const struct value *into);
/* A function of which nothing is known gets @obj, and may store or put what is in it. */
void freed_touch(struct state *s, const struct value *obj);
/* The memory of @obj is freed at @i. */
void freed_object(struct state *s, const struct ir_insn *i, const struct value *obj);

/* --- copied.c: one payment for two buffers --- */
/* The pair of @b, written by @insn, is settled: is it that of another buffer? */
void copied_note(struct run *r, struct state *s, const struct skb *b, const struct ir_insn *insn);
/* The destructor of @skb runs. */
void copied_close(struct run *r, struct state *s, const struct value *skb);
void copied_exit(struct run *r, struct state *s);

/* --- contract.c --- */
#define MAX_REFUNDS 4

/* What a destructor adds to one counter: (skb->sk, sk_wmem_alloc, -truesize). */
struct refund_item {
	const struct value *obj;
	const char *counter;
	struct amount amount;		/* any: the ways out do not agree, or it cannot be said */
	unsigned int ways;
};

struct refund {
	bool known;		/* the destructor's body or model was seen */
	bool needs_sk;		/* no exit is possible when skb->sk is NULL */
	bool settled;		/* what it refunds depends on what is not known here */
	bool open;		/* it may give back more than was seen */
	const struct event *ways_out[MAX_REFUNDS];	/* where its ways out end ... */
	const struct event *start;	/* ... and all begin: what happens between is its own doing */
	int64_t refs;		/* what it adds to skb->sk's count: -1, 0 */
	uint8_t kinds;		/* of socket that it accepts */
	unsigned int nr;
	struct refund_item item[MAX_REFUNDS];	/* all other counters */
};
/*
 * What destructor @name of @skb gives back when its pair is (@sk, @name); as if truesize
 * were @size where that is not NULL. Objects and amounts are those of state @s.
 */
struct refund contract_refund(struct run *r, struct state *s, const struct value *skb,
			      const struct value *sk, const char *name, const struct value *size);
/*
 * The same for a destructor that is known, or one of several that all give back the
 * same; *name is the first. Not known otherwise.
 */
const struct refund_item *contract_item(const struct refund *f, const struct value *obj,
					const char *counter);
/*
 * The function that destructor @dtor is; one of those that it may be where all of them give back
 * as many references. NULL: not known.
 */
const char *contract_one(struct run *r, struct state *s, const struct value *skb,
			 const struct value *sk, const struct value *dtor);
struct refund contract_of(struct run *r, struct state *s, const struct value *skb,
			  const struct value *sk, const struct value *dtor,
			  const struct value *size, const char **name);

/* What @model, a destructor's, says that it gives back. */
struct refund contract_of_model(struct run *r, struct state *s, const struct value *skb,
				const struct value *sk, struct ir_func *model);

/* Does destructor @name give anything back to @sk, of @counter where that is not NULL? */
bool contract_gives(struct run *r, struct state *s, const struct value *skb,
		    const struct value *sk, const char *name, const char *counter);
/* Does destructor @newer give back to @sk all that @older would? True when either is not known. */
bool contract_covers(struct run *r, struct state *s, const struct value *skb,
		     const struct value *sk, const char *newer, const char *older);

/* --- ledger.c --- */
void ledger_add(struct run *r, struct state *s, const struct ir_insn *i, const struct value *counter,
		const struct value *amount);
void ledger_refs(struct run *r, struct state *s, const struct ir_insn *i, const struct value *sk,
		 int64_t n, enum event_kind why, const char *via);
/* The two turned out to be one: so are their accounts. */
void ledger_unite(struct state *s, const struct value *a, const struct value *b);
void ledger_settle(struct state *s, const struct value *obj, const char *counter);
/* A loop counts references, we do not: past a few they are "some". */
void ledger_cap(struct entry *e);
/* Is a reference to @sk for whoever finds the object in which the pointer stands? */
bool ledger_is_listed(const struct state *s, const struct value *sk);
/* Nothing is known any more of any account of @obj but its count. */
void ledger_note_bulk(const struct state *s, struct entry *e, const struct amount *a);
void ledger_settle_charges(struct state *s, const struct value *obj);
/* Adds to an account; @why is EV_CHARGE, EV_REFUND, EV_OWED or EV_RESIZE. */
struct entry *ledger_charge(struct run *r, struct state *s, const struct ir_insn *i,
			    const struct value *obj, const char *counter, const struct amount *a,
			    enum event_kind why, const char *via);
struct entry *ledger_find(const struct state *s, const struct value *obj, const char *counter);
struct entry *ledger_get(struct state *s, const struct value *obj, const char *counter);
void amount_add(struct amount *a, const struct amount *b, int64_t sign);
/* Adds @coef times @v, taken apart where @v is a sum. */
void amount_add_value(struct amount *a, const struct state *s, const struct value *v, int64_t coef);
bool amount_zero(const struct amount *a);
/* Is @a lower than zero by all that is known, and not some amount? */
bool amount_negative(const struct amount *a);
/* What the state knows of its symbols put in. */
struct amount amount_reduce(const struct state *s, const struct amount *a);
/* Does a refund of @newer give back all of @older (both negative)? True when it is not known. */
bool amount_covers(const struct amount *newer, const struct amount *older);

/* --- charge.c: charges, and who refunds them --- */
/* The buffer's pair is (@sk, @func) now (@sign 1), or was until now (-1). */
void charge_account(struct run *r, struct state *s, const struct skb *b, const struct ir_insn *at,
		    const struct value *sk, const struct value *dtor, int sign);
/* Both halves of the earlier owner of @b were set to NULL, and it is no other buffer's now. */
void charge_disowned(struct run *r, struct state *s, const struct skb *b);
/* Does a variable or a cell hold @v? */
bool charge_is_named(const struct state *s, const struct value *v);
/* Did any charge move on this path? */
bool charge_is_any_moved(const struct state *s);
/* Was any charge given back on this path, whoever's? */
bool charge_is_any_lowered(const struct state *s);
/* Is the size of @b in a variable or in memory, for somebody to give it back? */
bool charge_is_size_noted(struct run *r, const struct state *s, const struct skb *b);
/* @b goes back to the caller with another destructor for the same socket, and another size. */
void charge_left(struct run *r, struct state *s, const struct skb *b);
/* @sum was kept in a variable by @at, or in memory (NULL), and not as truesize of @own itself. */
void charge_sum(struct run *r, struct state *s, const struct value *sum, const struct value *own,
		const struct ir_insn *at);
/* @val is stored in @field of @obj, which is no counter. */
void charge_store(struct run *r, struct state *s, const struct value *obj, const char *field,
		  const struct value *val);
/* The truesize of @skb is looked at: from here on it may be part of what is paid. */
void charge_sized(struct state *s, const struct value *skb);
/* @v goes where it is not followed: if it is a sum of sizes, whoever gets it there may pay it. */
void charge_pass(struct run *r, struct state *s, const struct value *v);
enum deferral { PAID_HERE, PAID_LATER, PAID_ELSEWHERE };
/*
 * Did a size that is part of @a go into a sum, and may the sum have gone elsewhere? @resized: the
 * buffer whose change of size @a is, or NULL.
 */
enum deferral charge_deferral(const struct state *s, const struct amount *a,
			      const struct value *resized);
/* @v @rel @to holds on this path: there may be nothing to pay. */
void charge_even(struct run *r, struct state *s, const struct value *v, enum ir_rel rel,
		 const struct value *to);
/* skb->truesize is written: @old is what it was. */
void charge_resize(struct run *r, struct state *s, const struct ir_insn *i,
		   const struct value *skb, const struct value *old);
/* The owner of @b has not changed, its truesize has: what is refunded has, too. */
void charge_settle_size(struct run *r, struct state *s, struct skb *b);
/* What the charges of a function say when all its ways out are known. */
void charges_check(struct run *r);
/* Of sizes that are summed up or moved along with an owner: nobody has paid for them on this path, or on one that was joined. */
bool bill_is_bare(const struct entry *e);

/* --- debt.c: accounts that a join would make unknown --- */
/* What @e, of @s, leaves unpaid there for good; NULL: nothing, or it may still be paid. */
const struct debt *debt_of(struct run *r, const struct state *s, const struct entry *e);

struct finding_at;

/* --- refund.c: destructors that are wrong themselves --- */
/* The finding is about destructor @dtor; false, and @at as it was, when this file does not have its body. */
bool refund_blame(struct run *r, struct finding_at *at, const char *dtor);
/* On account @e of @skb what was charged is usual, and what its destructor @dtor takes off is not. */
bool refund_is_odd(struct run *r, struct state *s, const struct value *skb, const char *dtor,
		   const struct entry *e);
/* Does @dtor lower the counter by a number, one for each buffer, and not by a size? */
bool refund_is_count(struct run *r, struct state *s, const struct value *skb, const char *dtor,
		     const struct entry *e);
/* The destructor of @b when it does nothing about @charge, by which @left was charged for @b; or NULL. */
const char *refund_forgotten(struct run *r, struct state *s, const struct skb *b,
			     const struct event *charge, const struct amount *left);
/* Does the function, a destructor that has a model, give back what that says? */
void refund_check(struct run *r);

/* --- plain.c: counters that are plain numbers --- */
/* Finds those of the unit. */
void plain_open(struct flow *fl);
/* @val goes to field @field of @obj, which still holds what was there. True: it is one. */
bool plain_store(struct run *r, struct state *s, const struct ir_insn *i, const struct value *obj,
		 const char *field, const struct value *val);
/* Does somebody raise it, whatever its type, before a buffer comes to where it gets its owner? */
bool plain_is_reserved(struct flow *fl, const struct value *obj, const char *counter);
/*
 * The call by which @f, or what it calls, lets @setter attach the destructor, where @setter leaves
 * it to those who call it to raise the counter: then it is the call that is wrong, and *@f is who
 * makes it. Else NULL.
 */
const struct ir_insn *plain_payers_call(struct flow *fl, const struct ir_func **f,
					const struct ir_func *setter, const struct value *obj,
					const char *counter);
/* Does nobody raise it in this file? Then other files do, if anybody does. */
bool plain_is_abroad(struct flow *fl, const struct value *obj, const char *counter);
/* Of what was found in the unit. */
uint64_t plain_digest(const struct flow *fl);

/* By its form: a function of one buffer whose address goes somewhere. */
bool plain_is_destructor(const struct ir_func *f);

/* --- named.c: references taken and put by functions that were not seen --- */
void named_open(struct flow *fl);
/* True: @name is such a function, and the call is done. */
bool named_call(struct run *r, struct state *s, const struct ir_insn *i, const char *name,
		const struct value **args);
bool named_is_counter(const struct flow *fl, const char *counter);
uint64_t named_digest(const struct flow *fl);

/* --- pending.c: references that armed timers and queued works hold --- */
void pending_open(struct flow *fl);
uint64_t pending_digest(const struct flow *fl);
/* What the callback of one leaves when all its ways out are known. */
void pending_check(struct run *r);

/* --- counter.c: which counters a file charges --- */
/* @b gets @func for @sk, of which it is not known what was charged: is it one that this file charges? */
void counter_check(struct run *r, struct state *s, const struct skb *b, const struct ir_insn *insn,
		   const struct value *sk, const struct refund *f, const char *func);

/* --- carrier.c: buffers that only carry a socket --- */
void carrier_open(struct flow *fl);

/* --- promise.c: what callers may pass --- */
/* The kinds of socket that callers of other files pass as parameter @sk of a root; 0: not known. */
unsigned int promise_kinds(struct run *r, const struct value *sk);
/* May its count be zero, too? */
bool promise_dying(struct run *r, const struct value *sk);

/* Does the model of @name ask a socket for its kind? */
bool promise_asks(struct run *r, const char *name);

/* --- blame.c: who should have asked --- */
/* @call passes @k->v to what @l is of: is the question missing here, and not there? */
bool blame_caller(struct run *r, struct state *s, const struct sock *k,
		  const struct latent *l, const struct ir_insn *call);

/* --- asked.c: what a function asks about its sockets --- */
/* @i goes one of two ways by @a and @b. */
void asked_note(struct run *r, const struct ir_insn *i, const struct value *a,
		const struct value *b);
/* It has gone that way. */
void asked_tell(struct run *r, struct state *s, const struct ir_insn *i, const struct value *a,
		const struct value *b);
/* Those of @of that the function asks @sk for. */
unsigned int asked_kinds(const struct run *r, const struct value *sk, unsigned int of);

/* --- kinds.c --- */
/* Do buffers of any IP protocol go through its hands? */
bool kinds_sees_ip(const struct ir_unit *u);
/* Is @sk the owner of another buffer as well, by a pair that was a buffer's before? */
bool kinds_of_handed(const struct state *s, const struct value *sk);
/* Does its protocol keep in this member of a socket what is its own? */
bool kinds_own_field(const char *field);
/* Was @sk asked for that, and has nothing there? */
bool kinds_own_cleared(struct run *r, const struct state *s, const struct value *sk);
/* @sk is used as one of @kinds here; reports, remembers for the caller, or stays silent. */
void kinds_need(struct run *r, struct state *s, const struct ir_insn *i, const struct value *sk,
		unsigned int kinds, enum rule_id rule, const char *what);
/* The question that a callee left; it was called by @call. */
void kinds_check_latent(struct run *r, struct state *s, const struct latent *l,
			const struct ir_insn *call);
/* Does the destructor that @skb has got take the socket that it has got? */
void kinds_accepted(struct run *r, struct state *s, const struct ir_insn *i,
		    const struct value *skb);
/* @v was loaded from @obj: does it belong to a chain on which all kinds stand? */
void kinds_load(struct state *s, const struct ir_insn *i, const struct value *obj,
		const struct value *v);
/* @sk goes into an element of @array, or has come out of one. */
void kinds_row_store(struct run *r, const struct state *s, const struct value *array,
		     const struct value *sk);
void kinds_row_load(struct run *r, struct state *s, const struct value *array,
		    const struct value *sk);
/* @sk is the socket around a node of such a chain. */
void kinds_container(struct run *r, struct state *s, const struct ir_insn *i,
		     const struct value *sk);
/* Narrows what @sk can be; false when nothing is left. */
bool kinds_narrow(struct run *r, struct state *s, const struct value *sk, unsigned int kinds);
/* The record of @sk with kinds and source filled in; NULL for what is no socket at all. */
struct sock *kinds_of(struct run *r, struct state *s, const struct value *sk);

/* --- dying.c: sockets whose count may be zero --- */
/* @v was loaded from @obj by @i: can what it points to vanish while we look? */
void dying_load(struct run *r, struct state *s, const struct ir_insn *i, const struct value *obj,
		const struct value *v);
/* @outer is the object around @ptr. */
void dying_container(struct run *r, struct state *s, const struct ir_insn *i,
		     const struct value *ptr, const struct value *outer);
/* What covers that which is met on a list here. */
enum cover dying_cover(const struct state *s);
/* A function of this unit, which ended in @exit, has returned @v here. */
void dying_returned(struct run *r, struct state *s, const struct ir_insn *i, const struct state *exit,
		    const struct value *v);
/* What @v is in was taken out of its place. */
void dying_taken(struct state *s, const struct value *v);
/* The call @i, to a function of which nothing is known: does it take something off a list? */
void dying_pass(struct state *s, const struct ir_insn *i, const struct value **args);
/* @field of @obj is about to be written. */
void dying_overwritten(struct state *s, const struct value *obj, const char *field);
/* Function @via has released a lock, or left an RCU section. */
void dying_unlocked(struct run *r, struct state *s, const struct ir_insn *i, const char *via);
/* @counter is raised without asking whether it is zero. */
void dying_need(struct run *r, struct state *s, const struct ir_insn *i,
		const struct value *counter);
void dying_check_latent(struct run *r, struct state *s, const struct latent *l);
void guards_add(struct guards *g, const struct guards *more);
struct guards guards_join(const struct guards *a, const struct guards *b);
bool guards_locked(const struct state *s);

/* --- ended.c: the reference that a socket was made with --- */
/* @val is stored in @field of @obj. */
void ended_store(struct run *r, struct state *s, const struct ir_insn *i, const struct value *obj,
		 const char *field, const struct value *val);
/* A method of a socket gets that socket as argument @n of @i. */
void ended_pass(struct run *r, struct state *s, const struct ir_insn *i, unsigned int n,
		const struct value *arg);
void ended_check(struct run *r);

/* --- exits.c --- */
void exits_check(struct run *r);

/* --- violation.c --- */
struct finding_at {
	enum rule_id rule;
	enum level level;
	enum confidence conf;
	const struct ir_insn *insn;
	const struct ir_func *func;
	const struct value *obj, *obj2;	/* steps are those of either */
	const char *counter;		/* a finding about this counter: its events are steps, too */
	const char *last;		/* message of the last step */
	bool ended;			/* ... and so are those that end the socket */
	const struct event *from;	/* the steps end with this one; NULL: with the newest */
	const struct ir_insn *first;	/* what happened before the function was called; or NULL */
	const struct ir_func *first_func;
	const char *first_words;
};
void violation_add(struct run *r, const struct state *s, const struct finding_at *at,
		   const char *fmt, ...) __attribute__((format(printf, 4, 5)));
const char *name_of(struct run *r, const struct value *v);
/* How the user calls a counter. */
const char *counter_words(const char *counter);

/* Into the unit's: one finding for each rule and place, the surest one. */
void violation_merge(struct flow *fl, const struct violation *v);

/* --- memory.c; nothing without flow_options.memory --- */
void memory_open(struct flow *fl);
void memory_close(struct flow *fl);
/* What the innermost function rests on: the body of @func; those of all; what @sum rests on. */
void memory_asks(struct flow *fl, const char *func);
void memory_asks_all(const struct flow *fl);
void memory_uses(struct flow *fl, const struct summary *sum);
/* Executed to its end. */
void memory_note(const struct run *r);
/* Tells what executing @f would find; false when it has to be executed. */
bool memory_recall(struct flow *fl, const struct ir_func *f, bool root);

/* --- dump.c --- */
void dump_state(FILE *out, const struct run *r, const struct state *s);

/* --- unit.c --- */
/* Does another function of the unit call this body? */
bool flow_is_called(struct flow *fl, struct ir_func *f);
/* The summary of @f, made on first use; while it is being made, ->computing is set. */
struct summary *flow_summary(struct flow *fl, struct ir_func *f);
/* The same as if nothing were known of other files. */
struct summary *flow_summary_home(struct flow *fl, struct ir_func *f);
/* Fills @fl for executing functions of @u; flow_close() gives back what the arena does not hold. */
void flow_open(struct flow *fl, struct arena *a, struct ir_unit *u, const struct flow_options *opt);
void flow_close(struct flow *fl);

#endif
