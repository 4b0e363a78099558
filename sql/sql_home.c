/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_home.c - the data folder of the private database: may it be touched, and who works in it
 *
 * A wrong PROV_HOME must cost nothing. Only a folder that is new, empty or ours is touched, and that
 * is found out before anything is. Ours has our lock or is complete, is otherwise made of files and
 * folders of our names, all of one owner, none of them a symbolic link; beside a complete database with
 * its lock others may keep what they like. A link to the folder itself is followed once and the folder
 * judged like any other.
 *
 * Root works as the owner of the folder. What root does itself is to make a folder and to give away
 * an empty one, which it holds open meanwhile, and only where nobody could have put it there instead.
 * The same with one that the first programs made: they left the folder and the lock to root, and what
 * is in it to the user who runs the database. Nobody but root can have put it there.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sql/sql_home.h"

#define SOCKET_PATH_MAX 107	/* sun_path, see unix(7) */

static const struct { const char *name; mode_t type; } entries[] = {
	{ "lock", S_IFREG }, { "ready", S_IFREG }, { "data", S_IFDIR }, { "run", S_IFDIR },
	{ "log", S_IFDIR }, { "new", S_IFDIR },
};
#define NEEDED (COUNT(entries) - 1)	/* by a complete database, which has no use for "new" */

char *prov_sql_home_path(void)
{
	const char *home = getenv("PROV_HOME"), *xdg = getenv("XDG_DATA_HOME");

	if (home && home[0])
		return prov_strdup(home);
	if (geteuid() == 0)
		return prov_strdup(PROV_STATEDIR "/prov");
	if (xdg && xdg[0])
		return prov_asprintf("%s/prov", xdg);
	home = getenv("HOME");
	return prov_asprintf("%s/.local/share/prov", home ? home : "");
}

char *prov_sql_home_conninfo(const char *home, const char *role, const char *dbname)
{
	struct prov_str s = PROV_STR_INIT;

	prov_str_add(&s, "host='");
	for (const char *p = home; *p; p++) {
		if (*p == '\'' || *p == '\\')
			prov_str_add_char(&s, '\\');
		prov_str_add_char(&s, *p);
	}
	/* Said here, so that libpq does not ask the environment: PGHOSTADDR would be another server. */
	prov_str_addf(&s, "/run' port=5432 connect_timeout=10 user=%s dbname=%s hostaddr='' requirepeer='' "
		      "options='' target_session_attrs=any channel_binding=disable", role, dbname);
	return prov_str_take(&s);
}

/* What cannot be looked for may be there. */
static bool has(const char *home, const char *name)
{
	PROV_CLEANUP(prov_freep) char *path = prov_asprintf("%s/%s", home, name);

	return access(path, F_OK) == 0 || errno != ENOENT;
}

bool prov_sql_home_is_made(void)
{
	PROV_CLEANUP(prov_freep) char *home = prov_sql_home_path();

	return has(home, "ready") && has(home, "data");
}

void prov_sql_home_fini(struct prov_sql_home *home)
{
	free(home->path);
	free(home->given);
	if (home->fd >= 0)
		close(home->fd);
}

static int hint_home(struct prov_err *err)
{
	return prov_err_hint(err, "set PROV_HOME to a new or an empty folder");
}

static int hint_owner(struct prov_err *err)
{
	return prov_err_hint(err, "run as the owner of the data folder, or set PROV_HOME");
}

