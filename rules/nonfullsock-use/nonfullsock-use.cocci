// SPDX-License-Identifier: GPL-2.0-only
/// Where netfilter, traffic control and the like see a packet, skb->sk can be a TIME_WAIT
/// or a request socket. These have only the fields of struct sock_common; what else is read
/// lies beyond their end. Ask sk_fullsock(), or take skb_to_full_sk().
///
// Confidence: Moderate
// Copyright: (C) 2026 the skbown authors
// Comments: Only functions whose parameters say that they are called from a hook. Fields that all
// Comments: kinds have are not listed. Silent when the function asks what kind of socket it is.
// Comments: There is no patch mode: what to do for a mini socket, a person says.
// Options: --no-includes --include-headers
// Keywords: skb, sk_buff, sk_fullsock, sk_to_full_sk, TIME_WAIT, request socket

virtual patch
virtual context
virtual org
virtual report

// Facts are collected for a file; the last rules ask what they come to.
@initialize:python@
@@
nfu_read = set()
nfu_hooks = set()
nfu_asked = set()
nfu_uses = {}

def nfu_bad(p):
    if at(p) not in nfu_uses:
        return None
    fn, k, what = nfu_uses[at(p)]
    if fn not in nfu_hooks or (fn, k) in nfu_asked or (k and (fn, k) not in nfu_read):
        return None
    if not k and any(f == fn for f, _ in nfu_asked):
        return None
    return "the socket may be a TIME_WAIT or request socket, which %s" % what

def where(p):
    return p[0].file, p[0].current_element

def at(p):
    return p[0].file, int(p[0].line), int(p[0].column)

@nfu_hook@
identifier FN, H;
type T = {struct nf_hook_state *, const struct nf_hook_state *, struct xt_action_param *, const struct xt_action_param *, const struct nft_pktinfo *, struct Qdisc *, struct tcf_proto *, struct tcf_pkt_info *, struct tcf_result *};
position P;
@@
FN@P(..., T H, ...) { ... }

@script:python@
p << nfu_hook.P;
fn << nfu_hook.FN;
@@
nfu_hooks.add((p[0].file, fn))

@nfu_get depends on nfu_hook@
struct sk_buff *B;
identifier K;
position P;
@@
  K = B->sk@P

@script:python@
p << nfu_get.P;
k << nfu_get.K;
@@
nfu_read.add((where(p), k))

@nfu_ask depends on nfu_hook@
expression K;
identifier KIND =~ "fullsock|^sk_is_|full_sk$|is_full|usable|listener|_prio$";
position P;
@@
(
  KIND@P(..., K, ...)
|
  K->sk_state@P
|
  K = KIND@P(...)
)

@script:python@
p << nfu_ask.P;
k << nfu_ask.K;
@@
nfu_asked.add((where(p), k))

@nfu_field depends on nfu_hook@
identifier K;
identifier F =~ "^sk_(socket|mark|priority|user_data|uid|prot_creator|sndbuf|rcvbuf|wmem_alloc|rmem_alloc|flags|protocol|type|callback_lock|classid|cgrp_data|security|txhash|pacing_rate|clockid|txtime_.*|rx_dst|dst_cache|receive_queue|write_queue|err|error_report|shutdown|route_caps)$";
position P;
@@
  K->F@P

@script:python@
p << nfu_field.P;
k << nfu_field.K;
f << nfu_field.F;
@@
nfu_uses[at(p)] = where(p), k, "has no '%s'" % f

// What only knows full sockets.
@nfu_call depends on nfu_hook@
identifier K;
identifier F = {inet_sk, inet6_sk, tcp_sk, udp_sk, raw_sk, sock_flag, inet_test_bit, sock_i_uid, sk_uid};
position P;
@@
  F@P(..., K, ...)

@script:python@
p << nfu_call.P;
k << nfu_call.K;
f << nfu_call.F;
@@
nfu_uses[at(p)] = where(p), k, "is nothing for %s()" % f

@nfu_chain depends on nfu_hook@
struct sk_buff *B;
identifier F =~ "^sk_(socket|mark|priority|user_data|uid|prot_creator|sndbuf|rcvbuf|wmem_alloc|rmem_alloc|flags|protocol|type|callback_lock|classid|cgrp_data|security|txhash|pacing_rate|clockid|txtime_.*|rx_dst|dst_cache|receive_queue|write_queue|err|error_report|shutdown|route_caps)$";
position P;
@@
  B->sk->F@P

@script:python@
p << nfu_chain.P;
f << nfu_chain.F;
@@
nfu_uses[at(p)] = where(p), "", "has no '%s'" % f

@nfu depends on !patch && (nfu_hook)@
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

@nfu_arg depends on !patch && (nfu_hook)@
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
