/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * state - what is known at one point of one path.
 *
 * A state maps variables and memory to values, and keeps facts about values:
 * what numbers they can be, what kinds of socket, what became of a buffer, and
 * the ledger of what this function paid and took back. All of it is plain
 * arrays in the run's arena: a fork is a copy.
 */
#ifndef SKBOWN_FLOW_STATE_H
#define SKBOWN_FLOW_STATE_H

#include "base/vec.h"
#include "flow/flow.h"
#include "value.h"

/* One thing that happened on the path and may become a step of a finding. */
enum event_kind {
	EV_BRANCH,	/* the condition "text" was true or false */
	EV_FOUND,	/* a socket was found; kinds in imm */
	EV_WEAK,	/* a pointer was read without a lock */
	EV_UNCOVERED,	/* the lock or the RCU section is over under which it was found */
	EV_REF,		/* a reference was taken */
	EV_PUT,		/* a reference was put */
	EV_SET_SK,	/* skb->sk was set */
	EV_SET_DTOR,	/* skb->destructor was set */
	EV_CLEAR,	/* one half was set to NULL */
	EV_HANDED,	/* the buffer's destructor is to put the reference */
	EV_ORPHAN,	/* the owner was dropped */
	EV_GIVE,	/* the buffer went into other hands */
	EV_RELEASE,	/* the buffer was freed */
	EV_ALLOC,	/* the buffer was made */
	EV_RAN,		/* the buffer's destructor was called by hand */
	EV_DROPPED,	/* what kept the socket alive went away: via says what happened */
	EV_USED,	/* field or function "via" was used on a socket, in another file */
	EV_LOCK,	/* a lock in it was taken, or released: imm */
	EV_ENDED,	/* the socket was parted from the file that a user had open: via is the field */
	EV_METHOD,	/* a function that the socket itself points to got it */
	EV_CHARGE,	/* counter was raised */
	EV_REFUND,	/* counter was lowered */
	EV_OWED,	/* the buffer's destructor via is to lower counter */
	EV_RESIZE,	/* skb->truesize was changed */
	EV_TOUCH,	/* a function of which nothing is known got the object */
};

struct event {
	const struct event *prev;
	enum event_kind kind;
	unsigned int depth;		/* length of the list */
	const struct ir_func *func;
	const struct ir_insn *insn;	/* where the user sees it happen */
	const struct value *obj;	/* buffer or socket */
	const char *via;		/* the function that did it, as called; may be NULL */
	const char *counter;		/* from EV_CHARGE on: which; may be NULL */
	int64_t imm;
};

/* Can what a pointer leads to lose its last reference at any time? */
enum weakness {
	WEAK_NO,
	WEAK_ONCE,	/* yes, where its readers rely on RCU: read with READ_ONCE() */
	WEAK_YES,	/* read without a lock */
};

/* What keeps from others a pointer that they can take out of the place where it was read. */
enum cover {
	COVER_UNKNOWN,
	COVER_CALLERS,	/* met by a walk without a lock of this function's: one of its caller's */
	COVER_LOCK,	/* a lock that is held, or an RCU section */
	COVER_GONE,	/* nothing: that was released */
	COVER_TAKEN,	/* it was taken out of that place here: now it is this function's */
};

/* What is known of a value as a number or a pointer. Nothing known: no fact. */
struct fact {
	const struct value *v;
	int64_t lo, hi;			/* signed bounds */
	bool nonnull;
	int8_t err;			/* 1: an ERR_PTR, -1: not one, 0: not known */
	uint8_t weak;			/* enum weakness */
	uint8_t cover;			/* enum cover */
	bool chained;			/* a node or a socket of a chain for all kinds */
	uint8_t nr_eq, nr_ne;		/* eq: one of these; ne: none of these */
	const struct value *eq[4], *ne[4];
};

struct cell {
	const struct value *obj;
	const char *field;
	const struct value *val;
};

