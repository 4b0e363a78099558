/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tool/ldapread.c - what a configured source yields, for tests of the LDAP layer without a database
 *
 *	ldapread records [SOURCE]	one JSON object a record, then "end"
 *	ldapread count [SOURCE]		users, groups and rejects
 *	ldapread find KIND KEY...	reads all of the only source and prints "read", waits for a line
 *					on standard input, then prints the "user"s or "group"s with
 *					these keys, "outside" for those that are elsewhere, and "end"
 *	ldapread again KIND		the same, then prints the keys of a second reading
 *	ldapread base [DN]		the base DN, where it was found, and the places before
 *	ldapread check DN		does the entry exist?
 *
 * Reads $PROV_CONFIG. An error is its name, message, detail and hint on standard error, status 1.
 */
#include <prov/base_dn.h>
#include <time.h>

#include "ldap/prov_ldap.h"

static const char *code_name(enum prov_code code)
{
	switch (code) {
	case PROV_E_INCOMPLETE: return "INCOMPLETE";
	case PROV_E_DENIED: return "DENIED";
	case PROV_E_UNAVAILABLE: return "UNAVAILABLE";
	case PROV_E_CONFIG: return "CONFIG";
	case PROV_E_INVALID: return "INVALID";
	case PROV_E_TIMEOUT: return "TIMEOUT";
	default: return "OTHER";
	}
}

static int report(const struct prov_err *err)
{
	fflush(stdout);
	fprintf(stderr, "%s: %s\n", code_name(err->code), err->msg);
	if (*err->detail)
		fprintf(stderr, "detail: %s\n", err->detail);
	if (*err->hint)
		fprintf(stderr, "hint: %s\n", err->hint);
	return 1;
}

static void add(struct prov_str *s, const char *name, const char *value)
{
	prov_str_addf(s, "%s\"%s\":", s->len ? "," : "{", name);
	if (value)
		prov_str_add_json(s, value, strlen(value));
	else
		prov_str_add(s, "null");
}

static void print_record(const struct prov_record *r)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str s = PROV_STR_INIT;

	add(&s, "kind", r->kind == PROV_ENTRY_USER ? "user" : "group");
	add(&s, "dn", r->dn);
	add(&s, "norm", r->dn_norm);
	add(&s, "key", r->key);
	add(&s, "context", r->context);
	if (r->reject)
		add(&s, "reject", r->reject);
	for (size_t i = 0; i < r->left_out_count; i++)
		add(&s, "left_out", r->left_out[i].why);
	for (size_t i = 0; i < r->rule_count; i++) {
		const struct prov_values *v = &r->values[i];

		if (v->n)
			prov_str_addf(&s, ",\"%s\":[", r->rules[i].field);
		for (size_t j = 0; j < v->n; j++) {
			prov_str_add(&s, j ? "," : "");
			prov_str_add_json(&s, v->v[j].p, v->v[j].len);
		}
		if (v->n)
			prov_str_add_char(&s, ']');
	}
	prov_str_add_char(&s, '}');
	puts(s.p);
}

static int found(void *data, const struct prov_record *record, struct prov_err *err)
{
	(void)data;
	(void)err;
	print_record(record);
	return 0;
}

static int outside(void *data, const char *key, const char *why, struct prov_err *err)
{
	(void)data;
	(void)err;
	printf("outside %s %s\n", key, why);
	return 0;
}

static int on_key(void *data, const char *key, struct prov_err *err)
{
	(void)data;
	(void)err;
	printf("key %s\n", key);
	return 0;
}

static int find(struct prov_source *source, bool again, char **words, size_t count, struct prov_err *err)
{
	enum prov_entry_kind kind = count && strcmp(words[0], "group") == 0 ? PROV_ENTRY_GROUP :
		PROV_ENTRY_USER;
	const struct prov_finder finder = { found, outside, NULL };
	const struct prov_record *record;
	enum prov_next rc;
	int failed;

	do
		rc = source->next(source, &record, err);
	while (rc == PROV_NEXT_RECORD);
	puts(rc == PROV_NEXT_END ? "read" : "not read");
	fflush(stdout);
	getchar();
	failed = rc != PROV_NEXT_END || count < (again ? 1 : 2) ||
		(again ? source->again(source, kind, on_key, NULL, err) :
		source->find(source, kind, (const char *const *)words + 1, count - 1, &finder, err)) < 0;
	source->close(source);
	if (!failed)
		puts("end");
	return failed ? report(err) : 0;
}

/* A long list comes in parts. */
static long long count_values(const struct prov_record *record)
{
	long long values = 0;

	for (size_t i = 0; i < record->rule_count; i++)
		if (!record->part || i != record->part_rule)
			values += (long long)record->values[i].n;
	for (size_t n = 0; record->part && prov_record_part(record, n); n++)
		values += (long long)record->values[record->part_rule].n;
	return values;
}

static int read_all(struct prov_source *source, bool print, struct prov_err *err)
{
	const struct prov_record *record;
	enum prov_next rc;
	long long users = 0, groups = 0, rejected = 0, values = 0;

	while ((rc = source->next(source, &record, err)) == PROV_NEXT_RECORD) {
		prov_record_fill(record);
		if (print)
			print_record(record);
		users += record->kind == PROV_ENTRY_USER;
		groups += record->kind == PROV_ENTRY_GROUP;
		rejected += record->reject != NULL;
		values += count_values(record);
	}
	source->close(source);
	if (rc == PROV_NEXT_END && print)
		puts("end");
	if (!print)
		printf("%lld users, %lld groups, %lld rejected, %lld values\n", users, groups,
		       rejected, values);
	return rc == PROV_NEXT_END ? 0 : report(err);
}

static int show_base(const struct prov_config *config, const char *given, struct prov_err *err)
{
	PROV_CLEANUP(prov_base_dn_fini) struct prov_base_dn base = { 0 };

	if (prov_base_dn_find(config, given, &base, err) < 0)
		return report(err);
	printf("%s\n%s\n%s\n", base.dn, base.found_in, base.looked_at);
	return 0;
}

int main(int argc, char **argv)
{
	struct prov_err err = PROV_ERR_INIT;
	PROV_CLEANUP(prov_config_freep) struct prov_config *config = NULL;
	const char *verb = argc > 1 ? argv[1] : "", *arg = argc > 2 ? argv[2] : NULL;
	const bool again = strcmp(verb, "again") == 0, is_find = again || strcmp(verb, "find") == 0;
	const struct prov_source_config *c;
	struct prov_source *source;

	if (prov_config_load(NULL, &config, &err) < 0)
		return report(&err);
	if (strcmp(verb, "base") == 0)
		return show_base(config, arg, &err);
	if (strcmp(verb, "check") == 0)
		return prov_base_dn_check(config, NULL, arg ? arg : "", &err) < 0 ? report(&err) : 0;
	if (strcmp(verb, "records") != 0 && strcmp(verb, "count") != 0 && !is_find)
		return 2;
	c = prov_config_source(config, is_find ? NULL : arg, &err);
	source = c ? prov_source_ldap_open(config, c, (long long)time(NULL), NULL, &err) : NULL;
	if (!source)
		return report(&err);
	if (is_find)
		return find(source, again, argv + 2, (size_t)argc - 2, &err);
	return read_all(source, strcmp(verb, "records") == 0, &err);
}
