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

/* What becomes a path, an option or an invisible difference is no name (docs/rules.md E4). */
const char *prov_check_spelling(const char *name)
{
	size_t len = strlen(name);

	if (len == 0)
		return "is empty";
	if (name[0] == '-')
		return "begins with a hyphen";
	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return "is the name of a folder";
	if (name[0] == ' ' || name[len - 1] == ' ')
		return "begins or ends with a blank";
	return NULL;
}

static int check_spelling(enum prov_name_kind kind, const char *name, struct prov_err *err)
{
	static const char *const what[] = { "user", "group", "resource", "mapping" };
	const char *why = prov_check_spelling(name);

	if (strspn(name, " ") == strlen(name))
		return prov_fail(err, PROV_E_INVALID, "Invalid %s name", what[kind]);
	if (why)
		return prov_fail(err, PROV_E_INVALID, "Invalid %s name: \"%s\" %s", what[kind], name, why);
	return 0;
}

static int check_use(const char *what, const char *value, size_t max, enum prov_use use,
		     struct prov_err *err)
{
	size_t len = strlen(value);
	struct prov_str why = PROV_STR_INIT;
	struct prov_flaw flaw;

	if (len > max)
		return prov_fail(err, PROV_E_INVALID, "%s is longer than %zu bytes", what, max);
	if (prov_chars_check(value, len, use, &flaw))
		return 0;
	prov_chars_add_flaw(&flaw, &why);
	prov_fail(err, PROV_E_INVALID, "%s %s", what, why.p);
	prov_str_fini(&why);
	return -1;
}

int prov_check_name(const struct prov_alphabet *alphabet, enum prov_name_kind kind,
		    const char *name, struct prov_err *err)
{
	struct prov_str left = PROV_STR_INIT;
	int rc;

	if (check_use("the name", name, PROV_NAME_BYTES, PROV_USE_NAME, err) < 0)
		return -1;
	for (const char *p = name; *p; p++)
		if (!alphabet->allowed[(unsigned char)*p])
			prov_str_add_char(&left, *p);
	rc = left.len && strspn(name, " ") < strlen(name) ?
		prov_fail(err, PROV_E_INVALID, "Illegal chars: \"%s\"%s", left.p,
			  kind == PROV_NAME_MAPPING ? " in login mapping" : "") :
		check_spelling(kind, name, err);
	prov_str_fini(&left);
	return rc;
}

int prov_check_mapping(const struct prov_alphabet *alphabet, const char *name,
		       struct prov_str *login_name, struct prov_err *err)
{
	if (check_use("the name", name, PROV_NAME_BYTES, PROV_USE_NAME, err) < 0)
		return -1;
	prov_domain_login_name(login_name, name, strlen(name));
	return prov_check_name(alphabet, PROV_NAME_MAPPING, login_name->p, err);
}

int prov_check_text(const char *what, const char *value, size_t max, bool lines,
		    struct prov_err *err)
{
	if (check_use(what, value, max, PROV_USE_TEXT, err) < 0)
		return -1;
	if (!lines && strpbrk(value, "\n\r\t"))
		return prov_fail(err, PROV_E_INVALID, "%s has a control character", what);
	return 0;
}

int prov_check_id(long long id, const char *what, struct prov_err *err)
{
	if (id >= 1 && id <= PROV_CONTEXT_MAX)
		return 0;
	return prov_fail(err, PROV_E_INVALID, "%s must be from 1 to %d", what, PROV_CONTEXT_MAX);
}

int prov_check_mail(const char *value, size_t len, struct prov_err *err)
{
	struct prov_str shown = PROV_STR_INIT, why = PROV_STR_INIT;
	struct prov_flaw flaw;

	if (prov_mail_check(value, len, &flaw))
		return 0;
	prov_chars_show(&shown, value, len);
	prov_chars_add_flaw(&flaw, &why);
	prov_fail(err, PROV_E_INVALID, "Invalid email address: \"%s\": it %s", shown.p, why.p);
	if (flaw.hint)
		prov_err_hint(err, "%s", flaw.hint);
	prov_str_fini(&shown);
	prov_str_fini(&why);
	return -1;
}

int prov_check_primary(const struct prov_config *config, const char *mail, struct prov_err *err)
{
	if (!prov_mail_has_delimiter(mail, strlen(mail), config->mail_delimiter))
		return 0;
	prov_fail(err, PROV_E_INVALID, "Invalid email address: \"%s\" as primary address: mail servers cut "
		  "it at one of \"%s\"", mail, config->mail_delimiter);
	return prov_err_hint(err, "it may be one of the aliases; mail.delimiter has the characters");
}

static int check_language(const char *value, struct prov_err *err)
{
	const char *_ = strchr(value, '_');

	if (!_ || _ == value || !_[1])
		return prov_fail(err, PROV_E_INVALID,
				 "Language must contain an underscore, e.g. en_US.");
	if (prov_language_is_valid(value))
		return 0;
	return prov_fail(err, PROV_E_INVALID, "\"%s\" is not a language such as en_US", value);
}

static int check_timezone(const char *value, struct prov_err *err)
{
	if (prov_zone_is_known(value))
		return 0;
	return prov_fail(err, PROV_E_INVALID, "\"%s\" is not the name of a time zone", value);
}

