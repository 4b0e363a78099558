/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_value.c - may a field have this value? The mapping knows types; here is what the model knows besides
 *
 * What is wrong with a value of an entry is told with that entry. A misspelt word of prov.conf would be
 * told of each: it is one error of the configuration, before anything is read.
 */
#include "libprov/sink/sink_reading.h"

static void nearer(const char *word, const char *known, const char **best, size_t *best_slips)
{
	const size_t slips = prov_near_slips(word, known, strlen(known));

	if (slips < *best_slips) {
		*best = known;
		*best_slips = slips;
	}
}

static int check_access(struct sink *sink, const char *name, struct prov_err *err)
{
	size_t best_slips = prov_near_limit(name);
	const char *best = NULL, *known;
	struct prov_err ignored = PROV_ERR_INIT;
	prov_modules_t modules;

	if (prov_sink_access(sink, name, &modules, err) == 0)
		return 0;
	for (size_t i = 0; prov_sink_access_at(sink, i, &known, &ignored) == 0 && known; i++)
		nearer(name, known, &best, &best_slips);
	return best ? prov_err_hint(err, "did you mean \"%s\"?", best) : -1;
}

static int check_timezone(const char *name, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *best = NULL;

	if (prov_check_attr(&prov_attrs[PROV_A_TIMEZONE], name, err) == 0)
		return 0;
	best = prov_zone_nearest(name);
	return best ? prov_err_hint(err, "did you mean \"%s\"?", best) : -1;
}

static int check_password(const char *text, struct prov_err *err)
{
	struct prov_str ignored = PROV_STR_INIT;
	const bool is_hash = prov_password_form_is_hash(text, &ignored);

	prov_secret_fini(&ignored);
	return is_hash ? 0 : prov_fail(err, PROV_E_INVALID, "the password is not a ready hash");
}

static int check_user(struct sink *sink, const char *field, const char *text, struct prov_err *err)
{
	const int attr = prov_noun_find_user(field);

	if (strcmp(field, "access") == 0)
		return check_access(sink, text, err);
	switch (attr) {
	case PROV_A_PASSWORD:
		return check_password(text, err);
	case PROV_A_NAME:
		return prov_check_name(&sink->user_alphabet, PROV_NAME_USER, text, err);
	case PROV_A_TIMEZONE:
		return check_timezone(text, err);
	default:
		return attr >= 0 ? prov_check_attr(&prov_attrs[attr], text, err) : 0;
	}
}

static int check_group(struct sink *sink, const char *field, const char *text, struct prov_err *err)
{
	const int attr = prov_noun_find(&prov_noun_group, field);

	if (attr == PROV_GA_NAME)
		return prov_check_name(&sink->group_alphabet, PROV_NAME_GROUP, text, err);
	return attr >= 0 ? prov_check_attr(&prov_noun_group.attrs[attr], text, err) : 0;
}

int prov_sink_value_check(struct sink *sink, enum prov_entry_kind kind, const char *field, const char *text,
			  struct prov_err *err)
{
	return kind == PROV_ENTRY_USER ? check_user(sink, field, text, err) :
		check_group(sink, field, text, err);
}

/* ---- in the mapping ---- */

static int fail(const struct sink *sink, enum prov_entry_kind kind, const struct prov_map_rule *rule,
		struct prov_err *err)
{
	if (err->code != PROV_E_INVALID && err->code != PROV_E_VALUE)
		return -1;
	err->code = PROV_E_CONFIG;
	return prov_err_context(err, "source.%s.%s.%s = %s", sink->config->name,
				kind == PROV_ENTRY_USER ? "user" : "group", rule->field,
				strcmp(rule->field, "password") ? rule->expr : "...");
}

static int check_rules(struct sink *sink, enum prov_entry_kind kind, const struct prov_map_rule *rules,
		       size_t count, const struct prov_values *literals, struct prov_err *err)
{
	for (size_t i = 0; literals && i < count; i++)
		for (size_t j = 0; j < literals[i].n; j++) {
			prov_str_clear(&sink->names);
			prov_str_add_len(&sink->names, literals[i].v[j].p, literals[i].v[j].len);
			if (prov_sink_value_check(sink, kind, rules[i].field, sink->names.p, err) < 0)
				return fail(sink, kind, &rules[i], err);
		}
	return 0;
}

int prov_sink_value_literals(struct sink *sink, struct prov_err *err)
{
	const struct prov_source *s = sink->source;

	if (check_rules(sink, PROV_ENTRY_USER, s->user_rules, s->user_rule_count, s->user_literals,
			err) < 0)
		return -1;
	return check_rules(sink, PROV_ENTRY_GROUP, s->group_rules, s->group_rule_count, s->group_literals,
			   err);
}
