/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE     /* renameat2 */
#include "report/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "report/manifest.h"
#include "sim/error.h"

#define MAX_FILES 64
#define TEMPORARY_MARK ".tmp-"
#define MAX_TRIES 100
#define SYNC_THREADS 7          /* beside the one that asks */

struct ReportFolder {
    char *target;
    char *parent;
    char *path;                         /* the temporary folder */
    int lock;                           /* of the temporary folder, held while we live */
    char *files[MAX_FILES];             /* full paths, for the signal handler */
    volatile sig_atomic_t n_files;
    volatile sig_atomic_t in_place;
    ReportFolder *volatile *guard;      /* NULL: none */
};

static bool fail_errno(GError **error, const char *what, const char *path)
{
    return sim_fail(error, SIM_ERROR_ENVIRONMENT, "%s: cannot %s: %s", path, what, g_strerror(errno));
}

/* Removes @path with all that is in it; symbolic links are not followed.  Best effort: what cannot be removed stays. */
static void remove_tree(const char *path)
{
    struct stat status;
    if (lstat(path, &status) != 0)
        return;
    if (!S_ISDIR(status.st_mode)) {
        unlink(path);
        return;
    }
    g_autoptr(GDir) directory = g_dir_open(path, 0, NULL);
    for (const char *name; directory != NULL && (name = g_dir_read_name(directory)) != NULL;) {
        g_autofree char *inner = g_build_filename(path, name, NULL);
        remove_tree(inner);
    }
    rmdir(path);
}

/* Opens @path and takes its lock; -1 if it is not there, a living process has it, or it was removed in the meantime. */
static int lock_folder(const char *path)
{
    struct stat locked, there;
    int lock = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (lock < 0)
        return -1;
    if (flock(lock, LOCK_EX | LOCK_NB) == 0 && fstat(lock, &locked) == 0 && lstat(path, &there) == 0 &&
        locked.st_ino == there.st_ino && locked.st_dev == there.st_dev)
        return lock;
    close(lock);
    return -1;
}

static bool is_number(const char *text)
{
    return *text != '\0' && text[strspn(text, "0123456789")] == '\0';
}

/* Whether @name is that of a temporary folder: of the target that @prefix says, or of any (NULL). */
static bool is_temporary(const char *name, const char *prefix)
{
    if (prefix != NULL)
        return g_str_has_prefix(name, prefix) && is_number(name + strlen(prefix));
    const char *mark = *name == '.' ? g_strrstr(name, TEMPORARY_MARK) : NULL;
    return mark != NULL && mark > name + 1 && is_number(mark + strlen(TEMPORARY_MARK));
}

/* The lock alone says who lives: a process that was killed may keep its number for seconds, until its parent asks for it, the number may be
 * another's by now, and in another container we do not see it at all. */
static void remove_stale(const char *parent, const char *prefix)
{
    g_autoptr(GDir) directory = g_dir_open(parent, 0, NULL);
    for (const char *name; directory != NULL && (name = g_dir_read_name(directory)) != NULL;) {
        if (!is_temporary(name, prefix))
            continue;
        g_autofree char *path = g_build_filename(parent, name, NULL);
        int lock = lock_folder(path);
        if (lock < 0)
            continue;
        remove_tree(path);
        close(lock);
    }
}

/* Whether @name in a folder of results is one of them: @files lists it, or the script that draws it. */
static bool is_result(const char *name, char **files)
{
    const char *dot = strrchr(name, '.');
    g_autofree char *script = g_strdup_printf("%.*s.gp", dot != NULL ? (int)(dot - name) : 0, name);
    const char *const *listed = (const char *const *)files;
    return strcmp(name, REPORT_MANIFEST_NAME) == 0 || g_strv_contains(listed, name) || g_strv_contains(listed, script);
}

/* Whether all that lies in the folder @target is what its manifest lists: then nothing is lost with it that a run cannot make again. */
static bool check_results(const char *target, GDir *directory, GError **error)
{
    g_autofree char *manifest = g_build_filename(target, REPORT_MANIFEST_NAME, NULL);
    g_auto(GStrv) files = report_manifest_files(manifest);
    if (files == NULL)
        return sim_fail(error, SIM_ERROR_USAGE,
                        "%s is there, is not empty, and holds no results of this program (no %s): it is left alone; "
                        "choose another folder with -o, or remove it", target, REPORT_MANIFEST_NAME);
    for (const char *name; (name = g_dir_read_name(directory)) != NULL;) {
        g_autofree char *path = g_build_filename(target, name, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_DIR) || !is_result(name, files))
            return sim_fail(error, SIM_ERROR_USAGE,
                            "%s holds '%s' beside the results, which would be lost: it is left alone; "
                            "choose another folder with -o, or move that away", target, name);
    }
    return true;
}

