/* SPDX-License-Identifier: Apache-2.0 */
/*
 * map_time.c - points in time as directories write them, in seconds since 1970 (UTC)
 *
 *	days, seconds, milliseconds	numbers since 1970; 0 and -1: never
 *	filetime	of Windows, units of 100 ns since 1601; 0 and the largest number: never
 *	time		generalizedTime of RFC 4517: 2026010100Z, 20260101000000.5+0200
 *	date		ISO 8601: 2026-01-31, 2026-01-31T12:00:00+01:00; without a zone it is UTC
 *
 * A day is its beginning. Where 1970 begins is never in every form: that is how a server writes a zero.
 */
#include <ctype.h>
#include <string.h>

#include "ldap/map/map_int.h"

#define DAY 86400LL
#define SINCE_1601 11644473600LL	/* seconds until 1970 */
#define FILETIME 10000000LL		/* of a second */

/* ---- numbers ---- */

/* Of units since 1970, so many of which are a second, or which are so many seconds. */
static bool since_1970(struct prov_text t, long long per_second, long long seconds, long long *at)
{
	long long n;

	if (!prov_map_number(t, &n) || n < -1)
		return false;
	*at = n <= 0 || n / per_second > INT64_MAX / seconds ? PROV_MAP_NEVER : n / per_second * seconds;
	return true;
}

static const char *days(struct prov_text t, long long *at)
{
	return since_1970(t, 1, DAY, at) ? NULL : "is not a number of days since 1970";
}

static const char *seconds(struct prov_text t, long long *at)
{
	if (!since_1970(t, 1, 1, at))
		return "is not a number of seconds since 1970";
	if (*at == INT32_MAX)		/* sambaKickoffTime */
		*at = PROV_MAP_NEVER;
	return NULL;
}

static const char *milliseconds(struct prov_text t, long long *at)
{
	return since_1970(t, 1000, 1, at) ? NULL : "is not a number of milliseconds since 1970";
}

static const char *filetime(struct prov_text t, long long *at)
{
	long long n;

	if (!prov_map_number(t, &n) || n < 0)
		return "is not a time of Windows (100 ns since 1601)";
	*at = n == 0 || n == INT64_MAX ? PROV_MAP_NEVER : n / FILETIME - SINCE_1601;
	return NULL;
}

/* ---- parts of a written time; what was read is taken off ---- */

static bool sign(struct prov_text *t, const char *signs)
{
	if (!t->len || !*t->p || !strchr(signs, *t->p))
		return false;
	t->p++;
	t->len--;
	return true;
}

static bool has_digit(const struct prov_text *t)
{
	return t->len && isdigit((unsigned char)*t->p);
}

/* Exactly so many digits, up to max. */
static bool digits(struct prov_text *t, size_t count, int max, int *n)
{
	*n = 0;
	for (size_t i = 0; i < count; i++, t->p++, t->len--) {
		if (!has_digit(t))
			return false;
		*n = *n * 10 + (*t->p - '0');
	}
	return *n <= max;
}

/* The year begins in March, so that the day of a leap year is its last. */
static long long days_since_1970(long long year, int month, int day)
{
	const long long y = month > 2 ? year : year - 1;
	const long long era = (y >= 0 ? y : y - 399) / 400, of_era = y - era * 400;
	const long long of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static int days_of(int year, int month)
{
	static const int count[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return count[month - 1] + (month == 2 && leap);
}

/* between: "-" of ISO 8601, or "". */
static bool day(struct prov_text *t, const char *between, long long *at)
{
	int year, month, mday;

	if (!digits(t, 4, 9999, &year) || (*between && !sign(t, between)) || !digits(t, 2, 12, &month) ||
	    (*between && !sign(t, between)) || !digits(t, 2, 31, &mday) || month < 1 || mday < 1 ||
	    mday > days_of(year, month))
		return false;
	*at = days_since_1970(year, month, mday) * DAY;
	return true;
}

/* Of the unit that stands before it; less than a second is cut. */
static bool fraction(struct prov_text *t, long long unit, long long *at)
{
	long long part = 0, scale = 1;

	if (!sign(t, ".,"))
		return true;
	if (!has_digit(t))
		return false;
	for (; has_digit(t); t->p++, t->len--)
		if (scale < 1000000000) {
			part = part * 10 + (*t->p - '0');
			scale *= 10;
		}
	*at += part * unit / scale;
	return true;
}

/* Minutes and seconds may be missing. */
static bool clock(struct prov_text *t, const char *between, long long *at)
{
	int hour, minute = 0, second = 0;
	long long unit = 3600;

	if (!digits(t, 2, 23, &hour))
		return false;
	if (*between ? sign(t, between) : has_digit(t)) {
		unit = 60;
		if (!digits(t, 2, 59, &minute))
			return false;
	}
	if (unit == 60 && (*between ? sign(t, between) : has_digit(t))) {
		unit = 1;
		if (!digits(t, 2, 60, &second))		/* 60: a leap second */
			return false;
	}
	*at += hour * 3600LL + minute * 60LL + second;
	return fraction(t, unit, at);
}

/* To the end of the value. */
static bool zone(struct prov_text *t, const char *between, long long *at)
{
	int hours, minutes = 0;
	bool west;

	if (sign(t, *between ? "Zz" : "Z"))
		return t->len == 0;
	west = t->len && *t->p == '-';
	if (!sign(t, "+-") || !digits(t, 2, 23, &hours))
		return false;
	if (*between)
		sign(t, between);
	if (t->len && !digits(t, 2, 59, &minutes))
		return false;
	*at += (west ? 1 : -1) * (hours * 3600LL + minutes * 60LL);
	return t->len == 0;
}

static const char *generalized(struct prov_text t, long long *at)
{
	if (day(&t, "", at) && clock(&t, "", at) && zone(&t, "", at))
		return NULL;
	return "is not a time such as 20260131120000Z";
}

static const char *iso(struct prov_text t, long long *at)
{
	static const char why[] = "is not a date such as 2026-01-31";

	if (!day(&t, "-", at))
		return why;
	if (t.len && (!sign(&t, "Tt ") || !clock(&t, ":", at)))
		return why;
	return !t.len || zone(&t, ":", at) ? NULL : why;
}

/* ---- all forms ---- */

static const struct {
	const char *name;
	const char *(*parse)(struct prov_text t, long long *at);
} forms[] = {
	{ "days", days }, { "seconds", seconds }, { "milliseconds", milliseconds }, { "filetime", filetime },
	{ "time", generalized }, { "date", iso },
};

const char *prov_map_time_form(size_t i)
{
	return i < COUNT(forms) ? forms[i].name : NULL;
}

const char *prov_map_time_parse(size_t form, struct prov_text value, long long *at)
{
	long long found = 0;
	const char *why;

	for (; value.len && *value.p == ' '; value.p++)
		value.len--;
	while (value.len && value.p[value.len - 1] == ' ')
		value.len--;
	why = forms[form].parse(value, &found);
	if (!why)
		*at = found == 0 ? PROV_MAP_NEVER : found;
	return why;
}
