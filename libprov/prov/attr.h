/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov/attr.h - THE table of user attributes; those of contexts, groups and resources are in prov/noun.h
 *
 * Every attribute a user can have is one line of PROV_ATTR_LIST. Options of createuser and
 * changeuser, CSV headings of listuser and of imports, JSON members, mapping fields of a directory,
 * the column lists of the statements (sql/embed.sh), comparison and change log are all made from it:
 * docs/howto-add-an-attribute.md.
 *
 *	X(ID, name, option, letter, csv, type, store, argument, help, title, max, flags)
 *
 * name    mapping field, JSON member, column or key in users.attrs
 * option  long option and heading of an import file; NULL: cannot be set by an option
 * letter  short option or 0
 * csv     heading in listuser --csv (spelling of the Open-Xchange tools)
 * store   COLUMN: a column of prov.users and prov.stage_user of the same name; JSON: a member of
 *         users.attrs; OTHER: handled by code of its own (password, aliases, enabled)
 * title   heading in tables for people; NULL: not shown there
 * max     longest value in bytes
 * flags   enum prov_attr_flag, and PROV_ATTR_TELLS(EVENT): what servers are told when it changes, of
 *         prov/event.h
 */
#ifndef PROV_ATTR_H
#define PROV_ATTR_H

#include <prov/err.h>
#include <prov/event.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum prov_attr_type {
	PROV_ATTR_TEXT,
	PROV_ATTR_MAIL,
	PROV_ATTR_MAIL_LIST,
	PROV_ATTR_BOOL,
	PROV_ATTR_INT,
	PROV_ATTR_DATE,
	PROV_ATTR_LANGUAGE,
	PROV_ATTR_TIMEZONE,
	PROV_ATTR_PASSWORD,
	PROV_ATTR_NAME,		/* by which it is found: the rules of names */
	PROV_ATTR_NAMES,	/* a JSON array */
	PROV_ATTR_MEMBERS,	/* the same, of users */
	PROV_ATTR_OBJECT	/* what operators add */
};

enum prov_attr_store { PROV_STORE_COLUMN, PROV_STORE_JSON, PROV_STORE_OTHER, PROV_STORE_NONE };

enum prov_attr_flag {
	PROV_ATTR_PLAIN = 0,
	PROV_ATTR_MANDATORY = 1,	/* a command that creates has to say it */
	PROV_ATTR_FILLED = 2,		/* a rule or a setting fills it: it is never empty */
	PROV_ATTR_RULED = 4,		/* a sync that does not map it has a rule; others stay as stored */
	PROV_ATTR_SECRET = 8,		/* in no log and no list */
	PROV_ATTR_LOCAL = 16,		/* not for a directory to say */
	PROV_ATTR_AS_MAIL = 32,		/* the primary address, and not stored, unless set to another */
	PROV_ATTR_ASKED = 64,		/* in a table or CSV only if --fields asks for it */
	PROV_ATTR_LINES = 128		/* a column that may have several lines; what is in JSON may */
};

/* The flags have an event in their upper half. ENABLE is that of what is true or false: false tells
 * DISABLE. */
#define PROV_ATTR_TELLS(EVENT) ((PROV_EVENT_##EVENT + 1) << 16)
#define PROV_ATTR_EVENT(flags) ((int)((flags) >> 16) - 1)	/* enum prov_event, or -1 */

/* An attribute that operators made up is a secret if one of these is in its name (config/x.password). */
#define PROV_SECRET_SHOWN "(secret)"	/* in place of such a value */
#define PROV_SECRET_WORDS "pass", "secret", "token", "key", "credential"

#define PROV_NAME_BYTES 255
#define PROV_TEXT_BYTES 65536
#define PROV_DISPLAY_BYTES 1000		/* it stands in an index */

