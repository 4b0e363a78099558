/* SPDX-License-Identifier: Apache-2.0 */
/*
 * access.c - the table of modules, the named sets, and how a change is applied (M1, M2, M4)
 *
 * The built-in sets are written in the same format as an operator's file and read by the same
 * code. The first name that fits a set is its name, so the order matters.
 */
#include "libprov/model/model.h"

const struct prov_module prov_modules[PROV_MODULE_COUNT] = {
#define ROW(ID, option, token, bit, positive, help) { option, token, bit, positive, help },
	PROV_MODULE_LIST(ROW)
#undef ROW
};

static const char built_in[] =
	"webmail_plus=webmail,contacts\n"
	"pim_plus=webmail,contacts,calendar,tasks\n"
	"groupware_plus=webmail,contacts,calendar,tasks,infostore,readcreatesharedfolders,"
	"delegatetask,editpublicfolders,publicfoldereditable\n"
	"premium=webmail,contacts,calendar,tasks,infostore,webdav,webdavxml,ical,vcard,"
	"readcreatesharedfolders,delegatetask,editpublicfolders,publicfoldereditable\n"
	"groupware=webmail,contacts,calendar,tasks,infostore,webdav,webdavxml,ical,vcard,"
	"readcreatesharedfolders,delegatetask,editpublicfolders,publicfoldereditable,editgroup,"
	"editresource,editpassword,collectemailaddresses,multiplemailaccounts,subscription,"
	"publication\n"
	"webmail=webmail,contacts,editpassword,globaladdressbookdisabled,collectemailaddresses\n"
	"pim=webmail,contacts,calendar,tasks,editpassword,globaladdressbookdisabled,"
	"collectemailaddresses,multiplemailaccounts,subscription,publication\n"
	"pim_infostore=webmail,contacts,calendar,tasks,infostore,webdav,editpassword,"
	"globaladdressbookdisabled,collectemailaddresses,multiplemailaccounts,subscription,"
	"publication\n"
	"pim_mobility=webmail,contacts,calendar,tasks,syncml,usm,activesync,editpassword,"
	"globaladdressbookdisabled,collectemailaddresses,multiplemailaccounts,subscription,"
	"publication\n"
	"groupware_standard=webmail,contacts,calendar,tasks,infostore,webdav,ical,vcard,"
	"readcreatesharedfolders,delegatetask,editpublicfolders,editgroup,editresource,editpassword,"
	"collectemailaddresses,multiplemailaccounts,subscription,publication\n"
	"groupware_premium=webmail,contacts,calendar,tasks,infostore,webdav,webdavxml,ical,vcard,"
	"syncml,usm,olox20,activesync,readcreatesharedfolders,delegatetask,editpublicfolders,"
	"editgroup,editresource,editpassword,collectemailaddresses,multiplemailaccounts,"
	"subscription,publication\n"
	"drive=contacts,infostore,collectemailaddresses,deniedportal\n"
	"all=webmail,contacts,calendar,tasks,infostore,webdav,webdavxml,ical,vcard,syncml,usm,"
	"olox20,activesync,readcreatesharedfolders,delegatetask,editpublicfolders,"
	"publicfoldereditable,editgroup,editresource,editpassword,collectemailaddresses,"
	"multiplemailaccounts,subscription,publication\n";

static int find_token(const char *token, size_t len)
{
	for (int i = 0; i < PROV_MODULE_COUNT; i++)
		if (prov_modules[i].token[0] == token[0] && strncmp(prov_modules[i].token, token, len) == 0 &&
		    !prov_modules[i].token[len])
			return i;
	return -1;
}

/* What is read from one file. */
struct definitions {
	struct prov_call *call;
	const char *file;
	int line;
	const char *unknown[8];		/* modules that we do not have, each once */
	int unknown_lines[8], unknown_count;
};

/* A file of the Open-Xchange tools may name modules that they have dropped, or that came later. */
static void add_unknown(struct definitions *d, const char *name, size_t len)
{
	int n = d->unknown_count;

	for (int i = 0; i < n; i++)
		if (strlen(d->unknown[i]) == len && strncmp(d->unknown[i], name, len) == 0)
			return;
	if (n == (int)COUNT(d->unknown))
		return;
	d->unknown[n] = prov_pool_strndup(d->call->session->pool, name, len);
	d->unknown_lines[n] = d->line;
	d->unknown_count++;
}

static void warn_of_unknown(const struct definitions *d)
{
	struct prov_str list = PROV_STR_INIT;

	for (int i = 0; i < d->unknown_count; i++)
		prov_str_addf(&list, "%s%s (line %d)", i ? ", " : "", d->unknown[i], d->unknown_lines[i]);
	if (list.len)
		prov_session_warn(d->call, "\"%s\": unknown modules are left out: %s%s", d->file, list.p,
				  d->unknown_count == (int)COUNT(d->unknown) ? ", ..." : "");
	prov_str_fini(&list);
}

/* "webmail, contacts" up to end; false if there are words, and none is a module. */
static bool parse_tokens(struct definitions *d, const char *p, const char *end, prov_modules_t *modules)
{
	static const char between[] = " \t,\\\r\n";	/* end is one of them, or the end of all */
	bool any_word = false;

	*modules = 0;
	for (p += strspn(p, between); p < end; p += strspn(p, between)) {
		size_t len = strcspn(p, between);
		int id;

		any_word = true;
		id = find_token(p, len);
		if (id < 0)
			add_unknown(d, p, len);
		else
			*modules |= PROV_MODULE_BIT(id);
		p += len;
	}
	return *modules || !any_word;
}

