/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit/fuzz_web.c - a little of tests/fuzz/fuzz_web.c
 */
#include "tests/fuzz/fuzz_web.c"
#include "tests/fuzz/mutate.h"

int main(void)
{
	static const char *const words[] = {
		"OK\t1\tuser=c1u3", "OK\t1\tuser=c2147483647u1\tnologin", "OK\t1\tuser=c1u3@company",
		"OK\t2\tuser=c1u3",
		"FAIL\t1\tuser=x\tcode=temp_fail", "FAIL\t1", "CONT\t1\t", "VERSION\t1\t2", "VERSION\t2",
		"\tnologin",
		"\tuser=", "\ttemp", "\t", "c", "u", "@", "=", "\x01t", "2147483648", "0", "OK\t1\t",
		"https://a.example", "null", "/SOGo/", "//", "/", "\\", "\r\n", "de", "en;q=0.5",
		",", ";q=", "1.",
		"0.",
		"1.0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
	};

	return mutate_main(words, COUNT(words));
}
