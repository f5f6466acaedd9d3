/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/whole_file.h"

#include <errno.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "sim/error.h"

struct StudyWholeFile {
    char *target, *path;
    FILE *stream;
};

static bool fail(const StudyWholeFile *file, GError **error)
{
    return sim_fail(error, SIM_ERROR_ENVIRONMENT, "%s: cannot be written: %s", file->target, g_strerror(errno));
}

static void free_file(StudyWholeFile *file)
{
    if (file->stream != NULL)
        fclose(file->stream);
    g_free(file->target);
    g_free(file->path);
    g_free(file);
}

StudyWholeFile *study_whole_file_open(const char *path, GError **error)
{
    StudyWholeFile *file = g_new0(StudyWholeFile, 1);
    g_autofree char *folder = g_path_get_dirname(path), *name = g_path_get_basename(path);
    g_autofree char *temporary = g_strdup_printf(".%s.tmp-%d", name, (int)getpid());

    file->target = g_strdup(path);
    file->path = g_build_filename(folder, temporary, NULL);
    if (g_mkdir_with_parents(folder, 0777) == 0 && (file->stream = fopen(file->path, "we")) != NULL)
        return file;
    fail(file, error);
    free_file(file);
    return NULL;
}

FILE *study_whole_file_stream(StudyWholeFile *file)
{
    return file->stream;
}

const char *study_whole_file_path(const StudyWholeFile *file)
{
    return file->path;
}

bool study_whole_file_commit(StudyWholeFile *file, GError **error)
{
    bool good = fflush(file->stream) == 0 && ferror(file->stream) == 0 && fsync(fileno(file->stream)) == 0 &&
                rename(file->path, file->target) == 0;

    if (!good) {
        fail(file, error);
        study_whole_file_abort(file);
        return false;
    }
    free_file(file);
    return true;
}

void study_whole_file_abort(StudyWholeFile *file)
{
    if (file == NULL)
        return;
    g_unlink(file->path);
    free_file(file);
}

bool study_whole_file_write(const char *path, const char *text, GError **error)
{
    StudyWholeFile *file = study_whole_file_open(path, error);

    if (file == NULL)
        return false;
    fputs(text, file->stream);
    return study_whole_file_commit(file, error);
}