int prov_sql_home_check(const char *path, struct prov_err *err)
{
	if (prov_utf8_has_control(path, strlen(path))) {
		prov_fail(err, PROV_E_CONFIG, "the path of the data folder has a control character, such "
			  "as a line end");
		return hint_home(err);
	}
	if (strchr(path, ',')) {
		prov_fail(err, PROV_E_CONFIG, "the path of the data folder \"%s\" has a comma", path);
		return prov_err_hint(err, "PostgreSQL's library reads a comma as the next server; set "
				     "PROV_HOME to a path without");
	}
	if (path[0] != '/')
		return prov_fail(err, PROV_E_CONFIG, "the data folder \"%s\" must be a full path", path);
	if (strlen(path) + sizeof("/run/.s.PGSQL.5432") - 1 > SOCKET_PATH_MAX) {
		prov_fail(err, PROV_E_CONFIG, "the path of the data folder is too long for a socket");
		return prov_err_hint(err, "set PROV_HOME to a shorter one");
	}
	return 0;
}

static char *name_of(uid_t uid)
{
	struct passwd *pw = getpwuid(uid);

	return pw ? prov_strdup(pw->pw_name) : prov_asprintf("the user with the id %u", (unsigned)uid);
}

/* ---- looking ---- */

static int open_folder(struct prov_sql_home *home, struct prov_err *err)
{
	struct stat st;

	if (lstat(home->path, &st) == 0 && S_ISLNK(st.st_mode)) {
		free(home->path);
		home->path = realpath(home->given, NULL);
		if (!home->path)
			return prov_fail_errno(err, PROV_E_CONFIG, "the data folder \"%s\" is a symbolic "
					       "link that leads nowhere", home->given);
		if (prov_sql_home_check(home->path, err) < 0)
			return -1;
	}
	home->fd = open(home->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (home->fd >= 0 || errno == ENOENT)
		return 0;
	if (lstat(home->path, &st) == 0 && !S_ISDIR(st.st_mode)) {
		prov_fail(err, PROV_E_CONFIG, "the data folder \"%s\" is not a folder", home->given);
		return hint_home(err);
	}
	prov_fail_errno(err, PROV_E_CONFIG, "cannot look into the data folder \"%s\"", home->given);
	return err->native == EACCES ? hint_owner(err) : hint_home(err);
}

static bool is_ours(const char *name)
{
	for (size_t i = 0; i < COUNT(entries); i++)
		if (strcmp(name, entries[i].name) == 0)
			return true;
	return false;
}

struct contents {
	int ours, others;
	char other[256];
};

static int count(int fd, struct contents *c, struct prov_err *err)
{
	int copy = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = copy >= 0 ? fdopendir(copy) : NULL;
	struct dirent *e;

	if (!dir && copy >= 0)
		close(copy);
	if (!dir)
		return prov_fail_errno(err, PROV_E_CONFIG, "cannot read the data folder");
	while ((e = readdir(dir))) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0 ||
		    strcmp(e->d_name, "lost+found") == 0)
			continue;
		if (is_ours(e->d_name)) {
			c->ours++;
			continue;
		}
		c->others++;
		snprintf(c->other, sizeof(c->other), "%s", e->d_name);
	}
	closedir(dir);
	return 0;
}

/* A user who may not look into the cluster is told elsewhere that it belongs to another one. */
static bool is_there(int fd, const char *name)
{
	struct stat st;

	return fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 || errno == EACCES;
}

static uid_t owner_of_data(const struct prov_sql_home *home)
{
	struct stat st;

	return fstatat(home->fd, "data", &st, AT_SYMLINK_NOFOLLOW) == 0 ? st.st_uid : 0;
}

static int fail_entry(const struct prov_sql_home *home, const char *name, uid_t uid,
		      struct prov_err *err)
{
	uid_t runs = owner_of_data(home);
	PROV_CLEANUP(prov_freep) char *owner = name_of(home->owner);
	PROV_CLEANUP(prov_freep) char *other = name_of(uid);
	PROV_CLEANUP(prov_freep) char *wanted = name_of(runs ? runs : home->owner);

	prov_fail(err, PROV_E_CONFIG, "\"%s/%s\" belongs to %s, the data folder to %s", home->path, name,
		  other, owner);
	return prov_err_hint(err, "all of it has to have one owner, who runs the private database; if it "
			     "is yours: chown -R %s \"%s\"", wanted, home->path);
}

