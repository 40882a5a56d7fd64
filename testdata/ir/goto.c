/* SPDX-License-Identifier: GPL-2.0-only */
/* Jumps forward and back, out of blocks, to computed labels, out of asm. */
int f(int n);
void h(int n);

int jumps(int n)
{
again:
	if (f(n))
		goto out;
	{
		int m = f(2);

		if (m)
			goto again;
		if (n)
			goto inner;
		h(m);
	}
	while (n) {
inner:
		h(1);
		n--;
	}
out:
	return n;
}

void computed(int n)
{
	static void *const tab[] = { &&a, &&b };

	goto *tab[n];
a:
	h(1);
b:
	h(2);
}

int branch(void *key)
{
	asm goto("1: jmp %l[yes]" : : "i" (key) : : yes, maybe);
	return 0;
maybe:
	h(1);
yes:
	return 1;
}

static inline _Noreturn void die(void)
{
	for (;;)
		;
}

void stop(void) __attribute__((noreturn));

int ends(int n)
{
	if (n == 1)
		die();
	if (n == 2)
		stop();
	if (n == 3)
		__builtin_unreachable();
	return n;
}

/* As wait_event() does it: the value stands behind a label. */
int labelled_value(int n)
{
	return ({
		__label__ out;
		long ret = 0;

		for (;;) {
			ret = f(n);
			if (ret)
				goto out;
			h(n);
		}
out:		ret;
	}) + 1;
}
