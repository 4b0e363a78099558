/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lib/tap.h - the Test Anything Protocol for unit tests: one line a check, the plan at the end
 *
 *	ok(list == NULL, "an empty list has no head");
 *	is_str(user.name, "anna", "the name of user %d", id);
 *	is_err(&err, PROV_E_CONFIG, "a misspelt key is refused");
 *	return done();
 *
 * Every check returns whether it passed, so that a test can stop when going on makes no sense.
 */
#ifndef PROV_TAP_H
#define PROV_TAP_H

#include <prov/err.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define TAP_UNUSED __attribute__((unused))

static int tap_count, tap_failed;

static bool tap_result(bool passed, const char *fmt, va_list ap)
{
	tap_failed += !passed;
	printf("%sok %d - ", passed ? "" : "not ", ++tap_count);
	vprintf(fmt, ap);
	putchar('\n');
	fflush(stdout);
	return passed;
}

/* Evaluates fmt and its arguments in the caller's variadic function. */
#define TAP_RESULT(passed, fmt) do { \
	va_list ap_; \
	va_start(ap_, fmt); \
	tap_result(passed, fmt, ap_); \
	va_end(ap_); \
} while (0)

/* A text that may have several lines, as a diagnostic: every line starts with "# ". */
static TAP_UNUSED void tap_diag(const char *label, const char *text)
{
	printf("# %s", label);
	if (!text)
		fputs("(NULL)", stdout);
	for (const char *p = text; p && *p; p++) {
		putchar(*p);
		if (*p == '\n')
			fputs("# ", stdout);
	}
	putchar('\n');
}

static TAP_UNUSED PROV_PRINTF(2, 3) bool ok(bool cond, const char *fmt, ...)
{
	TAP_RESULT(cond, fmt);
	return cond;
}

/* Equal text; NULL is equal to NULL only. */
static TAP_UNUSED PROV_PRINTF(3, 4) bool is_str(const char *got, const char *want,
						const char *fmt, ...)
{
	bool same = got && want ? strcmp(got, want) == 0 : got == want;

	TAP_RESULT(same, fmt);
	if (!same) {
		tap_diag("got:  ", got);
		tap_diag("want: ", want);
	}
	return same;
}

static TAP_UNUSED PROV_PRINTF(3, 4) bool is_int(long long got, long long want,
						const char *fmt, ...)
{
	TAP_RESULT(got == want, fmt);
	if (got != want)
		printf("# got:  %lld\n# want: %lld\n", got, want);
	return got == want;
}

static TAP_UNUSED PROV_PRINTF(3, 4) bool is_err(const struct prov_err *err, enum prov_code code,
						const char *fmt, ...)
{
	TAP_RESULT(err->code == code, fmt);
	if (err->code != code) {
		printf("# got code %d, want %d\n", (int)err->code, (int)code);
		tap_diag("message: ", err->msg);
		tap_diag("detail:  ", err->detail);
	}
	return err->code == code;
}

/* Prints the plan; the exit status of main(). */
static TAP_UNUSED int done(void)
{
	printf("1..%d\n", tap_count);
	if (tap_failed)
		printf("# %d of %d checks failed\n", tap_failed, tap_count);
	return tap_failed || !tap_count;
}

#endif
