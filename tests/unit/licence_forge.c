/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit/licence_forge.c - can a signed licence be made into another one by giving its values other names?
 *
 *	LICENCE_SEED=7 LICENCES=100000 build/tests/unit/licence_forge	other licences, and more of them
 *
 * The signature covers the values in their order. So for many licences that are taken as they are,
 * every other way to give names to the same values in the same order is tried, and none may be
 * taken. To see that the search finds what there is to find, it also counts the ways that were taken
 * once, when a value needed no more than the form of its name.
 */
#include <ctype.h>
#include <stdlib.h>

#include "libprov/licence/licence_int.h"
#include "tests/lib/tap.h"

#define MAX_VALUES 24

/* The form that a value had to have; 'w' is anything. */
struct name {
	const char *name;
	char form;
	bool several, old_required;
};
static const struct name version1[] = {
	{ "Accounts", 'n', false, true }, { "BaseDN", 'w', false, true },
	{ "Clients", 'n', false, false }, { "EndDate", 'd', false, true },
	{ "GroupwareAccounts", 'n', false, false }, { "Module", 'w', false, false },
	{ "Type", 'w', true, false }, { "univentionDesktops", 'n', false, false },
};
static const struct name version2[] = {
	{ "BaseDN", 'w', false, true }, { "CorporateClients", 'n', false, false },
	{ "EndDate", 'd', false, true }, { "KeyID", 'u', false, false },
	{ "ManagedClients", 'n', false, false }, { "Module", 'w', false, false },
	{ "OEMProduct", 'w', true, false }, { "PremiumSupport", 'c', false, false },
	{ "Product", 'w', false, false }, { "Servers", 'n', false, false },
	{ "Support", 'c', false, false }, { "Type", 'w', true, false },
	{ "Users", 'n', false, true }, { "Version", '2', false, true },
	{ "VirtualDesktopClients", 'n', false, false }, { "VirtualDesktopUsers", 'n', false, false },
};

/* A licence as a way to give names to values. */
struct way {
	const struct name *names[MAX_VALUES];
	const char *values[MAX_VALUES];
	size_t count;
};

struct search {
	const struct name *names;
	size_t name_count;
	const struct way *original;
	struct way way;
	long long tried, taken;		/* others than the original */
	char *example;
};

static uint64_t seed;

/* xorshift64*: the same on every machine. */
static unsigned pick(unsigned n)
{
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return (unsigned)((seed * 2685821657736338717ULL) >> 33) % n;
}

#define PICK(list) (list)[pick(COUNT(list))]

static const char *value_for(char form)
{
	static const char *const numbers[] = { "unlimited", "0", "2", "5", "100", "1000" };
	static const char *const counters[] = { "0", "2", "5", "100" };
	static const char *const dates[] = { "unlimited", "01.01.2020", "31.12.2030", "2.2.2099" };
	static const char *const words[] = {
		"UCS", "OXAE", "Suite", "2", "5", "unlimited", "01.01.2020", "31.12.2030", "admin",
		"dc=y", "UCS Core Edition", "12345678-1234-1234-1234-123456789abc", "Unlimited",
	};

	switch (form) {
	case 'n': return PICK(numbers);
	case 'c': return PICK(counters);
	case 'd': return PICK(dates);
	case 'u': return "12345678-1234-1234-1234-123456789abc";
	case '2': return "2";
	default: return PICK(words);
	}
}

static const char *value_of(const struct name *name)
{
	static const char *const bases[] = { "dc=x", "UCS Core Edition", "o=a,c=de", "unlimited" };

	if (strcmp(name->name, "BaseDN") == 0)
		return pick(20) ? bases[pick(3)] : bases[3];
	if (strcmp(name->name, "Module") == 0)
		return pick(20) ? "admin" : value_for('w');
	return value_for(name->form);
}

