/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/condition.h"

#include <string.h>

#include "sim/error.h"
#include "study/quantity.h"

typedef enum Operator {
    OPERATOR_VALUE, OPERATOR_AXIS, OPERATOR_NOT, OPERATOR_MINUS,
    OPERATOR_OR, OPERATOR_AND,
    OPERATOR_LESS, OPERATOR_LESS_OR_EQUAL, OPERATOR_GREATER, OPERATOR_GREATER_OR_EQUAL, OPERATOR_EQUAL, OPERATOR_UNEQUAL,
    OPERATOR_ADD, OPERATOR_SUBTRACT, OPERATOR_MULTIPLY, OPERATOR_DIVIDE
} Operator;

typedef struct Term {
    Operator operator;
    unsigned left, right;       /* positions of the operands; of a sign and of not: left */
    unsigned axis;
    StudyMeasure value;         /* OPERATOR_VALUE; of the others only kind and unit      */
} Term;

struct StudyCondition {
    const StudyAxes *axes;
    GArray *terms;              /* of Term; operands stand before what uses them; the last is the whole */
    GPtrArray *texts;           /* owned: texts of values */
};

typedef struct Parser {
    StudyCondition *condition;
    const char *text, *next;
    unsigned depth;
    GError **error;
} Parser;

#define MAX_DEPTH 100

static bool parse_or(Parser *parser, unsigned *out_term);

void study_condition_free(StudyCondition *condition)
{
    if (condition == NULL)
        return;
    g_array_unref(condition->terms);
    g_ptr_array_unref(condition->texts);
    g_free(condition);
}

static Term *term_at(const StudyCondition *condition, unsigned position)
{
    return &g_array_index(condition->terms, Term, position);
}

static unsigned add_term(Parser *parser, Term term)
{
    g_array_append_val(parser->condition->terms, term);
    return parser->condition->terms->len - 1;
}

G_GNUC_PRINTF(2, 3)
static bool fail(Parser *parser, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return sim_fail(parser->error, SIM_ERROR_SCENARIO, "'%s', column %td: %s", parser->text, parser->next - parser->text + 1, message);
}

/* ---- words and signs */

static void skip_blanks(Parser *parser)
{
    parser->next += strspn(parser->next, " \t\n");
}

static bool is_word_letter(char letter)
{
    return g_ascii_isalnum(letter) || letter == '_';
}

/* Takes the sign @sign if it is next. */
static bool take(Parser *parser, const char *sign)
{
    size_t length = strlen(sign);

    skip_blanks(parser);
    if (strncmp(parser->next, sign, length) != 0 || (is_word_letter(*sign) && is_word_letter(parser->next[length])))
        return false;
    parser->next += length;
    return true;
}

/* How long the unit of a number is that begins here, with the blank before it; 0: it has none. */
static size_t span_unit(const char *text)
{
    static const char *const units[] = { "ns", "us", "ms", "min", "s", "h", "d", "%", NULL };
    static const char *const times[] = { "min", "s", "h", NULL };
    size_t blank = *text == ' ', slash = text[blank] == '/';
    size_t skipped = blank + slash + (slash > 0 && text[blank + 1] == ' ');

    for (const char *const *unit = slash > 0 ? times : units; *unit != NULL; unit++) {
        size_t length = strlen(*unit);

        if (strncmp(text + skipped, *unit, length) == 0 && !is_word_letter(text[skipped + length]))
            return skipped + length;
    }
    return 0;
}

static bool parse_number(Parser *parser, unsigned *out_term)
{
    const char *start = parser->next, *end = start + strspn(start, "0123456789.");

    if ((*end == 'e' || *end == 'E') && (g_ascii_isdigit(end[1]) || ((end[1] == '+' || end[1] == '-') && g_ascii_isdigit(end[2]))))
        end += 2 + strspn(end + 2, "0123456789");
    end += span_unit(end);
    g_autofree char *text = g_strndup(start, (gsize)(end - start));
    StudyMeasure value = study_measure_of(text, true);
    if (value.kind != STUDY_QUANTITY)
        return fail(parser, "'%s' is no number", text);
    if (is_word_letter(*end))
        return fail(parser, "units are ns, us, ms, s, min, h, d, %%, /s, /min and /h");
    parser->next = end;
    *out_term = add_term(parser, (Term){ .operator = OPERATOR_VALUE, .value = value });
    return true;
}

