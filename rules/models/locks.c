/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * locks - what keeps others away: locks, and RCU read-side sections.
 *
 * Which lock protects what is not told apart. No header is included, as in
 * harmless.c; of an argument only that it is there matters.
 */
#include "skbown.h"

#define LOCKS(name) void name(void) { skbown_lock(1, 0); }
#define UNLOCKS(name) void name(void) { skbown_lock(-1, 0); }
/* The answer of the others tells; a killed task has no lock. */
#define TRIES(name) \
	int name(void) \
	{ \
		if (!skbown_any()) \
			return 0; \
		skbown_lock(1, 0); \
		return 1; \
	}
#define INTERRUPTED(name) \
	int name(void) \
	{ \
		if (skbown_any()) \
			return -4; \
		skbown_lock(1, 0); \
		return 0; \
	}

LOCKS(spin_lock)
LOCKS(spin_lock_bh)
LOCKS(spin_lock_irq)
LOCKS(_spin_lock_irqsave)
LOCKS(_raw_spin_lock)
LOCKS(_raw_spin_lock_bh)
LOCKS(_raw_spin_lock_irq)
LOCKS(_raw_spin_lock_irqsave)
LOCKS(_raw_spin_lock_nested)
LOCKS(_raw_read_lock)
LOCKS(_raw_read_lock_bh)
LOCKS(_raw_read_lock_irq)
LOCKS(_raw_read_lock_irqsave)
LOCKS(_raw_write_lock)
LOCKS(_raw_write_lock_bh)
LOCKS(_raw_write_lock_irq)
LOCKS(_raw_write_lock_irqsave)
LOCKS(read_lock)
LOCKS(read_lock_bh)
LOCKS(write_lock)
LOCKS(write_lock_bh)
LOCKS(mutex_lock)
LOCKS(mutex_lock_io)
LOCKS(mutex_lock_nested)
LOCKS(down)
LOCKS(down_read)
LOCKS(down_write)
LOCKS(rtnl_lock)

TRIES(spin_trylock)
TRIES(spin_trylock_bh)
TRIES(_raw_spin_trylock)
TRIES(_raw_spin_trylock_bh)
TRIES(mutex_trylock)
TRIES(down_read_trylock)
TRIES(down_write_trylock)
TRIES(rtnl_trylock)
INTERRUPTED(mutex_lock_interruptible)
INTERRUPTED(mutex_lock_killable)

UNLOCKS(spin_unlock)
UNLOCKS(spin_unlock_bh)
UNLOCKS(spin_unlock_irq)
UNLOCKS(spin_unlock_irqrestore)
UNLOCKS(_raw_spin_unlock)
UNLOCKS(_raw_spin_unlock_bh)
UNLOCKS(_raw_spin_unlock_irq)
UNLOCKS(_raw_spin_unlock_irqrestore)
UNLOCKS(_raw_read_unlock)
UNLOCKS(_raw_read_unlock_bh)
UNLOCKS(_raw_read_unlock_irq)
UNLOCKS(_raw_read_unlock_irqrestore)
UNLOCKS(_raw_write_unlock)
UNLOCKS(_raw_write_unlock_bh)
UNLOCKS(_raw_write_unlock_irq)
UNLOCKS(_raw_write_unlock_irqrestore)
UNLOCKS(read_unlock)
UNLOCKS(read_unlock_bh)
UNLOCKS(write_unlock)
UNLOCKS(write_unlock_bh)
UNLOCKS(mutex_unlock)
UNLOCKS(up)
UNLOCKS(up_read)
UNLOCKS(up_write)
UNLOCKS(rtnl_unlock)
UNLOCKS(__rtnl_unlock)

#define ENTERS(name) void name(void) { skbown_lock(0, 1); }
#define LEAVES(name) void name(void) { skbown_lock(0, -1); }

ENTERS(__rcu_read_lock)
ENTERS(rcu_read_lock)
ENTERS(rcu_read_lock_bh)
ENTERS(rcu_read_lock_sched)
LEAVES(__rcu_read_unlock)
LEAVES(rcu_read_unlock)
LEAVES(rcu_read_unlock_bh)
LEAVES(rcu_read_unlock_sched)
