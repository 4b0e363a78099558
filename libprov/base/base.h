/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base/base.h - the C helpers that every layer uses; they know nothing of users
 *
 * Memory: prov_alloc() and friends return zeroed memory and never NULL: a process that has no
 * memory left prints one line and aborts (a short-lived program has nothing better to do).
 * Growable text is struct prov_str, results with one lifetime live in a struct prov_pool,
 * secrets are wiped when freed.
 */
#ifndef PROV_BASE_H
#define PROV_BASE_H

#include <prov/err.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Said to compilers and static analysis, which see one file at a time. */
#define NEVER_NULL __attribute__((returns_nonnull))

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* mem.c */
void *prov_alloc(size_t size) NEVER_NULL;			/* free() */
void *prov_realloc(void *p, size_t size);		/* free(); new bytes are not zeroed */
char *prov_strdup(const char *s);			/* free() */
char *prov_strndup(const char *s, size_t len);		/* free() */
void prov_freep(void *p);		/* for PROV_CLEANUP: takes a pointer to the pointer */

/* str.c: growable text. p is never NULL and always ends in NUL; text may contain NUL bytes. */
struct prov_str {
	char *p;
	size_t len, cap;
};
extern const char prov_str_empty[1];		/* never written: cap is 0 */
#define PROV_STR_INIT { (char *)prov_str_empty, 0, 0 }
void prov_str_add(struct prov_str *s, const char *text);
void prov_str_add_len(struct prov_str *s, const char *text, size_t len);
void prov_str_add_char(struct prov_str *s, char c);
void prov_str_addf(struct prov_str *s, const char *fmt, ...) PROV_PRINTF(2, 3);
void prov_str_vaddf(struct prov_str *s, const char *fmt, va_list ap);
void prov_str_grow(struct prov_str *s, size_t more);
static inline void prov_str_reserve(struct prov_str *s, size_t more)	/* room for more bytes and the NUL */
{
	if (s->len + more >= s->cap)
		prov_str_grow(s, more);
}
void prov_str_clear(struct prov_str *s);		/* empty, keeps the memory */
void prov_str_truncate(struct prov_str *s, size_t len);
char *prov_str_take(struct prov_str *s);		/* caller frees; s is empty afterwards */
void prov_str_fini(struct prov_str *s);
char *prov_asprintf(const char *fmt, ...) PROV_PRINTF(1, 2);	/* free() */
/* How many bytes from the first one on are neither a or b nor control characters (C0), eight at a time. */
size_t prov_str_span(const char *text, size_t len, char a, char b);
/* How many bytes from the first one on are printable ASCII, eight at a time. */
size_t prov_str_plain(const char *text, size_t len);
/* Adds text as a JSON string with its quotes; text must be valid UTF-8. */
void prov_str_add_json(struct prov_str *s, const char *text, size_t len);
/* Adds one element of a PostgreSQL array literal ({"a","b"}) without the comma. */
void prov_str_add_array_elem(struct prov_str *s, const char *text, size_t len);
/* A literal of its own: an element with what comes before it; its end, {} if there was none. */
void prov_str_array_add(struct prov_str *s, const char *text, size_t len);
void prov_str_array_add_text(struct prov_str *s, const char *text);
const char *prov_str_array_end(struct prov_str *s);

/* pool.c: many allocations, one free. Strings are copied in. */
struct prov_pool;
struct prov_pool *prov_pool_new(void);
void prov_pool_free(struct prov_pool *pool);		/* NULL is fine */
void prov_pool_freep(struct prov_pool **pool);
void prov_pool_reset(struct prov_pool *pool);		/* forgets all, keeps one block */
void *prov_pool_alloc(struct prov_pool *pool, size_t size) NEVER_NULL;	/* zeroed, aligned for anything */
char *prov_pool_strndup(struct prov_pool *pool, const char *s, size_t len) NEVER_NULL;
char *prov_pool_strdup(struct prov_pool *pool, const char *s);	/* NULL gives NULL */
/* A copy of a secret: from now on what is in the pool is wiped when it goes. NULL gives NULL. */
char *prov_pool_secret(struct prov_pool *pool, const char *s);
char *prov_pool_printf(struct prov_pool *pool, const char *fmt, ...) PROV_PRINTF(2, 3);

/* utf8.c. The width of text outside ASCII uses the locale C.UTF-8: 0.3 microseconds if the program
 * has loaded it (setlocale(LC_CTYPE, "C.UTF-8") in main), 200 if it has not. */
bool prov_utf8_is_valid(const char *s, size_t len);	/* RFC 3629: no surrogates, no overlongs */
/* True if s has a control character: C0, DEL, C1 (U+0080 to U+009F). */
bool prov_utf8_has_control(const char *s, size_t len);
/* The bytes of the character at s, which has len > 0: 1 to 4, or 0 if they are no UTF-8. */
size_t prov_utf8_decode(const char *s, size_t len, uint32_t *cp);
void prov_utf8_add_cp(struct prov_str *out, uint32_t cp);
/* Normalization Form C, in which equal text has equal bytes. Adds to out; s must be valid UTF-8. */
void prov_utf8_nfc(struct prov_str *out, const char *s, size_t len);
/* True if a look is enough to say that s is in that form: nearly all European text. */
bool prov_utf8_nfc_is_simple(const char *s, size_t len);
/* Letters and signs of most names beyond ASCII: each can be seen, and is in that form whatever stands before
 * it. True of some only. */
