/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit/base_utf8_lower.c - the table of lower case against the C library it was made from
 */
#include <gnu/libc-version.h>
#include <locale.h>
#include <wctype.h>

#include "libprov/base/base.h"
#include "tests/lib/tap.h"

int main(void)
{
	locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	bool same_tables = strcmp(gnu_get_libc_version(), "2.36") == 0;
	long wrong = 0, missing = 0, mapped = 0;

	if (!ok(utf8 != (locale_t)0, "the locale C.UTF-8 is there"))
		return done();
	for (uint32_t cp = 0; cp < 0x110000; cp++) {
		uint32_t ours = prov_utf8_lower_cp(cp), theirs = (uint32_t)towlower_l((wint_t)cp, utf8);

		mapped += ours != cp;
		wrong += ours != cp && ours != theirs;
		missing += ours == cp && theirs != cp;
	}
	freelocale(utf8);
	is_int(wrong, 0, "no character becomes another one than in glibc");
	ok(mapped > 1300, "%ld characters have a lower case", mapped);
	/* a newer Unicode may know more */
	ok(missing == 0 || !same_tables, "none is missing (%ld)", missing);
	return done();
}
