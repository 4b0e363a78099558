/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov/err.h - what went wrong, for a program and for a person
 *
 * Every function that can fail returns 0 or -1 (or NULL) and fills the caller's struct prov_err,
 * its last parameter. The lowest function that knows the reason sets the message; callers may put
 * their subject in front with prov_err_context() and never replace it. All text lives inside the
 * struct: reporting an error needs no memory, and text that is too long ends in "...". What a terminal
 * or a log would obey, line ends among it, is "?" there, wherever it comes from.
 *
 *	struct prov_err err = PROV_ERR_INIT;
 *	if (prov_user_delete(session, ..., &err) < 0)
 *		fprintf(stderr, "%s\n", err.msg);
 */
#ifndef PROV_ERR_H
#define PROV_ERR_H

#include <prov/api.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One code per reaction of a caller; prov_err_status() turns them into exit statuses. */
enum prov_code {
	PROV_OK,
	PROV_E_INTERNAL,	/* a bug, or a reason nobody foresaw */
	PROV_E_DENIED,		/* wrong name or password; unknown context in a context admin's tool */
	PROV_E_NO_CONTEXT,	/* that context does not exist */
	PROV_E_INVALID,		/* a value breaks a rule of the data */
	PROV_E_EXISTS,		/* the name or address is taken */
	PROV_E_MISSING,		/* a mandatory option was not given */
	PROV_E_UNAVAILABLE,	/* database or directory cannot be reached; trying again may help */
	PROV_E_STORAGE,		/* the database refused or failed */
	PROV_E_TIMEOUT,		/* no answer in time */
	PROV_E_NO_USER,		/* that user does not exist */
	PROV_E_VALUE,		/* an option's value cannot be read (not a number, empty, ...) */
	PROV_E_CONTEXT_EXISTS,	/* a context with this id exists */
	PROV_E_UNKNOWN_OPTION,	/* an option or word that nobody knows */
	PROV_E_NO_GROUP,	/* that group does not exist */
	PROV_E_NO_RESOURCE,	/* that resource does not exist */
	PROV_E_NO_RECORD,	/* that server, file store or database is not registered */
	PROV_E_CONFIG,		/* the configuration is wrong */
	PROV_E_IO,		/* reading or writing a file failed */
	PROV_E_CONFLICT,	/* another change came first; repeat the whole transaction */
	PROV_E_GUARD,		/* a safety limit: nothing was changed, or nothing taken where it says so */
	PROV_E_INCOMPLETE,	/* the directory was not read completely, nothing was changed */
	PROV_E_BUSY,		/* another run holds the job */
	PROV_E_PARTIAL,		/* done, but some entries were rejected */
	PROV_E_NOT_NUMBER,	/* an id that is no number */
	PROV__CODE_COUNT
};

struct prov_err {
	enum prov_code code;
	bool retry;		/* the same again may work, without anybody doing anything */
	int native;		/* LDAP result code or errno, 0 if neither */
	char sqlstate[6];	/* five letters, or empty */
	char msg[512];		/* one sentence: what could not be done and why */
	char detail[1024];	/* facts: the server's own words; may have several lines */
	char hint[512];		/* what to do about it */
	const char *field;	/* the option that it is about, without dashes; static text, or NULL */
};

#define PROV_ERR_INIT { PROV_OK, false, 0, "", "", "", "", NULL }

/* What a program ends with, and the word for it ("GUARD"); the code that has this word, INTERNAL if none
 * has. */
PROV_API int prov_err_status(enum prov_code code);
PROV_API const char *prov_err_name(enum prov_code code);
PROV_API enum prov_code prov_err_named(const char *name);
/* Does it need somebody more? (docs/exit-status.md) */
PROV_API bool prov_err_is_worse(enum prov_code code, enum prov_code than);

/* Sets code and message, clears the rest, returns -1. retry follows from the code. */
PROV_API int prov_fail(struct prov_err *err, enum prov_code code, const char *fmt, ...)
	PROV_PRINTF(3, 4);

/* The same for errno: appends ": " and the text of errno, which is kept in native. */
PROV_API int prov_fail_errno(struct prov_err *err, enum prov_code code, const char *fmt, ...)
	PROV_PRINTF(3, 4);

/* What is wrong stays until somebody mends it, though with this code it may pass. Returns -1. */
PROV_API int prov_err_stays(struct prov_err *err);

/* Puts text and ": " in front of the message. Returns -1. */
PROV_API int prov_err_context(struct prov_err *err, const char *fmt, ...) PROV_PRINTF(2, 3);

/* Sets the detail or the hint. Both return -1. */
PROV_API int prov_err_detail(struct prov_err *err, const char *fmt, ...) PROV_PRINTF(2, 3);
PROV_API int prov_err_hint(struct prov_err *err, const char *fmt, ...) PROV_PRINTF(2, 3);

/* Names the option that the error is about; text that outlives it, or NULL. Returns -1. */
PROV_API int prov_err_field(struct prov_err *err, const char *field);

/* Adds a line to the detail. Returns -1. */
PROV_API int prov_err_detail_line(struct prov_err *err, const char *fmt, ...) PROV_PRINTF(2, 3);

/* Static analysis sees one file at a time: it is told here what the functions above return. */
#ifdef __clang_analyzer__
#define prov_fail(...) (prov_fail(__VA_ARGS__), -1)
#define prov_fail_errno(...) (prov_fail_errno(__VA_ARGS__), -1)
#define prov_err_stays(...) (prov_err_stays(__VA_ARGS__), -1)
#define prov_err_context(...) (prov_err_context(__VA_ARGS__), -1)
#define prov_err_detail(...) (prov_err_detail(__VA_ARGS__), -1)
#define prov_err_detail_line(...) (prov_err_detail_line(__VA_ARGS__), -1)
#define prov_err_hint(...) (prov_err_hint(__VA_ARGS__), -1)
#define prov_err_field(...) (prov_err_field(__VA_ARGS__), -1)
#endif

/* Back to PROV_ERR_INIT. */
PROV_API void prov_err_clear(struct prov_err *err);

#ifdef __cplusplus
}
#endif

#endif
