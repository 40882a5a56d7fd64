/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fullonly - functions that take a socket, leave its references alone, and read
 * what only a full socket has.
 *
 * As in harmless.c no kernel header is included; of the arguments only the first
 * matters. What stands beside a name is the member, as a finding calls it.
 */
#include "skbown.h"

int model_errno(void);

#define READS(name, what) \
	void name(struct sock *sk) { skbown_need_kind(sk, SKBOWN_FULL, what); }
#define READS_INT(name, what) \
	int name(struct sock *sk) { skbown_need_kind(sk, SKBOWN_FULL, what); return skbown_any(); }
#define READS_OBJECT(name, what) \
	void *name(struct sock *sk) \
	{ skbown_need_kind(sk, SKBOWN_FULL, what); return skbown_any_object(); }
#define READS_PTR(name, what) \
	void *name(struct sock *sk) \
	{ skbown_need_kind(sk, SKBOWN_FULL, what); return skbown_any_ptr(); }

READS(__sk_dst_reset, "sk_dst_cache")
READS(__sk_mem_reclaim, "sk_forward_alloc")
READS(_sock_tx_timestamp, "sk_tskey")
READS(dst_negative_advice, "sk_dst_cache")
READS(inet_csk_clear_xmit_timer, "icsk_timeout")
READS(inet_csk_delete_keepalive_timer, "sk_timer")
READS(inet_csk_enter_pingpong_mode, "icsk_ack")
READS(inet_csk_exit_pingpong_mode, "icsk_ack")
READS(inet_csk_init_xmit_timers, "icsk_timeout")
READS(inet_csk_reset_xmit_timer, "icsk_timeout")
READS(inet_csk_reset_keepalive_timer, "sk_timer")
READS(inet_csk_schedule_ack, "icsk_ack")
READS(ip_icmp_error, "sk_error_queue")
READS(ip_local_error, "sk_error_queue")
READS(ipv6_icmp_error, "sk_error_queue")
READS(ipv6_local_error, "sk_error_queue")
READS(security_inet_conn_established, "sk_security")
READS(security_sk_classify_flow, "sk_security")
READS(sk_busy_loop, "sk_ll_usec")
READS(sk_drops_add, "sk_drops")
READS(sk_dst_confirm, "sk_dst_cache")
READS(sk_dst_reset, "sk_dst_cache")
READS(sk_forward_alloc_add, "sk_forward_alloc")
READS(sk_gso_disable, "sk_gso_disabled")
READS(sk_mark_napi_id, "sk_napi_id")
READS(sk_mark_napi_id_once, "sk_napi_id")
READS(sk_mem_reclaim, "sk_forward_alloc")
READS(sk_peek_offset_bwd, "sk_peek_off")
READS(sk_peek_offset_fwd, "sk_peek_off")
READS(sk_rethink_txhash, "sk_txhash")
READS(sk_send_sigurg, "sk_socket")
READS(sk_set_socket, "sk_socket")
READS(sk_set_txhash, "sk_txhash")
READS(sk_stream_moderate_sndbuf, "sk_sndbuf")
READS(sk_stream_write_space, "sk_wq")
READS(sk_wake_async, "sk_wq")
READS(sk_wake_async_rcu, "sk_wq")
READS(sock_enable_timestamps, "sk_flags")
READS(sock_no_linger, "sk_lock")
READS(sock_rps_reset_rxhash, "sk_rxhash")
READS(sock_rps_save_rxhash, "sk_rxhash")
READS(sock_skb_set_dropcount, "sk_drops")
READS(sock_tx_timestamp, "sk_tskey")
READS(sock_valbool_flag, "sk_flags")
READS(tcp_ca_event, "tcp_sock")
READS(tcp_chrono_start, "tcp_sock")
READS(tcp_chrono_stop, "tcp_sock")
READS(tcp_done, "tcp_sock")
READS(tcp_fast_path_check, "tcp_sock")
READS(tcp_init_xmit_timers, "tcp_sock")
READS(tcp_listendrop, "tcp_sock")
READS(tcp_measure_rcv_mss, "icsk_ack")
READS(tcp_rate_check_app_limited, "tcp_sock")
READS(tcp_rate_skb_delivered, "tcp_sock")
READS(tcp_rate_skb_sent, "tcp_sock")
READS(tcp_rcv_space_adjust, "tcp_sock")
READS(tcp_send_ack, "tcp_sock")
READS(tcp_send_active_reset, "tcp_sock")
READS(tcp_set_ca_state, "tcp_sock")
READS(tcp_set_state, "tcp_sock")
READS(tcp_simple_retransmit, "tcp_sock")
READS(tcp_sync_mss, "tcp_sock")
READS(tcp_update_metrics, "tcp_sock")
READS(tcp_write_queue_purge, "tcp_sock")
READS_INT(__netlink_dump_start, "sk_protocol")
READS_INT(inet_csk_ack_scheduled, "icsk_ack")
READS_INT(inet_csk_in_pingpong_mode, "icsk_ack")
READS_INT(inet_csk_reqsk_queue_is_full, "sk_max_ack_backlog")
READS_INT(inet_csk_reqsk_queue_len, "icsk_accept_queue")
READS_INT(inet_request_mark, "sk_mark")
READS_INT(inet_sk_flowi_flags, "inet_flags")
READS_INT(ip_dont_fragment, "pmtudisc")
READS_INT(ip_sk_use_pmtu, "pmtudisc")
READS_INT(ip_sock_rt_scope, "tos")
READS_INT(ip_sock_rt_tos, "tos")
READS_INT(lockdep_sock_is_held, "sk_lock")
READS_INT(security_sk_alloc, "sk_security")
READS_INT(security_sock_rcv_skb, "sk_security")
READS_INT(netlink_dump_start, "sk_protocol")
READS_INT(sk_can_busy_loop, "sk_ll_usec")
READS_INT(sk_capable, "sk_socket")
READS_INT(sk_gfp_mask, "sk_allocation")
READS_INT(sk_net_capable, "sk_socket")
READS_INT(sk_ns_capable, "sk_socket")
READS_INT(sk_page_frag_refill, "sk_frag")
READS_INT(sk_peek_offset, "sk_peek_off")
READS_INT(sk_stream_error, "sk_err")
READS_INT(sk_stream_is_writeable, "sk_wmem_queued")
READS_INT(sk_stream_memory_free, "sk_wmem_queued")
READS_INT(sk_stream_wspace, "sk_wmem_queued")
READS_INT(sock_rcvlowat, "sk_rcvlowat")
READS_INT(sock_recv_errqueue, "sk_error_queue")
READS_INT(tcp_ca_needs_ecn, "icsk_ca_ops")
READS_INT(tcp_current_mss, "tcp_sock")
READS_INT(tcp_full_space, "tcp_sock")
READS_INT(tcp_inq, "tcp_sock")
READS_INT(tcp_mtu_to_mss, "icsk_af_ops")
READS_INT(tcp_needs_internal_pacing, "sk_pacing_status")
READS_INT(tcp_rtx_queue_empty, "tcp_sock")
READS_INT(tcp_space, "tcp_sock")
READS_INT(tcp_write_queue_empty, "tcp_sock")
READS_OBJECT(sk_sleep, "sk_wq")
READS_PTR(__sk_dst_check, "sk_dst_cache")
READS_PTR(__sk_dst_get, "sk_dst_cache")
READS_PTR(ipv6_dup_options, "sk_omem_alloc")
READS_PTR(sk_dst_check, "sk_dst_cache")
READS_PTR(sk_page_frag, "sk_frag")
READS_PTR(sk_psock, "sk_user_data")
READS_PTR(tcp_md5_do_lookup, "md5sig_info")

