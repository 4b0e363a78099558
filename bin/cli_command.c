/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_command.c - THE array of commands; each is described in its own file
 */
#include "bin/cli.h"

/* In the order in which `prov help` lists them: those of a kind stand together. */
#define COMMANDS(X) \
	X(createcontext) X(changecontext) X(deletecontext) X(listcontext) X(existscontext) \
	X(enablecontext) X(disablecontext) X(enableallcontexts) X(disableallcontexts) \
	X(getadminid) X(getmoduleaccessforcontext) X(getaccesscombinationnameforcontext) \
	X(getcontextcapabilities) X(listquota) \
	X(createuser) X(changeuser) X(deleteuser) X(listuser) X(existsuser) \
	X(changeaccessglobal) X(usercopy) X(listusersbyaliasdomain) \
	X(getaccesscombinationnameforuser) X(getusercapabilities) X(onetimelogin) \
	X(creategroup) X(changegroup) X(deletegroup) X(listgroup) \
	X(createresource) X(changeresource) X(deleteresource) X(listresource) \
	X(ldapsync) X(ldapbase) X(ucr) \
	X(licence) \
	X(report) \
	X(supportrequest) \
	X(provdb) \
	X(initconfigdb) X(oxinstaller) X(listreason) X(deleteinvisible) X(movecontextfilestore) \
	X(registerserver) X(listserver) X(changeserver) X(unregisterserver) \
	X(registerfilestore) X(listfilestore) X(changefilestore) X(unregisterfilestore) \
	X(registerdatabase) X(listdatabase) X(changedatabase) X(unregisterdatabase) \
	X(batch) X(log) X(status) X(notify) X(serverconf) X(ldaprelay)

#define DECLARATION(name) extern const struct cli_command cli_##name;
COMMANDS(DECLARATION)

#define POINTER(name) &cli_##name,
const struct cli_command *const cli_commands[] = { COMMANDS(POINTER) NULL };

const struct cli_command *cli_command_find(const char *name)
{
	for (const struct cli_command *const *c = cli_commands; *c; c++)
		if (strcmp(name, (*c)->name) == 0 ||
		    ((*c)->other_name && strcmp(name, (*c)->other_name) == 0))
			return *c;
	return NULL;
}

const struct cli_command *cli_command_near(const char *name)
{
	const struct cli_command *best = NULL;
	size_t best_slips = prov_near_limit(name);

	for (const struct cli_command *const *c = cli_commands; *c; c++) {
		size_t slips = prov_near_slips(name, (*c)->name, strlen((*c)->name));

		if (slips < best_slips) {
			best = *c;
			best_slips = slips;
		}
	}
	return best;
}