/* Whether what stands at the target may be replaced: nothing, an empty folder, or results of ours and nothing else. */
static bool check_target(const char *target, GError **error)
{
    struct stat status;
    if (lstat(target, &status) != 0)
        return errno == ENOENT || fail_errno(error, "look at it", target);
    if (!S_ISDIR(status.st_mode))
        return sim_fail(error, SIM_ERROR_USAGE, "%s is there and is no folder: choose another one with -o", target);
    struct stat here;
    if (stat(".", &here) == 0 && here.st_dev == status.st_dev && here.st_ino == status.st_ino)
        return sim_fail(error, SIM_ERROR_USAGE,
                        "%s is the working directory, which would be gone when results are put there as a whole: "
                        "choose another folder with -o", target);
    g_autoptr(GDir) directory = g_dir_open(target, 0, error);
    if (directory == NULL) {
        g_clear_error(error);
        return sim_fail(error, SIM_ERROR_ENVIRONMENT, "%s: cannot be read", target);
    }
    if (g_dir_read_name(directory) == NULL)
        return true;
    g_dir_rewind(directory);
    return check_results(target, directory, error);
}

/* Where @target really is: symbolic links that exist are followed, so that the link survives the exchange. */
static char *resolve(const char *target)
{
    char *real = realpath(target, NULL);
    if (real == NULL)
        return g_canonicalize_filename(target, NULL);
    char *copy = g_strdup(real);
    free(real);
    return copy;
}

static void folder_free(ReportFolder *folder)
{
    if (folder->guard != NULL)
        *folder->guard = NULL;
    int n = folder->n_files;
    for (int i = 0; i < n; i++)
        g_free(folder->files[i]);
    if (folder->lock >= 0)
        close(folder->lock);
    g_free(folder->path);
    g_free(folder->parent);
    g_free(folder->target);
    g_free(folder);
}

static bool make_temporary(ReportFolder *folder, GError **error)
{
    g_autofree char *name = g_path_get_basename(folder->target);
    g_autofree char *prefix = g_strdup_printf(".%s" TEMPORARY_MARK, name);
    if (g_mkdir_with_parents(folder->parent, 0777) != 0)
        return fail_errno(error, "make the folder", folder->parent);
    remove_stale(folder->parent, prefix);
    g_autofree char *temporary = g_strdup_printf("%s%d", prefix, (int)getpid());
    g_autofree char *path = g_build_filename(folder->parent, temporary, NULL);
    if (g_mkdir(path, 0777) != 0)
        return fail_errno(error, "make the folder", path);
    for (int tries = 0; tries < MAX_TRIES && folder->lock < 0; tries++) {
        if (tries > 0) {                /* another process took it for a dead one's before it had our lock, and removes it */
            g_usleep(1000);
            g_mkdir(path, 0777);
        }
        folder->lock = lock_folder(path);
    }
    if (folder->lock < 0) {
        bool failed = fail_errno(error, "lock the folder", path);
        rmdir(path);
        return failed;
    }
    folder->path = g_steal_pointer(&path);
    return true;
}

ReportFolder *report_folder_open(const char *target, GError **error)
{
    ReportFolder *folder = g_new0(ReportFolder, 1);
    folder->lock = -1;
    folder->target = resolve(target);
    folder->parent = g_path_get_dirname(folder->target);
    if (check_target(folder->target, error) && make_temporary(folder, error))
        return folder;
    report_folder_abort(folder);
    return NULL;
}

/* While a folder appears or is put in place, no signal may come between what is done and the record of it. */
static void hold_signals(sigset_t *out_before)
{
    static const int stopping[] = { SIGINT, SIGTERM, SIGHUP, SIGTRAP, SIGABRT };
    sigset_t held;

    sigemptyset(&held);
    for (unsigned i = 0; i < G_N_ELEMENTS(stopping); i++)
        sigaddset(&held, stopping[i]);
    sigprocmask(SIG_BLOCK, &held, out_before);
}

