// SPDX-License-Identifier: GPL-2.0-only
/// sock_wfree() takes the buffer's truesize off sk_wmem_alloc, sock_rfree() and its kin off
/// sk_rmem_alloc. Whoever installs them by hand has to add it there, else the counter drops
/// below what is in flight and the socket is freed too early.
///
// Confidence: High
// Copyright: (C) 2026 the skbown authors
// Comments: Only where both halves of the owner are written. Silent when the function adds to the
// Comments: counter, sums up sizes for it, moves parts of a charged buffer's truesize, asks for the
// Comments: owner, or calls what allocates or charges for the socket. There is no patch mode: where
// Comments: to charge, a person says.
// Options: --no-includes --include-headers
// Words: [>.]destructor\b
// Words: _add\([^;]*->truesize, *&
// Functions: destructor\b
// Functions: mem_alloc\b
// Keywords: skb, sk_buff, sk_wmem_alloc, sk_rmem_alloc, sock_wfree, sock_rfree

using "../stores.iso"

virtual patch
virtual context
virtual org
virtual report

// Facts are collected for a file; the last rules ask what they come to.
@initialize:python@
@@
import re
cm_set = {}
cm_adds = set()
cm_alloc = set()
cm_asked = set()
cm_sets = set()
cm_odd = {}

def cm_bad(p):
    if at(p) in cm_odd:
        return cm_odd[at(p)]
    if at(p) not in cm_set:
        return None
    fn, c, d, b = cm_set[at(p)]
    payers = {f for f, counter in cm_adds if counter == c and (f == fn or (f[0] == fn[0] and f not in cm_sets))}
    if payers or (fn, c) in cm_alloc or fn in cm_asked or (fn, b) in cm_asked:
        return None
    return "%s() will refund %s for '%s', which was not charged" % (d, c, b)

def where(p):
    return p[0].file, p[0].current_element

def at(p):
    return p[0].file, int(p[0].line), int(p[0].column)

@cm_gate@
expression E, F;
@@
  E->destructor = F

@cm_w depends on cm_gate exists@
expression B, K, X, Y;
identifier D = {sock_wfree, __sock_wfree, tcp_wfree};
position P;
@@
(
  B->sk = K;
  ... when any
  B->destructor@P = D;
|
  B->sk = K;
  ... when any
  B->destructor@P = X ? D : Y;
|
  B->destructor@P = D;
  ... when any
  B->sk = K;
)

@script:python@
p << cm_w.P;
d << cm_w.D;
b << cm_w.B;
@@
cm_set[at(p)] = where(p), "sk_wmem_alloc", d, b

@cm_r depends on cm_gate exists@
expression B, K, X, Y;
identifier D =~ "^[a-z]*_rfree$|^sock_rmem_free$";
position P;
@@
(
  B->sk = K;
  ... when any
  B->destructor@P = D;
|
  B->sk = K;
  ... when any
  B->destructor@P = X ? D : Y;
|
  B->destructor@P = D;
  ... when any
  B->sk = K;
)

@script:python@
p << cm_r.P;
d << cm_r.D;
b << cm_r.B;
@@
cm_set[at(p)] = where(p), "sk_rmem_alloc", d, b

// Who adds and attaches nothing pays for those of the file that only attach.
@cm_add depends on cm_w || cm_r@
expression E, F;
identifier C = {sk_wmem_alloc, sk_rmem_alloc};
identifier ADD =~ "^(refcount_add|atomic_add|refcount_add_not_zero|atomic_add_return)$";
position P;
@@
(
  ADD@P(E, &F->C)
|
  ADD@P(E, &F.C)
)

@script:python@
p << cm_add.P;
c << cm_add.C;
@@
cm_adds.add((where(p), c))

@cm_store depends on cm_w || cm_r@
expression E, F;
position P;
@@
  E->destructor@P = F

@script:python@
p << cm_store.P;
@@
cm_sets.add(where(p))

@cm_pay depends on cm_w || cm_r@
identifier PAY =~ "^(skb_set_owner_[wr]|sock_[wr]malloc|sock_alloc_send_p?skb)$|wmem_charge|rmem_alloc|pay";
position P;
@@
  PAY@P(...)

@script:python@
p << cm_pay.P;
pay << cm_pay.PAY;
@@
if not pay.startswith("skb_set_owner_r") and not pay.startswith("sock_rm"):
    cm_alloc.add((where(p), "sk_wmem_alloc"))
if not pay.startswith("skb_set_owner_w") and not pay.startswith("sock_wm"):
    cm_alloc.add((where(p), "sk_rmem_alloc"))

