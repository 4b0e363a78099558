/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check.c - is this value allowed? One function per rule, in the words that scripts know
 */
#include "libprov/model/model.h"

static const char *class_of(const struct prov_config *c, enum prov_name_kind kind)
{
	switch (kind) {
	case PROV_NAME_USER: return c->names_user;
	case PROV_NAME_GROUP: return c->names_group;
	case PROV_NAME_RESOURCE: return c->names_resource;
	default: return c->names_mapping;
	}
}

/* One character of a class, with its escape taken off; moves *p behind it. */
static unsigned char take(const char **p, const char *end)
{
	if (**p == '\\' && *p + 1 < end)
		(*p)++;
	return (unsigned char)*(*p)++;
}

int prov_check_alphabet(const struct prov_config *config, enum prov_name_kind kind,
			struct prov_alphabet *alphabet, struct prov_err *err)
{
	const char *p = class_of(config, kind), *end = p + strlen(p) - 1;

	memset(alphabet, 0, sizeof(*alphabet));
	if (p[0] != '[' || end <= p || *end != ']')
		return prov_fail(err, PROV_E_CONFIG, "\"%s\" is not a character class in brackets", p);
	for (p++; p < end; ) {
		unsigned lo = take(&p, end), hi = lo;

		if (p + 1 < end && *p == '-') {
			p++;
			hi = take(&p, end);
		}
		for (unsigned c = lo; c <= hi; c++)
			alphabet->allowed[c] = true;
	}
	return 0;
}

int prov_check_name(const struct prov_alphabet *alphabet, enum prov_name_kind kind,
		    const char *name, struct prov_err *err)
{
	static const char *const what[] = { "user", "group", "resource", "mapping" };
	struct prov_str left = PROV_STR_INIT;
	int rc = 0;

	if (prov_check_text("the name", name, PROV_NAME_BYTES, false, err) < 0)
		return -1;
	if (strspn(name, " ") == strlen(name))
		return prov_fail(err, PROV_E_INVALID, "Invalid %s name", what[kind]);
	for (const char *p = name; *p; p++)
		if (!alphabet->allowed[(unsigned char)*p])
			prov_str_add_char(&left, *p);
	if (left.len)
		rc = prov_fail(err, PROV_E_INVALID, "Illegal chars: \"%s\"%s", left.p,
			       kind == PROV_NAME_MAPPING ? " in login mapping" : "");
	prov_str_fini(&left);
	return rc;
}

int prov_check_text(const char *what, const char *value, size_t max, bool lines,
		    struct prov_err *err)
{
	size_t len = strlen(value);

	if (len > max)
		return prov_fail(err, PROV_E_INVALID, "%s is longer than %zu bytes", what, max);
	if (!prov_utf8_is_valid(value, len))
		return prov_fail(err, PROV_E_INVALID, "%s is not valid UTF-8", what);
	for (const char *p = value; *p; p++)
		if (lines && (*p == '\n' || *p == '\r' || *p == '\t'))
			continue;
		else if (prov_utf8_has_control(p, *p == '\xC2' && p[1] ? 2 : 1))
			return prov_fail(err, PROV_E_INVALID, "%s has a control character", what);
	return 0;
}

int prov_check_id(long long id, const char *what, struct prov_err *err)
{
	if (id >= 1 && id <= PROV_CONTEXT_MAX)
		return 0;
	return prov_fail(err, PROV_E_INVALID, "%s must be from 1 to %d", what, PROV_CONTEXT_MAX);
}

static int check_mail(const char *value, struct prov_err *err)
{
	if (prov_mail_is_valid(value, strlen(value)))
		return 0;
	return prov_fail(err, PROV_E_INVALID, "Invalid email address: \"%s\"", value);
}

static int check_language(const char *value, struct prov_err *err)
{
	const char *_ = strchr(value, '_');

	if (_ && _ != value && _[1])
		return 0;
	return prov_fail(err, PROV_E_INVALID,
			 "Language must contain an underscore, e.g. en_US.");
}

/* Names of the tz database have letters, digits and / _ - +; whether one exists is the client's
 * business there and would cost a file system look-up here. */
static int check_timezone(const char *value, struct prov_err *err)
{
	static const char chars[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789/_+-";

	if (value[0] && value[0] != '/' && strspn(value, chars) == strlen(value))
		return 0;
	return prov_fail(err, PROV_E_INVALID, "\"%s\" is not the name of a time zone", value);
}

/* sscanf() alone would take blanks and signs. */
static bool is_date_shape(const char *value)
{
	static const char shape[] = "dddd-dd-dd";

	for (size_t i = 0; i < sizeof(shape); i++)
		if (shape[i] == 'd' ? value[i] < '0' || value[i] > '9' : value[i] != shape[i])
			return false;
	return true;
}

static int check_date(const struct prov_attr *attr, const char *value, struct prov_err *err)
{
	static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int y, m, d;

	if (is_date_shape(value) && sscanf(value, "%4d-%2d-%2d", &y, &m, &d) == 3 &&
	    y >= 1 && m >= 1 && m <= 12 && d >= 1 && d <= days[m - 1] &&
	    (m != 2 || d < 29 || (y % 4 == 0 && (y % 100 != 0 || y % 400 == 0))))
		return 0;
	prov_fail(err, PROV_E_INVALID, "Wrong dateformat, use \"yyyy-MM-dd\"");
	return prov_err_detail(err, "--%s is \"%s\"", attr->option, value);
}

static size_t longest(enum prov_attr_id id)
{
	switch (id) {
	case PROV_A_NAME: case PROV_A_LANGUAGE: case PROV_A_TIMEZONE: return PROV_NAME_BYTES;
	case PROV_A_DISPLAY_NAME: return PROV_DISPLAY_BYTES;
	default: return PROV_TEXT_BYTES;
	}
}

int prov_check_attr(enum prov_attr_id id, const char *value, struct prov_err *err)
{
	const struct prov_attr *attr = &prov_attrs[id];
	const char *what = attr->option ? attr->option : attr->name;
	long long n;

	if (prov_check_text(what, value, longest(id), attr->store == PROV_STORE_JSON, err) < 0)
		return -1;
	if (!value[0])
		return 0;
	switch (attr->type) {
	case PROV_ATTR_MAIL: return check_mail(value, err);
	case PROV_ATTR_LANGUAGE: return check_language(value, err);
	case PROV_ATTR_TIMEZONE: return check_timezone(value, err);
	case PROV_ATTR_DATE: return check_date(attr, value, err);
	case PROV_ATTR_BOOL:
		if (prov_bool_parse(value) >= 0)
			return 0;
		return prov_fail(err, PROV_E_VALUE, "Illegal value '%s' for option --%s: true or false",
				 value, what);
	case PROV_ATTR_INT:
		if (prov_int_parse(value, -1, 9007199254740992LL, &n))
			return 0;
		return prov_fail(err, PROV_E_VALUE, "Illegal value '%s' for option --%s: a number",
				 value, what);
	default:
		return 0;
	}
}