bool prov_utf8_nfc_is_letter(uint32_t cp);
/* What names are compared by: lower case after Unicode simple case mapping (utf8_lower.c), in NFC,
 * independent of the caller's locale. Adds to out; s must be valid UTF-8. */
void prov_utf8_lower(struct prov_str *out, const char *s, size_t len);
uint32_t prov_utf8_lower_cp(uint32_t cp);		/* utf8_lower.c: one character */
int prov_utf8_width(const char *s);			/* columns on a terminal */

/* plain.c: text of others in a line of ours, on a terminal or in a log. What is obeyed there instead of
 * shown is replaced: C0 with line ends and tabs, DEL, C1, U+2028, U+2029, the marks that turn the direction
 * of writing, and bytes that are not UTF-8. */
void prov_plain_clean(char *text, char instead);	/* in place: one byte for each of them */
void prov_plain_add(struct prov_str *s, const char *text);	/* adds text with '?' for each of them */
/* In JSON text, from byte begin on, by \u and its number: it means what it meant. */
void prov_plain_escape(struct prov_str *json, size_t begin);

/* number.c: whole strings only, decimal, no blanks, no exponent. true if it is a number in range. */
bool prov_int_parse(const char *s, long long lo, long long hi, long long *value);

/* number.c: `true 1 yes y on` and `false 0 no n off`, any case, trimmed. 1, 0, or -1: neither. */
int prov_bool_parse(const char *s);
/* The same of a text that no NUL ends. */
int prov_bool_parse_len(const char *s, size_t len);

/* near.c */
/* Letters to change, add, drop or swap with their neighbour until a is b (optimal string alignment). */
size_t prov_near_slips(const char *a, const char *b, size_t b_len);
/* As many slips, or more, and another word was meant: one of three letters is not near to every other. */
size_t prov_near_limit(const char *word);

/* capability.c: elements of "drive, -chat", a list of capabilities; -NAME is one that is denied. */
struct prov_capability {
	const char *name;		/* len bytes, in the list, as they were written */
	size_t len;
	bool denied;
};
#define PROV_CAPABILITY_BYTES 64
/* The next element, which may be no name; false: there is none. Moves *list behind it. */
bool prov_capability_next(const char **list, struct prov_capability *c);
bool prov_capability_is_name(const char *name, size_t len);

/* chars.c: what may be part of text of which use. NAME: of users, groups, mappings, addresses:
 * what is seen, and U+0020. LINE: names of people. TEXT: everything else; no control characters. */
enum prov_use { PROV_USE_NAME, PROV_USE_LINE, PROV_USE_TEXT };
struct prov_flaw {
	const char *why;		/* "has an invisible character", as a predicate */
	uint32_t cp;			/* which one; 0: why says it all */
	const char *hint;		/* or NULL */
};
/* False: *flaw says why s may not be such text; it may not be UTF-8 either. */
bool prov_chars_check(const char *s, size_t len, enum prov_use use, struct prov_flaw *flaw);
bool prov_chars_is_seen(const char *s, size_t len);	/* is there anything to see? */
/* A line as it is stored: NFC, each run of blanks and line ends is one U+0020, none at the ends,
 * without what may not stand there. Adds to out; s must be valid UTF-8. */
void prov_chars_add_line(struct prov_str *out, const char *s, size_t len);
bool prov_chars_is_line(const char *s, size_t len);	/* in letters of most names, and stored as it is */
/* For messages: what cannot be seen is shown as <U+200B>. Adds to out. */
void prov_chars_show(struct prov_str *out, const char *s, size_t len);
/* "has an invisible character U+200B". Adds to out. */
void prov_chars_add_flaw(const struct prov_flaw *flaw, struct prov_str *out);

/* domain.c: LDH labels (RFC 1123), in Unicode as IDNA2008 allows them, mapped as UTS 46 says.
 * Adds the ASCII form in lower case to out, unless that is NULL. False: *flaw says why it is no
 * domain. */
bool prov_domain_to_ascii(struct prov_str *out, const char *s, size_t len, struct prov_flaw *flaw);
/* What a context's name or login mapping is compared by: lower case in NFC; a domain beyond ASCII
 * in its ASCII form. Adds to out; s must be valid UTF-8. */
void prov_domain_login_name(struct prov_str *out, const char *s, size_t len);

/* mail.c: RFC 5321 in its usual part, no quoted local parts, no address literals; IDN domains.
 * False: *flaw, which may be NULL, says why s is no address. */