#define PROV_ATTR_BASIC_LIST(X) \
	X(NAME, "name", "username", 'u', "Name", NAME, COLUMN, "NAME", "user name", \
	  "Name", PROV_NAME_BYTES, PROV_ATTR_MANDATORY | PROV_ATTR_FILLED | PROV_ATTR_RULED | \
	  PROV_ATTR_TELLS(RENAME)) \
	X(DISPLAY_NAME, "display_name", "displayname", 'd', "Display_name", TEXT, COLUMN, "NAME", \
	  "display name", \
	  "Displayname", PROV_DISPLAY_BYTES, PROV_ATTR_FILLED | PROV_ATTR_RULED | PROV_ATTR_TELLS(PROFILE)) \
	X(GIVEN_NAME, "given_name", "givenname", 'g', "Given_name", TEXT, COLUMN, "NAME", \
	  "given name", \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_MANDATORY | PROV_ATTR_TELLS(PROFILE)) \
	X(SUR_NAME, "sur_name", "surname", 's', "Sur_name", TEXT, COLUMN, "NAME", "surname", \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_MANDATORY | PROV_ATTR_TELLS(PROFILE)) \
	X(PASSWORD, "password", "password", 'p', NULL, PASSWORD, OTHER, "PASSWORD", \
	  "password; better: --password-file or NEW_USER_PASSWORD", \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_SECRET | PROV_ATTR_TELLS(PASSWORD)) \
	X(MAIL, "mail", "email", 'e', "PrimaryEmail", MAIL, COLUMN, "ADDRESS", \
	  "primary mail address", \
	  "Email", PROV_TEXT_BYTES, PROV_ATTR_MANDATORY | PROV_ATTR_RULED | PROV_ATTR_TELLS(ADDRESSES)) \
	X(LANGUAGE, "language", "language", 'l', "Language", LANGUAGE, COLUMN, "xx_YY", \
	  "language, such as de_DE", \
	  NULL, PROV_NAME_BYTES, PROV_ATTR_FILLED | PROV_ATTR_TELLS(PROFILE)) \
	X(TIMEZONE, "timezone", "timezone", 't', "Timezone", TIMEZONE, COLUMN, "ZONE", \
	  "time zone, such as Europe/Berlin", \
	  NULL, PROV_NAME_BYTES, PROV_ATTR_FILLED | PROV_ATTR_TELLS(PROFILE)) \
	X(DEPARTMENT, "department", "department", 'x', "Department", TEXT, JSON, "TEXT", "department", \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_PLAIN) \
	X(COMPANY, "company", "company", 'z', "Company", TEXT, JSON, "TEXT", "company", \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_PLAIN) \
	X(ALIASES, "aliases", "aliases", 'a', "Aliases", MAIL_LIST, OTHER, "A,B,...", \
	  "all mail addresses, separated by commas", \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_TELLS(ADDRESSES))