@cm_ask depends on cm_w || cm_r@
expression B, E;
position P;
@@
(
  B->destructor@P == E
|
  B->destructor@P != E
|
  !B->destructor@P
)

@script:python@
p << cm_ask.P;
b << cm_ask.B;
@@
cm_asked.add((where(p), b))

@cm_part depends on cm_w || cm_r@
expression E, F;
position P;
@@
  E->truesize@P -= F

@script:python@
p << cm_part.P;
@@
cm_asked.add(where(p))

@cm_sum@
expression E, K;
identifier C = {sk_wmem_alloc, sk_rmem_alloc, sk_omem_alloc};
identifier ADD = {refcount_add, atomic_add};
@@
  ADD(E, &K->C)

// Another size than the one that the destructor will read.
@cm_size depends on cm_gate && cm_sum exists@
expression B, K;
identifier D =~ "^(sock_wfree|__sock_wfree|tcp_wfree|sock_rfree|sock_rmem_free|sock_ofree)$";
identifier F != truesize;
identifier C = {sk_wmem_alloc, sk_rmem_alloc, sk_omem_alloc};
identifier ADD = {refcount_add, atomic_add};
position P;
@@
(
  B->destructor = D;
  ... when any
  ADD@P(B->F, &K->C);
|
  ADD@P(B->F, &K->C);
  ... when any
  B->destructor = D;
)

@script:python@
p << cm_size.P;
b << cm_size.B;
f << cm_size.F;
@@
cm_odd[at(p)] = "'%s' is charged with its %s, and its destructor will refund truesize" % (b, f)

// Or a number that is no size at all.
@cm_length depends on cm_gate && cm_sum exists@
expression B, K, E;
identifier D =~ "^(sock_wfree|__sock_wfree|tcp_wfree|sock_rfree|sock_rmem_free|sock_ofree)$";
identifier C = {sk_wmem_alloc, sk_rmem_alloc, sk_omem_alloc};
identifier ADD = {refcount_add, atomic_add};
position P;
@@
(
  B->destructor = D;
  ... when any
  ADD@P(E, &K->C);
|
  ADD@P(E, &K->C);
  ... when any
  B->destructor = D;
)

@script:python@
p << cm_length.P;
b << cm_length.B;
e << cm_length.E;
@@
words = re.findall("[a-z_]+", e)
if any(w.endswith("len") for w in words) and not re.search("size|delta|sum|total|diff", e):
    cm_odd.setdefault(at(p), "'%s' is charged with %s, and its destructor will refund truesize" % (b, "".join(e.split())))

// A setter has charged it already.
@cm_again depends on cm_sum exists@
expression B, K, E;
identifier SET =~ "^skb_set_owner_[wr]$";
identifier C = {sk_wmem_alloc, sk_rmem_alloc};
identifier ADD = {refcount_add, atomic_add};
position P;
@@
(
  SET(B, K);
  ... when != skb_orphan(B)
      when != B = E
  ADD@P(B->truesize, &K->C);
|
  ADD@P(B->truesize, &K->C);
  ... when != B = E
  SET(B, K);
)

@script:python@
p << cm_again.P;
b << cm_again.B;
set << cm_again.SET;
c << cm_again.C;
@@
if set.endswith(c[3]):
    cm_odd[at(p)] = "'%s' is charged twice, and its destructor will refund once" % b

// The same charge twice.
@cm_twice depends on cm_sum exists@
expression B, K;
identifier C = {sk_wmem_alloc, sk_rmem_alloc, sk_omem_alloc};
identifier ADD = {refcount_add, atomic_add};
position P;
@@
  ADD(B->truesize, &K->C);
  ADD@P(B->truesize, &K->C);

@script:python@
p << cm_twice.P;
b << cm_twice.B;
@@
cm_odd[at(p)] = "'%s' is charged twice, and its destructor will refund once" % b

@cm depends on !patch && (cm_w || cm_r)@
expression B, E;
position P : script:python() { bool(cm_bad(P)) };
@@
* B->destructor@P = E

@script:python depends on report@
p << cm.P;
@@
coccilib.report.print_report(p[0], cm_bad(p))

@script:python depends on org@
p << cm.P;
@@
coccilib.org.print_todo(p[0], cm_bad(p))

@cm_amount depends on !patch && (cm_size || cm_length || cm_again || cm_twice)@
identifier F = {refcount_add, atomic_add};
position P : script:python() { bool(cm_bad(P)) };
@@
* F@P(...)

@script:python depends on report@
p << cm_amount.P;
@@
coccilib.report.print_report(p[0], cm_bad(p))

@script:python depends on org@
p << cm_amount.P;
@@
coccilib.org.print_todo(p[0], cm_bad(p))