bool prov_mail_check(const char *s, size_t len, struct prov_flaw *flaw);
/* What servers search by: lower case in NFC, the domain in its ASCII form. Adds to out; false if s
 * is no address. */
bool prov_mail_normalize(struct prov_str *out, const char *s, size_t len);
/* Has the local part one of the characters that mail servers cut it at ("+": a+b@... is a@...)? */
bool prov_mail_has_delimiter(const char *s, size_t len, const char *delimiters);

/* language.c: de_DE, zh_Hans_CN, es_419. */
bool prov_language_is_valid(const char *value);
/* zone.c: the name of a time zone, such as Europe/Berlin. Without time zones on this machine
 * whatever looks like one. */
bool prov_zone_is_known(const char *name);
/* The zone that may have been meant by one that is not known; caller frees; NULL: there is none. */
char *prov_zone_nearest(const char *name);

/* file.c */
/* 1: there is something at path, which need not be readable (a link to nothing, links in a circle);
 * 0: nothing is there; -1: that cannot be told, for a folder on the way cannot be looked into (errno). */
int prov_file_look(const char *path);
/* Bytes of the mark (U+FEFF) that some editors put in front of UTF-8. */
size_t prov_file_mark(const char *text, size_t len);
/* Whole file into out (added), without such a mark. Fails with CONFIG if it cannot be read, is larger than
 * max bytes, UTF-16, or neither file nor device: nobody is waited for, but at what was handed over open
 * (/dev/stdin). */
int prov_file_read(const char *path, size_t max, struct prov_str *out, struct prov_err *err);
/* The same with the mark, if there is one, and whatever else stands in it. */
int prov_file_read_bytes(const char *path, size_t max, struct prov_str *out, struct prov_err *err);
/* A secret, of a file that belongs to us or root and that others may not read (of root's, its group may).
 * Links are followed, it is their end that counts. "-" is standard input. pipes: named by who calls the
 * program, who may mean a pipe; else that is refused as for other files. CONFIG otherwise. out may hold
 * a part of it then: wipe with prov_secret_fini() in any case. */
int prov_file_read_secret(const char *path, bool pipes, struct prov_str *out, struct prov_err *err);
/* The same of a file at path that its group may read, also if it is not root's: for what is nobody else's
 * business, and lets nobody in. */
int prov_file_read_shared(const char *path, struct prov_str *out, struct prov_err *err);
/* A secret that is one line, without its line end (LF or CRLF); may be empty. CONFIG: more lines, NUL. */
int prov_file_read_password(const char *path, bool pipes, struct prov_str *out, struct prov_err *err);
/* A file without a name in TMPDIR (or /tmp), to write and read; fclose() removes it. NULL: errno. */
FILE *prov_file_temporary(void);

/* file_replace.c: a whole file in one step: readers see the old one or the new one. A new one has this mode
 * (less umask), one that is replaced keeps its mode, owner and group where we may give them. No link is
 * followed, and what is there and no regular file is left alone. DURABLE survives a power failure. IO. */
enum prov_file_duration { PROV_FILE_PASSING, PROV_FILE_DURABLE };
int prov_file_replace(const char *path, unsigned mode, enum prov_file_duration duration,
	const struct prov_str *text, struct prov_err *err);

/* digest.c: SHA-256 of text that comes piece by piece. take writes PROV_DIGEST_HEX digits and a NUL, and
 * frees in any case. */
#define PROV_DIGEST_HEX 64
struct prov_digest;
struct prov_digest *prov_digest_new(void);
void prov_digest_add(struct prov_digest *digest, const char *text, size_t len);
int prov_digest_take(struct prov_digest *digest, char *hex, struct prov_err *err);

/* token.c: random secrets that open something of a context, of which the hash is stored, in PROV_DIGEST_HEX
 * digits and a NUL. */
#define PROV_TOKEN_BYTES 80
void prov_token_make(long long context, char *token);
/* False: it is none. */
bool prov_token_read(const char *token, long long *context, char *hex);
int prov_token_hash(const char *token, char *hex, struct prov_err *err);

/* mkdir -p with this mode for what is created. */
int prov_file_mkdirs(const char *path, unsigned mode, struct prov_err *err);

/* secret.c */
void prov_secret_wipe(char *s);				/* a NUL-terminated string; NULL is fine */
void prov_secret_fini(struct prov_str *s);		/* wipes, then frees */
void prov_secret_freep(char **s);			/* the same for PROV_CLEANUP and a string */

/* hash.c: FNV-1a with a final mix, 64 bits; start with PROV_HASH_INIT. Not for hostile keys. */
#define PROV_HASH_INIT 14695981039346656037ULL
uint64_t prov_hash(uint64_t h, const void *data, size_t len);
uint64_t prov_hash_text(uint64_t h, const char *text);	/* with its end; NULL is as empty */

/* clock.c: CLOCK_MONOTONIC in milliseconds, for deadlines. */
long long prov_clock_ms(void);

/* uuid.c: a random UUID as text, to name a transaction or a run. buf has 37 bytes. */
const char *prov_uuid(char *buf);

#endif
