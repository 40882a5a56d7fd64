/* SPDX-License-Identifier: GPL-2.0-only */
/* 9990889be142: the key's memory is freed, the socket that it holds is not put. */
#include <linux/skbuff.h>
#include <linux/netdevice.h>
#include <net/sock.h>
#include <linux/err.h>
#include <linux/slab.h>

struct foo_key {
	struct sock *sk;
	refcount_t refs;
	u8 tag;
};

static struct foo_key *foo_key_alloc(struct sock *sk, gfp_t gfp)
{
	struct foo_key *key = kzalloc(sizeof(*key), gfp);

	if (!key)
		return NULL;
	key->sk = sk;
	refcount_set(&key->refs, 1);
	sock_hold(key->sk);
	return key;
}

static void foo_key_unref(struct foo_key *key)
{
	if (!refcount_dec_and_test(&key->refs))
		return;
	sock_put(key->sk);
	kfree(key);
}

struct foo_key *foo_tag_faulty(struct sock *sk, u8 bits)
{
	struct foo_key *key = foo_key_alloc(sk, GFP_KERNEL);

	if (!key)
		return ERR_PTR(-ENOMEM);
	if (!bits) {
		kfree(key);
		return ERR_PTR(-EBUSY); // expect-warning: sock-reference-leak
	}
	key->tag = bits;
	return key;
}

struct foo_key *foo_tag_fixed(struct sock *sk, u8 bits)
{
	struct foo_key *key = foo_key_alloc(sk, GFP_KERNEL);

	if (!key)
		return ERR_PTR(-ENOMEM);
	if (!bits) {
		foo_key_unref(key);
		return ERR_PTR(-EBUSY);
	}
	key->tag = bits;
	return key;
}