/* Without a socket it is root. */
int sock_net_uid(const void *net, struct sock *sk)
{
	if (sk)
		skbown_need_kind(sk, SKBOWN_FULL, "sk_uid");
	return skbown_any();
}

void *__fl6_sock_lookup(struct sock *sk)
{
	skbown_need_kind(sk, SKBOWN_FULL, "ipv6_fl_list");
	return skbown_any() ? skbown_any_ptr() : skbown_err_ptr(model_errno());
}

/* How much of the space is the window became the socket's own affair. */
int tcp_win_from_space(struct sock *sk, int space)
{
	if (skbown_since(6, 6))
		skbown_need_kind(sk, SKBOWN_FULL, "scaling_ratio");
	return skbown_any();
}

/* --- the same, where the socket is another argument --- */

#define READS_2(name, what) \
	void name(const void *a, struct sock *sk) { skbown_need_kind(sk, SKBOWN_FULL, what); }

READS_2(__sock_recv_timestamp, "sk_tsflags")
READS_2(ip6_sk_redirect, "sk_mark")
READS_2(ip6_sk_update_pmtu, "sk_mark")
READS_2(ipv4_sk_redirect, "sk_mark")
READS_2(ipv4_sk_update_pmtu, "sk_mark")
READS_2(skb_set_hash_from_sk, "sk_txhash")
READS_2(sock_recv_timestamp, "sk_tsflags")

void sk_set_bit(int nr, struct sock *sk)
{
	skbown_need_kind(sk, SKBOWN_FULL, "sk_wq");
}

void sk_clear_bit(int nr, struct sock *sk)
{
	skbown_need_kind(sk, SKBOWN_FULL, "sk_wq");
}

void *ip_route_output_ports(const void *net, const void *fl4, struct sock *sk)
{
	if (sk)
		skbown_need_kind(sk, SKBOWN_FULL, "sk_mark");
	return skbown_any() ? skbown_any_ptr() : skbown_err_ptr(model_errno());
}

/* --- a socket that there may be --- */

#define POLICY(name, ...) \
	int name(struct sock *sk, ##__VA_ARGS__) \
	{ \
		if (sk) \
			skbown_need_kind(sk, SKBOWN_FULL, "sk_policy"); \
		return skbown_any(); \
	}

POLICY(xfrm_policy_check, int dir)
POLICY(xfrm4_policy_check, int dir)
POLICY(xfrm4_policy_check_reverse)
POLICY(xfrm6_policy_check, int dir)
POLICY(xfrm6_policy_check_reverse)

/* --- and a number that is written for the caller --- */

#define WAITS(name, what) \
	int name(struct sock *sk, long *timeo) \
	{ \
		skbown_need_kind(sk, SKBOWN_FULL, what); \
		*timeo = skbown_any(); \
		return skbown_any(); \
	}

WAITS(sk_stream_wait_connect, "sk_wq")
WAITS(sk_stream_wait_memory, "sk_wq")
WAITS(sk_wait_data, "sk_wq")

#define RECEIVES_ERROR(name) \
	int name(struct sock *sk, void *msg, int len, int *addr_len) \
	{ \
		skbown_need_kind(sk, SKBOWN_FULL, "sk_error_queue"); \
		*addr_len = skbown_any(); \
		return skbown_any(); \
	}

RECEIVES_ERROR(inet_recv_error)
RECEIVES_ERROR(ip_recv_error)
RECEIVES_ERROR(ipv6_recv_error)
