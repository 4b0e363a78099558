/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base_number.c - strict numbers, words of truth, the hash, the clock
 */
#include <limits.h>
#include <stdlib.h>

#include "libprov/base/base.h"
#include "tests/lib/tap.h"

static void test_int(void)
{
	static const char *const wrong[] = {
		"", " ", "-", "+1", " 1", "1 ", "1e3", "0x10", "1.0", "1,000", "--1", "1-", "one",
		"2147483648", "0", "-1", "99999999999999999999999", "\xd9\xa1", "1\n"
	};
	long long n = 7;

	for (size_t i = 0; i < COUNT(wrong); i++)
		ok(!prov_int_parse(wrong[i], 1, INT_MAX, &n) && n == 7, "no id %zu", i);
	ok(prov_int_parse("1", 1, INT_MAX, &n) && n == 1, "the smallest");
	ok(prov_int_parse("2147483647", 1, INT_MAX, &n) && n == INT_MAX, "the largest");
	ok(prov_int_parse("-1", -1, 5, &n) && n == -1, "a negative one");
	ok(prov_int_parse("007", 1, 9, &n) && n == 7, "zeros in front are decimal");
	ok(prov_int_parse("9223372036854775807", LLONG_MIN, LLONG_MAX, &n) && n == LLONG_MAX,
	   "the largest of all");
	ok(prov_int_parse("-9223372036854775808", LLONG_MIN, LLONG_MAX, &n) && n == LLONG_MIN,
	   "the smallest of all");
	ok(!prov_int_parse("9223372036854775808", LLONG_MIN, LLONG_MAX, &n), "one more");
}

static void test_bool(void)
{
	static const char *const yes[] = { "true", "1", "yes", "y", "on", "TRUE", "Yes", " on\t" };
	static const char *const no[] = { "false", "0", "no", "n", "off", "OFF", "\nNo " };
	static const char *const neither[] = { "", " ", "tru", "truee", "2", "t", "o", "yes no", "-" };

	for (size_t i = 0; i < COUNT(yes); i++)
		is_int(prov_bool_parse(yes[i]), 1, "true word %zu", i);
	for (size_t i = 0; i < COUNT(no); i++)
		is_int(prov_bool_parse(no[i]), 0, "false word %zu", i);
	for (size_t i = 0; i < COUNT(neither); i++)
		is_int(prov_bool_parse(neither[i]), -1, "no word of truth %zu", i);
	is_int(prov_bool_parse_len(" TRUE\tfalse", 6), 1, "a word that no NUL ends");
	is_int(prov_bool_parse_len("no\0", 3), -1, "a NUL is no blank");
	is_int(prov_bool_parse_len("", 0), -1, "nothing is no word");
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* Many texts that differ in little: no two hashes are equal, and their low bits are spread. */
static void test_hash(void)
{
	enum { N = 100000, BUCKETS = 1024 };
	uint64_t *all = prov_alloc(N * sizeof(*all));
	int *buckets = prov_alloc(BUCKETS * sizeof(*buckets)), fullest = 0;
	size_t twice = 0;

	for (size_t i = 0; i < N; i++) {
		char *text = prov_asprintf("user%zu@example.com", i);

		all[i] = prov_hash(PROV_HASH_INIT, text, strlen(text));
		if (++buckets[all[i] % BUCKETS] > fullest)
			fullest = buckets[all[i] % BUCKETS];
		free(text);
	}
	qsort(all, N, sizeof(*all), compare);
	for (size_t i = 1; i < N; i++)
		twice += all[i] == all[i - 1];
	is_int((long long)twice, 0, "no collision among %d", N);
	ok(fullest < 3 * N / BUCKETS, "low bits are spread (fullest of %d has %d)", BUCKETS, fullest);
	ok(prov_hash(PROV_HASH_INIT, "ab", 2) == prov_hash(PROV_HASH_INIT, "ab", 2), "repeatable");
	ok(prov_hash(prov_hash(PROV_HASH_INIT, "a", 1), "b", 1) !=
	   prov_hash(prov_hash(PROV_HASH_INIT, "", 0), "ab", 2), "the border of two texts counts");
	ok(prov_hash(PROV_HASH_INIT, "\0", 1) != prov_hash(PROV_HASH_INIT, "\0\0", 2), "so do zeros");
	free(all);
	free(buckets);
}

int main(void)
{
	long long before = prov_clock_ms();

	test_int();
	test_bool();
	test_hash();
	ok(prov_clock_ms() >= before && before > 0, "the clock goes forward");
	return done();
}
