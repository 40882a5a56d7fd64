// SPDX-License-Identifier: GPL-2.0-only
/// sock_efree() puts a reference of skb->sk when the buffer is freed or orphaned. Whoever
/// installs it takes that reference first, else a reference of somebody else is put and the
/// socket is freed under its users.
///
// Confidence: High
// Copyright: (C) 2026 the skbown authors
// Comments: sock_efree(), sock_edemux() and destructors of the file that put a socket. Silent when the
// Comments: function takes a reference to the socket, when a call has returned the socket, which may
// Comments: come with one (unless the function, or the caller of a static one, puts that one too), and
// Comments: when the buffer that the socket was read from loses it.
// Options: --no-includes --include-headers
// Words: [>.]destructor\b
// Functions: destructor\b
// Functions: sock_put\b
// Functions: sock_edemux\b
// Functions: sock_efree\b
// Keywords: skb, sk_buff, destructor, sock_efree, sock_hold

using "../stores.iso"

virtual patch
virtual context
virtual org
virtual report

// Facts are collected for a file; the last rules ask what they come to.
@initialize:python@
@@
seen = {}
dwh_set = {}
dwh_held = set()
dwh_given = set()
dwh_put = set()
dwh_freed = set()
dwh_stored = set()
dwh_puts = set()
dwh_kept = set()
dwh_handed = set()

dwh_dtors = {"sock_efree", "sock_edemux"}

def dwh_dtor(name):
    return str(name) in dwh_dtors or str(name) in dwh_stored & dwh_puts

def dwh_bad(p):
    if at(p) not in dwh_set:
        return None
    fn, k, d = dwh_set[at(p)]
    if k == "NULL" or (fn, k) in dwh_held or fn in dwh_freed or (fn[1], k) in dwh_handed or ((fn, k) in dwh_given and at(p) not in dwh_put):
        return None
    return "%s() will put a reference to '%s' that nobody took" % (d, k)

def where(p):
    return p[0].file, p[0].current_element

def at(p):
    key = p[0].file, int(p[0].line), int(p[0].column)
    seen[key] = p
    return key

# What is wrong of what a rule has looked at.
def found(bad):
    return [p for _, p in sorted(seen.items()) if bad(p)]

@dwh_store@
expression B;
identifier D != NULL;
@@
  B->destructor = D

// Names are known in their file only.
@script:python depends on dwh_store@
@@
dwh_stored.clear()
dwh_puts.clear()
dwh_kept.clear()
dwh_handed.clear()

@script:python@
d << dwh_store.D;
@@
dwh_stored.add(d)

// Destructors of the file that put.
@dwh_puts depends on dwh_store@
identifier PUT = {sock_put, __sock_put, sock_efree, sock_edemux};
position P;
@@
  PUT@P(...)

@script:python@
p << dwh_puts.P;
@@
dwh_puts.add(p[0].current_element)

@dwh_pair depends on dwh_store exists@
expression B, K;
identifier D : script:python() { dwh_dtor(D) };
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
p << dwh_pair.P;
k << dwh_pair.K;
d << dwh_pair.D;
@@
dwh_set[at(p)] = where(p), k, d

// Taken, by whatever helper, before or after.
@dwh_hold depends on dwh_pair@
expression K;
identifier HOLD =~ "hold$|_get$|refcount_inc|inc_not_zero";
position P;
@@
(
  HOLD@P(&K->sk_refcnt, ...)
|
  HOLD@P(K, ...)
)

@script:python@
p << dwh_hold.P;
k << dwh_hold.K;
@@
dwh_held.add((where(p), k))

// It came from a call, which may have taken it.
@dwh_from depends on dwh_pair@
expression K;
identifier CALL !~ "make|create|alloc|new|^__udp[46]_lib_|_sk$";
position P;
@@
  K = CALL@P(...)

@script:python@
p << dwh_from.P;
k << dwh_from.K;
@@
dwh_given.add((where(p), k))

// But not for us, when the function puts that one too.
@dwh_gone depends on dwh_pair exists@
expression B, K;
identifier D;
position P;
@@
  B->sk = K;
  ... when any
  B->destructor@P = D;
  ... when any
  sock_put(K);

@script:python@
p << dwh_gone.P;
@@
dwh_put.add(at(p))

@dwh_gone2 depends on dwh_pair exists@
expression B, K;
identifier D;
position P;
@@
(
  B->destructor@P = D;
  ... when any
  B->sk = K;
  ... when any
  sock_put(K);
|
  sock_put(K);
  ... when != K = B
  B->sk = K;
  ... when any
  B->destructor@P = D;
)

@script:python@
p << dwh_gone2.P;
@@
dwh_put.add(at(p))

// The buffer that it was read from loses it.
@dwh_moved depends on dwh_pair@
expression A;
position P;
@@
  A->sk@P = NULL

@script:python@
p << dwh_moved.P;
@@
dwh_freed.add(where(p))

// A static helper may get a socket that its caller has taken for it, and does not put.
@dwh_caller depends on dwh_pair exists@
expression K;
identifier FN;
@@
  FN(..., K, ...);
  ... when any
  sock_put(K);

@script:python@
fn << dwh_caller.FN;
@@
dwh_kept.add(fn)

@dwh_helper depends on dwh_pair exists@
identifier FN, K;
type T;
position P;
@@
static T FN@P(..., struct sock *K, ...) { ... }

@script:python@
p << dwh_helper.P;
fn << dwh_helper.FN;
k << dwh_helper.K;
@@
if fn not in dwh_kept and not p[0].file.endswith(".h"):
    dwh_given.add(((p[0].file, fn), k))

// One that a header offers is handed over by contract, when the destructor knows all kinds.
@dwh_edemux depends on dwh_pair exists@
expression B;
identifier FN, K;
@@
FN(..., struct sock *K, ...)
{
  <+...
  B->destructor = sock_edemux;
  ...+>
}

@script:python@
fn << dwh_edemux.FN;
k << dwh_edemux.K;
@@
dwh_handed.add((fn, k))

@dwh depends on context && dwh_pair@
expression B, E;
position P : script:python() { bool(dwh_bad(P)) };
@@
* B->destructor@P = E

@script:python depends on report && dwh_pair@
@@
for p in found(dwh_bad):
    coccilib.report.print_report(p[0], dwh_bad(p))
seen.clear()

@script:python depends on org && dwh_pair@
@@
for p in found(dwh_bad):
    coccilib.org.print_todo(p[0], dwh_bad(p))
seen.clear()

@depends on patch@
expression B, K;
position P : script:python() { bool(dwh_bad(P)) };
identifier D;
@@
(
+ sock_hold(K);
  B->sk = K;
  B->destructor@P = D;
|
+ sock_hold(K);
  B->destructor@P = D;
  B->sk = K;
)
