/* SPDX-License-Identifier: Apache-2.0 */
/*
 * addresses.c - SR37: the set of addresses of one user grows in a straight line, and forgets all of it
 */
#include <stdio.h>
#include <sys/resource.h>

#include "libprov/model/model.h"
#include "tests/lib/tap.h"

#define MANY 300000	/* compared one with another: some minutes */

static double cpu(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (double)u.ru_utime.tv_sec + (double)u.ru_utime.tv_usec / 1e6;
}

static void add(struct prov_addresses *a, int i, struct prov_err *err)
{
	char mail[40];
	int len = snprintf(mail, sizeof(mail), "Mail.%d@example.com", i);

	if (prov_addresses_add(a, mail, (size_t)len, err) < 0)
		ok(0, "%s is taken", mail);
}

int main(void)
{
	struct prov_addresses a = PROV_ADDRESSES_INIT;
	struct prov_err err = PROV_ERR_INIT;
	double start = cpu();

	ok(!prov_addresses_has(&a, "mail.1@example.com", 18), "nothing is in an empty set");
	for (int twice = 0; twice < 2; twice++)
		for (int i = 0; i < MANY; i++)
			add(&a, i, &err);
	is_int((int)a.count, MANY, "SR37: each of many is there once");
	ok(cpu() - start < 60, "SR37: and none was compared with all others");
	ok(prov_addresses_has(&a, "mail.299999@EXAMPLE.com", 23), "the last one is found");
	ok(!prov_addresses_has(&a, "mail.300000@example.com", 23), "no other one");
	prov_addresses_clear(&a);
	ok(!prov_addresses_has(&a, "mail.1@example.com", 18), "cleared, it has none");
	ok(a.size <= 16, "SR37: nor the room of many, which all others would have to clear");
	add(&a, 1, &err);
	ok(prov_addresses_has(&a, "mail.1@example.com", 18), "and takes them again");
	prov_addresses_fini(&a);
	return done();
}
