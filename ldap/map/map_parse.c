/* SPDX-License-Identifier: Apache-2.0 */
/*
 * map_parse.c - reads the text of a mapping rule
 *
 *	expr  = term, or for lists term *( blank term )
 *	term  = *( text / "$$" / ref )
 *	expr  = term *( "||" term )		the first that has a value (no lists)
 *	ref   = "${" name [ ("#" / "=" / "*=" / "&") choice ] *( "|" function ) [ (":-" / ":+") term ] "}"
 *	function = name [ "(" argument [ "," argument ] ")" ]
 *
 * A choice ends at ":-", ":+", "|" or "}". Everything is checked here, so that a rule that was loaded
 * cannot fail later.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ldap/map/map_int.h"

#define MAX_DEPTH 20

struct parser {
	const char *text, *p;
	struct prov_pool *pool;
	struct prov_map_attrs *attrs;
	int depth;
	bool alternatives;		/* "||" is one of the signs */
	struct prov_err *err;
};

static int fail(struct parser *r, const char *what)
{
	return prov_fail(r->err, PROV_E_CONFIG, "\"%s\", column %zu: %s", r->text,
			 (size_t)(r->p - r->text) + 1, what);
}

static int parse_term(struct parser *r, const char *stop, struct map_term **term);

/* Attribute description: letters, digits, hyphens, dots of an OID, options after semicolons. */
static int parse_name(struct parser *r, struct map_part *part)
{
	const char *start = r->p;

	while (isalnum((unsigned char)*r->p) || (*r->p && strchr("-_.;", *r->p)))
		r->p++;
	if (r->p == start || !isalnum((unsigned char)*start))
		return fail(r, "an attribute name is missing after \"${\"");
	part->slot = prov_map_attrs_add(r->attrs, start, (size_t)(r->p - start));
	return 0;
}

static int parse_bits(struct parser *r, struct map_part *part)
{
	PROV_CLEANUP(prov_freep) char *digits = prov_strndup(part->sel, part->sel_len);

	if (!prov_int_parse(digits, 1, INT64_MAX, &part->bits))
		return fail(r, "\"&\" wants a number of 1 or more");
	return 0;
}

static int parse_choice(struct parser *r, struct map_part *part)
{
	const char *start;

	if (!*r->p || (!strchr("#=&", *r->p) && (r->p[0] != '*' || r->p[1] != '=')))
		return 0;
	part->select = *r->p;
	r->p += *r->p == '*' ? 2 : 1;
	start = r->p;
	while (*r->p && *r->p != '}' && *r->p != '|' &&
	       !(r->p[0] == ':' && (r->p[1] == '-' || r->p[1] == '+')))
		r->p++;
	part->sel_len = (size_t)(r->p - start);
	part->sel = prov_pool_strndup(r->pool, start, part->sel_len);
	if (part->sel_len == 0)
		return fail(r, "nothing to choose by");
	return part->select == '&' ? parse_bits(r, part) : 0;
}

/* Up to a comma or the end; a backslash takes what follows as it is. */
static int parse_arg(struct parser *r, struct map_func *f)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str s = PROV_STR_INIT;

	if (f->arg_count == f->kind->max_args)
		return fail(r, "too many arguments");
	for (; *r->p && *r->p != ',' && *r->p != ')'; r->p++) {
		r->p += r->p[0] == '\\' && r->p[1];
		prov_str_add_char(&s, *r->p);
	}
	f->args[f->arg_count++] =
		(struct prov_text){ prov_pool_strndup(r->pool, s.p ? s.p : "", s.len), s.len };
	if (!*r->p)
		return fail(r, "a \")\" is missing");
	return *r->p++ == ',' ? parse_arg(r, f) : 0;
}

static int fail_func(struct parser *r)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str s = PROV_STR_INIT;
	const struct map_func_kind *k;

	prov_str_add(&s, "after \"|\" comes");
	for (size_t i = 0; (k = prov_map_func_at(i)); i++)
		prov_str_addf(&s, "%s %s", !i ? "" : prov_map_func_at(i + 1) ? "," : " or", k->name);
	return fail(r, s.p);
}

/* After "|". */
static int parse_func(struct parser *r, struct map_func *f)
{
	const char *start = r->p, *why;

	while (*r->p >= 'a' && *r->p <= 'z')
		r->p++;
	f->kind = prov_map_func_find(start, (size_t)(r->p - start));
	if (!f->kind) {
		r->p = start;
		return fail_func(r);
	}
	if (*r->p == '(' && (r->p++, parse_arg(r, f)) < 0)
		return -1;
	if (f->arg_count < f->kind->min_args)
		return fail(r, "an argument is missing");
	why = f->kind->check ? f->kind->check(f) : NULL;
	return why ? fail(r, why) : 0;
}

static int parse_funcs(struct parser *r, struct map_part *part)
{
	for (struct map_func **end = &part->funcs; *r->p == '|'; end = &(*end)->next) {
		r->p++;
		*end = prov_pool_alloc(r->pool, sizeof(**end));
		if (parse_func(r, *end) < 0)
			return -1;
	}
	return 0;
}

