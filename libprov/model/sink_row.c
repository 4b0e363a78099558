/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_row.c - from a record to a row of staging, without an allocation per entry
 *
 * A row carries a hash over all that the mapping filled: the next run only looks at rows whose
 * hash differs. What cannot be taken is staged with the reason and counts as present.
 */
#include "libprov/model/sink.h"

/* The parts of a row that need work; all point into the record, the sink's buffers or NULL. */
struct row {
	const struct prov_text *value[SINK_MEMBER_UIDS + 1];	/* first value by target */
	prov_modules_t modules;
	bool enabled;
	int cid;
	const char *reject;
};

/* ---- rules -> targets ---- */

static enum sink_target target_of(const char *field)
{
	static const struct { const char *field; enum sink_target target; } known[] = {
		{ "name", SINK_NAME }, { "display_name", SINK_DISPLAY_NAME },
		{ "given_name", SINK_GIVEN_NAME }, { "sur_name", SINK_SUR_NAME }, { "mail", SINK_MAIL },
		{ "aliases", SINK_ALIASES }, { "language", SINK_LANGUAGE },
		{ "timezone", SINK_TIMEZONE }, { "quota", SINK_QUOTA }, { "password", SINK_PASSWORD },
		{ "enabled", SINK_ENABLED }, { "access", SINK_ACCESS }, { "members", SINK_MEMBERS },
		{ "member_uids", SINK_MEMBER_UIDS },
	};
	int attr = prov_attr_find(field);

	for (size_t i = 0; i < COUNT(known); i++)
		if (strcmp(known[i].field, field) == 0)
			return known[i].target;
	return attr >= 0 && prov_attrs[attr].store == PROV_STORE_JSON ? SINK_ATTR : SINK_NONE;
}

static enum sink_target *make_targets(const struct prov_map_rule *rules, size_t count)
{
	enum sink_target *targets = prov_alloc(sizeof(*targets) * (count + 1));

	for (size_t i = 0; i < count; i++)
		targets[i] = target_of(rules[i].field);
	return targets;
}

static void note_mapped(struct sink *k, const struct prov_source *source)
{
	prov_str_add_char(&k->mapped, '{');
	for (size_t i = 0; i < source->user_rule_count; i++) {
		if (i)
			prov_str_add_char(&k->mapped, ',');
		prov_str_add(&k->mapped, source->user_rules[i].field);
		k->maps_access |= k->user_targets[i] == SINK_ACCESS;
	}
	prov_str_add_char(&k->mapped, '}');
}

/* ---- contexts ---- */

static int load_contexts(struct sink *k, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(k->db, PROV_Q_SYNC_CONTEXTS, PROV_NO_ARGS, &res, err) < 0)
		return -1;
	k->context_count = (size_t)prov_sql_rows(res);
	k->contexts = prov_alloc(sizeof(*k->contexts) * (k->context_count + 1));
	for (size_t i = 0; i < k->context_count; i++) {
		k->contexts[i].name = prov_pool_strdup(k->pool, prov_sql_text(res, (int)i, 0));
		k->contexts[i].cid = (int)prov_sql_number(res, (int)i, 1);
	}
	return 0;
}

static int compare_context(const void *name, const void *context)
{
	return strcmp(name, ((const struct sink_context *)context)->name);
}

/* 0: there is no such context. */
static int find_context(struct sink *k, const char *name)
{
	const struct sink_context *c;

	prov_str_clear(&k->names);
	prov_utf8_lower(&k->names, name, strlen(name));
	c = bsearch(k->names.p, k->contexts, k->context_count, sizeof(*c), compare_context);
	return c ? c->cid : 0;
}

static void note_context(struct sink *k, int cid)
{
	size_t byte = (size_t)cid / 8;

	if (byte >= k->seen_bytes) {
		size_t more = byte + 1024;

		k->seen = prov_realloc(k->seen, more);
		memset(k->seen + k->seen_bytes, 0, more - k->seen_bytes);
		k->seen_bytes = more;
	}
	k->seen[byte] |= (unsigned char)(1u << (cid % 8));
}

/* ---- COPY ---- */

static int open_copy(struct sink *k, enum prov_entry_kind kind, struct prov_err *err)
{
	if (k->copy && k->copying == kind && prov_clock_ms() < k->renew_at)
		return 0;
	if (prov_sink_row_end(k, err) < 0 || prov_sink_lease_renew(k, false, err) < 0)
		return -1;
	k->copy = prov_sql_copy_open(k->db, kind == PROV_ENTRY_USER ? PROV_Q_SYNC_COPY_USER :
				     PROV_Q_SYNC_COPY_GROUP, err);
	k->copying = kind;
	return k->copy ? 0 : -1;
}

