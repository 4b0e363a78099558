/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz/fuzz_import_csv.c - any bytes as a CSV file: reading ends, records come in the order of their lines,
 * and what was read, written again with every cell in quotes, reads as the same
 */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "libprov/import/import.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool true_thing)
{
	if (!true_thing)
		abort();
}

static struct import_csv *csv_of(const char *data, size_t size, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str path = PROV_STR_INIT;
	struct import_csv *csv = NULL;
	int fd = memfd_create("csv", 0);

	must(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	prov_str_addf(&path, "/proc/self/fd/%d", fd);
	prov_import_csv_open(path.p, &csv, err);
	close(fd);
	return csv;
}

static void add_record(struct prov_str *out, const struct import_record *r)
{
	for (size_t i = 0; i < r->count; i++) {
		prov_str_add(out, i ? ",\"" : "\"");
		for (const char *p = r->cells[i]; *p; p++) {
			prov_str_add_char(out, *p);
			if (*p == '"')
				prov_str_add_char(out, '"');
		}
		prov_str_add_char(out, '"');
	}
	prov_str_add_char(out, '\n');
}

/* All records that can be read, in their plainest form. */
static size_t read_all(const char *data, size_t size, struct prov_str *out, bool *bad)
{
	struct prov_err err = PROV_ERR_INIT;
	struct import_csv *csv = csv_of(data, size, &err);
	struct import_record r;
	long long line = 0;
	size_t n = 0;
	int rc;

	while (csv && (rc = prov_import_csv_next(csv, &r, &err)) != 0) {
		must(rc == 1 && r.line > line && (r.bad || r.count > 0) && r.count <= size);
		line = r.line;
		*bad |= r.bad != NULL;
		must(!r.bad || r.bad_cell <= r.count);
		if (!r.bad)
			add_record(out, &r);
		n++;
	}
	must(csv || err.code == PROV_E_INVALID);
	prov_import_csv_close(csv);
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str once = PROV_STR_INIT, twice = PROV_STR_INIT;
	bool bad = false, bad_again = false;

	must(read_all((const char *)data, size, &once, &bad) <= size);
	if (once.len < 2)
		return 0;
	read_all(once.p, once.len, &twice, &bad_again);
	must(!bad_again && once.len == twice.len && memcmp(once.p, twice.p, once.len) == 0);
	return 0;
}
