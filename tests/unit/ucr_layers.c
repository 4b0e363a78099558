/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit/ucr_layers.c - the UCS registry reader: syntax, layers in all combinations, damaged files,
 * references in defaults. Rows of text in, value out.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "libprov/ucr/ucr_int.h"
#include "tests/lib/tap.h"

static const char *const files[PROV_UCR_LAYER_COUNT] = {
	NULL, "base-forced.conf", "base-schedule.conf", "base-ldap.conf", "base.conf",
	"base-defaults.conf"
};

static char root[] = "/tmp/ucr_layers_XXXXXX";

static void put_file(const char *name, const char *text, size_t len)
{
	char *path = prov_asprintf("%s/etc/univention/%s", root, name);
	FILE *f = fopen(path, "w");

	if (!f || fwrite(text, 1, len, f) != len || fclose(f) != 0)
		abort();
	free(path);
}

static void drop_file(const char *name)
{
	char *path = prov_asprintf("%s/etc/univention/%s", root, name);

	unlink(path);
	free(path);
}

/* Text is the whole of base.conf; the value of key k in it. */
static void test_syntax(void)
{
	static const struct {
		const char *what, *text, *key, *value;
	} rows[] = {
		{ "a plain line", "# c\nk: v\n", "k", "v" },
		{ "no line feed at the end", "# c\nk: v", "k", "v" },
		{ "one line is damaged", "k: v\n", "k", NULL },
		{ "one line without end is damaged", "k: v", "k", NULL },
		{ "an empty second line is a line", "k: v\n\n", "k", "v" },
		{ "an empty file", "", "k", NULL },
		{ "CRLF ends a line", "# c\r\nk: v\r\n", "k", "v" },
		{ "a lone CR ends a line", "# c\rk: v\rl: w", "k", "v" },
		{ "a lone CR makes two lines", "k: v\rl: w", "l", "w" },
		{ "VT and FF end no line", "# c\nk: a\vb\fc\n", "k", "a\vb\fc" },
		{ "NEL ends no line", "# c\nk: a\xC2\x85" "b\n", "k", "a\xC2\x85" "b" },
		{ "LS ends no line", "# c\nk: a\xE2\x80\xA8" "b\n", "k", "a\xE2\x80\xA8" "b" },
		{ "# in column one", "# c\n#k: v\n", "#k", NULL },
		{ "# before the colon", "# c\nk#l: v\n", "k#l", NULL },
		{ "# behind blanks", "# c\n  # k: v\n", "  # k", NULL },
		{ "# behind the colon is data", "# c\nk: v # w\n", "k", "v # w" },
		{ "# behind a colon without blank", "# c\nk:#x: v\n", "k:#x", "v" },
		{ "no blank behind the colon", "# c\nk:v\n", "k", NULL },
		{ "a tab behind the colon", "# c\nk:\tv\n", "k", NULL },
		{ "nothing behind the colon", "# c\nk:\nl: w\n", "k", NULL },
		{ "an empty value", "# c\nk: \n", "k", "" },
		{ "a colon in the key", "# c\na:b: v\n", "a:b", "v" },
		{ "the first separator counts", "# c\nk: a: b\n", "k", "a: b" },
		{ "blanks belong to the key", "# c\n k : v\n", " k ", "v" },
		{ "so the bare key is not set", "# c\n k : v\n", "k", NULL },
		{ "the empty key", "# c\n: v\n", "", "v" },
		{ "value stripped of ASCII space", "# c\nk: \t\v\f\x1C\x1F v \x1D\x1E\t\n", "k", "v" },
		{ "value stripped of Unicode space",
		  "# c\nk: \xC2\xA0\xE1\x9A\x80v\xE3\x80\x80\xE2\x80\x8A\xE2\x81\x9F\xC2\x85\n", "k", "v" },
		{ "zero-width space is kept", "# c\nk: v\xE2\x80\x8B\n", "k", "v\xE2\x80\x8B" },
		{ "quotes and escapes are data", "# c\nk: \"a\\n%d$x\"\n", "k", "\"a\\n%d$x\"" },
		{ "no continuation lines", "# c\nk: a\\\n b\n", "k", "a\\" },
		{ "the last line of a key wins", "# c\nk: 1\nk: 2\nk: 3\n", "k", "3" },
		{ "keys have case", "# c\nK: v\n", "k", NULL },
		{ "no prefix match", "# c\nkk: v\n", "k", NULL },
		{ "a BOM belongs to the key", "\xEF\xBB\xBFk: v\nl: w\n", "\xEF\xBB\xBFk", "v" },
		{ "behind a BOM the bare key is not set", "\xEF\xBB\xBFk: v\nl: w\n", "k", NULL },
		{ "references stay raw in this layer", "# c\nk: @%@l@%@\nl: w\n", "k", "@%@l@%@" },
	};
	struct prov_err err = PROV_ERR_INIT;

	for (size_t i = 0; i < COUNT(rows); i++) {
		PROV_CLEANUP(prov_ucr_freep) struct prov_ucr *ucr = NULL;

		put_file("base.conf", rows[i].text, strlen(rows[i].text));
		if (ok(prov_ucr_open(root, &ucr, &err) == 0, "%s: opens", rows[i].what))
			is_str(prov_ucr_get(ucr, rows[i].key), rows[i].value, "%s", rows[i].what);
	}
	drop_file("base.conf");
}

