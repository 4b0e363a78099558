/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bin/cli_batch.h - prov batch: commands from the lines of a file, in one process
 *
 * cli_batch.c is the command. It takes lines (cli_batch_input.c), splits them as a shell does
 * (cli_batch_words.c) and runs each as if it were a process of its own (cli_batch_line.c): what a command
 * prints is caught (cli_batch_capture.c), and printed with the number of the line (cli_batch_report.c)
 * when it is sure that it stays.
 */
#ifndef CLI_BATCH_H
#define CLI_BATCH_H

#include "bin/cli.h"

/* ---- cli_batch_input.c: logical lines of a file or standard input, without blank ones and comments ---- */

struct cli_batch_text {
	long long number;		/* in the file, from 1; of a continued line, its first one */
	char *p;			/* cli_batch_text_fini() */
	size_t len;			/* there may be NUL bytes in it */
};

struct cli_batch_input {
	int fd;
	const char *name;		/* for messages */
	char *buf;
	size_t from, len, cap;		/* what is not taken yet */
	bool ended;
	bool framed;			/* lines come from a process that has read them */
	long long number;		/* of lines taken, blank ones, too */
};

/* path NULL or "-": standard input. CONFIG. */
int cli_batch_input_open(struct cli_batch_input *in, const char *path, struct prov_err *err);
void cli_batch_input_close(struct cli_batch_input *in);
/* 1: a line, 0: there is none left, -1: IO, VALUE: it is too long. */
int cli_batch_input_next(struct cli_batch_input *in, struct cli_batch_text *text, struct prov_err *err);
/* It would not have to wait. */
bool cli_batch_input_is_ready(struct cli_batch_input *in);
/* From one process to another: each line with its number. */
void cli_batch_input_frames(struct cli_batch_input *in, int fd);
void cli_batch_input_add_frame(struct prov_str *frames, const struct cli_batch_text *text);
void cli_batch_input_wipe(struct cli_batch_text *text);

/* ---- cli_batch_words.c ---- */

struct cli_batch_words {
	char **argv;			/* NULL-terminated */
	int argc;
	char *text;			/* what they consist of */
	size_t size;
};

/* VALUE: a quote that is not closed, what a shell would expand. No part of the line is in the message. */
int cli_batch_words_split(const char *line, size_t len, struct cli_batch_words *words, struct prov_err *err);
/* Wipes them: passwords are among them. */
void cli_batch_words_fini(struct cli_batch_words *words);

/* ---- cli_batch_capture.c: the standard streams of the process go into memory ---- */

struct cli_batch_capture {
	int real_in, real_out, real_err;	/* the standard streams of the process */
	off_t at[2];				/* so much of it was taken */
	bool terminal[2];			/* that is what the real ones are */
};

int cli_batch_capture_open(struct cli_batch_capture *capture, struct prov_err *err);
void cli_batch_capture_close(struct cli_batch_capture *capture);
/* What was printed since the last time; added. */
void cli_batch_capture_take(struct cli_batch_capture *capture, struct prov_str *out, struct prov_str *err);
/* On the real stream; IO. */
int cli_batch_capture_write(const struct cli_batch_capture *capture, int stream, const struct prov_str *text,
	struct prov_err *err);

/* ---- lines, and what came of them ---- */

struct cli_batch_result {
	int status;
	struct prov_str out, err;		/* as the command printed them */
};

/* A line that is going to be run. */
struct cli_batch_item {
	struct cli_batch_text text;
	const struct cli_command *command;	/* NULL: it cannot be read */
	enum cli_in_batch place;	/* that of the command; of --csv-import ALONE */
	long long context;		/* what it is about; 0: none, several, or one that has no id here */
	long long both[2];		/* usercopy's two contexts, which are locked ahead as well; 0: none */
	unsigned sum;			/* a short check sum */
	struct cli_batch_result result;
};

#define CLI_BATCH_MOST 60	/* lines of a transaction: PostgreSQL has room for 64 savepoints */

/* How a line ended. */
struct cli_batch_fate {
	long long number;
	int status;
	unsigned sum;
};

