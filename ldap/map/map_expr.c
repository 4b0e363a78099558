/* SPDX-License-Identifier: Apache-2.0 */
/*
 * map_expr.c - the language of mapping rules, a pure function of an entry's values
 *
 *	text ${attr} ${attr:-word} ${attr:+word} ${attr#prefix} ${attr=value} ${attr*=part} ${attr&bits}
 *	${attr|function} term || term $$
 *
 * A sequence of text and references is a term. A reference may choose among the values (#, =, &)
 * and then say what to do without one (:-) or with one (:+); its word is a term again. A term in
 * which no reference has a value has none itself. Values that need no change are pointed at, not
 * copied. Reading the text is in map_parse.c.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ldap/map/map_int.h"

/* Does the reference choose this value? Takes a prefix off. */
static bool chosen(const struct map_part *p, struct prov_text *t)
{
	long long n;

	switch (p->select) {
	case '#':
		if (t->len < p->sel_len || memcmp(t->p, p->sel, p->sel_len) != 0)
			return false;
		t->p += p->sel_len;
		t->len -= p->sel_len;
		return true;
	case '*':
		for (size_t i = 0; i + p->sel_len <= t->len; i++)
			if (strncasecmp(t->p + i, p->sel, p->sel_len) == 0)
				return true;
		return false;
	case '=':
		return t->len == p->sel_len && strncasecmp(t->p, p->sel, t->len) == 0;
	case '&':
		return prov_map_number(*t, &n) && (n & p->bits) == p->bits;
	default:
		return t->len > 0;
	}
}

/* The value that stands for all: the picked one if it is chosen, else the first that is. */
static bool first_chosen(const struct map_part *p, const struct prov_map_slot *slot,
			 struct prov_text *out)
{
	if (slot->values.n == 0)
		return false;
	*out = slot->values.v[slot->pick];
	if (chosen(p, out))
		return true;
	for (size_t i = 0; i < slot->values.n; i++) {
		*out = slot->values.v[i];
		if (chosen(p, out))
			return true;
	}
	return false;
}

/* What functions make of the chosen values, the picked one first, is in in->work from here on. */
static size_t run_funcs(const struct map_part *p, struct prov_map_input *in)
{
	const struct prov_map_slot *slot = &in->slots[p->slot];
	const size_t start = in->work.n;

	for (size_t i = 0; i < slot->values.n; i++) {
		size_t at = i == 0 ? slot->pick : i <= slot->pick ? i - 1 : i;
		struct prov_text t = slot->values.v[at];

		if (chosen(p, &t) && t.len)
			prov_map_out_push(&in->work, t);
	}
	prov_map_func_apply(p->funcs, in, &in->work, start);
	return start;
}

/* The first of what they made. */
static bool first_made(const struct map_part *p, struct prov_map_input *in, struct prov_text *out)
{
	const size_t start = run_funcs(p, in);
	const bool found = in->work.n > start;

	if (found)
		*out = in->work.v[start];
	in->work.n = start;
	return found;
}

static bool eval_term(const struct map_term *t, struct prov_map_input *in, struct prov_text *out);

static bool eval_part(const struct map_part *p, struct prov_map_input *in, struct prov_text *out)
{
	bool found;

	if (!p->is_ref) {
		*out = p->text;
		return true;
	}
	if (p == in->lead) {
		*out = in->lead_text;
		return true;
	}
	found = p->funcs ? first_made(p, in, out) : first_chosen(p, &in->slots[p->slot], out);
	if (p->op == '+')
		return found && eval_term(p->word, in, out);
	if (found && out->len > 0)
		return true;
	return p->op == '-' && eval_term(p->word, in, out);
}

static struct prov_text trim(struct prov_text t)
{
	while (t.len && *t.p == ' ') {
		t.p++;
		t.len--;
	}
	while (t.len && t.p[t.len - 1] == ' ')
		t.len--;
	return t;
}

