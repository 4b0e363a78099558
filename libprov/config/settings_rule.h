/* SPDX-License-Identifier: Apache-2.0 */
/*
 * config/settings_rule.h - which strings a setting may have; private to this folder
 *
 * Each rule has a function, the words that name it in listings and messages (RANGE_...) and, where
 * the reason is not obvious, advice for the one who broke it. An empty string is allowed where the
 * default is empty: it means "none".
 */
#ifndef PROV_SETTINGS_RULE_H
#define PROV_SETTINGS_RULE_H

#include "libprov/config/settings.h"

#define RANGE_PATH "absolute path"
#define RANGE_URIS "ldap://, ldaps:// or ldapi:// addresses"
#define RANGE_CLASS "[characters and a-z ranges]"
#define RANGE_CONNINFO "without a password"
#define RANGE_PATTERNS "[CONTEXT/]NAME, * is any text"
#define RANGE_DELIMITER "punctuation of a local part"
#define RANGE_LANGUAGE "a language such as en_US"
#define RANGE_CAPABILITIES "names such as drive, and -NAME"
#define RANGE_ZONE "a time zone"
#define RANGE_HTTPS "https:// address"
#define RANGE_PROXY "http://, https:// or socks5h:// address"
#define RANGE_WEB "https://HOST[:PORT]"
#define RANGE_COMMAND "absolute path, then arguments"
#define RANGE_EVENTS "words such as password"
#define RANGE_CONTEXTS "({ base, context }, ...)"
#define RANGE_MAPPING "{ field = expression; ... }"

#define ADVICE_PATH "Commands run in any folder, so the path has to start with \"/\"."
#define ADVICE_CONNINFO \
	"Write the password into a file (see \"The Password File\" in the PostgreSQL manual) and " \
	"name it with passfile=, or use peer or certificate authentication."

bool prov_settings_rule_word(const struct prov_setting *row, const char *value);
bool prov_settings_rule_path(const struct prov_setting *row, const char *value);
bool prov_settings_rule_uris(const struct prov_setting *row, const char *value);
bool prov_settings_rule_class(const struct prov_setting *row, const char *value);
bool prov_settings_rule_delimiter(const struct prov_setting *row, const char *value);
bool prov_settings_rule_language(const struct prov_setting *row, const char *value);
bool prov_settings_rule_capabilities(const struct prov_setting *row, const char *value);
bool prov_settings_rule_pattern(const struct prov_setting *row, const char *value);
bool prov_settings_rule_event(const struct prov_setting *row, const char *value);
/* Addresses hold no password, as conninfo does not. */
bool prov_settings_rule_https(const struct prov_setting *row, const char *value);
bool prov_settings_rule_proxy(const struct prov_setting *row, const char *value);
bool prov_settings_rule_zone(const struct prov_setting *row, const char *value);
/* The origin of pages: a cookie that is Secure is sent by https only. */
bool prov_settings_rule_web(const struct prov_setting *row, const char *value);
/* A connection string must not hold a password: this file may be readable by many. */
bool prov_settings_rule_conninfo(const struct prov_setting *row, const char *value);

#endif
