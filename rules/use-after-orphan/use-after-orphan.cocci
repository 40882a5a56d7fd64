// SPDX-License-Identifier: GPL-2.0-only
/// What kept the socket alive was the buffer, or the reference that is put: it may have
/// been the last. A pointer to the socket must not be followed after that.
///
// Confidence: Moderate
// Copyright: (C) 2026 the skbown authors
// Comments: A pointer that was read from skb->sk before an orphan or a free of the buffer, and a
// Comments: socket that is unlocked after its sock_put(). Silent when the function takes a
// Comments: reference, stores or compares the pointer, or asks whose the destructor is. There is no
// Comments: patch mode: the use has to move, or a reference is taken.
// Options: --no-includes --include-headers
// Words: ->sk; && skb|sk_buff && skb_orphan|free_skb|kfree_skb|consume_skb
// Words: sock_put\b && release_sock|bh_unlock_sock|sock_release_ownership
// Words: sock_[a-z_]*free *\(
// Words: sock_edemux *\(
// Words: tcp_wfree *\(
// Functions: ->sk; && skb|sk_buff && skb_orphan|kfree_skb|consume_skb
// Functions: sock_put\b && release_sock|bh_unlock_sock|sock_release_ownership
// Functions: sock_[a-z_]*free *\(
// Functions: sock_edemux *\(
// Functions: tcp_wfree *\(
// Keywords: skb, sk_buff, skb_orphan, kfree_skb, sock_put, use after free

using "../stores.iso"

virtual patch
virtual context
virtual org
virtual report

// Facts are collected for a file; the last rules ask what they come to.
@initialize:python@
@@
seen = {}
uao_uses = {}
uao_sure = {}
uao_kept = set()
uao_held = {}

def uao_bad(p):
    if at(p) in uao_sure:
        return uao_sure[at(p)]
    if at(p) not in uao_uses:
        return None
    fn, k, text, why = uao_uses[at(p)]
    return None if (fn, k, why) in uao_kept or (fn, "", why) in uao_kept else text

def where(p):
    return p[0].file, p[0].current_element

def at(p):
    key = p[0].file, int(p[0].line), int(p[0].column)
    seen[key] = p
    return key

# What is wrong of what a rule has looked at.
def found(bad):
    return [p for _, p in sorted(seen.items()) if bad(p)]

@uao_read@
struct sk_buff *B;
identifier K;
@@
  K = B->sk

@uao_use depends on uao_read exists@
struct sk_buff *B;
identifier K;
expression E;
identifier F;
identifier DROP =~ "^(skb_orphan|kfree_skb|kfree_skb_reason|consume_skb|__kfree_skb|dev_kfree_skb|dev_kfree_skb_any)$";
identifier HOLD =~ "hold|owner|charge|_get|get_|queue|register|add|lock|inc_not_zero";
position P;
@@
  K = B->sk
  ... when != K = E
      when != B = E
      when != HOLD(..., <+... K ...+>, ...)
  DROP(B, ...);
  ... when != K = E
  K->F@P

@script:python@
p << uao_use.P;
k << uao_use.K;
b << uao_use.B;
@@
uao_uses[at(p)] = where(p), k, "'%s' is used and '%s', which kept it alive, is gone" % (k, b), "use"

// The file of a call by user space keeps its socket.
@uao_open exists@
struct socket *S;
identifier K;
identifier UNLOCK = {release_sock, bh_unlock_sock, sock_release_ownership};
position Q;
@@
  K = S->sk
  ...
  sock_put(K);
  UNLOCK@Q(K);

// The lock is in the socket that has just been put.
@uao_unlock exists@
identifier K;
identifier UNLOCK = {release_sock, bh_unlock_sock, sock_release_ownership};
position P != uao_open.Q;
@@
  sock_put(K);
  UNLOCK@P(K);

@script:python@
p << uao_unlock.P;
k << uao_unlock.K;
@@
uao_uses[at(p)] = where(p), k, "'%s' is unlocked after sock_put(), which may have freed it" % k, "lock"

