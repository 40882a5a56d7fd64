// SPDX-License-Identifier: GPL-2.0-only
/// Whoever calls a destructor by hand has to clear skb->destructor and skb->sk afterwards,
/// as skb_orphan() does. Else it runs a second time when the buffer is freed, and refunds
/// what was refunded already: a reference or a charge of somebody else.
///
// Confidence: High
// Copyright: (C) 2026 the skbown authors
// Comments: Only buffers that go on living in the function: they are freed, queued, sent, cloned or
// Comments: orphaned after the call.
// Options: --no-includes --include-headers
// Words: [>.]destructor\b
// Words: sock_[a-z_]*free *\(
// Words: sock_edemux *\(
// Words: tcp_wfree *\(
// Functions: destructor\b
// Functions: sock_[a-z_]*free\b
// Functions: sock_edemux\b
// Functions: tcp_wfree\b
// Keywords: skb, sk_buff, destructor, skb_orphan

using "../stores.iso"

virtual patch
virtual context
virtual org
virtual report

// Facts are collected for a file; the last rules ask what they come to.
@initialize:python@
@@
seen = {}
dcd_calls = {}
dcd_wrote = {}

dcd_known = {"sock_wfree", "sock_rfree", "sock_efree", "sock_pfree", "sock_edemux", "__sock_wfree", "tcp_wfree",
             "sock_rmem_free", "sock_ofree"}
dcd_dtors = set(dcd_known)
dcd_own = set()

def dcd_dtor(name):
    return str(name) in dcd_dtors

def dcd_bad(p):
    if at(p) not in dcd_calls:
        return None
    fn, b = dcd_calls[at(p)]
    if fn[1] in dcd_own:
        return None
    if dcd_wrote.get((fn, b), 0) >= int(p[0].line):
        return None
    return "the destructor of '%s' is called by hand and stays set: it will run again" % b

def where(p):
    return p[0].file, p[0].current_element

def at(p):
    key = p[0].file, int(p[0].line), int(p[0].column)
    seen[key] = p
    return key

# What is wrong of what a rule has looked at.
def found(bad):
    return [p for _, p in sorted(seen.items()) if bad(p)]

// A destructor may end in another one.
@dcd_stored@
expression E;
identifier D != NULL;
@@
  E->destructor = D

@script:python@
d << dcd_stored.D;
@@
dcd_dtors.add(d)
dcd_own.add(d)

@dcd_gate@
expression B;
identifier D : script:python() { dcd_dtor(D) };
@@
(
  B->destructor(B)
|
  D(B)
)

// The buffer goes on: to somebody else
@dcd_on depends on dcd_gate exists@
struct sk_buff *B;
expression E;
identifier U !~ "_([wrepo]|rmem_)free$|sock_edemux|(_put|_drop|_nfct)$|destruct|reset|clear|strip|clean|^(un)?likely$|^(WARN|BUG)_ON";
identifier D : script:python() { dcd_dtor(D) };
position P;
@@
(
  B->destructor@P(B);
|
  D@P(B);
)
  ... when != B = E
  U(..., B, ...)

@script:python@
p << dcd_on.P;
b << dcd_on.B;
@@
dcd_calls[at(p)] = where(p), b

// ... in this function
@dcd_ptr depends on dcd_gate exists@
struct sk_buff *B;
expression E;
identifier F;
position P;
@@
  B->destructor@P(B);
  ... when != B = E
  B->F

@script:python@
p << dcd_ptr.P;
b << dcd_ptr.B;
@@
dcd_calls[at(p)] = where(p), b

// ... back to the caller.
@dcd_back depends on dcd_gate exists@
struct sk_buff *B;
expression E;
identifier D : script:python() { dcd_dtor(D) };
position P;
@@
  D@P(B);
  ... when != B = E
  return B;

@script:python@
p << dcd_back.P;
b << dcd_back.B;
@@
dcd_calls[at(p)] = where(p), b

@dcd_write depends on dcd_on || dcd_ptr || dcd_back@
struct sk_buff *B;
expression E;
position P;
@@
  B->destructor@P = E

@script:python@
p << dcd_write.P;
b << dcd_write.B;
@@
key = where(p), b
dcd_wrote[key] = max(dcd_wrote.get(key, 0), int(p[0].line))

@dcd depends on context && (dcd_on || dcd_ptr || dcd_back)@
expression B;
position P : script:python() { bool(dcd_bad(P)) };
@@
* B->destructor@P(B)

@dcd_name depends on context && (dcd_on || dcd_ptr || dcd_back)@
identifier D;
position P : script:python() { bool(dcd_bad(P)) };
@@
* D@P(...)

@script:python depends on report && (dcd_on || dcd_ptr || dcd_back)@
@@
for p in found(dcd_bad):
    coccilib.report.print_report(p[0], dcd_bad(p))
seen.clear()

@script:python depends on org && (dcd_on || dcd_ptr || dcd_back)@
@@
for p in found(dcd_bad):
    coccilib.org.print_todo(p[0], dcd_bad(p))
seen.clear()

// The whole of the repair: skb_orphan() is the call and the clearing.
@depends on patch@
struct sk_buff *B;
position P : script:python() { bool(dcd_bad(P)) };
@@
- if (B->destructor)
-	B->destructor@P(B);
+ skb_orphan(B);

// Names are known in their file only.
@script:python depends on dcd_stored@
@@
dcd_dtors = set(dcd_known)
dcd_own.clear()