ReportFolder *report_folder_open_guarded(const char *target, ReportFolder *volatile *handler_sees, GError **error)
{
    sigset_t before;
    ReportFolder *folder;

    hold_signals(&before);
    folder = report_folder_open(target, error);
    if (folder != NULL && handler_sees != NULL) {
        folder->guard = handler_sees;
        *handler_sees = folder;
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    return folder;
}

void report_folder_sweep(const char *parent)
{
    remove_stale(parent, NULL);
}

const char *report_folder_path(const ReportFolder *folder)
{
    return folder->path;
}

const char *report_folder_target(const ReportFolder *folder)
{
    return folder->target;
}

void report_folder_expect(ReportFolder *folder, const char *name)
{
    g_assert(strchr(name, '/') == NULL);
    char *path = g_build_filename(folder->path, name, NULL);
    for (int i = 0; i < folder->n_files; i++)
        if (strcmp(folder->files[i], path) == 0) {
            g_free(path);
            return;
        }
    g_assert(folder->n_files < MAX_FILES);
    folder->files[folder->n_files] = path;      /* first the path, then the number: a signal may come between */
    folder->n_files++;
}

static bool write_all(int file, const char *text, size_t length)
{
    while (length > 0) {
        ssize_t written = write(file, text, length);
        if (written < 0 && errno != EINTR)
            return false;
        if (written > 0) {
            text += written;
            length -= (size_t)written;
        }
    }
    return true;
}

struct ReportFile {
    char *later;        /* where it will be, for complaints */
    int file;
    int problem;        /* errno of the first writing that failed; 0 = none */
};

ReportFile *report_folder_begin_file(ReportFolder *folder, const char *name, GError **error)
{
    report_folder_expect(folder, name);
    g_autofree char *path = g_build_filename(folder->path, name, NULL);
    g_autofree char *later = g_build_filename(folder->target, name, NULL);
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0) {
        fail_errno(error, "write it", later);
        return NULL;
    }
    ReportFile *begun = g_new(ReportFile, 1);
    *begun = (ReportFile){ .later = g_steal_pointer(&later), .file = file };
    return begun;
}

void report_file_add(void *file, const char *text, size_t length)
{
    ReportFile *begun = file;
    if (begun->problem == 0 && !write_all(begun->file, text, length))      /* _commit() syncs */
        begun->problem = errno;
}

bool report_file_end(ReportFile *file, GError **error)
{
    int closed = close(file->file);
    errno = file->problem != 0 ? file->problem : closed != 0 ? errno : 0;
    bool written = errno == 0 || fail_errno(error, "write it", file->later);
    g_free(file->later);
    g_free(file);
    return written;
}

bool report_folder_write(ReportFolder *folder, const char *name, const char *text, gssize length, GError **error)
{
    ReportFile *file = report_folder_begin_file(folder, name, error);
    if (file == NULL)
        return false;
    report_file_add(file, text, length < 0 ? strlen(text) : (size_t)length);
    return report_file_end(file, error);
}

/* Returns errno, or 0 when @path is on the disk. */
static int sync_one(const char *path)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    int problem = file < 0 || fsync(file) != 0 ? errno : 0;
    if (file >= 0)
        close(file);
    return problem;
}

static bool sync_path(const char *path, GError **error)
{
    errno = sync_one(path);
    return errno == 0 || fail_errno(error, "sync it", path);
}

/* Files that several threads put on the disk. */
typedef struct Syncing {
    GPtrArray *paths;           /* of char * */
    int *problems;              /* [paths->len]: errno, or 0 */
    gint next;                  /* atomic: the first that nobody has taken */
} Syncing;

static void *sync_some(void *data)
{
    Syncing *syncing = data;
    for (guint i; (i = (guint)g_atomic_int_add(&syncing->next, 1)) < syncing->paths->len;)
        syncing->problems[i] = sync_one(g_ptr_array_index(syncing->paths, i));
    return NULL;
}

/* Beside each other: a journal takes those that wait at the same time to the disk in one go, else each waits for a turn of its own.  The
 * threads have no use for signals: the caller holds those. */
