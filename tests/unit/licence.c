/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit/licence.c - licences without database and directory: form, payload, signature, dates, base
 */
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "libprov/licence/licence_int.h"
#include "tests/lib/tap.h"

#define V2 "dn: cn=admin,cn=license,cn=univention,dc=x\nobjectClass: univentionLicense\n" \
	"cn: admin\nuniventionLicenseVersion: 2\nuniventionLicenseServers: unlimited\n" \
	"univentionLicenseManagedClients: unlimited\nuniventionLicenseCorporateClients: 4\n" \
	"univentionLicenseVirtualDesktopUsers: 1\nuniventionLicenseVirtualDesktopClients: 2\n" \
	"univentionLicenseSupport: 0\nuniventionLicensePremiumSupport: 3\n"
#define V1 "dn: cn=admin,cn=license,cn=univention,dc=x\nobjectClass: univentionLicense\ncn: admin\n" \
	"univentionLicenseClients: 9\nuniventionLicenseuniventionDesktops: 8\n"
#define GROUPWARE "univentionLicenseGroupwareAccounts: "

static char *folder, *private_key, *public_key, *other_key;

static void write_pem(const char *path, EVP_PKEY *pkey, bool private)
{
	FILE *f = fopen(path, "w");

	if (!f)
		abort();
	if (private)
		PEM_write_PrivateKey(f, pkey, NULL, NULL, 0, NULL, NULL);
	else
		PEM_write_PUBKEY(f, pkey);
	if (fclose(f) != 0 || chmod(path, 0600) < 0)
		abort();
}

static void make_keys(void)
{
	const char *tmp = getenv("TMPDIR");
	EVP_PKEY *pkey = EVP_RSA_gen(2048), *other = EVP_RSA_gen(2048);

	folder = prov_asprintf("%s/licence_XXXXXX", tmp ? tmp : "/tmp");
	if (!pkey || !other || !mkdtemp(folder))
		abort();
	private_key = prov_asprintf("%s/private.pem", folder);
	public_key = prov_asprintf("%s/public.pem", folder);
	other_key = prov_asprintf("%s/other.pem", folder);
	write_pem(private_key, pkey, true);
	write_pem(public_key, pkey, false);
	write_pem(other_key, other, false);
	EVP_PKEY_free(pkey);
	EVP_PKEY_free(other);
}

static void drop_keys(void)
{
	unlink(private_key);
	unlink(public_key);
	unlink(other_key);
	rmdir(folder);
	free(private_key);
	free(public_key);
	free(other_key);
	free(folder);
}

static struct prov_licence *parse(const char *text)
{
	struct prov_licence *licence = NULL;
	struct prov_err err = PROV_ERR_INIT;

	if (!ok(prov_licence_parse(text, strlen(text), &licence, &err) == 0, "is a licence")) {
		tap_diag("message: ", err.msg);
		exit(1);
	}
	return licence;
}

