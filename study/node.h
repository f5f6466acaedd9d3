/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_NODE_H
#define STUDY_NODE_H

#include "study/diagnostics.h"

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A YAML document as a tree that remembers where everything stood.  Aliases and merge keys are gone: they have become
 * copies, which keep the places of the originals.  All nodes belong to their StudyTree. */
typedef struct StudyTree StudyTree;
typedef struct StudyNode StudyNode;
struct StudyType;

typedef enum StudyNodeKind { STUDY_NODE_SCALAR, STUDY_NODE_LIST, STUDY_NODE_MAPPING } StudyNodeKind;

struct StudyNode {
    StudyNodeKind kind;
    bool plain;            /* scalar: without quotes, so that its type follows from its text              */
    bool is_default;       /* it did not stand in the file                                                */
    bool is_wrong;         /* it has an error already: no more about it                                   */
    DiagnosticPlace place; /* line 0 and no option: it did not stand in the file                          */
    const char *key;       /* in a mapping: its key; else NULL                                            */
    DiagnosticPlace key_place;
    const char *text;             /* scalar                                                                      */
    GPtrArray *children;          /* list: StudyNodes; mapping: StudyNodes with key, in order; scalar: NULL      */
    const struct StudyType *type; /* what it was bound to; NULL before                                           */
    const char *source;           /* default: where its value is from, static text                               */
    union {                       /* the value of a bound scalar, by its type                                    */
        int64_t integer;          /* count, boolean, word (position), duration (ns)                              */
        double number;            /* share, number, rate                                                         */
    };
};

/* What a file may have. */
#define STUDY_MAX_BYTES (1u << 20)
#define STUDY_MAX_DEPTH 40
#define STUDY_MAX_NODES 200000
#define STUDY_MAX_KEYS 500             /* of one mapping; merging may double it */

StudyTree *study_tree_new(void);
void study_tree_free(StudyTree *tree);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StudyTree, study_tree_free)

/* Reads one YAML document from @text[@length].  Errors go to @diagnostics, whose file must be this text.  Returns its
 * root, or NULL after an error that leaves no tree (a mistake in YAML itself).  Duplicate keys, unknown aliases and the
 * like are errors that do leave one. */
StudyNode *study_tree_read(StudyTree *tree, const char *text, size_t length, Diagnostics *diagnostics);

/* The same for the value of a command line option, whose place everything gets. */
StudyNode *study_tree_read_option(StudyTree *tree, const char *value, const char *option, Diagnostics *diagnostics);

/* The same for a text of ours, which must be right; the nodes have no place and are defaults. */
StudyNode *study_tree_read_default(StudyTree *tree, const char *text);

/* New empty nodes of @tree. */
StudyNode *study_tree_new_node(StudyTree *tree, StudyNodeKind kind, DiagnosticPlace place);

/* A copy of @node with all below it; NULL when the tree would have more than STUDY_MAX_NODES nodes. */
StudyNode *study_tree_copy(StudyTree *tree, const StudyNode *node);

/* Copies @text into the tree. */
const char *study_tree_string(StudyTree *tree, const char *text);

/* Appends @child to the mapping, under @key (owned by the tree), or replaces the one that has that key. */
void study_node_set(StudyNode *mapping, const char *key, DiagnosticPlace key_place, StudyNode *child);

/* The child of a mapping, or NULL when there is none, or @mapping is none, or NULL. */
StudyNode *study_node_get(const StudyNode *mapping, const char *key);

/* Number of children; 0 for scalars and NULL. */
unsigned study_node_count(const StudyNode *node);
StudyNode *study_node_child(const StudyNode *node, unsigned index);

#endif
