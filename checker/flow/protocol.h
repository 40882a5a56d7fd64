/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * protocol - the few names of the kernel that the engine itself knows: the
 * pair, the socket's count and the field that tells a socket's kind.
 *
 * Everything else (which function takes, puts, frees) follows from bodies and
 * models. Field names are normalised as include/ir/ir.h says.
 */
#ifndef SKBOWN_FLOW_PROTOCOL_H
#define SKBOWN_FLOW_PROTOCOL_H

#include <stdbool.h>
#include <stdint.h>
#include "ir/ir.h"

extern const char *F_SK, *F_DTOR, *F_REFCNT, *F_STATE, *F_FAMILY, *F_STAR, *F_TRUESIZE, *F_DATA_LEN, *F_WMEM;
/* What ties a socket to the file that a user has open, on either side. */
extern const char *F_SOCKET_SK, *F_SK_SOCKET;
/* What the layer that has a buffer keeps with it. */
extern const char *F_CB;
/* What sk_mem_charge() takes of what the socket has reserved; only protocols that count memory have it. */
extern const char *F_FORWARD;
/* No field: the account of whatever counter of an object that is not followed any more. */
extern const char *F_ALL;
/* No counter either: what the unknown destructor of another buffer is to give back, less what it would have. */
extern const char *F_MOVED;

void protocol_init(void);		/* interns the names; call once before use */

static inline bool field_is_pair(const char *field)
{
	return field == F_SK || field == F_DTOR;
}

/* TCP_TIME_WAIT and TCP_NEW_SYN_RECV of include/net/tcp_states.h: kernel ABI. */
#define STATE_TIME_WAIT 6
#define STATE_LISTEN 10
#define STATE_NEW_SYN_RECV 12

/* AF_INET and AF_INET6, the families that have mini sockets: kernel ABI. */
#define FAMILY_INET 2
#define FAMILY_INET6 10

/* The kinds of socket that can have @state in sk_state. */
unsigned int protocol_state_kinds(int64_t state);
/*
 * The kinds of socket on which @field can be used: all for sock_common, the one
 * for the records of request and TIME_WAIT sockets, full for the rest of a
 * sock's records; 0 when the field is of no socket.
 */
unsigned int protocol_field_kinds(const struct ir_unit *u, const char *field);
unsigned int protocol_record_kinds(const struct ir_unit *u, const char *rec);
/* Is @field one of the record of a full socket, and one of those that count what buffers take of its memory? */
bool protocol_is_sock_field(const char *field);
bool protocol_is_memory(const char *field);
/* Is it the place of a function that shows a table to user space? */
/* Is it a counter of those who share the data of a buffer? */
bool protocol_is_share(const char *field);
bool protocol_shows_table(const char *place);
/* Does a pointer to @rec point to a socket of some kind? */
bool protocol_is_sock(const struct ir_unit *u, const char *rec);
/* @rec may be NULL in the following. The record that does not say of which kind the socket is? */
bool protocol_is_plain_sock(const char *rec);
/* Does @rec keep a socket that its user has open? */
bool protocol_is_user_socket(const char *rec);
bool protocol_is_skb(const char *rec);
/* Is @rec declared for what sockets of all kinds have in common? */
bool protocol_is_common(const char *rec);
/* Does @field lead from one of a list to the next or the last, of a queue or of another list? */
bool protocol_is_link(const char *field);
/* Does @field lead from a buffer to the first of its parts? */
bool protocol_is_parts(const char *field);
/* Is it something that buffers wait in? */
bool protocol_is_queue(const char *rec);
/* Are these the links of the chains in which sockets are looked up? */
bool protocol_is_hash_node(const char *rec);
/* list_del(), hlist_del_init_rcu(), list_move_tail(), and the like for tables and trees. */
bool protocol_takes_off(const char *func);
/* ... or of any list that is walked. */
bool protocol_is_node(const char *rec);

#endif
