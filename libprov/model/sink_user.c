/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_user.c - from a record to a staged user, without an allocation per entry
 *
 * A row carries a hash over all that the mapping filled: the next run only looks at rows whose
 * hash differs. What cannot be taken is staged with the reason and counts as present.
 */
#include "libprov/model/sink.h"

/* ---- checks ---- */

/* Adds one address to both literals; *same stays true while they are equal. */
static const char *add_address(struct sink *k, const struct prov_text *t, bool *same)
{
	size_t before = k->aliases.len;

	if (!prov_mail_is_valid(t->p, t->len)) {
		prov_str_clear(&k->reject);
		prov_str_addf(&k->reject, "\"%.*s\" is not a mail address", (int)t->len, t->p);
		return k->reject.p;
	}
	prov_str_add_char(&k->aliases, before > 1 ? ',' : ' ');
	prov_str_add_array_elem(&k->aliases, t->p, t->len);
	prov_str_add_char(&k->addresses, before > 1 ? ',' : ' ');
	if (prov_sink_row_is_lower(t)) {
		prov_str_add_array_elem(&k->addresses, t->p, t->len);
		return NULL;
	}
	*same = false;
	prov_str_clear(&k->names);
	if (!prov_mail_normalize(&k->names, t->p, t->len))
		return "a mail domain has no ASCII form";
	prov_str_add_array_elem(&k->addresses, k->names.p, k->names.len);
	return NULL;
}

static bool is_ascii(const struct prov_text *t)
{
	for (size_t i = 0; i < t->len; i++)
		if ((unsigned char)t->p[i] >= 0x80)
			return false;
	return true;
}

/* As they are searched: a domain may be written in two ways. */
static bool same_address(const struct prov_text *a, const struct prov_text *b)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str x = PROV_STR_INIT, y = PROV_STR_INIT;

	if (a->len == b->len && strncasecmp(a->p, b->p, a->len) == 0)
		return true;
	if (is_ascii(a) && is_ascii(b))
		return false;
	return prov_mail_normalize(&x, a->p, a->len) && prov_mail_normalize(&y, b->p, b->len) &&
		strcmp(x.p, y.p) == 0;
}

/* The primary one first, then the others in order, each once. */
static const char *make_addresses(struct sink *k, const struct prov_text *mail,
				  const struct prov_values *others, bool *same)
{
	const char *bad = NULL;

	prov_str_clear(&k->aliases);
	prov_str_clear(&k->addresses);
	prov_str_add_char(&k->aliases, '{');
	prov_str_add_char(&k->addresses, '{');
	*same = true;
	if (mail)
		bad = add_address(k, mail, same);
	for (size_t i = 0; !bad && others && i < others->n; i++) {
		bool known = mail && same_address(mail, &others->v[i]);

		for (size_t j = 0; !known && j < i; j++)
			known = same_address(&others->v[j], &others->v[i]);
		if (!known)
			bad = add_address(k, &others->v[i], same);
	}
	prov_str_add_char(&k->aliases, '}');
	prov_str_add_char(&k->addresses, '}');
	return bad;
}

/* U2: given name and surname, else the name. */
static const struct prov_text *display_name(struct sink *k, const struct sink_row *r,
					    struct prov_text *made)
{
	const struct prov_text *given = r->value[SINK_GIVEN_NAME], *sur = r->value[SINK_SUR_NAME];

	if (r->value[SINK_DISPLAY_NAME])
		return r->value[SINK_DISPLAY_NAME];
	if (!given && !sur)
		return r->value[SINK_NAME];
	prov_str_clear(&k->display);
	if (given)
		prov_str_add_len(&k->display, given->p, given->len);
	if (given && sur)
		prov_str_add_char(&k->display, ' ');
	if (sur)
		prov_str_add_len(&k->display, sur->p, sur->len);
	*made = (struct prov_text){ k->display.p, k->display.len };
	return made;
}

static const char *make_access(struct sink *k, const struct prov_values *names, struct sink_row *r)
{
	struct prov_err err = PROV_ERR_INIT;

	r->modules = names && names->n ? 0 : k->default_modules;
	for (size_t i = 0; names && i < names->n; i++) {
		prov_modules_t modules;

		prov_str_clear(&k->names);
		prov_str_add_len(&k->names, names->v[i].p, names->v[i].len);
		if (prov_access_combination(k->session, k->names.p, &modules, &err) < 0)
			return prov_sink_row_rejected(k, &err);
		r->modules |= modules;
	}
	return NULL;
}

static void add_attr(struct sink *k, const char *field, const struct prov_text *value)
{
	prov_str_add_char(&k->attrs, k->attrs.len ? ',' : '{');
	prov_str_add_json(&k->attrs, field, strlen(field));
	prov_str_add_char(&k->attrs, ':');
	prov_str_add_json(&k->attrs, value->p, value->len);
}

