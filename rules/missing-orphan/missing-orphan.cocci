// SPDX-License-Identifier: GPL-2.0-only
/// A buffer that comes from somewhere else may have an owner. When skb->sk and
/// skb->destructor are overwritten, the earlier destructor never runs, and its socket keeps
/// a reference or a charge for good. Call skb_orphan() first.
///
// Confidence: Moderate
// Copyright: (C) 2026 the skbown authors
// Comments: Only buffers that the function got as a parameter, in functions that other files
// Comments: call or that are installed as a callback. Silent when the owner is asked for, or
// Comments: when the buffer went through a call before the stores that may have orphaned it.
// Options: --no-includes --include-headers
// Keywords: skb, sk_buff, skb_orphan, destructor, owner

virtual patch
virtual context
virtual org
virtual report

// Early demultiplexing runs on buffers without owner only: ip_rcv_finish_core() asks.
@mo_store exists@
identifier FN !~ "early_demux|early_assign";
identifier B;
expression K;
identifier D != NULL;
identifier CALL !~ "hdr|header|decode|parse|_is_|_dst|mark|pull|push|trim|csum|checksum|hash|filter|schedule|valid|check|meta|lookup|trace|flow|type|skip|trans$|len$|room$|skb_cb|_CB$|^(un)?likely$|^skb_(get|put|shared|cloned|share_check|shinfo|network_.*|transport_.*|mac_.*|reset_.*|tail_pointer|set_(?!owner).*|rtable)$";
position P, H, S;
@@
FN@H(..., struct sk_buff *B, ...)
{
  ... when != CALL(..., B, ...)
      when != B->sk
      when != B->destructor
      when != B = CALL(...)
(
  B->sk@S = K;
  ... when any
  B->destructor@P = D;
|
  B->destructor@P@S = D;
  ... when any
  B->sk = K;
)
  ... when any
}

// A static function's callers are here, and may have seen to it.
@mo_static@
identifier mo_store.FN;
position mo_store.H;
type T;
@@
static T FN@H(...) { ... }

// Unless the stack calls it.
@mo_callback depends on mo_static@
identifier mo_store.FN;
identifier X, F =~ "^(ndo_start_xmit|ndo_select_queue|hook|func|handler|rx_handler|backlog_rcv|enqueue|recvmsg|xmit|output|input)$";
identifier S;
@@
struct S X = { ..., .F = FN, ... };

@mo depends on !patch && (!mo_static || mo_callback)@
identifier mo_store.B;
expression E;
position mo_store.P;
@@
* B->destructor@P = E

@depends on patch && (!mo_static || mo_callback)@
identifier mo_store.B;
expression E;
identifier F = {sk, destructor};
position mo_store.S;
@@
+ skb_orphan(B);
  B->F@S = E;

@script:python depends on report && mo@
p << mo_store.P;
b << mo_store.B;
@@
coccilib.report.print_report(p[0], "owner of '%s' is overwritten without skb_orphan()" % b)

@script:python depends on org && mo@
p << mo_store.P;
b << mo_store.B;
@@
coccilib.org.print_todo(p[0], "owner of '%s' is overwritten without skb_orphan()" % b)
