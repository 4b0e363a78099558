/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit/limit.c - how much of a kind may go: share, floor, 24 hours, the last ones, and how near it came
 */
#include <prov/limit.h>
#include <string.h>

#include "tests/lib/tap.h"

/* As the settings have it. */
static struct prov_limits limits = {
	.percent = {
#define PERCENT(id, name, percent, ...) [PROV_LIMIT_##id] = percent,
		PROV_LIMIT_TABLE(PERCENT)
#undef PERCENT
	}, .floor = 5
};

static struct prov_limit_count of(enum prov_limit kind, long long n, long long all)
{
	return (struct prov_limit_count){ .kind = kind, .n = n, .of = all };
}

static void judged(struct prov_limit_count c, enum prov_limit_verdict want, const char *what)
{
	is_int(prov_limit_judge(&limits, &c), want, "%s", what);
	ok((prov_limit_used(&limits, &c) > 100) == (want != PROV_LIMIT_PASS),
	   "%s: and is as near (%lld)", what, prov_limit_used(&limits, &c));
}

static struct prov_limit_count with(struct prov_limit_count c, long long recent, long long beside,
				    long long coming)
{
	c.recent = recent;
	c.beside = beside;
	c.coming = coming;
	return c;
}

static void shares(void)
{
	judged(of(PROV_LIMIT_MISSING, 50, 1000), PROV_LIMIT_PASS,
	       "5 percent of users may be missing");
	judged(of(PROV_LIMIT_MISSING, 51, 1000), PROV_LIMIT_SHARE, "no more");
	judged(of(PROV_LIMIT_MISSING, 5, 20), PROV_LIMIT_PASS, "so few as the floor pass");
	judged(of(PROV_LIMIT_MISSING, 6, 20), PROV_LIMIT_SHARE, "one more does not");
	judged(of(PROV_LIMIT_MISSING, 3, 6), PROV_LIMIT_PASS,
	       "SR31: half of several are within the floor");
	judged(of(PROV_LIMIT_MISSING, 4, 6), PROV_LIMIT_SHARE, "SR31: more than half are not");
	judged(of(PROV_LIMIT_MISSING, 1, 1), PROV_LIMIT_PASS, "the only one may go");
	judged(of(PROV_LIMIT_MISSING, 1, 2), PROV_LIMIT_PASS, "one of two may go");
	judged(of(PROV_LIMIT_MISSING, 2, 2), PROV_LIMIT_LAST, "SR3: two of two are all");
	judged(of(PROV_LIMIT_MISSING, 0, 100), PROV_LIMIT_PASS, "nothing always passes");
	judged(of(PROV_LIMIT_MISSING, 250000000LL, 5000000000LL), PROV_LIMIT_PASS,
	       "large numbers do not overflow");
	judged(of(PROV_LIMIT_RENAMED, 200, 1000), PROV_LIMIT_SHARE, "everybody is renamed");
	judged(of(PROV_LIMIT_MOVED, 51, 1000), PROV_LIMIT_SHARE, "everybody moves");
	judged(of(PROV_LIMIT_DISABLED, 200, 1000), PROV_LIMIT_SHARE, "200 are disabled in one run");
	judged(of(PROV_LIMIT_MEMBERS, 201, 1000), PROV_LIMIT_SHARE, "SR7: memberships");
	judged(of(PROV_LIMIT_CREATED, 1000, 0), PROV_LIMIT_PASS, "a first run has no limit");
	judged(of(PROV_LIMIT_CREATED, 100, 2), PROV_LIMIT_PASS, "100 more are few");
	judged(of(PROV_LIMIT_CREATED, 301, 300), PROV_LIMIT_SHARE,
	       "more than twice as many are not");
	judged(of(PROV_LIMIT_CHANGED, 100, 100), PROV_LIMIT_PASS, "100 changes are few");
	judged(of(PROV_LIMIT_CHANGED, 501, 1000), PROV_LIMIT_SHARE, "half of all are not");
}

