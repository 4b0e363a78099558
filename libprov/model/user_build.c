/* SPDX-License-Identifier: Apache-2.0 */
/*
 * user_build.c - THE builder of a user's row: from values to what statements write
 *
 * Commands that create and change and the sync all come through here, so that what a rule derives (the
 * name that people log in with, the display name, the form of addresses that servers search by) is the
 * same wherever it comes from. Whether a value may be is asked before (check.c).
 */
#include "libprov/model/model.h"

#define ROW_INIT { .login = PROV_STR_INIT, .display = PROV_STR_INIT, .normalized = PROV_STR_INIT, \
	.attrs = PROV_STR_INIT, .capabilities = PROV_STR_INIT, .password = PROV_STR_INIT, \
	.addresses = PROV_ADDRESSES_INIT }

void prov_user_build_init(struct prov_user_row *row, const struct prov_config *config)
{
	*row = (struct prov_user_row)ROW_INIT;
	row->config = config;
}

void prov_user_build_fini(struct prov_user_row *row)
{
	prov_str_fini(&row->login);
	prov_str_fini(&row->display);
	prov_str_fini(&row->normalized);
	prov_str_fini(&row->attrs);
	prov_str_fini(&row->capabilities);
	prov_secret_fini(&row->password);
	prov_addresses_fini(&row->addresses);
}

void prov_user_build_begin(struct prov_user_row *row)
{
	memset(row->column, 0, sizeof(row->column));
	row->same_mail_count = 0;
	row->alias_count = 0;
	row->alphabet = NULL;
	row->holds_addresses = false;
	prov_str_clear(&row->attrs);
	prov_str_clear(&row->capabilities);
	prov_addresses_clear(&row->addresses);
}

/* ---- values ---- */

/* Words of truth become true or false, numbers lose their zeros: as the database has them. */
static struct prov_text canonical(enum prov_attr_type type, struct prov_text t)
{
	static const struct prov_text words[] = { { "false", 5 }, { "true", 4 } };

	if (type == PROV_ATTR_BOOL) {
		int truth = t.len < 16 ? prov_bool_parse_len(t.p, t.len) : -1;

		return truth < 0 ? t : words[truth];
	}
	if (type == PROV_ATTR_INT && t.len > 2 && t.p[0] == '-')	/* -01; less is refused */
		return t.p[t.len - 1] == '1' ? (struct prov_text){ "-1", 2 } : (struct prov_text){ "0", 1 };
	for (; type == PROV_ATTR_INT && t.len > 1 && t.p[0] == '0'; t.p++)
		t.len--;
	return t;
}

void prov_user_build_value(struct prov_user_row *row, enum prov_user_column column, struct prov_text value)
{
	row->column[column] = canonical(prov_attrs[prov_user_attr_of[column]].type, value);
}

static void add_member(struct prov_user_row *row, const char *name, const struct prov_text *value)
{
	prov_str_add_char(&row->attrs, row->attrs.len ? ',' : '{');
	prov_str_add_json(&row->attrs, name, strlen(name));
	prov_str_add_char(&row->attrs, ':');
	prov_str_add_json(&row->attrs, value->p, value->len);
}

void prov_user_build_attr(struct prov_user_row *row, int attr, const char *name, struct prov_text value)
{
	unsigned flags = attr < 0 ? 0 : prov_attrs[attr].flags;

	if (value.len == 0)
		return;
	if (attr >= 0)
		value = canonical(prov_attrs[attr].type, value);
	if (!(flags & PROV_ATTR_AS_MAIL))
		add_member(row, name, &value);
	else if (row->same_mail_count < COUNT(row->same_mail))
		row->same_mail[row->same_mail_count++] = (struct prov_user_member){ name, value };
}

/* ---- what is derived ---- */

static int build_name(struct prov_user_row *row, struct prov_err *err)
{
	struct prov_text *name = &row->column[PROV_UC_NAME];

	prov_str_clear(&row->login);
	if (!name->p)
		return prov_fail(err, PROV_E_INVALID, "the user name cannot be empty");
	prov_str_add_len(&row->login, name->p, name->len);
	if (row->alphabet && prov_check_name(row->alphabet, PROV_NAME_USER, row->login.p, err) < 0)
		return -1;
	prov_str_clear(&row->login);
	prov_utf8_lower(&row->login, name->p, name->len);
	if (row->config->names_user_lower)
		*name = (struct prov_text){ row->login.p, row->login.len };
	return 0;
}

