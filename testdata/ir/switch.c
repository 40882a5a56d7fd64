/* SPDX-License-Identifier: GPL-2.0-only */
/* Fallthrough, ranges, labels in a row, a default in the middle, a known value. */
void h(int n);

int cases(int n, int p)
{
	switch (n) {
	case 0:
		h(0);
		__attribute__((fallthrough));
	case 1 ... 3:
		h(1);
		break;
	case 7:
	case 8:
		return 4;
	default:
		h(9);
		break;
	case -1:
		if (p)
			break;
		h(5);
	}
	return 0;
}

void known(long n)
{
	switch (sizeof(n)) {
	case 4:
		h(4);
		break;
	case 8:
		h(8);
		break;
	default:
		h(0);
	}
	switch (n) {
	case 1:
		h(1);
	}
}

enum state { A, B, C };

void in_loop(enum state s)
{
	for (;;) {
		switch (s) {
		case A:
			continue;
		case B:
			break;
		case C:
			return;
		}
		h(1);
	}
}

/* case htons(ETH_P_IP): as the kernel's headers expand it */
void swapped(unsigned short proto)
{
	switch (proto) {
	case (unsigned short)__builtin_bswap16((unsigned short)0x0800):
		h(1);
		break;
	case (unsigned short)(__builtin_constant_p(0x86dd) ? 0xdd86 : 0):
		h(2);
	}
}