/* What is told of lines whose end is sure. */
struct cli_batch_report {
	struct prov_str out, err;
	struct cli_batch_fate *fates;
	size_t count;
	char token[37];			/* of their transaction, where there is a journal; or empty */
};
#define CLI_BATCH_REPORT_INIT { PROV_STR_INIT, PROV_STR_INIT, NULL, 0, "" }

struct cli_batch_journal;

struct cli_batch {
	struct cli_call *cli;
	bool json, atomic, go_on, dry_run;
	struct cli_batch_input input;
	struct cli_batch_capture capture;
	struct cli_batch_journal *journal;	/* NULL: none is kept */
	/* Prints a report, or passes it on to who does. */
	int (*deliver)(struct cli_batch *b, const struct cli_batch_report *report, struct prov_err *err);
	volatile int *stop;		/* of several processes: no more lines; or NULL */
	struct cli_batch_item items[CLI_BATCH_MOST];	/* read, and not run yet */
	size_t count;
	int vain, rest;			/* of cli_batch_group.c: groups that did not go the first way */
	long long done, failed;
	long long skipped;		/* done by a run before this one */
	struct prov_str failures;		/* numbers of the first of them, of so many bytes: */
#define CLI_BATCH_FAILURES 200
};

/* cli_batch_line.c: reads an item, the first one that is not done; 1, 0: there is none, -1. */
int cli_batch_line_next(struct cli_batch *b, struct cli_batch_item *item, struct prov_err *err);
/* Runs it, or only reads its command line; the result is in the item. */
enum cli_batch_how { CLI_BATCH_RUN, CLI_BATCH_CHECK };
void cli_batch_line_run(struct cli_batch *b, struct cli_batch_item *item, enum cli_batch_how how);

/* cli_batch_report.c: adds what the user sees of an item, whose result is gone then. */
void cli_batch_report_add(const struct cli_batch *b, struct cli_batch_item *item,
	struct cli_batch_report *report);
void cli_batch_report_forget(struct cli_batch_result *result);
void cli_batch_report_fini(struct cli_batch_report *report);
void cli_batch_report_count(struct cli_batch *b, const struct cli_batch_report *report);
/* Counts and prints. IO. */
int cli_batch_report_print(struct cli_batch *b, const struct cli_batch_report *report,
	struct prov_err *err);

/* cli_batch_journal.c. close also after a failure. IO; BUSY: another run has it; INVALID: not such a file. */
int cli_batch_journal_open(const char *path, struct cli_batch_journal **journal, struct prov_err *err);
void cli_batch_journal_close(struct cli_batch_journal *j);	/* NULL is fine */
/* Finds out what became of what a run before was about to commit, and reports it. */
int cli_batch_journal_settle(struct cli_batch *b, struct prov_err *err);
/* 1: the line is done, 0: it is not; -1: another one was in its place. */
int cli_batch_journal_find(const struct cli_batch_journal *j, const struct cli_batch_item *item,
	struct prov_err *err);
/* Before the commit, and after the report. */
int cli_batch_journal_try(struct cli_batch_journal *j, const struct prov_session_mark *mark,
	struct cli_batch_report *report, struct prov_err *err);
int cli_batch_journal_done(struct cli_batch_journal *j, const struct cli_batch_report *report,
	struct prov_err *err);

/* cli_batch_group.c: all lines, some of them as one transaction where that makes no difference. */
int cli_batch_group(struct cli_batch *b, struct prov_err *err);
/* Locks the contexts of these lines, so that nobody waits for us who we wait for. */
int cli_batch_group_lock(struct prov_call *call, const struct cli_batch_item *items, size_t count,
	struct prov_err *err);
/* May the same line end in another way if it is run again? A deadlock, a connection that broke. */
bool cli_batch_group_is_passing(int status);

/* cli_batch_atomic.c: all lines as one transaction. */
int cli_batch_atomic(struct cli_batch *b, struct prov_err *err);

/* cli_batch_jobs.c: the same as cli_batch_group() by so many processes. */
int cli_batch_jobs(struct cli_batch *b, size_t count, struct prov_err *err);

#endif
