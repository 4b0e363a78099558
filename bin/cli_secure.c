/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_secure.c - the memory of a program, where passwords may be, reaches no file
 *
 * A process that is not dumpable leaves no core, whatever the limit is and wherever cores go; nor
 * may others of the same user look into it. The limit is for what has the process dumpable again, such
 * as a sanitizer. Its hard half stays: a private server that the program starts inherits it, and
 * pg_ctl --core-files still works. What is started by execve() is dumpable as ever.
 */
#include <sys/prctl.h>
#include <sys/resource.h>

#include "bin/cli.h"

void cli_secure(void)
{
	struct rlimit limit;

	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	if (getrlimit(RLIMIT_CORE, &limit) == 0) {
		limit.rlim_cur = 0;
		setrlimit(RLIMIT_CORE, &limit);
	}
}
