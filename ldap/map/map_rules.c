/* SPDX-License-Identifier: Apache-2.0 */
/*
 * map_rules.c - the profiles: which attributes become which fields, per kind of directory
 *
 * What a site needs otherwise it overrides field by field in prov.conf. docs/mapping.md shows the
 * tables and says why they are as they are; passwords are never mapped here.
 */
#include <string.h>

#include "ldap/map/map.h"

#define SLAPD_CURE "entries that were loaded without get one from slapadd (slapcat, then slapadd into an " \
	"empty database), if lastmod is not off; if others show it, the bind DN lacks the right to read it"

#define END { NULL, NULL, false, PROV_V_TEXT }

static const struct prov_map_rule openldap_user[] = {
	{ "name", "${uid}", true, PROV_V_NAME },
	{ "display_name", "${displayName:-${cn}}", false, PROV_V_LINE },
	{ "given_name", "${givenName}", false, PROV_V_LINE },
	{ "sur_name", "${sn}", false, PROV_V_LINE },
	{ "mail", "${mail}", false, PROV_V_MAIL },
	{ "aliases", "${mail} ${mailAlternateAddress} ${mailAlias}", false, PROV_V_MAIL_LIST },
	/* locked for good by an administrator (ppolicy); not: too many wrong passwords */
	{ "enabled", "${pwdAccountLockedTime=000001010000Z:+false}", false, PROV_V_BOOL },
	END
};

static const struct prov_map_rule openldap_group[] = {
	{ "name", "${cn}", true, PROV_V_NAME },
	{ "display_name", "${displayName:-${cn}}", false, PROV_V_LINE },
	{ "mail", "${mail}", false, PROV_V_MAIL },
	{ "members", "${member} ${uniqueMember}", false, PROV_V_DN_LIST },
	{ "member_uids", "${memberUid}", false, PROV_V_LIST },
	END
};

static const struct prov_map_rule ucs_user[] = {
	{ "name", "${uid}", true, PROV_V_NAME },
	{ "display_name", "${oxDisplayName:-${displayName}}", false, PROV_V_LINE },
	{ "given_name", "${givenName}", false, PROV_V_LINE },
	{ "sur_name", "${sn}", false, PROV_V_LINE },
	{ "mail", "${mailPrimaryAddress}", true, PROV_V_MAIL },
	{ "aliases", "${mailPrimaryAddress} ${mailAlternativeAddress}", false, PROV_V_MAIL_LIST },
	/* who is disabled in UCS has the day 1 */
	{ "enabled", "${shadowExpire|past(days):+false}", false, PROV_V_BOOL },
	{ "context", "${oxContextIDNum}", true, PROV_V_NAME },
	{ "access", "${oxAccess}", false, PROV_V_LIST },
	{ "quota", "${oxUserQuota}", false, PROV_V_INT },
	{ "language", "${oxLanguage}", false, PROV_V_TEXT },
	{ "timezone", "${oxTimeZone}", false, PROV_V_TEXT },
	END
};

static const struct prov_map_rule ucs_group[] = {
	{ "name", "${cn}", true, PROV_V_NAME },
	{ "display_name", "${cn}", false, PROV_V_LINE },
	{ "mail", "${mailPrimaryAddress}", false, PROV_V_MAIL },
	{ "members", "${uniqueMember}", false, PROV_V_DN_LIST },
	END
};

static const struct prov_map_rule ad_user[] = {
	{ "name", "${sAMAccountName}", true, PROV_V_NAME },
	{ "display_name", "${displayName:-${cn}}", false, PROV_V_LINE },
	{ "given_name", "${givenName}", false, PROV_V_LINE },
	{ "sur_name", "${sn}", false, PROV_V_LINE },
	{ "mail", "${proxyAddresses#SMTP::-${mail}}", false, PROV_V_MAIL },
	{ "aliases", "${mail} ${proxyAddresses#SMTP:} ${proxyAddresses#smtp:}", false,
	  PROV_V_MAIL_LIST },
	{ "enabled", "${userAccountControl&2:+false} || ${accountExpires|past(filetime):+false}", false,
	  PROV_V_BOOL },
	END
};

static const struct prov_map_rule ad_group[] = {
	{ "name", "${sAMAccountName}", true, PROV_V_NAME },
	{ "display_name", "${displayName:-${cn}}", false, PROV_V_LINE },
	{ "mail", "${proxyAddresses#SMTP::-${mail}}", false, PROV_V_MAIL },
	{ "members", "${member}", false, PROV_V_DN_LIST },
	END
};

