// SPDX-License-Identifier: GPL-2.0-only
/// A look-up in the table of established connections can return a TIME_WAIT or a request
/// socket. sock_put() and sock_efree() free it as if it were a full socket; sock_gen_put()
/// and sock_edemux() know all three kinds.
///
// Confidence: High
// Copyright: (C) 2026 the skbown authors
// Comments: Sockets that a look-up or a walk of the table has returned, also by way of a function of
// Comments: the file. Silent when the function has left, or chosen another way, by what kind of
// Comments: socket it is; in the branch of those that are not full it is never silent.
// Options: --no-includes --include-headers
// Words: sock_put && inet_lookup|inet6_lookup|nf_tproxy_get_sock|nf_sk_lookup|inet_diag_find_one|sk_nulls_for_each|req_to_sk|TIME_WAIT|NEW_SYN_RECV|request_sock|timewait_sock
// Words: sock_efree && inet_lookup|inet6_lookup|nf_tproxy_get_sock|nf_sk_lookup|inet_diag_find_one
// Functions: sock_put\b
// Functions: destructor\b && sock_efree\b
// Functions: (=|return)\s*((__)?inet6?_lookup|nf_tproxy_get_sock|nf_sk_lookup|inet_diag_find_one)
// Keywords: skb, sk_buff, sock_put, sock_gen_put, TIME_WAIT, request socket

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
nfp_found = set()
nfp_asked = set()
nfp_inside = set()
nfp_ifs = set()
nfp_puts = {}
nfp_sure = {}
nfp_helpers = set()

NFP_LOOKUP = re.compile("^(__)?inet6?_lookup(_established|_skb)?$|^nf_tproxy_get_sock_v[46]$"
                        "|^nf_sk_lookup_slow_v[46]$|^inet_diag_find_one_icsk$")

def nfp_lookup(name):
    return bool(NFP_LOOKUP.match(str(name)))

def nfp_helper(name):
    return str(name) in nfp_helpers

def nfp_bad(p):
    fn, k, need = nfp_sure.get(at(p)) or nfp_puts.get(at(p)) or (None, None, None)
    if not fn:
        return None
    if at(p) not in nfp_sure and ((fn, k) not in nfp_found or (fn, k) in nfp_asked or at(p) in nfp_inside):
        return None
    return "'%s' may be a TIME_WAIT or request socket: %s is needed" % (k, need)

def where(p):
    return p[0].file, p[0].current_element

def at(p):
    key = p[0].file, int(p[0].line), int(p[0].column)
    seen[key] = p
    return key

# What is wrong of what a rule has looked at.
def found(bad):
    return [p for _, p in sorted(seen.items()) if bad(p)]

@nfp_look@
expression K;
identifier LOOKUP : script:python() { nfp_lookup(LOOKUP) };
position P;
@@
  K = LOOKUP@P(...)

@script:python@
p << nfp_look.P;
k << nfp_look.K;
@@
nfp_found.add((where(p), k))

// The table of established connections holds all kinds.
@nfp_walk@
expression K, H, N;
iterator name sk_nulls_for_each, sk_nulls_for_each_rcu;
statement S;
position P;
@@
(
  sk_nulls_for_each@P(K, N, &H->chain) S
|
  sk_nulls_for_each_rcu@P(K, N, &H->chain) S
)

@script:python@
p << nfp_walk.P;
k << nfp_walk.K;
@@
nfp_found.add((where(p), k))

// A function of this file that returns what it has looked up, and asks nothing about it.
@nfp_return depends on nfp_look exists@
expression K, E;
identifier F, FN;
identifier LOOKUP : script:python() { nfp_lookup(LOOKUP) };
type T;
@@
static T *FN(...)
{
  ... when any
  K = LOOKUP(...)
  ... when != F(..., K, ...)
      when != K = E
  return K;
}

@nfp_direct@
identifier LOOKUP : script:python() { nfp_lookup(LOOKUP) };
position P;
@@
  return LOOKUP@P(...);

// Names are known in their file only.
@script:python depends on nfp_return || nfp_direct@
@@
nfp_helpers.clear()

@script:python@
fn << nfp_return.FN;
@@
nfp_helpers.add(fn)

@script:python@
p << nfp_direct.P;
@@
nfp_helpers.add(p[0].current_element)

@nfp_by depends on nfp_return || nfp_direct@
expression K;
identifier HELPER : script:python() { nfp_helper(HELPER) };
position P;
@@
  K = HELPER@P(...)

@script:python@
p << nfp_by.P;
k << nfp_by.K;
@@
nfp_found.add((where(p), k))