int prov_check_word(const char *what, const char *value, const char *const *words,
		    struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str all = PROV_STR_INIT;

	for (size_t i = 0; words[i]; i++) {
		if (strcmp(words[i], value) == 0)
			return 0;
		prov_str_addf(&all, "%s%s", i ? ", " : "", words[i]);
	}
	prov_fail(err, PROV_E_INVALID, "\"%s\" is no value of --%s", value, what);
	return prov_err_hint(err, "there are %s", all.p);
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

/* Names that people read: one line, in which something can be seen (docs/rules.md E4). */
static bool is_line(const struct prov_attr *attr)
{
	return attr == &prov_attrs[PROV_A_DISPLAY_NAME] || attr == &prov_attrs[PROV_A_GIVEN_NAME] ||
		attr == &prov_attrs[PROV_A_SUR_NAME] ||
		attr == &prov_noun_group.attrs[PROV_GA_DISPLAY_NAME] ||
		attr == &prov_noun_resource.attrs[PROV_RA_DISPLAY_NAME];
}

static int check_line(const char *what, const char *value, struct prov_err *err)
{
	if (check_use(what, value, PROV_TEXT_BYTES, PROV_USE_LINE, err) < 0)
		return -1;
	if (!value[0] || prov_chars_is_seen(value, strlen(value)))
		return 0;
	return prov_fail(err, PROV_E_INVALID, "%s has nothing that can be seen", what);
}

/* The option as the Open-Xchange tools name it in an error: -q/--quota. */
static int fail_value(const struct prov_attr *attr, const char *value, const char *wanted,
		      struct prov_err *err)
{
	const char letter[] = { '-', attr->letter, '/', '\0' };

	return prov_fail(err, PROV_E_VALUE, "Illegal value '%s' for option %s--%s: %s", value,
			 attr->letter ? letter : "", attr->option ? attr->option : attr->name, wanted);
}

static int check_number(const struct prov_attr *attr, const char *value, struct prov_err *err)
{
	bool tree = attr == &prov_attrs[PROV_A_FOLDER_TREE];
	long long n;

	if (prov_int_parse(value, tree ? 0 : -1, tree ? 1 : 9007199254740992LL, &n))
		return 0;
	return fail_value(attr, value, tree ? "0 or 1" : "a number", err);
}

/* Of createresource only "true" was true, and all else false: a word that means yes is not turned into no
 * (docs/open-xchange.md). */
static int check_available(const struct prov_attr *attr, const char *value, struct prov_err *err)
{
	int truth = prov_bool_parse(value);

	if (truth == 0 || strcasecmp(value, "true") == 0 || strcasecmp(value, "on") == 0)
		return 0;
	return fail_value(attr, value, "true or false", err);
}

static int check_type(const struct prov_attr *attr, const char *value, const char *what,
		      struct prov_err *err)
{
	static const char *const modes[] = { "default", "default-deletable", "no-default-folders", NULL };

	switch (attr->type) {
	case PROV_ATTR_MAIL: return prov_check_mail(value, strlen(value), err);
	case PROV_ATTR_LANGUAGE: return check_language(value, err);
	case PROV_ATTR_TIMEZONE: return check_timezone(value, err);
	case PROV_ATTR_DATE: return check_date(attr, value, err);
	case PROV_ATTR_INT: return check_number(attr, value, err);
	case PROV_ATTR_BOOL:
		if (attr == &prov_noun_resource.attrs[PROV_RA_AVAILABLE])
			return check_available(attr, value, err);
		return prov_bool_parse(value) >= 0 ? 0 : fail_value(attr, value, "true or false", err);
	default:
		return attr == &prov_attrs[PROV_A_FOLDER_MODE] ?
			prov_check_word(what, value, modes, err) : 0;
	}
}

int prov_check_attr(const struct prov_attr *attr, const char *value, struct prov_err *err)
{
	const char *what = attr->option ? attr->option : attr->name;
	bool lines = attr->store == PROV_STORE_JSON || (attr->flags & PROV_ATTR_LINES);

	if (prov_check_text(what, value, attr->max, lines, err) < 0 ||
	    (is_line(attr) && check_line(what, value, err) < 0))
		return -1;
	return value[0] ? check_type(attr, value, what, err) : 0;
}

/* ---- the form in which text is stored ---- */

const char *prov_check_form(const struct prov_attr *attr, const char *value, struct prov_pool *pool)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str form = PROV_STR_INIT;
	struct prov_flaw flaw;
	size_t len = strlen(value);

	if (attr->type == PROV_ATTR_PASSWORD || !prov_utf8_is_valid(value, len))
		return value;
	if (!is_line(attr))
		prov_utf8_nfc(&form, value, len);
	else if (prov_chars_check(value, len, PROV_USE_LINE, &flaw))
		prov_chars_add_line(&form, value, len);
	/* what is refused later is refused as it was said; nothing becomes empty here */
	return form.len && strcmp(form.p, value) != 0 ? prov_pool_strdup(pool, form.p) : value;
}

static const struct prov_extra *stored_extra(const struct prov_extra *extra, struct prov_pool *pool)
{
	struct prov_extra *copy;
	size_t n = 0;

	for (; extra && extra[n].name; n++)
		;
	if (n == 0)
		return extra;
	copy = prov_pool_alloc(pool, (n + 1) * sizeof(*copy));
	for (size_t i = 0; i < n; i++) {
		copy[i].name = prov_check_form(&prov_attrs[PROV_A_NOTE], extra[i].name, pool);
		copy[i].value = extra[i].value ?
			prov_check_form(&prov_attrs[PROV_A_NOTE], extra[i].value, pool) : NULL;
	}
	return copy;
}

struct prov_user_set prov_check_stored(const struct prov_user_set *set, struct prov_pool *pool)
{
	struct prov_user_set copy = *set;

	for (int i = 0; i < PROV_ATTR_COUNT; i++)
		if (copy.attr[i])
			copy.attr[i] = prov_check_form(&prov_attrs[i], copy.attr[i], pool);
	copy.extra = stored_extra(set->extra, pool);
	return copy;
}