static const struct prov_map_rule ds389_user[] = {
	{ "name", "${uid}", true, PROV_V_NAME },
	{ "display_name", "${displayName:-${cn}}", false, PROV_V_LINE },
	{ "given_name", "${givenName}", false, PROV_V_LINE },
	{ "sur_name", "${sn}", false, PROV_V_LINE },
	{ "mail", "${mail}", false, PROV_V_MAIL },
	{ "aliases", "${mail} ${mailAlternateAddress}", false, PROV_V_MAIL_LIST },
	{ "enabled", "${nsAccountLock=true:+false}", false, PROV_V_BOOL },
	END
};

static const struct prov_map_profile profiles[] = {
	{
		.name = "openldap",
		.server = "openldap",
		.key = "entryUUID",
		.key_cure = SLAPD_CURE,
		.member = "member",
		.user_filter = "(objectClass=inetOrgPerson)",
		.group_filter = "(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames)"
			"(objectClass=posixGroup))",
		.user = openldap_user,
		.group = openldap_group,
	}, {
		.name = "ucs",
		.server = "openldap",
		.key = "entryUUID",
		.key_cure = SLAPD_CURE,
		.member = "uniqueMember",
		.user_filter = "(&(objectClass=oxUserObject)(isOxUser=OK))",
		.group_filter = "(&(objectClass=univentionGroup)(isOxGroup=OK)(!(cn=users)))",
		.access_filter = "(objectClass=oxAccessProfile)",
		.access_prefix = "oxRight",
		.user = ucs_user,
		.group = ucs_group,
	}, {
		.name = "ad",
		.server = "ad",
		.key = "objectGUID",
		.key_is_guid = true,
		.key_cure = "every entry has one, so the bind DN lacks the right to read it",
		.member = "member",
		.conflict_marks = { "\\0ACNF:", "\nCNF:" },
		.conflict_cure = "delete it, or the other one, or give it another name",
		.active_directory = true,
		.user_states = { "userAccountControl", "accountExpires" },
		.page_size = 1000,	/* it gives no more at once, and calls all beyond an error */
		.group_number = "objectSid",
		.user_number = "primaryGroupID",
		.user_filter = "(&(objectCategory=person)(objectClass=user)"
			"(!(isCriticalSystemObject=TRUE)))",
		.group_filter = "(&(objectClass=group)(!(isCriticalSystemObject=TRUE)))",
		.user = ad_user,
		.group = ad_group,
	}, {
		.name = "389ds",
		.server = "389",
		.key = "nsUniqueId",
		.key_cure = "entries that were imported without get one when they are exported and "
			"imported again (dsconf INSTANCE backend export, backend import without "
			"--gen-uniq-id none); if others show it, the bind DN lacks the right to read it",
		.member = "member",
		.conflict_marks = { "nsuniqueid=" },
		.conflict_filter = "(objectClass=ldapSubEntry)(nsds5ReplConflict=*)",
		.conflict_cure = "dsconf INSTANCE repl-conflict list SUFFIX shows it, and delete, swap or "
			"convert ends it",
		.page_size = 500,	/* far below its size limit, which counts by page */
		.user_filter = "(|(objectClass=inetOrgPerson)(objectClass=nsPerson))",
		.group_filter = "(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames)"
			"(objectClass=posixGroup))",
		.user = ds389_user,
		.group = openldap_group,
	},
};

bool prov_map_rules_is_auto(const char *name)
{
	return !name || !*name || strcmp(name, "auto") == 0;
}

const char *prov_map_rules_for(const char *server)
{
	for (size_t i = 0; i < COUNT(profiles); i++)
		if (strcmp(profiles[i].server, server) == 0)
			return profiles[i].name;
	return NULL;
}

const struct prov_map_profile *prov_map_rules_profile(const char *name, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str known = PROV_STR_INIT;

	for (size_t i = 0; i < COUNT(profiles); i++) {
		if (name && strcmp(profiles[i].name, name) == 0)
			return &profiles[i];
		prov_str_addf(&known, "%s%s", i ? ", " : "", profiles[i].name);
	}
	prov_fail(err, PROV_E_CONFIG, "there is no profile \"%s\"", name ? name : "");
	prov_err_hint(err, "profiles are: %s", known.p);
	return NULL;
}
