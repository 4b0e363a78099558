/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_batch_jobs.c - several processes, each with a connection of its own, share the lines (--jobs)
 *
 * Lines of a context keep their order: as long as one of them is under way the next one goes to the same
 * process. A line that is about no single context (changeaccessglobal, a context by its name) waits until
 * nothing is under way, and nothing else is while it runs. This process reads, hands out and prints.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bin/cli_batch.h"

#define QUEUE (2 * CLI_BATCH_MOST)	/* lines of a worker: one group runs, the next one is there */

struct worker {
	pid_t pid;
	int fd;
	struct prov_str to, from;	/* not sent yet, not read yet */
	long long contexts[QUEUE];	/* of the lines that are under way, in their order */
	size_t count;
	bool ended;
};

struct jobs {
	struct cli_batch *b;
	struct worker *workers;
	size_t count;
};

/* From a worker: lines that are done, or the reason why it ended. Then follow fates, output and errors. */
struct message {
	bool is_error;
	size_t count, out, err;
	char token[sizeof(((struct cli_batch_report *)NULL)->token)];
};

/* ---- a worker ---- */

static int write_all(int fd, const void *data, size_t len)
{
	const char *p = data;

	while (len) {
		ssize_t n = write(fd, p, len);

		if (n < 0 && errno != EINTR)
			return -1;
		p += n > 0 ? n : 0;
		len -= n > 0 ? (size_t)n : 0;
	}
	return 0;
}

static int send_report(struct cli_batch *b, const struct cli_batch_report *report, struct prov_err *err)
{
	struct message m = { .count = report->count, .out = report->out.len, .err = report->err.len };

	memcpy(m.token, report->token, sizeof(m.token));
	cli_batch_report_count(b, report);
	if (write_all(b->input.fd, &m, sizeof(m)) < 0 ||
	    write_all(b->input.fd, report->fates, m.count * sizeof(*report->fates)) < 0 ||
	    write_all(b->input.fd, report->out.p, m.out) < 0 ||
	    write_all(b->input.fd, report->err.p, m.err) < 0)
		return prov_fail_errno(err, PROV_E_IO, "cannot report");
	return 0;
}

static void send_error(int fd, const struct prov_err *why)
{
	struct message m = { .is_error = true, .out = sizeof(*why) };

	if (write_all(fd, &m, sizeof(m)) == 0)
		(void)write_all(fd, why, sizeof(*why));
}

static void serve(const struct cli_batch *parent, int fd)
{
	struct prov_err err = PROV_ERR_INIT;
	struct cli_batch b = *parent;
	int rc;

	cli_batch_input_frames(&b.input, fd);
	b.deliver = send_report;
	rc = cli_batch_capture_open(&b.capture, &err);
	memcpy(b.capture.terminal, parent->capture.terminal, sizeof(b.capture.terminal));
	if (rc == 0)
		rc = cli_batch_group(&b, &err);
	if (rc < 0)
		send_error(fd, &err);
	cli_process_close(b.cli->process);
}

static int start(struct jobs *jobs, struct prov_err *err)
{
	struct worker *w = &jobs->workers[jobs->count];
	pid_t parent = getpid();
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) < 0)
		return prov_fail_errno(err, PROV_E_IO, "cannot start a job");
	*w = (struct worker){ .fd = fds[0], .to = PROV_STR_INIT, .from = PROV_STR_INIT };
	w->pid = fork();
	if (w->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		for (size_t i = 0; i <= jobs->count; i++)
			close(jobs->workers[i].fd);
		if (getppid() == parent)
			serve(jobs->b, fds[1]);
		_exit(0);
	}
	close(fds[1]);
	if (w->pid < 0) {
		close(fds[0]);
		return prov_fail_errno(err, PROV_E_IO, "cannot start a job");
	}
	fcntl(w->fd, F_SETFL, O_NONBLOCK);
	jobs->count++;
	return 0;
}

/* ---- what workers say ---- */

static void done(struct worker *w, size_t count)
{
	count = count < w->count ? count : w->count;
	w->count -= count;
	memmove(w->contexts, w->contexts + count, w->count * sizeof(*w->contexts));
}

static int take_message(struct jobs *jobs, struct worker *w, const struct message *m, const char *p,
			struct prov_err *err)
{
	struct cli_batch_report report = CLI_BATCH_REPORT_INIT;
	int rc;

