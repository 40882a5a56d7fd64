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
/* 0, or such a number: where nothing else depends on which, it is one state. */
int model_result(void);
/* A new buffer, or NULL when there is no memory. */
struct sk_buff *model_alloc_skb(void);
/*
 * A socket that was found, or NULL: a full one or one of any kind, with a
 * reference of the caller's or without. The kinds are in the names because the
 * engine wants constants.
 */
struct sock *model_find_full(void);
struct sock *model_find_weak(void);
struct sock *model_ref_full(void);
struct sock *model_ref_any(void);
/* A connection with a reference or a listener without; *refcounted tells which. */
struct sock *model_find_flagged(bool *refcounted);

#endif
