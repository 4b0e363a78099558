/* SPDX-License-Identifier: Apache-2.0 */
/* sync_witness.c - somebody loses a value in an incremental run: do others still show theirs? */
#include "libprov/sync/sync_run.h"
#include "tests/lib/tap.h"

static const struct prov_map_rule rules[] = { { "mail", "${mail}", false, PROV_V_MAIL },
					      { "quota", "${q}", false, PROV_V_INT } };
/* Of each key that is looked up: n nothing, m mail, q quota, b one that is bad, - gone. */
static const char *shows;
static int found_count;
static const struct prov_witness *witnesses;
static size_t witness_count;

static int who(struct prov_sink *sink, const struct prov_witness **all, size_t *count, struct prov_err *err)
{
	(void)sink;
	(void)err;
	*all = witnesses;
	*count = witness_count;
	return 0;
}

static int find(struct prov_source *source, enum prov_entry_kind kind, const char *const *keys, size_t count,
		const struct prov_finder *finder, struct prov_err *err)
{
	struct prov_text text = { "x", 1 };
	struct prov_left_out bad = { .rule = 0 };

	(void)source;
	for (size_t i = 0; i < count; i++) {
		struct prov_values values[2] = { { &text, shows[i] == 'm' }, { &text, shows[i] == 'q' } };
		struct prov_record r = { .kind = kind, .key = keys[i], .rules = rules, .values = values,
					 .rule_count = 2, .left_out = &bad,
					 .left_out_count = shows[i] == 'b' };

		found_count += shows[i] != '-';
		if (shows[i] != '-' && finder->found(finder->data, &r, err) < 0)
			return -1;
	}
	return 0;
}

/* of: one letter each, the field in which it should have a value; is: what it shows. */
static enum prov_code hear(bool since, const char *of, const char *is)
{
	static const char *const keys[] = { "a", "b", "c", "d" };
	struct prov_witness all[4];
	struct prov_source source = { .find = find };
	struct prov_sink sink = { .witnesses = who };
	struct prov_sync_counts counts = { .since = since };
	struct prov_sync_run run = { .source = &source, .sink = &sink, .counts = &counts };
	struct prov_err err = PROV_ERR_INIT;

	for (witness_count = 0; of[witness_count]; witness_count++)
		all[witness_count] = (struct prov_witness){ of[witness_count] == 'm' ? "mail" : "quota",
							    keys[witness_count] };
	witnesses = all;
	shows = is;
	found_count = 0;
	return prov_sync_witness(&run, &err) < 0 ? err.code : PROV_OK;
}

int main(void)
{
	is_int(hear(true, "", ""), PROV_OK, "nobody loses anything, or nobody else has any");
	is_int(hear(true, "mmm", "nnm"), PROV_OK, "one of three shows it");
	is_int(hear(true, "mmm", "nbn"), PROV_OK, "one that cannot be taken is shown");
	is_int(hear(true, "mmm", "nnq"), PROV_E_INCOMPLETE, "another value does not count");
	is_int(hear(true, "mm", "n-"), PROV_E_INCOMPLETE, "nobody shows it");
	is_int(hear(true, "m", "-"), PROV_E_INCOMPLETE, "nobody is there");
	is_int(hear(true, "mmqq", "mnqn"), PROV_OK, "each field for itself");
	is_int(hear(true, "mmqq", "mnnn"), PROV_E_INCOMPLETE, "one of two is not shown");
	is_int(hear(false, "m", "n"), PROV_OK, "a run that reads everything");
	is_int(found_count, 0, "asks nobody");
	return done();
}