int prov_sink_row_end(struct sink *k, struct prov_err *err)
{
	struct prov_sql_copy *copy = k->copy;

	k->copy = NULL;
	return copy ? prov_sql_copy_close(copy, err) : 0;
}

static void copy_value(struct sink *k, const struct prov_text *t)
{
	prov_sql_copy_text(k->copy, t ? t->p : NULL, t ? t->len : 0);
}

static void copy_str(struct sink *k, const char *s)
{
	prov_sql_copy_text(k->copy, s, s ? strlen(s) : 0);
}

/* ---- checks ---- */

static const char *rejected(struct sink *k, const struct prov_err *err)
{
	prov_str_clear(&k->reject);
	prov_str_add(&k->reject, err->msg);
	return k->reject.p;
}

/* NUL-terminated in k->names: names are short, checks want strings. */
static const char *check_name(struct sink *k, const struct prov_text *t, enum prov_name_kind kind)
{
	struct prov_err err = PROV_ERR_INIT;

	prov_str_clear(&k->names);
	prov_str_add_len(&k->names, t->p, t->len);
	if (prov_check_name(kind == PROV_NAME_USER ? &k->user_alphabet : &k->group_alphabet, kind,
			    k->names.p, &err) < 0)
		return rejected(k, &err);
	return NULL;
}

