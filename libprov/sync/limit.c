/* SPDX-License-Identifier: Apache-2.0 */
/*
 * limit.c - is this too much to be believed? Of one kind, with the numbers of a run and of 24 hours
 */
#include <prov/limit.h>
#include <string.h>

#include "libprov/base/base.h"

static const struct prov_limit_kind kinds[PROV_LIMITS] = {
#define KIND(id, ...) { __VA_ARGS__ },
	PROV_LIMIT_TABLE(KIND)
#undef KIND
};

const struct prov_limit_kind *prov_limit_kind(enum prov_limit kind)
{
	return &kinds[kind];
}

enum prov_limit prov_limit_named(const char *name)
{
	int i = 0;

	while (i < PROV_LIMITS && strcmp(kinds[i].name, name) != 0)
		i++;
	return (enum prov_limit)i;
}

/* That both users of a tenant are locked at once is everyday; that the directory of two shows no lock any
 * more is not. */
static bool is_everyday(const struct prov_limits *limits, const struct prov_limit_count *c)
{
	return (c->kind == PROV_LIMIT_DISABLED || c->kind == PROV_LIMIT_ENABLED) && c->context &&
		c->of <= limits->floor;
}

/* So many may always go, whatever their share; but never more than half of several. */
static long long floor_of(const struct prov_limits *limits, const struct prov_limit_count *c, long long of,
			  int times)
{
	long long floor = limits->floor * (long long)times;

	if (kinds[c->kind].floor >= 0)
		return kinds[c->kind].floor;
	return of > 1 && floor > of / 2 ? of / 2 : floor;
}

long long prov_limit_base(const struct prov_limit_count *c, bool day)
{
	return c->of + (day && kinds[c->kind].day == 2 ? c->recent : 0);
}

/* Where those who were counted go, the day is looked at as if it were one run; where they stay, and may be
 * counted twice, it is two. */
long long prov_limit_allowed(const struct prov_limits *limits, const struct prov_limit_count *c, bool day)
{
	bool twice = day && kinds[c->kind].day != 2;
	int times = day && !twice ? 2 : 1;
	long long of = prov_limit_base(c, day), floor = floor_of(limits, c, of, times);
	long long percent = (long long)limits->percent[c->kind] * times;
	long long share = of / 100 * percent + of % 100 * percent / 100;

	if (twice)
		return 2 * prov_limit_allowed(limits, c, false);
	if ((of <= kinds[c->kind].few || is_everyday(limits, c)) && of > floor)
		return of;
	return share > floor ? share : floor;
}

/* What is new has no measure where nothing was known before. */
static bool is_first(const struct prov_limit_count *c)
{
	return c->kind == PROV_LIMIT_CREATED && c->of == 0;
}

enum prov_limit_verdict prov_limit_judge(const struct prov_limits *limits, const struct prov_limit_count *c)
{
	const struct prov_limit_kind *kind = &kinds[c->kind];

	if (c->n <= 0 || c->of <= 0 || is_first(c))
		return PROV_LIMIT_PASS;
	if (kind->last >= 0 && c->of > kind->last && c->n + c->beside >= c->of && c->coming <= 0 &&
	    !is_everyday(limits, c))
		return PROV_LIMIT_LAST;
	if (c->n > prov_limit_allowed(limits, c, false))
		return PROV_LIMIT_SHARE;
	if (kind->day && c->n + c->recent > prov_limit_allowed(limits, c, true))
		return PROV_LIMIT_DAY;
	return PROV_LIMIT_PASS;
}

static long long percent_of(long long n, long long allowed)
{
	if (n <= 0)
		return 0;
	if (allowed <= 0)
		return n * 100 + 100;
	return (n * 100 + allowed - 1) / allowed;
}

long long prov_limit_used(const struct prov_limits *limits, const struct prov_limit_count *c)
{
	long long run = percent_of(c->n, prov_limit_allowed(limits, c, false)), day = 0;

	if (c->n <= 0 || is_first(c))
		return 0;
	if (kinds[c->kind].day)
		day = percent_of(c->n + c->recent, prov_limit_allowed(limits, c, true));
	if (day > run)
		run = day;
	return run <= 100 && prov_limit_judge(limits, c) == PROV_LIMIT_LAST ? 101 : run;
}

void prov_limit_add_json(struct prov_str *s, const struct prov_limits *limits,
			 const struct prov_limit_count *counts)
{
	bool any = false;

	prov_str_add_char(s, '{');
	for (int i = 0; i < PROV_LIMITS; i++) {
		const struct prov_limit_count *c = &counts[i];

		if (c->n == 0)
			continue;
		prov_str_addf(s, "%s\"%s\": {\"n\": %lld, \"of\": %lld, \"used\": %lld}", any ? ", " : "",
			      kinds[i].name, c->n, prov_limit_base(c, false), prov_limit_used(limits, c));
		any = true;
	}
	prov_str_add_char(s, '}');
}