static void few(void)
{
	struct prov_limit_count tenant = of(PROV_LIMIT_ENABLED, 2, 2);

	judged(of(PROV_LIMIT_BLANKED, 5, 5), PROV_LIMIT_PASS, "SR7: values of five are no sign");
	judged(of(PROV_LIMIT_BLANKED, 4, 6), PROV_LIMIT_SHARE, "SR7: four of six are one");
	judged(of(PROV_LIMIT_BLANKED, 3, 6), PROV_LIMIT_PASS, "SR7: half of six may");
	judged(of(PROV_LIMIT_GROUP_MEMBERS, 40, 50), PROV_LIMIT_PASS, "a group of 50 may lose 40");
	judged(of(PROV_LIMIT_GROUP_MEMBERS, 30, 51), PROV_LIMIT_SHARE,
	       "one of 51 not more than half");
	judged(of(PROV_LIMIT_GROUP_MEMBERS, 12, 12), PROV_LIMIT_LAST,
	       "SR7: a group of twelve is not emptied");
	judged(of(PROV_LIMIT_GROUP_MEMBERS, 10, 10), PROV_LIMIT_PASS, "one of ten may be");
	judged(tenant, PROV_LIMIT_LAST, "SR6: no lock is left in the directory");
	tenant.context = 7;
	judged(tenant, PROV_LIMIT_PASS, "in a tenant of two that is everyday");
	tenant.kind = PROV_LIMIT_DISABLED;
	judged(tenant, PROV_LIMIT_PASS, "so is it that both are locked");
	tenant.kind = PROV_LIMIT_MISSING;
	judged(tenant, PROV_LIMIT_LAST, "SR3: but not that both are missing");
}

static void days(void)
{
	judged(with(of(PROV_LIMIT_MISSING, 45, 950), 50, 0, 0), PROV_LIMIT_PASS,
	       "SR31: 9.5 percent in 24 hours");
	judged(with(of(PROV_LIMIT_MISSING, 45, 940), 60, 0, 0), PROV_LIMIT_DAY,
	       "SR31: 10.5 percent are too many");
	judged(with(of(PROV_LIMIT_MISSING, 0, 900), 100, 0, 0), PROV_LIMIT_PASS,
	       "SR31: nobody now, so it passes");
	judged(with(of(PROV_LIMIT_MISSING, 5, 15), 5, 0, 0), PROV_LIMIT_PASS,
	       "SR31: twice the floor, which is half");
	judged(with(of(PROV_LIMIT_MISSING, 5, 14), 6, 0, 0), PROV_LIMIT_DAY,
	       "SR31: more than half do not");
	judged(with(of(PROV_LIMIT_CHANGED, 400, 1000), 5000, 0, 0), PROV_LIMIT_PASS,
	       "changes are counted by run");
}

static void last_ones(void)
{
	judged(with(of(PROV_LIMIT_MISSING, 1, 2), 0, 1, 0), PROV_LIMIT_LAST,
	       "one of two is gone and one moves");
	limits.percent[PROV_LIMIT_MISSING] = limits.percent[PROV_LIMIT_ENABLED] = 100;
	judged(of(PROV_LIMIT_MISSING, 999, 1000), PROV_LIMIT_PASS, "100 percent: no share");
	judged(of(PROV_LIMIT_MISSING, 1000, 1000), PROV_LIMIT_LAST, "but never all");
	judged(with(of(PROV_LIMIT_MISSING, 10, 10), 0, 0, 1), PROV_LIMIT_PASS,
	       "unless others come");
	judged(of(PROV_LIMIT_ENABLED, 4, 4), PROV_LIMIT_LAST, "SR6: nor the last locks");
	limits.percent[PROV_LIMIT_MISSING] = limits.percent[PROV_LIMIT_ENABLED] = 5;
}

static void nearness(void)
{
	struct prov_limit_count c = of(PROV_LIMIT_MISSING, 25, 1000);

	is_int(prov_limit_allowed(&limits, &c, false), 50, "50 of 1000 may");
	is_int(prov_limit_used(&limits, &c), 50, "25 are half way");
	c.recent = 75;
	is_int(prov_limit_allowed(&limits, &c, true), 107, "in 24 hours 107, of those who were there then");
	is_int(prov_limit_used(&limits, &c), 94, "which is nearer");
	c.n = 1;
	c.recent = 0;
	is_int(prov_limit_used(&limits, &c), 2, "one is a little");
	is_int(prov_limit_named("group_members"), PROV_LIMIT_GROUP_MEMBERS, "kinds have names");
	is_int(prov_limit_named("people"), PROV_LIMITS, "others have none");
}

int main(void)
{
	shares();
	few();
	days();
	last_ones();
	nearness();
	return done();
}
