/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jobs in processes: whatever becomes of one, the caller hears of it, and the others go on. */
#include "study/pool.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "study/shard.h"
#include "tests/cunit_run.h"

#define LONG_MS 60000       /* never waited for to its end */
#define MEGABYTES 200

static void sleep_for_ever(void)
{
    for (;;)
        pause();
}

/* Jobs do what their number says; a thousand's place tells equal ones apart. */
static int work(void *data, uint64_t job)
{
    char *bytes;

    (void)data;
    signal(SIGABRT, SIG_DFL);
    switch (job % 1000) {
    case 1:
        fputs("what it says\n", stderr);
        return 7;
    case 2:
        raise(SIGKILL);
        return 0;
    case 3:
        sleep_for_ever();
        return 0;
    case 4:                         /* touches every page, or nothing would be resident */
        bytes = malloc(MEGABYTES << 20);
        for (size_t i = 0; bytes != NULL && i < MEGABYTES << 20; i += 1024)
            ((volatile char *)bytes)[i] = 1;
        sleep_for_ever();
        free(bytes);
        return 0;
    case 5:
        for (unsigned i = 0; i < 20000; i++)
            fprintf(stderr, "line %u\n", i);
        return 0;
    case 6:
        printf("not for the caller's standard output\n");
        fflush(stdout);
        return getpid() == *(pid_t *)data ? 1 : 0;
    case 7:
        fputs("first this, ", stderr);
        study_pool_say("then that");
        return 0;
    default:
        return 0;
    }
}

static StudyJobEnd run_one(uint64_t job, const StudyPoolLimits *limits)
{
    g_autoptr(StudyPool) pool = study_pool_new(limits);
    pid_t self = getpid();
    StudyJobEnd end = { 0 };

    CU_ASSERT(study_pool_start(pool, job, work, &self, NULL));
    CU_ASSERT(study_pool_wait(pool, LONG_MS, &end));
    CU_ASSERT_EQUAL(end.job, job);
    CU_ASSERT_EQUAL(study_pool_running(pool), 0);
    return end;
}

static void check_end(uint64_t job, StudyPoolLimits limits, StudyFate fate, int code)
{
    StudyJobEnd end = run_one(job, &limits);

    CU_ASSERT_EQUAL(end.fate, fate);
    CU_ASSERT_EQUAL(end.code, code);
    g_free(end.said);
}

static void test_fates(void)
{
    check_end(0, (StudyPoolLimits){ .jobs = 1 }, STUDY_FATE_ENDED, 0);
    check_end(1, (StudyPoolLimits){ .jobs = 1 }, STUDY_FATE_ENDED, 7);
    check_end(2, (StudyPoolLimits){ .jobs = 1 }, STUDY_FATE_CRASHED, SIGKILL);
    check_end(3, (StudyPoolLimits){ .jobs = 1, .seconds = 0.05 }, STUDY_FATE_TIME, SIGKILL);
    check_end(4, (StudyPoolLimits){ .jobs = 1, .bytes = (MEGABYTES / 2) << 20 }, STUDY_FATE_MEMORY, SIGKILL);
    check_end(6, (StudyPoolLimits){ .jobs = 1 }, STUDY_FATE_ENDED, 0);
}

static void test_what_is_said(void)
{
    StudyPoolLimits limits = { .jobs = 1 };
    StudyJobEnd end = run_one(1, &limits);

    CU_ASSERT_STRING_EQUAL(end.said, "what it says\n");
    g_free(end.said);
    end = run_one(7, &limits);
    CU_ASSERT_STRING_EQUAL(end.said, "first this, then that");
    g_free(end.said);
    end = run_one(5, &limits);          /* much more than a pipe holds: the end of it counts */
    CU_ASSERT_EQUAL(end.fate, STUDY_FATE_ENDED);
    CU_ASSERT(strlen(end.said) < 10000 && g_str_has_suffix(end.said, "line 19999\n"));
    g_free(end.said);
}

/* Jobs of all kinds: never more than so many at a time, and each comes back once. */
static void test_many(void)
{
    StudyPoolLimits limits = { .jobs = 3, .seconds = 5.0 };
    g_autoptr(StudyPool) pool = study_pool_new(&limits);
    unsigned ended[60] = { 0 }, wrong = 0;
    StudyJobEnd end;

    for (uint64_t job = 0; job < G_N_ELEMENTS(ended); job++) {
        if (!study_pool_has_place(pool)) {
            CU_ASSERT(study_pool_wait(pool, LONG_MS, &end));
            ended[end.job / 1000]++;
            g_free(end.said);
        }
        CU_ASSERT(study_pool_start(pool, job * 1000 + job % 3, work, NULL, NULL));
        CU_ASSERT(study_pool_running(pool) <= 3);
    }
    while (study_pool_wait(pool, LONG_MS, &end)) {
        ended[end.job / 1000]++;
        g_free(end.said);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(ended); i++)
        wrong += ended[i] != 1;
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT_FALSE(study_pool_wait(pool, 0, &end));
}

