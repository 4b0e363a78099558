/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base_err.c - messages, context, errno, and text that does not fit
 */
#include <errno.h>
#include <stdlib.h>

#include "libprov/base/base.h"
#include "tests/lib/tap.h"

/* len times c; the caller frees */
static char *many(const char *c, size_t len)
{
	struct prov_str s = PROV_STR_INIT;

	while (len--)
		prov_str_add(&s, c);
	return prov_str_take(&s);
}

static void test_fail(void)
{
	struct prov_err err = PROV_ERR_INIT;

	prov_err_hint(&err, "old");
	is_int(prov_fail(&err, PROV_E_IO, "no %s", "room"), -1, "prov_fail returns -1");
	is_err(&err, PROV_E_IO, "the code is set");
	is_str(err.msg, "no room", "the message is set");
	is_str(err.hint, "", "an older hint is gone");
	is_int(prov_err_context(&err, "file %d", 7), -1, "prov_err_context returns -1");
	is_str(err.msg, "file 7: no room", "the context stands in front");
	is_err(&err, PROV_E_IO, "the code stays");
	prov_err_detail(&err, "d%d", 1);
	prov_err_hint(&err, "h%d", 2);
	is_str(err.detail, "d1", "a detail");
	is_str(err.hint, "h2", "a hint");
	prov_err_clear(&err);
	ok(err.code == PROV_OK && !*err.msg && !*err.detail && !*err.hint, "cleared");
}

static void test_errno(void)
{
	struct prov_err err = PROV_ERR_INIT;

	errno = ENOSPC;
	prov_fail_errno(&err, PROV_E_IO, "cannot write %s", "x");
	is_str(err.msg, "cannot write x: No space left on device", "the text of errno is appended");
	is_int(err.native, ENOSPC, "errno is kept");
}

static void test_long(void)
{
	PROV_CLEANUP(prov_freep) char *fits = many("x", sizeof(((struct prov_err *)0)->msg) - 1);
	PROV_CLEANUP(prov_freep) char *longer = many("x", 5000), *wide = many("\xc3\xa4", 3000);
	struct prov_err err = PROV_ERR_INIT;

	prov_fail(&err, PROV_E_IO, "%s", fits);
	is_str(err.msg, fits, "a message that just fits is not cut");
	prov_fail(&err, PROV_E_IO, "%s", longer);
	is_int((long long)strlen(err.msg), sizeof(err.msg) - 1, "a long message fills its field");
	is_str(err.msg + sizeof(err.msg) - 4, "...", "and ends in dots");
	prov_err_context(&err, "a");
	ok(strncmp(err.msg, "a: xxx", 6) == 0, "the context of a long message is there");
	is_str(err.msg + sizeof(err.msg) - 4, "...", "and it still ends in dots");
	prov_err_context(&err, "%s", longer);
	is_str(err.msg + sizeof(err.msg) - 4, "...", "so does a long context");
	prov_err_detail(&err, "%s", longer);
	is_str(err.detail + sizeof(err.detail) - 4, "...", "a long detail ends in dots");
	prov_err_hint(&err, "%s", longer);
	is_str(err.hint + sizeof(err.hint) - 4, "...", "a long hint ends in dots");
	errno = EACCES;
	prov_fail_errno(&err, PROV_E_IO, "%s", longer);
	is_str(err.msg + sizeof(err.msg) - 4, "...", "no room for the text of errno: dots");
	for (int odd = 0; odd < 2; odd++) {
		prov_fail(&err, PROV_E_IO, "%s%s", odd ? "x" : "", wide);
		ok(prov_utf8_is_valid(err.msg, strlen(err.msg)), "no half character before the dots");
		is_str(err.msg + strlen(err.msg) - 3, "...", "which are there");
	}
}

int main(void)
{
	test_fail();
	test_errno();
	test_long();
	return done();
}
