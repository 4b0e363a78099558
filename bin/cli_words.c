/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_words.c - gettext for what is said to people, and for nothing else
 *
 * The process keeps its locale: what others say, or read from it, does not depend on who calls. A
 * language without a locale on this machine (a server that has only C.UTF-8) is asked for by LANGUAGE,
 * which counts in any locale but C.
 */
#include <libintl.h>
#include <stdlib.h>

#include "bin/cli_child.h"
#include "bin/cli_words.h"

#define DOMAIN "prov"

static const char *wanted(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

	for (size_t i = 0; i < COUNT(names); i++) {
		const char *value = getenv(names[i]);

		if (value && *value)
			return value;
	}
	return "C";
}

/* "de_DE" of "de_DE.UTF-8" */
static void set_language(struct cli_words *words, const char *name)
{
	PROV_CLEANUP(prov_freep) char *language = prov_strndup(name, strcspn(name, ".@"));
	const char *given = getenv("LANGUAGE");

	if (given && *given)
		return;
	words->set = setenv("LANGUAGE", language, 1) == 0;
}

void cli_words_open(struct cli_words *words)
{
	PROV_CLEANUP(prov_freep) char *folder = cli_place(PROV_LOCALE_FROM_BIN);
	const char *name = wanted();

	*words = (struct cli_words){ 0 };
	if (!folder || strcmp(name, "C") == 0 || strcmp(name, "POSIX") == 0)
		return;
	bindtextdomain(DOMAIN, folder);
	bind_textdomain_codeset(DOMAIN, "UTF-8");
	words->locale = newlocale(LC_MESSAGES_MASK | LC_CTYPE_MASK, name, (locale_t)0);
	if (words->locale)
		return;
	words->locale = newlocale(LC_MESSAGES_MASK | LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	set_language(words, name);
}

void cli_words_close(struct cli_words *words)
{
	if (words->locale)
		freelocale(words->locale);
	if (words->set)
		unsetenv("LANGUAGE");
	*words = (struct cli_words){ 0 };
}

const char *cli_words(const struct cli_words *words, const char *text)
{
	const char *found;
	locale_t old;

	if (!words->locale)
		return text;
	old = uselocale(words->locale);
	found = dgettext(DOMAIN, text);
	uselocale(old);
	return found;
}

const char *cli_words_count(const struct cli_words *words, const char *one, const char *many, long long n)
{
	const char *found;
	locale_t old;

	if (!words->locale)
		return n == 1 ? one : many;
	old = uselocale(words->locale);
	found = dngettext(DOMAIN, one, many, (unsigned long)n);
	uselocale(old);
	return found;
}

const char *cli_words_language(const struct cli_words *words)
{
	/* The header of bin/po/LANGUAGE.po has it in its place. */
	const char *word = cli_words(words, "(language)");

	return strcmp(word, "(language)") == 0 ? "en" : word;
}
