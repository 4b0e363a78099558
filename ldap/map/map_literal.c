/* SPDX-License-Identifier: Apache-2.0 */
/*
 * map_literal.c - what a rule gives, or never gives, whatever the entry says
 *
 * A word that stands in a rule is right or wrong before anything is read: enabled = "${x:+fasle}" would be
 * a value that is left out of each entry. So is what stands around attributes: no value makes "${x} MB" a
 * number.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ldap/map/map_int.h"

/* ---- whole values ---- */

/* -1 stops. */
typedef int literal_fn(void *data, struct prov_text literal);

static int each(const struct map_term *t, literal_fn *fn, void *data)
{
	if (!t || !t->parts || t->parts->next)
		return 0;
	if (t->parts->is_ref)
		return each(t->parts->word, fn, data);
	return t->parts->text.len ? fn(data, t->parts->text) : 0;
}

static int each_of(const struct prov_map_expr *expr, literal_fn *fn, void *data)
{
	for (const struct map_term *t = expr->terms; t; t = t->next)
		if (each(t, fn, data) < 0)
			return -1;
	return 0;
}

/* ---- text around values ---- */

/* As the entry would make it, if each of its attributes had the sample as value. */
static void add_sample(struct prov_str *out, const struct map_term *t, const char *sample)
{
	for (const struct map_part *p = t ? t->parts : NULL; p; p = p->next) {
		if (!p->is_ref)
			prov_str_add_len(out, p->text.p, p->text.len);
		else if (p->op == '+')
			add_sample(out, p->word, sample);
		else
			prov_str_add(out, sample);
	}
}

static bool has_text(const struct map_term *t, const char *with)
{
	for (const struct map_part *p = t->parts; p; p = p->next)
		if (!p->is_ref && memmem(p->text.p, p->text.len, with, strlen(with)))
			return true;
	return false;
}

/* Is it a part of a word of truth? */
static bool may_be_truth(const struct map_term *t)
{
	static const char words[] = "false true yes no off";

	for (const struct map_part *p = t->parts; p; p = p->next) {
		PROV_CLEANUP(prov_freep) char *text = p->is_ref ? NULL :
			prov_strndup(p->text.p, p->text.len);

		if (text && !strcasestr(words, text) && strcmp(text, "0") != 0 && strcmp(text, "1") != 0)
			return false;
	}
	return true;
}

/* An address has one @: only where it is in the text is it known what the values are. */
static const char *const *samples_for(enum prov_value_type type, const struct map_term *t)
{
	static const char *const none[] = { NULL }, *const numbers[] = { "1", NULL },
		*const names[] = { "a", NULL }, *const domains[] = { "a", "b.example", NULL },
		*const places[] = { "a", "cn=a", NULL };

	switch (type) {
	case PROV_V_MAIL:
	case PROV_V_MAIL_LIST:
		return has_text(t, "@") ? domains : none;
	case PROV_V_INT:
		return numbers;
	case PROV_V_DN_LIST:
		return places;
	default:
		return names;
	}
}

static const char *check_text(enum prov_value_type type, struct prov_text *t, struct prov_pool *pool)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str tmp = PROV_STR_INIT;
	struct prov_dn_near near = PROV_DN_NEAR_INIT;
	const char *why;

	if (type != PROV_V_DN_LIST)
		return prov_map_check(type, t, pool);
	why = prov_map_check_dn(t, (struct prov_text){ NULL, 0 }, &near, &tmp, pool);
	prov_dn_near_fini(&near);
	return why;
}

/* NULL: values of the right kind make it a value of this type; else why not, and what was tried. */
static const char *check_samples(enum prov_value_type type, const struct map_term *t, struct prov_pool *pool,
				 const char **tried)
{
	const char *why = NULL;

	for (const char *const *s = samples_for(type, t); *s; s++) {
		PROV_CLEANUP(prov_str_fini) struct prov_str made = PROV_STR_INIT;
		struct prov_text text;

		add_sample(&made, t, *s);
		*tried = prov_pool_strndup(pool, made.p, made.len);
		text = (struct prov_text){ *tried, made.len };
		why = check_text(type, &text, pool);
		if (!why)
			return NULL;
	}
	return why;
}

