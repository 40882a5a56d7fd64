// SPDX-License-Identifier: GPL-2.0-only
/// A destructor such as sock_wfree() gives back skb->truesize at the moment when it runs.
/// When truesize changes after the buffer was charged, the counter of the socket never
/// comes back to where it was: it stays too high and the sender blocks, or it drops to zero
/// too early and the socket is freed while buffers still point to it.
///
// Confidence: High
// Copyright: (C) 2026 the skbown authors
// Comments: Buffers that the same function has charged or has asked for it, and parts that are
// Comments: disowned without their size going to the head. A correction of a counter in the
// Comments: function makes it right. There is no patch mode.
// Options: --no-includes --include-headers
// Words: destructor = NULL
// Words: truesize|_rx_frag|skb_len_add|skb_condense && skb_set_owner_|sock_wmalloc|sock_alloc_send|destructor|is_skb_wmem
// Functions: truesize\s*([-+*/|&^]|<<|>>)?=[^=]
// Functions: truesize\s*(\+\+|--)
// Functions: _rx_frag
// Functions: skb_len_add
// Functions: skb_condense
// Functions: destructor = NULL
// Keywords: skb, sk_buff, truesize, sock_wfree, sock_rfree

using "../stores.iso"

virtual patch
virtual context
virtual org
virtual report

// Facts are collected for a file; the last rules ask what they come to.
@initialize:python@
@@
seen = {}
twc_set = {}
twc_paid = set()
twc_parts = {}
twc_sums = set()

def twc_bad(p):
    if at(p) in twc_parts and twc_parts[at(p)] not in twc_sums:
        return "'%s' is disowned and its truesize stays charged: nobody will give it back" % twc_parts[at(p)][1]
    if at(p) not in twc_set:
        return None
    fn, b = twc_set[at(p)]
    if fn in twc_paid or (fn, b) in twc_paid:
        return None
    return "truesize of '%s' changes while its destructor will refund by it" % b

def where(p):
    return p[0].file, p[0].current_element

def at(p):
    key = p[0].file, int(p[0].line), int(p[0].column)
    seen[key] = p
    return key

# What is wrong of what a rule has looked at.
def found(bad):
    return [p for _, p in sorted(seen.items()) if bad(p)]

@twc_gate@
struct sk_buff *B;
expression E;
assignment operator A;
@@
  B->truesize A E

@twc_change depends on twc_gate exists@
struct sk_buff *B;
expression S, E, X;
assignment operator A;
identifier D =~ "^[a-z_]*_(wfree|rfree|rmem_free|ofree)$";
identifier SET =~ "^skb_set_owner_[wr]$";
position P;
@@
(
  SET(B, S);
|
  B->destructor = D;
|
  B->destructor = S ? X : D;
)
  ... when != skb_orphan(B)
      when != B = X
      when != B->destructor = NULL
  B->truesize@P A E;

@script:python@
p << twc_change.P;
b << twc_change.B;
@@
twc_set[at(p)] = where(p), b

// It was asked for: the buffer is charged.
@twc_asked depends on twc_gate exists@
struct sk_buff *B;
expression E, X;
assignment operator A;
identifier D =~ "^[a-z_]*_(wfree|rfree|rmem_free|ofree)$";
position P;
@@
(
  if (<+... is_skb_wmem(B) ...+>)
  {
    ... when != B = X
        when != skb_orphan(B)
    B->truesize@P A E;
    ... when any
  }
|
  if (<+... B->destructor == D ...+>)
  {
    ... when != B = X
        when != skb_orphan(B)
        when != B->destructor = X
    B->truesize@P A E;
    ... when any
  }
)

@script:python@
p << twc_asked.P;
b << twc_asked.B;
e << twc_asked.E;
@@
# What is split off is charged there.
if not e.endswith("-> truesize"):
    twc_set[at(p)] = where(p), b

@twc_made depends on twc_gate exists@
struct sk_buff *B;
expression E, X;
assignment operator A;
identifier ALLOC =~ "^sock_(wmalloc|alloc_send_p?skb)$";
position P;
@@
  B = ALLOC(...)
  ... when != skb_orphan(B)
      when != B = X
      when != B->destructor = NULL
  B->truesize@P A E

@script:python@
p << twc_made.P;
b << twc_made.B;
@@
twc_set[at(p)] = where(p), b

