// SPDX-License-Identifier: GPL-2.0-only
/// Where netfilter, traffic control and the like see a packet, skb->sk can be a TIME_WAIT
/// or a request socket. These have only the fields of struct sock_common; what else is read
/// lies beyond their end. Ask sk_fullsock(), or take skb_to_full_sk().
///
// Confidence: Moderate
// Copyright: (C) 2026 the skbown authors
// Comments: Sockets of skb->sk in functions whose parameters or result say that they are called from a
// Comments: hook, and sockets that a look-up of established connections has returned. Fields that all
// Comments: kinds have are not listed. Silent when a way to the use asks what kind of socket it is.
// Comments: There is no patch mode: what to do for a mini socket, a person says.
// Options: --no-includes --include-headers
// Words: ->sk\b|lookup && nf_hook_state|xt_action_param|nft_pktinfo|Qdisc|tcf_|tc_action|nf_queue_entry|nf_loginfo|netdev_tx_t|ndo_|lwtunnel|inet6?_lookup|nf_tproxy_get_sock|nf_sk_lookup
// Functions: ->sk\b && skb|sk_buff
// Functions: inet_lookup
// Functions: inet6_lookup
// Functions: nf_tproxy_get_sock
// Functions: nf_sk_lookup
// Callers: 4
// Keywords: skb, sk_buff, sk_fullsock, sk_to_full_sk, TIME_WAIT, request socket

using "../stores.iso"

virtual patch
virtual context
virtual org
virtual report

// Facts are collected for a file; the last rules ask what they come to.
@initialize:python@
@@
import re
nfu_hooks = set()
nfu_asked = set()
nfu_same = set()
nfu_edges = set()
nfu_static = set()
nfu_uses = {}

def nfu_bad(p):
    if at(p) not in nfu_uses or at(p) in nfu_same:
        return None
    fn, k, what, by = nfu_uses[at(p)]
    if by == "hook" and (not nfu_from_hook(fn) or (not k and any(f == fn for f, _ in nfu_asked))):
        return None
    return "the socket may be a TIME_WAIT or request socket, which %s" % what

def nfu_from_hook(fn, deep=4):
    if fn in nfu_hooks:
        return True
    return fn in nfu_static and deep > 0 and any(
        nfu_from_hook(by, deep - 1) for by, name in nfu_edges if name == fn[1] and by[0] == fn[0] and by != fn)

def nfu_use(p, k, f, by):
    text = "has no '%s'" % f if f.startswith("sk_") and f != "sk_uid" else "is nothing for %s()" % f
    nfu_uses.setdefault(at(p), (where(p), k, text, by))

def where(p):
    return p[0].file, p[0].current_element

def at(p):
    return p[0].file, int(p[0].line), int(p[0].column)

@nfu_hook@
identifier FN, H;
type T = {struct nf_hook_state *, const struct nf_hook_state *, struct xt_action_param *, const struct xt_action_param *, const struct nft_pktinfo *, struct Qdisc *, struct tcf_proto *, struct tcf_pkt_info *, struct tcf_result *, const struct tc_action *, struct nf_queue_entry *, const struct nf_loginfo *};
position P;
@@
FN@P(..., T H, ...) { ... }

@script:python@
p << nfu_hook.P;
fn << nfu_hook.FN;
@@
nfu_hooks.add((p[0].file, fn))

@nfu_xmit@
identifier FN, B;
typedef netdev_tx_t;
position P;
@@
netdev_tx_t FN@P(..., struct sk_buff *B, ...) { ... }

@script:python@
p << nfu_xmit.P;
fn << nfu_xmit.FN;
@@
nfu_hooks.add((p[0].file, fn))

@nfu_ops@
identifier S, X, FN;
identifier F =~ "^(ndo_start_xmit|ndo_select_queue|ndo_features_check|enqueue|dequeue|hook|match|target|classify|eval|xmit)$";
position P;
@@
struct S X = { ..., .F = FN@P, ... };

@script:python@
p << nfu_ops.P;
fn << nfu_ops.FN;
@@
nfu_hooks.add((p[0].file, fn))

// What a hook of the file hands its buffer to sees the same buffers.
@nfu_calls depends on nfu_hook || nfu_xmit || nfu_ops@
struct sk_buff *B;
identifier FN;
position P;
@@
  FN@P(..., B, ...)

@script:python@
p << nfu_calls.P;
fn << nfu_calls.FN;
@@
nfu_edges.add((where(p), fn))

@nfu_helper depends on nfu_calls@
identifier FN, B;
type T, U = {struct sk_buff *, const struct sk_buff *};
position P;
@@
static T FN@P(..., U B, ...) { ... }

@script:python@
p << nfu_helper.P;
fn << nfu_helper.FN;
@@
nfu_static.add((p[0].file, fn))

