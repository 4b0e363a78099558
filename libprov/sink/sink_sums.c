/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_sums.c - which of many groups may differ from those of the last run
 *
 * Groups are in parts by the first byte of their number, a hash of their key. Of each part the last run left
 * the sum of the hashes of its groups. Where that is the same, the groups are. All sums together are the
 * digest that was stored with them; if they are not, something has happened to it, and any group may differ.
 */
#include <string.h>

#include "libprov/sink/sink_plan.h"
#include "libprov/sink/sink_reading.h"

#define DIGITS 16		/* of a sum in hexadecimal */

void prov_sink_sums_add(struct sink *sink, uint64_t number, uint64_t hash)
{
	sink->digest += hash;
	sink->sums[SINK_PART(number)] += hash;
}

void prov_sink_sums_text(const struct sink *sink, struct prov_str *text)
{
	for (size_t i = 0; i < SINK_PARTS; i++)
		prov_str_addf(text, "%016llx", (unsigned long long)sink->sums[i]);
}

static bool parse(const char *text, uint64_t digest, uint64_t *sums)
{
	char digits[DIGITS + 1] = "";
	uint64_t all = 0;

	if (!text || strlen(text) != SINK_PARTS * DIGITS)
		return false;
	for (size_t i = 0; i < SINK_PARTS; i++) {
		memcpy(digits, text + i * DIGITS, DIGITS);
		sums[i] = strtoull(digits, NULL, 16);
		all += sums[i];
	}
	return all == digest;
}

/* Those of the last run; known: there are some. */
static int load(struct sink *sink, uint64_t *sums, bool *known, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(sink->db, PROV_Q_SYNC_GROUP_SUMS, PROV_ARGS(sink->config->name), &res, err) < 0)
		return -1;
	*known = prov_sql_rows(res) && parse(prov_sql_text(res, 0, 0), sink->old_digest, sums);
	return 0;
}

int prov_sink_sums_compare(struct sink *sink, bool *differs, size_t *count, struct prov_err *err)
{
	uint64_t sums[SINK_PARTS];
	bool known;

	if (load(sink, sums, &known, err) < 0)
		return -1;
	*count = 0;
	for (size_t i = 0; i < SINK_PARTS; i++) {
		differs[i] = !known || sums[i] != sink->sums[i];
		*count += differs[i];
	}
	return 0;
}

int prov_sink_sums_load(struct sink *sink, bool *known, struct prov_err *err)
{
	return load(sink, sink->sums, known, err);
}

static void add_number(struct prov_str *array, long long n)
{
	prov_str_addf(array, "%c%lld", array->len ? ',' : '{', n);
}

int prov_sink_sums_each(struct sink *sink, const bool *differs,
			int (*fn)(void *data, const struct prov_sql_result *row, struct prov_err *err),
			void *data, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str low = PROV_STR_INIT, high = PROV_STR_INIT;

	for (uint64_t i = 0; i < SINK_PARTS; i++) {
		if (!differs[i])
			continue;
		add_number(&low, (long long)(i << SINK_PART_SHIFT));
		add_number(&high, (long long)((i << SINK_PART_SHIFT) | ((1ULL << SINK_PART_SHIFT) - 1)));
	}
	prov_str_add(&low, low.len ? "}" : "{}");
	prov_str_add(&high, high.len ? "}" : "{}");
	return prov_sql_each(sink->db, PROV_Q_SYNC_KNOWN_GROUPS,
			     PROV_ARGS(sink->config->name, low.p, high.p), fn, data, err);
}
