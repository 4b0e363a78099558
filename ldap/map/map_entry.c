/* SPDX-License-Identifier: Apache-2.0 */
/*
 * map_entry.c - one entry becomes one record
 *
 * What cannot be mapped is a record, too, with the reason: to compare it with what is
 * stored one must know that it is there. The first problem of an entry is the one that is told.
 */
#include <string.h>
#include <strings.h>

#include "ldap/map/map_int.h"

#define KEY_MAX 128
#define PART 4096	/* values of a part of a list */

static bool same_name(const char *name, size_t len, const char *wanted)
{
	return strncasecmp(name, wanted, len) == 0 && !wanted[len];
}

static int search_slot(const struct prov_map *m, const char *name, size_t len)
{
	for (size_t i = 0; i < m->attrs.n; i++)
		if (same_name(name, len, m->attrs.names[i]))
			return (int)i;
	return -1;
}

/* The slot for attribute number i of the entry. Entries look alike: the slot of the entry before
 * is the first guess. */
static int find_slot(struct prov_map *m, size_t i, const struct prov_text *name, size_t len)
{
	int guess = m->guess[i];

	if (guess < 0 || !same_name(name->p, len, m->attrs.names[guess])) {
		guess = search_slot(m, name->p, len);
		m->guess[i] = guess;
	}
	return guess;
}

/* The value in the entry's own name, if this attribute names it: the one value of several that
 * does not depend on the order in which a server gives them. Only plain names are looked at. */
static size_t pick(const struct prov_text *dn, const char *attr, const struct prov_values *values)
{
	size_t len = strlen(attr), end;
	const char *value = dn->p + len + 1;

	if (dn->len <= len || strncasecmp(dn->p, attr, len) != 0 || dn->p[len] != '=')
		return 0;
	for (end = len + 1; end < dn->len && dn->p[end] != ',' && dn->p[end] != '+'; end++)
		if (dn->p[end] == '\\')
			return 0;
	for (size_t i = 0; i < values->n; i++)
		if (values->v[i].len == end - len - 1 &&
		    strncasecmp(values->v[i].p, value, values->v[i].len) == 0)
			return i;
	return 0;
}

static void fill_slots(struct prov_map *m, const struct prov_ldap_entry *entry)
{
	memset(m->slots, 0, m->attrs.n * sizeof(*m->slots));
	while (m->guess_cap < entry->attr_count) {
		m->guess_cap += 32;
		m->guess = prov_realloc(m->guess, m->guess_cap * sizeof(*m->guess));
		memset(m->guess + m->guess_cap - 32, -1, 32 * sizeof(*m->guess));
	}
	for (size_t i = 0; i < entry->attr_count; i++) {
		const struct prov_ldap_attr *a = &entry->attrs[i];
		const char *option = memchr(a->name.p, ';', a->name.len);
		int at = find_slot(m, i, &a->name, a->name.len);
		bool plain = at >= 0;

		if (at < 0 && option)
			at = search_slot(m, a->name.p, (size_t)(option - a->name.p));
		if (at < 0 || !a->values.n || (m->slots[at].values.n && m->slots[at].plain))
			continue;
		if (m->slots[at].values.n && !plain)
			continue;
		m->slots[at] = (struct prov_map_slot){ .values = a->values, .plain = plain, .keys = a->keys };
		if (a->values.n > 1)
			m->slots[at].pick = pick(&entry->dn, m->attrs.names[at], &a->values);
	}
}

/* What is wrong with a value, or (NULL) with there being none. */
static const char *describe(const struct prov_map *m, const struct prov_map_rule *rule, const char *why,
			    const struct prov_text *value)
{
	struct prov_pool *pool = m->in.pool;
	const char *kind = prov_map_kind_name(m);

	if (!value)
		return prov_pool_printf(pool, "%s.%s = %s: %s", kind, rule->field, rule->expr, why);
	if (strcmp(rule->field, "password") == 0)
		return prov_pool_printf(pool, "%s.password = %s: the value %s", kind, rule->expr, why);
	return prov_pool_printf(pool, "%s.%s = %s: \"%s\" %s", kind, rule->field, rule->expr,
				prov_map_check_quote(pool, value->p, value->len), why);
}

static void reject(struct prov_map *m, const struct prov_map_rule *rule, const char *why,
		   const struct prov_text *value)
{
	if (!m->record.reject)		/* the first reason is told */
		m->record.reject = describe(m, rule, why, value);
}

