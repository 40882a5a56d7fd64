// SPDX-License-Identifier: GPL-2.0-only
/// A buffer that comes from somewhere else may have an owner. When skb->sk and
/// skb->destructor are overwritten, the earlier destructor never runs, and its socket keeps
/// a reference or a charge for good. Call skb_orphan() first.
///
// Confidence: Moderate
// Copyright: (C) 2026 the skbown authors
// Comments: Buffers that the function got as a parameter, where other files call it or it is
// Comments: installed as a callback; that it took from a queue; and that it gave an owner itself.
// Comments: Silent when the owner is asked for, or when the buffer went through a call before the
// Comments: stores whose name or whose body (in this file) says that it may have taken the owner off.
// Options: --no-includes --include-headers
// Words: [>.]destructor\b
// Functions: destructor\b
// Functions: skb_orphan\b
// Callers: 1
// Keywords: skb, sk_buff, skb_orphan, destructor, owner

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
mo_set = {}
mo_static = set()
mo_called = set()
mo_helpers = set()

MO_DISOWNS = re.compile("orphan|owner|owns|steal|scrub|unshare|free|alloc|clone|copy|build|segment|consume"
                        "|destruct|dtor")

def mo_disowns(name):
    return bool(MO_DISOWNS.search(str(name))) or str(name) in mo_helpers

def mo_bad(p):
    if at(p) not in mo_set:
        return None
    fn, b, k, d, of = mo_set[at(p)]
    # Early demultiplexing runs on buffers without owner only: ip_rcv_finish_core() asks.
    if "NULL" in (k, d) or (of == "parameter" and re.search("early_(demux|assign)", fn[1])):
        return None
    if of == "parameter" and fn in mo_static and fn in mo_called:
        return None
    return "owner of '%s' is overwritten without skb_orphan()" % b

def where(p):
    return p[0].file, p[0].current_element

def at(p):
    key = p[0].file, int(p[0].line), int(p[0].column)
    seen[key] = p
    return key

# What is wrong of what a rule has looked at.
def found(bad):
    return [p for _, p in sorted(seen.items()) if bad(p)]

@mo_write@
expression B, E;
position P;
@@
  B->destructor@P = E

// Names are known in their file only.
@script:python depends on mo_write@
@@
mo_helpers.clear()

@script:python@
p << mo_write.P;
@@
mo_helpers.add(p[0].current_element)

@mo_orphan depends on mo_write@
position P;
@@
  skb_orphan@P(...)

@script:python@
p << mo_orphan.P;
@@
mo_helpers.add(p[0].current_element)

// Got from the caller.
@mo_param depends on mo_write exists@
identifier FN, B;
expression K, D;
identifier CALL : script:python() { mo_disowns(CALL) };
position P, H;
@@
FN@H(..., struct sk_buff *B, ...)
{
  ... when != CALL(..., B, ...)
      when != B->sk
      when != B->destructor
      when != B = CALL(...)
(
  B->sk = K;
  ... when any
  B->destructor@P = D;
|
  B->destructor = D;
  ... when any
  B->sk@P = K;
)
  ... when any
}

@script:python@
p << mo_param.P;
b << mo_param.B;
k << mo_param.K;
d << mo_param.D;
@@
mo_set.setdefault(at(p), (where(p), b, k, d, "parameter"))

// Taken from a queue.
@mo_queue depends on mo_write exists@
expression B, K, D, X;
identifier DEQUEUE =~ "dequeue|^skb_peek|recv_datagram$";
identifier CALL : script:python() { mo_disowns(CALL) };
position P;
@@
  B = DEQUEUE(...)
  ... when != CALL(..., B, ...)
      when != B->sk
      when != B->destructor
      when != B = X
(
  B->sk = K;
  ... when any
  B->destructor@P = D;
|
  B->destructor = D;
  ... when any
  B->sk@P = K;
)

