/* SPDX-License-Identifier: Apache-2.0 */
/*
 * map_explain.c - what each rule makes of an entry, and why: for people
 *
 * Nothing is computed in another way than in a run: the record is that of prov_map_entry(), and what is
 * told of a rule is what that one came to. Passwords are not shown, nor what is made of them.
 */
#include <prov/attr.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ldap/map/map_int.h"

#define VALUES_SHOWN 50			/* of an attribute, or a field */
#define HIDDEN "(not shown)"

struct telling {
	struct prov_map *map;
	const struct prov_explain *to;
	struct prov_err *err;
	const char *dn;
};

static int tell(const struct telling *t, const char *part, const char *name, const char *value,
		const char *from,
		const char *why)
{
	const struct prov_explain_line line = { t->dn, part, name, value, from, why };

	return t->to->line(t->to->data, &line, t->err);
}

static const char *shown(const struct telling *t, const struct prov_text *value)
{
	return prov_map_check_quote(t->map->in.pool, value->p, value->len);
}

/* All values of a name, or that there are too many. */
static int tell_values(const struct telling *t, const char *part, const char *name,
		       const struct prov_values *values,
		       const char *from, const char *why)
{
	PROV_CLEANUP(prov_freep) char *rest = NULL;

	for (size_t i = 0; i < values->n && i < VALUES_SHOWN; i++)
		if (tell(t, part, name, shown(t, &values->v[i]), from, why) < 0)
			return -1;
	if (values->n <= VALUES_SHOWN)
		return 0;
	rest = prov_asprintf("and %zu more", values->n - VALUES_SHOWN);
	return tell(t, part, name, NULL, from, rest);
}

/* ---- what belongs to passwords ---- */

/* Of those that end in "Time" the values are points in time. */
static bool is_secret(const char *attr)
{
	static const char *const words[] = { PROV_SECRET_WORDS, "pwd", "pwhistory" };
	const size_t len = strlen(attr);

	if (len > 4 && strcasecmp(attr + len - 4, "Time") == 0)
		return false;
	for (size_t i = 0; i < COUNT(words); i++)
		if (strcasestr(attr, words[i]))
			return true;
	return false;
}

/* The attributes that a term asks for. */
static void note_slots(const struct map_term *term, bool *used)
{
	for (const struct map_part *p = term ? term->parts : NULL; p; p = p->next)
		if (p->is_ref) {
			used[p->slot] = true;
			note_slots(p->word, used);
		}
}

static bool *slots_of(const struct prov_map *m, const struct prov_map_expr *expr)
{
	bool *used = prov_alloc(m->attrs.n * sizeof(*used));

	for (const struct map_term *t = expr->terms; t; t = t->next)
		note_slots(t, used);
	return used;
}

/* The password, and what is made of an attribute that it is made of. */
static bool *secret_slots(const struct prov_map *m)
{
	bool *secret = prov_alloc((m->attrs.n + 1) * sizeof(*secret));

	for (size_t i = 0; i < m->attrs.n; i++)
		secret[i] = is_secret(m->attrs.names[i]);
	for (size_t i = 0; i < m->count; i++)
		if (strcmp(m->rules[i].field, "password") == 0)
			for (const struct map_term *t = m->exprs[i]->terms; t; t = t->next)
				note_slots(t, secret);
	return secret;
}

static bool any_of(const bool *used, const bool *secret, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (used[i] && secret[i])
			return true;
	return false;
}

/* ---- the entry ---- */

static int tell_attr(const struct telling *t, int slot, bool secret)
{
	const struct prov_map *m = t->map;
	const struct prov_values *values = &m->slots[slot].values;
	const char *name = m->attrs.names[slot];

	if (values->n == 0)
		return tell(t, "entry", name, NULL, NULL, "the entry does not show it");
	if (slot == m->key && m->key_is_guid)
		return tell(t, "entry", name, m->record.key ? m->record.key : HIDDEN, NULL, NULL);
	if (secret)
		return tell(t, "entry", name, HIDDEN, NULL, NULL);
	return tell_values(t, "entry", name, values, NULL, NULL);
}

static int tell_entry(const struct telling *t, const bool *secret)
{
	for (size_t i = 0; i < t->map->attrs.n; i++)
		if (tell_attr(t, (int)i, secret[i]) < 0)
			return -1;
	return 0;
}

/* ---- a rule ---- */