static void test_waiting_has_an_end(void)
{
    StudyPoolLimits limits = { .jobs = 1 };
    StudyPool *pool = study_pool_new(&limits);
    StudyJobEnd end;

    CU_ASSERT(study_pool_start(pool, 3, work, NULL, NULL));
    CU_ASSERT_FALSE(study_pool_wait(pool, 10, &end));
    CU_ASSERT_EQUAL(study_pool_running(pool), 1);
    study_pool_free(pool);              /* kills it, or this would never return */
    CU_ASSERT(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD);
}

/* In the child: tells its number and sleeps. */
static int tell_and_sleep(void *data, uint64_t job)
{
    (void)job;
    if (write(*(int *)data, &(pid_t){ getpid() }, sizeof(pid_t)) == (ssize_t)sizeof(pid_t))
        sleep_for_ever();
    return 0;
}

/* A parent that is killed takes its children with it: the pipe that they hold open is closed by nobody else. */
static void test_children_die_with_the_parent(void)
{
    int ends[2];
    pid_t parent, child = 0;
    struct pollfd closed;
    char byte;

    CU_ASSERT_EQUAL(pipe(ends), 0);
    parent = fork();
    if (parent == 0) {
        StudyPoolLimits limits = { .jobs = 1 };

        close(ends[0]);
        study_pool_start(study_pool_new(&limits), 0, tell_and_sleep, &ends[1], NULL);
        sleep_for_ever();
    }
    close(ends[1]);
    CU_ASSERT_EQUAL(read(ends[0], &child, sizeof child), (ssize_t)sizeof child);
    kill(parent, SIGKILL);
    waitpid(parent, NULL, 0);
    closed = (struct pollfd){ .fd = ends[0], .events = POLLIN };
    CU_ASSERT_EQUAL(poll(&closed, 1, LONG_MS), 1);
    CU_ASSERT_EQUAL(read(ends[0], &byte, 1), 0);
    if (child > 0 && closed.revents == 0)
        kill(child, SIGKILL);
    close(ends[0]);
}

static void test_shards(void)
{
    static const struct { const char *text; unsigned number, of; } rows[] = {
        { "1/1", 1, 1 }, { "3/8", 3, 8 }, { "8/8", 8, 8 }, { "0/8", 0, 0 }, { "9/8", 0, 0 }, { "1", 0, 0 }, { "/", 0, 0 },
        { "1/", 0, 0 }, { "/2", 0, 0 }, { "1/2/3", 0, 0 }, { "-1/2", 0, 0 }, { "1/0", 0, 0 }, { "a/b", 0, 0 }, { "", 0, 0 },
    };
    StudyShard shard;

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        bool good = study_shard_parse(rows[i].text, &shard, NULL);

        CU_ASSERT_EQUAL(good, rows[i].of > 0);
        CU_ASSERT(!good || (shard.number == rows[i].number && shard.of == rows[i].of));
    }
    for (size_t index = 0; index < 100; index++) {      /* each in exactly one */
        unsigned n = 0;

        for (unsigned k = 1; k <= 7; k++)
            n += study_shard_has(&(StudyShard){ k, 7 }, index);
        CU_ASSERT_EQUAL(n, 1);
    }
}

static void test_shards_of_slurm(void)
{
    static const struct { const char *id, *least, *most, *step; unsigned number, of; } rows[] = {
        { "0", "0", "7", "1", 1, 8 }, { "7", "0", "7", "1", 8, 8 }, { "1", "1", "4", NULL, 1, 4 }, { "5", "1", "7", "2", 3, 4 },
        { "4", "1", "7", "2", 0, 0 }, { "9", "1", "7", "1", 0, 0 }, { NULL, "1", "7", "1", 0, 0 }, { "x", "1", "7", "1", 0, 0 },
    };
    static const char *const names[] = { "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_MAX", "SLURM_ARRAY_TASK_STEP" };
    StudyShard shard;

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *const values[] = { rows[i].id, rows[i].least, rows[i].most, rows[i].step };

        for (unsigned j = 0; j < 4; j++)
            if (values[j] != NULL)
                g_setenv(names[j], values[j], TRUE);
            else
                g_unsetenv(names[j]);
        bool good = study_shard_parse("auto", &shard, NULL);

        CU_ASSERT_EQUAL(good, rows[i].of > 0);
        CU_ASSERT(!good || (shard.number == rows[i].number && shard.of == rows[i].of));
    }
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "ends of all kinds", test_fates },
        { "what a job says", test_what_is_said },
        { "many jobs", test_many },
        { "waiting has an end", test_waiting_has_an_end },
        { "children die with the parent", test_children_die_with_the_parent },
        { "shards", test_shards },
        { "shards of Slurm", test_shards_of_slurm },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "pool", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
