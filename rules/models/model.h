/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * model.h - what models share.
 *
 * The helpers are functions of their own files, found by name like any other
 * model, so that each of them has one definition and one summary.
 */
#ifndef SKBOWN_MODELS_MODEL_H
#define SKBOWN_MODELS_MODEL_H

#include <linux/types.h>
#include "skbown.h"

struct sk_buff;
struct sock;

/* What a call that may fail for reasons of its own tells: a negative number. */
int model_errno(void);
/* A new buffer, or NULL when there is no memory. */
struct sk_buff *model_alloc_skb(void);
/* A socket of one of these kinds with a reference of the caller's, or NULL. */
struct sock *model_find_ref(int kinds);
/* The same without a reference. */
struct sock *model_find(int kinds);
/* One of either sort; *refcounted tells whether there is a reference. */
struct sock *model_find_any(bool *refcounted);

#endif