// Left, or gone elsewhere, by what kind it is.
@nfp_ask depends on nfp_look || nfp_walk || nfp_by exists@
expression K;
identifier KIND =~ "fullsock|^sk_is_|full_sk$|is_full|usable|listener";
identifier L;
position P;
@@
(
  if (<+... \(KIND@P(..., K, ...) \| K->sk_state@P\) ...+>) return ...;
|
  if (<+... \(KIND@P(..., K, ...) \| K->sk_state@P\) ...+>) goto L;
|
  if (<+... \(KIND@P(..., K, ...) \| K->sk_state@P\) ...+>) break;
|
  if (<+... \(KIND@P(..., K, ...) \| K->sk_state@P\) ...+>) continue;
|
  if (<+... \(KIND@P(..., K, ...) \| K->sk_state@P\) ...+>) { ... return ...; }
|
  if (<+... \(KIND@P(..., K, ...) \| K->sk_state@P\) ...+>) { ... goto L; }
|
  if (<+... \(KIND@P(..., K, ...) \| K->sk_state@P\) ...+>) { ... break; }
|
  if (<+... \(KIND@P(..., K, ...) \| K->sk_state@P\) ...+>) { ... continue; }
|
  K = KIND@P(...)
)

@script:python@
p << nfp_ask.P;
k << nfp_ask.K;
@@
nfp_asked.add((where(p), k))

// A switch, or kept for later.
@nfp_if depends on nfp_look || nfp_walk || nfp_by@
expression K;
statement S1, S2;
position P;
@@
  if (<+... K->sk_state@P ...+>) S1 else S2

@script:python@
p << nfp_if.P;
@@
nfp_ifs.add(at(p))

@nfp_state depends on nfp_look || nfp_walk || nfp_by@
expression K;
position P;
@@
  K->sk_state@P

@script:python@
p << nfp_state.P;
k << nfp_state.K;
@@
if at(p) not in nfp_ifs:
    nfp_asked.add((where(p), k))

@nfp_put depends on nfp_look || nfp_walk || nfp_by@
expression K;
position P;
@@
  sock_put@P(K)

@script:python@
p << nfp_put.P;
k << nfp_put.K;
@@
nfp_puts[at(p)] = where(p), k, "sock_gen_put()"

@nfp_in exists@
expression nfp_put.K;
statement S;
identifier KIND =~ "fullsock|^sk_is_|full_sk$|is_full|usable|listener";
position P;
@@
(
  if (<+... \(KIND(..., K, ...) \| K->sk_state\) ...+>) { <+... sock_put@P(K) ...+> } else S
|
  if (<+... \(KIND(..., K, ...) \| K->sk_state\) ...+>) S else { <+... sock_put@P(K) ...+> }
|
  if (<+... \(KIND(..., K, ...) \| K->sk_state\) ...+>) sock_put@P(K);
)

@script:python@
p << nfp_in.P;
@@
nfp_inside.add(at(p))

@nfp_pair depends on nfp_look || nfp_by exists@
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
@nfp_plain@
expression K;
@@
  sock_put(K)

@nfp_branch depends on nfp_plain exists@
expression K, E;
identifier KIND = {TCP_TIME_WAIT, DCCP_TIME_WAIT, TCP_NEW_SYN_RECV, DCCP_NEW_SYN_RECV};
position P;
@@
  if (<+... K->sk_state == KIND ...+>)
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

// By its type.
@nfp_mini depends on nfp_plain@
struct request_sock *R;
struct inet_timewait_sock *TW;
position P;
@@
(
  sock_put@P(req_to_sk(R))
|
  sock_put@P((struct sock *)R)
|
  sock_put@P((struct sock *)TW)
)

@script:python@
p << nfp_mini.P;
@@
nfp_sure[at(p)] = where(p), "it", "sock_gen_put()"

// ... and behind the label that they go to.
@nfp_goto depends on nfp_plain exists@
expression K, E;
identifier L;
identifier KIND = {TCP_TIME_WAIT, DCCP_TIME_WAIT, TCP_NEW_SYN_RECV, DCCP_NEW_SYN_RECV};
@@
(
  if (<+... K->sk_state == KIND ...+>) goto L;
|
  if (<+... K->sk_state == KIND ...+>)
  {
    ... when != K = E
    goto L;
  }
)

@nfp_label exists@
identifier nfp_goto.L;
expression nfp_goto.K;
expression E;
position P;
@@
L:
  ... when != K = E
      when != K->sk_state
  sock_put@P(K)

@script:python@
p << nfp_label.P;
k << nfp_goto.K;
@@
nfp_sure[at(p)] = where(p), k, "sock_gen_put()"

@nfp depends on context && (nfp_look || nfp_walk || nfp_by || nfp_branch || nfp_mini || nfp_label)@
expression K;
position P : script:python() { bool(nfp_bad(P)) };
@@
* sock_put@P(K)

@nfp_dtor depends on context && (nfp_look || nfp_by)@
expression B, E;
position P : script:python() { bool(nfp_bad(P)) };
@@
* B->destructor@P = E

@script:python depends on report && (nfp_look || nfp_walk || nfp_by || nfp_branch || nfp_mini || nfp_label)@
@@
for p in found(nfp_bad):
    coccilib.report.print_report(p[0], nfp_bad(p))
seen.clear()

@script:python depends on org && (nfp_look || nfp_walk || nfp_by || nfp_branch || nfp_mini || nfp_label)@
@@
for p in found(nfp_bad):
    coccilib.org.print_todo(p[0], nfp_bad(p))
seen.clear()

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
