// SPDX-License-Identifier: GPL-2.0-only
/// Where netfilter, traffic control and the like see a packet, skb->sk can be a TIME_WAIT
/// or a request socket. These have only the fields of struct sock_common; what else is read
/// lies beyond their end. Ask sk_fullsock(), or take skb_to_full_sk().
///
// Confidence: Moderate
// Copyright: (C) 2026 the skbown authors
// Comments: Sockets of skb->sk in functions whose parameters or result say that they see buffers of any
// Comments: protocol: hooks, helpers of the file that these call, who gets a const buffer and is no
// Comments: protocol's own file, who sends one. Sockets that a look-up of established connections has
// Comments: returned, that a program of eBPF gives. Fields that all kinds have are not meant. Silent
// Comments: when a way to the use asks what kind of socket it is.
// Comments: There is no patch mode: what to do for a mini socket, a person says.
// Options: --no-includes --include-headers
// Words: ->sk\b && nf_hook_state|xt_action_param|nft_pktinfo|Qdisc|tcf_|tc_action|nf_queue_entry|nf_loginfo|netdev_tx_t|ndo_|lwtunnel
// Words: ->sk\b && \A(?![\s\S]*struct proto(_ops)? \w+ =) && (?s)(const struct sk_buff \*\w+|\(struct sk_buff \*\w+,\s*struct net_device \*|struct net \*\w+,\s*struct sock \*\w+,\s*struct sk_buff \*)[^;{}]*\)\n\{(?:(?!\n\}).)*?->sk\b
// Words: inet_lookup|inet6_lookup|nf_tproxy_get_sock|nf_sk_lookup|_to_full_sk|SOCK_COMMON
// Functions: ->sk\b(?!\s*=[^=]) && skb|sk_buff
// Functions: =\s*(__)?inet6?_lookup
// Functions: =\s*nf_tproxy_get_sock
// Functions: =\s*nf_sk_lookup
// Functions: =\s*sk[b_]*to_full_sk
// Functions: BPF_CALL_\d\(\w+,\s*struct sock \*
// Callees: \A[^{]*struct sock \*\w+[,)]
// Callers: 4
// Outside: \.(ndo_start_xmit|ndo_select_queue|ndo_features_check|enqueue|dequeue|hook|match|target|classify|eval|xmit)\s*=
// Outside: struct proto(_ops)? \w+ =
// Outside: struct bpf_func_proto && SOCK_COMMON
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
seen = {}
nfu_hooks = set()
nfu_any = set()
nfu_own = set()
nfu_given = set()
nfu_known = set()
nfu_asked = set()
nfu_same = set()
nfu_edges = set()
nfu_static = set()
nfu_uses = {}

def nfu_bad(p):
    if at(p) not in nfu_uses or at(p) in nfu_same:
        return None
    fn, k, what, by = nfu_uses[at(p)]
    if by == "hook" and (fn in nfu_known or not nfu_from_hook(fn) or (k.endswith("->sk") and any(f == fn for f, _ in nfu_asked))):
        return None
    return "'%s' may be a TIME_WAIT or request socket, which %s" % (k, what)

def nfu_from_hook(fn, deep=4):
    if fn in nfu_hooks or (fn in nfu_any and fn[0] not in nfu_own):
        return True
    return fn in nfu_static and deep > 0 and any(
        nfu_from_hook(by, deep - 1) for by, name in nfu_edges if name == fn[1] and by[0] == fn[0] and by != fn)

def nfu_use(p, k, f, by):
    text = "has no '%s->%s'" % (k, f) if f.startswith("sk_") else "is nothing for %s()" % f
    nfu_uses.setdefault(at(p), (where(p), k, text, by))

def where(p):
    return p[0].file, p[0].current_element

def at(p):
    key = p[0].file, int(p[0].line), int(p[0].column)
    seen[key] = p
    return key

