/* SPDX-License-Identifier: GPL-2.0-only */
/* Conditions are branches; as values they are variables set on two ways. */
struct q {
	struct q *n;
	int c;
};

#define unlikely(x) __builtin_expect(!!(x), 0)

int f(int n);
void h(int n);
struct q *get(void);

void shorts(struct q *p, int n)
{
	if (p && (p->c > 3 || !n))
		h(1);
	else
		h(2);
	if (unlikely(p == 0))
		return;
	if (n ? p->c : !p)
		h(5);
	if ((n, f(1)))
		h(4);
	if (!(p = get()))
		return;
	if ((p && n) != 0)
		h(6);
}

int values(struct q *p, unsigned int n)
{
	int t = p && n;
	int u = !p;
	int v = !!(n & 4);
	_Bool w = n > 3u;

	h(p ? 1 : 2);
	h(p->c ?: f(3));
	n = p ? p->c++ : --p->c;
	p ? h(1) : h(2);
	return t + u + v + w;
}

int stmt_expr(int n)
{
	if (({ int z = f(n); z > 2; }))
		h(3);
	return ({
		int z = n;

		h(z);
		z + 1;
	});
}

void constants(int n)
{
	if (0)
		h(1);
	if (sizeof(n) == 4 && n)
		h(2);
	if (__builtin_constant_p(n))
		h(3);
	while (0)
		h(4);
}
