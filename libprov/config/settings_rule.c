/* SPDX-License-Identifier: Apache-2.0 */
/*
 * settings_rule.c - which strings a setting may have: paths, addresses, words
 *
 * Only the form is judged here. Whether a file is there, a server answers or a DN is right is said
 * by the layer that uses it.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include <prov/event.h>

#include "libprov/base/base.h"
#include "libprov/config/settings_rule.h"

static bool may_be_empty(const struct prov_setting *row)
{
	return !row->def || !*row->def;
}

bool prov_settings_rule_word(const struct prov_setting *row, const char *value)
{
	size_t len = strlen(value);

	if (len == 0)
		return may_be_empty(row);
	for (const char *p = row->range; *p; p += strspn(p, ", ")) {
		size_t word = strcspn(p, ", ");

		if (word == len && memcmp(p, value, len) == 0)
			return true;
		p += word;
	}
	return false;
}

/* A word of prov/event.h. */
bool prov_settings_rule_event(const struct prov_setting *row, const char *value)
{
#define WORD(ID, word, untold, meaning) word,
	static const char *const words[] = { PROV_EVENT_LIST(WORD) };
#undef WORD

	(void)row;
	for (size_t i = 0; i < COUNT(words); i++)
		if (strcmp(words[i], value) == 0)
			return true;
	return false;
}

bool prov_settings_rule_path(const struct prov_setting *row, const char *value)
{
	return *value ? *value == '/' : row->type == PROV_T_STRING && may_be_empty(row);
}

static bool is_uri(const char *p, size_t len)
{
	static const char *const schemes[] = { "ldap://", "ldaps://", "ldapi://" };

	for (size_t i = 0; i < COUNT(schemes); i++)
		if (len >= strlen(schemes[i]) && !strncasecmp(p, schemes[i], strlen(schemes[i])))
			return true;
	return false;
}

bool prov_settings_rule_uris(const struct prov_setting *row, const char *value)
{
	size_t len;

	if (!*value)
		return may_be_empty(row);
	value += strspn(value, " ");
	if (!*value)
		return false;
	for (; *value; value += len, value += strspn(value, " ")) {
		len = strcspn(value, " ");
		if (!is_uri(value, len))
			return false;
	}
	return true;
}

/* A host, and what may follow; no user in front, no blanks. */
static bool is_address(const char *value, const char *const *schemes)
{
	const size_t len = strlen(value);
	const char *host;

	for (; *schemes && strncmp(value, *schemes, strlen(*schemes)) != 0; schemes++)
		continue;
	if (!*schemes || strchr(value, ' ') || prov_str_plain(value, len) != len)
		return false;
	host = value + strlen(*schemes);
	return strcspn(host, "/?#:") && !memchr(host, '@', strcspn(host, "/?#"));
}

bool prov_settings_rule_https(const struct prov_setting *row, const char *value)
{
	static const char *const schemes[] = { "https://", NULL };

	return *value ? is_address(value, schemes) : may_be_empty(row);
}

bool prov_settings_rule_proxy(const struct prov_setting *row, const char *value)
{
	static const char *const schemes[] = { "http://", "https://", "socks5h://", NULL };

	return *value ? is_address(value, schemes) : may_be_empty(row);
}

bool prov_settings_rule_class(const struct prov_setting *row, const char *value)
{
	size_t len = strlen(value);

	(void)row;
	return len > 2 && value[0] == '[' && value[len - 1] == ']';
}

/* A name of a user, or a pattern of names, behind a context and a slash if there is one. */
bool prov_settings_rule_pattern(const struct prov_setting *row, const char *value)
{
	const char *slash = strchr(value, '/');

	(void)row;
	return slash ? slash > value && slash[1] && !strchr(slash + 1, '/') : *value;
}

bool prov_settings_rule_delimiter(const struct prov_setting *row, const char *value)
{
	(void)row;
	return strspn(value, "!#$%&'*+-/=?^_`{|}~") == strlen(value);
}

bool prov_settings_rule_language(const struct prov_setting *row, const char *value)
{
	(void)row;
	return prov_language_is_valid(value);
}

bool prov_settings_rule_zone(const struct prov_setting *row, const char *value)
{
	(void)row;
	return prov_zone_is_known(value);
}

bool prov_settings_rule_web(const struct prov_setting *row, const char *value)
{
	static const char scheme[] = "https://";
	const char *host = value + strlen(scheme), *port;
	size_t len;
	long long n;

	(void)row;
	if (strncmp(value, scheme, strlen(scheme)) != 0)
		return false;
	len = host[0] == '[' ? strspn(host + 1, "0123456789abcdef:") + 2 :
		strspn(host, "abcdefghijklmnopqrstuvwxyz0123456789.-");
	if (len == 0 || strlen(host) < len || (host[0] == '[' && host[len - 1] != ']'))
		return false;
	port = host + len;
	return !*port || (*port == ':' && prov_int_parse(port + 1, 1, 65535, &n));
}

bool prov_settings_rule_capabilities(const struct prov_setting *row, const char *value)
{
	struct prov_capability c;

	(void)row;
	while (prov_capability_next(&value, &c))
		if (!prov_capability_is_name(c.name, c.len))
			return false;
	return true;
}

/* word = value, also ?word=value; sslpassword counts, passfile does not */
static bool has_password_word(const char *value)
{
	static const char word[] = "password";

	for (const char *p = value; (p = strcasestr(p, word)); ) {
		p += strlen(word);
		p += strspn(p, " \t\r\n");
		if (*p == '=')
			return true;
	}
	return false;
}

/* postgresql://user:password@host */
static bool has_password_in_uri(const char *value)
{
	const char *p = strstr(value, "://");
	size_t authority, user;

	if (!p || (strncmp(value, "postgresql://", 13) != 0 && strncmp(value, "postgres://", 11) != 0))
		return false;
	p += 3;
	authority = strcspn(p, "/?");
	user = strcspn(p, "@");
	return user < authority && memchr(p, ':', user);
}

bool prov_settings_rule_conninfo(const struct prov_setting *row, const char *value)
{
	(void)row;
	return !has_password_word(value) && !has_password_in_uri(value);
}
