/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/gamma_table.h"

#include "sim/elementary.h"

#include <glib.h>
#include <math.h>

#define STEPS_PER_UNIT 64
#define NODES_PER_SIDE 528    /* up to a score of 8.25: those of 2^-53 and 1 - 2^-53 are within +-8.21 */
#define NODES (2 * NODES_PER_SIDE + 1)
#define LOG_SQRT_2PI 0.91893853320467274178

/* Below this logarithm of the value, P(x) = x^shape / gamma(shape + 1) holds to the last bit. */
#define POWER_LAW_BELOW (-40.0)

typedef struct Node {
    double log_value;
    double slope;    /* d log_value / d score, times the distance of two nodes */
} Node;

struct SimGammaTable {
    Node nodes[NODES];
};

static double score_of_node(int i)
{
    return (double)(i - NODES_PER_SIDE) / STEPS_PER_UNIT;
}

/* Logarithm of (value times density) at the value e^y: the derivative of P with respect to y. */
static double log_rate(double shape, double y)
{
    return shape * y - sim_exp(y) - sim_log_gamma(shape);
}

/* Finds y with P(e^y) = normal_cdf(@score) by Newton's method on the logarithm of the smaller tail.  That is
 * concave in y, so that from any start on the side where the tail is too small the steps never overshoot; elsewhere
 * the first step leads there. */
static double solve(double shape, double score, double y)
{
    double target = sim_log(sim_normal_cdf(-fabs(score)));
    for (int i = 0; i < 100; i++) {
        double value = sim_exp(y);
        double tail = score < 0 ? sim_gamma_lower(shape, value) : sim_gamma_upper(shape, value);
        double step = (target - sim_log(tail)) * tail / sim_exp(log_rate(shape, y));
        if (score >= 0)
            step = -step;
        step = CLAMP(step, -1.0, 1.0);
        y += step;
        if (fabs(step) < 1e-13 * (1.0 + fabs(y)))
            break;
    }
    return y;
}

static double power_law(double shape, double score)
{
    return (sim_log(sim_normal_cdf(score)) + sim_log_gamma(shape + 1.0)) / shape;
}

/* Where to look for the first node: both are too small, so the larger one is nearer.  The second is Wilson and
 * Hilferty's. */
static double first_guess(double shape, double score)
{
    double guess = power_law(shape, score);
    double root = 1.0 - 1.0 / (9.0 * shape) + score / (3.0 * sqrt(shape));
    return root > 0.01 ? fmax(guess, sim_log(shape * root * root * root)) : guess;
}

SimGammaTable *sim_gamma_table_new(double shape)
{
    g_assert(shape >= 0.01 && shape <= 1e5);
    SimGammaTable *table = g_new(SimGammaTable, 1);
    double guess = first_guess(shape, score_of_node(0));
    for (int i = 0; i < NODES; i++) {
        double score = score_of_node(i);
        double y = power_law(shape, score);
        if (y > POWER_LAW_BELOW)
            y = solve(shape, score, guess);
        double log_normal_density = -0.5 * score * score - LOG_SQRT_2PI;
        table->nodes[i].log_value = y;
        table->nodes[i].slope = sim_exp(log_normal_density - log_rate(shape, y)) / STEPS_PER_UNIT;
        guess = y + MIN(table->nodes[i].slope, 1.0);    /* far beyond, the upper tail would be 0 */
    }
    return table;
}

void sim_gamma_table_free(SimGammaTable *table)
{
    g_free(table);
}

double sim_gamma_table_quantile(const SimGammaTable *table, double uniform)
{
    double place = sim_normal_quantile(uniform) * STEPS_PER_UNIT + NODES_PER_SIDE;
    int i = CLAMP((int)place, 0, NODES - 2);
    const Node *left = &table->nodes[i];
    const Node *right = &table->nodes[i + 1];
    double t = place - i;
    double rise = right->log_value - left->log_value;
    double bend = (left->slope - rise) * (1.0 - t) + (rise - right->slope) * t;    /* the cubic of Hermite */
    return sim_exp(left->log_value + t * rise + t * (1.0 - t) * bend);
}