// A way from where the socket is read to the use that does not ask.
@nfu_read depends on nfu_hook || nfu_xmit || nfu_ops exists@
struct sk_buff *B;
identifier K;
expression E;
identifier KIND =~ "fullsock|(^|_)is_|full_sk$|is_full|usable|listener|_prio$";
identifier F =~ "^sk_(socket|mark|priority|user_data|uid|prot_creator|sndbuf|rcvbuf|wmem_alloc|rmem_alloc|flags|protocol|type|callback_lock|classid|cgrp_data|security|txhash|pacing_rate|clockid|txtime_.*|rx_dst|dst_cache|receive_queue|write_queue|err|error_report|shutdown|route_caps)$";
identifier CALL = {inet_sk, inet6_sk, tcp_sk, udp_sk, raw_sk, sock_flag, inet_test_bit, sock_i_uid, lock_sock, bh_lock_sock};
identifier FAMILY !~ "INET";
position P;
@@
  K = B->sk
  ... when != KIND(..., K, ...)
      when != K->sk_state
      when != K->sk_family == FAMILY
      when != K = E
(
  K->F@P
|
  CALL@P(..., K, ...)
)

@script:python@
p << nfu_read.P;
k << nfu_read.K;
f << nfu_read.F = "";
c << nfu_read.CALL = "";
@@
nfu_use(p, k, f or c, "hook")

// The same of what a look-up has found.
@nfu_gate@
identifier K;
identifier LOOKUP =~ "^(__)?inet6?_lookup(_established|_skb)?$|^nf_tproxy_get_sock_v[46]$|^nf_sk_lookup_slow_v[46]$";
@@
  K = LOOKUP(...)

@nfu_look depends on nfu_gate exists@
identifier K;
expression E;
identifier KIND =~ "fullsock|(^|_)is_|full_sk$|is_full|usable|listener|_prio$";
identifier F =~ "^sk_(socket|mark|priority|user_data|uid|prot_creator|sndbuf|rcvbuf|wmem_alloc|rmem_alloc|flags|protocol|type|callback_lock|classid|cgrp_data|security|txhash|pacing_rate|clockid|txtime_.*|rx_dst|dst_cache|receive_queue|write_queue|err|error_report|shutdown|route_caps)$";
identifier LOOKUP =~ "^(__)?inet6?_lookup(_established|_skb)?$|^nf_tproxy_get_sock_v[46]$|^nf_sk_lookup_slow_v[46]$";
identifier CALL = {inet_sk, inet6_sk, tcp_sk, udp_sk, raw_sk, sock_flag, inet_test_bit, sock_i_uid, lock_sock, bh_lock_sock};
identifier FAMILY !~ "INET";
position P;
@@
  K = LOOKUP(...)
  ... when != KIND(..., K, ...)
      when != K->sk_state
      when != K->sk_family == FAMILY
      when != K = E
(
  K->F@P
|
  CALL@P(..., K, ...)
)

@script:python@
p << nfu_look.P;
k << nfu_look.K;
f << nfu_look.F = "";
c << nfu_look.CALL = "";
@@
nfu_use(p, k, f or c, "look-up")

// Asked for one of the two.
@nfu_one depends on nfu_gate exists@
identifier K;
expression E;
identifier STATE !~ "NEW_SYN_RECV$";
identifier KIND =~ "fullsock|(^|_)is_|full_sk$|is_full|usable|listener|_prio$";
identifier F =~ "^sk_(socket|mark|priority|user_data|uid|prot_creator|sndbuf|rcvbuf|wmem_alloc|rmem_alloc|flags|protocol|type|callback_lock|classid|cgrp_data|security|txhash|pacing_rate|clockid|txtime_.*|rx_dst|dst_cache|receive_queue|write_queue|err|error_report|shutdown|route_caps)$";
identifier LOOKUP =~ "^(__)?inet6?_lookup(_established|_skb)?$|^nf_tproxy_get_sock_v[46]$|^nf_sk_lookup_slow_v[46]$";
identifier CALL = {inet_sk, inet6_sk, tcp_sk, udp_sk, raw_sk, sock_flag, inet_test_bit, sock_i_uid, lock_sock, bh_lock_sock};
position P;
@@
  K = LOOKUP(...)
  ... when != KIND(..., K, ...)
      when != K->sk_state == STATE
      when != K->sk_state != E
      when != K = E
(
  K->F@P
|
  CALL@P(..., K, ...)
)

@script:python@
p << nfu_one.P;
k << nfu_one.K;
f << nfu_one.F = "";
c << nfu_one.CALL = "";
@@
nfu_use(p, k, f or c, "look-up")

