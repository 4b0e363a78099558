/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lease.c - who holds a job that one process does at a time (prov.job_lock)
 *
 * The owner's name tells host, boot, PID namespace and process, so that one that was killed on this
 * machine is noticed at once and the next one goes on. Of a process in another namespace (a container)
 * or on another machine only the expiry tells: who cannot be looked at is not dead.
 */
#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "libprov/model/model.h"

/* Field 22 of /proc/PID/stat: when the process started; a PID alone may be another's by now. */
static unsigned long long start_time(long pid)
{
	PROV_CLEANUP(prov_freep) char *path = prov_asprintf("/proc/%ld/stat", pid);
	struct prov_err ignored = PROV_ERR_INIT;
	struct prov_str text = PROV_STR_INIT;
	unsigned long long start = 0;
	const char *p = NULL;

	if (prov_file_read(path, 65536, &text, &ignored) == 0)
		p = strrchr(text.p, ')');
	for (int field = 2; p && field < 22; field++) {
		p = strchr(p, ' ');
		p = p ? p + 1 : NULL;
	}
	if (p)
		start = strtoull(p, NULL, 10);
	prov_str_fini(&text);
	return start;
}

/* "HOST/BOOT/NAMESPACE/": where our PIDs mean the same. NULL: that cannot be told. */
static char *machine(void)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str boot = PROV_STR_INIT;
	struct prov_err ignored = PROV_ERR_INIT;
	char host[256] = "", space[64] = "";

	if (gethostname(host, sizeof(host) - 1) < 0 ||
	    prov_file_read("/proc/sys/kernel/random/boot_id", 256, &boot, &ignored) < 0 ||
	    readlink("/proc/self/ns/pid", space, sizeof(space) - 1) <= 0)
		return NULL;
	return prov_asprintf("%s/%.36s/%s/", host, boot.p, space);
}

char *prov_lease_owner(void)
{
	PROV_CLEANUP(prov_freep) char *here = machine();

	return prov_asprintf("%s%ld/%llu", here ? here : "unknown///", (long)getpid(),
			     start_time((long)getpid()));
}

/* One that is there but hidden from us (hidepid) may well be the owner. */
bool prov_lease_is_dead(const char *owner)
{
	PROV_CLEANUP(prov_freep) char *here = machine();
	unsigned long long start = 0, found;
	size_t len = here ? strlen(here) : 0;
	long pid = 0;

	if (!here || strncmp(owner, here, len) != 0 ||
	    sscanf(owner + len, "%ld/%llu", &pid, &start) != 2 || pid <= 0)
		return false;
	if (kill((pid_t)pid, 0) < 0 && errno == ESRCH)
		return true;
	found = start_time(pid);
	return start && found && found != start;
}