static void sync_all(Syncing *syncing)
{
    pthread_t threads[SYNC_THREADS];
    unsigned n = 0;
    while (n < SYNC_THREADS && n + 1 < syncing->paths->len && pthread_create(&threads[n], NULL, sync_some, syncing) == 0)
        n++;
    sync_some(syncing);
    while (n > 0)
        pthread_join(threads[--n], NULL);
}

static bool sync_files(const ReportFolder *folder, GError **error)
{
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GDir) directory = g_dir_open(folder->path, 0, NULL);
    for (const char *name; directory != NULL && (name = g_dir_read_name(directory)) != NULL;)
        g_ptr_array_add(paths, g_build_filename(folder->path, name, NULL));
    g_autofree int *problems = g_new0(int, paths->len + 1);
    Syncing syncing = { .paths = paths, .problems = problems };
    sync_all(&syncing);
    for (guint i = 0; i < paths->len; i++) {
        errno = problems[i];
        if (errno != 0)
            return fail_errno(error, "sync it", g_ptr_array_index(paths, i));
    }
    return sync_path(folder->path, error);
}

/* For file systems that cannot exchange: the old results step aside first.  Between the two renames there are none, and the old ones
 * stand at @aside. */
static bool replace_in_two_steps(const ReportFolder *folder, const char *aside, GError **error)
{
    if (rename(folder->target, aside) != 0)
        return fail_errno(error, "move the old results aside", folder->target);
    if (rename(folder->path, folder->target) != 0) {
        bool failed = fail_errno(error, "put the new results in place", folder->target);
        if (rename(aside, folder->target) != 0)
            return sim_fail(error, SIM_ERROR_ENVIRONMENT, "the old results are now in %s", aside);
        return failed;
    }
    return true;
}

/* Afterwards the new results are in place, and the old ones, if any, at *out_old (transfer full, else NULL). */
static bool put_in_place(const ReportFolder *folder, char **out_old, GError **error)
{
    *out_old = NULL;
    if (renameat2(AT_FDCWD, folder->path, AT_FDCWD, folder->target, RENAME_NOREPLACE) == 0)
        return true;
    if (errno != EEXIST && errno != EINVAL && errno != ENOSYS)
        return fail_errno(error, "put the results in place", folder->target);
    if (errno != EEXIST && !g_file_test(folder->target, G_FILE_TEST_EXISTS))
        return rename(folder->path, folder->target) == 0 || fail_errno(error, "put the results in place", folder->target);
    if (!check_target(folder->target, error))       /* somebody may have put something else there while we ran */
        return false;
    if (renameat2(AT_FDCWD, folder->path, AT_FDCWD, folder->target, RENAME_EXCHANGE) == 0) {
        *out_old = g_strdup(folder->path);
        return true;
    }
    if (errno != EINVAL && errno != ENOSYS)
        return fail_errno(error, "exchange the results", folder->target);
    g_autofree char *aside = g_strconcat(folder->path, ".old", NULL);
    if (!replace_in_two_steps(folder, aside, error))
        return false;
    *out_old = g_steal_pointer(&aside);
    return true;
}

static bool commit(ReportFolder *folder, GError **error)
{
    g_autofree char *old = NULL;
    if (!sync_files(folder, error) || !put_in_place(folder, &old, error)) {
        report_folder_abort(folder);
        return false;
    }
    folder->in_place = 1;
    bool synced = sync_path(folder->parent, error);
    if (old != NULL)
        remove_tree(old);
    folder_free(folder);
    return synced;
}

bool report_folder_commit(ReportFolder *folder, GError **error)
{
    sigset_t before;
    bool good;

    hold_signals(&before);
    good = commit(folder, error);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return good;
}

void report_folder_abort(ReportFolder *folder)
{
    if (folder == NULL)
        return;
    if (folder->path != NULL)
        remove_tree(folder->path);
    folder_free(folder);
}

void report_folder_clean_up(const ReportFolder *folder)
{
    if (folder == NULL || folder->in_place)
        return;
    for (int tries = 0; tries < MAX_TRIES; tries++) {       /* gnuplot may still be writing */
        for (int i = 0; i < folder->n_files; i++)
            unlink(folder->files[i]);
        if (rmdir(folder->path) == 0 || (errno != ENOTEMPTY && errno != EEXIST))
            return;
    }
}
