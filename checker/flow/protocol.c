/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * protocol - which field means what. The three roots of a socket (include/net/
 * sock.h, request_sock.h, inet_timewait_sock.h) all start with sock_common.
 */
#include <string.h>
#include "base/bug.h"
#include "base/intern.h"
#include "model/model.h"
#include "protocol.h"

const char *F_SK, *F_DTOR, *F_REFCNT, *F_STATE, *F_STAR, *F_TRUESIZE, *F_DATA_LEN, *F_WMEM, *F_ALL, *F_MOVED, *F_FAMILY, *F_FORWARD, *F_CB;
const char *F_SOCKET_SK, *F_SK_SOCKET;

static const char *REC_COMMON, *REC_SOCK, *REC_TIMEWAIT, *REC_REQUEST, *REC_SKB;

void protocol_init(void)
{
	REC_COMMON = intern("sock_common");
	REC_SOCK = intern("sock");
	REC_TIMEWAIT = intern("inet_timewait_sock");
	REC_REQUEST = intern("request_sock");
	REC_SKB = intern("sk_buff");
	F_SK = intern("sk_buff.sk");
	F_DTOR = intern("sk_buff.destructor");
	F_REFCNT = intern("sock_common.skc_refcnt");
	F_STATE = intern("sock_common.skc_state");
	F_FAMILY = intern("sock_common.skc_family");
	F_CB = intern("sk_buff.cb[]");
	F_STAR = intern("*");
	F_TRUESIZE = intern("sk_buff.truesize");
	F_DATA_LEN = intern("sk_buff.data_len");
	F_SOCKET_SK = intern("socket.sk");
	F_SK_SOCKET = intern("sock.sk_socket");
	F_ALL = intern("(all)");
	F_MOVED = intern("(moved)");
	F_WMEM = intern("sock.sk_wmem_alloc");
	F_FORWARD = intern("sock.sk_forward_alloc");
}

unsigned int protocol_state_kinds(int64_t state)
{
	if (state == STATE_TIME_WAIT)
		return KIND_TIMEWAIT;
	if (state == STATE_NEW_SYN_RECV)
		return KIND_REQUEST;
	return KIND_FULL;
}

unsigned int protocol_field_kinds(const struct ir_unit *u, const char *field)
{
	const char *dot = strchr(field, '.');

	return dot ? protocol_record_kinds(u, intern_n(field, dot - field)) : 0;
}

unsigned int protocol_record_kinds(const struct ir_unit *u, const char *rec)
{
	if (rec == REC_COMMON)
		return KIND_ANY;
	if (ir_rec_is(u, rec, REC_SOCK))
		return KIND_FULL;
	if (ir_rec_is(u, rec, REC_TIMEWAIT))
		return KIND_TIMEWAIT;
	if (ir_rec_is(u, rec, REC_REQUEST))
		return KIND_REQUEST;
	return 0;
}

bool protocol_is_sock_field(const char *field)
{
	return !strncmp(field, "sock.", 5);
}

/* sk_wmem_alloc, sk_omem_alloc, and what sk_rmem_alloc is a macro for. */
bool protocol_is_memory(const char *field)
{
	return protocol_is_sock_field(field) && strstr(field, "mem_alloc");
}

/* Who shares a buffer's data is counted here; nobody is charged by it. */
bool protocol_is_share(const char *field)
{
	return !strcmp(field, "skb_shared_info.dataref") || !strcmp(field, "ubuf_info.refcnt");
}

bool protocol_shows_table(const char *place)
{
	return !strcmp(place, "seq_operations.show");
}

bool protocol_is_sock(const struct ir_unit *u, const char *rec)
{
	return ir_rec_is(u, rec, REC_COMMON);
}

static bool is_one_of(const char *rec, const char *const *names)
{
	for (; rec && *names; names++)
		if (!strcmp(rec, *names))
			return true;
	return false;
}

bool protocol_is_plain_sock(const char *rec)
{
	return is_one_of(rec, (const char *const[]){ "sock", NULL });
}

bool protocol_is_user_socket(const char *rec)
{
	return is_one_of(rec, (const char *const[]){ "socket", NULL });
}

bool protocol_is_skb(const char *rec)
{
	return rec && rec == REC_SKB;
}

bool protocol_is_common(const char *rec)
{
	return rec && rec == REC_COMMON;
}

bool protocol_is_link(const char *field)
{
	const char *dot = strrchr(field, '.');

	return dot && (!strcmp(dot, ".next") || !strcmp(dot, ".prev"));
}

bool protocol_is_parts(const char *field)
{
	return !strcmp(field, "skb_shared_info.frag_list");
}

bool protocol_is_queue(const char *rec)
{
	return is_one_of(rec, (const char *const[]){ "sk_buff_head", "Qdisc", NULL });
}

bool protocol_takes_off(const char *func)
{
	static const char *const words[] = { "list_del", "list_nulls_del", "list_move",
					     "list_replace", "rhashtable_remove", "rb_erase" };

	for (unsigned int i = 0; i < ARRAY_SIZE(words); i++)
		if (strstr(func, words[i]))
			return true;
	return false;
}

bool protocol_is_node(const char *rec)
{
	return is_one_of(rec, (const char *const[]){ "hlist_node", "hlist_nulls_node", "list_head",
						     "rb_node", NULL });
}

bool protocol_is_hash_node(const char *rec)
{
	return is_one_of(rec, (const char *const[]){ "hlist_node", "hlist_nulls_node", NULL });
}
