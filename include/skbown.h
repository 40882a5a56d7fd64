/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * skbown.h - the vocabulary in which models and fixtures say what they mean.
 *
 * These functions have no bodies anywhere: the engine executes a call to one of
 * them itself. Models (rules/models/) are C functions written with them; the
 * test_ ones state what the analysis must know at that place of a fixture.
 */
#ifndef SKBOWN_H
#define SKBOWN_H

struct sk_buff;
struct sock;

/* Nothing is known of the result; each call gives another one. In a condition both ways are taken. */
int skbown_any(void);
void *skbown_any_ptr(void);		/* may be NULL, never an ERR_PTR */
void *skbown_any_object(void);		/* never NULL: an object that somebody else keeps */

/* The path ends here: what BUG() and WARN() stand for. */
void skbown_never(void);

/*
 * --- kernel versions: of the tree that the unit belongs to; where none is known, the newest ---
 * A condition for a difference, and two for a whole model: they stand at its beginning, with
 * constants, and for other kernels it is as if the model were not there.
 */
int skbown_since(int major, int minor);	/* this version or a newer one? */
void skbown_only_since(int major, int minor);
void skbown_only_before(int major, int minor);

/* --- counters: the only primitives; refcount_add() and its kin are models on them --- */
/* *counter += amount. The sum over a path is the ledger of (object, counter). */
void skbown_add(void *counter, long amount);
/* The counter's balance is not known any more: whatever was paid counts as settled. */
void skbown_settle(void *counter);

/* --- buffers --- */
/* A buffer made here: sk and destructor NULL, nobody else knows it. Never NULL. */
struct sk_buff *skbown_fresh_skb(void);
/* The buffer is freed: what its destructor refunds is refunded now, the buffer is gone. */
void skbown_release_skb(struct sk_buff *skb);
/* The buffer is in other hands from here on (queued, sent): its owner must be complete. */
void skbown_give_skb(struct sk_buff *skb);
/* The owner is dropped now: the destructor runs, both fields are NULL (skb_orphan). */
void skbown_orphan_skb(struct sk_buff *skb);

/* --- sockets --- */
enum { SKBOWN_FULL = 1, SKBOWN_REQUEST = 2, SKBOWN_TIMEWAIT = 4, SKBOWN_ANYKIND = 7 };
/*
 * A socket that was found, never NULL, of one of these kinds; somebody else (a table,
 * RCU) keeps it. A look-up that takes a reference says skbown_add(&sk->sk_refcnt, 1) after it.
 */
struct sock *skbown_found_sock(int kinds);
/* A socket (or any counted object) allocated here: its first reference is nobody's yet, and never reported. */
struct sock *skbown_fresh_sock(int kinds);
/* True when sk is of one of the kinds; the answer is remembered (sk_fullsock is a model on it). */
int skbown_is_kind(const void *sk, int kinds);
/*
 * True when sk is known to be no full socket, or may well be none; false when nothing
 * at all is known of it: for models of setters that nearly always get full ones.
 */
int skbown_is_mini(const void *sk);
/* Whether sk is reference counted (not SOCK_RCU_FREE): the same unknown answer for the same socket each time. */
int skbown_is_refcounted(const void *sk);
/* sk must be of one of these kinds here. what: "reads sk->sk_mark", as the finding says it. */
void skbown_need_kind(const void *sk, int kinds, const char *what);
/* As skbown_need_kind, for a put: reported as nonfullsock-put. */
void skbown_need_kind_put(const void *sk, int kinds, const char *what);

/*
 * obj is kept by others, and nothing here stops them from dropping it: it was found
 * under RCU. Of no effect while a lock is held.
 */
void skbown_weak(const void *obj);
/* The same where the caller is in an RCU section; else it may well have a lock. */
void skbown_weak_in_rcu(const void *obj);
/* obj is taken off its list, or out of its table: what it was found under keeps nobody from it. */
void skbown_taken_off(const void *obj);
/* Callers pass sockets of all these kinds: what the body of the function has to be ready for. */
void skbown_takes_kinds(const void *sk, int kinds);
/*
 * True when this path has a reference that is counted there; else not known. Who tries to take one
 * more cannot fail: if (!skbown_any() && !skbown_is_held(counter)) return false;
 */
int skbown_is_held(const void *counter);
/* The counter is raised as if it could not be zero: reported where it can. */
void skbown_need_alive(const void *counter);
/* So many locks taken and RCU read-side sections entered; negative: released and left. */
void skbown_lock(int locks, int rcu);

/* --- pointers --- */
int skbown_is_err(const void *ptr);	/* IS_ERR() */
void *skbown_err_ptr(long err);		/* ERR_PTR() */
/* obj is stored where this function cannot see: references on it are somebody else's now. */
void skbown_escape(const void *obj);
/* The memory of obj is freed: what only it refers to cannot be put any more. NULL is allowed. */
void skbown_free(const void *obj);

/* --- assertions of fixtures: a wrong one fails the test --- */
/* owner: "none", "unknown", "set" (sk and destructor both), "half" (one of them) */
void test_owner(const struct sk_buff *skb, const char *owner);
/* What the ledger of (sk, sk_refcnt) says on every path that comes here. */
void test_refs(const void *sk, int refs);
void test_kinds(const void *sk, int kinds);
/* This place is reached on so many distinct states, at least one; 0 = never reached. */
void test_reached(int yes);
/* The condition is known to be 1 or 0 here. */
void test_true(int cond);
void test_false(int cond);

#endif
