/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap/client/ldap_int.h - what the ldap_*.c files share and nobody else sees
 */
#ifndef PROV_LDAP_INT_H
#define PROV_LDAP_INT_H

#include <ldap.h>
#include <signal.h>

#include "ldap/prov_ldap.h"

struct prov_ldap {
	LDAP *ld;
	char *uri;			/* the one that answered */
	int timeout;			/* seconds without any message */
	long long deadline;		/* as in struct prov_ldap_params */
	const char *kind;		/* of the server, once it was asked (ldap_server.c) */
	bool broken;			/* libldap must not be asked any more: it would abort() */
};

/* Room for the attributes and values of one entry, used again for the next. */
struct prov_ldap_entry_buf {
	struct prov_ldap_attr *attrs;
	struct prov_text *values, *keys;	/* a key for each value */
	size_t attr_cap, value_cap, key_cap;
	LDAPControl **controls;		/* that keys are in */
};

/* ldap_entry.c: decodes msg in place: *entry points into msg and buf. -1: not well-formed. */
int prov_ldap_entry_parse(LDAP *ld, LDAPMessage *msg, struct prov_ldap_entry_buf *buf,
	struct prov_ldap_entry *entry);
void prov_ldap_entry_buf_fini(struct prov_ldap_entry_buf *buf);
/* Takes one element with this tag off the front of in; false: there is none. */
struct prov_ldap_entry_bytes {
	const unsigned char *p, *end;
};
bool prov_ldap_entry_take(struct prov_ldap_entry_bytes *in, unsigned char tag,
	struct prov_ldap_entry_bytes *content);

/* ldap_member.c */
enum prov_ldap_member_way prov_ldap_member_way(const struct prov_values *controls);	/* of a rootDSE */
/* The control of a request; *control stays NULL if none is needed. An LDAP result. */
int prov_ldap_member_control(LDAP *ld, const struct prov_ldap_members *members, LDAPControl **control);
/* Gives the values of an entry that was just decoded their keys, and makes names of extended names. -1: what
 * the server sent is not well-formed. */
int prov_ldap_member_keys(const struct prov_ldap_members *members, LDAP *ld, LDAPMessage *msg,
	struct prov_ldap_entry_buf *buf, struct prov_ldap_entry *entry);
/* True: value was an extended name, and is what is left of it. */
bool prov_ldap_member_split(struct prov_text *value, struct prov_text *key);
/* The next one of a list of what was dereferenced: 1, 0 at its end, -1: not well-formed. */
struct prov_ldap_member {
	struct prov_text attr, value, key;
};
int prov_ldap_member_next(struct prov_text *rest, const char *key_attr, struct prov_ldap_member *member);

/* dn_fold.c: adds the valid text of a name with all letters as one that stands for those that such a server
 * calls the same. */
void prov_dn_fold(enum prov_dn_rule rule, struct prov_str *out, const char *s, size_t len);

/* ldap_fail.c: after prov_ldap_fail(): the hint for this kind of server, if it has one of its own. */
void prov_ldap_fail_hint(struct prov_err *err, int result, const char *kind);
/* The same as prov_ldap_fail() for what the last call on ld left behind. */
int prov_ldap_fail_last(struct prov_err *err, LDAP *ld, const char *what);

/* ldap_gather.c: from now on sb is read when there is something to be read, or a moment later. */
void prov_ldap_gather(Sockbuf *sb);

/* ldap_pipe.c: no SIGPIPE between hold and release. As a local with PROV_CLEANUP. */
struct prov_ldap_pipe {
	sigset_t before;
	bool was_pending;
};
void prov_ldap_pipe_hold(struct prov_ldap_pipe *pipe);
void prov_ldap_pipe_release(struct prov_ldap_pipe *pipe);

/* ldap_tls.c: the TLS options of ld. CONFIG: the CA file cannot be used. look: any certificate will
 * do, since it is only to be looked at and nothing will be said. */
int prov_ldap_tls_setup(LDAP *ld, const struct prov_ldap_params *params, bool look,
	struct prov_err *err);

/* After the handshake, before anything is said: UNAVAILABLE if the version of TLS is too old. */
int prov_ldap_tls_check(LDAP *ld, const char *uri, struct prov_err *err);
/* "TLS1.2", "TLSv1.3", as GnuTLS and OpenSSL call them. */
bool prov_ldap_tls_is_new_enough(const char *version);

/* libldap says why a handshake failed only in its debug channel. Between begin and end that
 * channel is collected; end gives the reason without "TLS: " (caller frees), or NULL. */
struct prov_ldap_tls_log {
	void *stream;
	char *text;
	size_t len;
};
void prov_ldap_tls_log_begin(struct prov_ldap_tls_log *log);
char *prov_ldap_tls_log_end(struct prov_ldap_tls_log *log);
/* ldap_cert.c: is that the reason, and is it one in numbers? Then the same in words; der: the
 * certificate of the server, or NULL if it is not at hand. Caller frees. */
bool prov_ldap_cert_is_refused(const char *reason);
char *prov_ldap_cert_reason(const char *reason, const void *der, size_t len);
/* UNAVAILABLE with such a reason, and what to do. */
void prov_ldap_tls_fail(struct prov_err *err, const char *uri, const char *reason);

/* ldap_repeat.c: does an answer go on? Starts zeroed. */
struct prov_ldap_hashes {
	uint64_t *v;
	size_t n, cap;
};
struct prov_ldap_repeat {
	struct prov_ldap_hashes known, fresh;
	unsigned long long windows;	/* that are over and had entries */
	size_t entries;			/* of the present one */
	size_t empty;			/* windows without entries, in a row */
	bool has_new;
};
/* One more entry; true: the window is full, and to be ended. */
bool prov_ldap_repeat_entry(struct prov_ldap_repeat *repeat, const struct prov_text *dn);
/* The end of a page, or of a full window: false if nothing in it was new. */
bool prov_ldap_repeat_window(struct prov_ldap_repeat *repeat);
void prov_ldap_repeat_fini(struct prov_ldap_repeat *repeat);

#endif
