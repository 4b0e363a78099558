/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_report_save.c - a report as a file: keys are in it, so it is for nobody else
 */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "bin/cli_report.h"

int cli_report_save(struct cli_call *cli, const struct prov_report *report, struct prov_err *err)
{
	const char *folder = getenv("TMPDIR");
	PROV_CLEANUP(prov_freep) char *path = prov_asprintf("%s/oxreport-XXXXXX.json",
							    folder && *folder ? folder : "/tmp");
	const int fd = mkostemps(path, (int)strlen(".json"), O_CLOEXEC);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "w");
	bool ok;

	if (!f)
		return prov_fail_errno(err, PROV_E_IO, "cannot write \"%s\"", path);
	ok = fprintf(f, "%s\n", report->json) > 0;
	ok = fclose(f) == 0 && ok;
	if (!ok) {
		prov_fail_errno(err, PROV_E_IO, "cannot write \"%s\"", path);
		unlink(path);
		return -1;
	}
	return cli->opt.json ? cli_print_object(cli, err, "file", path, NULL) : cli_print(err, "%s", path);
}