static const struct {
	const char *what, *text;
	bool good;
} forms[] = {
#define BASE "univentionLicenseBaseDN: dc=x\n"
#define END "univentionLicenseEndDate: 31.12.2030\n"
#define USERS "univentionLicenseUsers: 5\n"
	{ "version 2", V2 BASE END USERS, true },
	{ "version 1", V1 BASE END "univentionLicenseAccounts: 5\n" GROUPWARE
	  "5\n", true },
	{ "names without case", V2 BASE END "UNIVENTIONLICENSEUSERS: 5\n", true },
	{ "no end date", V2 BASE USERS, false },
	{ "no base DN", V2 END USERS, false },
	{ "no users in version 2", V2 BASE END, false },
	{ "no accounts in version 1", V1 BASE END GROUPWARE "5\n", false },
	{ "BL1: a number less in version 1", V1 BASE END "univentionLicenseAccounts: 5\n", false },
	{ "BL1: a number less in version 2", "dn: cn=a\nobjectClass: univentionLicense\n"
	  "univentionLicenseVersion: 2\n" BASE END USERS, false },
	{ "BL1: the module admin", V2 BASE END USERS "univentionLicenseModule: admin\n", true },
	{ "BL1: another module", V2 BASE END USERS "univentionLicenseModule: mail\n", false },
	{ "BL1: a base that is no DN", V2 END USERS "univentionLicenseBaseDN: x\n", false },
	{ "BL1: an edition's name as base", V2 END USERS
	  "univentionLicenseBaseDN: UCS Core Edition\n", true },
	{ "BL1: words", V2 BASE END USERS "univentionLicenseType: Suite 5.0 (a, b)\n", true },
	{ "BL1: a number as words", V2 BASE END USERS "univentionLicenseType: 5\n", false },
	{ "BL1: a number that is too large as words", V2 BASE END USERS
	  "univentionLicenseType: 99999999999999999999\n", false },
	{ "BL1: a date as words", V2 BASE END USERS "univentionLicenseProduct: 1.1.2030\n", false },
	{ "BL1: unlimited as words", V2 BASE END USERS
	  "univentionLicenseOEMProduct: unlimited\n", false },
	{ "BL1: the module as words", V2 BASE END USERS "univentionLicenseType: admin\n", false },
	{ "BL1: a DN as words", V2 BASE END USERS "univentionLicenseType: dc=y\n", false },
	{ "BL1: words outside ASCII", V2 BASE END USERS
	  "univentionLicenseType: S\xC3\xBC\n", false },
	{ "two base DNs", V2 BASE BASE END USERS, false },
	{ "version 3", "dn: cn=a\nobjectClass: univentionLicense\n"
	  "univentionLicenseVersion: 3\n" BASE END USERS, false },
	{ "accounts in version 2", V2 BASE END USERS "univentionLicenseAccounts: 5\n", false },
	{ "an unknown attribute", V2 BASE END USERS "univentionLicenseX: 5\n", false },
	{ "a used counter is not part of it", V2 BASE END USERS
	  "univentionUsedLicenseUsers: 7\n", true },
	{ "31 February", V2 BASE USERS "univentionLicenseEndDate: 31.02.2030\n", false },
	{ "29 February 2028", V2 BASE USERS "univentionLicenseEndDate: 29.02.2028\n", true },
	{ "29 February 2100", V2 BASE USERS "univentionLicenseEndDate: 29.02.2100\n", false },
	{ "an ISO date", V2 BASE USERS "univentionLicenseEndDate: 2030-12-31\n", false },
	{ "unlimited", V2 BASE USERS "univentionLicenseEndDate: unlimited\n", true },
	{ "users as a word", V2 BASE END "univentionLicenseUsers: many\n", false },
	{ "negative users", V2 BASE END "univentionLicenseUsers: -1\n", false },
	{ "a key id", V2 BASE END USERS
	  "univentionLicenseKeyID: 12345678-1234-1234-1234-123456789abc\n", true },
	{ "a date as key id", V2 BASE END USERS "univentionLicenseKeyID: 31.12.2030\n", false },
	{ "no wildcard as base", V2 END USERS "univentionLicenseBaseDN: *\n", false },
	{ "editions have case", V2 END USERS "univentionLicenseBaseDN: UCS core edition\n", false },
	{ "two values in one", V2 BASE END USERS "univentionLicenseType:: VUNTCjIK\n", false },
	{ "several types", V2 BASE END USERS "univentionLicenseType: A\n"
	  "univentionLicenseType: B\n", true },
	{ "no licence", "dn: cn=a\nobjectClass: person\n", false },
	{ "two licences", V2 BASE END USERS "\n" V2 BASE END USERS, false },
	{ "another entry beside it", "dn: dc=x\nobjectClass: domain\n\n" V2 BASE END USERS, true },
};

static void test_form(void)
{
	for (size_t i = 0; i < COUNT(forms); i++) {
		PROV_CLEANUP(prov_licence_freep) struct prov_licence *licence = NULL;
		struct prov_err err = PROV_ERR_INIT;
		int rc = prov_licence_parse(forms[i].text, strlen(forms[i].text), &licence, &err);

		ok((rc == 0) == forms[i].good, "%s is %s", forms[i].what,
		   forms[i].good ? "read" : "refused");
		is_err(&err, forms[i].good ? PROV_OK : PROV_E_INVALID, "%s: code", forms[i].what);
	}
}

