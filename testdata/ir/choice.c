/* SPDX-License-Identifier: GPL-2.0-only */
/* What the compiler decides is decided here too. */
struct a {
	int x;
	struct {
		struct {
			int y;
		} in;
	} out;
};
void h(int n);
void b(struct a *p);

#define same(x, y) __builtin_types_compatible_p(typeof(x), typeof(y))

int decided(struct a *p, int n, long l)
{
	int r = __builtin_choose_expr(same(n, l), n, 3);

	r = __builtin_choose_expr(same(n, r), n, p->x);
	r += _Generic(n, long: 4, int: p->x, default: 9);
	h(same(p->x, int));
	h(sizeof(p->x) + _Alignof(long));
	h(__builtin_constant_p(3) ? 3 : p->x);
	h('a' + 0x10 + 010 + (int)3.5);
	h(-(n) + ~n + +n);
	h((unsigned char)300);
	h(__builtin_offsetof(struct a, out.in.y));
	return __builtin_offsetof(struct a, x) ?: r;
}