/* Each of the 32 sets of the five layers: the highest one of the set wins. */
static void test_combinations(void)
{
	struct prov_err err = PROV_ERR_INIT;

	for (unsigned set = 0; set < 32; set++) {
		PROV_CLEANUP(prov_ucr_freep) struct prov_ucr *ucr = NULL;
		const struct prov_ucr_var *var;
		const char *want = NULL;

		for (int layer = PROV_UCR_DEFAULT; layer >= PROV_UCR_FORCED; layer--) {
			bool has = set & (1u << layer >> 1);
			char *text = prov_asprintf("# c\n%s: %d\n", has ? "k" : "other", layer);

			put_file(files[layer], text, strlen(text));
			free(text);
			if (has)
				want = prov_ucr_layer_name((enum prov_ucr_layer)layer);
		}
		if (!ok(prov_ucr_open(root, &ucr, &err) == 0, "set %u opens", set))
			continue;
		var = prov_ucr_find(ucr, "k");
		is_str(var ? prov_ucr_layer_name(var->layer) : NULL, want, "set %u: layer", set);
		if (var)
			is_int(var->value[0] - '0', (int)var->layer, "set %u: its value", set);
	}
	for (int layer = PROV_UCR_FORCED; layer <= PROV_UCR_DEFAULT; layer++)
		drop_file(files[layer]);
}

static void test_hiding(void)
{
	PROV_CLEANUP(prov_ucr_freep) struct prov_ucr *ucr = NULL;
	struct prov_err err = PROV_ERR_INIT;

	put_file("base-forced.conf", "# c\nk: \n", 8);
	put_file("base.conf", "# c\nk: v\n", 9);
	ok(prov_ucr_open(root, &ucr, &err) == 0, "two layers");
	is_str(prov_ucr_get(ucr, "k"), "", "an empty value hides the one below");
	drop_file("base-forced.conf");
	drop_file("base.conf");
}

