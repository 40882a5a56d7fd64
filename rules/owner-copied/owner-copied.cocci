// SPDX-License-Identifier: GPL-2.0-only
/// skb->sk and skb->destructor stand for one payment: one reference, or one charge. When
/// the pair is copied to a second buffer and the first keeps it, both destructors refund
/// it.
///
// Confidence: High
// Copyright: (C) 2026 the skbown authors
// Comments: A second payment in the function makes it right, and so does clearing the source, a
// Comments: swap(), a charge for all parts after a loop. There is no patch mode: charge or hand
// Comments: over, a person decides.
// Options: --no-includes --include-headers
// Words: [>.]destructor\b
// Functions: destructor\b
// Keywords: skb, sk_buff, destructor, skb_copy, owner

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
oc_set = {}
oc_right = set()
oc_made = set()
oc_cleared = set()

def oc_bad(p):
    if at(p) not in oc_set:
        return None
    fn, a, b = oc_set[at(p)]
    if fn in oc_right or (fn, b) in oc_right or (fn not in oc_made and fn[0] in oc_cleared):
        return None
    return "'%s' gets the owner of '%s' and both keep it: one payment is refunded twice" % (a, b)

def where(p):
    return p[0].file, p[0].current_element

def at(p):
    key = p[0].file, int(p[0].line), int(p[0].column)
    seen[key] = p
    return key

# What is wrong of what a rule has looked at.
def found(bad):
    return [p for _, p in sorted(seen.items()) if bad(p)]

@oc_gate@
expression A, B;
@@
  A->destructor = B->destructor

@oc_pair depends on oc_gate exists@
expression A, B, K;
position P;
@@
(
  A->sk = K;
  ... when any
  A->destructor@P = B->destructor;
|
  A->destructor@P = B->destructor;
  ... when any
  A->sk = K;
)

@script:python@
p << oc_pair.P;
a << oc_pair.A;
b << oc_pair.B;
@@
oc_set[at(p)] = where(p), a, b

@oc_paid depends on oc_pair@
expression E, F;
identifier ADD =~ "^(refcount_add|atomic_add)$";
identifier PAY =~ "^(refcount_inc|refcount_inc_not_zero|sock_hold|swap)$|charge";
position P;
@@
(
  ADD@P(E, ...)
|
  PAY@P(E, ...)
|
  F->truesize@P -= E
)

@script:python@
p << oc_paid.P;
e << oc_paid.E;
@@
# The difference of two sizes is no payment.
if not re.search("delta|diff", e):
    oc_right.add(where(p))

// The source has none any more, or one that may owe the socket nothing.
@oc_moved depends on oc_pair@
expression B;
identifier OWN !~ "^(__)?(sock|tcp|skb|netlink)_([wreop]|rmem_)free$|^sock_edemux$";
position P;
@@
(
  B->destructor@P = NULL
|
  skb_orphan@P(B)
|
  B->destructor@P == OWN
|
  B->destructor@P != OWN
)

@script:python@
p << oc_moved.P;
b << oc_moved.B;
@@
oc_right.add((where(p), b))

// A helper that only copies, and one that clears.
@oc_makes depends on oc_pair@
expression A;
identifier ALLOC =~ "alloc|build|clone|copy";
position P;
@@
  A = ALLOC@P(...)

@script:python@
p << oc_makes.P;
@@
oc_made.add(where(p))

@oc_clears depends on oc_pair@
struct sk_buff *E;
position P;
@@
  E->destructor@P = NULL

@script:python@
p << oc_clears.P;
@@
oc_cleared.add(p[0].file)

@oc depends on context && oc_pair@
expression A, B;
position P : script:python() { bool(oc_bad(P)) };
@@
* A->destructor@P = B->destructor

@script:python depends on report && oc_pair@
@@
for p in found(oc_bad):
    coccilib.report.print_report(p[0], oc_bad(p))
seen.clear()

@script:python depends on org && oc_pair@
@@
for p in found(oc_bad):
    coccilib.org.print_todo(p[0], oc_bad(p))
seen.clear()