static void test_payload(void)
{
	PROV_CLEANUP(prov_licence_freep) struct prov_licence *licence =
		parse(V2 USERS "univentionLicenseType: UCS\n"
		      "univentionLicenseType: OX\nuniventionLicenseType: OXAE\n"
		      "univentionLicenseSignature: AAAA\nuniventionLicenseEndDate: unlimited\n"
		      "univentionUsedLicenseUsers: 9\nUniventionLicenseBASEDN: dc=x\n");
	struct prov_str payload = PROV_STR_INIT;

	prov_licence_payload(licence->record, &payload);
	is_str(payload.p, "dc=x\n4\nunlimited\nunlimited\n3\nunlimited\n0\nOX\nOXAE\nUCS\n5\n2\n2\n1\n",
	       "values in the order of names, then values, a line feed behind each");
	prov_str_fini(&payload);
}

static void test_users(void)
{
	static const struct {
		const char *text;
		long long users;
	} rows[] = {
		{ V2 BASE END "univentionLicenseUsers: 5\n", 5 },
		{ V2 BASE END "univentionLicenseUsers: unlimited\n", PROV_LICENCE_UNLIMITED },
		{ V1 BASE END "univentionLicenseAccounts: 7\n" GROUPWARE "unlimited\n", 7 },
		{ V1 BASE END "univentionLicenseAccounts: 7\n" GROUPWARE "3\n", 3 },
		{ V1 BASE END "univentionLicenseAccounts: unlimited\n"
		  GROUPWARE "3\n", 3 },
		{ V1 BASE END "univentionLicenseAccounts: 2\n"
		  GROUPWARE "unlimited\n", 2 },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		PROV_CLEANUP(prov_licence_freep) struct prov_licence *licence = parse(rows[i].text);

		is_int(prov_licence_users(licence), rows[i].users, "limit %zu", i);
	}
}

/* A signed licence with these terms; exits if it cannot be made. */
static struct prov_licence *make(const char *base, const char *end, const char *users)
{
	PROV_CLEANUP(prov_freep) char *text =
		prov_asprintf(V2 "univentionLicenseBaseDN: %s\nuniventionLicenseEndDate: %s\n"
			      "univentionLicenseUsers: %s\n", base, end, users);
	PROV_CLEANUP(prov_licence_freep) struct prov_licence *unsigned_one = parse(text);
	PROV_CLEANUP(prov_freep) char *ldif = NULL;
	struct prov_err err = PROV_ERR_INIT;

	if (!ok(prov_licence_sign(unsigned_one, private_key, &ldif, &err) == 0, "signs")) {
		tap_diag("message: ", err.msg);
		exit(1);
	}
	return parse(ldif);
}

static int bits(const struct prov_licence *licence, const char *key, const char *base,
		long long users)
{
	const char *keys[] = { other_key, key };
	const struct prov_licence_check check = { .base = base, .keys = keys, .key_count = 2,
						  .users = users };
	struct prov_licence_result result = { 0 };
	struct prov_err err = PROV_ERR_INIT;

	if (prov_licence_verify(licence, &check, &result, &err) < 0) {
		tap_diag("message: ", err.msg);
		return -1;
	}
	return result.bits;
}

static void day(char *buf, size_t size, int offset)
{
	time_t t = time(NULL) + offset * 86400;
	struct tm tm;

	gmtime_r(&t, &tm);
	strftime(buf, size, "%d.%m.%Y", &tm);
}

