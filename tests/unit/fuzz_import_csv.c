/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit/fuzz_import_csv.c - a little of tests/fuzz/fuzz_import_csv.c
 */
#include "tests/fuzz/fuzz_import_csv.c"
#include "tests/fuzz/mutate.h"

int main(void)
{
	static const char *const words[] = {
		"a,b,c\n1,2,3\n", "a;b;c\r\n1;2;3\r\n", "\"a\",\"b\"\n", "\"x\ny\",z\n", "\"\"",
		"\"", ",", ";", "\n", "\r", "\r\n", "\"a\"\"b\"", "\xEF\xBB\xBF", "a\"b", "\"a\"b,",
		" ", "\t", "\xff", "ää", "\n\n\n", ",,,\n", "\"\n\",\"\n\"\n",
	};

	return mutate_main(words, COUNT(words));
}
