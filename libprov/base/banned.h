/* SPDX-License-Identifier: Apache-2.0 */
/*
 * banned.h - functions that do not compile here; forced in with -include
 *
 * Each has a safer neighbour: snprintf or struct prov_str, strtoll through prov_int_parse,
 * strtok_r, getpid-free temporary names by mkstemp.
 */
#ifndef PROV_BANNED_H
#define PROV_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#pragma GCC poison strcpy strcat sprintf vsprintf gets strtok atoi atol atoll tmpnam mktemp

#endif