static void add_names(struct prov_str *s, const struct prov_map *m, const bool *used, bool there,
		      const char *before)
{
	bool any = false;

	for (size_t i = 0; i < m->attrs.n; i++) {
		if (!used[i] || (m->slots[i].values.n > 0) != there)
			continue;
		prov_str_addf(s, "%s%s", any ? ", " : s->len ? "; " : "", any ? "" : before);
		prov_str_add(s, m->attrs.names[i]);
		any = true;
	}
}

/* The alternative that gave the value, where there are several. */
static void add_alternative(struct prov_str *s, struct prov_map *m, const struct prov_map_expr *expr)
{
	struct prov_map_out out = { NULL, 0, 0 };

	if (expr->list || !expr->terms || !expr->terms->next)
		return;
	for (const struct map_term *t = expr->terms; t && out.n == 0; t = t->next) {
		struct map_term alone = *t;
		const struct prov_map_expr one = { .terms = &alone };

		alone.next = NULL;
		prov_map_expr_eval(&one, &m->in, &out);
		if (out.n)
			prov_str_addf(s, "%sby %.*s", s->len ? "; " : "", (int)t->source.len, t->source.p);
	}
	free(out.v);
}

static bool gives(struct prov_map *m, const struct prov_map_expr *expr)
{
	struct prov_map_out out = { NULL, 0, 0 };
	bool any;

	prov_map_expr_eval(expr, &m->in, &out);
	any = out.n > 0;
	free(out.v);
	return any;
}

static void add_reason(struct prov_str *s, struct prov_map *m, size_t rule,
		       const struct prov_map_expr *expr,
		       const bool *used)
{
	const bool given = gives(m, expr);

	if (m->values[rule].n && !given)
		prov_str_add(s, "nothing says that it is disabled");
	add_names(s, m, used, true, given ? "of " : "nothing comes of ");
	add_names(s, m, used, false, "without ");
	if (given)
		add_alternative(s, m, expr);
}

/* Its values that cannot be used. True: there are some. */
static int tell_left_out(const struct telling *t, size_t rule, bool secret, bool *any)
{
	const struct prov_record *r = &t->map->record;

	*any = false;
	for (size_t i = 0; i < r->left_out_count; i++) {
		if (r->left_out[i].rule != rule)
			continue;
		*any = true;
		if (tell(t, "rule", r->rules[rule].field, NULL, r->rules[rule].expr,
			 secret ? "a value cannot be used" : r->left_out[i].why) < 0)
			return -1;
	}
	return 0;
}

static int tell_rule(const struct telling *t, size_t i, const bool *secret)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str why = PROV_STR_INIT;
	struct prov_map *m = t->map;
	const struct prov_map_rule *rule = &m->rules[i];
	bool *used = slots_of(m, m->exprs[i]), left_out;
	const bool hide = strcmp(rule->field, "password") == 0 || any_of(used, secret, m->attrs.n);
	int rc = tell_left_out(t, i, hide, &left_out);

	add_reason(&why, m, i, m->exprs[i], used);
	free(used);
	if (rc < 0)
		return -1;
	if (m->values[i].n && hide)
		return tell(t, "rule", rule->field, HIDDEN, rule->expr, why.p);
	if (m->values[i].n)
		return tell_values(t, "rule", rule->field, &m->values[i], rule->expr, why.p);
	return left_out ? 0 : tell(t, "rule", rule->field, NULL, rule->expr, why.p);
}

/* ---- what comes out ---- */

static int tell_context(const struct telling *t, const char *given)
{
	const struct prov_map *m = t->map;
	const char *from = given ? "the source" : m->context_rule.expr;

	if (m->record.context)
		return tell(t, "result", "context", m->record.context, from, NULL);
	return tell(t, "result", "context", NULL, from,
		    m->kind == PROV_ENTRY_GROUP ? "it is where its members are" : "there is none");
}

int prov_map_explain(struct prov_map *m, const struct prov_ldap_entry *entry, const char *context,
		     const struct prov_explain *to, struct prov_err *err)
{
	struct telling t = { m, to, err, NULL };
	bool *secret = secret_slots(m);
	int rc;

	m->explains = true;
	prov_map_entry(m, entry, context);
	m->explains = false;
	t.dn = prov_pool_strdup(m->in.pool, m->record.dn);
	rc = tell_entry(&t, secret);
	for (size_t i = 0; i < m->count && rc == 0; i++)
		rc = tell_rule(&t, i, secret);
	free(secret);
	if (rc == 0)
		rc = tell(&t, "result", "key", m->record.key, m->attrs.names[m->key],
			  m->record.key ? NULL : "without a key nobody is followed");
	if (rc == 0)
		rc = tell_context(&t, context);
	return rc < 0 ? -1 : to->record(to->data, &m->record, err);
}
