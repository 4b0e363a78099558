/* SPDX-License-Identifier: Apache-2.0 */
/*
 * secret.c - PF27: what was read of a secret is wiped, and there is one copy of it
 *
 * This program's own explicit_bzero() takes the place of that of the C library, and counts.
 */
#include <stdlib.h>
#include <sys/stat.h>

#include "libprov/base/base.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmp.h"

static int wiped;		/* ranges that held the word geheim */

void explicit_bzero(void *p, size_t len)
{
	volatile unsigned char *bytes = p;
	void *volatile before = p;	/* its declaration says that it only writes */

	wiped += len && memmem(before, len, "geheim", 6) != NULL;
	for (size_t i = 0; i < len; i++)
		bytes[i] = 0;
}

static void test_file(struct tmp *tmp, const char *text, int want)
{
	struct prov_str secret = PROV_STR_INIT;
	struct prov_err err = PROV_ERR_INIT;
	const char *path = tmp_file(tmp, "secret", text), *first;

	if (chmod(path, 0600) < 0)
		abort();
	wiped = 0;
	is_int(prov_file_read_password(path, false, &secret, &err), want, "PF27: %zu bytes", strlen(text));
	first = secret.p;
	prov_str_reserve(&secret, 8192);
	ok(secret.p == first, "the text did not grow, which would leave a copy behind");
	prov_secret_fini(&secret);
	is_int(wiped, 1, "and is wiped");
}

static void test_largest(struct tmp *tmp)
{
	char *big = prov_alloc(20001);

	memset(big, 'x', 20000);
	memcpy(big, "geheim", 6);
	test_file(tmp, big, -1);
	big[16384] = '\0';
	test_file(tmp, big, 0);
	free(big);
}

static void test_pool(void)
{
	struct prov_pool *pool = prov_pool_new();

	wiped = 0;
	prov_pool_strdup(pool, "geheim");
	prov_pool_free(pool);
	is_int(wiped, 0, "PF27: a pool without secrets");
	pool = prov_pool_new();
	is_str(prov_pool_secret(pool, "geheim"), "geheim", "a copy of a secret");
	for (int i = 0; i < 100; i++)
		prov_pool_alloc(pool, 1000);
	prov_pool_secret(pool, "geheim");
	prov_pool_free(pool);
	is_int(wiped, 2, "both blocks with one are wiped");
	pool = prov_pool_new();
	prov_pool_secret(pool, "geheim");
	wiped = 0;
	prov_pool_reset(pool);
	is_int(wiped, 1, "also when it begins anew");
	prov_pool_free(pool);
	ok(prov_pool_secret(pool = prov_pool_new(), NULL) == NULL, "of nothing there is none");
	prov_pool_free(pool);
}

static void test_string(void)
{
	char *s = prov_strdup("geheim");

	wiped = 0;
	prov_secret_wipe(s);
	ok(wiped == 1 && s[0] == '\0' && s[5] == '\0', "PF27: a string");
	prov_secret_wipe(NULL);
	memcpy(s, "geheim", 6);
	prov_secret_freep(&s);
	ok(wiped == 2 && !s, "and one that is freed");
	prov_secret_freep(&s);
}

int main(void)
{
	struct tmp tmp;

	tmp_open(&tmp);
	test_file(&tmp, "geheim\n", 0);
	test_file(&tmp, "geheim\ngeheim\n", -1);
	test_largest(&tmp);
	test_pool();
	test_string();
	tmp_close(&tmp);
	return done();
}
