/* SPDX-License-Identifier: Apache-2.0 */
/*
 * change_spool.c - changes of a run wait here until nothing is locked any more
 *
 * A change is its six texts, each behind its length; NONE stands for NULL. A seventh one is there if
 * the change is known.
 */
#include "libprov/sink/change_spool.h"

#include "libprov/base/base.h"

#define MUCH (512 * 1024)	/* bytes that are kept in memory */
#define NONE UINT32_MAX
#define TEXTS 7

struct prov_change_spool {
	FILE *file;			/* NULL: all of it is in memory so far */
	struct prov_str text;		/* what comes after the file's */
};

struct prov_change_spool *prov_change_spool_new(void)
{
	struct prov_change_spool *s = prov_alloc(sizeof(*s));

	s->text = (struct prov_str)PROV_STR_INIT;
	return s;
}

static void spool_free(struct prov_change_spool *s)
{
	if (!s)
		return;
	if (s->file)
		fclose(s->file);
	prov_str_fini(&s->text);
	free(s);
}

void prov_change_spool_freep(struct prov_change_spool **s)
{
	spool_free(*s);
}

static int fail_file(struct prov_err *err)
{
	return prov_fail_errno(err, PROV_E_IO, "cannot keep the list of changes in a temporary file");
}

static void add_text(struct prov_str *out, const char *text)
{
	uint32_t len = text ? (uint32_t)strlen(text) : NONE;

	prov_str_add_len(out, (const char *)&len, sizeof(len));
	if (text)
		prov_str_add_len(out, text, len);
}

int prov_change_spool_add(void *data, const struct prov_sync_change *c, struct prov_err *err)
{
	struct prov_change_spool *s = data;
	const char *const texts[TEXTS] = { c->action, c->kind, c->context, c->name, c->dn, c->what,
					   c->known ? "" : NULL };

	for (size_t i = 0; i < TEXTS; i++)
		add_text(&s->text, texts[i]);
	if (s->text.len < MUCH)
		return 0;
	if (!s->file)
		s->file = prov_file_temporary();
	if (!s->file || fwrite(s->text.p, 1, s->text.len, s->file) != s->text.len ||
	    fflush(s->file) != 0)
		return fail_file(err);
	prov_str_clear(&s->text);
	return 0;
}

/* Adds a text and its NUL. 1: done, 0: the end of the file, -1. */
static int read_text(FILE *f, struct prov_str *out, bool *is_null)
{
	uint32_t len;
	size_t got = fread(&len, 1, sizeof(len), f);

	if (got == 0 && !ferror(f))
		return 0;
	if (got != sizeof(len))
		return -1;
	*is_null = len == NONE;
	if (*is_null)
		len = 0;
	prov_str_reserve(out, len);
	if (fread(out->p + out->len, 1, len, f) != len)
		return -1;
	out->len += len;
	prov_str_add_char(out, '\0');
	return 1;
}

/* As read_text(), all texts of a change; offsets are those of the texts in out. */
static int read_change(FILE *f, struct prov_str *out, size_t *offsets, bool *nulls)
{
	int rc = 1;

	prov_str_clear(out);
	for (size_t i = 0; rc > 0 && i < TEXTS; i++) {
		offsets[i] = out->len;
		rc = read_text(f, out, &nulls[i]);
		if (rc == 0 && i)
			return -1;
	}
	return rc;
}

static int tell_from(FILE *f,
		     int (*fn)(void *data, const struct prov_sync_change *change, struct prov_err *err),
		     void *data, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str line = PROV_STR_INIT;
	const char *t[TEXTS];
	size_t offsets[TEXTS];
	bool nulls[TEXTS];
	int rc;

	while ((rc = read_change(f, &line, offsets, nulls)) > 0) {
		for (size_t i = 0; i < TEXTS; i++)
			t[i] = nulls[i] ? NULL : line.p + offsets[i];
		if (fn(data, &(struct prov_sync_change){ t[0], t[1], t[2], t[3], t[4], t[5], t[6] }, err) < 0)
			return -1;
	}
	return rc < 0 ? fail_file(err) : 0;
}

int prov_change_spool_tell(struct prov_change_spool *s,
			   int (*fn)(void *data, const struct prov_sync_change *change,
				     struct prov_err *err),
			   void *data, struct prov_err *err)
{
	FILE *rest;
	int rc;

	if (s->file && fseek(s->file, 0, SEEK_SET) != 0)
		return fail_file(err);
	if (s->file && tell_from(s->file, fn, data, err) < 0)
		return -1;
	if (s->text.len == 0)
		return 0;
	rest = fmemopen(s->text.p, s->text.len, "r");
	if (!rest)
		return fail_file(err);
	rc = tell_from(rest, fn, data, err);
	fclose(rest);
	return rc;
}
