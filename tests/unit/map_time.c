/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit/map_time.c - times as directories write them, and when they are past
 */
#include <stdlib.h>

#include "ldap/map/map_int.h"
#include "tests/lib/tap.h"

#define T(s) { (s), sizeof(s) - 1 }
#define NEVER PROV_MAP_NEVER
#define NOT_READ (-1)		/* none of the tests has this one */

static const struct {
	const char *form;
	struct prov_text value;
	long long want;
} times[] = {
	{ "days", T("20484"), 1769817600 }, { "days", T(" 20484 "), 1769817600 }, { "days", T("1"), 86400 },
	{ "days", T("0"), NEVER }, { "days", T("-1"), NEVER }, { "days", T("9223372036854775807"), NEVER },
	{ "days", T("-2"), NOT_READ }, { "days", T("1.5"), NOT_READ }, { "days", T(""), NOT_READ },
	{ "days", T("9223372036854775808"), NOT_READ }, { "days", T("2026-01-31"), NOT_READ },
	{ "seconds", T("1769860800"), 1769860800 }, { "seconds", T("0"), NEVER },
	{ "seconds", T("-1"), NEVER },
	{ "seconds", T("2147483647"), NEVER }, { "seconds", T("2147483648"), 2147483648 },
	{ "seconds", T("soon"), NOT_READ },
	{ "milliseconds", T("1769860800999"), 1769860800 }, { "milliseconds", T("0"), NEVER },
	{ "milliseconds", T("x"), NOT_READ },
	/* case 110 */
	{ "filetime", T("0"), NEVER }, { "filetime", T("9223372036854775807"), NEVER },
	{ "filetime", T("133000000000000000"), 1655526400 }, { "filetime", T("-1"), NOT_READ },
	{ "filetime", T("1"), -11644473600 }, { "filetime", T("9223372036854775806"), 910692730085 },
	/* case 109 */
	{ "time", T("20260101000000Z"), 1767225600 }, { "time", T("20260101000000.0Z"), 1767225600 },
	{ "time", T("20260101000000,5+0200"), 1767218400 }, { "time", T("2026010100Z"), 1767225600 },
	{ "time", T("2026010112-0530"), 1767288600 }, { "time", T("2026010112-05"), 1767286800 },
	{ "time", T("202601011230Z"), 1767270600 }, { "time", T("2026010112.25Z"), 1767269700 },
	{ "time", T("20261231235960Z"), 1798761600 }, { "time", T("20240229000000Z"), 1709164800 },
	{ "time", T("000001010000Z"), -62167219200 }, { "time", T("19700101000000Z"), NEVER },
	{ "time", T("99991231235959Z"), 253402300799 }, { "time", T("20250229000000Z"), NOT_READ },
	{ "time", T("20261301000000Z"), NOT_READ }, { "time", T("20260100000000Z"), NOT_READ },
	{ "time", T("20260101240000Z"), NOT_READ }, { "time", T("20260101006000Z"), NOT_READ },
	{ "time", T("20260101000000"), NOT_READ }, { "time", T("20260101"), NOT_READ },
	{ "time", T("20260101000000.Z"), NOT_READ }, { "time", T("20260101000000Zx"), NOT_READ },
	{ "time", T("20260101000000+2400"), NOT_READ }, { "time", T("20260101000000+020"), NOT_READ },
	{ "time", T("260101000000Z"), NOT_READ }, { "time", T("2026-01-01"), NOT_READ },
	{ "time", T("20260101\0" "00000Z"), NOT_READ }, { "time", T(""), NOT_READ },
	{ "date", T("2026-01-31"), 1769817600 }, { "date", T("2026-01-31T12:00:00Z"), 1769860800 },
	{ "date", T("2026-01-31 12:00"), 1769860800 },
	{ "date", T("2026-01-31T12:00:00.9+01:00"), 1769857200 },
	{ "date", T("2026-01-31T12:00+0100"), 1769857200 }, { "date", T("1960-02-29"), -310521600 },
	{ "date", T("31.01.2026"), NOT_READ }, { "date", T("2026-1-31"), NOT_READ },
	{ "date", T("2026-02-30"), NOT_READ }, { "date", T("2026-01-31T"), NOT_READ },
	{ "date", T("2026-01-31Z"), NOT_READ }, { "date", T("20260131"), NOT_READ },
};

static size_t form_of(const char *name)
{
	size_t i = 0;

	while (strcmp(prov_map_time_form(i), name) != 0)
		i++;
	return i;
}

static void forms(void)
{
	for (size_t i = 0; i < COUNT(times); i++) {
		long long at = NOT_READ;
		const char *why = prov_map_time_parse(form_of(times[i].form), times[i].value, &at);

		is_int(at, times[i].want, "%s: \"%s\"", times[i].form, times[i].value.p);
		ok(!why == (times[i].want != NOT_READ), "... %s", why ? why : "is one");
	}
}

/* What past leaves of a value at that time. */
static void past(const char *args, const char *value, long long now, const char *want)
{
	PROV_CLEANUP(prov_freep) char *text = prov_asprintf("${x|past(%s):+past} || ${x:+not past}", args);
	struct prov_map_attrs attrs = { NULL, 0, 0 };
	struct prov_err err = PROV_ERR_INIT;
	struct prov_map_expr *expr = prov_map_parse(text, false, &attrs, &err);
	struct prov_text x = { value, strlen(value) };
	struct prov_map_slot slot = { .values = { &x, 1 }, .plain = true };
	struct prov_map_input in = { .slots = &slot, .pool = prov_pool_new(), .now = now };
	struct prov_map_out out = { NULL, 0, 0 };

	prov_map_expr_eval(expr, &in, &out);
	is_str(in.flaw ? in.flaw : out.n ? out.v[0].p : "", want, "past(%s) of %s at %lld", args, value, now);
	free(out.v);
	prov_str_fini(&in.tmp);
	free(in.work.v);
	prov_pool_free(in.pool);
	prov_map_attrs_fini(&attrs);
	prov_map_expr_free(expr);
}

static void over(void)
{
	past("days", "20484", 1769817599, "not past");
	past("days", "20484", 1769817600, "past");
	past("days", "-1", 1769817600, "not past");
	past("days", "x", 1769817600, "is not a number of days since 1970");
	past("date", "2026-01-31", 1769817599, "not past");
	past("date", "2026-01-31", 1769817600, "past");
	past("date,1", "2026-01-31", 1769903999, "not past");
	past("date,1", "2026-01-31", 1769904000, "past");
	past("date,-1", "2026-01-31", 1769731200, "past");
	past("time", "20260131120000Z", 1769860799, "not past");
	past("time", "20260131120000Z", 1769860800, "past");
	past("time", "000001010000Z", 1769860800, "past");
	past("seconds,36525", "9223372036854775807", INT64_MAX - 1, "not past");
	past("filetime", "9223372036854775807", 1769860800, "not past");
}

int main(void)
{
	forms();
	over();
	return done();
}