static void test_verify(void)
{
	char today[16], yesterday[16];
	struct {
		const char *what, *base, *end, *users, *system;
		long long enabled;
		int bits;
	} rows[] = {
		{ "all good", "dc=x", "unlimited", "5", "dc=x", 5, 0 },
		{ "valid today", "dc=x", today, "5", "dc=x", 5, 0 },
		{ "expired yesterday", "dc=x", yesterday, "5", "dc=x", 5, PROV_LICENCE_EXPIRED },
		{ "base without case", "DC=X", "unlimited", "5", "dc=x", 5, 0 },
		{ "base with blanks", "dc=a, dc=x", "unlimited", "5", "dc=a,dc=x", 5, 0 },
		{ "another base", "dc=y", "unlimited", "5", "dc=x", 5, PROV_LICENCE_BASE_DN },
		{ "a system without base", "dc=x", "unlimited", "5", "", 5, PROV_LICENCE_BASE_DN },
		{ "core edition", "UCS Core Edition", "unlimited", "5", "dc=x", 5, 0 },
		{ "one user too many", "dc=x", "unlimited", "5", "dc=x", 6, PROV_LICENCE_USERS },
		{ "unlimited users", "dc=x", "unlimited", "unlimited", "dc=x", 6, 0 },
		{ "users not looked at", "dc=x", "unlimited", "5", "dc=x", -2, 0 },
		{ "everything wrong", "dc=y", yesterday, "5", "dc=x", 6,
		  PROV_LICENCE_EXPIRED | PROV_LICENCE_BASE_DN | PROV_LICENCE_USERS },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char now[16];
		int mine, other;

		do {	/* PF29: at midnight once more */
			PROV_CLEANUP(prov_licence_freep) struct prov_licence *licence = NULL;

			day(today, sizeof(today), 0);
			day(yesterday, sizeof(yesterday), -1);
			licence = make(rows[i].base, rows[i].end, rows[i].users);
			mine = bits(licence, public_key, rows[i].system, rows[i].enabled);
			other = bits(licence, other_key, rows[i].system, rows[i].enabled);
			day(now, sizeof(now), 0);
		} while (strcmp(now, today) != 0);
		is_int(mine, rows[i].bits, "%s", rows[i].what);
		is_int(other, rows[i].bits | PROV_LICENCE_SIGNATURE, "%s, another key",
		       rows[i].what);
	}
}

static void check_date(const char *what, const char *end, long long now, long long seen,
		       struct prov_licence_result want, const char *part)
{
	const char *const keys[] = { public_key };
	const struct prov_licence_check check = { .base = "dc=x", .keys = keys, .key_count = 1,
						  .users = 5, .seen = seen };
	PROV_CLEANUP(prov_licence_freep) struct prov_licence *licence = make("dc=x", end, "5");
	PROV_CLEANUP(prov_freep) char *warning = NULL;
	struct prov_licence_result result = { 0 };
	struct prov_err err = PROV_ERR_INIT;

	ok(prov_licence_verify_at(licence, &check, now, &result, &err) == 0, "%s", what);
	is_int(result.bits, want.bits, "%s: result", what);
	is_int(result.days_left, want.days_left, "%s: days left", what);
	is_int(result.days_behind, want.days_behind, "%s: days behind", what);
	warning = prov_licence_warning(licence, &result);
	ok(part ? warning && strstr(warning, part) : !warning, "%s: warning", what);
}