static bool parse_text(Parser *parser, unsigned *out_term)
{
    const char *end = strchr(parser->next + 1, *parser->next);
    StudyMeasure value = { .kind = STUDY_TEXTUAL };

    if (end == NULL)
        return fail(parser, "the text has no end");
    value.text = g_strndup(parser->next + 1, (gsize)(end - parser->next - 1));
    g_ptr_array_add(parser->condition->texts, (char *)value.text);
    parser->next = end + 1;
    *out_term = add_term(parser, (Term){ .operator = OPERATOR_VALUE, .value = value });
    return true;
}

static bool unknown_name(Parser *parser)
{
    const StudyAxes *axes = parser->condition->axes;
    g_autofree char *name = g_strndup(parser->next, strspn(parser->next, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_"));
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_autofree char *list = NULL;
    const char *near;

    for (size_t i = 0; i < axes->n_axes; i++)
        g_ptr_array_add(names, axes->axes[i].name);
    g_ptr_array_add(names, NULL);
    near = study_word_nearest(name, (const char *const *)names->pdata);
    list = g_strjoinv(", ", (char **)names->pdata);
    if (near != NULL)
        return fail(parser, "there is no axis '%s'; did you mean '%s'?", name, near);
    return fail(parser, "there is no axis '%s'; there %s %s", name, axes->n_axes == 1 ? "is" : "are", axes->n_axes > 0 ? list : "none");
}

/* The longest that fits: names may have a '-' in them. */
static bool parse_name(Parser *parser, unsigned *out_term)
{
    const StudyAxes *axes = parser->condition->axes;
    size_t longest = 0;
    Term term = { .operator = OPERATOR_AXIS };

    for (size_t i = 0; i < axes->n_axes; i++) {
        size_t length = strlen(axes->axes[i].name);

        if (length > longest && strncmp(parser->next, axes->axes[i].name, length) == 0 && !is_word_letter(parser->next[length])) {
            longest = length;
            term.axis = (unsigned)i;
            term.value = axes->axes[i].type;
        }
    }
    if (longest == 0)
        return unknown_name(parser);
    parser->next += longest;
    *out_term = add_term(parser, term);
    return true;
}

/* ---- operators, from the tightest */

static bool parse_value(Parser *parser, unsigned *out_term)
{
    bool is_true;

    skip_blanks(parser);
    if (take(parser, "(")) {
        if (++parser->depth > MAX_DEPTH)
            return fail(parser, "too many brackets");
        if (!parse_or(parser, out_term))
            return false;
        parser->depth--;
        return take(parser, ")") || fail(parser, "expected ')'");
    }
    if (g_ascii_isdigit(*parser->next))
        return parse_number(parser, out_term);
    if (*parser->next == '\'' || *parser->next == '"')
        return parse_text(parser, out_term);
    is_true = take(parser, "true");
    if (is_true || take(parser, "false")) {
        *out_term = add_term(parser, (Term){ .operator = OPERATOR_VALUE, .value = { .kind = STUDY_LOGICAL, .number = is_true } });
        return true;
    }
    if (g_ascii_isalpha(*parser->next))
        return parse_name(parser, out_term);
    return fail(parser, "expected a number, a 'text' or the name of an axis");
}

static bool expect_kind(Parser *parser, unsigned term, StudyMeasureKind kind, const char *what)
{
    const StudyMeasure *value = &term_at(parser->condition, term)->value;

    return value->kind == kind || fail(parser, "%s, not %s", what, study_measure_name(value));
}

static bool parse_signed(Parser *parser, unsigned *out_term)
{
    unsigned term;
    StudyMeasure value;

    if (!take(parser, "-"))
        return parse_value(parser, out_term);
    if (++parser->depth > MAX_DEPTH)
        return fail(parser, "too many signs");
    if (!parse_signed(parser, &term) || !expect_kind(parser, term, STUDY_QUANTITY, "a sign stands before a quantity"))
        return false;
    parser->depth--;
    value = term_at(parser->condition, term)->value;
    *out_term = add_term(parser, (Term){ .operator = OPERATOR_MINUS, .left = term, .value = value });
    return true;
}

static bool parse_product(Parser *parser, unsigned *out_term)
{
    if (!parse_signed(parser, out_term))
        return false;
    for (;;) {
        bool is_product = take(parser, "*");
        Term term = { .operator = is_product ? OPERATOR_MULTIPLY : OPERATOR_DIVIDE, .left = *out_term };
        int left, right;

        if (!is_product && !take(parser, "/"))
            return true;
        if (!parse_signed(parser, &term.right) || !expect_kind(parser, term.left, STUDY_QUANTITY, "* and / take quantities") ||
            !expect_kind(parser, term.right, STUDY_QUANTITY, "* and / take quantities"))
            return false;
        left = term_at(parser->condition, term.left)->value.seconds;
        right = term_at(parser->condition, term.right)->value.seconds;
        term.value = (StudyMeasure){ .kind = STUDY_QUANTITY, .seconds = is_product ? left + right : left - right };
        *out_term = add_term(parser, term);
    }
}

static bool expect_like(Parser *parser, const Term *term, const char *what)
{
    const StudyMeasure *left = &term_at(parser->condition, term->left)->value;
    const StudyMeasure *right = &term_at(parser->condition, term->right)->value;

    return study_measure_is_like(left, right) ||
           fail(parser, "%s %s and %s", what, study_measure_name(left), study_measure_name(right));
}

static bool parse_sum(Parser *parser, unsigned *out_term)
{
    if (!parse_product(parser, out_term))
        return false;
    for (;;) {
        bool is_sum = take(parser, "+");
        Term term = { .operator = is_sum ? OPERATOR_ADD : OPERATOR_SUBTRACT, .left = *out_term };

        if (!is_sum && !take(parser, "-"))
            return true;
        if (!parse_product(parser, &term.right) || !expect_kind(parser, term.left, STUDY_QUANTITY, "+ and - take quantities") ||
            !expect_like(parser, &term, "cannot add"))
            return false;
        term.value = term_at(parser->condition, term.left)->value;
        *out_term = add_term(parser, term);
    }
}

static bool take_comparison(Parser *parser, Operator *out_operator)
{
    static const struct { const char *sign; Operator operator; } signs[] = {
        { "<=", OPERATOR_LESS_OR_EQUAL }, { ">=", OPERATOR_GREATER_OR_EQUAL }, { "==", OPERATOR_EQUAL }, { "!=", OPERATOR_UNEQUAL },
        { "<", OPERATOR_LESS }, { ">", OPERATOR_GREATER },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(signs); i++)
        if (take(parser, signs[i].sign)) {
            *out_operator = signs[i].operator;
            return true;
        }
    return false;
}

static bool parse_comparison(Parser *parser, unsigned *out_term)
{
    Term term = { .value = { .kind = STUDY_LOGICAL } };

    if (!parse_sum(parser, out_term))
        return false;
    if (!take_comparison(parser, &term.operator))
        return true;
    term.left = *out_term;
    if (!parse_sum(parser, &term.right) || !expect_like(parser, &term, "cannot compare"))
        return false;
    if (term.operator < OPERATOR_EQUAL && term_at(parser->condition, term.left)->value.kind != STUDY_QUANTITY)
        return fail(parser, "texts and truth values are compared by == and != only");
    *out_term = add_term(parser, term);
    return true;
}

static bool parse_not(Parser *parser, unsigned *out_term)
{
    unsigned term;

    if (!take(parser, "not"))
        return parse_comparison(parser, out_term);
    if (++parser->depth > MAX_DEPTH)
        return fail(parser, "too many nots");
    if (!parse_not(parser, &term) || !expect_kind(parser, term, STUDY_LOGICAL, "not takes a condition"))
        return false;
    parser->depth--;
    *out_term = add_term(parser, (Term){ .operator = OPERATOR_NOT, .left = term, .value = { .kind = STUDY_LOGICAL } });
    return true;
}

static bool parse_and(Parser *parser, unsigned *out_term)
{
    if (!parse_not(parser, out_term))
        return false;
    while (take(parser, "and")) {
        Term term = { .operator = OPERATOR_AND, .left = *out_term, .value = { .kind = STUDY_LOGICAL } };

        if (!parse_not(parser, &term.right) || !expect_kind(parser, term.left, STUDY_LOGICAL, "and takes conditions") ||
            !expect_kind(parser, term.right, STUDY_LOGICAL, "and takes conditions"))
            return false;
        *out_term = add_term(parser, term);
    }
    return true;
}

static bool parse_or(Parser *parser, unsigned *out_term)
{
    if (!parse_and(parser, out_term))
        return false;
    while (take(parser, "or")) {
        Term term = { .operator = OPERATOR_OR, .left = *out_term, .value = { .kind = STUDY_LOGICAL } };

        if (!parse_and(parser, &term.right) || !expect_kind(parser, term.left, STUDY_LOGICAL, "or takes conditions") ||
            !expect_kind(parser, term.right, STUDY_LOGICAL, "or takes conditions"))
            return false;
        *out_term = add_term(parser, term);
    }
    return true;
}

StudyCondition *study_condition_parse(const char *text, const StudyAxes *axes, GError **error)
{
    StudyCondition *condition = g_new0(StudyCondition, 1);
    Parser parser = { .condition = condition, .text = text, .next = text, .error = error };
    unsigned whole = 0;
    bool good;

    condition->axes = axes;
    condition->terms = g_array_new(FALSE, FALSE, sizeof(Term));
    condition->texts = g_ptr_array_new_with_free_func(g_free);
    good = parse_or(&parser, &whole);
    skip_blanks(&parser);
    if (good && *parser.next != '\0')
        good = fail(&parser, *parser.next == '=' ? "expected an operator; equal is ==" : "expected an operator");
    if (good)
        good = expect_kind(&parser, whole, STUDY_LOGICAL, "expected a condition");
    if (good)
        return condition;
    study_condition_free(condition);
    return NULL;
}

/* ---- evaluation */

static double arithmetic(Operator operator, double left, double right)
{
    switch (operator) {
    case OPERATOR_ADD:
        return left + right;
    case OPERATOR_SUBTRACT:
        return left - right;
    case OPERATOR_MULTIPLY:
        return left * right;
    case OPERATOR_DIVIDE:
        return left / right;
    default:
        g_assert_not_reached();
    }
}

static bool compare(Operator operator, int order)
{
    switch (operator) {
    case OPERATOR_LESS:
        return order < 0;
    case OPERATOR_LESS_OR_EQUAL:
        return order <= 0;
    case OPERATOR_GREATER:
        return order > 0;
    case OPERATOR_GREATER_OR_EQUAL:
        return order >= 0;
    case OPERATOR_EQUAL:
        return order == 0;
    case OPERATOR_UNEQUAL:
        return order != 0;
    default:
        g_assert_not_reached();
    }
}

static StudyMeasure logical(bool value)
{
    return (StudyMeasure){ .kind = STUDY_LOGICAL, .number = value };
}

static StudyMeasure evaluate(const StudyCondition *condition, unsigned position, const size_t *positions)
{
    const Term *term = term_at(condition, position);
    const StudyAxis *axis;
    StudyMeasure left, right;

    if (term->operator == OPERATOR_VALUE)
        return term->value;
    if (term->operator == OPERATOR_AXIS) {
        axis = &condition->axes->axes[term->axis];
        return axis->values[positions[axis->dimension]].measure;
    }
    left = evaluate(condition, term->left, positions);
    if (term->operator == OPERATOR_NOT)
        return logical(left.number == 0.0);
    if (term->operator == OPERATOR_MINUS) {
        left.number = -left.number;
        return left;
    }
    right = evaluate(condition, term->right, positions);
    if (term->operator == OPERATOR_OR || term->operator == OPERATOR_AND)
        return logical(term->operator == OPERATOR_OR ? left.number + right.number > 0.0 : left.number * right.number > 0.0);
    if (term->operator >= OPERATOR_ADD) {
        StudyMeasure result = term->value;

        result.number = arithmetic(term->operator, left.number, right.number);
        return result;
    }
    return logical(compare(term->operator, study_measure_compare(&left, &right)));
}

bool study_condition_holds(const StudyCondition *condition, const size_t *positions)
{
    return evaluate(condition, condition->terms->len - 1, positions).number > 0.0;
}
