/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * model - what the kernel's API does, as IR embedded at build time.
 *
 * The models are C (rules/models/ *.c); each is lowered when the program is
 * built and stands in it as IR text. model_find() parses on first use.
 */
#ifndef SKBOWN_MODEL_MODEL_H
#define SKBOWN_MODEL_MODEL_H

#include "ir/ir.h"

/* What may be true of the buffers that reach a function installed in a certain place. */
enum entry_owner { ENTRY_OWNER_UNKNOWN, ENTRY_OWNER_NONE, ENTRY_OWNER_MAY };

struct model_entry {
	const char *field;	/* "net_device_ops.ndo_start_xmit" */
	enum entry_owner owner;	/* of the sk_buff parameters */
	unsigned int kinds;	/* of skb->sk: bits of enum sock_kind, 0 = not said */
	unsigned int sk_kinds;	/* of sock parameters, 0 = not said */
	bool consumes;		/* the function owns the buffer it gets */
	const char *why;	/* shown in the path: "buffers of any protocol pass an nf_hookfn" */
};

enum sock_kind { KIND_FULL = 1, KIND_REQUEST = 2, KIND_TIMEWAIT = 4, KIND_ANY = 7 };

struct models;

/* The embedded ones. Never fails (a broken embedded model is a BUG). Lives in @a. */
struct models *models_open(struct arena *a);
/* Adds a unit lowered from a user's --model file; it wins over the embedded ones. */
void models_add(struct models *m, struct ir_unit *u);
/*
 * Which kernel's models are asked for from here on: 612 for 6.12; 0 for the newest, as at the
 * beginning. Those that say that they hold for other versions are not there.
 */
void models_set_version(struct models *m, unsigned int version);
/* Is it that version (612) or a newer one? */
bool models_since(const struct models *m, unsigned int version);
/* The function's model, or NULL. Its ->unit gives records. */
struct ir_func *models_find(struct models *m, const char *func);
bool models_has(struct models *m, const char *func);	/* without parsing */
/* The names of all models, those of the user included, in no order; NULL at the end. */
const char *const *models_names(struct models *m);
/* What is known of functions installed in @field, or NULL. */
const struct model_entry *models_entry(struct models *m, const char *field);

#endif