# What is wrong of what a rule has looked at.
def found(bad):
    return [p for _, p in sorted(seen.items()) if bad(p)]

@nfu_hook exists@
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

@nfu_xmit exists@
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

// Who only looks at a buffer sees those of all protocols,
@nfu_const exists@
identifier FN, B;
position P;
@@
FN@P(..., const struct sk_buff *B, ...) { ... }

@script:python@
p << nfu_const.P;
fn << nfu_const.FN;
@@
nfu_any.add((p[0].file, fn))

// ... and so does who sends it,
@nfu_sends exists@
identifier FN, B, D;
position P;
@@
struct sk_buff *FN@P(struct sk_buff *B, struct net_device *D, ...) { ... }

@script:python@
p << nfu_sends.P;
fn << nfu_sends.FN;
@@
nfu_any.add((p[0].file, fn))

// ... as netfilter's okfn does.
@nfu_ok exists@
identifier FN, N, S, B;
position P;
@@
FN@P(struct net *N, struct sock *S, struct sk_buff *B) { ... }

@script:python@
p << nfu_ok.P;
fn << nfu_ok.FN;
@@
nfu_any.add((p[0].file, fn))

// A protocol knows its own sockets.
@nfu_proto depends on nfu_const || nfu_sends || nfu_ok@
identifier X;
position P;
@@
(
struct proto X@P = { ..., };
|
struct proto_ops X@P = { ..., };
)

@script:python@
p << nfu_proto.P;
@@
nfu_own.add(p[0].file)

// What a hook of the file hands its buffer to sees the same buffers.
@nfu_calls depends on nfu_hook || nfu_xmit || nfu_ops || nfu_const || nfu_sends || nfu_ok@
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

@nfu_helper depends on nfu_calls exists@
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
@nfu_read depends on nfu_hook || nfu_xmit || nfu_ops || nfu_const || nfu_sends || nfu_ok exists@
struct sk_buff *B;
expression Q;
identifier K;
expression E;
identifier KIND =~ "fullsock|(^|_)is_|full_sk$|is_full|usable|listener";
identifier F !~ "^sk_(state|family|reuse|reuseport|ipv6only|net_refcnt|bound_dev_if|bind_node|prot|net|v6_daddr|v6_rcv_saddr|cookie|node|nulls_node|refcnt|portpair|num|dport|addrpair|daddr|rcv_saddr|hash|incoming_cpu|tx_queue_mapping|rx_queue_mapping)$|^([^s]|s[^k]|sk[^_])";
identifier CALL = {inet_sk, inet6_sk, tcp_sk, udp_sk, raw_sk, sock_flag, inet_test_bit, sock_i_uid, sock_net_uid, inet_sk_flowi_flags, lock_sock, bh_lock_sock};
identifier FAMILY !~ "INET";
position P;
@@
(
  K = B->sk
|
  K = Q->skb->sk
)
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

@nfu_ask depends on nfu_hook || nfu_xmit || nfu_ops || nfu_const || nfu_sends || nfu_ok@
expression K;
identifier KIND =~ "fullsock|(^|_)is_|full_sk$|is_full|usable|listener";
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

// Names are known in their file only.
@script:python depends on nfu_hook || nfu_xmit || nfu_ops || nfu_const || nfu_sends || nfu_ok@
@@
nfu_given.clear()

// A helper gets the socket.
@nfu_gives depends on nfu_hook || nfu_xmit || nfu_ops || nfu_const || nfu_sends || nfu_ok@
struct sk_buff *B;
expression Q;
identifier FN;
position P;
@@
(
  FN@P(..., B->sk, ...)
|
  FN@P(..., Q->skb->sk, ...)
)

@script:python@
p << nfu_gives.P;
fn << nfu_gives.FN;
@@
if nfu_from_hook(where(p)) and not any(f == where(p) and k.endswith("->sk") for f, k in nfu_asked):
    nfu_given.add(fn)

