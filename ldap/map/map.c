/* SPDX-License-Identifier: Apache-2.0 */
/*
 * map.c - the rules of a profile and of prov.conf, compiled for use (map_entry.c uses them)
 *
 * The context is not among the rules that the sink sees: a record has exactly one, wherever it
 * came from.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ldap/map/map_int.h"

const char *prov_map_kind_name(const struct prov_map *m)
{
	return m->kind == PROV_ENTRY_USER ? "user" : "group";
}

bool prov_map_is_list(enum prov_value_type type)
{
	return type == PROV_V_LIST || type == PROV_V_MAIL_LIST || type == PROV_V_DN_LIST;
}

/* Adds a rule, or puts its expression in the place of the one that is there. */
static void set_rule(struct prov_map *m, const struct prov_map_rule *rule)
{
	struct prov_map_rule *place = NULL;

	for (size_t i = 0; i < m->count && !place; i++)
		if (strcmp(m->rules[i].field, rule->field) == 0)
			place = &m->rules[i];
	if (!place) {
		m->rules = prov_realloc(m->rules, (m->count + 1) * sizeof(*m->rules));
		place = &m->rules[m->count++];
		place->required = rule->required;
	}
	place->field = prov_pool_strdup(m->own, rule->field);
	place->expr = prov_pool_strdup(m->own, rule->expr);
	place->type = rule->type;
}

static void drop_rule(struct prov_map *m, const char *field)
{
	size_t kept = 0;

	for (size_t i = 0; i < m->count; i++)
		if (strcmp(m->rules[i].field, field) != 0)
			m->rules[kept++] = m->rules[i];
	m->count = kept;
}

static int apply_override(struct prov_map *m, const struct prov_map_override *o,
			  struct prov_err *err)
{
	struct prov_map_rule rule = { .field = o->field, .expr = o->expr };

	if (!prov_map_field_find(m->kind, o->field, &rule.type)) {
		prov_fail(err, PROV_E_CONFIG, "line %d: %s.%s: there is no such field", o->line,
			  prov_map_kind_name(m), o->field);
		return prov_err_hint(err, "did you mean \"%s\"?",
				     prov_map_field_nearest(m->kind, o->field));
	}
	if (*o->expr)
		set_rule(m, &rule);
	else if (strcmp(o->field, "name") == 0)
		return prov_fail(err, PROV_E_CONFIG, "line %d: %s.name: a name is needed", o->line,
				 prov_map_kind_name(m));
	else
		drop_rule(m, o->field);
	return 0;
}

static int line_of(const struct prov_map_override *overrides, size_t count, const char *field)
{
	for (size_t i = count; i > 0; i--)
		if (strcmp(overrides[i - 1].field, field) == 0)
			return overrides[i - 1].line;
	return 0;
}

/* The rule for the context leaves the list. */
static void take_context_rule(struct prov_map *m)
{
	for (size_t i = 0; i < m->count; i++)
		if (strcmp(m->rules[i].field, "context") == 0)
			m->context_rule = m->rules[i];
	drop_rule(m, "context");
}

static int compile(struct prov_map *m, const struct prov_map_rule *rule,
		   const struct prov_map_override *overrides, size_t count,
		   struct prov_map_expr **expr, struct prov_err *err)
{
	*expr = prov_map_parse(rule->expr, prov_map_is_list(rule->type), &m->attrs, err);
	if (*expr && prov_map_literal_check(*expr, rule, m->own, err) == 0)
		return 0;
	return prov_err_context(err, "line %d: %s.%s", line_of(overrides, count, rule->field),
				prov_map_kind_name(m), rule->field);
}

/* It has just been compiled, so nothing is wrong with it. */
static void note_member_attrs(struct prov_map *m, const struct prov_map_rule *rule)
{
	struct prov_err ignored = PROV_ERR_INIT;

	if (rule->type == PROV_V_DN_LIST)
		prov_map_expr_free(prov_map_parse(rule->expr, true, &m->member_attrs, &ignored));
}

static int compile_all(struct prov_map *m, const struct prov_map_override *overrides, size_t count,
		       struct prov_err *err)
{
	take_context_rule(m);
	m->exprs = prov_alloc((m->count + 1) * sizeof(struct prov_map_expr *));
	if (m->context_rule.field &&
	    compile(m, &m->context_rule, overrides, count, &m->context, err) < 0)
		return -1;
	m->literals = prov_pool_alloc(m->own, (m->count + 1) * sizeof(*m->literals));
	for (size_t i = 0; i < m->count; i++) {
		if (compile(m, &m->rules[i], overrides, count, &m->exprs[i], err) < 0)
			return -1;
		m->literals[i] = prov_map_literal_values(m->exprs[i], m->own);
		note_member_attrs(m, &m->rules[i]);
		m->is_timed |= prov_map_hash_is_timed(m->exprs[i]);
	}
	m->slots = prov_alloc(m->attrs.n * sizeof(*m->slots));
	m->in.slots = m->slots;
	m->values = prov_alloc((m->count + 1) * sizeof(*m->values));
	return 0;
}