/* An address that is no primary one is not told again among all of them. */
static bool is_told(const struct prov_map *m, const struct prov_map_rule *rule, const struct prov_text *value)
{
	for (size_t i = 0; rule->type == PROV_V_MAIL_LIST && i < m->record.left_out_count; i++) {
		const struct prov_left_out *l = &m->left_out[i];

		if (m->rules[l->rule].type == PROV_V_MAIL && l->value.len == value->len &&
		    memcmp(l->value.p, value->p, value->len) == 0)
			return true;
	}
	return false;
}

/* Only this value cannot be taken. */
static void leave_out(struct prov_map *m, const struct prov_map_rule *rule, const char *why,
		      const struct prov_text *value)
{
	size_t n = m->record.left_out_count;

	if (m->is_quiet || is_told(m, rule, value))
		return;
	m->record.left_out_count++;
	if (n == m->left_out_cap) {
		m->left_out_cap = n ? n * 2 : 16;
		m->left_out = prov_realloc(m->left_out, m->left_out_cap * sizeof(*m->left_out));
		m->record.left_out = m->left_out;
	}
	m->left_out[n] = (struct prov_left_out){ (size_t)(rule - m->rules), *value,
						 describe(m, rule, why, value) };
}

static void set_key(struct prov_map *m)
{
	const struct prov_values *v = &m->slots[m->key].values;
	struct prov_text t = v->n ? v->v[0] : (struct prov_text){ "", 0 };
	const char *name = m->attrs.names[m->key];

	if (m->key_is_guid && t.len == 16)
		m->record.key = prov_map_key_guid(m->in.pool, (const unsigned char *)t.p);
	else if (!m->key_is_guid && t.len && t.len <= KEY_MAX &&
		 !prov_map_check_key(&t) && t.len)
		m->record.key = prov_pool_strndup(m->in.pool, t.p, t.len);
	else
		m->record.reject = prov_pool_printf(m->in.pool, v->n ? "the key %s cannot be used" :
						    "the entry shows no key (%s)", name);
}

static void set_dn(struct prov_map *m, const struct prov_text *dn)
{
	struct prov_pool *pool = m->in.pool;
	struct prov_text text = *dn;

	prov_str_clear(&m->dn_norm);
	if (prov_dn_normalize_near(&m->near, dn->p, dn->len, &m->dn_norm) < 0) {
		m->record.dn = prov_map_check_quote(pool, dn->p, dn->len);
		m->record.reject = "the name of the entry is not a valid DN";
	} else if (prov_map_check_key(&text)) {
		m->record.dn = m->dn_norm.p;
	} else {
		m->record.dn = prov_pool_strndup(pool, dn->p, dn->len);
	}
	m->record.dn_norm = m->dn_norm.p;
}

/* The key of the entry that a value names, or none. Values mostly come in order; what a function has made of
 * one is another one. */
static struct prov_text key_of(struct prov_map *m, const struct prov_text *value, struct prov_pool *pool)
{
	for (size_t i = 0; i < m->attrs.n; i++) {
		struct prov_map_slot *s = &m->slots[i];

		for (size_t k = 0; s->keys && k < s->values.n; k++) {
			const size_t at = (s->next + k) % s->values.n;

			if (s->values.v[at].p != value->p || s->values.v[at].len != value->len)
				continue;
			s->next = at + 1;
			return m->key_is_guid ? prov_map_key_guid_text(pool, s->keys[at]) : s->keys[at];
		}
	}
	return (struct prov_text){ NULL, 0 };
}

static const char *check_value(struct prov_map *m, const struct prov_map_rule *rule, struct prov_text *t,
			       struct prov_pool *pool)
{
	if (rule->type != PROV_V_DN_LIST)
		return prov_map_check(rule->type, t, pool);
	return prov_map_check_dn(t, key_of(m, t, pool), &m->near, &m->in.tmp, pool);
}

/* Checks the values of one rule, from start to the end of out; new text goes to pool. strict: one that cannot
 * be used rejects the entry, else it is only left out. */
static void check_all(struct prov_map *m, const struct prov_map_rule *rule, bool strict,
		      struct prov_map_out *out, size_t start, struct prov_pool *pool)
{
	size_t kept = start;

	for (size_t i = start; i < out->n; i++) {
		struct prov_text t = out->v[i];
		const char *why = check_value(m, rule, &t, pool);

		if (why && strict)
			reject(m, rule, why, &out->v[i]);
		else if (why)
			leave_out(m, rule, why, &out->v[i]);
		else if (t.len)
			out->v[kept++] = t;
	}
	out->n = kept;
	if (kept > start && prov_map_is_list(rule->type))
		out->n = start + prov_map_check_unique(out->v + start, kept - start,
						       rule->type == PROV_V_MAIL_LIST);
}