enum skb_fate { SKB_HERE, SKB_GIVEN, SKB_RELEASED };
/* How an owner's account is closed, in the order of how much has to be right by then. */
enum skb_end { END_NONE, END_RELEASE, END_EXIT, END_GIVE, END_ORPHAN };

struct skb {
	const struct value *v;
	enum skb_fate fate;
	bool fresh;		/* made on this path */
	bool touched;		/* passed to a function of which nothing is known */
	bool stored;		/* its address was stored in what is no variable of a function */
	bool dirty;		/* the pair was written here and not accounted for yet */
	const struct event *ran;	/* the destructor was called by hand here and the pair still stands */
	bool ran_sure;		/* ... and it was the buffer's own, no other of that name */
	bool ran_touched;	/* ... and a function of which nothing is known got the buffer since */
	bool ran_given;		/* ... and the last one was reached through a pointer: a driver's method */
	bool refunded;		/* dirty: the earlier owner's destructor was called by hand */
	const struct value *prior_sk, *prior_dtor;	/* dirty: the pair before the first write */
	const struct ir_insn *sk_insn, *dtor_insn;	/* dirty: the last write of each half */
	const struct ir_func *set_func;			/* the function of these writes */
	const struct ir_insn *clear_insn;	/* dirty: a half was there and was set to NULL here */
	const char *cleared;			/* ... this half, and not set since */
	bool cleared_prior;			/* ... and it was the one that the buffer came with */
	const struct value *mid_sk, *mid_dtor;		/* dirty: a whole pair that was overwritten since */
	const struct ir_insn *size_insn;	/* truesize was changed under an owner and not accounted for yet */
	const struct ir_func *size_func;	/* ... in this function */
	const struct value *paid;		/* ... and what it was before */
	const struct value *summed;	/* its truesize went into this sum */
	const struct ir_insn *sum_insn;		/* ... which a variable got here; or NULL */
	const struct ir_func *sum_func;
	bool sum_kept;		/* ... which is stored or passed on: somebody else may pay it */
	bool sized;		/* somebody looked at its truesize, and may have it charged */
	bool queued;		/* given: it waits in a list, and was not sent */
	enum skb_end ended;	/* what first happened to the owner that came with the buffer */
};

/* Why we believe that a socket can be of its kinds; decides the level. */
enum kind_source { KINDS_UNKNOWN, KINDS_RAW, KINDS_ASKED, KINDS_ENTRY, KINDS_CERTAIN };

struct sock {
	const struct value *v;
	uint8_t kinds;			/* bits of enum sock_kind */
	uint8_t told;			/* these, by its type or by a test of this function; 0: neither */
	const struct value *kinds_arg;	/* the kinds are what the caller passes here; or NULL */
	enum kind_source source;
	bool found;			/* looked up on this path: somebody else keeps it */
	bool fresh;			/* allocated on this path */
	bool escaped;			/* stored where we do not see it */
	const struct value *in;		/* ... in this object and nowhere else; NULL: not known */
	const struct ir_insn *freed;	/* ... and that was freed here: it is not escaped any more */
	const struct ir_insn *question;	/* the last call that got it, or the address of a member */
	bool about_member;		/* ... of a member: test_and_set_bit(n, &sk->flags) */
	bool queried;			/* ... it was a call that was asked */
	bool armed;			/* the answer was such a bit: a flag may stand for a reference */
	bool closed;			/* a method of its own got it, which may have ended it */
	bool asked;			/* a field or a flag of its own chose the way */
	bool judged;			/* the way was chosen by what that function answered */
	const struct ir_insn *touched;	/* first call of an unknown function that got it */
	const struct event *dropped;	/* the only thing known to keep it alive went away here */
	bool drop_sure, drop_put;	/* ... for certain; and it was a reference that was put */
	bool drop_locked;		/* ... one of several: only unlocking it is a use */
	const struct latent *used;	/* ... and it was used since, in the unit's arena */
};

#define AMOUNT_TERMS 4

struct amount {
	bool any;			/* not tracked any more: balances against anything */
	int64_t k;
	uint8_t n;
	struct {
		const struct value *v;
		int64_t coef;
	} t[AMOUNT_TERMS];
};

