/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ucr_defaults.c - references to other variables in the default layer: @%@name@%@
 *
 * The two left-most tokens are a pair; it is replaced and the text is scanned again from its start,
 * so text that comes in by a replacement is expanded, too. A variable's reference to itself, also
 * over others, is empty, and so is the value of one that would never end or grow without limit. All
 * variables share what may be copied for them; when that is used up, as by references that cross each other
 * on purpose, only short ones are expanded still.
 */
#include <string.h>

#include "libprov/ucr/ucr_int.h"

#define TOKEN "@%@"
#define TOKEN_LEN 3
#define MAX_DEPTH 200
#define MAX_STEPS 10000
#define MAX_TEXT (64u << 10)
#define MAX_COPIED (16u << 20)
#define SHORT_STEPS 200
#define SHORT_TEXT (1u << 10)

enum state { RAW, BUSY, DONE };

struct expansion {
	struct prov_ucr *ucr;
	unsigned char *state;		/* of each variable */
	int depth;
	size_t copied;			/* bytes, for all variables together */
};

/* What UCS writes on top of the files it makes; the words are ours. */
static void add_warning(struct prov_str *out, const char *prefix, size_t prefix_len)
{
	static const char *const lines[] = {
		"Warning: This file is auto-generated.",
		"         Changes made here will be overwritten.", ""
	};

	for (size_t i = 0; i < COUNT(lines); i++) {
		prov_str_add_len(out, prefix, prefix_len);
		prov_str_add(out, lines[i]);
		if (i + 1 < COUNT(lines))
			prov_str_add_char(out, '\n');
	}
}

/* UCRWARNING=prefix and its relatives: true, and the text is added. */
static bool add_if_warning(struct prov_str *out, const char *name, size_t len)
{
	static const char *const words[] = { "UCRWARNING=", "BCWARNING=", "UCRWARNING_ASCII=" };

	for (size_t i = 0; i < COUNT(words); i++) {
		size_t n = strlen(words[i]);

		if (len > n && memcmp(name, words[i], n) == 0) {
			add_warning(out, name + n, len - n);
			return true;
		}
	}
	return false;
}

static void expand_var(struct expansion *x, struct prov_ucr_var *var);

static void add_reference(struct expansion *x, struct prov_str *out, const char *name, size_t len)
{
	PROV_CLEANUP(prov_freep) char *key = prov_strndup(name, len);
	const struct prov_ucr_var *var = NULL;

	if (strlen(key) == len)
		var = prov_ucr_find(x->ucr, key);
	if (var) {
		expand_var(x, &x->ucr->vars[var - x->ucr->vars]);
		prov_str_add_len(out, var->value, var->value_len);
	} else {
		add_if_warning(out, name, len);
	}
}

/* Replaces the first pair of tokens. false: there is none. */
static bool replace_pair(struct expansion *x, struct prov_str *text)
{
	struct prov_str next = PROV_STR_INIT;
	const char *end = text->p + text->len;
	const char *first = memmem(text->p, text->len, TOKEN, TOKEN_LEN);
	const char *name = first ? first + TOKEN_LEN : NULL;
	const char *second = name ? memmem(name, (size_t)(end - name), TOKEN, TOKEN_LEN) : NULL;

	if (!second)
		return false;
	prov_str_add_len(&next, text->p, (size_t)(first - text->p));
	add_reference(x, &next, name, (size_t)(second - name));
	prov_str_add_len(&next, second + TOKEN_LEN, (size_t)(end - second) - TOKEN_LEN);
	prov_str_fini(text);
	*text = next;
	return true;
}

static void set_value(struct prov_ucr *ucr, struct prov_ucr_var *var, const struct prov_str *text)
{
	var->value = prov_pool_strndup(ucr->pool, text->p, text->len);
	var->value_len = text->len;
}

/* The last one's text is paid for already, so nobody gets further than one text beyond what all may copy. */
static bool within_limits(const struct expansion *x, int steps, size_t len)
{
	bool used_up = x->copied > MAX_COPIED;

	return x->depth <= MAX_DEPTH && steps < (used_up ? SHORT_STEPS : MAX_STEPS) &&
	       (steps == 0 || len <= (used_up ? SHORT_TEXT : MAX_TEXT));
}

/* Leaves the expanded value in var. Only the default layer is expanded; a variable that is being
 * expanded further up counts as empty. */
static void expand_var(struct expansion *x, struct prov_ucr_var *var)
{
	unsigned char *state = &x->state[var - x->ucr->vars];
	struct prov_str text = PROV_STR_INIT;
	int steps = 0;

	if (var->layer != PROV_UCR_DEFAULT || *state != RAW)
		return;
	prov_str_add_len(&text, var->value, var->value_len);
	var->value = "";
	var->value_len = 0;
	*state = BUSY;
	x->depth++;
	for (; within_limits(x, steps, text.len) && replace_pair(x, &text); steps++)
		x->copied += text.len + 1;
	if (within_limits(x, steps, text.len))
		set_value(x->ucr, var, &text);
	x->depth--;
	*state = DONE;
	prov_str_fini(&text);
}

void prov_ucr_defaults_expand(struct prov_ucr *ucr)
{
	PROV_CLEANUP(prov_freep) unsigned char *state = prov_alloc(ucr->count + 1);
	struct expansion x = { .ucr = ucr, .state = state };

	for (size_t i = 0; i < ucr->count; i++)
		expand_var(&x, &ucr->vars[i]);
}
