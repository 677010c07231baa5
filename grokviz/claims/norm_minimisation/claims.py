"""What two papers say of norm minimisation on the zero-loss manifold, tested by running it.

Source: Boursier, Pesme & Dragomir (2025), arXiv:2505.20172, and Musat (2025), arXiv:2511.01938.
Their figures are told in words or settings are left open; where a number is wanted it is of our
settings, or a closed form.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from grokviz.claims.ledger import Claim
from grokviz.claims.norm_minimisation import first_layer, flow_rules, identities, rules, runs
from grokviz.claims.norm_minimisation.rules import between

_claim = partial(Claim, area="norm_minimisation",
                 paper="Riemannian norm minimisation, arXiv:2505.20172")

CLAIMS = (
    _claim(
        id="hyperbola_path", figure="Prop. 2",
        statement="On u v = 1 the slow phase is the norm's flow along the manifold, up to λ.",
        wanted="largest distance from the closed form over λ within 5% of 0.71, λ 1e-3 to 0.03",
        test=runs.hyperbola, rule=flow_rules.hyperbola_error(0.67, 0.75),
    ),
    _claim(
        id="hyperbola_floor", figure="Sec. 3, ours",
        statement="The training loss does not reach zero but (λ²/2) wᵀH⁺w.",
        wanted="loss at s = 1 within 5% of that, λ 1e-3 to 0.03",
        test=runs.hyperbola, rule=flow_rules.hyperbola_floor,
    ),
    _claim(
        id="hyperbola_imbalance", figure="Sec. 3, ours",
        statement="u² - v² shrinks as e^(-2s) from the start on, whatever the loss does.",
        wanted="at s = 1 over the start within 0.5%, λ 1e-3 to 0.03",
        test=runs.hyperbola, rule=rules.imbalance(0, 1, 0.005, slice(1, None)),
    ),
    _claim(
        id="cross_singular", paper="Geometry of grokking, arXiv:2511.01938", figure="Thm 4.10",
        statement="A special target leads into a singular point: on u v = 0 the flow ends at 0.",
        wanted="norm at s = 5 below 0.03 of 2.06",
        test=runs.cross, rule=rules.value("weight_norm", 5, 0, 0.06),
    ),
    _claim(
        id="gradient_orthogonal", paper="Geometry of grokking, arXiv:2511.01938",
        figure="Thm 4.14",
        statement="Near the manifold the loss pulls at right angles to it, up to the distance: on "
                  "y = x² |cos| is 4|x|/(1+4x²)^1.5 times it.",
        wanted="within 5% at x 0.5, 1, 2 and distance 0.0125",
        test=identities.orthogonality, rule=lambda ratios: between(ratios, 0.95, 1.05),
    ),
    _claim(
        id="regression_null_part", figure="App., Eq. 23",
        statement="In linear regression the part that no example sees decays as e^(-s).",
        wanted="at s = 1 within 0.5%, λ 1e-2, 1e-3, 1e-4",
        test=runs.regression, rule=flow_rules.null_part,
    ),
    _claim(
        id="regression_least_norm", figure="Prop. 4",
        statement="It ends at the least-norm solution.",
        wanted="at λ 1e-3 within 1% of the first distance from it",
        test=runs.regression,
        rule=lambda found: between([identities.converged(r)[1] for r in found], 0, 0.01),
    ),
    _claim(
        id="regression_no_decay", figure="Sec. 3",
        statement="Without decay it stays where it has interpolated.",
        wanted="test loss after 67,000 steps within 1% of that after 10,000",
        test=runs.regression, rule=rules.stays("test_loss", 10_000, [3]),
    ),
    _claim(
        id="diagonal_grokking", figure="Fig. 1",
        statement="A diagonal network fits at once, and generalises much later by a large factor.",
        wanted="plateau of the test loss (s = 0.02) at least 1e4 times the end (s = 10), λ 1e-3",
        test=runs.diagonal, rule=rules.ratio("test_loss", 0.02, 10, 1e4),
    ),
    _claim(
        id="diagonal_when", figure="Sec. 3",
        statement="The test loss falls around flow time 1/λ.",
        wanted="below half the plateau at s in [0.2, 0.7], below a tenth at s in [0.6, 2]",
        test=runs.diagonal, rule=rules.every(
            rules.falls("test_loss", 0.5, 0.02, 0.2, 0.7),
            rules.falls("test_loss", 0.1, 0.02, 0.6, 2)),
    ),
    _claim(
        id="diagonal_floor", figure="Sec. 3, ours",
        statement="Its training loss stands at (λ²/2) wᵀH⁺w of the slow flow.",
        wanted="at s = 1 within 5%", test=runs.diagonal, rule=flow_rules.floor_of_flow,
    ),
    _claim(
        id="diagonal_l1", figure="Sec. 5",
        statement="It ends at the least l1 norm: ‖u‖² + ‖v‖² = 2‖u v‖₁ of the sparse teacher.",
        wanted="at s = 10 within 3%", test=runs.diagonal, rule=flow_rules.twice_l1,
    ),
    _claim(
        id="diagonal_imbalance", figure="Sec. 3, ours",
        statement="On the manifold u² - v² shrinks as e^(-2s), coordinate by coordinate.",
        wanted="from s = 0.05 to 1 within 1%", test=runs.diagonal,
        rule=rules.imbalance(0.05, 1, 0.01),
    ),
    _claim(
        id="diagonal_shrunk_start", figure="Prop. 2, ours",
        statement="For diagonal networks the slow phase is the fast phase from a smaller start: "
                  "w(s) = Φ(e^(-s) w0).",
        wanted="Riemannian steps of 0.01 and the closed form within 1e-4 to s = 3",
        test=identities.shrunk_start,
        rule=lambda paths: flow_rules.same_path(paths, 1e-4),
    ),
    _claim(
        id="diagonal_inverse_decay", figure="Sec. 3",
        statement="The wait is proportional to 1/λ, while the fit does not depend on it.",
        wanted="λt at test < 1% of its start within 10% over λ 3e-4 to 0.01; t at train < 1% "
               "within 2 times",
        test=runs.diagonal_decays,
        rule=rules.every(flow_rules.delay_law, flow_rules.fit_at_once),
    ),
    _claim(
        id="diagonal_bias", figure="ours",
        statement="What is left of the test loss is λ's own bias, of order λ².",
        wanted="slope of ln final test loss over ln λ in [1.8, 2.2], λ 1e-3 to 0.03",
        test=runs.diagonal_decays, rule=flow_rules.bias(1.8, 2.2),
    ),
    _claim(
        id="diagonal_too_much", figure="Sec. 3",
        statement="With too much decay the training set is never fitted.",
        wanted="train loss never below 1% of its start at λ 0.3",
        test=runs.diagonal_decays, rule=flow_rules.too_much,
    ),
    _claim(
        id="diagonal_no_decay", figure="Sec. 3",
        statement="Without decay the test loss stays on the plateau.",
        wanted="last within 1% of step 1,000, of 170,000", test=runs.diagonal_decays,
        rule=rules.stays("test_loss", 1000, [-1]),
    ),
    _claim(
        id="error_linear", figure="Prop. 2, ours",
        statement="Descent stays within a distance ∝ λ of the slow flow.",
        wanted="slope of ln distance over ln λ in [0.9, 1.1] at s = 0.5, λ 3e-4 to 0.01",
        test=lambda: (runs.diagonal_decays(), runs.diagonal_flow()),
        rule=flow_rules.error_rate(0.5, 0.9, 1.1),
    ),
    _claim(
        id="error_near_singular", figure="Sec. 4, ours",
        statement="Near the sparse end, a singular point outside the theory, the rate is worse.",
        wanted="slope below 0.6 at s = 5",
        test=lambda: (runs.diagonal_decays(), runs.diagonal_flow()),
        rule=flow_rules.error_rate(5, 0, 0.6),
    ),
    _claim(
        id="small_init_no_plateau", figure="Sec. 3",
        statement="From a small init nothing is left for the slow phase: the plateau is low.",
        wanted="plateau rises over init variance 0.1, 0.5, 1, at least 5 times in all",
        test=runs.diagonal_scales, rule=flow_rules.plateau_grows,
    ),
    _claim(
        id="matrix_nuclear", figure="Sec. 5",
        statement="Matrix completion ends at a least nuclear norm: ‖U‖² + ‖V‖² = 2‖U Vᵀ‖*.",
        wanted="at s = 6 within 1%, λ 0.03 and 0.01", test=runs.completion,
        rule=flow_rules.nuclear,
    ),
    _claim(
        id="matrix_rank", figure="Sec. 5",
        statement="A matrix of rank 2 is recovered from 60% of its entries.",
        wanted="two singular values within 5%, the third below 0.5, of 7 matrices, s = 6",
        test=runs.completion, rule=flow_rules.rank_found(2, 0.05, 0.5),
    ),
    _claim(
        id="matrix_rank_three", figure="ours",
        statement="A matrix of rank 3 is not: its nuclear norm is not the least.",
        wanted="test loss still above 5e-3, three times any of the seven of rank 2, s = 6",
        test=runs.rank_three, rule=rules.value("test_loss", 6, 5e-3, np.inf),
    ),
    _claim(
        id="matrix_imbalance", figure="Sec. 3, ours",
        statement="‖UᵀU - VᵀV‖ shrinks as e^(-2s) on the manifold.",
        wanted="from s = 0.05 to 1 within 1%", test=runs.completion,
        rule=rules.imbalance(0.05, 1, 0.01),
    ),
    _claim(
        id="matrix_error_linear", figure="Prop. 2, ours",
        statement="Its singular values follow the slow flow, up to λ.",
        wanted="slope of ln distance over ln λ in [0.9, 1.1] at s = 1, λ 0.01 to 0.1",
        test=runs.completion_flow, rule=flow_rules.matrix_error,
    ),
    _claim(
        id="matrix_shrunk_start", figure="Prop. 2, ours",
        statement="For factored matrices too the slow phase is the fast phase from e^(-s) w0.",
        wanted="test loss within 2% to s = 2",
        test=identities.shrunk_matrix,
        rule=lambda both: between(both[0] / both[1], 0.98, 1.02),
        expected=False,
        reason="the identity is of diagonal models alone, where the layers' factors commute; for "
               "matrices it is an approximation, here up to 13% off",
    ),
    _claim(
        id="relu_grokking", figure="Fig. 3",
        statement="Outside the theory, a ReLU network on a line fits first and smooths out later.",
        wanted="test loss at s = 0.02 at least 10 times that at s = 1, λ 0.01",
        test=runs.relu, rule=rules.ratio("test_loss", 0.02, 1.0, 10, [0]),
    ),
    _claim(
        id="relu_overshrinks", figure="ours",
        statement="Long after, the test loss rises again: the bias of λ, not overfitting.",
        wanted="test loss at s = 6 over that at s = 1.2 at least 1.5, train likewise, λ 0.01",
        test=runs.relu, rule=rules.every(
            rules.ratio("test_loss", 6, 1.2, 1.5, [0]),
            rules.ratio("train_loss", 6, 1.2, 1.5, [0])),
    ),
    _claim(
        id="relu_no_decay", figure="Fig. 3",
        statement="Without decay the fitted function stays as it is.",
        wanted="test loss after 200,000 steps within 1% of that after 100,000",
        test=runs.relu, rule=rules.stays("test_loss", 100_000, [1]),
    ),
    _claim(
        id="relu_imbalance", figure="Sec. 3, ours",
        statement="Each neuron's u² - v² - b² shrinks as e^(-2s).",
        wanted="from s = 0.05 to 1 within 1%, λ 0.01", test=runs.relu,
        rule=rules.imbalance(0.05, 1, 0.01, [0]),
    ),
    *first_layer.CLAIMS,
)