struct debt;

struct entry {
	const struct value *obj;
	const char *counter;
	struct amount amount;
	bool took, put, handed;		/* what made it: each at least once */
	bool locked;			/* the last reference was taken under a lock */
	bool unpaid;			/* there was nothing left when it was handed to a buffer */
	bool settled;			/* something unknown was done to it */
	bool moved;			/* came with an owner that was another buffer's */
	bool deferred;			/* part of it is in a sum that is to be paid later */
	bool bulk;			/* more than the size of one buffer was charged, or taken back */
	bool owing;			/* on one of the paths that were joined sizes were left over */
	bool bare;			/* on one of the paths that were joined nothing of that kind was, and was due */
	bool unsized;			/* a buffer was handed over whose truesize nobody has looked at */
	bool shown;			/* ... but a function that was not seen got such a buffer */
	const struct value *unseen;	/* ... this one; NULL: and nobody can any more */
	const struct debt *debt;	/* on one of the paths that were joined it was wrong: see debt.c */
	bool resized;			/* a change of truesize is part of it */
	const struct amount *delta;	/* ... this much, in the unit's arena; NULL: not known */
	const struct value *skb;	/* the last buffer that it was handed to; may be NULL */
	const struct event *owed;	/* ... and the event; NULL: none of a charge */
	const struct ir_insn *last;	/* the last event that lowered it */
};

/* A violation that only the caller can decide. */
enum latent_kind {
	LATENT_ORPHAN,	/* the pair (a, b) of obj had to be unowned */
	LATENT_KIND,	/* socket a has to be of kinds imm */
	LATENT_USED,	/* socket a is used after its buffer ended: somebody else must keep it; kinds: surely */
	LATENT_ALIVE,	/* the count of socket a must not be zero; a is the counter where kinds is 0 */
};

struct latent {
	enum latent_kind kind;
	enum rule_id rule;
	const struct value *obj, *a, *b;
	uint8_t kinds;			/* LATENT_KIND: what is needed */
	uint8_t had;			/* LATENT_KIND: what was possible there; LATENT_ALIVE: enum weakness */
	const struct ir_insn *insn;
	const struct ir_func *func;
	const char *what;
	bool far;			/* from a function of another file */
	const struct ir_insn *use;	/* LATENT_KIND, of which @func should have asked (see blame.c): */
	const struct ir_func *user;	/* ... where in its callee it is needed */
	bool stays;			/* LATENT_ORPHAN: the buffer is still the caller's */
	bool own;			/* LATENT_KIND: what is used is what the owner's protocol keeps in its socket */
	const struct event *path;	/* LATENT_USED: the steps to it */
};

/* The pair (sk, dtor) of src was set on dst too, and src still has it. */
struct copied {
	const struct value *dst, *src, *sk, *dtor;
	const struct ir_insn *insn;
	const struct ir_func *func;
	const struct event *path;
};

/* Counted from the function's entry; what its callers hold is not known. */
struct guards {
	int8_t locks;		/* locks taken, less those released */
	int8_t least;		/* the lowest that it was: so many locks the caller must have held */
	int8_t rcu;		/* RCU read-side sections entered, less those left */
};

#define FACT_WORDS 4

struct state {
	struct arena *arena;
	/*
	 * By ir_var.index. A function has hundreds of variables and few are live at once: only
	 * those with a bit in env_set are known and are in env at all.
	 */
	const struct value **env;
	uint64_t *env_set;
	unsigned int nr_env;
	const struct value *ret;	/* at an exit */
	VEC(struct cell) heap;
	VEC(struct fact) facts;
	uint64_t has_fact[FACT_WORDS];	/* by the values' ids: where a bit is 0 there is none */
	VEC(struct skb) skbs;
	VEC(struct sock) socks;
	VEC(struct entry) ledger;
	VEC(struct latent) latents;
	VEC(struct copied) copies;
	VEC(const struct value *) uses;	/* the caller's sockets that were used on every way here */
	VEC(const struct value *) late;	/* ... and behind the end of an owner that a buffer of the caller's came with */
	VEC(const struct value *) freed;	/* the caller's objects whose memory was freed on every way */
	struct guards guards;
	const struct event *history;
};

