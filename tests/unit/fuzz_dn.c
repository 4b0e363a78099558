/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit/fuzz_dn.c - a little of tests/fuzz/fuzz_dn.c
 */
#include "tests/fuzz/fuzz_dn.c"
#include "tests/fuzz/mutate.h"

int main(void)
{
	static const char *const words[] = {
		"uid=anna,ou=people,dc=example,dc=com", "cn=a+uid=b", "CN=M\xC3\xBCller\\, Hans",
		",", "=", "+",
		"\\", "\\2C", "\\c3\\bc", "\"", "#0402", " ", ";", "<", "\xC3\x9C", "\xff", "2.5.4.3", "oid.",
		"commonName=", "\\\xC3", "\x7f", "\xE5\xBC\xA0", "\xC2\xA0", "\xC4\xB0", "\t", "\n",
	};

	return mutate_main(words, COUNT(words));
}