/* The end of a line, where a backslash before the line end continues it. */
static const char *line_end(const char *start)
{
	for (const char *p = start;; p++) {
		p += strcspn(p, "\n");
		if (!*p || p == start || p[-1] != '\\')
			return p;
	}
}

static int parse_line(struct definitions *d, const char *p, const char *end, struct prov_err *err)
{
	struct prov_session *s = d->call->session;
	const char *eq = p;
	struct prov_combination *c;
	size_t len;

	while (eq < end && *eq != '=' && *eq != ':')
		eq++;
	for (len = (size_t)(eq - p); len && strchr(" \t", p[len - 1]); len--)
		continue;
	if (eq == end || len == 0)
		return prov_fail(err, PROV_E_CONFIG, "a line without \"name=module,module\"");
	s->combinations = prov_realloc(s->combinations,
				       (s->combination_count + 1) * sizeof(*s->combinations));
	c = &s->combinations[s->combination_count];
	c->name = prov_pool_strndup(s->pool, p, len);
	/* What is made of unknown modules only is not a set of none. */
	if (parse_tokens(d, eq + 1, end, &c->modules))
		s->combination_count++;
	return 0;
}

static int parse(struct definitions *d, const char *text, struct prov_err *err)
{
	for (const char *p = text; *p; ) {
		const char *end;
		bool comment;

		p += strspn(p, " \t\r");
		comment = *p == '#' || *p == '!';
		end = comment ? p + strcspn(p, "\n") : line_end(p);	/* comments have no next line */
		if (p < end && !comment && parse_line(d, p, end, err) < 0)
			return prov_err_context(err, "%s, line %d", d->file, d->line);
		for (const char *n = p; (n = memchr(n, '\n', (size_t)(end - n))); n++)
			d->line++;
		d->line++;
		p = *end ? end + 1 : end;
	}
	warn_of_unknown(d);
	return 0;
}

static int read_definitions(struct prov_call *call, const char *file, struct prov_err *err)
{
	struct definitions d = { .call = call, .file = file, .line = 1 };
	struct prov_str text = PROV_STR_INIT;
	int rc;

	if (!file || !file[0]) {
		d.file = "built in";
		return parse(&d, built_in, err);
	}
	rc = prov_file_read(file, 1 << 20, &text, err);
	if (rc == 0)
		rc = parse(&d, text.p, err);
	prov_str_fini(&text);
	if (rc == 0 && call->session->combination_count == 0)
		return prov_fail(err, PROV_E_CONFIG, "\"%s\" defines no combination", file);
	return rc;
}

/* Once a session; of a file with a fault no part counts. */
static int load(struct prov_call *call, struct prov_err *err)
{
	struct prov_session *s = call->session;
	int rc;

	if (s->combination_count)
		return 0;
	rc = read_definitions(call, s->config->access_definitions, err);
	if (rc < 0)
		s->combination_count = 0;
	return rc;
}

static int no_combination(const struct prov_session *s, const char *name, struct prov_err *err)
{
	struct prov_str known = PROV_STR_INIT;

	for (size_t i = 0; i < s->combination_count; i++)
		prov_str_addf(&known, "%s%s", i ? ", " : "", s->combinations[i].name);
	prov_fail(err, PROV_E_INVALID, "No such access combination name \"%s\"", name);
	prov_err_hint(err, "known are: %s", known.p);
	prov_str_fini(&known);
	return -1;
}

int prov_access_combination(struct prov_call *call, const char *name, prov_modules_t *modules,
			    struct prov_err *err)
{
	const struct prov_session *s = call->session;

	if (load(call, err) < 0)
		return -1;
	for (size_t i = 0; i < s->combination_count; i++)
		if (strcmp(s->combinations[i].name, name) == 0) {
			*modules = s->combinations[i].modules;
			return 0;
		}
	return no_combination(s, name, err);
}

int prov_access_name_at(struct prov_call *call, size_t i, const char **name, struct prov_err *err)
{
	const struct prov_session *s = call->session;

	if (load(call, err) < 0)
		return -1;
	*name = i < s->combination_count ? s->combinations[i].name : NULL;
	return 0;
}

int prov_access_name(struct prov_call *call, prov_modules_t modules, const char **name,
		     struct prov_err *err)
{
	if (load(call, err) < 0)
		return -1;
	*name = NULL;
	for (size_t i = 0; i < call->session->combination_count && !*name; i++)
		if (call->session->combinations[i].modules == modules)
			*name = call->session->combinations[i].name;
	return 0;
}

prov_modules_t prov_access_positive(void)
{
	prov_modules_t all = 0;

	for (int i = 0; i < PROV_MODULE_COUNT; i++)
		if (prov_modules[i].positive)
			all |= PROV_MODULE_BIT(i);
	return all;
}

bool prov_access_is_given(const struct prov_access_change *change)
{
	return change->combination || change->on || change->off;
}

int prov_access_apply(struct prov_call *call, const struct prov_access_change *change,
		      prov_modules_t base, prov_modules_t *result, struct prov_err *err)
{
	if (change->combination)
		return prov_access_combination(call, change->combination, result, err);
	*result = (base | change->on) & ~change->off;
	return 0;
}
