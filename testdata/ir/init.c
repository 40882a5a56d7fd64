/* SPDX-License-Identifier: GPL-2.0-only */
/* Initialisers are stores; what they leave out is 0. */
struct sk_buff;

struct list {
	struct list *next, *prev;
};

struct cfg {
	int a;
	struct list l;
	void (*cb)(struct sk_buff *skb);
	int arr[3];
};

void cb(struct sk_buff *skb);
void use(void *p);

static struct cfg global = { 1, { 0, 0 }, cb };
static struct cfg table[] = {
	[0] = { .cb = cb },
	{ .l.next = &global.l },
};

void locals(int n)
{
	struct cfg c = { .cb = cb, .l = { .prev = &global.l }, .arr[1] = 3 };
	struct cfg d = c, e = { 0 };
	struct cfg many[2] = { [1] = { .a = n } };
	struct cfg *p = &(struct cfg){ .a = 5 };
	char s[] = "abc";
	const char *t = "abc";
	int scalar = { 7 };

	use(p);
	use(s);
	use((void *)t);
	many[n].l.next = d.l.next;
	e = (struct cfg){ .a = scalar };
	table[n] = e;
}

struct cfg by_value(struct cfg c, struct cfg *o)
{
	c.a = 2;
	use(&c);
	*o = c;
	return o->a ? c : *o;
}

int field_of_value(struct cfg *x)
{
	return by_value(*x, x).a;
}
