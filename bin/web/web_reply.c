/* SPDX-License-Identifier: Apache-2.0 */
/*
 * web_reply.c - an answer, before it is sent
 */
#include "bin/web/web.h"

void web_reply_header(struct web_reply *reply, const char *name, const char *fmt, ...)
{
	struct prov_str value = PROV_STR_INIT;
	va_list ap;

	if (reply->header_count == COUNT(reply->headers))
		return;
	va_start(ap, fmt);
	prov_str_vaddf(&value, fmt, ap);
	va_end(ap);
	reply->headers[reply->header_count++] = (struct web_header){ name, prov_str_take(&value) };
}

void web_reply_fini(struct web_reply *reply)
{
	for (size_t i = 0; i < reply->header_count; i++)
		prov_secret_freep(&reply->headers[i].value);
	prov_secret_fini(&reply->body);
}