static void check_values(struct prov_map *m, const struct prov_map_rule *rule, bool strict, size_t start)
{
	check_all(m, rule, strict, &m->out, start, m->in.pool);
	if (m->out.n == start && rule->required)
		reject(m, rule, "no value", NULL);
}

/* A rule for "enabled" that gives nothing says: enabled. Else nobody could be enabled again. */
static void add_default(struct prov_map *m, const struct prov_map_rule *rule, size_t start)
{
	if (m->out.n == start && strcmp(rule->field, "enabled") == 0)
		prov_map_out_push(&m->out, (struct prov_text){ "true", 4 });
}

/* One mark that cannot be read does not take away what another one says: disabled. */
static bool says_no(const struct prov_map *m, const struct prov_map_rule *rule, size_t start)
{
	return rule->type == PROV_V_BOOL && m->out.n > start &&
		prov_bool_parse_len(m->out.v[start].p, m->out.v[start].len) == 0;
}

/* A function could do nothing with a value: of a field with one value nothing else takes its place. */
static void flaw(struct prov_map *m, const struct prov_map_rule *rule, size_t start)
{
	if (!prov_map_is_list(rule->type))
		m->out.n = start;
	if (rule->required && !prov_map_is_list(rule->type))
		reject(m, rule, m->in.flaw, &m->in.flawed);
	else
		leave_out(m, rule, m->in.flaw, &m->in.flawed);
}

/* Members, which are text of their own each: a list of them that would take much memory comes in parts. */
static bool is_long(const struct prov_map *m, const struct prov_map_rule *rule, size_t n)
{
	return m->has_parts && !m->explains && n > PART && rule->type == PROV_V_DN_LIST && !rule->required;
}

static void eval_rule(struct prov_map *m, const struct prov_map_rule *rule, const struct prov_map_expr *expr)
{
	size_t start = m->out.n, left_out = m->record.left_out_count;

	m->in.flaw = NULL;
	prov_map_expr_eval(expr, &m->in, &m->out);
	if (m->in.flaw && !says_no(m, rule, start))
		flaw(m, rule, start);
	if (is_long(m, rule, m->out.n - start)) {
		m->record.part_rule = (size_t)(rule - m->rules);
		m->long_from = start;
		m->long_n = m->out.n - start;
		return;
	}
	check_values(m, rule, rule->required && !prov_map_is_list(rule->type), start);
	/* a value that cannot be used says neither yes nor no */
	if (rule->type == PROV_V_BOOL && m->record.left_out_count == left_out)
		add_default(m, rule, start);
}

/* The first of several would be one by chance. */
static bool has_one(struct prov_map *m, const struct prov_map_rule *rule)
{
	const size_t first = m->out.n;

	prov_map_expr_eval_all(m->context, &m->in, &m->out);
	if (m->out.n - first < 2)
		return true;
	reject(m, rule, "is a second one, and an entry belongs to one context", &m->out.v[first + 1]);
	return false;
}

static void set_context(struct prov_map *m, const char *given)
{
	struct prov_map_rule rule = m->context_rule;

	m->record.context = given;
	if (given || !m->context)
		return;
	/* a group without one goes where its members are */
	rule.required = m->kind == PROV_ENTRY_USER;
	m->in.flaw = NULL;
	prov_map_expr_eval(m->context, &m->in, &m->out);
	if (m->in.flaw)
		reject(m, &rule, m->in.flaw, &m->in.flawed);
	else
		check_values(m, &rule, true, 0);
	if (m->out.n && !m->in.flaw && has_one(m, &rule))
		m->record.context = prov_pool_strndup(m->in.pool, m->out.v[0].p, m->out.v[0].len);
	m->out.n = 0;
}

static void show_part(struct prov_map *m, size_t nth)
{
	const size_t from = nth * PART, rest = m->long_n - from, rule = m->record.part_rule;

	prov_pool_reset(m->part_pool);
	m->part.n = 0;
	for (size_t i = 0; i < rest && i < PART; i++)
		prov_map_out_push(&m->part, m->out.v[m->long_from + from + i]);
	m->is_quiet = nth < m->parts_shown || (m->record.reject && !m->explains);
	check_all(m, &m->rules[rule], false, &m->part, 0, m->part_pool);
	m->is_quiet = false;
	m->values[rule] = (struct prov_values){ m->part.v, m->part.n };
	m->part_nth = nth;
	if (nth < m->parts_shown)
		return;
	m->parts_shown++;
	m->record.part_sum += m->part.n;
}