/* The rest: what only --extendedoptions shows. */
#define PROV_ATTR_MORE_LIST(X) \
	X(EMAIL1, "email1", "email1", 0, "Email1", MAIL, JSON, "ADDRESS", \
	  "first mail address of the address book; the primary one", \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_AS_MAIL) \
	X(EMAIL2, "email2", "email2", 0, "Email2", MAIL, JSON, "ADDRESS", "second mail address", \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_PLAIN) \
	X(EMAIL3, "email3", "email3", 0, "Email3", MAIL, JSON, "ADDRESS", "third mail address", \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_PLAIN) \
	X(DEFAULT_SENDER, "default_sender_address", "defaultsenderaddress", 0, "DefaultSenderAddress", \
	  MAIL, JSON, "ADDRESS", "sender address of new mails", \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_AS_MAIL | PROV_ATTR_TELLS(ADDRESSES)) \
	X(ENABLED, "enabled", "mailenabled", 0, "Mailenabled", BOOL, OTHER, "true|false", \
	  "may the user log in", \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_TELLS(ENABLE)) \
	X(PASSWORD_EXPIRED, "password_expired", "password_expired", 0, "Password_expired", BOOL, JSON, \
	  "true|false", "the password has to be changed", \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_PLAIN) \
	X(GUI_SPAM, "gui_spam_filter_capabilities_enabled", "gui_spam_filter_capabilities_enabled", 0, \
	  "GUI_Spam_filter_capabilities_enabled", BOOL, JSON, "true|false", "spam filter in the GUI", \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_PLAIN) \
	X(BIRTHDAY, "birthday", "birthday", 0, "Birthday", DATE, JSON, "DATE", "birthday", \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_PLAIN) \
	X(ANNIVERSARY, "anniversary", "anniversary", 0, "Anniversary", DATE, JSON, "DATE", \
	  "anniversary", \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_PLAIN) \
	X(IMAP_SERVER, "imap_server", "imapserver", 0, "ImapServer", TEXT, JSON, "URL", "IMAP server", \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_PLAIN) \
	X(IMAP_LOGIN, "imap_login", "imaplogin", 0, "ImapLogin", TEXT, JSON, "NAME", "IMAP login", \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_PLAIN) \
	X(SMTP_SERVER, "smtp_server", "smtpserver", 0, "SmtpServer", TEXT, JSON, "URL", "SMTP server", \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_PLAIN) \
	X(PASSWORD_MECH, "password_mech", "passwordmech", 0, "PasswordMech", TEXT, OTHER, "MECH", \
	  "password mechanism: CRYPT, or HASH for a ready hash", \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_LOCAL) \
	X(FOLDER_TREE, "folder_tree", "foldertree", 0, "FolderTree", INT, JSON, "N", \
	  "folder tree: 0 or 1", \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_PLAIN) \
	X(UPLOAD_LIMIT, "upload_file_size_limit", "uploadfilesizelimit", 0, "UploadFileSizeLimit", INT, \
	  JSON, "N", "largest upload", \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_PLAIN) \
	X(UPLOAD_LIMIT_FILE, "upload_file_size_limit_per_file", "uploadfilesizelimitperfile", 0, \
	  "UploadFileSizeLimitPerFile", INT, JSON, "N", "largest file in an upload", \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_PLAIN) \
	X(QUOTA, "quota", "quota", 'q', "MaxQuota", INT, COLUMN, "MB", \
	  "file quota of this user, -1 is unlimited", \
	  "qmax", PROV_TEXT_BYTES, PROV_ATTR_TELLS(QUOTA)) \
	X(MAIL_QUOTA, "mail_quota", "mail-quota", 0, "MailQuota", INT, JSON, "MB", \
	  "mail quota of this user, -1 is unlimited", \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_ASKED | PROV_ATTR_TELLS(QUOTA)) \
	X(FILESTORE, "filestore", "filestore", 'f', "Filestore_id", INT, JSON, "ID", \
	  "accepted and stored: file stores are not managed here", \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_PLAIN) \
	X(OWNER, "owner", "owner", 'o', "Owner", INT, JSON, "ID", "owner of the file store", \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_PLAIN) \
	X(FOLDER_MODE, "default_folder_mode", "default-folder-mode", 0, "DefaultFolderMode", TEXT, JSON, \
	  "MODE", "default, default-deletable or no-default-folders", \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_PLAIN) \
	X(ACCOUNT_NAME, "primary_account_name", "primary-account-name", 0, "PrimaryAccountName", TEXT, \
	  JSON, "NAME", "name of the primary mail account", \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_PLAIN) \
	X(PERSONAL, "personal", "personal", 0, "Personal", TEXT, JSON, "TEXT|NULL", \
	  "display part of the sender address", \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_PLAIN) \
	PROV_ATTRS_PLAIN(X, MAIL_FOLDER_DRAFTS, "mail_folder_drafts_name", "Mail_folder_drafts_name") \
	PROV_ATTRS_PLAIN(X, MAIL_FOLDER_SENT, "mail_folder_sent_name", "Mail_folder_sent_name") \
	PROV_ATTRS_PLAIN(X, MAIL_FOLDER_SPAM, "mail_folder_spam_name", "Mail_folder_spam_name") \
	PROV_ATTRS_PLAIN(X, MAIL_FOLDER_TRASH, "mail_folder_trash_name", "Mail_folder_trash_name") \
	PROV_ATTRS_PLAIN(X, MAIL_FOLDER_HAM, "mail_folder_confirmed_ham_name", \
			"Mail_folder_confirmed_ham_name") \
	PROV_ATTRS_PLAIN(X, MAIL_FOLDER_CSPAM, "mail_folder_confirmed_spam_name", \
			"Mail_folder_confirmed_spam_name") \
	PROV_ATTRS_PLAIN(X, MAIL_FOLDER_ARCHIVE, "mail_folder_archive_full_name", \
			"Mail_folder_archive_full_name") \
	PROV_ATTRS_PLAIN(X, TITLE, "title", "Title") \
	PROV_ATTRS_PLAIN(X, MIDDLE_NAME, "middle_name", "Middle_name") \
	PROV_ATTRS_PLAIN(X, SUFFIX, "suffix", "Suffix") \
	PROV_ATTRS_PLAIN(X, NICKNAME, "nickname", "Nickname") \
	PROV_ATTRS_PLAIN(X, PROFESSION, "profession", "Profession") \
	PROV_ATTRS_PLAIN(X, POSITION, "position", "Position") \
	PROV_ATTRS_PLAIN(X, MARITAL_STATUS, "marital_status", "Marital_status") \
	PROV_ATTRS_PLAIN(X, SPOUSE_NAME, "spouse_name", "Spouse_name") \
	PROV_ATTRS_PLAIN(X, NUMBER_OF_CHILDREN, "number_of_children", "Number_of_children") \
	PROV_ATTRS_PLAIN(X, NOTE, "note", "Note") \
	PROV_ATTRS_PLAIN(X, INFO, "info", "Info") \
	PROV_ATTRS_PLAIN(X, URL, "url", "Url") \
	PROV_ATTRS_PLAIN(X, INSTANT_MESSENGER1, "instant_messenger1", "Instant_messenger1") \
	PROV_ATTRS_PLAIN(X, INSTANT_MESSENGER2, "instant_messenger2", "Instant_messenger2") \
	PROV_ATTRS_PLAIN(X, BRANCHES, "branches", "Branches") \
	PROV_ATTRS_PLAIN(X, BUSINESS_CATEGORY, "business_category", "Business_category") \
	PROV_ATTRS_PLAIN(X, COMMERCIAL_REGISTER, "commercial_register", "Commercial_register") \
	PROV_ATTRS_PLAIN(X, EMPLOYEETYPE, "employeetype", "EmployeeType") \
	PROV_ATTRS_PLAIN(X, MANAGER_NAME, "manager_name", "Manager_name") \
	PROV_ATTRS_PLAIN(X, ASSISTANT_NAME, "assistant_name", "Assistant_name") \
	PROV_ATTRS_PLAIN(X, NUMBER_OF_EMPLOYEE, "number_of_employee", "Number_of_employee") \
	PROV_ATTRS_PLAIN(X, ROOM_NUMBER, "room_number", "Room_number") \
	PROV_ATTRS_PLAIN(X, SALES_VOLUME, "sales_volume", "Sales_volume") \
	PROV_ATTRS_PLAIN(X, TAX_ID, "tax_id", "Tax_id") \
	PROV_ATTRS_PLAIN(X, CATEGORIES, "categories", "Categories") \
	PROV_ATTRS_PLACE(X, CITY, "city", "City") \
	PROV_ATTRS_PLACE(X, COUNTRY, "country", "Country") \
	PROV_ATTRS_PLACE(X, POSTAL_CODE, "postal_code", "Postal_code") \
	PROV_ATTRS_PLACE(X, STATE, "state", "State") \
	PROV_ATTRS_PLACE(X, STREET, "street", "Street") \
	PROV_ATTRS_PLACE(X, FAX, "fax", "Fax") \
	PROV_ATTRS_PLAIN(X, CELLULAR1, "cellular_telephone1", "Cellular_telephone1") \
	PROV_ATTRS_PLAIN(X, CELLULAR2, "cellular_telephone2", "Cellular_telephone2") \
	PROV_ATTRS_PHONE(X, CALLBACK, "callback") \
	PROV_ATTRS_PHONE(X, IP, "ip") \
	PROV_ATTRS_PHONE(X, ISDN, "isdn") \
	PROV_ATTRS_PHONE(X, PAGER, "pager") \
	PROV_ATTRS_PHONE(X, ASSISTANT, "assistant") \
	PROV_ATTRS_PHONE(X, BUSINESS1, "business1") \
	PROV_ATTRS_PHONE(X, BUSINESS2, "business2") \
	PROV_ATTRS_PHONE(X, CAR, "car") \
	PROV_ATTRS_PHONE(X, COMPANY, "company") \
	PROV_ATTRS_PHONE(X, HOME1, "home1") \
	PROV_ATTRS_PHONE(X, HOME2, "home2") \
	PROV_ATTRS_PHONE(X, OTHER, "other") \
	PROV_ATTRS_PHONE(X, RADIO, "radio") \
	PROV_ATTRS_PHONE(X, TELEX, "telex") \
	PROV_ATTRS_PHONE(X, TTYTDD, "ttytdd") \
	PROV_ATTRS_PHONE(X, PRIMARY, "primary") \
	PROV_ATTRS_FIELDS(X, 01, 02, 03, 04, 05) \
	PROV_ATTRS_FIELDS(X, 06, 07, 08, 09, 10) \
	PROV_ATTRS_FIELDS(X, 11, 12, 13, 14, 15) \
	PROV_ATTRS_FIELDS(X, 16, 17, 18, 19, 20)

