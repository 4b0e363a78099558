/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_batch_capture.c - what commands print goes into memory until it is sure
 *
 * By file descriptor, so that it does not matter how a command prints. Standard input is empty: it may be
 * where the lines come from.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bin/cli_batch.h"

#define KEPT (1 << 20)		/* bytes of the memory that stay for the next lines */

static int keep(int fd)
{
	return fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
}

/* What `with` is takes the place of fd. */
static int replace(int fd, int with)
{
	int rc = with < 0 ? -1 : dup2(with, fd);

	if (with >= 0)
		close(with);
	return rc < 0 ? -1 : 0;
}

int cli_batch_capture_open(struct cli_batch_capture *capture, struct prov_err *err)
{
	fflush(stdout);
	fflush(stderr);
	*capture = (struct cli_batch_capture){
		.real_in = keep(STDIN_FILENO), .real_out = keep(STDOUT_FILENO),
		.real_err = keep(STDERR_FILENO),
		.terminal = { isatty(STDOUT_FILENO), isatty(STDERR_FILENO) },
	};
	if (capture->real_in < 0 || capture->real_out < 0 || capture->real_err < 0 ||
	    replace(STDIN_FILENO, open("/dev/null", O_RDONLY | O_CLOEXEC)) < 0 ||
	    replace(STDOUT_FILENO, memfd_create("output", MFD_CLOEXEC)) < 0 ||
	    replace(STDERR_FILENO, memfd_create("errors", MFD_CLOEXEC)) < 0)
		return prov_fail_errno(err, PROV_E_IO, "cannot catch the output of commands");
	return 0;
}

void cli_batch_capture_close(struct cli_batch_capture *capture)
{
	fflush(stdout);
	fflush(stderr);
	replace(STDIN_FILENO, capture->real_in);
	replace(STDOUT_FILENO, capture->real_out);
	replace(STDERR_FILENO, capture->real_err);
}

static void take(int fd, off_t *at, struct prov_str *text)
{
	off_t end = lseek(fd, 0, SEEK_CUR);
	ssize_t n = 1;

	while (n > 0 && *at < end) {
		prov_str_reserve(text, (size_t)(end - *at));
		n = pread(fd, text->p + text->len, (size_t)(end - *at), *at);
		if (n > 0) {
			*at += n;
			text->len += (size_t)n;
			text->p[text->len] = '\0';
		}
	}
	*at = end;
	if (end > KEPT && ftruncate(fd, 0) == 0)
		*at = lseek(fd, 0, SEEK_SET);
}

void cli_batch_capture_take(struct cli_batch_capture *capture, struct prov_str *out, struct prov_str *err)
{
	fflush(stdout);
	fflush(stderr);
	take(STDOUT_FILENO, &capture->at[0], out);
	take(STDERR_FILENO, &capture->at[1], err);
}

int cli_batch_capture_write(const struct cli_batch_capture *capture, int stream, const struct prov_str *text,
			    struct prov_err *err)
{
	int fd = stream == STDERR_FILENO ? capture->real_err : capture->real_out;

	for (size_t at = 0; at < text->len;) {
		ssize_t n = write(fd, text->p + at, text->len - at);

		if (n < 0 && errno != EINTR)
			return prov_fail_errno(err, PROV_E_IO, "cannot write to standard %s",
					       stream == STDERR_FILENO ? "error" : "output");
		at += n > 0 ? (size_t)n : 0;
	}
	return 0;
}