/* Rule U2: given name and surname, else the name. */
static void build_display_name(struct prov_user_row *row)
{
	const struct prov_text *given = &row->column[PROV_UC_GIVEN_NAME];
	const struct prov_text *sur = &row->column[PROV_UC_SUR_NAME];
	struct prov_text *display = &row->column[PROV_UC_DISPLAY_NAME];

	if (display->p)
		return;
	prov_str_clear(&row->display);
	prov_str_add_len(&row->display, given->p ? given->p : "", given->len);
	if (given->p && sur->p)
		prov_str_add_char(&row->display, ' ');
	prov_str_add_len(&row->display, sur->p ? sur->p : "", sur->len);
	*display = row->display.len ? (struct prov_text){ row->display.p, row->display.len } :
		row->column[PROV_UC_NAME];
}

/* The primary one first, then the others in order, each once (U3). */
static int build_addresses(struct prov_user_row *row, struct prov_err *err)
{
	const struct prov_text *mail = &row->column[PROV_UC_MAIL];

	if (mail->p && prov_addresses_add(&row->addresses, mail->p, mail->len, err) < 0)
		return prov_err_field(err, prov_attrs[PROV_A_MAIL].option);
	for (size_t i = 0; i < row->alias_count; i++)
		if (prov_addresses_add(&row->addresses, row->aliases[i].p, row->aliases[i].len, err) < 0)
			return prov_err_field(err, prov_attrs[PROV_A_ALIASES].option);
	prov_addresses_end(&row->addresses);
	return 0;
}

static bool same(const struct prov_text *a, const struct prov_text *b)
{
	return a->len == b->len && (a->len == 0 || memcmp(a->p, b->p, a->len) == 0);
}

/* What is the primary address anyway is not stored twice: it would have to be kept in step (DR1). */
static void build_attrs(struct prov_user_row *row)
{
	for (size_t i = 0; i < row->same_mail_count; i++)
		if (!same(&row->same_mail[i].value, &row->column[PROV_UC_MAIL]))
			add_member(row, row->same_mail[i].name, &row->same_mail[i].value);
	if (row->attrs.len)
		prov_str_add_char(&row->attrs, '}');
}

static struct prov_text text_of(const char *s)
{
	return (struct prov_text){ s, s ? strlen(s) : 0 };
}

/* Addresses that are held may be what is none today: those have no such form. */
static void build_address(struct prov_user_row *row)
{
	const struct prov_text *mail = &row->column[PROV_UC_MAIL];

	prov_str_clear(&row->normalized);
	if (mail->p && !row->holds_addresses)
		row->address = text_of(prov_addresses_first(&row->addresses));
	else if (mail->p && prov_mail_normalize(&row->normalized, mail->p, mail->len))
		row->address = (struct prov_text){ row->normalized.p, row->normalized.len };
	else
		row->address = (struct prov_text){ NULL, 0 };
}

int prov_user_build(struct prov_user_row *row, struct prov_err *err)
{
	if (build_name(row, err) < 0)
		return prov_err_field(err, prov_attrs[PROV_A_NAME].option);
	if (!row->holds_addresses && build_addresses(row, err) < 0)
		return -1;
	build_display_name(row);
	if (!row->column[PROV_UC_LANGUAGE].p)
		row->column[PROV_UC_LANGUAGE] = text_of(row->config->user_language);
	if (!row->column[PROV_UC_TIMEZONE].p)
		row->column[PROV_UC_TIMEZONE] = text_of(row->config->user_timezone);
	build_address(row);
	build_attrs(row);
	return 0;
}

struct prov_sql_args prov_user_build_args(const char **all, const char *const *first, size_t count,
					  const struct prov_user_row *row)
{
	memcpy(all, first, count * sizeof(*all));
	for (int i = 1; i <= PROV_USER_COLUMNS; i++)
		all[count++] = row->column[i].p;
	return (struct prov_sql_args){ all, (int)count };
}