@script:python@
p << mo_queue.P;
b << mo_queue.B;
k << mo_queue.K;
d << mo_queue.D;
@@
mo_set.setdefault(at(p), (where(p), b, k, d, "queue"))

// Given an owner here.
@mo_own depends on mo_write exists@
expression B, K, D, X;
identifier SET =~ "^skb_set_owner_([wr]|sk_safe|edemux)$";
identifier CALL : script:python() { mo_disowns(CALL) };
position P;
@@
  SET(B, ...)
  ... when != CALL(..., B, ...)
      when != B->sk
      when != B->destructor
      when != B = X
(
  B->sk = K;
  ... when any
  B->destructor@P = D;
|
  B->destructor = D;
  ... when any
  B->sk@P = K;
)

@script:python@
p << mo_own.P;
b << mo_own.B;
k << mo_own.K;
d << mo_own.D;
@@
mo_set[at(p)] = where(p), b, k, d, "own"

@mo_made depends on mo_write exists@
expression B, K, D, X;
identifier ALLOC =~ "^sock_([wr]malloc|alloc_send_p?skb)$";
identifier CALL : script:python() { mo_disowns(CALL) };
position P;
@@
  B = ALLOC(...)
  ... when != CALL(..., B, ...)
      when != B->sk
      when != B->destructor
      when != B = X
(
  B->sk = K;
  ... when any
  B->destructor@P = D;
|
  B->destructor = D;
  ... when any
  B->sk@P = K;
)

@script:python@
p << mo_made.P;
b << mo_made.B;
k << mo_made.K;
d << mo_made.D;
@@
mo_set[at(p)] = where(p), b, k, d, "own"

// Twice by hand.
@mo_twice depends on mo_write exists@
expression B, K, D, X, O;
identifier N != NULL;
identifier CALL : script:python() { mo_disowns(CALL) };
position P;
@@
(
  B->sk = O;
  B->destructor = N;
|
  B->destructor = N;
  B->sk = O;
)
  ... when != CALL(..., B, ...)
      when != B->sk
      when != B->destructor
      when != B = X
(
  B->sk = K;
  ... when any
  B->destructor@P = D;
|
  B->destructor = D;
  ... when any
  B->sk@P = K;
)

@script:python@
p << mo_twice.P;
b << mo_twice.B;
k << mo_twice.K;
o << mo_twice.O;
d << mo_twice.D;
@@
if k != o and o != "NULL":
    mo_set[at(p)] = where(p), b, k, d, "own"

// A static function's callers are here, and may have seen to it; a header's are anywhere.
@mo_inside depends on mo_write exists@
identifier FN;
type T;
position H;
@@
static T FN@H(...) { ... }

@script:python@
h << mo_inside.H;
fn << mo_inside.FN;
@@
if not h[0].file.endswith(".h"):
    mo_static.add((h[0].file, fn))

@mo_call depends on mo_inside@
identifier FN;
position P;
@@
  FN@P(...)

@script:python@
p << mo_call.P;
fn << mo_call.FN;
@@
if p[0].current_element != fn:
    mo_called.add((p[0].file, fn))

@mo depends on context && mo_write@
expression B, E;
identifier F = {sk, destructor};
position P : script:python() { bool(mo_bad(P)) };
@@
* B->F@P = E

@script:python depends on report && mo_write@
@@
for p in found(mo_bad):
    coccilib.report.print_report(p[0], mo_bad(p))
seen.clear()

@script:python depends on org && mo_write@
@@
for p in found(mo_bad):
    coccilib.org.print_todo(p[0], mo_bad(p))
seen.clear()

// Before the first of the two.
@depends on patch && mo_write@
expression B, K, D;
position P : script:python() { bool(mo_bad(P)) };
@@
(
+ skb_orphan(B);
  B->sk = K;
  B->destructor@P = D;
|
+ skb_orphan(B);
  B->destructor = D;
  B->sk@P = K;
)
