/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_JOB_SCRIPT_H
#define STUDY_JOB_SCRIPT_H

/* How other engines run a study: each of their tasks runs one shard, and may do so twice without harm. */

typedef enum StudyEngine { STUDY_ENGINE_SLURM, STUDY_ENGINE_PARALLEL, STUDY_ENGINE_MAKE } StudyEngine;

typedef struct StudyJob {
    const char *program;        /* path of cpmsim on the machines that run it        */
    const char *file;           /* the study                                         */
    const char *folder;         /* its results, on a file system that all of them see */
    const char *const *options; /* more for `cpmsim run`, NULL-terminated            */
    unsigned tasks;             /* shards, >= 1                                      */
} StudyJob;

/* The script or makefile (transfer full): an array job for sbatch, which asks to be queued again when it was stopped early; a shell
 * script that calls GNU parallel; a makefile for `make -j`. */
char *study_job_script(const StudyJob *job, StudyEngine engine);

#endif
