/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov/api.h - the marks that public declarations carry
 *
 * PROV_API        exported from libprov.so (everything else is hidden)
 * PROV_MUST_CHECK the result tells success from failure, do not drop it
 * PROV_PRINTF     the compiler checks the format string
 * PROV_CLEANUP    for locals: PROV_CLEANUP(prov_session_closep) struct prov_session *s = NULL;
 */
#ifndef PROV_API_H
#define PROV_API_H

#define PROV_API __attribute__((visibility("default")))
#define PROV_MUST_CHECK __attribute__((warn_unused_result))
#define PROV_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define PROV_CLEANUP(fn) __attribute__((cleanup(fn)))

#endif