static bool part(void *data, size_t nth)
{
	struct prov_map *m = data;

	if (nth * PART >= m->long_n)
		return false;
	if (nth != m->part_nth)
		show_part(m, nth);
	return true;
}

static void set_values(struct prov_map *m)
{
	size_t used = 0;

	m->long_n = m->parts_shown = m->record.part_sum = 0;
	for (size_t i = 0; i < m->count; i++) {
		size_t start = m->out.n;

		/* one that cannot be taken does not hide the others: a rejected group has members */
		eval_rule(m, &m->rules[i], m->exprs[i]);
		m->values[i].n = m->out.n - start;
	}
	/* Only now: the array may have moved while it grew. */
	for (size_t i = 0; i < m->count; used += m->values[i++].n)
		if (m->values[i].n)
			m->values[i].v = m->out.v + used;
	m->record.part = m->long_n ? part : NULL;
	if (m->long_n)
		show_part(m, 0);
}

static bool is_number(struct prov_map *m, int slot)
{
	const struct prov_values *v = &m->slots[slot].values;
	struct prov_text number = v->n ? v->v[0] : (struct prov_text){ NULL, 0 };

	return number.len && !prov_map_check(PROV_V_INT, &number, m->in.pool);
}

/* Taking an attribute that is hidden for one that is not there would enable who is disabled. */
static bool check_state(struct prov_map *m)
{
	for (size_t i = 0; i < PROV_MAP_STATES; i++) {
		if (m->states[i] < 0 || is_number(m, m->states[i]))
			continue;
		if (!m->record.reject)
			m->record.reject = prov_pool_printf(m->in.pool, "%s cannot be read, so it is not "
				"known whether the account is disabled: every user has it, the bind DN lacks "
				"the right", m->attrs.names[m->states[i]]);
		return false;
	}
	return true;
}

/* The next entry will not need so much. */
static void shrink(struct prov_map_out *out)
{
	if (out->cap > PART)
		prov_map_out_fini(out);
	out->n = 0;
}

void prov_map_entry_release(struct prov_map *m)
{
	prov_pool_reset(m->in.pool);
	prov_pool_reset(m->part_pool);
	shrink(&m->out);
	shrink(&m->part);
}

const struct prov_record *prov_map_entry_id(struct prov_map *m, const struct prov_ldap_entry *entry)
{
	prov_map_entry_release(m);
	m->record = (struct prov_record){
		.kind = m->kind, .rules = m->rules, .values = m->values, .rule_count = m->count,
		.left_out = m->left_out
	};
	fill_slots(m, entry);
	set_key(m);
	set_dn(m, &entry->dn);
	return &m->record;
}

/* One value that is wanted of an entry which is as it was. */
static void fill_rule(struct prov_map *m, size_t i)
{
	const bool has_parts = m->has_parts;

	m->out.n = 0;
	m->has_parts = false;
	eval_rule(m, &m->rules[i], m->exprs[i]);
	m->has_parts = has_parts;
	m->values[i] = (struct prov_values){ m->out.n ? m->out.v : NULL, m->out.n };
}

static void fill(void *data, const struct prov_map_rule *rule)
{
	struct prov_map *m = data;

	if (rule) {
		fill_rule(m, (size_t)(rule - m->rules));
		return;
	}
	m->record.fill = NULL;
	m->record.left_out_count = m->out.n = 0;	/* of single rules */
	/* one that cannot be taken, or belongs nowhere, may still say that it is disabled */
	if ((check_state(m) && m->record.key) || m->explains)
		set_values(m);
	if (m->record.reject && !m->explains)		/* all of it is left out */
		m->record.left_out_count = 0;
}

const struct prov_record *prov_map_entry_go_on(struct prov_map *m, const char *context)
{
	if (!m->record.reject)
		set_context(m, context);
	memset(m->values, 0, m->count * sizeof(*m->values));
	m->record.hash = prov_map_hash(m);
	m->record.fill = fill;
	m->record.data = m;
	return &m->record;
}

const struct prov_record *prov_map_entry(struct prov_map *m, const struct prov_ldap_entry *entry,
					 const char *context)
{
	prov_map_entry_id(m, entry);
	prov_map_entry_go_on(m, context);
	fill(m, NULL);
	return &m->record;
}