	if (m->is_error) {
		memcpy(err, p, sizeof(*err));
		return -1;
	}
	report.count = m->count;
	report.fates = prov_alloc((m->count + 1) * sizeof(*report.fates));
	memcpy(report.fates, p, m->count * sizeof(*report.fates));
	memcpy(report.token, m->token, sizeof(report.token));
	p += m->count * sizeof(*report.fates);
	prov_str_add_len(&report.out, p, m->out);
	prov_str_add_len(&report.err, p + m->out, m->err);
	done(w, m->count);
	rc = jobs->b->deliver(jobs->b, &report, err);
	cli_batch_report_fini(&report);
	return rc;
}

static void drop_front(struct prov_str *s, size_t len)
{
	memmove(s->p, s->p + len, s->len - len);
	prov_str_truncate(s, s->len - len);
}

static int take_messages(struct jobs *jobs, struct worker *w, struct prov_err *err)
{
	struct message m;

	while (w->from.len >= sizeof(m)) {
		size_t size;

		memcpy(&m, w->from.p, sizeof(m));
		size = sizeof(m) + m.count * sizeof(struct cli_batch_fate) + m.out + m.err;
		if (w->from.len < size)
			return 0;
		if (take_message(jobs, w, &m, w->from.p + sizeof(m), err) < 0)
			return -1;
		drop_front(&w->from, size);
	}
	return 0;
}

/* One that ended with lines under way, and not because of a failure that ends all. */
static int check_end(const struct jobs *jobs, const struct worker *w, struct prov_err *err)
{
	if (w->count == 0 || *jobs->b->stop || (jobs->b->failed && !jobs->b->go_on))
		return 0;
	return prov_fail(err, PROV_E_INTERNAL, "a job has ended with %zu lines under way: what became of "
			 "them is not known", w->count);
}

static int receive(struct jobs *jobs, struct worker *w, struct prov_err *err)
{
	ssize_t n;

	prov_str_reserve(&w->from, 65536);
	n = read(w->fd, w->from.p + w->from.len, 65536);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	w->ended = n <= 0;
	if (w->ended)
		return check_end(jobs, w, err);
	w->from.len += (size_t)n;
	w->from.p[w->from.len] = '\0';
	return take_messages(jobs, w, err);
}

static void transmit(struct worker *w)
{
	ssize_t n = send(w->fd, w->to.p, w->to.len, MSG_NOSIGNAL);

	if (n > 0) {
		explicit_bzero(w->to.p, (size_t)n);
		drop_front(&w->to, (size_t)n);
	} else if (n < 0 && errno != EAGAIN && errno != EINTR) {
		prov_str_truncate(&w->to, 0);	/* it has ended, which reading tells */
	}
}

/* Waits until something happens, at workers or at `other` (-1: nothing). */
static int pump(struct jobs *jobs, int other, struct prov_err *err)
{
	struct pollfd *p = prov_alloc((jobs->count + 1) * sizeof(*p));
	int rc = 0;

	for (size_t i = 0; i < jobs->count; i++) {
		const struct worker *w = &jobs->workers[i];

		p[i] = (struct pollfd){ w->ended ? -1 : w->fd, POLLIN, 0 };
		if (w->to.len)
			p[i].events |= POLLOUT;
	}
	p[jobs->count] = (struct pollfd){ other, POLLIN, 0 };
	if (poll(p, jobs->count + 1, -1) > 0)
		for (size_t i = 0; rc == 0 && i < jobs->count; i++) {
			if (p[i].revents & POLLOUT)
				transmit(&jobs->workers[i]);
			if (p[i].revents & (POLLIN | POLLHUP | POLLERR))
				rc = receive(jobs, &jobs->workers[i], err);
		}
	free(p);
	return rc;
}

/* ---- handing out ---- */

static bool is_stopped(const struct jobs *jobs)
{
	return jobs->b->failed && !jobs->b->go_on;
}

static bool is_idle(const struct jobs *jobs)
{
	for (size_t i = 0; i < jobs->count; i++)
		if (jobs->workers[i].count)
			return false;
	return true;
}

