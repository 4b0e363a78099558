/* SPDX-License-Identifier: Apache-2.0 */
/*
 * addresses.c - the mail addresses of one user, as typed and as servers search for them (U3)
 */
#include "libprov/model/model.h"

void prov_addresses_fini(struct prov_addresses *a)
{
	prov_str_fini(&a->typed);
	prov_str_fini(&a->searched);
	a->count = 0;
}

static bool has_searched(const struct prov_addresses *a, const char *searched)
{
	struct prov_str quoted = PROV_STR_INIT;
	bool found;

	prov_str_add_array_elem(&quoted, searched, strlen(searched));
	found = strstr(a->searched.p, quoted.p) != NULL;
	prov_str_fini(&quoted);
	return found;
}

bool prov_addresses_has(const struct prov_addresses *a, const char *mail)
{
	struct prov_str searched = PROV_STR_INIT;
	bool found = prov_mail_is_valid(mail, strlen(mail)) &&
		prov_mail_normalize(&searched, mail, strlen(mail)) && has_searched(a, searched.p);

	prov_str_fini(&searched);
	return found;
}

static void add_elem(struct prov_str *literal, const char *text, size_t len)
{
	prov_str_add_char(literal, literal->len ? ',' : '{');
	prov_str_add_array_elem(literal, text, len);
}

int prov_addresses_add(struct prov_addresses *a, const char *mail, size_t len,
		       struct prov_err *err)
{
	struct prov_str searched = PROV_STR_INIT;
	int rc = 0;

	if (!prov_mail_is_valid(mail, len) || !prov_mail_normalize(&searched, mail, len)) {
		rc = prov_fail(err, PROV_E_INVALID, "Invalid email address: \"%.*s\"", (int)len, mail);
	} else if (!has_searched(a, searched.p)) {
		add_elem(&a->typed, mail, len);
		add_elem(&a->searched, searched.p, searched.len);
		a->count++;
	}
	prov_str_fini(&searched);
	return rc;
}

int prov_addresses_add_list(struct prov_addresses *a, const char *list, struct prov_err *err)
{
	while (*list) {
		size_t len;

		list += strspn(list, " \t,");
		len = strcspn(list, ",");
		if (len == 0)
			break;
		while (len && (list[len - 1] == ' ' || list[len - 1] == '\t'))
			len--;
		if (prov_addresses_add(a, list, len, err) < 0)
			return -1;
		list += strcspn(list, ",");
	}
	return 0;
}

void prov_addresses_end(struct prov_addresses *a)
{
	prov_str_add(&a->typed, a->typed.len ? "}" : "{}");
	prov_str_add(&a->searched, a->searched.len ? "}" : "{}");
}
