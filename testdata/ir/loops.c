/* SPDX-License-Identifier: GPL-2.0-only */
/* Empty slots of a for, and what break and continue lead to. */
int f(int n);
void h(int n);

void empty_slots(int n)
{
	for (;;) {
		if (f(n))
			break;
		if (f(1))
			continue;
		h(1);
	}
	for (; n;)
		n--;
	for (;; n++)
		if (n > 4)
			break;
	for (n = 0;;)
		if (f(2))
			break;
	for (; n; n--)
		h(n);
	for (n = 3; n;)
		h(n--);
	for (n = 3;; n++)
		if (f(n))
			break;
}

#define ever for (;;)
#define each(i, n) for (int i = 0; i < n; i++)
#define rest(n) for (; f(n);)
#define twice(n) rest(n)

void from_macros(int n)
{
	each(i, 3)
		h(i);
	twice(n)
		h(n);
	ever {
		if (f(n))
			break;
	}
}

void others(int n)
{
	while (f(1)) {
		if (n)
			break;
		h(2);
	}
	do {
		if (n)
			continue;
		h(3);
	} while (f(n));
	do
		h(4);
	while (0);
}