static bool is_lower_ascii(const struct prov_text *t)
{
	for (size_t i = 0; i < t->len; i++)
		if ((unsigned char)t->p[i] >= 0x80 || (t->p[i] >= 'A' && t->p[i] <= 'Z'))
			return false;
	return true;
}

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
	if (is_lower_ascii(t)) {
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

static bool same_address(const struct prov_text *a, const struct prov_text *b)
{
	return a->len == b->len && strncasecmp(a->p, b->p, a->len) == 0;
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
static const struct prov_text *display_name(struct sink *k, const struct row *r,
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

static const char *make_access(struct sink *k, const struct prov_values *names, struct row *r)
{
	struct prov_err err = PROV_ERR_INIT;

	r->modules = names && names->n ? 0 : k->default_modules;
	for (size_t i = 0; names && i < names->n; i++) {
		prov_modules_t modules;

		prov_str_clear(&k->names);
		prov_str_add_len(&k->names, names->v[i].p, names->v[i].len);
		if (prov_access_combination(k->session, k->names.p, &modules, &err) < 0)
			return rejected(k, &err);
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

static const char *gather(struct sink *k, const struct prov_record *rec, struct row *r, bool *same)
{
	const struct prov_values *aliases = NULL, *access = NULL;
	const char *bad;

	prov_str_clear(&k->attrs);
	for (size_t i = 0; i < rec->rule_count; i++) {
		enum sink_target t = k->user_targets[i];

		if (t == SINK_ALIASES)
			aliases = &rec->values[i];
		else if (t == SINK_ACCESS)
			access = &rec->values[i];
		else if (rec->values[i].n && t == SINK_ATTR)
			add_attr(k, rec->rules[i].field, &rec->values[i].v[0]);
		else if (rec->values[i].n)
			r->value[t] = &rec->values[i].v[0];
	}
	if (k->attrs.len)
		prov_str_add_char(&k->attrs, '}');
	if (!r->value[SINK_NAME])
		return "the entry has no name";
	bad = check_name(k, r->value[SINK_NAME], PROV_NAME_USER);
	if (!bad)
		bad = make_access(k, access, r);
	if (!bad)
		bad = make_addresses(k, r->value[SINK_MAIL], aliases, same);
	return bad;
}

static const char *check_texts(const struct row *r)
{
	const struct prov_text *display = r->value[SINK_DISPLAY_NAME];
	struct prov_str ignored = PROV_STR_INIT;
	bool is_hash = true;

	if (display && display->len > PROV_DISPLAY_BYTES)
		return "the display name is longer than 1000 bytes";
	if (r->value[SINK_PASSWORD]) {
		PROV_CLEANUP(prov_freep) char *text =
			prov_strndup(r->value[SINK_PASSWORD]->p, r->value[SINK_PASSWORD]->len);

		is_hash = prov_password_is_hash(text, &ignored);
		prov_secret_wipe(text);
	}
	prov_secret_fini(&ignored);
	return is_hash ? NULL : "the password is not a ready hash";
}

static const char *place(struct sink *k, const struct prov_record *rec, int *cid)
{
	if (!rec->context)
		return "the entry belongs to no context";
	*cid = find_context(k, rec->context);
	if (*cid)
		return NULL;
	prov_str_clear(&k->reject);
	prov_str_addf(&k->reject, "there is no context \"%s\"", rec->context);
	return k->reject.p;
}

static void copy_login(struct sink *k, const struct prov_text *name)
{
	if (is_lower_ascii(name)) {
		copy_str(k, NULL);
		return;
	}
	prov_str_clear(&k->login);
	prov_utf8_lower(&k->login, name->p, name->len);
	prov_sql_copy_text(k->copy, k->login.p, k->login.len);
}

static void copy_head(struct sink *k, const struct prov_record *rec, int cid, const uint64_t *hash)
{
	prov_sql_copy_int(k->copy, cid);
	prov_sql_copy_text(k->copy, k->run, 36);
	prov_sql_copy_int(k->copy, ++k->n);
	copy_str(k, rec->key);
	if (hash)
		prov_sql_copy_int(k->copy, (long long)*hash);
	copy_str(k, rec->dn);
	copy_str(k, rec->dn_norm && strcmp(rec->dn_norm, rec->dn) != 0 ? rec->dn_norm : NULL);
}

static void copy_password(struct sink *k, const struct prov_text *t)
{
	struct prov_str tagged = PROV_STR_INIT;
	PROV_CLEANUP(prov_freep) char *text = t ? prov_strndup(t->p, t->len) : NULL;

	if (text)
		prov_password_is_hash(text, &tagged);
	prov_sql_copy_text(k->copy, text ? tagged.p : NULL, tagged.len);
	prov_secret_wipe(text);
	prov_secret_fini(&tagged);
}

static void copy_default(struct sink *k, const struct prov_text *t, const char *otherwise)
{
	if (t)
		copy_value(k, t);
	else
		copy_str(k, otherwise);
}

static void copy_user(struct sink *k, const struct prov_record *rec, struct row *r, bool same)
{
	const struct prov_config *c = k->session->config;
	uint64_t hash = hash_record(rec, r->cid, k->maps_access ? r->modules : 0);
	struct prov_text made = { NULL, 0 };

	copy_head(k, rec, r->cid, &hash);
	copy_value(k, r->value[SINK_NAME]);
	copy_login(k, r->value[SINK_NAME]);
	copy_value(k, display_name(k, r, &made));
	copy_value(k, r->value[SINK_GIVEN_NAME]);
	copy_value(k, r->value[SINK_SUR_NAME]);
	copy_value(k, r->value[SINK_MAIL]);
	prov_sql_copy_text(k->copy, k->aliases.p, k->aliases.len);
	prov_sql_copy_text(k->copy, same ? NULL : k->addresses.p, k->addresses.len);
	copy_default(k, r->value[SINK_LANGUAGE], c->user_language);
	copy_default(k, r->value[SINK_TIMEZONE], c->user_timezone);
	prov_sql_copy_text(k->copy, r->enabled ? "t" : "f", 1);
	prov_sql_copy_int(k->copy, (long long)r->modules);
	copy_value(k, r->value[SINK_QUOTA]);
	copy_password(k, r->value[SINK_PASSWORD]);
	prov_sql_copy_text(k->copy, k->attrs.len ? k->attrs.p : NULL, k->attrs.len);
	copy_str(k, NULL);
}

/* cid, run, n, key, hash, dn, dn_norm, name, 9 NULL, source_enabled, 4 NULL, reason */
static void copy_rejected_user(struct sink *k, const struct prov_record *rec, const struct row *r,
			       const char *why)
{
	const uint64_t none = 0;

	copy_head(k, rec, 0, &none);
	copy_value(k, r->value[SINK_NAME]);
	for (int i = 0; i < 9; i++)
		copy_str(k, NULL);
	prov_sql_copy_text(k->copy, "f", 1);
	for (int i = 0; i < 4; i++)
		copy_str(k, NULL);
	copy_str(k, why);
}

static int put_user(struct sink *k, const struct prov_record *rec, struct prov_err *err)
{
	struct row r = { .enabled = true };
	const char *bad = rec->reject;
	bool same = true;

	k->read_users++;
	if (!bad)
		bad = place(k, rec, &r.cid);
	if (!bad)
		bad = gather(k, rec, &r, &same);
	if (!bad)
		bad = check_texts(&r);
	r.enabled = truth(r.value[SINK_ENABLED]);
	k->rejected += bad && !rec->reject;
	if (bad) {
		copy_rejected_user(k, rec, &r, bad);
	} else {
		note_context(k, r.cid);
		copy_user(k, rec, &r, same);
	}
	return prov_sql_copy_end_row(k->copy, err);
}

/* ---- groups ---- */

static void copy_list(struct sink *k, const struct prov_values *list, bool lower)
{
	prov_str_clear(&k->aliases);
	prov_str_add_char(&k->aliases, '{');
	for (size_t i = 0; list && i < list->n; i++) {
		if (i)
			prov_str_add_char(&k->aliases, ',');
		prov_str_clear(&k->names);
		if (lower)
			prov_utf8_lower(&k->names, list->v[i].p, list->v[i].len);
		else
			prov_str_add_len(&k->names, list->v[i].p, list->v[i].len);
		prov_str_add_array_elem(&k->aliases, k->names.p, k->names.len);
	}
	prov_str_add_char(&k->aliases, '}');
	prov_sql_copy_text(k->copy, k->aliases.p, k->aliases.len);
}

static const char *gather_group(struct sink *k, const struct prov_record *rec, struct row *r,
				const struct prov_values **members, const struct prov_values **names)
{
	for (size_t i = 0; i < rec->rule_count; i++) {
		enum sink_target t = k->group_targets[i];

		if (t == SINK_MEMBERS)
			*members = &rec->values[i];
		else if (t == SINK_MEMBER_UIDS)
			*names = &rec->values[i];
		else if (rec->values[i].n)
			r->value[t] = &rec->values[i].v[0];
	}
	if (!r->value[SINK_NAME])
		return "the entry has no name";
	return check_name(k, r->value[SINK_NAME], PROV_NAME_GROUP);
}

/* A group name is in lower case, if so configured (G2). */
static void copy_group_name(struct sink *k, const struct prov_text *name)
{
	prov_str_clear(&k->login);
	prov_utf8_lower(&k->login, name->p, name->len);
	if (k->session->config->names_group_lower)
		prov_sql_copy_text(k->copy, k->login.p, k->login.len);
	else
		copy_value(k, name);
	prov_sql_copy_text(k->copy, k->login.p, k->login.len);
}

static void copy_mail(struct sink *k, const struct prov_text *mail)
{
	copy_value(k, mail);
	prov_str_clear(&k->names);
	if (mail && prov_mail_normalize(&k->names, mail->p, mail->len))
		prov_sql_copy_text(k->copy, k->names.p, k->names.len);
	else
		copy_str(k, NULL);
}

static int put_group(struct sink *k, const struct prov_record *rec, struct prov_err *err)
{
	const struct prov_values *members = NULL, *names = NULL;
	struct row r = { .cid = 0 };
	const char *bad = rec->reject;

	k->read_groups++;
	if (!bad && rec->context)
		bad = place(k, rec, &r.cid);
	if (!bad)
		bad = gather_group(k, rec, &r, &members, &names);
	k->rejected += bad && !rec->reject;
	copy_head(k, rec, bad ? 0 : r.cid, NULL);
	if (bad) {
		for (int i = 0; i < 5; i++)
			copy_str(k, NULL);
		members = names = NULL;
	} else {
		copy_group_name(k, r.value[SINK_NAME]);
		copy_value(k, r.value[SINK_DISPLAY_NAME] ? r.value[SINK_DISPLAY_NAME] :
			   r.value[SINK_NAME]);
		copy_mail(k, r.value[SINK_MAIL]);
		if (r.cid)
			note_context(k, r.cid);
	}
	copy_list(k, members, false);
	copy_list(k, names, true);
	copy_str(k, bad);
	return prov_sql_copy_end_row(k->copy, err);
}

int prov_sink_row_put(struct sink *k, const struct prov_record *rec, struct prov_err *err)
{
	if (open_copy(k, rec->kind, err) < 0)
		return -1;
	return rec->kind == PROV_ENTRY_USER ? put_user(k, rec, err) : put_group(k, rec, err);
}

static int default_access(struct sink *k, struct prov_err *err)
{
	const char *name = k->session->config->access_default;

	/* a directory has no context admin to look at: what it does not say is the first default */
	return prov_access_combination(k->session, strcmp(name, "context-admin") ? name : "webmail",
				       &k->default_modules, err);
}

int prov_sink_row_begin(struct sink *k, const struct prov_source *source, struct prov_err *err)
{
	const struct prov_config *c = k->session->config;

	k->user_targets = make_targets(source->user_rules, source->user_rule_count);
	k->group_targets = make_targets(source->group_rules, source->group_rule_count);
	k->has_groups = source->group_rules != NULL;
	note_mapped(k, source);
	if (prov_check_alphabet(c, PROV_NAME_USER, &k->user_alphabet, err) < 0 ||
	    prov_check_alphabet(c, PROV_NAME_GROUP, &k->group_alphabet, err) < 0 ||
	    default_access(k, err) < 0)
		return -1;
	return load_contexts(k, err);
}
