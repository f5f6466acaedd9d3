/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_KEY_H
#define STUDY_KEY_H

#include "study/node.h"

#include <stdbool.h>

/* The language of scenario files as one table: what key stands where, of what type, with what default from what source.
 * The parser, the JSON Schema, `cpmsim explain`, docs/scenario.md, the list of defaults in a summary and the resolved
 * scenario all come from it. */

typedef enum StudyKind {
    STUDY_DURATION,  /* "50 ms"; value: integer, ns                                                                   */
    STUDY_SHARE,     /* "20 %" or a number 0..1; value: number                                                        */
    STUDY_COUNT,     /* a whole number; value: integer                                                                */
    STUDY_NUMBER,    /* a number without unit; value: number                                                          */
    STUDY_RATE,      /* "2000 /s"; value: number, per second                                                          */
    STUDY_BANDWIDTH, /* "10 Mbit/s"; value: number, bit/s                                                             */
    STUDY_BOOLEAN,   /* true or false; value: integer                                                                 */
    STUDY_WORD,      /* one of @words; value: integer, its position                                                   */
    STUDY_TEXT,      /* any text                                                                                      */
    STUDY_NAME,      /* a new name: a letter, then letters, digits, _ or -                                            */
    STUDY_REFERENCE, /* a name that must be a key of the table @table, or one of its presets                          */
    STUDY_MAPPING,   /* a mapping with @keys                                                                          */
    STUDY_VARIANT,   /* a mapping with exactly one of @keys                                                           */
    STUDY_LIST,      /* @minimum..@maximum values of type @of                                                         */
    STUDY_TABLE,     /* a mapping from names to values of type @of, @minimum..@maximum; with presets                  */
    STUDY_PAIR,      /* a list of exactly two: of type @of and of type @of2                                           */
    STUDY_CHOICE,    /* one of @choices: the first that fits                                                          */
    STUDY_ANY        /* anything: whoever reads it judges it                                                          */
} StudyKind;

typedef struct StudyType StudyType;

/* A name that exists although no file defines it; a file that does begins with its values. */
typedef struct StudyPreset {
    const char *name;           /* NULL ends a list */
    const char *value;          /* YAML */
    const char *source, *description;
} StudyPreset;

typedef struct StudyKey {
    const char *key;            /* NULL ends a list; "NAME" stands for the names of a table in paths */
    const StudyType *type;
    bool required;
    const char *standard;       /* the default, as YAML; NULL: none (mappings then have the defaults of their keys) */
    const char *rule;           /* the default follows from other keys: in words; @derive gives its value           */
    char *(*derive)(const StudyNode *root);     /* (transfer full) YAML                                             */
    bool (*applies)(const StudyNode *mapping);  /* NULL: always; else whether it has any effect in @mapping          */
    const char *where;          /* NULL: anywhere; else it has an effect only in scenarios where one of these, apart by blanks,
                                 * stands: "iwfs" the key of the root, "groups.also" that key anywhere in it,
                                 * "sessions.inviter.member~true" that key in that one, with another value than this */
    const char *source;         /* of the default: "[SPEC] RFC 3261 16.6"; NULL: it needs none                      */
    const char *title, *description;
} StudyKey;

/* A key that people look for in a mapping where it is not, and what is there instead. */
typedef struct StudyStray {
    const char *key;            /* NULL ends a list */
    const char *hint;
} StudyStray;

struct StudyType {
    StudyKind kind;
    const char *name;           /* of a definition in the schema, or NULL                                           */
    const char *expected;       /* completes "expected ...": "a duration such as '50 ms'"                           */
    double minimum, maximum;    /* counts, numbers, rates, durations (s); number of values of a list or table       */
    bool above;                 /* the minimum itself is too small                                                  */
    const char *const *words;   /* word; ended by NULL                                                              */
    const StudyKey *keys;
    const StudyStray *strays;   /* mapping, variant: NULL or what is not one of @keys, but may be looked for        */
    const StudyType *of, *of2;
    const StudyType *const *choices;
    const char *table;          /* reference: key of the root                                                       */
    const StudyPreset *presets; /* table, reference                                                                 */
};

/* The type of a whole scenario file: a mapping. */
extern const StudyType study_scenario_type;

/* The type of everything that may be distributed; it appears in many places and within itself. */
extern const StudyType study_distribution_type;

/* No time in a scenario is longer, ten years: SimTime overflows at 292. */
#define STUDY_MAX_DAYS 3652

/* Calls @visit for every key of the table, in its order, with its path from the root, such as "iwf.t_reply",
 * "systems.NAME.transit" and "groups.NAME[].count".  Distributions are entered once, at the end:
 * "DISTRIBUTION.lognormal.median". */
#define STUDY_DISTRIBUTION_PATH "DISTRIBUTION"

/* There stand distributions of numbers, with the same names of parameters. */
#define STUDY_SIZE_PATH "sessions[].size."

typedef void (*StudyKeyVisitor)(const StudyKey *key, const char *path, void *data);
void study_key_walk(StudyKeyVisitor visit, void *data);

/* The row of @key in a list of rows, or NULL. */
const StudyKey *study_key_find(const StudyKey *keys, const char *key);

/* Whether @key has any effect in @mapping of the scenario @root. */
bool study_key_applies(const StudyKey *key, const StudyNode *mapping, const StudyNode *root);

/* The preset of that name, or NULL; @presets may be NULL. */
const StudyPreset *study_preset_find(const StudyPreset *presets, const char *name);

/* Whether nodes of @kind are scalars in YAML. */
bool study_kind_is_scalar(StudyKind kind);

/* What a file may say there in words: "duration", "share", "one of immediate, first_accept" (transfer full). */
char *study_type_words(const StudyType *type);

#endif
