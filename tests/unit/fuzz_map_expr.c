/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit/fuzz_map_expr.c - a little of tests/fuzz/fuzz_map_expr.c
 */
#include "tests/fuzz/fuzz_map_expr.c"
#include "tests/fuzz/mutate.h"

int main(void)
{
	static const char *const words[] = {
		"${uid}", "${mail:-${uid}@example.com}", "${a#SMTP:}", "${b&2:+false}", "${c=x:-y}",
		"${", "}", ":-", ":+", "#", "&514", "=", "$$", " ", "$", "${d}", "${e;lang-de}",
		"${f:+${g} ${h}}", "\xff",
		"${b}-${c}-${a}", "|lower", "|replace(a,b)", "|split(,)", "|join(;)",
		"|mib", "|ascii", "|first", "||", "*=x",
	};

	return mutate_main(words, COUNT(words));
}