static bool truth(const struct prov_text *t)
{
	return !t || !(t->len && strchr("fFnN0", t->p[0])) || (t->len > 1 && strncasecmp(t->p, "on", 2) == 0);
}

/* ---- users ---- */

static uint64_t hash_record(const struct prov_record *rec, int cid, uint64_t extra)
{
	uint64_t h = prov_hash(PROV_HASH_INIT, &cid, sizeof(cid));

	h = prov_hash(h, &extra, sizeof(extra));
	for (size_t i = 0; i < rec->rule_count; i++) {
		h = prov_hash(h, &rec->values[i].n, sizeof(rec->values[i].n));
		for (size_t j = 0; j < rec->values[i].n; j++)
			h = prov_hash(h, rec->values[i].v[j].p, rec->values[i].v[j].len);
	}
	return h;
}

static const char *bad_value(struct sink *k, const char *field, const char *why)
{
	prov_str_clear(&k->reject);
	prov_str_addf(&k->reject, "user.%s: %s", field, why);
	return k->reject.p;
}

/* The rules of createuser that the mapping does not know: ranges, dates, languages, lengths. */
static const char *check_value(struct sink *k, int attr, const struct prov_text *t)
{
	const struct prov_attr *a = &prov_attrs[attr];
	struct prov_err err = PROV_ERR_INIT;
	bool lines = false;

	for (size_t i = 0; i < t->len; i++)
		lines |= (unsigned char)t->p[i] < 0x20;
	if (a->type == PROV_ATTR_TEXT && !lines && t->len <= PROV_DISPLAY_BYTES)
		return NULL;
	prov_str_clear(&k->names);
	prov_str_add_len(&k->names, t->p, t->len);
	if (prov_check_attr((enum prov_attr_id)attr, k->names.p, &err) < 0)
		return bad_value(k, a->name, err.msg);
	return NULL;
}

static const char *check_password(const struct prov_text *t)
{
	PROV_CLEANUP(prov_freep) char *text = prov_strndup(t->p, t->len);
	struct prov_str ignored = PROV_STR_INIT;
	bool is_hash = prov_password_is_hash(text, &ignored);

	prov_secret_wipe(text);
	prov_secret_fini(&ignored);
	return is_hash ? NULL : "the password is not a ready hash";
}

/* One rule that has a value. */
static const char *gather_value(struct sink *k, const struct prov_record *rec, size_t i,
				struct sink_row *r)
{
	enum sink_target t = k->user_targets[i];
	const struct prov_text *value = &rec->values[i].v[0];
	const char *bad = NULL;

	if (t == SINK_PASSWORD)
		bad = check_password(value);
	else if (t != SINK_NAME && t != SINK_MAIL && t != SINK_ENABLED && k->user_attrs[i] >= 0)
		bad = check_value(k, k->user_attrs[i], value);
	if (t == SINK_ATTR)
		add_attr(k, rec->rules[i].field, value);
	else
		r->value[t] = value;
	return bad;
}

static const char *gather(struct sink *k, const struct prov_record *rec, struct sink_row *r, bool *same)
{
	const struct prov_values *aliases = NULL, *access = NULL;
	const char *bad = NULL;

	prov_str_clear(&k->attrs);
	for (size_t i = 0; i < rec->rule_count; i++) {
		if (k->user_targets[i] == SINK_ALIASES)
			aliases = &rec->values[i];
		else if (k->user_targets[i] == SINK_ACCESS)
			access = &rec->values[i];
		else if (rec->values[i].n && !bad)
			bad = gather_value(k, rec, i, r);
	}
	if (k->attrs.len)
		prov_str_add_char(&k->attrs, '}');
	if (bad)
		return bad;
	if (!r->value[SINK_NAME])
		return "the entry has no name";
	bad = prov_sink_row_check_name(k, r->value[SINK_NAME], PROV_NAME_USER);
	if (!bad)
		bad = make_access(k, access, r);
	if (!bad)
		bad = make_addresses(k, r->value[SINK_MAIL], aliases, same);
	return bad;
}

/* What both forms of staging begin with; lean rows are compared by dn_norm and login, full ones
 * leave out what is the same as dn and name. */