/* ---- a rule ---- */

struct check {
	const struct prov_map_rule *rule;
	struct prov_pool *pool;
	struct prov_err *err;
};

static int fail(const struct check *c, const char *text, size_t len, const char *why)
{
	if (strcmp(c->rule->field, "password") == 0)
		return prov_fail(c->err, PROV_E_CONFIG, "the value %s", why);
	return prov_fail(c->err, PROV_E_CONFIG, "\"%s\": \"%s\" %s", c->rule->expr,
			 prov_map_check_quote(c->pool, text, len), why);
}

static int hint_truth(const char *text, struct prov_err *err)
{
	const size_t limit = prov_near_limit(text);
	const size_t to_false = prov_near_slips(text, "false", 5), to_true = prov_near_slips(text, "true", 4);

	if (to_false >= limit && to_true >= limit)
		return prov_err_hint(err, "words of truth are true and false");
	return prov_err_hint(err, "did you mean \"%s\"?", to_false <= to_true ? "false" : "true");
}

static int check_literal(void *data, struct prov_text literal)
{
	const struct check *c = data;
	const char *copy = prov_pool_strndup(c->pool, literal.p, literal.len);
	struct prov_text text = { copy, literal.len };
	const char *why = check_text(c->rule->type, &text, c->pool);

	if (!why)
		return 0;
	fail(c, copy, literal.len, why);
	return c->rule->type == PROV_V_BOOL ? hint_truth(copy, c->err) : -1;
}

/* Around values, and in the words of references. */
static int check_term(const struct check *c, const struct map_term *t)
{
	const char *tried = NULL, *why = NULL;

	for (const struct map_part *p = t->parts; p; p = p->next)
		if (p->is_ref && p->word && !t->parts->next && check_term(c, p->word) < 0)
			return -1;
	if (!t->parts || !t->parts->next || !t->has_ref)
		return 0;
	if (c->rule->type != PROV_V_BOOL)
		why = check_samples(c->rule->type, t, c->pool, &tried);
	else if (!may_be_truth(t))
		return fail(c, c->rule->expr, strlen(c->rule->expr), "is never true or false");
	if (!why)
		return 0;
	fail(c, tried, strlen(tried), why);
	return prov_err_hint(c->err, "no value of the attributes makes it one");
}

int prov_map_literal_check(const struct prov_map_expr *expr, const struct prov_map_rule *rule,
			   struct prov_pool *pool, struct prov_err *err)
{
	struct check c = { rule, pool, err };

	if (each_of(expr, check_literal, &c) < 0)
		return -1;
	for (const struct map_term *t = expr->terms; t; t = t->next)
		if (check_term(&c, t) < 0)
			return -1;
	return 0;
}

/* ---- for others ---- */

struct gathering {
	struct prov_pool *pool;
	struct prov_text *v;
	size_t n;
};

static int count(void *data, struct prov_text literal)
{
	(void)literal;
	((struct gathering *)data)->n++;
	return 0;
}

static int gather(void *data, struct prov_text literal)
{
	struct gathering *g = data;

	g->v[g->n++] = (struct prov_text){ prov_pool_strndup(g->pool, literal.p, literal.len), literal.len };
	return 0;
}

struct prov_values prov_map_literal_values(const struct prov_map_expr *expr, struct prov_pool *pool)
{
	struct gathering g = { pool, NULL, 0 };

	if (!expr)
		return (struct prov_values){ NULL, 0 };
	each_of(expr, count, &g);
	g.v = prov_pool_alloc(pool, (g.n + 1) * sizeof(*g.v));
	g.n = 0;
	each_of(expr, gather, &g);
	return (struct prov_values){ g.v, g.n };
}
