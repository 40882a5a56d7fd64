// SPDX-License-Identifier: GPL-2.0-only
/// sock_wfree() takes the buffer's truesize off sk_wmem_alloc, sock_rfree() and its kin off
/// sk_rmem_alloc. Whoever installs them by hand has to add it there, else the counter drops
/// below what is in flight and the socket is freed too early.
///
// Confidence: High
// Copyright: (C) 2026 the skbown authors
// Comments: Where both halves of the owner are written, where a destructor of the file takes off a
// Comments: counter that nobody in the file counts up, and where what is summed up is no size. Silent when the function adds to the
// Comments: counter, sums up sizes for it, moves parts of a charged buffer's truesize, asks for the
// Comments: owner, or calls what allocates or charges for the socket. There is no patch mode: where
// Comments: to charge, a person says.
// Options: --no-includes --include-headers
// Words: [>.]destructor\b
// Words: _add\([^;]*->truesize, *&
// Words: truesize (\+=|= .*) .*(len|truesize)\b
// Words: = \w+->truesize - 
// Functions: destructor\b
// Functions: mem_alloc\b
// Functions: true_?size\w*\s*\+=
// Functions: =[^;=]*->truesize\s*-
// Functions: (atomic\w*|refcount)_(inc|add)
// Callees: (atomic\w*|refcount)_(dec|sub)
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
seen = {}
cm_set = {}
cm_adds = set()
cm_alloc = set()
cm_asked = set()
cm_sets = set()
cm_odd = {}
cm_decs = {}
cm_incs = set()
cm_owed = {}
cm_deltas = {}
cm_uses = set()

def cm_bad(p):
    if at(p) in cm_odd:
        return cm_odd[at(p)]
    if at(p) in cm_deltas and cm_deltas[at(p)] not in cm_uses:
        return "the size has changed by '%s', and it is never charged" % cm_deltas[at(p)][1]
    if at(p) in cm_owed:
        fn, b, d, c = cm_owed[at(p)]
        attach = {x[0] for x in cm_owed.values()}
        if not any(x == c and (f == fn or (f[0] == fn[0] and f not in attach)) for f, x in cm_incs):
            return "%s() will take off %s for '%s', which was not counted" % (d, c, b)
    if at(p) not in cm_set:
        return None
    fn, c, d, b = cm_set[at(p)]
    payers = {f for f, counter in cm_adds if counter == c and (f == fn or (f[0] == fn[0] and f not in cm_sets))}
    if payers or (fn, c) in cm_alloc or fn in cm_asked or (fn, b) in cm_asked:
        return None
    return "%s() will refund %s for '%s', which was not charged" % (d, c, b)

def cm_length(e):
    return any(w.endswith("len") for w in re.findall("[a-z_]+", str(e))) and not re.search("size|delta|sum|total|diff", str(e))

def where(p):
    return p[0].file, p[0].current_element

def at(p):
    key = p[0].file, int(p[0].line), int(p[0].column)
    seen[key] = p
    return key

# What is wrong of what a rule has looked at.
def found(bad):
    return [p for _, p in sorted(seen.items()) if bad(p)]

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
@cm_number depends on cm_gate && cm_sum@
expression K;
expression E : script:python() { cm_length(E) };
identifier C = {sk_wmem_alloc, sk_rmem_alloc, sk_omem_alloc};
identifier ADD = {refcount_add, atomic_add};
@@
  ADD(E, &K->C)

@cm_length depends on cm_number exists@
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
if cm_length(e):
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
how << cm_again.SET;
c << cm_again.C;
@@
if how.endswith(c[3]):
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

// What a destructor of the file takes off a counter of its own.
@cm_takes depends on cm_gate@
expression E, F;
identifier C !~ "^sk_([wro]mem_alloc|refcnt)$";
identifier DEC =~ "^(atomic(_long|64)?|refcount)_(dec|sub)(_and_test|_return)?$";
position P;
@@
(
  DEC@P(&E->C)
|
  DEC@P(F, &E->C)
)

@script:python@
p << cm_takes.P;
c << cm_takes.C;
@@
cm_decs.setdefault(where(p), set()).add(c)

@cm_gives depends on cm_takes@
expression E, F;
identifier C !~ "^sk_([wro]mem_alloc|refcnt)$";
identifier INC =~ "^(atomic(_long|64)?|refcount)_(inc|add)(_return|_not_zero|_unless)?$";
position P;
@@
(
  INC@P(&E->C, ...)
|
  INC@P(F, &E->C, ...)
)

@script:python@
p << cm_gives.P;
c << cm_gives.C;
@@
cm_incs.add((where(p), c))

@cm_attach depends on cm_takes@
expression B;
identifier D != NULL;
position P;
@@
  B->destructor@P = D

@script:python@
p << cm_attach.P;
b << cm_attach.B;
d << cm_attach.D;
@@
fn = where(p)
for c in sorted(cm_decs.get((fn[0], d), ())):
    cm_owed[at(p)] = fn, b, d, c

// Summed up for a charge by something else.
@cm_added@
expression B;
identifier S =~ "truesize|true_size";
identifier F = {len, data_len};
position P;
@@
  S +=@P B->F

@script:python@
p << cm_added.P;
b << cm_added.B;
f << cm_added.F;
@@
cm_odd[at(p)] = "the %s of '%s' is summed up as its truesize" % (f, b)

// The difference of two sizes, of which only the half that is given back is used.
@cm_delta@
identifier D;
expression A, B;
position P;
@@
  D@P = A->truesize - B->truesize

@script:python@
p << cm_delta.P;
d << cm_delta.D;
@@
cm_deltas[at(p)] = where(p), d

@cm_used depends on cm_delta@
identifier D, F;
expression E;
position P;
@@
(
  F(..., D@P, ...)
|
  E += D@P
|
  E -= D@P
)

@script:python@
p << cm_used.P;
d << cm_used.D;
@@
cm_uses.add((where(p), d))

@cm depends on context && (cm_w || cm_r || cm_attach)@
expression B, E;
position P : script:python() { bool(cm_bad(P)) };
@@
* B->destructor@P = E

@cm_amount depends on context && (cm_size || cm_length || cm_again || cm_twice)@
identifier F = {refcount_add, atomic_add};
position P : script:python() { bool(cm_bad(P)) };
@@
* F@P(...)

@cm_sums depends on context && (cm_added || cm_delta)@
expression S, E;
position P : script:python() { bool(cm_bad(P)) };
@@
(
* S +=@P E
|
* S@P = E
)

@script:python depends on report && (cm_w || cm_r || cm_attach || cm_size || cm_length || cm_again || cm_twice || cm_added || cm_delta)@
@@
for p in found(cm_bad):
    coccilib.report.print_report(p[0], cm_bad(p))
seen.clear()

@script:python depends on org && (cm_w || cm_r || cm_attach || cm_size || cm_length || cm_again || cm_twice || cm_added || cm_delta)@
@@
for p in found(cm_bad):
    coccilib.org.print_todo(p[0], cm_bad(p))
seen.clear()
