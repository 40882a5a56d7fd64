/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * inventory - who owns buffers in a tree: destructors with their contracts, the places where
 * owners are attached and taken off, and the functions that leave a buffer owned.
 *
 * Units add what they saw (inventory_add), workers send it along with their report, and
 * inventory_finish() makes the lists: each place once, each destructor with its body or model.
 */
#ifndef SKBOWN_REPORT_INVENTORY_H
#define SKBOWN_REPORT_INVENTORY_H

#include "report/finding.h"
#include "report/told.h"

struct inv_dtor;

struct inv_site {
	const char *file, *function;
	unsigned int line;		/* of the later half */
	unsigned int lines[2];		/* of sk and destructor; 0: not written */
	const char *buffer, *sk;	/* as the source calls them; sk "": none */
	const char *pointer;		/* a destructor without a name: "old"; or "" */
	const char *via;		/* the helper that writes the pair, or "" */
	struct told_words dtors;
	unsigned int kinds;		/* of socket that come here, as enum sock_kind; 0: not known */
	bool clears;			/* an owner is taken off */
	/* of inventory_finish() */
	VEC(const struct inv_dtor *) of;	/* the same order as dtors */
	VEC(const struct finding *) findings;	/* that have a step here */
	const char *level;		/* of the worst: "ok", "note", "warning", "error" */
};

enum inv_source { INV_UNSEEN, INV_MODEL, INV_BODY };

struct inv_dtor {
	const char *name;
	enum inv_source source;
	const struct told *told;	/* NULL when its body was not seen */
	struct told_words users;	/* folders of its sites */
	unsigned int sites;
	VEC(const struct inv_dtor *) next;	/* destructors that it goes on to */
};

struct inv_leaver {
	const char *name, *file;
	unsigned int line;
	struct told_words how;		/* "skb is owned by sk, destructor sock_wfree()" */
};

/* What a pair can be where it is read; only editors ask. */
struct inv_view {
	const char *file, *buffer;
	unsigned int line;
	struct told_words pairs;
};

struct inventory {
	VEC(struct inv_site *) sites;		/* by file and line */
	VEC(struct inv_leaver *) leavers;	/* by file and line */
	VEC(const struct told *) bodies;	/* functions that can be destructors */
	VEC(struct inv_view *) views;
	VEC(struct inv_dtor *) dtors;		/* of inventory_finish(), by name */
};

/* What a unit's run says; makes r->inventory. */
void inventory_add(struct report *r, const struct flow_result *res);
/* A new reference. */
json_t *inventory_pack(const struct inventory *inv);
bool inventory_unpack(struct report *r, const json_t *j);
/*
 * Brings r->inventory together, after report_finish(). @model: what the model of a function
 * does, in the report's arena; NULL when there is none.
 */
void inventory_finish(struct report *r, const struct told *(*model)(const char *name, void *data),
		      void *data);
/* "net/llc" for "net/llc/llc_sap.c". */
const char *inventory_folder(struct arena *a, const char *file);
/* "full", "request", "TIME_WAIT" and their sums: "any"; "" for 0. */
const char *inventory_kinds(unsigned int kinds);

#endif
