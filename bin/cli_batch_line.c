/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_batch_line.c - one line runs as a process of its own would
 */
#include "bin/cli_batch.h"

/* Nothing of the line is in it: a line that was cut at the wrong place begins with anything. */
static int fail_unknown(const struct cli_process *process, const char *word, struct prov_err *err)
{
	const struct cli_command *near = process->near(word);

	prov_fail(err, PROV_E_UNKNOWN_OPTION, "the line does not begin with a program");
	if (near)
		return prov_err_hint(err, "did you mean %s?", near->name);
	if (word[0] == '-')
		return prov_err_hint(err, "a line that goes on has a backslash at its end");
	return prov_err_hint(err, "prov help lists them");
}

static int check_place(const struct cli_batch *b, const struct cli_batch_item *item,
		       const struct cli_command *command, struct prov_err *err)
{
	const char *title = cli_command_title(command);

	if (command->in_batch == CLI_NEVER)
		return prov_fail(err, PROV_E_INVALID, "%s cannot be a line of prov batch", title);
	if (item->place == CLI_ALONE && b->atomic)
		return prov_fail(err, PROV_E_INVALID, "%s%s cannot be a line of prov batch --atomic: what it "
				 "does is not taken back with the rest", title,
				 command->in_batch == CLI_ALONE ? "" : " --csv-import");
	return 0;
}

/* "prov createuser", and scripts that name the folder: /usr/libexec/prov/createuser. */
static const struct cli_command *find(const struct cli_process *process, struct cli_batch_words *words,
				      int *first, struct prov_err *err)
{
	const struct cli_command *command;
	const char *word, *slash;

	*first = strcmp(words->argv[0], "prov") == 0 && words->argc > 1 ? 1 : 0;
	word = words->argv[*first];
	slash = strrchr(word, '/');
	command = process->find(slash && word[0] == '/' ? slash + 1 : word);
	if (!command)
		fail_unknown(process, word, err);
	return command;
}

/* The number that is the value of this option; 0: it has none. */
static long long peek(struct cli_batch *b, struct cli_batch_item *item, int argc, char **argv,
		      const char *option, struct prov_pool *pool)
{
	const char *text = cli_peek(b->cli->process, item->command, argc, argv, option, pool, &item->place);
	long long id = 0;

	return text && prov_int_parse(text, 1, INT32_MAX, &id) ? id : 0;
}

static void look_at_contexts(struct cli_batch *b, struct cli_batch_item *item, int argc, char **argv,
			     struct prov_pool *pool)
{
	static const char from[] = "srccontextid";

	if (!cli_option_find(item->command, from, strlen(from), '\0')) {
		item->context = peek(b, item, argc, argv, "contextid", pool);
		return;
	}
	item->both[0] = peek(b, item, argc, argv, from, pool);
	item->both[1] = peek(b, item, argc, argv, "destcontextid", pool);
}

/* Fills the item from its text. */
static void look(struct cli_batch *b, struct cli_batch_item *item)
{
	PROV_CLEANUP(prov_pool_freep) struct prov_pool *pool = prov_pool_new();
	struct prov_err ignored = PROV_ERR_INIT;
	struct cli_batch_words words = { .argc = 0 };
	int first = 0;

	item->command = NULL;
	item->place = CLI_JOINS;
	item->context = item->both[0] = item->both[1] = 0;
	item->sum = (unsigned)prov_hash(PROV_HASH_INIT, item->text.p, item->text.len) & 0xffff;
	if (cli_batch_words_split(item->text.p, item->text.len, &words, &ignored) == 0 && words.argc)
		item->command = find(b->cli->process, &words, &first, &ignored);
	if (item->command)
		look_at_contexts(b, item, words.argc - first, words.argv + first, pool);
	cli_batch_words_fini(&words);
}

int cli_batch_line_next(struct cli_batch *b, struct cli_batch_item *item, struct prov_err *err)
{
	int rc, done;

	while ((rc = cli_batch_input_next(&b->input, &item->text, err)) > 0) {
		look(b, item);
		done = b->journal && !b->input.framed ? cli_batch_journal_find(b->journal, item, err) : 0;
		if (done == 0)
			return 1;
		cli_batch_input_wipe(&item->text);
		if (done < 0)
			return -1;
		b->skipped++;
	}
	return rc;
}

static int run(struct cli_batch *b, const struct cli_batch_item *item, enum cli_batch_how how, int *status,
	       struct prov_err *err)
{
	struct cli_process *process = b->cli->process;
	struct cli_batch_words words = { .argc = 0 };
	const struct cli_command *command = NULL;
	int first, rc = cli_batch_words_split(item->text.p, item->text.len, &words, err);

	if (rc == 0 && words.argc) {
		command = find(process, &words, &first, err);
		rc = command ? check_place(b, item, command, err) : -1;
	}
	process->only_check = how == CLI_BATCH_CHECK;
	process->json = b->json;
	if (rc == 0 && command)
		*status = cli_run(process, command, words.argc - first, words.argv + first);
	process->only_check = process->json = false;
	cli_batch_words_fini(&words);
	return rc;
}

void cli_batch_line_run(struct cli_batch *b, struct cli_batch_item *item, enum cli_batch_how how)
{
	struct cli_batch_result *result = &item->result;
	struct prov_err err = PROV_ERR_INIT;

	*result = (struct cli_batch_result){ .out = PROV_STR_INIT, .err = PROV_STR_INIT };
	if (run(b, item, how, &result->status, &err) < 0)
		result->status = cli_exit_report(b->cli, &err);
	cli_batch_capture_take(&b->capture, &result->out, &result->err);
}
