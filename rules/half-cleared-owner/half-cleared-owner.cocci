// SPDX-License-Identifier: GPL-2.0-only
/// The two halves of the owner go together. With the destructor gone and skb->sk left,
/// skb_orphan() hits its BUG_ON(); with skb->sk gone and the destructor left, the
/// destructor follows a NULL pointer.
///
// Confidence: Moderate
// Copyright: (C) 2026 the skbown authors
// Comments: One half is set to NULL, or swapped, and no store to the other one stands beside it, with
// Comments: no call for the buffer in between. A lost destructor is only reported when the buffer
// Comments: lives on; a lost skb->sk only in functions that deal with destructors, or return the
// Comments: socket. Silent for buffers that the function has allocated.
// Options: --no-includes --include-headers
// Words: [>.]destructor\b
// Words: skb\w*->sk\s*=\s*NULL
// Functions: destructor\b
// Functions: ->sk\s*=\s*NULL
// Functions: swap\(
// Keywords: skb, sk_buff, destructor, owner

using "../stores.iso"

virtual patch
virtual context
virtual org
virtual report

// Facts are collected for a file; the last rules ask what they come to.
@initialize:python@
@@
seen = {}
hco_set = {}
hco_ok = set()
hco_wrote = {}
hco_dtors = set()
hco_swaps = {}
hco_paired = set()
hco_freed = set()
hco_stolen = set()

def hco_bad(p):
    if at(p) in hco_swaps:
        fn, a, f = hco_swaps[at(p)]
        both = {x[2] for x in hco_swaps.values() if x[0] == fn}
        return "of the owner of '%s' only '%s' is swapped" % (a, f) if len(both) == 1 else None
    if at(p) not in hco_set:
        return None
    fn, b, half = hco_set[at(p)]
    other = "sk" if half == "destructor" else "destructor"
    if at(p) in hco_paired or (fn, b, other) in hco_set.values() or (fn, b, half) in hco_ok or at(p) in hco_freed:
        return None
    # Else it is lent: taken off for a call and put on again.
    knows = (fn, b, "destructor") in hco_wrote or (fn, b) in hco_stolen
    if half == "sk" and not knows and (fn not in hco_dtors or hco_wrote[fn, b, half] > 1):
        return None
    return "skb->%s of '%s' is cleared and skb->%s is left" % (half, b, other)

def where(p):
    return p[0].file, p[0].current_element

def at(p):
    key = p[0].file, int(p[0].line), int(p[0].column)
    seen[key] = p
    return key

# What is wrong of what a rule has looked at.
def found(bad):
    return [p for _, p in sorted(seen.items()) if bad(p)]

@hco_write@
struct sk_buff *B;
expression E;
identifier F = {sk, destructor};
position P;
@@
  B->F@P = E

@script:python@
p << hco_write.P;
b << hco_write.B;
f << hco_write.F;
e << hco_write.E;
@@
key = where(p), b, f
hco_wrote[key] = hco_wrote.get(key, 0) + 1
if e == "NULL":
    hco_set[at(p)] = key

@hco_swap1 depends on hco_write@
struct sk_buff *B;
expression E;
identifier F = {sk, destructor};
position P;
@@
(
  swap@P(B->F, E)
|
  swap@P(E, B->F)
)

@script:python@
p << hco_swap1.P;
b << hco_swap1.B;
f << hco_swap1.F;
@@
hco_wrote[where(p), b, f] = 1

// The other half beside it.
@hco_pair depends on hco_write exists@
struct sk_buff *B;
expression E1, E2;
identifier CALL;
position P, Q;
@@
(
  B->sk@P = E1;
  ... when != CALL(..., B, ...)
  B->destructor@Q = E2;
|
  B->destructor@P = E1;
  ... when != CALL(..., B, ...)
  B->sk@Q = E2;
)

@script:python@
p << hco_pair.P;
q << hco_pair.Q;
@@
hco_paired |= {at(p), at(q)}

@hco_pair_swap depends on hco_swap1 exists@
struct sk_buff *B;
expression E;
position P;
@@
(
  B->sk@P = NULL;
  ... when any
  swap(B->destructor, E);
|
  swap(B->destructor, E);
  ... when any
  B->sk@P = NULL;
)

@script:python@
p << hco_pair_swap.P;
@@
hco_paired.add(at(p))

// It goes next ...
@hco_free depends on hco_write exists@
struct sk_buff *B;
expression E;
identifier FREE =~ "free|consume|orphan|set_owner|defer";
position P;
@@
  B->destructor@P = NULL
  ... when != B = E
  FREE(..., B, ...)

@script:python@
p << hco_free.P;
@@
hco_freed.add(at(p))

// ... it is new, or the words are used for something else.
@hco_gone depends on hco_write@
struct sk_buff *B;
identifier ALLOC =~ "alloc|build|clone|copy";
position P;
@@
(
  B = ALLOC@P(...)
|
  B->tcp_tsorted_anchor@P
|
  B->_skb_refdst@P
|
  memcpy@P(B, ...)
|
  memset@P(B, ...)
|
  B->sk@P == NULL
)

@script:python@
p << hco_gone.P;
b << hco_gone.B;
@@
hco_ok.add((where(p), b, "destructor"))

// The socket goes to the caller, with what was paid for it.
@hco_steal depends on hco_write exists@
struct sk_buff *B;
identifier K;
expression E;
identifier FREE =~ "free|consume";
position P;
@@
  K = B->sk
  ... when != K = E
  B->sk@P = NULL
  ... when != K = E
      when != FREE(B, ...)
  return K;

@script:python@
p << hco_steal.P;
b << hco_steal.B;
@@
hco_stolen.add((where(p), b))

@hco_new depends on hco_write@
struct sk_buff *B;
identifier ALLOC =~ "alloc|build|clone|copy";
identifier ORPHAN =~ "orphan|set_owner";
position P;
@@
(
  ORPHAN@P(B, ...)
|
  B = ALLOC@P(...)
|
  !B->destructor@P
)

@script:python@
p << hco_new.P;
b << hco_new.B;
@@
hco_ok.add((where(p), b, "sk"))

@hco_dtor depends on hco_write@
expression E;
position P;
@@
  E->destructor@P

@script:python@
p << hco_dtor.P;
@@
hco_dtors.add(where(p))

// A swap of one half.
@hco_swap@
struct sk_buff *A;
struct sk_buff *B;
identifier F = {sk, destructor};
position P;
@@
  swap@P(A->F, B->F)

@script:python@
p << hco_swap.P;
a << hco_swap.A;
f << hco_swap.F;
@@
hco_swaps[at(p)] = where(p), a, f

@hco depends on context && hco_write@
expression B;
identifier F;
position P : script:python() { bool(hco_bad(P)) };
@@
* B->F@P = NULL

@hco_half depends on context && hco_swap@
position P : script:python() { bool(hco_bad(P)) };
@@
* swap@P(...)

@script:python depends on report && (hco_write || hco_swap)@
@@
for p in found(hco_bad):
    coccilib.report.print_report(p[0], hco_bad(p))
seen.clear()

@script:python depends on org && (hco_write || hco_swap)@
@@
for p in found(hco_bad):
    coccilib.org.print_todo(p[0], hco_bad(p))
seen.clear()

@depends on patch@
expression B;
position P : script:python() { bool(hco_bad(P)) };
@@
(
  B->destructor@P = NULL;
+ B->sk = NULL;
|
  B->sk@P = NULL;
+ B->destructor = NULL;
)