@uao_keep depends on uao_use@
expression K, E;
identifier OWNS =~ "owner|charge";
position P;
@@
(
  OWNS@P(..., <+... K ...+>, ...)
|
  E = K@P
|
  K@P == E
|
  K@P != E
)

@script:python@
p << uao_keep.P;
k << uao_keep.K;
@@
uao_kept.add((where(p), k, "use"))

@uao_dtor depends on uao_use@
expression E, F;
position P;
@@
(
  E->destructor@P == F
|
  E->destructor@P != F
|
  swap@P(...)
)

@script:python@
p << uao_dtor.P;
@@
uao_kept.add((where(p), "", "use"))

// The callers of a helper may hold.
@uao_helper depends on uao_use exists@
identifier FN, B;
type T;
position P;
@@
static T FN@P(..., struct sk_buff *B, ...) { ... }

@script:python@
p << uao_helper.P;
fn << uao_helper.FN;
@@
uao_kept.add(((p[0].file, fn), "", "use"))

@uao_hold depends on uao_unlock@
expression K;
position P;
@@
  sock_hold@P(K)

@script:python@
p << uao_hold.P;
k << uao_hold.K;
@@
# One is what is put; a second one keeps.
key = where(p), k
uao_held.setdefault(key, set()).add(at(p))
if len(uao_held[key]) > 1:
    uao_kept.add((where(p), k, "lock"))

// Who gets it has a reference of its own.
@uao_return depends on uao_unlock exists@
identifier K;
identifier UNLOCK = {release_sock, bh_unlock_sock, sock_release_ownership};
position P;
@@
  UNLOCK(K);
  return K@P;

@script:python@
p << uao_return.P;
k << uao_return.K;
@@
uao_kept.add((where(p), k, "lock"))

@uao_graft depends on uao_unlock@
expression K;
position P;
@@
  sock_graft@P(K, ...)

@script:python@
p << uao_graft.P;
k << uao_graft.K;
@@
uao_kept.add((where(p), k, "lock"))

@uao_file depends on uao_unlock@

position P;
@@
  fput@P(...)

@script:python@
p << uao_file.P;
@@
uao_kept.add((where(p), "", "lock"))

// The buffer's own pointer, after its destructor has run.
@uao_gate@
expression B;
identifier D = {sock_wfree, sock_rfree, sock_efree, sock_pfree, sock_edemux, __sock_wfree, tcp_wfree, sock_rmem_free, sock_ofree};
@@
  D(B)

@uao_self depends on uao_gate exists@
struct sk_buff *B;
expression E;
identifier F, FN;
identifier D = {sock_wfree, sock_rfree, sock_efree, sock_pfree, sock_edemux, __sock_wfree, tcp_wfree, sock_rmem_free, sock_ofree};
position P;
@@
  D(B);
  ... when != B->sk = E
      when != B = E
(
  B->sk@P->F
|
  FN(..., <+... B->sk@P ...+>, ...)
)

@script:python@
p << uao_self.P;
b << uao_self.B;
@@
uao_sure[at(p)] = "the socket of '%s' is used after its destructor has run" % b

@uao depends on context && (uao_use || uao_self)@
expression E;
identifier F;
position P : script:python() { bool(uao_bad(P)) };
@@
* E->F@P

@uao_call depends on context && (uao_unlock || uao_self)@
identifier F = {release_sock, bh_unlock_sock, sock_release_ownership};
position P : script:python() { bool(uao_bad(P)) };
@@
* F@P(...)

@script:python depends on report && (uao_use || uao_self || uao_unlock)@
@@
for p in found(uao_bad):
    coccilib.report.print_report(p[0], uao_bad(p))
seen.clear()

@script:python depends on org && (uao_use || uao_self || uao_unlock)@
@@
for p in found(uao_bad):
    coccilib.org.print_todo(p[0], uao_bad(p))
seen.clear()