/* BL8, BL14: on a given day, the same whatever TZ is */
static void test_dates(void)
{
#define NOON 1798718400LL		/* 2026-12-31 12:00:00 UTC */
#define A_DAY (24 * 60 * 60LL)
	static const struct {
		const char *what, *end;
		long long now, seen;
		int bits;
		long long left, behind;
		const char *warning;		/* part of it; NULL: none */
	} rows[] = {
		{ "BL8: its last day", "31.12.2026", NOON, 0, 0, 0, 0, "ends in 0 days" },
		{ "BL8: its last second", "31.12.2026", NOON + A_DAY / 2 - 1, 0, 0, 0, 0, "ends in 0" },
		{ "BL8: a second later", "31.12.2026", NOON + A_DAY / 2, 0, PROV_LICENCE_EXPIRED, -1, 0,
		  NULL },
		{ "BL8: its last day begins", "31.12.2026", NOON - A_DAY / 2, 0, 0, 0, 0, "valid until" },
		{ "BL8: 30 days before", "30.01.2027", NOON, 0, 0, 30, 0, "ends in 30 days" },
		{ "BL8: 31 days before", "31.01.2027", NOON, 0, 0, 31, 0, NULL },
		{ "BL8: no end", "unlimited", NOON, 0, 0, 0, 0, NULL },
		{ "BL14: a day that is over by one", "unlimited", NOON, NOON + A_DAY, 0, 0, 0, NULL },
		{ "BL14: by two", "unlimited", NOON, NOON + 2 * A_DAY, 0, 0, 2, "is 2 days behind" },
		{ "BL14: an expired one that lives again", "01.12.2026", NOON - 300 * A_DAY, NOON, 0, 270,
		  300, "the clock is 300 days behind" },
		{ "BL14: before 1970", "01.12.2026", -1, 0, 0, 20789, 0, NULL },
	};
	static const char *const zones[] = { "UTC", "EAST-14", "WEST+12" };

	for (size_t zone = 0; zone < COUNT(zones); zone++) {
		setenv("TZ", zones[zone], 1);
		tzset();
		for (size_t i = 0; i < COUNT(rows); i++)
			check_date(rows[i].what, rows[i].end, rows[i].now, rows[i].seen,
				   (struct prov_licence_result){ .bits = rows[i].bits,
					.days_left = rows[i].left, .days_behind = rows[i].behind },
				   rows[i].warning);
	}
	setenv("TZ", "UTC", 1);
	tzset();
}

/* The text of a signed licence with one line replaced. */
static void test_tampered(void)
{
	static const struct {
		const char *what, *from, *to;
	} rows[] = {
		{ "more users", "univentionLicenseUsers: 5", "univentionLicenseUsers: 6" },
		{ "a later end", "31.12.2030", "31.12.2031" },
		{ "another type", "univentionLicenseType: T", "univentionLicenseType: S" },
		{ "one more attribute", "cn: admin\n", "cn: admin\nuniventionLicenseProduct: P\n" },
		{ "one attribute less", "univentionLicenseType: T\n", "" },
	};
	PROV_CLEANUP(prov_licence_freep) struct prov_licence *plain =
		parse(V2 BASE END USERS "univentionLicenseType: T\n");
	PROV_CLEANUP(prov_freep) char *ldif = NULL;
	struct prov_err err = PROV_ERR_INIT;

	if (!ok(prov_licence_sign(plain, private_key, &ldif, &err) == 0, "signs"))
		return;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char *body = strstr(ldif, "\ndn: ");
		char *at = strstr(body, rows[i].from);
		PROV_CLEANUP(prov_freep) char *text =
			prov_asprintf("%.*s%s%s", (int)(at - body), body, rows[i].to,
				      at + strlen(rows[i].from));
		PROV_CLEANUP(prov_licence_freep) struct prov_licence *licence = parse(text);

		is_int(bits(licence, public_key, "dc=x", 1), PROV_LICENCE_SIGNATURE, "%s",
		       rows[i].what);
	}
}

static void test_keys(void)
{
	PROV_CLEANUP(prov_licence_freep) struct prov_licence *licence = make("dc=x", "unlimited", "5");
	const struct prov_licence_check none = { .base = "dc=x", .users = -1 };
	struct prov_licence_result result;
	struct prov_err err = PROV_ERR_INIT;
	char *ldif = NULL;

	ok(prov_licence_verify(licence, &none, &result, &err) < 0, "no key at all");
	is_err(&err, PROV_E_CONFIG, "is a wrong configuration");
	is_int(bits(licence, "/nonexistent.pem", "dc=x", 1), -1, "a missing key file is an error");
	ok(chmod(private_key, 0644) == 0, "a private key that others may read");
	ok(prov_licence_sign(licence, private_key, &ldif, &err) < 0, "signs nothing");
	is_err(&err, PROV_E_CONFIG, "is a wrong configuration, too");
	ok(chmod(private_key, 0600) == 0, "a private key again");
}

