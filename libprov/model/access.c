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
		if (strlen(prov_modules[i].token) == len &&
		    strncmp(prov_modules[i].token, token, len) == 0)
			return i;
	return -1;
}

/* "webmail, contacts" up to end */
static int parse_tokens(const char *p, const char *end, prov_modules_t *modules,
			struct prov_err *err)
{
	*modules = 0;
	while (p < end) {
		size_t len;
		int id;

		while (p < end && strchr(" \t,\\\r\n", *p))
			p++;
		for (len = 0; p + len < end && !strchr(" \t,\\\r\n", p[len]); len++)
			continue;
		if (len == 0)
			continue;
		id = find_token(p, len);
		if (id < 0)
			return prov_fail(err, PROV_E_CONFIG, "unknown module \"%.*s\"", (int)len, p);
		*modules |= PROV_MODULE_BIT(id);
		p += len;
	}
	return 0;
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

static int parse_line(struct prov_call *call, const char *p, const char *end,
		      struct prov_err *err)
{
	const char *eq = p;
	struct prov_combination *c;
	size_t len;

	while (eq < end && *eq != '=' && *eq != ':')
		eq++;
	for (len = (size_t)(eq - p); len && strchr(" \t", p[len - 1]); len--)
		continue;
	if (eq == end || len == 0)
		return prov_fail(err, PROV_E_CONFIG, "a line without \"name=module,module\"");
	call->session->combinations = prov_realloc(call->session->combinations,
					(call->session->combination_count + 1) *
					sizeof(*call->session->combinations));
	c = &call->session->combinations[call->session->combination_count];
	c->name = prov_pool_strndup(call->session->pool, p, len);
	if (parse_tokens(eq + 1, end, &c->modules, err) < 0)
		return -1;
	call->session->combination_count++;
	return 0;
}

static int parse(struct prov_call *call, const char *text, const char *file, struct prov_err *err)
{
	int line = 1;

	for (const char *p = text; *p; ) {
		const char *end;
		bool comment;

		p += strspn(p, " \t\r");
		comment = *p == '#' || *p == '!';
		end = comment ? p + strcspn(p, "\n") : line_end(p);	/* comments have no next line */
		if (p < end && !comment && parse_line(call, p, end, err) < 0)
			return prov_err_context(err, "%s, line %d", file, line);
		for (; p < end; p++)
			line += *p == '\n';
		line++;
		p = *end ? end + 1 : end;
	}
	return 0;
}

static int load(struct prov_call *call, struct prov_err *err)
{
	const char *file = call->session->config->access_definitions;
	struct prov_str text = PROV_STR_INIT;
	int rc;

	if (call->session->combinations)
		return 0;
	if (!file || !file[0])
		return parse(call, built_in, "built in", err);
	rc = prov_file_read(file, 1 << 20, &text, err);
	if (rc == 0)
		rc = parse(call, text.p, file, err);
	prov_str_fini(&text);
	if (rc == 0 && call->session->combination_count == 0)
		return prov_fail(err, PROV_E_CONFIG, "\"%s\" defines no combination", file);
	return rc;
}

int prov_access_combination(struct prov_call *call, const char *name, prov_modules_t *modules,
			    struct prov_err *err)
{
	struct prov_str known = PROV_STR_INIT;

	if (load(call, err) < 0)
		return -1;
	for (size_t i = 0; i < call->session->combination_count; i++) {
		if (strcmp(call->session->combinations[i].name, name) == 0) {
			*modules = call->session->combinations[i].modules;
			prov_str_fini(&known);
			return 0;
		}
		prov_str_addf(&known, "%s%s", known.len ? ", " : "", call->session->combinations[i].name);
	}
	prov_fail(err, PROV_E_INVALID, "No such access combination name \"%s\"", name);
	prov_err_hint(err, "known are: %s", known.p);
	prov_str_fini(&known);
	return -1;
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
