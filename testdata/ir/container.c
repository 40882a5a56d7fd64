/* SPDX-License-Identifier: GPL-2.0-only */
/* A pointer minus an offset is the record around it. */
#define offsetof(t, m) __builtin_offsetof(t, m)
#define container_of(ptr, type, member) ({			\
	void *__mptr = (void *)(ptr);				\
	((type *)(__mptr - offsetof(type, member)));		\
})
#define container_of_const(ptr, type, member)			\
	_Generic(ptr,						\
		const typeof(*(ptr)) *: ((const type *)container_of(ptr, type, member)), \
		default: ((type *)container_of(ptr, type, member)))

struct list {
	struct list *next, *prev;
};

struct base {
	int first;
	struct list node;
};

struct outer {
	struct base base;
	struct {
		struct list inner;
	} in;
	struct list last[2];
};

struct outer *ways(struct list *p, struct base *b)
{
	struct outer *o = container_of(p, struct outer, in.inner);

	o = container_of(b, struct outer, base);
	o = container_of(p, struct outer, base.node);
	o = container_of_const(p, struct outer, last[1]);
	o = container_of(p, typeof(*o), in.inner);
	p = (struct list *)((char *)o + offsetof(struct outer, in));
	return (struct outer *)((char *)p - offsetof(struct outer, last));
}

int loop(struct list *head)
{
	struct outer *o;
	int n = 0;

	for (o = container_of(head->next, typeof(*o), in.inner); &o->in.inner != head;
	     o = container_of(o->in.inner.next, typeof(*o), in.inner))
		n += o->base.first;
	return n + (int)offsetof(struct outer, in);
}
