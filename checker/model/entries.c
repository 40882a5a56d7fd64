/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * entries - what may be true of the buffers and sockets that reach a function
 * by the place it is installed in. The table is include/model/entries.def.
 */
#include <string.h>

#include "model/model.h"

static const struct model_entry entries[] = {
#define ENTRY(fld, own, skb_kinds, sock_kinds, eats, reason) {	\
	.field = (fld), .owner = ENTRY_OWNER_##own,		\
	.kinds = (skb_kinds), .sk_kinds = (sock_kinds),		\
	.consumes = (eats), .why = (reason) },
#include "model/entries.def"
#undef ENTRY
};

/* A few dozen lookups a unit in a hundred lines: no index is needed. */
const struct model_entry *models_entry(struct models *m, const char *field)
{
	for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++)
		if (!strcmp(entries[i].field, field))
			return &entries[i];
	return NULL;
}