static int compare_values(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Mostly complete, as vendors make them; the words are good ones more often than not. */
static void make_way(const struct name *names, size_t count, struct way *way)
{
	way->count = 0;
	for (size_t i = 0; i < count; i++) {
		size_t n = names[i].form == 'w' && !names[i].old_required ?
			pick(names[i].several ? 3 : 2) : names[i].form == 'u' ? pick(2) : pick(40) > 0;
		size_t first = way->count;

		for (size_t j = 0; j < n; j++) {
			way->names[way->count] = &names[i];
			way->values[way->count++] = names[i].several && pick(3) ? (j ? "UCS" : "OXAE") :
				value_of(&names[i]);
		}
		qsort(way->values + first, n, sizeof(way->values[0]), compare_values);
	}
}

/* Is it a licence, with these values signed in this order? */
static bool is_taken(const struct way *way)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str text = PROV_STR_INIT, want = PROV_STR_INIT;
	PROV_CLEANUP(prov_str_fini) struct prov_str payload = PROV_STR_INIT;
	PROV_CLEANUP(prov_licence_freep) struct prov_licence *licence = NULL;
	struct prov_err err = PROV_ERR_INIT;

	prov_str_add(&text, "dn: cn=admin\nobjectClass: univentionLicense\n");
	for (size_t i = 0; i < way->count; i++) {
		prov_str_addf(&text, PROV_LICENCE_PREFIX "%s: %s\n", way->names[i]->name,
			      way->values[i]);
		prov_str_addf(&want, "%s\n", way->values[i]);
	}
	if (prov_licence_parse(text.p, text.len, &licence, &err) < 0)
		return false;
	prov_licence_payload(licence->record, &payload);
	return strcmp(payload.p, want.p) == 0;
}

static bool is_number(const char *text)
{
	return *text && strspn(text, "0123456789") == strlen(text);
}

static bool had_form(char form, const char *value)
{
	bool unlimited = strcmp(value, "unlimited") == 0;
	long day;

	switch (form) {
	case 'n': return unlimited || is_number(value);
	case 'c': return is_number(value);
	case 'd': return prov_licence_day_parse(value, &day);
	case 'u': return strlen(value) == 36 && value[8] == '-';
	case '2': return strcmp(value, "2") == 0;
	default: return true;
	}
}

static bool is_original(const struct search *s)
{
	for (size_t i = 0; i < s->way.count; i++)
		if (s->way.names[i] != s->original->names[i])
			return false;
	return true;
}

static void look(struct search *s)
{
	if (is_original(s))
		return;
	s->tried++;
	if (!is_taken(&s->way) || s->taken++)
		return;
	s->example = prov_strdup("");
	for (size_t i = 0; i < s->way.count; i++) {
		PROV_CLEANUP(prov_freep) char *before = s->example;

		s->example = prov_asprintf("%s%s: %s (was %s); ", before, s->way.names[i]->name,
					   s->way.values[i], s->original->names[i]->name);
	}
}

/* Gives names from the next one on to the values from position at on. */
static void search(struct search *s, size_t next, size_t at)
{
	if (at == s->way.count) {
		while (next < s->name_count && !s->names[next].old_required)
			next++;
		if (next == s->name_count)
			look(s);
		return;
	}
	for (size_t i = next; i < s->name_count; i++) {
		const struct name *name = &s->names[i];
		bool again = name->several && at && s->way.names[at - 1] == name;

		if (had_form(name->form, s->way.values[at]) &&
		    (!again || strcmp(s->way.values[at - 1], s->way.values[at]) <= 0)) {
			s->way.names[at] = name;
			search(s, name->several ? i : i + 1, at + 1);
		}
		if (name->old_required && !again)
			return;
	}
}

static void search_version(struct search *s, const struct name *names, size_t count)
{
	s->names = names;
	s->name_count = count;
	s->way = *s->original;
	search(s, 0, 0);
}

static long long setting(const char *name, long long otherwise)
{
	const char *text = getenv(name);
	long long n;

	return text && prov_int_parse(text, 1, INT64_MAX, &n) ? n : otherwise;
}

int main(void)
{
	long long wanted = setting("LICENCES", 3000), start = setting("LICENCE_SEED", 20261128);
	long long licences = 0, made = 0, tried = 0, taken = 0;
	PROV_CLEANUP(prov_freep) char *example = NULL;

	seed = (uint64_t)start;
	printf("# LICENCE_SEED=%lld LICENCES=%lld\n", start, wanted);
	while (licences < wanted && made < wanted * 1000) {
		bool one = pick(3) == 0;
		struct way way;
		struct search s = { .original = &way };

		made++;
		make_way(one ? version1 : version2, one ? COUNT(version1) : COUNT(version2), &way);
		if (!is_taken(&way))
			continue;
		licences++;
		search_version(&s, version1, COUNT(version1));
		search_version(&s, version2, COUNT(version2));
		tried += s.tried;
		taken += s.taken > 0;
		if (example)
			free(s.example);
		else
			example = s.example;
	}
	printf("# %lld licences of %lld made, %lld other ways tried\n", licences, made, tried);
	is_int(licences, wanted, "BL1: so many licences were made");
	ok(tried > licences / 10, "BL1: their values have other ways to be named");
	if (!is_int(taken, 0, "BL1: none of them is taken for a licence"))
		tap_diag("for example: ", example);
	return done();
}