@nfu_hands depends on nfu_hook || nfu_xmit || nfu_ops || nfu_const || nfu_sends || nfu_ok exists@
struct sk_buff *B;
expression E;
identifier K, FN;
identifier KIND =~ "fullsock|(^|_)is_|full_sk$|is_full|usable|listener";
position P;
@@
  K = B->sk
  ... when != KIND(..., K, ...)
      when != K->sk_state
      when != K = E
  FN@P(..., K, ...)

@script:python@
p << nfu_hands.P;
fn << nfu_hands.FN;
@@
if nfu_from_hook(where(p)):
    nfu_given.add(fn)

@nfu_gets depends on nfu_gives || nfu_hands exists@
identifier FN : script:python() { str(FN) in nfu_given };
identifier K;
expression E;
identifier KIND =~ "fullsock|(^|_)is_|full_sk$|is_full|usable|listener";
identifier F !~ "^sk_(state|family|reuse|reuseport|ipv6only|net_refcnt|bound_dev_if|bind_node|prot|net|v6_daddr|v6_rcv_saddr|cookie|node|nulls_node|refcnt|portpair|num|dport|addrpair|daddr|rcv_saddr|hash|incoming_cpu|tx_queue_mapping|rx_queue_mapping)$|^([^s]|s[^k]|sk[^_])";
identifier CALL = {inet_sk, inet6_sk, tcp_sk, udp_sk, raw_sk, sock_flag, inet_test_bit, sock_i_uid, sock_net_uid, inet_sk_flowi_flags, lock_sock, bh_lock_sock};
identifier FAMILY !~ "INET";
type T;
position P;
@@
static T FN(..., struct sock *K, ...)
{
  ... when != KIND(..., K, ...)
      when != K->sk_state
      when != K->sk_family == FAMILY
      when != K = E
(
  K->F@P
|
  CALL@P(..., K, ...)
)
  ... when any
}

@script:python@
p << nfu_gets.P;
k << nfu_gets.K;
f << nfu_gets.F = "";
c << nfu_gets.CALL = "";
@@
nfu_use(p, k, f or c, "given")

// A program of eBPF gives any.
@nfu_bpf@
identifier X, FN;
identifier ARG = {ARG_PTR_TO_SOCK_COMMON, ARG_PTR_TO_BTF_ID_SOCK_COMMON};
@@
struct bpf_func_proto X = { ..., .func = FN, ..., .arg1_type = ARG, ..., };

@nfu_call depends on nfu_bpf exists@
identifier nfu_bpf.FN;
identifier K;
expression E;
identifier KIND =~ "fullsock|(^|_)is_|full_sk$|is_full|usable|listener";
identifier F !~ "^sk_(state|family|reuse|reuseport|ipv6only|net_refcnt|bound_dev_if|bind_node|prot|net|v6_daddr|v6_rcv_saddr|cookie|node|nulls_node|refcnt|portpair|num|dport|addrpair|daddr|rcv_saddr|hash|incoming_cpu|tx_queue_mapping|rx_queue_mapping)$|^([^s]|s[^k]|sk[^_])";
identifier CALL = {inet_sk, inet6_sk, tcp_sk, udp_sk, raw_sk, sock_flag, inet_test_bit, sock_i_uid, sock_net_uid, inet_sk_flowi_flags, lock_sock, bh_lock_sock};
identifier FAMILY !~ "INET";
type T;
position P;
@@
static T FN(struct sock *K, ...)
{
  ... when != KIND(..., K, ...)
      when != K->sk_state
      when != K->sk_family == FAMILY
      when != K = E
(
  K->F@P
|
  CALL@P(..., K, ...)
)
  ... when any
}

@script:python@
p << nfu_call.P;
k << nfu_call.K;
f << nfu_call.F = "";
c << nfu_call.CALL = "";
@@
nfu_use(p, k, f or c, "given")

