/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/pool.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/error.h"

#define KEPT_BYTES 4000         /* of the standard error */
#define LOOK_MILLISECONDS 100   /* how often limits are looked at */

typedef struct Process {
    pid_t pid;
    uint64_t job;
    int pipe;                   /* its standard error; -1: closed */
    GString *said;
    int64_t begin;              /* us, monotonic */
    StudyFate killed;           /* STUDY_FATE_ENDED: it was not */
} Process;

struct StudyPool {
    StudyPoolLimits limits;
    GArray *processes;          /* of Process */
};

StudyPool *study_pool_new(const StudyPoolLimits *limits)
{
    StudyPool *pool = g_new0(StudyPool, 1);

    g_assert(limits->jobs >= 1);
    pool->limits = *limits;
    pool->processes = g_array_new(FALSE, FALSE, sizeof(Process));
    return pool;
}

static Process *process_at(const StudyPool *pool, unsigned i)
{
    return &g_array_index(pool->processes, Process, i);
}

static void process_clear(Process *process)
{
    if (process->pipe >= 0)
        close(process->pipe);
    if (process->said != NULL)
        g_string_free(process->said, TRUE);
}

void study_pool_free(StudyPool *pool)
{
    if (pool == NULL)
        return;
    for (unsigned i = 0; i < pool->processes->len; i++)
        kill(process_at(pool, i)->pid, SIGKILL);
    for (unsigned i = 0; i < pool->processes->len; i++) {
        while (waitpid(process_at(pool, i)->pid, NULL, 0) < 0 && errno == EINTR)
            continue;
        process_clear(process_at(pool, i));
    }
    g_array_unref(pool->processes);
    g_free(pool);
}

unsigned study_pool_running(const StudyPool *pool)
{
    return pool->processes->len;
}

bool study_pool_has_place(const StudyPool *pool)
{
    return pool->processes->len < pool->limits.jobs;
}

/* The exit code says that something is wrong, even if nobody hears this. */
void study_pool_say(const char *text)
{
    ssize_t written = write(STDERR_FILENO, text, strlen(text));

    (void)written;
}

/* In the new process: what the parent's streams have not written yet is the parent's, so nothing may be flushed here. */
G_GNUC_NORETURN
static void be_child(pid_t parent, int said, StudyWork work, void *data, uint64_t job)
{
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);

    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)            /* it died before we asked */
        _exit(EXIT_FAILURE);
    if (nothing >= 0) {
        dup2(nothing, STDIN_FILENO);
        dup2(nothing, STDOUT_FILENO);
    }
    dup2(said, STDERR_FILENO);
    _exit(work(data, job));
}

bool study_pool_start(StudyPool *pool, uint64_t job, StudyWork work, void *data, GError **error)
{
    Process process = { .job = job, .begin = g_get_monotonic_time() };
    pid_t parent = getpid();
    int ends[2];

    g_assert(study_pool_has_place(pool));
    if (pipe(ends) != 0)
        return sim_fail(error, SIM_ERROR_ENVIRONMENT, "cannot make a pipe: %s", g_strerror(errno));
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    process.pid = fork();
    if (process.pid == 0)
        be_child(parent, ends[1], work, data, job);
    close(ends[1]);
    if (process.pid < 0) {
        close(ends[0]);
        return sim_fail(error, SIM_ERROR_ENVIRONMENT, "cannot begin another process: %s", g_strerror(errno));
    }
    process.pipe = ends[0];
    process.said = g_string_new(NULL);
    g_array_append_val(pool->processes, process);
    return true;
}

/* ---- watching */

static void drain(Process *process)
{
    char buffer[1024];
    ssize_t n;

    while (process->pipe >= 0 && (n = read(process->pipe, buffer, sizeof buffer)) != -1) {
        if (n == 0) {
            close(process->pipe);
            process->pipe = -1;
            return;
        }
        g_string_append_len(process->said, buffer, n);
        if (process->said->len > 2 * KEPT_BYTES)
            g_string_erase(process->said, 0, (gssize)(process->said->len - KEPT_BYTES));
    }
}

/* Bytes resident, as the kernel counts them; 0 when it does not say. */
static size_t resident(pid_t pid)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/statm", (int)pid), *text = NULL;
    size_t pages = 0;

    if (!g_file_get_contents(path, &text, NULL, NULL) || sscanf(text, "%*u %zu", &pages) != 1)
        return 0;
    return pages * (size_t)sysconf(_SC_PAGESIZE);
}

static void enforce(const StudyPool *pool, Process *process)
{
    double seconds = (double)(g_get_monotonic_time() - process->begin) * 1e-6;

    if (process->killed != STUDY_FATE_ENDED)
        return;
    if (pool->limits.seconds > 0.0 && seconds > pool->limits.seconds)
        process->killed = STUDY_FATE_TIME;
    else if (pool->limits.bytes > 0 && resident(process->pid) > pool->limits.bytes)
        process->killed = STUDY_FATE_MEMORY;
    if (process->killed != STUDY_FATE_ENDED)
        kill(process->pid, SIGKILL);
}

static void sleep_until_something(const StudyPool *pool, int milliseconds)
{
    g_autofree struct pollfd *pipes = g_new0(struct pollfd, pool->processes->len);
    nfds_t n = 0;

    for (unsigned i = 0; i < pool->processes->len; i++)
        if (process_at(pool, i)->pipe >= 0)
            pipes[n++] = (struct pollfd){ .fd = process_at(pool, i)->pipe, .events = POLLIN };
    poll(pipes, n, milliseconds);
}

/* Whether the process has ended; it is then no zombie any more. */
static bool reap(Process *process, StudyJobEnd *out_end)
{
    int status;

    /* A closed pipe is the end of the process, all but for moments. */
    if (waitpid(process->pid, &status, process->pipe < 0 ? 0 : WNOHANG) != process->pid)
        return false;
    drain(process);
    *out_end = (StudyJobEnd){ .job = process->job, .seconds = (double)(g_get_monotonic_time() - process->begin) * 1e-6 };
    out_end->fate = WIFEXITED(status) ? STUDY_FATE_ENDED : process->killed != STUDY_FATE_ENDED ? process->killed : STUDY_FATE_CRASHED;
    out_end->code = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
    out_end->said = g_utf8_make_valid(process->said->str, (gssize)process->said->len);
    return true;
}

bool study_pool_wait(StudyPool *pool, int milliseconds, StudyJobEnd *out_end)
{
    int64_t end = g_get_monotonic_time() + (int64_t)milliseconds * 1000;

    while (pool->processes->len > 0) {
        int64_t left;

        for (unsigned i = 0; i < pool->processes->len; i++) {
            Process *process = process_at(pool, i);

            drain(process);
            if (reap(process, out_end)) {
                process_clear(process);
                g_array_remove_index(pool->processes, i);
                return true;
            }
            enforce(pool, process);
        }
        left = (end - g_get_monotonic_time()) / 1000;
        if (left <= 0)
            return false;
        sleep_until_something(pool, (int)MIN(left, LOOK_MILLISECONDS));
    }
    return false;
}
