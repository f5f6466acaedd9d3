/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_KEYWORD_H
#define MODELS_CPM_KEYWORD_H

/* What an Interworking Function takes a reply in words for.
 *
 * It compares the text with words of the operator, as 3GPP TS 23.204 6.15.1 and 6.17 do [SPEC].  Which words, in which
 * language, and how much else may stand beside them, no specification says: all of it is a setting here [INFER].
 *
 * Texts and keywords are compared word by word.  A word is a run of letters, digits and combining marks, or one symbol ("+",
 * an emoji).  White space and punctuation separate words and count for nothing else; nor do upper and lower case and
 * compatibility forms (Unicode case folding, NFKC).  A keyword may have several words ("no thanks"). */

#include <stdbool.h>

#include "models/cpm_people.h"

typedef enum CpmRecognition {
    CPM_RECOGNISE_EXACT = 0,            /* the reply is a keyword and nothing else      "Yes!"                 */
    CPM_RECOGNISE_FIRST_WORD = 1,       /* the reply begins with a keyword              "Yes, I will be there" */
    CPM_RECOGNISE_ANYWHERE = 2          /* a keyword stands somewhere in the reply      "I say yes"            */
} CpmRecognition;

typedef struct CpmKeywords {
    const char *const *accept;                      /* each ends with NULL; NULL is empty; all is valid UTF-8 */
    const char *const *decline;
    const char *const *leave;
    CpmRecognition recognition;
} CpmKeywords;

/* The class of the reply @utf8 (valid UTF-8): CPM_REPLY_UNRECOGNISED where no keyword fits, and where keywords of two classes
 * fit, since nobody knows then what the user means.  *@out_fits, unless NULL, gets the mask of the classes that fit, 1 <<
 * CpmReply each. */
CpmReply cpm_keyword_reply(const CpmKeywords *keywords, const char *utf8, unsigned *out_fits);

/* False for a keyword without any word ("..."), which no reply can fit. */
bool cpm_keyword_has_words(const char *utf8);

/* "accept", "decline", "leave", "unrecognised": static text. */
const char *cpm_reply_name(CpmReply reply);

#endif