@nfu_other depends on nfu_gate exists@
identifier K;
expression E;
identifier STATE !~ "TIME_WAIT$";
identifier KIND =~ "fullsock|(^|_)is_|full_sk$|is_full|usable|listener|_prio$";
identifier F =~ "^sk_(socket|mark|priority|user_data|uid|prot_creator|sndbuf|rcvbuf|wmem_alloc|rmem_alloc|flags|protocol|type|callback_lock|classid|cgrp_data|security|txhash|pacing_rate|clockid|txtime_.*|rx_dst|dst_cache|receive_queue|write_queue|err|error_report|shutdown|route_caps)$";
identifier LOOKUP =~ "^(__)?inet6?_lookup(_established|_skb)?$|^nf_tproxy_get_sock_v[46]$|^nf_sk_lookup_slow_v[46]$";
identifier CALL = {inet_sk, inet6_sk, tcp_sk, udp_sk, raw_sk, sock_flag, inet_test_bit, sock_i_uid, lock_sock, bh_lock_sock};
position P;
@@
  K = LOOKUP(...)
  ... when != KIND(..., K, ...)
      when != K->sk_state == STATE
      when != K->sk_state != E
      when != K = E
(
  K->F@P
|
  CALL@P(..., K, ...)
)

@script:python@
p << nfu_other.P;
k << nfu_other.K;
f << nfu_other.F = "";
c << nfu_other.CALL = "";
@@
nfu_use(p, k, f or c, "look-up")

// Asked in the same expression.
@nfu_and depends on nfu_read || nfu_look || nfu_one || nfu_other@
expression K, A, E;
identifier F =~ "^sk_(socket|mark|priority|user_data|uid|prot_creator|sndbuf|rcvbuf|wmem_alloc|rmem_alloc|flags|protocol|type|callback_lock|classid|cgrp_data|security|txhash|pacing_rate|clockid|txtime_.*|rx_dst|dst_cache|receive_queue|write_queue|err|error_report|shutdown|route_caps)$";
identifier CALL = {inet_sk, inet6_sk, tcp_sk, udp_sk, raw_sk, sock_flag, inet_test_bit, sock_i_uid, lock_sock, bh_lock_sock};
position P;
@@
(
  A && <+... \(K->F@P \| CALL@P(..., K, ...)\) ...+>
|
  A || <+... \(K->F@P \| CALL@P(..., K, ...)\) ...+>
|
  A ? <+... \(K->F@P \| CALL@P(..., K, ...)\) ...+> : E
)

@script:python@
p << nfu_and.P;
a << nfu_and.A;
@@
if re.search("fullsock|(^|_|[^a-z])is_|full_sk|is_full|usable|listener|_prio|sk_state|refcounted|sk_family == [AP]F_(?!INET)", a):
    nfu_same.add(at(p))

@nfu_ask depends on nfu_hook || nfu_xmit || nfu_ops@
expression K;
identifier KIND =~ "fullsock|(^|_)is_|full_sk$|is_full|usable|listener|_prio$";
position P;
@@
(
  KIND@P(..., K, ...)
|
  K->sk_state@P
)

@script:python@
p << nfu_ask.P;
k << nfu_ask.K;
@@
nfu_asked.add((where(p), k))

@nfu_chain depends on nfu_hook || nfu_xmit || nfu_ops@
struct sk_buff *B;
identifier F =~ "^sk_(socket|mark|priority|user_data|uid|prot_creator|sndbuf|rcvbuf|wmem_alloc|rmem_alloc|flags|protocol|type|callback_lock|classid|cgrp_data|security|txhash|pacing_rate|clockid|txtime_.*|rx_dst|dst_cache|receive_queue|write_queue|err|error_report|shutdown|route_caps)$";
position P;
@@
  B->sk->F@P

@script:python@
p << nfu_chain.P;
f << nfu_chain.F;
@@
nfu_use(p, "", f, "hook")

@nfu depends on !patch && (nfu_read || nfu_look || nfu_one || nfu_other || nfu_chain)@
expression E;
identifier F;
position P : script:python() { bool(nfu_bad(P)) };
@@
* E->F@P

@script:python depends on report@
p << nfu.P;
@@
coccilib.report.print_report(p[0], nfu_bad(p))

@script:python depends on org@
p << nfu.P;
@@
coccilib.org.print_todo(p[0], nfu_bad(p))

@nfu_arg depends on !patch && (nfu_read || nfu_look || nfu_one || nfu_other || nfu_chain)@
identifier F;
position P : script:python() { bool(nfu_bad(P)) };
@@
* F@P(...)

@script:python depends on report@
p << nfu_arg.P;
@@
coccilib.report.print_report(p[0], nfu_bad(p))

@script:python depends on org@
p << nfu_arg.P;
@@
coccilib.org.print_todo(p[0], nfu_bad(p))