// By a fragment that it gets.
@twc_grow exists@
struct sk_buff *B;
expression X;
identifier ALLOC =~ "^sock_(wmalloc|alloc_send_p?skb)$";
identifier GROW = {skb_add_rx_frag, skb_add_rx_frag_netmem, skb_coalesce_rx_frag, skb_len_add, skb_condense};
position P;
@@
  B = ALLOC(...)
  ... when != skb_orphan(B)
      when != B = X
      when != B->destructor = NULL
  GROW@P(B, ...)

@script:python@
p << twc_grow.P;
b << twc_grow.B;
@@
twc_set[at(p)] = where(p), b

@twc_grow2 exists@
struct sk_buff *B;
expression X;
identifier SET =~ "^skb_set_owner_[wr]$";
identifier GROW = {skb_add_rx_frag, skb_add_rx_frag_netmem, skb_coalesce_rx_frag, skb_len_add, skb_condense};
position P;
@@
  SET(B, ...)
  ... when != skb_orphan(B)
      when != B = X
      when != B->destructor = NULL
  GROW@P(B, ...)

@script:python@
p << twc_grow2.P;
b << twc_grow2.B;
@@
twc_set[at(p)] = where(p), b

// A part that is disowned by hand leaves its size to the head.
@twc_walk exists@
struct sk_buff *C;
expression B;
iterator name skb_walk_frags;
position P;
@@
  skb_walk_frags(B, C)
  {
    <+...
    C->destructor@P = NULL;
    ...+>
  }

@script:python@
p << twc_walk.P;
c << twc_walk.C;
@@
twc_parts[at(p)] = where(p), c

@twc_joined exists@
struct sk_buff *C;
expression E, F;
position P;
@@
(
  E += C->len;
  ... when != C = F
  C->destructor@P = NULL;
|
  C->destructor@P = NULL;
  ... when != C = F
  E += C->len;
)

@script:python@
p << twc_joined.P;
c << twc_joined.C;
@@
twc_parts[at(p)] = where(p), c

@twc_summed depends on twc_walk || twc_joined@
struct sk_buff *C;
expression E;
position P;
@@
(
  E += C->truesize@P
|
  E = <+... C->truesize@P ...+>
)

@script:python@
p << twc_summed.P;
c << twc_summed.C;
@@
twc_sums.add((where(p), c))

// The charge itself is no correction.
@twc_pay depends on twc_change || twc_asked || twc_made || twc_grow || twc_grow2@
expression E;
identifier ADD =~ "^(refcount_add|atomic_add|refcount_sub_and_test|atomic_sub)$";
identifier CHARGE =~ "^(sk_wmem_queued_add|sk_mem_charge|sk_mem_uncharge)$";
position P;
@@
(
  ADD@P(E, ...)
|
  CHARGE@P(..., E)
)

@script:python@
p << twc_pay.P;
e << twc_pay.E;
@@
if not e.endswith("-> truesize"):
    twc_paid.add(where(p))

// What is saved will be put back.
@twc_saved depends on twc_change || twc_asked || twc_made || twc_grow || twc_grow2@
expression E;
struct sk_buff *B;
position P;
@@
  E = B->truesize@P

@script:python@
p << twc_saved.P;
b << twc_saved.B;
@@
twc_paid.add((where(p), b))

@twc depends on context && (twc_change || twc_asked || twc_made)@
expression B, E;
assignment operator A;
position P : script:python() { bool(twc_bad(P)) };
@@
* B->truesize@P A E

@twc_part depends on context && (twc_walk || twc_joined)@
expression C;
position P : script:python() { bool(twc_bad(P)) };
@@
* C->destructor@P = NULL

@twc_call depends on context && (twc_grow || twc_grow2)@
identifier F = {skb_add_rx_frag, skb_add_rx_frag_netmem, skb_coalesce_rx_frag, skb_len_add, skb_condense};
position P : script:python() { bool(twc_bad(P)) };
@@
* F@P(...)

@script:python depends on report && (twc_change || twc_asked || twc_made || twc_walk || twc_joined || twc_grow || twc_grow2)@
@@
for p in found(twc_bad):
    coccilib.report.print_report(p[0], twc_bad(p))
seen.clear()

@script:python depends on org && (twc_change || twc_asked || twc_made || twc_walk || twc_joined || twc_grow || twc_grow2)@
@@
for p in found(twc_bad):
    coccilib.org.print_todo(p[0], twc_bad(p))
seen.clear()
