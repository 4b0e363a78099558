/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit/fuzz_ldap_sync.c - a little of tests/fuzz/fuzz_ldap_sync.c
 */
#include "tests/fuzz/fuzz_ldap_sync.c"
#include "tests/fuzz/mutate.h"

int main(void)
{
	static const char *const words[] = {
		"\x30\x15\x0a\x01\x01\x04\x10" "0123456789abcdef", "\x30\x08\x04\x03" "c=1" "\x01\x01\xff",
		"\xa3\x26\x31\x24\x04\x10" "0123456789abcdef" "\x04\x10" "fedcba9876543210",
		"\xa1\x08\x04\x03" "c=1" "\x01\x01\xff", "\xa2\x03\x01\x01\xff", "\x80\x03" "c=1",
		"\x04\x10", "\x31\x12", "\x30\x80", "\xa3\x84\xff\xff\xff\xff", "\x81\x05", "\x04\x03" "c=1",
	};

	return mutate_main(words, COUNT(words));
}