/* What has no option of its own: several make it, with code of its own. */
#define PROV_ATTR_MADE_LIST(X) \
	X(CAPABILITIES, "capabilities", NULL, 0, "Capabilities", NAMES, OTHER, NULL, NULL, \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_LOCAL | PROV_ATTR_TELLS(MODULES))

#define PROV_ATTR_LIST(X) \
	PROV_ATTR_BASIC_LIST(X) PROV_ATTR_MORE_LIST(X) PROV_ATTR_MADE_LIST(X)

#define PROV_ATTRS_PLAIN(X, ID, name, csv) X(ID, name, name, 0, csv, TEXT, JSON, "TEXT", NULL, \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_PLAIN)
#define PROV_ATTRS_PLACE(X, ID, name, csv) \
	PROV_ATTRS_PLAIN(X, ID##_BUSINESS, name "_business", csv "_business") \
	PROV_ATTRS_PLAIN(X, ID##_HOME, name "_home", csv "_home") \
	PROV_ATTRS_PLAIN(X, ID##_OTHER, name "_other", csv "_other")
#define PROV_ATTRS_PHONE(X, ID, name) \
	PROV_ATTRS_PLAIN(X, TELEPHONE_##ID, "telephone_" name, "Telephone_" name)
#define PROV_ATTRS_FIELD(X, N) PROV_ATTRS_PLAIN(X, USERFIELD##N, "userfield" #N, "Userfield" #N)
#define PROV_ATTRS_FIELDS(X, A, B, C, D, E) \
	PROV_ATTRS_FIELD(X, A) PROV_ATTRS_FIELD(X, B) PROV_ATTRS_FIELD(X, C) \
	PROV_ATTRS_FIELD(X, D) PROV_ATTRS_FIELD(X, E)

enum prov_attr_id {
#define PROV_ATTR_ENUM(ID, ...) PROV_A_##ID,
	PROV_ATTR_LIST(PROV_ATTR_ENUM)
#undef PROV_ATTR_ENUM
	PROV_ATTR_COUNT
};

struct prov_attr {
	const char *name;
	const char *option;
	char letter;
	const char *csv;
	enum prov_attr_type type;
	enum prov_attr_store store;
	const char *argument;
	const char *help;		/* NULL: the name says it */
	const char *title;
	size_t max;
	unsigned flags;			/* enum prov_attr_flag */
};

PROV_API extern const struct prov_attr prov_attrs[PROV_ATTR_COUNT];

/* The attribute with this name (mapping field, JSON member), or -1. */
PROV_API int prov_noun_find_user(const char *name);
/* The attribute with this option, or -1. */
PROV_API int prov_noun_find_option(const char *option);

#ifdef __cplusplus
}
#endif

#endif
