// SPDX-License-Identifier: GPL-2.0-only
/*
 * macros.h - what Coccinelle has to be told of the kernel's macros.
 *
 * spatch does not preprocess. A function whose head or body it cannot read as C is
 * skipped, in silence, and nothing is found in it. These definitions are given to it with
 * --macro-file: they need not mean what the kernel's do, only to leave C that has the same
 * calls and stores in the same order. scripts/coccicheck passes this file by itself.
 *
 * (The words YACFE_ITERATOR and YACFE_STATEMENT are hints of spatch's own parser.)
 */

/* --- in front of a function or a declaration --- */
#define INDIRECT_CALLABLE_SCOPE static
#define INDIRECT_CALLABLE_DECLARE(f) f
#define EXPORT_IPV6_MOD(x)
#define EXPORT_IPV6_MOD_GPL(x)
#define IP_VS_APP_EXPORT
#define __bpf_kfunc
#define __bpf_hook_start()
#define __bpf_hook_end()
#define __bpf_kfunc_start_defs()
#define __bpf_kfunc_end_defs()
#define __bpf_md_ptr(type, name) type name
#define __sockfd_ref
#define __nocfi
#define __no_kcsan
#define __no_sanitize_or_inline inline
#define __no_profile
#define noinline_for_tracing noinline
#define __cold
#define __hot
#define __lockless
#define __malloc
#define __alloc_size(...)
#define __realloc_size(...)
#define __counted_by(m)
#define __counted_by_le(m)
#define __counted_by_be(m)
#define __cond_acquires(x)
#define __acquires_shared(x)
#define __no_randomize_layout
#define __randomize_layout
#define __private
#define __nonstring
#define __nocapture(...)
#define __net_initconst
#define __ro_after_init
#define __ipv4_neigh_lookup_noref_hint
#define ____cacheline_aligned_in_smp
#define __nla_policy
#define __flex_counter(x)
#define __sum16_t __sum16
#define __section(s)
#define __cpuidle
#define __latent_entropy
#define __assume_aligned(...)
#define __diag_push()
#define __diag_pop()
#define __diag_ignore_all(...)
#define BTF_TYPE_EMIT(x)
#define BTF_TYPE_EMIT_ENUM(x)

/* --- functions made by a macro: the calls of eBPF --- */
#define BPF_CALL_0(name) static u64 name(void)
#define BPF_CALL_1(name, t1, a1) static u64 name(t1 a1)
#define BPF_CALL_2(name, t1, a1, t2, a2) static u64 name(t1 a1, t2 a2)
#define BPF_CALL_3(name, t1, a1, t2, a2, t3, a3) static u64 name(t1 a1, t2 a2, t3 a3)
#define BPF_CALL_4(name, t1, a1, t2, a2, t3, a3, t4, a4) \
	static u64 name(t1 a1, t2 a2, t3 a3, t4 a4)
#define BPF_CALL_5(name, t1, a1, t2, a2, t3, a3, t4, a4, t5, a5) \
	static u64 name(t1 a1, t2 a2, t3 a3, t4 a4, t5 a5)
#define TC_INDIRECT_SCOPE static
#define META_COLLECTOR(FUNC) static void meta_##FUNC(struct sk_buff *skb, struct tcf_pkt_info *info, \
	struct meta_value *v, struct meta_obj *dst, int *err)

/* --- calls through a pointer that is likely known --- */
#define INDIRECT_CALL_1(f, f1, ...) f(__VA_ARGS__)
#define INDIRECT_CALL_2(f, f2, f1, ...) f(__VA_ARGS__)
#define INDIRECT_CALL_3(f, f3, f2, f1, ...) f(__VA_ARGS__)
#define INDIRECT_CALL_4(f, f4, f3, f2, f1, ...) f(__VA_ARGS__)
#define INDIRECT_CALL_L4(f, f2, f1, ...) f(__VA_ARGS__)
#define INDIRECT_CALL_L4_2(f, f2, f1, ...) f(__VA_ARGS__)
#define INDIRECT_CALL_INET(f, f2, f1, ...) f(__VA_ARGS__)
#define INDIRECT_CALL_INET_1(f, f1, ...) f(__VA_ARGS__)
#define INDIRECT_CALL_INET_2(f, f2, f1, ...) f(__VA_ARGS__)
#define indirect_call_gro_receive(f2, f1, cb, head, skb) cb(head, skb)
#define indirect_call_gro_receive_inet(cb, f2, f1, head, skb) cb(head, skb)

/* --- scopes --- */
#define guard(name) YACFE_STATEMENT_guard
#define scoped_guard(name, ...) if (1)
#define scoped_cond_guard(name, fail, ...) if (1)
#define __free(f)
#define __cleanup(f)
#define no_free_ptr(p) p
#define return_ptr(p) return p
#define retain_and_null_ptr(p) p
#define DEFINE_FREE(name, type, free)
#define DEFINE_GUARD(name, type, lock, unlock)
#define DEFINE_LOCK_GUARD_0(name, ...)
#define DEFINE_LOCK_GUARD_1(name, ...)
#define DEFINE_CLASS(...)

#define tcp_skb_tsorted_save(skb) if (1)
#define tcp_skb_tsorted_restore(skb)

/* --- declarations with an initialiser --- */
#define IP_TUNNEL_DECLARE_FLAGS(name) unsigned long name[1]
#define DECLARE_BITMAP(name, bits) unsigned long name[bits]
#define __ETHTOOL_DECLARE_LINK_MODE_MASK(name) unsigned long name[1]

/* --- memory --- */
#define READ_ONCE_SK(x) x
#define unrcu_pointer(p) p
#define struct_group(name, ...) __VA_ARGS__
#define struct_group_tagged(tag, name, ...) __VA_ARGS__
#define struct_group_attr(name, attrs, ...) __VA_ARGS__
#define DECLARE_FLEX_ARRAY(type, name) type name[0]
#define DEFINE_FLEX(type, name, member, count) type *name
#define DEFINE_RAW_FLEX(type, name, member, count) type *name
#define DECLARE_SOCKADDR(type, dst, src) type dst = (type)(src)
#define ASSERT_RTNL()
#define ASSERT_RTNL_NET(net)

/* --- walks whose body would be read as a call's --- */
#define for_each_protocol_rcu YACFE_ITERATOR
#define mptcp_for_each_subflow YACFE_ITERATOR
#define mptcp_for_each_subflow_safe YACFE_ITERATOR
#define sctp_skb_for_each YACFE_ITERATOR
#define sctp_for_each_hentry YACFE_ITERATOR
#define sk_for_each_bound_bhash YACFE_ITERATOR
#define for_each_sk_fl_rcu YACFE_ITERATOR
#define inet_bind_bucket_for_each YACFE_ITERATOR
#define sk_for_each_bound YACFE_ITERATOR
#define sk_nulls_for_each YACFE_ITERATOR
#define netlbl_af4list_foreach YACFE_ITERATOR
#define netlbl_af4list_foreach_safe YACFE_ITERATOR
#define netlbl_af6list_foreach YACFE_ITERATOR
#define netlbl_af6list_foreach_safe YACFE_ITERATOR
#define for_each_ip_tunnel_rcu YACFE_ITERATOR
#define for_each_prl_rcu YACFE_ITERATOR
#define scoped_foreach YACFE_ITERATOR