static bool is_question(const struct map_part *part)
{
	for (const struct map_func *f = part->funcs; f; f = f->next)
		if (f->kind->is_question)
			return true;
	return false;
}

/* After "${". */
static int parse_ref(struct parser *r, struct map_part *part)
{
	part->is_ref = true;
	if (parse_name(r, part) < 0 || parse_choice(r, part) < 0 ||
	    parse_funcs(r, part) < 0)
		return -1;
	if (r->p[0] == ':' && (r->p[1] == '-' || r->p[1] == '+')) {
		part->op = r->p[1];
		r->p += 2;
		if (++r->depth > MAX_DEPTH)
			return fail(r, "nested too deeply");
		if (parse_term(r, "}", &part->word) < 0)
			return -1;
		r->depth--;
	}
	if (part->op != '+' && is_question(part))
		return fail(r, "after \"past\" comes \":+\": what it means that the time has come");
	if (*r->p != '}')
		return fail(r, *r->p ? "expected \"}\", \":-\" or \":+\"" : "a \"}\" is missing");
	r->p++;
	return 0;
}

/* Between alternatives. */
static bool is_or(const struct parser *r)
{
	return r->alternatives && r->depth == 0 && r->p[0] == '|' && r->p[1] == '|';
}

/* Text up to the next reference; "$$" stands for a dollar sign. */
static int parse_text(struct parser *r, const char *stop, struct map_part *part)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str s = PROV_STR_INIT;

	while (*r->p && !strchr(stop, *r->p)) {
		if ((r->p[0] == '$' && r->p[1] == '{') || is_or(r))
			break;
		if (r->p[0] == '$' && r->p[1] != '$')
			return fail(r, "a dollar sign is written \"$$\", an attribute \"${name}\"");
		r->p += *r->p == '$';
		prov_str_add_char(&s, *r->p++);
	}
	part->text = (struct prov_text){ prov_pool_strndup(r->pool, s.p, s.len), s.len };
	return 0;
}

static int parse_term(struct parser *r, const char *stop, struct map_term **term)
{
	struct map_term *t = prov_pool_alloc(r->pool, sizeof(*t));
	struct map_part **end = &t->parts;
	const char *start = r->p;

	while (*r->p && !strchr(stop, *r->p) && !is_or(r)) {
		struct map_part *part = *end = prov_pool_alloc(r->pool, sizeof(*part));

		end = &part->next;
		if (r->p[0] == '$' && r->p[1] == '{') {
			r->p += 2;
			t->has_ref = true;
			if (parse_ref(r, part) < 0)
				return -1;
		} else if (parse_text(r, stop, part) < 0) {
			return -1;
		}
	}
	t->source = (struct prov_text){ prov_pool_strndup(r->pool, start, (size_t)(r->p - start)),
					(size_t)(r->p - start) };
	*term = t;
	return 0;
}

/* The blanks before "||" are none of the text. */
static void trim_end(struct map_term *t)
{
	struct map_part **last = &t->parts;

	while (t->source.len && t->source.p[t->source.len - 1] == ' ')
		t->source.len--;
	while (*last && (*last)->next)
		last = &(*last)->next;
	if (!*last || (*last)->is_ref)
		return;
	while ((*last)->text.len && (*last)->text.p[(*last)->text.len - 1] == ' ')
		(*last)->text.len--;
	if ((*last)->text.len == 0)
		*last = NULL;
}

static int parse_alternatives(struct parser *r, struct prov_map_expr *expr)
{
	struct map_term **end = &expr->terms;

	for (r->alternatives = true;; end = &(*end)->next) {
		if (parse_term(r, "", end) < 0)
			return -1;
		if (!*r->p && end == &expr->terms)
			return 0;
		trim_end(*end);
		if (!(*end)->parts)
			return fail(r, "an alternative is missing");
		if (!*r->p)
			return 0;
		r->p += 2;
		r->p += strspn(r->p, " ");
	}
}

static int parse_expr(struct parser *r, struct prov_map_expr *expr)
{
	const char *stop = expr->list ? " \t\n" : "";
	struct map_term **end = &expr->terms;

	if (!expr->list)
		return parse_alternatives(r, expr);
	do {
		r->p += strspn(r->p, stop);
		if (r->p[0] == '|' && r->p[1] == '|' && (!r->p[2] || strchr(stop, r->p[2])))
			return fail(r, "a list has no alternatives: \"${a:-${b}}\" is b if there is no a");
		if (parse_term(r, stop, end) < 0)
			return -1;
		end = &(*end)->next;
	} while (*r->p);
	return 0;
}

struct prov_map_expr *prov_map_parse(const char *text, bool list,
					    struct prov_map_attrs *attrs, struct prov_err *err)
{
	struct prov_map_expr *expr = prov_alloc(sizeof(*expr));
	struct parser r = { .text = text, .p = text, .attrs = attrs, .err = err };

	expr->list = list;
	expr->pool = r.pool = prov_pool_new();
	if (parse_expr(&r, expr) == 0)
		return expr;
	prov_map_expr_free(expr);
	return NULL;
}
