/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * flow - executes a unit over abstract states and says where the protocol is violated.
 */
#ifndef SKBOWN_FLOW_FLOW_H
#define SKBOWN_FLOW_FLOW_H

#include <stdio.h>
#include "ir/ir.h"
#include "model/model.h"

enum rule_id {
#define RULE(sym, id, level) RULE_##sym,
#include "flow/rules.def"
#undef RULE
	RULE_NR
};

enum level { LEVEL_NOTE, LEVEL_WARNING, LEVEL_ERROR };
enum confidence { CONF_LOW, CONF_MEDIUM, CONF_HIGH };

/* One step of the path that a maintainer can follow. */
struct flow_step {
	struct ir_loc loc;		/* file index of @unit */
	const struct ir_unit *unit;	/* whose files loc.file counts */
	const char *func;
	const char *message;
};

struct violation {
	enum rule_id rule;
	enum level level;
	enum confidence conf;
	const char *func;		/* the function it is reported in */
	struct ir_loc loc;
	const struct ir_unit *unit;
	const char *object;		/* "skb", "skb->sk": as the user wrote it */
	const char *message;		/* without rule name and location */
	VEC(struct flow_step) steps;	/* in the order of execution; the last is the violation's place */
};

struct flow_stats {
	unsigned int funcs, incomplete;
	unsigned long states, insns;	/* executed */
	unsigned int unknown_calls;	/* calls that no body and no model stands for */
	unsigned int foreign;		/* functions of other files whose summary was used */
	double sec;
};

/* Where a function writes the pair of a buffer, and with what on any of its paths. */
struct flow_site {
	const char *func;
	const struct ir_unit *unit;
	struct ir_loc sk_loc, dtor_loc;	/* of the last store of each half; line 0: not written */
	const char *buffer;		/* "skb" */
	const char *sk;			/* "newsk"; NULL: none */
	const char *pointer;		/* a destructor that is not known by name: "old"; or NULL */
	VEC(const char *) dtors;	/* functions */
	const char *via;		/* the helper that wrote it, or NULL */
	uint8_t kinds;			/* of socket that come here; 0: not known */
	bool clears;			/* nothing but NULL is written */
	bool is_pair;			/* both halves were looked at, when the pair was complete */
};

/* What the pair of a buffer can be where one half of it is read. */
struct flow_view {
	const struct ir_unit *unit;
	struct ir_loc loc;
	const char *buffer;
	VEC(const char *) pairs;	/* "sk: NULL, destructor: NULL", one for each that paths bring here */
};

struct effect_table;		/* flow/effect.h */

struct flow_result {
	VEC(struct violation *) violations;
	VEC(struct flow_site *) sites;	/* when want_sites */
	VEC(struct flow_view *) views;	/* when want_views */
	VEC(struct effect_table *) tables;	/* of the functions that want_table() chose */
	VEC(const char *) incomplete;	/* functions where the bound was hit */
	VEC(const char *) judged;	/* with has_foreign: of no others anything is said */
	struct flow_stats stats;
};

/*
 * What executing the functions of a unit found, for when nearly the same unit is executed again: then
 * functions that nothing has changed for are not. Names must stay interned in between.
 */
struct flow_memory;
struct flow_memory *flow_memory_new(void);
void flow_memory_free(struct flow_memory *m);

struct flow_options {
	struct models *models;
	unsigned int max_states;	/* per program point; 0 = default */
	FILE *dump_states;		/* --dump=states, or NULL */
	const char *dump_func;		/* only this function, or NULL */
	/*
	 * The unit, other than @from, whose function @func a call in @from reaches, or NULL. Asked
	 * for functions of which neither @from nor a model knows a body; the answer must be the same
	 * whenever it is asked, and live as long as @a. NULL: nothing is known of other files.
	 */
	struct ir_unit *(*foreign)(struct arena *a, const struct ir_unit *from, const char *func,
				   void *data);
	/*
	 * Would foreign() have an answer? Then only those functions are judged to which that can mean
	 * something. NULL: all are.
	 */
	bool (*has_foreign)(const struct ir_unit *from, const char *func, void *data);
	/*
	 * Was the bound hit in this function when nothing was known of other files? Then nothing of
	 * them is asked for in it: there would be only more states. NULL: in none.
	 */
	bool (*was_too_much)(const char *func, void *data);
	void *foreign_data;
	bool want_sites, want_views;
	/* Is a table of this function's effects wanted, site or not? NULL: of none. */
	bool (*want_table)(const struct ir_func *f, void *data);
	bool tables_only;		/* nothing but these tables is asked for */
	struct flow_memory *memory;	/* with neither foreign nor sites nor tables nor tests; or NULL */
	/* Called for every failed test_* intrinsic of a fixture; NULL outside tests. */
	void (*test_failed)(const struct ir_insn *at, const char *text, void *data);
	void *data;
};

/* Everything is allocated from @a, which must outlive the result. */
struct flow_result *flow_run(struct arena *a, struct ir_unit *u, const struct flow_options *opt);

/*
 * What a unit gives to other files and wants from them; names are interned, each once.
 * Gives: functions of the main file that are not static and could be lowered. Wants: functions
 * that it calls or whose address it takes, and of which neither it nor a model knows a body.
 */
struct flow_link {
	VEC(const char *) gives, wants;
};
void flow_link(struct arena *a, const struct ir_unit *u, struct models *m, struct flow_link *out);

#endif
