// SPDX-License-Identifier: GPL-2.0-only
/// A buffer that has skb->sk and no destructor trips the BUG_ON() of skb_orphan(), and the
/// reference or charge that was taken for it is never given back.
///
// Confidence: Moderate
// Copyright: (C) 2026 the skbown authors
// Comments: Only where the function itself shows that it means to attach an owner: it has orphaned
// Comments: the buffer for it, has made or cloned it, has charged the socket with its truesize, or has
// Comments: taken a reference or looked the socket up; and only when there is a way to the end on which
// Comments: no destructor follows. A pointer that is lent for a call is something else. There is no
// Comments: patch mode: which destructor it takes, a person says.
// Options: --no-includes --include-headers
// Words: ->sk\s*=(?!=|\s*NULL\b)
// Words: ->sk, && (WRITE_ONCE|rcu_assign_pointer|smp_store_release)\s*\([^;]*->sk,(?!\s*NULL\b)
// Functions: ->sk\s*=[^=] && skb|sk_buff
// Functions: (WRITE_ONCE|rcu_assign_pointer|smp_store_release)\s*\([^;]*->sk\s*, && skb|sk_buff
// Functions: destructor\s*[,=](?!=)
// Keywords: skb, sk_buff, destructor, skb_orphan, BUG_ON

using "../stores.iso"

virtual patch
virtual context
virtual org
virtual report

// Facts are collected for a file; the last rules ask what they come to.
@initialize:python@
@@
seen = {}
swd_means = {}
swd_has = set()
swd_open = set()
swd_setters = set()
swd_carries = set()
swd_calls = set()

def swd_bad(p):
    if at(p) not in swd_means:
        return None
    fn, b, k = swd_means[at(p)]
    # What is cast is no socket.
    if k == "NULL" or k.startswith("(") or at(p) in swd_has or at(p) not in swd_open:
        return None
    if p[0].file in swd_carries:
        return None
    if any((fn, b, f) in swd_calls for file, f in swd_setters if file == p[0].file):
        return None
    return "'%s' is set on '%s' and no destructor is: skb_orphan() would BUG" % (k, b)

def where(p):
    return p[0].file, p[0].current_element

def at(p):
    key = p[0].file, int(p[0].line), int(p[0].column)
    seen[key] = p
    return key

# What is wrong of what a rule has looked at.
def found(bad):
    return [p for _, p in sorted(seen.items()) if bad(p)]

// In this file buffers carry sockets to whoever takes them out and sets the half back.
@swd_carry exists@
struct sk_buff *B;
identifier N;
position P;
@@
  N = B->sk@P
  ... when any
  B->sk = NULL
  ... when any
(
  sock_graft(N, ...);
|
  sock_put(N);
|
  return N;
)

@script:python@
p << swd_carry.P;
@@
swd_carries.add(p[0].file)

// The function means to attach an owner.
@swd_gate@
struct sk_buff *B;
expression K != NULL;
@@
  B->sk = K

@swd_mean depends on swd_gate exists@
struct sk_buff *B;
expression K, E;
identifier CHARGE =~ "^(refcount_add|atomic_add)$";
position P;
@@
(
  B->destructor = NULL;
  ... when any
  B->sk@P = K;
|
  skb_orphan(B);
  ... when any
  B->sk@P = K;
|
  CHARGE(B->truesize, E);
  ... when any
  B->sk@P = K;
|
  B->sk@P = K;
  ... when any
  CHARGE(B->truesize, E);
|
  sock_hold(K);
  ... when any
  B->sk@P = K;
)

@script:python@
p << swd_mean.P;
b << swd_mean.B;
k << swd_mean.K;
@@
swd_means[at(p)] = where(p), b, k

@swd_inc depends on swd_gate exists@
struct sk_buff *B;
expression K;
position P;
@@
  refcount_inc_not_zero(&K->sk_refcnt)
  ... when any
  B->sk@P = K

@script:python@
p << swd_inc.P;
b << swd_inc.B;
k << swd_inc.K;
@@
swd_means[at(p)] = where(p), b, k

@swd_look depends on swd_gate exists@
struct sk_buff *B;
expression K;
identifier LOOKUP =~ "^(__)?(inet6?|udp[46]?(_lib)?|sctp)_.*lookup|^nf_sk_lookup|^nf_tproxy_get_sock";
position P;
@@
  K = LOOKUP(...)
  ... when any
  B->sk@P = K

@script:python@
p << swd_look.P;
b << swd_look.B;
k << swd_look.K;
@@
swd_means[at(p)] = where(p), b, k

// Made here, and it leaves.
@swd_new depends on swd_gate exists@
struct sk_buff *B;
expression K;
identifier COPY =~ "^(skb_clone|skb_copy|pskb_copy|skb_copy_expand|skb_realloc_headroom|(__)?alloc_skb|(__)?(dev|netdev)_alloc_skb)$";
identifier LEAVE =~ "xmit|queue|send|output|transmit|deliver|netif_r";
position P;
@@
  B = COPY(...)
  ... when any
  B->sk@P = K
  ... when any
  LEAVE(..., B, ...)

@script:python@
p << swd_new.P;
b << swd_new.B;
k << swd_new.K;
@@
swd_means[at(p)] = where(p), b, k

// A way to the end on which neither a destructor is written nor skb->sk is taken back.
@swd_way depends on swd_mean || swd_inc || swd_look || swd_new exists@
struct sk_buff *B;
expression K, E;
identifier FN;
identifier FREE =~ "^(kfree_skb|__kfree_skb|consume_skb|dev_kfree_skb|kfree_skb_reason)$";
position P;
@@
FN(...)
{
  ... when any
  B->sk@P = K;
  ... when != B->destructor = E
      when != B->sk = E
      when != swap(B->destructor, E)
      when != swap(E, B->destructor)
      when != FREE(B, ...)
}

@script:python@
p << swd_way.P;
@@
swd_open.add(at(p))

// It is there already.
@swd_before depends on swd_way exists@
struct sk_buff *B;
expression K, E;
identifier D != NULL;
position P;
@@
(
  B->destructor = D;
  ... when != B->destructor = NULL
  B->sk@P = K;
|
  B->destructor = E->destructor;
  ... when != B->destructor = NULL
  B->sk@P = K;
|
  swap(B->destructor, E);
  ... when any
  B->sk@P = K;
|
  swap(E, B->destructor);
  ... when any
  B->sk@P = K;
)

@script:python@
p << swd_before.P;
@@
swd_has.add(at(p))

// Or a function of the file does it.
@swd_setter depends on swd_way@
expression A, E;
position P;
@@
  A->destructor@P = E

@script:python@
p << swd_setter.P;
@@
swd_setters.add(where(p))

@swd_call depends on swd_setter@
struct sk_buff *B;
identifier F;
position P;
@@
  F@P(..., B, ...)

@script:python@
p << swd_call.P;
b << swd_call.B;
f << swd_call.F;
@@
swd_calls.add((where(p), b, f))

@swd depends on context && swd_way@
expression B, E;
position P : script:python() { bool(swd_bad(P)) };
@@
* B->sk@P = E

@script:python depends on report && swd_way@
@@
for p in found(swd_bad):
    coccilib.report.print_report(p[0], swd_bad(p))
seen.clear()

@script:python depends on org && swd_way@
@@
for p in found(swd_bad):
    coccilib.org.print_todo(p[0], swd_bad(p))
seen.clear()
