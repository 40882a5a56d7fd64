// SPDX-License-Identifier: GPL-2.0-only
/*
 * af_vnic - datagram sockets over vnic devices: bind() to a port of a device,
 * send() to the same port at the peer.
 */
#include <linux/module.h>
#include <linux/net.h>
#include <linux/rculist_nulls.h>

#include "vnic.h"

static HLIST_HEAD(vnic_sockets);
static DEFINE_SPINLOCK(vnic_lock);

/* Called under rcu_read_lock(), which keeps what is returned. */
struct sock *vnic_find(__be16 port, int ifindex)
{
	struct sock *sk;

	sk_for_each_rcu(sk, &vnic_sockets)
		if (vnic_sk(sk)->port == port && vnic_sk(sk)->ifindex == ifindex)
			return sk;
	return NULL;
}

/* The table holds the socket: the reference goes with vnic_unhash(). */
static int vnic_hash(struct sock *sk, __be16 port, int ifindex)
{
	int err = -EADDRINUSE;

	rcu_read_lock();
	spin_lock_bh(&vnic_lock);
	if (vnic_find(port, ifindex))
		goto out;
	vnic_sk(sk)->port = port;
	vnic_sk(sk)->ifindex = ifindex;
	sk_add_node_rcu(sk, &vnic_sockets);
	err = 0;
out:
	spin_unlock_bh(&vnic_lock);
	rcu_read_unlock();
	return err;
}

static void vnic_unhash(struct sock *sk)
{
	spin_lock_bh(&vnic_lock);
	sk_del_node_init_rcu(sk);
	spin_unlock_bh(&vnic_lock);
}

static void vnic_destruct(struct sock *sk)
{
	skb_queue_purge(&sk->sk_receive_queue);
}

static int vnic_release(struct socket *sock)
{
	struct sock *sk = sock->sk;

	if (!sk)
		return 0;
	sock_hold(sk);
	lock_sock(sk);
	vnic_unhash(sk);
	sock_orphan(sk);
	sock->sk = NULL;
	release_sock(sk);
	sock_put(sk);
	sock_put(sk);
	return 0;
}

static int vnic_bind(struct socket *sock, struct sockaddr *addr, int len)
{
	struct sockaddr_vnic *sa = (struct sockaddr_vnic *)addr;
	struct sock *sk = sock->sk;
	int err = -EINVAL;

	if (len < sizeof(*sa) || sa->svn_family != AF_VNIC)
		return -EINVAL;
	lock_sock(sk);
	if (!vnic_sk(sk)->ifindex)
		err = vnic_hash(sk, sa->svn_port, sa->svn_ifindex);
	release_sock(sk);
	return err;
}

/* BUG destructor-without-hold: sock_efree() will put a reference that nobody took. */
static void vnic_echo(struct net_device *dev, struct sock *sk, struct sk_buff *skb)
{
	struct sk_buff *echo = skb_clone(skb, GFP_KERNEL);

	if (!echo)
		return;
	echo->dev = dev;
	echo->pkt_type = PACKET_LOOPBACK;
	echo->sk = sk;
	echo->destructor = sock_efree;
	netif_rx(echo);
}

/* A copy for the error queue, with the bytes that went out. */
static void vnic_report(struct sock *sk, struct sk_buff *skb)
{
	struct sk_buff *copy = skb_copy(skb, GFP_KERNEL);

	if (!copy)
		return;
	if (!vnic_set_owner_safe(copy, sk)) {
		kfree_skb(copy);
		return;
	}
	if (sock_queue_err_skb(sk, copy))
		kfree_skb(copy);
}

static int vnic_sendmsg(struct socket *sock, struct msghdr *msg, size_t len)
{
	struct sock *sk = sock->sk;
	struct net_device *dev;
	struct sk_buff *skb;
	int err;

	if (len > VNIC_MAX_DATA)
		return -EMSGSIZE;
	dev = dev_get_by_index(sock_net(sk), READ_ONCE(vnic_sk(sk)->ifindex));
	if (!dev)
		return -ENODEV;
	err = -ENETDOWN;
	if (!vnic_is_vnic(dev) || !(dev->flags & IFF_UP))
		goto out_dev;

	skb = sock_alloc_send_skb(sk, LL_RESERVED_SPACE(dev) + sizeof(struct vnic_hdr) + len,
				  msg->msg_flags & MSG_DONTWAIT, &err);
	if (!skb)
		goto out_dev;
	skb_reserve(skb, LL_RESERVED_SPACE(dev) + sizeof(struct vnic_hdr));
	skb->dev = dev;
	skb->protocol = htons(ETH_P_VNIC);
	err = memcpy_from_msg(skb_put(skb, len), msg, len);
	if (err)
		goto out_free;

	if (vnic_sk(sk)->want_echo)
		vnic_echo(dev, sk, skb);
	if (sock_flag(sk, SOCK_RCVTSTAMP))
		vnic_report(sk, skb);
	err = vnic_send_data(dev, sk, skb);
	dev_put(dev);
	return err ?: len;

out_free:
	kfree_skb(skb);
out_dev:
	dev_put(dev);
	return err;
}

static int vnic_recvmsg(struct socket *sock, struct msghdr *msg, size_t len, int flags)
{
	struct sock *sk = sock->sk;
	struct sk_buff *skb;
	int err;

	skb = skb_recv_datagram(sk, flags, &err);
	if (!skb)
		return err;
	if (skb->len > len)
		msg->msg_flags |= MSG_TRUNC;
	len = min_t(size_t, len, skb->len);
	err = skb_copy_datagram_msg(skb, 0, msg, len);
	sock_recv_timestamp(msg, sk, skb);
	skb_free_datagram(sk, skb);
	return err ?: len;
}

static const struct proto_ops vnic_proto_ops = {
	.family		= PF_VNIC,
	.owner		= THIS_MODULE,
	.release	= vnic_release,
	.bind		= vnic_bind,
	.connect	= sock_no_connect,
	.socketpair	= sock_no_socketpair,
	.accept		= sock_no_accept,
	.getname	= sock_no_getname,
	.poll		= datagram_poll,
	.ioctl		= sock_no_ioctl,
	.listen		= sock_no_listen,
	.shutdown	= sock_no_shutdown,
	.sendmsg	= vnic_sendmsg,
	.recvmsg	= vnic_recvmsg,
	.mmap		= sock_no_mmap,
};

static struct proto vnic_proto = {
	.name		= "VNIC",
	.owner		= THIS_MODULE,
	.obj_size	= sizeof(struct vnic_sock),
};

static int vnic_create(struct net *net, struct socket *sock, int protocol, int kern)
{
	struct sock *sk;

	if (sock->type != SOCK_DGRAM)
		return -ESOCKTNOSUPPORT;
	sk = sk_alloc(net, PF_VNIC, GFP_KERNEL, &vnic_proto, kern);
	if (!sk)
		return -ENOMEM;
	sock->ops = &vnic_proto_ops;
	sock_init_data(sock, sk);
	sk->sk_destruct = vnic_destruct;
	sock_set_flag(sk, SOCK_RCU_FREE);
	return 0;
}

static const struct net_proto_family vnic_family = {
	.family	= PF_VNIC,
	.create	= vnic_create,
	.owner	= THIS_MODULE,
};

int vnic_proto_init(void)
{
	int err = proto_register(&vnic_proto, 0);

	if (err)
		return err;
	err = sock_register(&vnic_family);
	if (err)
		proto_unregister(&vnic_proto);
	return err;
}

void vnic_proto_exit(void)
{
	sock_unregister(PF_VNIC);
	proto_unregister(&vnic_proto);
}
