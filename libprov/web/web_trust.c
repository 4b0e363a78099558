/* SPDX-License-Identifier: Apache-2.0 */
/*
 * web_trust.c - what a browser says of where a request comes from
 */
#include <string.h>

#include "libprov/web/web.h"

static bool is_ours(const char *url, const char *host, const char *origin)
{
	static const char scheme[] = "https://";

	if (url[0])
		return strcmp(origin, url) == 0;
	return host && strncmp(origin, scheme, strlen(scheme)) == 0 &&
		strcmp(origin + strlen(scheme), host) == 0;
}

/* Browsers say Origin: null of forms in pages that send no Referer, as ours do: then Sec-Fetch-Site
 * decides. What says neither is no browser of these years, and has no cookie of ours. */
bool prov_web_trust_post(const char *url, const char *host, const char *origin, const char *site)
{
	if (site && strcmp(site, "same-origin") != 0)
		return false;
	if (!origin)
		return true;
	return strcmp(origin, "null") == 0 ? site != NULL : is_ours(url, host, origin);
}

bool prov_web_trust_is_foreign(const char *site)
{
	return site && strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0;
}

/* Neither "//host" nor what browsers take for it, nor what ends a header. */
bool prov_web_trust_path(const char *path)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
		"/_-.~%?=&+,:;@!$'()*";

	return path[0] == '/' && path[1] != '/' && !path[strspn(path, allowed)];
}
