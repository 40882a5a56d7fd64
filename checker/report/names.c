/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * names - what rules, levels and confidences are called outside the program.
 */
#include <string.h>

#include "base/bug.h"
#include "report/finding.h"

static const struct {
	const char *name;
	enum level level;
} rules[] = {
#define RULE(sym, id, lvl) [RULE_##sym] = { id, lvl },
#include "flow/rules.def"
#undef RULE
};

static const char *const levels[] = {
	[LEVEL_NOTE] = "note",
	[LEVEL_WARNING] = "warning",
	[LEVEL_ERROR] = "error",
};

static const char *const confidences[] = {
	[CONF_LOW] = "low",
	[CONF_MEDIUM] = "medium",
	[CONF_HIGH] = "high",
};

const char *rule_name(enum rule_id id)
{
	BUG_ON((unsigned int)id >= RULE_NR);
	return rules[id].name;
}

enum level rule_level(enum rule_id id)
{
	BUG_ON((unsigned int)id >= RULE_NR);
	return rules[id].level;
}

enum rule_id rule_by_name(const char *name)
{
	unsigned int i;

	for (i = 0; i < RULE_NR; i++)
		if (!strcmp(rules[i].name, name))
			break;
	return i;
}

const char *level_name(enum level l)
{
	BUG_ON((unsigned int)l >= ARRAY_SIZE(levels));
	return levels[l];
}

int level_by_name(const char *name)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(levels); i++)
		if (!strcmp(levels[i], name))
			return i;
	return -1;
}

const char *confidence_name(enum confidence c)
{
	BUG_ON((unsigned int)c >= ARRAY_SIZE(confidences));
	return confidences[c];
}