/* Only if a rule uses it: a site may have another mark of who is disabled. */
static int find_state(const struct prov_map *m, const char *name)
{
	for (size_t i = 0; name && m->kind == PROV_ENTRY_USER && i < m->attrs.n; i++)
		if (strcasecmp(m->attrs.names[i], name) == 0)
			return (int)i;
	return -1;
}

struct prov_map *prov_map_new(enum prov_entry_kind kind, const struct prov_map_profile *profile,
			      const struct prov_map_override *overrides, size_t count,
			      long long now, struct prov_err *err)
{
	const char *number = kind == PROV_ENTRY_USER ? profile->user_number : profile->group_number;
	struct prov_map *m = prov_alloc(sizeof(*m));
	int rc = 0;

	m->kind = kind;
	m->own = prov_pool_new();
	m->part_pool = prov_pool_new();
	m->in = (struct prov_map_input){ .pool = prov_pool_new(), .tmp = PROV_STR_INIT, .now = now };
	m->dn_norm = (struct prov_str)PROV_STR_INIT;
	m->near = (struct prov_dn_near)PROV_DN_NEAR_INIT;
	m->near.rule = prov_dn_fold_rule(profile->server);
	m->key = prov_map_attrs_add(&m->attrs, profile->key, strlen(profile->key));
	m->key_is_guid = profile->key_is_guid;
	if (number)
		prov_map_attrs_add(&m->attrs, number, strlen(number));
	for (const struct prov_map_rule *r = kind == PROV_ENTRY_USER ? profile->user :
	     profile->group; r->field; r++)
		set_rule(m, r);
	for (size_t i = 0; i < count && rc == 0; i++)
		rc = apply_override(m, &overrides[i], err);
	if (rc == 0)
		rc = compile_all(m, overrides, count, err);
	for (size_t i = 0; i < PROV_MAP_STATES; i++)
		m->states[i] = find_state(m, profile->user_states[i]);
	if (rc == 0)
		return m;
	prov_map_free(m);
	return NULL;
}

void prov_map_free(struct prov_map *m)
{
	if (!m)
		return;
	for (size_t i = 0; m->exprs && i < m->count; i++)
		prov_map_expr_free(m->exprs[i]);
	prov_map_expr_free(m->context);
	prov_map_attrs_fini(&m->attrs);
	prov_map_attrs_fini(&m->member_attrs);
	prov_pool_free(m->own);
	prov_pool_free(m->in.pool);
	prov_pool_free(m->part_pool);
	prov_str_fini(&m->in.tmp);
	prov_str_fini(&m->dn_norm);
	prov_dn_near_fini(&m->near);
	free(m->exprs);
	free(m->rules);
	free(m->slots);
	free(m->guess);
	free(m->out.v);
	free(m->part.v);
	free(m->values);
	free(m->in.work.v);
	free(m->left_out);
	free(m);
}

void prov_map_freep(struct prov_map **m)
{
	prov_map_free(*m);
	*m = NULL;
}

const struct prov_map_rule *prov_map_rules(const struct prov_map *m, size_t *count)
{
	*count = m->count;
	return m->rules;
}

const struct prov_values *prov_map_literals(const struct prov_map *m)
{
	return m->literals;
}

struct prov_values prov_map_context_literals(const struct prov_map *m)
{
	return prov_map_literal_values(m->context, m->own);
}

bool prov_map_has_context(const struct prov_map *m)
{
	return m->context != NULL;
}

const char *prov_map_context_rule(const struct prov_map *m)
{
	return m->context_rule.expr;
}

void prov_map_set_dn_rule(struct prov_map *m, enum prov_dn_rule rule)
{
	m->near.rule = rule;
}

void prov_map_set_parts(struct prov_map *m)
{
	m->has_parts = true;
}

char **prov_map_member_attrs(const struct prov_map *m)
{
	return m->member_attrs.names;
}

char **prov_map_attrs(const struct prov_map *m)
{
	return m->attrs.names;
}

long long prov_map_due(const struct prov_map *m)
{
	return m->in.due;
}