static void test_defaults(void)
{
	static const struct {
		const char *what, *text, *value;	/* of key k */
	} rows[] = {
		{ "a reference", "# c\nk: a@%@x@%@b\nx: 1\n", "a1b" },
		{ "two references", "# c\nk: @%@x@%@-@%@y@%@\nx: 1\ny: 2\n", "1-2" },
		{ "a default refers to a default", "# c\nk: @%@x@%@\nx: <@%@y@%@>\ny: 2\n", "<2>" },
		{ "an unknown name is empty", "# c\nk: a@%@x@%@b\n", "ab" },
		{ "the empty name is empty", "# c\nk: a@%@@%@b\n", "ab" },
		{ "one token stays", "# c\nk: a@%@x\nx: 1\n", "a@%@x" },
		{ "the third token stays", "# c\nk: @%@x@%@y@%@\nx: 1\n", "1y@%@" },
		{ "a replacement is scanned again", "# c\nk: @%@n@%@x@%@\nn: 1\nx: 2\n", "1x@%@" },
		{ "a token may come from raw text", "# c\nk: @%@n@%@\n", "1" },
		{ "normal beats default", "# c\nk: @%@m@%@\nm: default\n", "normal" },
		{ "itself", "# c\nk: @%@k@%@\nx: 1\n", "" },
		{ "each other", "# c\nk: @%@x@%@\nx: @%@k@%@\n", "" },
		{ "raw text that never ends", "# c\nk: @%@loop@%@\n", "" },
		{ "Python is not run", "# c\nk: @!@print(1)@!@\n", "@!@print(1)@!@" },
	};
	static const char normal[] = "# c\nm: normal\nn: @%@p@%@\np: 1\nloop: @%@loop@%@\n";
	struct prov_err err = PROV_ERR_INIT;

	put_file("base.conf", normal, sizeof(normal) - 1);
	for (size_t i = 0; i < COUNT(rows); i++) {
		PROV_CLEANUP(prov_ucr_freep) struct prov_ucr *ucr = NULL;

		put_file("base-defaults.conf", rows[i].text, strlen(rows[i].text));
		if (ok(prov_ucr_open(root, &ucr, &err) == 0, "%s: opens", rows[i].what))
			is_str(prov_ucr_get(ucr, "k"), rows[i].value, "%s", rows[i].what);
	}
	drop_file("base.conf");
	drop_file("base-defaults.conf");
}

static void test_damaged(void)
{
	PROV_CLEANUP(prov_ucr_freep) struct prov_ucr *ucr = NULL, *frozen = NULL, *none = NULL;
	PROV_CLEANUP(prov_freep) char *path = prov_asprintf("%s/etc/univention/base.conf", root);
	const struct timespec epoch[2] = { { 0, 0 }, { 0, 0 } };
	struct prov_err err = PROV_ERR_INIT;

	put_file("base.conf", "# one line\n", 11);
	put_file("base.conf.bak", "# c\nk: backup\n", 14);
	ok(prov_ucr_open(root, &ucr, &err) == 0, "a damaged file opens");
	is_str(prov_ucr_get(ucr, "k"), "backup", "its .bak file is read");
	put_file("base.conf", "# c\nk: main\n", 12);
	ok(utimensat(AT_FDCWD, path, epoch, 0) == 0, "time stamp zero");
	ok(prov_ucr_open(root, &frozen, &err) == 0, "opens");
	is_str(prov_ucr_get(frozen, "k"), NULL, "a file with time stamp zero is never loaded");
	put_file("base.conf", "# c\nk: main\n# \xFF\n", 16);
	ok(prov_ucr_open(root, &none, &err) < 0, "a bad byte in a comment");
	is_err(&err, PROV_E_CONFIG, "is an error");
	drop_file("base.conf");
	drop_file("base.conf.bak");
}

static void test_presence(void)
{
	PROV_CLEANUP(prov_freep) char *nowhere = prov_asprintf("%s/nowhere", root);
	PROV_CLEANUP(prov_ucr_freep) struct prov_ucr *ucr = NULL;
	struct prov_err err = PROV_ERR_INIT;

	ok(!prov_ucr_is_present(root), "no file: not there");
	ok(prov_ucr_check(root, &err) == 0, "but the files could be created");
	ok(prov_ucr_check(nowhere, &err) < 0, "BL5: no folder: they could not");
	is_err(&err, PROV_E_CONFIG, "BL5: CONFIG");
	ok(prov_ucr_open(nowhere, &ucr, &err) == 0 && !prov_ucr_at(ucr, 0), "and read as nothing");
	put_file("base-ldap.conf", "", 0);
	ok(prov_ucr_is_present(root), "one file: there");
	drop_file("base-ldap.conf");
}

int main(void)
{
	char *folder;

	unsetenv("UNIVENTION_BASECONF");
	if (!mkdtemp(root))
		return 1;
	folder = prov_asprintf("%s/etc/univention", root);
	if (prov_file_mkdirs(folder, 0755, &(struct prov_err)PROV_ERR_INIT) < 0)
		return 1;
	test_presence();
	test_syntax();
	test_combinations();
	test_hiding();
	test_defaults();
	test_damaged();
	rmdir(folder);
	free(folder);
	folder = prov_asprintf("%s/etc", root);
	rmdir(folder);
	free(folder);
	return rmdir(root) == 0 ? done() : 1;
}
