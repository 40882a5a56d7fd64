// SPDX-License-Identifier: GPL-2.0-only
/// A look-up in the table of established connections can return a TIME_WAIT or a request
/// socket. sock_put() and sock_efree() free it as if it were a full socket; sock_gen_put()
/// and sock_edemux() know all three kinds.
///
// Confidence: High
// Copyright: (C) 2026 the skbown authors
// Comments: Silent when the function asks what kind of socket it is, except in the branch where it
// Comments: is known to be none that is full.
// Options: --no-includes --include-headers
// Keywords: skb, sk_buff, sock_put, sock_gen_put, TIME_WAIT, request socket

virtual patch
virtual context
virtual org
virtual report

// Facts are collected for a file; the last rules ask what they come to.
@initialize:python@
@@
nfp_found = set()
nfp_asked = set()
nfp_puts = {}
nfp_sure = {}

def nfp_bad(p):
    fn, k, need = nfp_sure.get(at(p)) or nfp_puts.get(at(p)) or (None, None, None)
    if not fn:
        return None
    if at(p) not in nfp_sure and ((fn, k) not in nfp_found or (fn, k) in nfp_asked):
        return None
    return "'%s' may be a TIME_WAIT or request socket: %s is needed" % (k, need)

def where(p):
    return p[0].file, p[0].current_element

def at(p):
    return p[0].file, int(p[0].line), int(p[0].column)

@nfp_look@
expression K;
identifier LOOKUP =~ "^(__)?inet6?_lookup(_established|_skb)?$|^nf_tproxy_get_sock_v[46]$|^nf_sk_lookup_slow_v[46]$";
position P;
@@
  K = LOOKUP@P(...)

@script:python@
p << nfp_look.P;
k << nfp_look.K;
@@
nfp_found.add((where(p), k))

@nfp_ask depends on nfp_look@
expression K;
statement S1, S2;
identifier KIND =~ "fullsock|^sk_is_|full_sk$|is_full|usable|listener|_prio$";
position P;
@@
(
  if (<+... KIND@P(..., K, ...) ...+>) S1 else S2
|
  K->sk_state@P
)

@script:python@
p << nfp_ask.P;
k << nfp_ask.K;
@@
nfp_asked.add((where(p), k))

@nfp_put depends on nfp_look@
expression K;
position P;
@@
  sock_put@P(K)

@script:python@
p << nfp_put.P;
k << nfp_put.K;
@@
nfp_puts[at(p)] = where(p), k, "sock_gen_put()"

@nfp_pair depends on nfp_look exists@
expression B, K;
identifier D = {sock_efree};
position P;
@@
(
  B->sk = K;
  ... when any
  B->destructor@P = D;
|
  B->destructor@P = D;
  ... when any
  B->sk = K;
)

@script:python@
p << nfp_pair.P;
k << nfp_pair.K;
@@
nfp_puts[at(p)] = where(p), k, "sock_edemux"

// In the branch of those that are not full.
@nfp_branch exists@
expression K, E;
identifier KIND = {TCP_TIME_WAIT, DCCP_TIME_WAIT, TCP_NEW_SYN_RECV, DCCP_NEW_SYN_RECV};
position P;
@@
  if (K->sk_state == KIND)
  {
    ... when != K = E
    sock_put@P(K);
    ... when any
  }

@script:python@
p << nfp_branch.P;
k << nfp_branch.K;
@@
nfp_sure[at(p)] = where(p), k, "sock_gen_put()"

@nfp depends on !patch && (nfp_look || nfp_branch)@
expression K;
position P : script:python() { bool(nfp_bad(P)) };
@@
* sock_put@P(K)

@script:python depends on report@
p << nfp.P;
@@
coccilib.report.print_report(p[0], nfp_bad(p))

@script:python depends on org@
p << nfp.P;
@@
coccilib.org.print_todo(p[0], nfp_bad(p))

@nfp_dtor depends on !patch && (nfp_look)@
expression B, E;
position P : script:python() { bool(nfp_bad(P)) };
@@
* B->destructor@P = E

@script:python depends on report@
p << nfp_dtor.P;
@@
coccilib.report.print_report(p[0], nfp_bad(p))

@script:python depends on org@
p << nfp_dtor.P;
@@
coccilib.org.print_todo(p[0], nfp_bad(p))

@depends on patch@
position P : script:python() { bool(nfp_bad(P)) };
identifier D = {sock_efree};
expression B, K;
@@
(
- sock_put@P(K)
+ sock_gen_put(K)
|
- B->destructor@P = D
+ B->destructor = sock_edemux
)