/* Empty, of root and without another name: what the first programs locked. */
static bool is_roots_lock(const struct stat *st)
{
	return S_ISREG(st->st_mode) && st->st_uid == 0 && st->st_size == 0 && st->st_nlink == 1;
}

static int check_entry(const struct prov_sql_home *home, size_t i, struct prov_err *err)
{
	const char *name = entries[i].name;
	struct stat st;

	if (fstatat(home->fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? 0 :
			prov_fail_errno(err, PROV_E_CONFIG, "cannot look at \"%s/%s\"", home->path, name);
	if ((st.st_mode & S_IFMT) != entries[i].type) {
		prov_fail(err, PROV_E_CONFIG, "\"%s/%s\" is not a %s", home->path, name,
			  entries[i].type == S_IFDIR ? "folder" : "plain file");
		return hint_home(err);
	}
	if (st.st_uid == (home->heir ? home->heir : home->owner) ||
	    (home->heir && strcmp(name, "lock") == 0 && is_roots_lock(&st)))
		return 0;
	return fail_entry(home, name, st.st_uid, err);
}

static int check_entries(const struct prov_sql_home *home, bool complete, struct prov_err *err)
{
	for (size_t i = 0; i < (complete ? NEEDED : COUNT(entries)); i++)
		if (check_entry(home, i, err) < 0)
			return -1;
	if (!is_there(home->fd, "data") || is_there(home->fd, "data/PG_VERSION"))
		return 0;
	prov_fail(err, PROV_E_CONFIG, "\"%s/data\" is not a PostgreSQL cluster", home->path);
	return hint_home(err);
}

static int judge(struct prov_sql_home *home, struct prov_err *err)
{
	struct contents c = { .ours = 0 };
	bool complete = is_there(home->fd, "ready") && is_there(home->fd, "data/PG_VERSION");

	if (count(home->fd, &c, err) < 0)
		return -1;
	home->state = c.ours || c.others ? PROV_HOME_OURS : PROV_HOME_EMPTY;
	if (home->state == PROV_HOME_EMPTY)
		return 0;
	if (complete && !c.others && home->is_roots_alone)
		home->heir = owner_of_data(home);
	/* A lock looks like something that may be removed, where a complete database shows whose it is. */
	if (is_there(home->fd, "lock") ? !c.others || complete : !c.others && complete)
		return check_entries(home, complete, err);
	prov_fail(err, PROV_E_CONFIG, "\"%s\" is neither empty nor a data folder of prov", home->given);
	if (c.others && !prov_utf8_has_control(c.other, strlen(c.other)))
		prov_err_detail(err, "it has \"%s\"", c.other);
	return hint_home(err);
}

static int look_at(struct prov_sql_home *home, struct stat *st, struct prov_err *err)
{
	if (fstat(home->fd, st) == 0)
		return 0;
	return prov_fail_errno(err, PROV_E_CONFIG, "cannot look at \"%s\"", home->path);
}

/* While another command gives the folder away what is in it may be of the new owner already: the
 * judgement counts if the folder was the same before and after. */
static int judge_still(struct prov_sql_home *home, struct prov_err *err)
{
	struct stat st, after;
	int rc;

	do {
		prov_err_clear(err);
		if (look_at(home, &st, err) < 0)
			return -1;
		home->owner = st.st_uid;
		home->is_open = st.st_mode & S_IWOTH;
		home->is_roots_alone = st.st_uid == 0 && !(st.st_mode & (S_IWGRP | S_IWOTH));
		home->heir = 0;
		rc = judge(home, err);
		if (look_at(home, &after, err) < 0)
			return -1;
	} while (after.st_uid != st.st_uid || after.st_mode != st.st_mode);
	return rc;
}

int prov_sql_home_look(const char *path, struct prov_sql_home *home, struct prov_err *err)
{
	size_t len = strlen(path);

	if (prov_sql_home_check(path, err) < 0)
		return -1;
	home->given = prov_strdup(path);
	while (len > 1 && home->given[len - 1] == '/')
		home->given[--len] = '\0';
	home->path = prov_strdup(home->given);
	if (open_folder(home, err) < 0)
		return -1;
	if (home->fd < 0)
		return 0;
	return judge_still(home, err);
}

/* ---- who works in it ---- */

static int fail_owner(const struct prov_sql_home *home, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *owner = name_of(home->owner);

	prov_fail(err, PROV_E_CONFIG, "the data folder \"%s\" belongs to %s", home->given, owner);
	return hint_owner(err);
}

int prov_sql_home_user(const struct prov_sql_home *home, const char *os_user,
		       struct prov_sql_user *user, struct prov_err *err)
{
	bool ours = home->state == PROV_HOME_OURS;

	if ((ours ? prov_sql_process_owner(home->heir ? home->heir : home->owner, user, err) :
	     prov_sql_process_user(os_user, user, err)) < 0)
		return -1;
	if (home->state == PROV_HOME_NONE)
		return 0;
	if (user->uid != home->owner && !(user->drop && home->owner == 0))
		return fail_owner(home, err);
	if (user->uid != 0)
		return 0;
	fail_owner(home, err);
	return prov_err_hint(err, "PostgreSQL refuses to run as root: give all of it to database.os_user");
}

/* ---- making ---- */

/* In a container without root of its own, the folders of the system belong to the owner of "/". */
static bool is_trusted(uid_t owner, const struct prov_sql_user *user)
{
	struct stat root;

	return !user->drop || owner == 0 || owner == user->uid ||
		(stat("/", &root) == 0 && owner == root.st_uid);
}

static int check_part(const char *part, const struct prov_sql_user *user, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *owner = NULL;
	struct stat st, link;

	if (lstat(part, &link) < 0 || stat(part, &st) < 0)
		return prov_fail_errno(err, PROV_E_CONFIG, "cannot look at \"%s\"", part);
	if (!S_ISDIR(st.st_mode))
		return prov_fail(err, PROV_E_CONFIG, "\"%s\" is not a folder", part);
	if (st.st_mode & S_IWOTH && !(st.st_mode & S_ISVTX)) {
		prov_fail(err, PROV_E_CONFIG, "everybody may change \"%s\", and with it the data folder",
			  part);
		return prov_err_hint(err, "chmod o-w \"%s\", or set PROV_HOME", part);
	}
	if (is_trusted(st.st_uid, user) && is_trusted(link.st_uid, user))
		return 0;
	owner = name_of(is_trusted(st.st_uid, user) ? link.st_uid : st.st_uid);
	return prov_fail(err, PROV_E_CONFIG, "\"%s\" belongs to %s, who could change the data folder", part,
			 owner);
}

/* A user who may rename a folder on the way can have root make and give away another one. *parent is the
 * last one above path that is there. */
static int check_way(const char *path, const struct prov_sql_user *user, char **parent,
		     struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *part = prov_strdup(path);

	for (char *p = part; ; p++) {
		char c = *p;
		const char *name = p == part ? "/" : part;
		struct stat st;

		if (c != '/' && c != '\0')
			continue;
		*p = '\0';
		if (lstat(name, &st) < 0 && errno == ENOENT)
			return 0;
		if (check_part(name, user, err) < 0)
			return err->hint[0] ? -1 : hint_home(err);
		*p = c;
		if (c == '\0')
			return 0;
		free(*parent);
		*parent = prov_strndup(path, p == part ? 1 : (size_t)(p - part));
	}
}

static int enter(void *data, struct prov_err *err)
{
	const char *folder = data;

	if (access(folder, X_OK) == 0)
		return 0;
	return prov_fail_errno(err, PROV_E_CONFIG, "cannot enter \"%s\"", folder);
}

static int check_enter(char *folder, const struct prov_sql_user *user, struct prov_err *err)
{
	if (!user->drop || prov_sql_process_as(user, enter, folder, err) == 0)
		return 0;
	prov_fail(err, PROV_E_CONFIG, "%s, who runs the private database, cannot enter \"%s\"",
		  user->name, folder);
	return prov_err_hint(err, "chmod o+x every folder on the way to it, or set PROV_HOME");
}

static int make_folders(void *data, struct prov_err *err)
{
	return prov_file_mkdirs(data, 0755, err);
}

/* In a process of its own for the sake of its umask: the user has to get in. What comes of it is looked
 * at like any other. */
static int make_folder(struct prov_sql_home *home, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_home_fini) struct prov_sql_home before = *home;
	const struct prov_sql_user ourselves = { .drop = false };

	*home = (struct prov_sql_home)PROV_SQL_HOME_INIT;
	if (prov_sql_process_as(&ourselves, make_folders, before.path, err) < 0)
		return -1;
	return prov_sql_home_look(before.path, home, err);
}

/* Others may have been faster than we: what is found after making it is judged anew. */
static int check_owner(const struct prov_sql_home *home, const struct prov_sql_user *user,
		       struct prov_err *err)
{
	if (home->is_open) {
		prov_fail(err, PROV_E_CONFIG, "everybody may write in the data folder \"%s\"", home->given);
		return prov_err_hint(err, "chmod o-w \"%s\", or set PROV_HOME", home->given);
	}
	if (home->owner == user->uid)
		return 0;
	if (user->drop && home->owner == 0 && home->state == PROV_HOME_EMPTY)
		return 1;
	return fail_owner(home, err);
}

int prov_sql_home_make(struct prov_sql_home *home, const struct prov_sql_user *user,
		       struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *parent = NULL;
	int give;

	if (check_way(home->given, user, &parent, err) < 0 ||
	    check_way(home->path, user, &parent, err) < 0 || check_enter(parent, user, err) < 0)
		return -1;
	if (home->state == PROV_HOME_NONE && make_folder(home, err) < 0)
		return -1;
	give = check_owner(home, user, err);
	if (give > 0 && fchown(home->fd, user->uid, (gid_t)-1) < 0)
		return prov_fail_errno(err, PROV_E_CONFIG, "cannot give \"%s\" to %s", home->path,
				       user->name);
	return give < 0 ? -1 : 0;
}

/* ---- giving what the first programs left to root ---- */

/* The lock first: the owner of the folder may put something else in its place. */
static int give_lock(const struct prov_sql_home *home, uid_t uid, struct prov_err *err)
{
	int fd = openat(home->fd, "lock", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;
	bool ok;

	if (fd < 0)
		return errno == ENOENT ? 0 :
			prov_fail_errno(err, PROV_E_CONFIG, "cannot open \"%s/lock\"", home->path);
	ok = fstat(fd, &st) == 0 && (!is_roots_lock(&st) || fchown(fd, uid, (gid_t)-1) == 0);
	close(fd);
	return ok ? 0 : prov_fail_errno(err, PROV_E_CONFIG, "cannot give \"%s/lock\" to its user",
					home->path);
}

int prov_sql_home_give(const struct prov_sql_home *home, const struct prov_sql_user *user,
		       struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *parent = NULL;

	if (!home->heir)
		return 0;
	if (check_way(home->given, user, &parent, err) < 0 ||
	    check_way(home->path, user, &parent, err) < 0 || check_enter(parent, user, err) < 0 ||
	    give_lock(home, user->uid, err) < 0)
		return -1;
	if (fchown(home->fd, user->uid, (gid_t)-1) < 0)
		return prov_fail_errno(err, PROV_E_CONFIG, "cannot give \"%s\" to %s", home->path,
				       user->name);
	return 0;
}