// A request's listener is full; TIME_WAIT stays what it is, and has nothing that one may follow.
@nfu_full exists@
identifier K;
expression E;
identifier FULL = {skb_to_full_sk, sk_to_full_sk};
identifier KIND =~ "fullsock|(^|_)is_|is_full|usable|listener";
identifier F = {sk_callback_lock, sk_cgrp_data, sk_user_data, sk_security, sk_rx_dst, sk_dst_cache, sk_filter, sk_lock, sk_prot_creator};
position P;
@@
  K = FULL(...)
  ... when != KIND(..., K, ...)
      when != K->sk_state
      when != K = E
  K->F@P

@script:python@
p << nfu_full.P;
k << nfu_full.K;
f << nfu_full.F;
@@
nfu_use(p, k, f, "full")

// The same of what a look-up has found.
@nfu_gate@
identifier K;
identifier LOOKUP =~ "^(__)?inet6?_lookup(_established|_skb)?$|^nf_tproxy_get_sock_v[46]$|^nf_sk_lookup_slow_v[46]$";
@@
  K = LOOKUP(...)

@nfu_look depends on nfu_gate exists@
identifier K;
expression E;
identifier KIND =~ "fullsock|(^|_)is_|full_sk$|is_full|usable|listener";
identifier F !~ "^sk_(state|family|reuse|reuseport|ipv6only|net_refcnt|bound_dev_if|bind_node|prot|net|v6_daddr|v6_rcv_saddr|cookie|node|nulls_node|refcnt|portpair|num|dport|addrpair|daddr|rcv_saddr|hash|incoming_cpu|tx_queue_mapping|rx_queue_mapping)$|^([^s]|s[^k]|sk[^_])";
identifier LOOKUP =~ "^(__)?inet6?_lookup(_established|_skb)?$|^nf_tproxy_get_sock_v[46]$|^nf_sk_lookup_slow_v[46]$";
identifier CALL = {inet_sk, inet6_sk, tcp_sk, udp_sk, raw_sk, sock_flag, inet_test_bit, sock_i_uid, sock_net_uid, inet_sk_flowi_flags, lock_sock, bh_lock_sock};
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
identifier KIND =~ "fullsock|(^|_)is_|full_sk$|is_full|usable|listener";
identifier F !~ "^sk_(state|family|reuse|reuseport|ipv6only|net_refcnt|bound_dev_if|bind_node|prot|net|v6_daddr|v6_rcv_saddr|cookie|node|nulls_node|refcnt|portpair|num|dport|addrpair|daddr|rcv_saddr|hash|incoming_cpu|tx_queue_mapping|rx_queue_mapping)$|^([^s]|s[^k]|sk[^_])";
identifier LOOKUP =~ "^(__)?inet6?_lookup(_established|_skb)?$|^nf_tproxy_get_sock_v[46]$|^nf_sk_lookup_slow_v[46]$";
identifier CALL = {inet_sk, inet6_sk, tcp_sk, udp_sk, raw_sk, sock_flag, inet_test_bit, sock_i_uid, sock_net_uid, inet_sk_flowi_flags, lock_sock, bh_lock_sock};
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
identifier KIND =~ "fullsock|(^|_)is_|full_sk$|is_full|usable|listener";
identifier F !~ "^sk_(state|family|reuse|reuseport|ipv6only|net_refcnt|bound_dev_if|bind_node|prot|net|v6_daddr|v6_rcv_saddr|cookie|node|nulls_node|refcnt|portpair|num|dport|addrpair|daddr|rcv_saddr|hash|incoming_cpu|tx_queue_mapping|rx_queue_mapping)$|^([^s]|s[^k]|sk[^_])";
identifier LOOKUP =~ "^(__)?inet6?_lookup(_established|_skb)?$|^nf_tproxy_get_sock_v[46]$|^nf_sk_lookup_slow_v[46]$";
identifier CALL = {inet_sk, inet6_sk, tcp_sk, udp_sk, raw_sk, sock_flag, inet_test_bit, sock_i_uid, sock_net_uid, inet_sk_flowi_flags, lock_sock, bh_lock_sock};
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
@nfu_and depends on nfu_read || nfu_gets || nfu_call || nfu_full || nfu_look || nfu_one || nfu_other@
expression K, A, E;
identifier F !~ "^sk_(state|family|reuse|reuseport|ipv6only|net_refcnt|bound_dev_if|bind_node|prot|net|v6_daddr|v6_rcv_saddr|cookie|node|nulls_node|refcnt|portpair|num|dport|addrpair|daddr|rcv_saddr|hash|incoming_cpu|tx_queue_mapping|rx_queue_mapping)$|^([^s]|s[^k]|sk[^_])";
identifier CALL = {inet_sk, inet6_sk, tcp_sk, udp_sk, raw_sk, sock_flag, inet_test_bit, sock_i_uid, sock_net_uid, inet_sk_flowi_flags, lock_sock, bh_lock_sock};
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
if re.search("fullsock|(^|_|[^a-z])is_|full_sk|is_full|usable|listener|sk_state|refcounted|sk_family == [AP]F_(?!INET)", a):
    nfu_same.add(at(p))