static void copy_head(struct sink *k, const struct prov_record *rec, int cid, uint64_t hash,
		      const struct prov_text *name)
{
	bool same_dn = rec->dn_norm && strcmp(rec->dn_norm, rec->dn) == 0;
	bool same_name = !name || prov_sink_row_is_lower(name);

	prov_sql_copy_int(k->copy, cid);
	prov_sql_copy_text(k->copy, k->run, 36);
	prov_sql_copy_int(k->copy, ++k->n);
	prov_sink_row_str(k, rec->key);
	prov_sql_copy_int(k->copy, (long long)hash);
	prov_sink_row_str(k, same_dn && !k->lean ? NULL : rec->dn_norm);
	if (!name || (same_name && !k->lean)) {
		prov_sink_row_str(k, NULL);
	} else if (same_name) {
		prov_sink_row_value(k, name);
	} else {
		prov_str_clear(&k->login);
		prov_utf8_lower(&k->login, name->p, name->len);
		prov_sink_row_text(k, k->login.p, k->login.len);
	}
	prov_str_clear(&k->payload);
	k->in_payload = k->lean;
	prov_sink_row_str(k, rec->dn);
}

static int end_row(struct sink *k, struct prov_err *err)
{
	k->in_payload = false;
	if (k->lean)
		prov_sql_copy_text(k->copy, k->payload.p, k->payload.len);
	return prov_sql_copy_end_row(k->copy, err);
}

static void copy_password(struct sink *k, const struct prov_text *t)
{
	struct prov_str tagged = PROV_STR_INIT;
	PROV_CLEANUP(prov_freep) char *text = t ? prov_strndup(t->p, t->len) : NULL;

	if (text)
		prov_password_is_hash(text, &tagged);
	prov_sink_row_text(k, text ? tagged.p : NULL, tagged.len);
	prov_secret_wipe(text);
	prov_secret_fini(&tagged);
}

static void copy_default(struct sink *k, const struct prov_text *t, const char *otherwise)
{
	if (t)
		prov_sink_row_value(k, t);
	else
		prov_sink_row_str(k, otherwise);
}

/* After copy_head, which has left the name in lower case in k->login unless it was that already. */
static void copy_name(struct sink *k, const struct prov_text *name)
{
	if (k->session->config->names_user_lower && !prov_sink_row_is_lower(name))
		prov_sink_row_text(k, k->login.p, k->login.len);
	else
		prov_sink_row_value(k, name);
}

static void copy_user(struct sink *k, const struct prov_record *rec, struct sink_row *r, bool same)
{
	const struct prov_config *c = k->session->config;
	uint64_t hash = hash_record(rec, r->cid, k->maps_access ? r->modules : 0);
	struct prov_text made = { NULL, 0 };

	copy_head(k, rec, r->cid, hash, r->value[SINK_NAME]);
	copy_name(k, r->value[SINK_NAME]);
	prov_sink_row_value(k, display_name(k, r, &made));
	prov_sink_row_value(k, r->value[SINK_GIVEN_NAME]);
	prov_sink_row_value(k, r->value[SINK_SUR_NAME]);
	prov_sink_row_value(k, r->value[SINK_MAIL]);
	prov_sink_row_text(k, k->aliases.p, k->aliases.len);
	prov_sink_row_text(k, same ? NULL : k->addresses.p, k->addresses.len);
	copy_default(k, r->value[SINK_LANGUAGE], c->user_language);
	copy_default(k, r->value[SINK_TIMEZONE], c->user_timezone);
	prov_sink_row_text(k, r->enabled ? "t" : "f", 1);
	prov_sink_row_int(k, (long long)r->modules);
	prov_sink_row_value(k, r->value[SINK_QUOTA]);
	copy_password(k, r->value[SINK_PASSWORD]);
	prov_sink_row_text(k, k->attrs.len ? k->attrs.p : NULL, k->attrs.len);
	prov_sink_row_str(k, NULL);
}

/* head, dn, name, 8 NULL, source_enabled, 4 NULL, reason */
static void copy_rejected_user(struct sink *k, const struct prov_record *rec, const struct sink_row *r,
			       const char *why)
{
	copy_head(k, rec, 0, 0, NULL);
	prov_sink_row_value(k, r->value[SINK_NAME]);
	for (int i = 0; i < 8; i++)
		prov_sink_row_str(k, NULL);
	prov_sink_row_text(k, "f", 1);
	for (int i = 0; i < 4; i++)
		prov_sink_row_str(k, NULL);
	prov_sink_row_str(k, why);
}

int prov_sink_user_put(struct sink *k, const struct prov_record *rec, struct prov_err *err)
{
	struct sink_row r = { .enabled = true };
	const char *bad = rec->reject;
	bool same = true;

	k->read_users++;
	if (!bad)
		bad = prov_sink_row_place(k, rec, &r.cid);
	if (!bad)
		bad = gather(k, rec, &r, &same);
	r.enabled = truth(r.value[SINK_ENABLED]);
	k->rejected += bad && !rec->reject;
	if (bad) {
		copy_rejected_user(k, rec, &r, bad);
	} else {
		prov_sink_row_note_context(k, r.cid);
		copy_user(k, rec, &r, same);
	}
	return end_row(k, err);
}
