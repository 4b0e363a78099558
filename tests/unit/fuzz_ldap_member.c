/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit/fuzz_ldap_member.c - a little of tests/fuzz/fuzz_ldap_member.c
 */
#include "tests/fuzz/fuzz_ldap_member.c"
#include "tests/fuzz/mutate.h"

int main(void)
{
	static const char *const words[] = {
		"<GUID=d90a1ec9-c931-4e20-a220-0123456789ab>;<SID=S-1-5-21-1-2-3-1107>;CN=Anna,DC=x",
		"<GUID=c91e0ad931c9204ea2200123456789ab>;", "<SID=", ">;", "<", ">", ";", "-",
		"\x30\x1f\x04\x06member\x04\x01x\xa0\x12\x30\x10\x04\x0ansUniqueId\x31\x02\x04\x01k",
		"\x30\x09\x04\x06member\x04\x01y", "\x30\x84", "\x04\x01", "\xa0\x80", "\x31\x02", "\x30\x04",
		"\x04\x0ansUniqueId", "\x84\xff\xff\xff\xff", "\x81\x05", "\x82\x01\x01",
	};

	return mutate_main(words, COUNT(words));
}