// Whose destructor it is tells what socket it is.
@nfu_knows depends on nfu_hook || nfu_xmit || nfu_ops || nfu_const || nfu_sends || nfu_ok@
expression E;
position P;
@@
  E->destructor@P

@script:python@
p << nfu_knows.P;
@@
nfu_known.add(where(p))

@nfu_chain depends on nfu_hook || nfu_xmit || nfu_ops || nfu_const || nfu_sends || nfu_ok@
struct sk_buff *B;
identifier F !~ "^sk_(state|family|reuse|reuseport|ipv6only|net_refcnt|bound_dev_if|bind_node|prot|net|v6_daddr|v6_rcv_saddr|cookie|node|nulls_node|refcnt|portpair|num|dport|addrpair|daddr|rcv_saddr|hash|incoming_cpu|tx_queue_mapping|rx_queue_mapping)$|^([^s]|s[^k]|sk[^_])";
identifier CALL = {inet_sk, inet6_sk, tcp_sk, udp_sk, raw_sk, sock_flag, inet_test_bit, sock_i_uid, sock_net_uid, inet_sk_flowi_flags, lock_sock, bh_lock_sock};
position P;
@@
(
  B->sk->F@P
|
  CALL@P(..., B->sk, ...)
)

@script:python@
p << nfu_chain.P;
b << nfu_chain.B;
f << nfu_chain.F = "";
c << nfu_chain.CALL = "";
@@
nfu_use(p, b + "->sk", f or c, "hook")

@nfu depends on context && (nfu_read || nfu_gets || nfu_call || nfu_full || nfu_look || nfu_one || nfu_other || nfu_chain)@
expression E;
identifier F;
position P : script:python() { bool(nfu_bad(P)) };
@@
* E->F@P

@nfu_arg depends on context && (nfu_read || nfu_gets || nfu_call || nfu_full || nfu_look || nfu_one || nfu_other || nfu_chain)@
identifier F;
position P : script:python() { bool(nfu_bad(P)) };
@@
* F@P(...)

@script:python depends on report && (nfu_read || nfu_gets || nfu_call || nfu_full || nfu_look || nfu_one || nfu_other || nfu_chain)@
@@
for p in found(nfu_bad):
    coccilib.report.print_report(p[0], nfu_bad(p))
seen.clear()

@script:python depends on org && (nfu_read || nfu_gets || nfu_call || nfu_full || nfu_look || nfu_one || nfu_other || nfu_chain)@
@@
for p in found(nfu_bad):
    coccilib.org.print_todo(p[0], nfu_bad(p))
seen.clear()