static bool has_context(const struct worker *w, long long context)
{
	for (size_t i = 0; i < w->count; i++)
		if (w->contexts[i] == context)
			return true;
	return false;
}

/* Where a line of this context may go now; NULL: nowhere. 0: it has to be alone. */
static struct worker *choose(const struct jobs *jobs, long long context)
{
	struct worker *best = &jobs->workers[0];

	if (context == 0)
		return is_idle(jobs) ? best : NULL;
	for (size_t i = 0; i < jobs->count; i++) {
		struct worker *w = &jobs->workers[i];

		if (has_context(w, context))
			return w->count < QUEUE ? w : NULL;
		if (w->count < best->count)
			best = w;
	}
	return best->count < QUEUE && !has_context(best, 0) ? best : NULL;
}

static int hand_out(struct jobs *jobs, const struct cli_batch_item *item, struct prov_err *err)
{
	bool single = item->command && item->place != CLI_ALONE;
	long long context = single ? item->context : 0;
	struct worker *w;

	while (!(w = choose(jobs, context)) && !is_stopped(jobs))
		if (pump(jobs, -1, err) < 0)
			return -1;
	if (!w)
		return 0;
	w->contexts[w->count++] = context;
	cli_batch_input_add_frame(&w->to, &item->text);
	transmit(w);
	while (context == 0 && w->count && !w->ended)
		if (pump(jobs, -1, err) < 0)
			return -1;
	return 0;
}

static int distribute(struct jobs *jobs, struct prov_err *err)
{
	struct cli_batch *b = jobs->b;
	int rc = 1;

	while (rc > 0 && !is_stopped(jobs)) {
		struct cli_batch_item item = { .context = 0 };

		if (!cli_batch_input_is_ready(&b->input) && !is_idle(jobs)) {
			rc = pump(jobs, b->input.fd, err) < 0 ? -1 : 1;
			continue;
		}
		rc = cli_batch_line_next(b, &item, err);
		if (rc > 0 && hand_out(jobs, &item, err) < 0)
			rc = -1;
		cli_batch_input_wipe(&item.text);
	}
	return rc < 0 ? -1 : 0;
}

/* Workers end when there is nothing more to read; all of them have to be heard. */
static int finish(struct jobs *jobs, struct prov_err *err)
{
	int rc = 0;

	for (size_t i = 0; i < jobs->count; i++) {
		struct worker *w = &jobs->workers[i];

		while (rc == 0 && w->to.len && !w->ended && !is_stopped(jobs))
			rc = pump(jobs, -1, err);
	}
	if (is_stopped(jobs))
		*jobs->b->stop = 1;
	for (size_t i = 0; i < jobs->count; i++)
		shutdown(jobs->workers[i].fd, SHUT_WR);
	for (size_t i = 0; i < jobs->count; i++)
		while (rc == 0 && !jobs->workers[i].ended)
			rc = pump(jobs, -1, err);
	return rc;
}

static void end(struct jobs *jobs)
{
	for (size_t i = 0; i < jobs->count; i++) {
		struct worker *w = &jobs->workers[i];

		close(w->fd);
		waitpid(w->pid, NULL, 0);
		prov_secret_fini(&w->to);
		prov_str_fini(&w->from);
	}
	free(jobs->workers);
}

int cli_batch_jobs(struct cli_batch *b, size_t count, struct prov_err *err)
{
	struct jobs jobs = { .b = b, .workers = prov_alloc(count * sizeof(*jobs.workers)) };
	struct prov_err more = PROV_ERR_INIT;
	int rc = 0;

	cli_process_close(b->cli->process);	/* no connection is shared */
	b->stop = mmap(NULL, sizeof(*b->stop), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (b->stop == MAP_FAILED)
		rc = prov_fail_errno(err, PROV_E_IO, "cannot start a job");
	while (rc == 0 && jobs.count < count)
		rc = start(&jobs, err);
	if (rc == 0)
		rc = distribute(&jobs, err);
	if (rc < 0 && b->stop != MAP_FAILED)
		*b->stop = 1;
	if (finish(&jobs, rc < 0 ? &more : err) < 0)
		rc = -1;
	end(&jobs);
	if (b->stop != MAP_FAILED)
		munmap((void *)b->stop, sizeof(*b->stop));
	b->stop = NULL;
	return rc;
}
