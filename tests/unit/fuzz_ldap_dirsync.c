/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit/fuzz_ldap_dirsync.c - a little of tests/fuzz/fuzz_ldap_dirsync.c
 */
#include "tests/fuzz/fuzz_ldap_dirsync.c"
#include "tests/fuzz/mutate.h"

int main(void)
{
	static const char *const words[] = {
		"\x30\x0b\x02\x01\x01\x02\x01\x01\x04\x03" "c=1", "\x02\x01\x01", "\x04\x03" "c=1",
		"\x30\x80", "\x30\x84\xff\xff\xff\xff", "\x02\x05", "\x81\x05", "\x04\x84\x7f\xff\xff\xff",
	};

	return mutate_main(words, COUNT(words));
}