struct state *state_new(struct arena *a, unsigned int nr_env);
/* A deep copy in @a; values and events are shared. */
struct state *state_copy(struct arena *a, const struct state *s);

/* --- variables --- */
#define ENV_WORDS(nr_env) (((nr_env) + 63) / 64)

/* What variable @i holds; NULL: not known yet. */
static inline const struct value *state_var(const struct state *s, unsigned int i)
{
	return s->env_set[i / 64] >> (i % 64) & 1 ? s->env[i] : NULL;
}

void state_set_var(struct state *s, unsigned int i, const struct value *v);
/* The first variable from @i on that is known; nr_env: none is. */
unsigned int state_next_var(const struct state *s, unsigned int i);

#define env_for(i, s)								\
	for (unsigned int i = state_next_var((s), 0); i < (s)->nr_env;		\
	     i = state_next_var((s), i + 1))

/* --- memory --- */
struct cell *state_cell(struct state *s, const struct value *obj, const char *field);
void state_write(struct state *s, const struct value *obj, const char *field,
		 const struct value *val);
/* Forgets every field of @obj but the buffer's pair. */
void state_forget_fields(struct state *s, const struct value *obj);

/* --- facts; the setters answer false when the path cannot be --- */
const struct fact *state_fact(const struct state *s, const struct value *v);
bool fact_set_range(struct state *s, const struct value *v, int64_t lo, int64_t hi);
bool fact_set_nonnull(struct state *s, const struct value *v);
bool fact_set_err(struct state *s, const struct value *v, bool is_err);
bool fact_set_eq(struct state *s, const struct value *v, const struct value *to);
void fact_set_weak(struct state *s, const struct value *v, enum weakness weak);
void fact_set_cover(struct state *s, const struct value *v, enum cover cover);
enum cover known_cover(const struct state *s, const struct value *v);
void fact_set_chained(struct state *s, const struct value *v);
bool known_chained(const struct state *s, const struct value *v);
enum weakness known_weak(const struct state *s, const struct value *v);
bool fact_set_ne(struct state *s, const struct value *v, const struct value *to);
void fact_drop(struct state *s, const struct value *v);
/* @f, about a value of which there is none yet. */
void fact_push(struct state *s, const struct fact *f);
/*
 * All that is known of @v as one fact, what follows from its kind and type included.
 * @f: what the state has of it, or NULL. False: nothing at all, and nothing was written.
 */
bool fact_view(const struct value *v, const struct fact *f, struct fact *out);
void fact_bounds(const struct state *s, const struct value *v, int64_t *lo, int64_t *hi);
bool known_null(const struct state *s, const struct value *v);
bool known_nonnull(const struct state *s, const struct value *v);
/* The one function @v must be, or NULL. */
const char *known_func(const struct state *s, const struct value *v);
/* What a caller can tell results apart by: nothing, 1 null, 2 an error, 3 success, 4 not known. */
int state_result_class(const struct state *s);

/* --- objects; state_skb and state_sock make the record when there is none --- */
struct skb *state_skb(struct state *s, const struct value *v);
struct skb *state_skb_find(const struct state *s, const struct value *v);
/* Is it a buffer, by its record or by its type? */
bool state_is_skb(const struct state *s, const struct value *v);
struct sock *state_sock(struct state *s, const struct value *v);
struct sock *state_sock_find(const struct state *s, const struct value *v);

/* Drops what is known of the symbol @v and of what it leads to; accounts stay open. */
void state_forget_symbol(struct state *s, const struct value *v);
/* Is the symbol @leaf used anywhere in the state? */
bool state_uses(const struct state *s, const struct value *leaf);

/* Same knowledge, whatever the history? */
bool state_equal(const struct state *a, const struct state *b);

#endif