static void test_offer(void)
{
#define USERS_SAID { "Users", "7" }
#define END_SAID { "EndDate", "1.2.2031" }
	static const struct {
		const char *what, *request;
		struct prov_licence_term terms[4];
		enum prov_code code;
		const char *payload, *unsaid;
	} rows[] = {
		{ "BL2: a request with its terms", V2 BASE END USERS, { USERS_SAID, END_SAID }, PROV_OK,
		  "dc=x\n4\n1.2.2031\nunlimited\nadmin\n3\nunlimited\n0\n7\n2\n2\n1\n",
		  "Servers, ManagedClients, CorporateClients, VirtualDesktopUsers, "
		  "VirtualDesktopClients, Support, PremiumSupport" },
		{ "BL2: terms that replace the request's", V2 BASE END USERS "univentionLicenseType: A\n"
		  "univentionLicenseProduct: B\n", { USERS_SAID, END_SAID, { "Type", "C" },
		  { "Product", "" } }, PROV_OK,
		  "dc=x\n4\n1.2.2031\nunlimited\nadmin\n3\nunlimited\n0\nC\n7\n2\n2\n1\n",
		  "Servers, ManagedClients, CorporateClients, VirtualDesktopUsers, "
		  "VirtualDesktopClients, Support, PremiumSupport" },
		{ "BL2: no number of users", V2 BASE END USERS, { END_SAID }, PROV_E_MISSING, NULL, NULL },
		{ "BL2: no end date", V2 BASE END USERS, { USERS_SAID }, PROV_E_MISSING, NULL, NULL },
		{ "BL2: an edition that the request wants", V2 END USERS
		  "univentionLicenseBaseDN: UCS Core Edition\n", { USERS_SAID, END_SAID },
		  PROV_E_INVALID, NULL, NULL },
		{ "BL2: an edition that the seller wants", V2 BASE END USERS, { USERS_SAID, END_SAID,
		  { "BaseDN", "UCS Core Edition" } }, PROV_OK, "UCS Core Edition\n4\n1.2.2031\n"
		  "unlimited\nadmin\n3\nunlimited\n0\n7\n2\n2\n1\n",
		  "Servers, ManagedClients, CorporateClients, VirtualDesktopUsers, "
		  "VirtualDesktopClients, Support, PremiumSupport" },
		{ "BL2: version 1", V1 BASE END "univentionLicenseAccounts: 5\n" GROUPWARE "5\n",
		  { USERS_SAID, END_SAID }, PROV_E_INVALID, NULL, NULL },
		{ "BL2: a wrong end date", V2 BASE END USERS, { USERS_SAID, { "EndDate", "soon" } },
		  PROV_E_INVALID, NULL, NULL },
		{ "BL2: a value with a second line", V2 BASE END USERS, { USERS_SAID, END_SAID,
		  { "Type", "A\nB" } }, PROV_E_INVALID, NULL, NULL },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		PROV_CLEANUP(prov_licence_freep) struct prov_licence *request = parse(rows[i].request);
		PROV_CLEANUP(prov_licence_freep) struct prov_licence *offer = NULL;
		PROV_CLEANUP(prov_str_fini) struct prov_str payload = PROV_STR_INIT;
		PROV_CLEANUP(prov_freep) char *unsaid = NULL;
		struct prov_err err = PROV_ERR_INIT;
		size_t n = 0;
		int rc;

		while (n < COUNT(rows[i].terms) && rows[i].terms[n].name)
			n++;
		rc = prov_licence_offer(request, rows[i].terms, n, &offer, &unsaid, &err);
		is_err(&err, rows[i].code, "%s", rows[i].what);
		if (rc < 0 || !rows[i].payload)
			continue;
		prov_licence_payload(offer->record, &payload);
		is_str(payload.p, rows[i].payload, "%s: what would be signed", rows[i].what);
		is_str(unsaid, rows[i].unsaid, "%s: what only the request says", rows[i].what);
	}
}

int main(void)
{
	make_keys();
	test_form();
	test_payload();
	test_users();
	test_verify();
	test_dates();
	test_tampered();
	test_keys();
	test_offer();
	drop_keys();
	return done();
}
