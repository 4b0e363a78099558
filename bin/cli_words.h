/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bin/cli_words.h - words for people in their language: English, or what bin/po has
 *
 *	struct cli_words words;
 *
 *	cli_words_open(&words);
 *	cli_words(&words, "contexts") ...
 *	cli_words_close(&words);
 *
 * The language is what LC_ALL, LC_MESSAGES, LANG and LANGUAGE say, also where the machine has no such
 * locale. Only what is asked for here is translated: messages of libraries, CSV and JSON stay what
 * they are.
 */
#ifndef CLI_WORDS_H
#define CLI_WORDS_H

#include <locale.h>

#include "bin/cli.h"

/* A word that is asked for somewhere else, for those who look for words. */
#define CLI_WORD(text) text

struct cli_words {
	locale_t locale;		/* 0: English */
	bool set;			/* LANGUAGE was made for it */
};

void cli_words_open(struct cli_words *words);
void cli_words_close(struct cli_words *words);
/* The text in that language, or as it stands. Borrowed for good. */
const char *cli_words(const struct cli_words *words, const char *text) __attribute__((format_arg(2)));
/* What is worth a plural: "%lld day", "%lld days". */
const char *cli_words_count(const struct cli_words *words, const char *one, const char *many, long long n)
	__attribute__((format_arg(2), format_arg(3)));
/* A word of the locale itself: "de" or "en". */
const char *cli_words_language(const struct cli_words *words);

#endif