/* The parts one after the other; in->tmp is used as a stack, since words nest. */
static bool eval_parts(const struct map_term *t, struct prov_map_input *in, struct prov_text *out)
{
	size_t start = in->tmp.len;
	bool any = !t->has_ref;
	struct prov_text text;

	for (const struct map_part *p = t->parts; p; p = p->next) {
		if (!eval_part(p, in, &text))
			continue;
		prov_str_add_len(&in->tmp, text.p, text.len);
		any = any || p->is_ref;
	}
	text = trim((struct prov_text){ in->tmp.p + start, in->tmp.len - start });
	any = any && text.len > 0;
	if (any)
		*out = (struct prov_text){ prov_pool_strndup(in->pool, text.p, text.len), text.len };
	prov_str_truncate(&in->tmp, start);
	return any;
}

static bool eval_term(const struct map_term *t, struct prov_map_input *in, struct prov_text *out)
{
	if (!t->parts)
		return false;
	if (!t->parts->next)
		return eval_part(t->parts, in, out) && out->len > 0;
	return eval_parts(t, in, out);
}

static void list_term(const struct map_term *t, struct prov_map_input *in,
		      struct prov_map_out *out);

/* All values of one reference. */
static void list_ref(const struct map_part *p, struct prov_map_input *in, struct prov_map_out *out)
{
	const struct prov_values *values = &in->slots[p->slot].values;
	size_t before = out->n, made = p->funcs ? run_funcs(p, in) : 0;
	bool found = p->funcs && in->work.n > made;

	for (size_t i = made; p->funcs && p->op != '+' && i < in->work.n; i++)
		prov_map_out_push(out, in->work.v[i]);
	if (p->funcs)
		in->work.n = made;
	for (size_t i = 0; !p->funcs && i < values->n; i++) {
		struct prov_text t = values->v[i];

		if (!chosen(p, &t))
			continue;
		found = true;
		if (p->op != '+' && t.len)
			prov_map_out_push(out, t);
	}
	if (p->op == '+' ? found : p->op == '-' && out->n == before)
		list_term(p->word, in, out);
}

/* Several parts: the first reference runs through its values, the others give theirs. */
static void list_parts(const struct map_term *t, struct prov_map_input *in,
		       struct prov_map_out *out)
{
	const struct map_part *lead = t->parts;
	const void *outer = in->lead;
	struct prov_text outer_text = in->lead_text, text;
	size_t start = out->n, end;

	while (lead && !lead->is_ref)
		lead = lead->next;
	if (lead)
		list_ref(lead, in, out);
	end = out->n;
	out->n = start;
	for (size_t i = start; i < end; i++) {
		in->lead = lead;
		in->lead_text = out->v[i];
		if (eval_parts(t, in, &text))
			out->v[out->n++] = text;
	}
	in->lead = outer;
	in->lead_text = outer_text;
	if (end == start && eval_parts(t, in, &text))
		prov_map_out_push(out, text);
}

static void list_term(const struct map_term *t, struct prov_map_input *in,
		      struct prov_map_out *out)
{
	if (!t->parts)
		return;
	if (t->parts->next)
		list_parts(t, in, out);
	else if (t->parts->is_ref)
		list_ref(t->parts, in, out);
	else
		prov_map_out_push(out, t->parts->text);
}

void prov_map_expr_eval_all(const struct prov_map_expr *expr, struct prov_map_input *in,
			    struct prov_map_out *out)
{
	const size_t before = out->n;

	/* of alternatives the first that has a value */
	for (const struct map_term *t = expr->terms; t && (expr->list || out->n == before); t = t->next)
		list_term(t, in, out);
}

void prov_map_expr_eval(const struct prov_map_expr *expr, struct prov_map_input *in,
			struct prov_map_out *out)
{
	struct prov_text text;

	if (!expr->list) {
		for (const struct map_term *t = expr->terms; t; t = t->next)
			if (eval_term(t, in, &text)) {
				prov_map_out_push(out, text);
				return;
			}
		return;
	}
	prov_map_expr_eval_all(expr, in, out);
}

void prov_map_expr_free(struct prov_map_expr *expr)
{
	if (!expr)
		return;
	prov_pool_free(expr->pool);
	free(expr);
}
