"""The claims of two papers on norm minimisation on the zero-loss manifold.

Source: Boursier, Pesme & Dragomir (2025), arXiv:2505.20172, and Musat (2025), arXiv:2511.01938.
The papers leave many settings open, so a wanted number is one of our settings or a closed form.
A claim that names no share has to hold with at least 3 of 4 seeds.
"""

from __future__ import annotations

from functools import partial

from grokviz.claims.ledger import Claim, each_seed
from grokviz.claims.norm_minimisation import (
    adders,
    first_layer,
    flow_rules,
    identities,
    limits,
    rules,
    runs,
)
from grokviz.claims.rules import every

_claim = partial(Claim, area="norm_minimisation",
                 paper="Riemannian norm minimisation, arXiv:2505.20172")
_geometry = partial(_claim, paper="Geometry of grokking, arXiv:2511.01938")

CLAIMS = (
    _claim("hyperbola_path", "Prop. 2",
           "On u v = 1 the slow phase follows the norm's flow along the manifold, up to λ.",
           wanted="largest distance from the closed form over λ within 5% of 0.71, λ 1e-3 to 0.03",
           test=runs.hyperbola, rule=flow_rules.hyperbola_error(0.67, 0.75)),
    _claim("hyperbola_floor", "Sec. 3, ours",
           "The training loss falls not to zero but to (λ²/2) wᵀH⁺w.",
           wanted="loss at s = 1 within 5% of that, λ 1e-3 to 0.03",
           test=runs.hyperbola, rule=flow_rules.hyperbola_floor),
    _claim("hyperbola_imbalance", "Sec. 3, ours",
           "u² - v² shrinks as e^(-2s) from the start on, whatever the loss does.",
           wanted="at s = 1 over the start within 0.5%, λ 1e-3 to 0.03",
           test=runs.hyperbola, rule=rules.imbalance(0, 1, 0.005, slice(1, None))),
    _geometry("cross_singular", "Thm 4.10", "On u v = 0 the flow ends at the singular point 0.",
              wanted="norm at s = 5 below 0.03 of 2.06",
              test=runs.cross, rule=rules.value("weight_norm", 5, 0, 0.06)),
    _geometry("gradient_orthogonal", "Thm 4.14",
              "Near the manifold the gradient is nearly at right angles to it. On y = x² |cos| "
              "is 4|x|/(1+4x²)^1.5 times the distance.",
              wanted="within 5% at x 0.5, 1, 2 and distance 0.0125",
              test=identities.orthogonality, rule=rules.near_one(0.05)),
    _claim("regression_null_part", "App., Eq. 23",
           "In linear regression the part that no example sees decays as e^(-s).",
           wanted="at s = 1 within 0.5%, λ 1e-2, 1e-3, 1e-4",
           test=runs.regression, rule=each_seed(flow_rules.null_part)),
    _claim("regression_least_norm", "Prop. 4", "Linear regression ends at the least-norm solution.",
           wanted="at λ 1e-3 within 1% of the first distance from it", test=runs.regression,
           rule=each_seed(flow_rules.least_norm)),
    _claim("regression_no_decay", "Sec. 3",
           "Without decay linear regression stays where it has interpolated.",
           wanted="fitted after 10,000 steps (training loss below 1% of its first value and a "
                  "tenth of the test loss); test loss after 67,000 within 1% of that",
           test=runs.regression, rule=each_seed(rules.stays(10_000, 3))),
    _claim("diagonal_grokking", "Fig. 1",
           "A diagonal network fits at once and generalises much later, by a large factor.",
           wanted="at s = 0.02 training loss below 1% of its first value, test loss at least 1e4 "
                  "times the end (s = 10), λ 1e-3",
           test=runs.diagonal, rule=each_seed(rules.fits_first(0.02, 10, 1e4))),
    _claim("diagonal_when", "Sec. 3", "The test loss falls around flow time 1/λ.",
           # The paper gives the order of the time alone. An order is a factor of 10 from end to
           # end: sqrt(10) below and above 1, and half the plateau comes up to once more sooner.
           wanted="below half the plateau at s in [0.1, 1], below a tenth at s in [0.32, 3.2]: 1 "
                  "up to the order",
           test=runs.diagonal, rule=each_seed(every(
               rules.falls("test_loss", 0.5, 0.02, 0.1, 1),
               rules.falls("test_loss", 0.1, 0.02, 0.32, 3.2)))),
    _claim("diagonal_floor", "Sec. 3, ours",
           "The training loss of a diagonal network stays at (λ²/2) wᵀH⁺w of the slow flow.",
           wanted="at s = 1 within 5%",
           test=runs.diagonal, rule=each_seed(flow_rules.floor_of_flow)),
    _claim("diagonal_l1", "Sec. 5",
           "A diagonal network ends at the least l1 norm: ‖u‖² + ‖v‖² = 2‖u v‖₁ of the teacher.",
           wanted="at s = 10 within 3%",
           test=runs.diagonal, rule=each_seed(flow_rules.twice_l1)),
    _claim("diagonal_imbalance", "Sec. 3, ours",
           "On the manifold u² - v² shrinks as e^(-2s), coordinate by coordinate.",
           wanted="from s = 0.05 to 1 within 1%",
           test=runs.diagonal, rule=each_seed(rules.imbalance(0.05, 1, 0.01))),
    _claim("diagonal_shrunk_start", "Prop. 2, ours",
           "For diagonal networks the slow phase is the fast phase from a smaller start: w(s) = "
           "Φ(e^(-s) w0).",
           wanted="Riemannian steps of 0.01 and the closed form within 1e-4 to s = 3",
           test=identities.shrunk_start, rule=flow_rules.same_path(1e-4)),
    _claim("diagonal_inverse_decay", "Sec. 3",
           "The wait is proportional to 1/λ, while the fit does not depend on it.",
           wanted="λt at test < 1% of its start within 10% over λ 3e-4 to 0.01; t at train < 1% "
                  "within 2 times",
           test=runs.diagonal_decays,
           rule=each_seed(every(flow_rules.delay_law, flow_rules.fit_at_once))),
    _claim("diagonal_bias", "ours", "The test loss that remains is the bias of λ, of order λ².",
           wanted="slope of ln final test loss over ln λ in [1.8, 2.2], λ 1e-3 to 0.03",
           test=runs.diagonal_decays, rule=each_seed(flow_rules.bias(1.8, 2.2))),
    _claim("diagonal_too_much", "Sec. 3",
           "With too much decay the network never fits the training set.",
           wanted="train loss never below 1% of its start at λ 0.3 in 170,000 steps; at λ "
                  "0.03 it is",
           test=runs.diagonal_decays, rule=each_seed(flow_rules.too_much)),
    _claim("diagonal_no_decay", "Sec. 3", "Without decay the test loss stays on the plateau.",
           wanted="fitted after 1,000 steps (as above); test loss after 170,000 within 1% of that",
           test=runs.diagonal_decays, rule=each_seed(rules.stays(1000, -1))),
    _claim("fast_phase", "Prop. 1",
           "Over a fixed flow time descent with decay stays within order λ of descent without.",
           wanted="slope of ln of the largest distance over ln λ in [0.9, 1.1], to t = 10, λ 1e-3 "
                  "to 0.03",
           test=runs.diagonal_start, rule=each_seed(flow_rules.fast_phase(0.9, 1.1))),
    _claim("drop_width", "Sec. 3, remark",
           "In slow time the drop of the test loss is as wide at every small λ.",
           wanted="from half to a tenth of the plateau the widest at most 1.15 times the "
                  "narrowest, λ 3e-4 to 0.01",
           test=runs.diagonal_decays, rule=each_seed(flow_rules.same_width(1.15))),
    _geometry("manifold_stable", "Thm 4.8",
              "From the zero-loss manifold, decay raises the training loss to λ‖w₀‖²/2 at most.",
              wanted="on u v = 1, largest loss at most that while the norm falls by over a tenth, "
                     "four starts, λ 0.01 to 0.1",
              test=runs.from_manifold, rule=flow_rules.stable),
    _claim("error_linear", "Prop. 2, ours",
           "Descent stays within a distance proportional to λ of the slow flow.",
           wanted="slope of ln distance over ln λ in [0.9, 1.1] at s = 0.5, λ 3e-4 to 0.01",
           test=runs.diagonal_beside_flow,
           rule=each_seed(flow_rules.error_rate(0.5, 0.9, 1.1))),
    _claim("error_near_singular", "Sec. 4, ours",
           "Near the sparse end, a singular point outside the theory, the rate is worse.",
           wanted="slope in [0, 0.6] at s = 5",
           test=runs.diagonal_beside_flow,
           rule=each_seed(flow_rules.error_rate(5, 1e-3, 0.6))),
    _claim("small_init_no_plateau", "Sec. 3",
           "A small init leaves nothing for the slow phase: the plateau is low.",
           wanted="plateau rises over init variance 0.1, 0.5, 1, at least 5 times in all; training "
                  "loss below a tenth of it (s = 0.02)",
           test=runs.diagonal_scales, rule=each_seed(flow_rules.plateau_grows)),
    _claim("matrix_nuclear", "Sec. 5",
           "Matrix completion ends at the least nuclear norm: ‖U‖² + ‖V‖² = 2‖U Vᵀ‖*.",
           wanted="at s = 6 within 1%, λ 0.03 and 0.01",
           test=runs.completion, rule=each_seed(flow_rules.nuclear)),
    _claim("matrix_rank", "Sec. 5",
           "Matrix completion mostly recovers a matrix of rank 2 from 60% of its entries.",
           wanted="two singular values within 5%, the third below 0.5, s = 6, λ 0.03 and 0.01, in "
                  "at least half of the draws",
           test=runs.completion, rule=each_seed(flow_rules.rank_found(0.05, 0.5), 0.5)),
    _claim("matrix_rank_three", "ours",
           "A matrix of rank 3 is recovered less often than one of rank 2.",
           wanted="of four matrices a seed, fewer of rank 3 than of rank 2 recovered (as above, "
                  "λ 0.03, s = 6); all entries seen are fitted",
           test=runs.ranks, rule=flow_rules.rarer),
    _claim("matrix_imbalance", "Sec. 3, ours", "‖UᵀU - VᵀV‖ shrinks as e^(-2s) on the manifold.",
           wanted="from s = 0.05 to 1 within 1%",
           test=runs.completion, rule=each_seed(rules.imbalance(0.05, 1, 0.01))),
    _claim("matrix_error_linear", "Prop. 2, ours",
           "The singular values follow the slow flow, up to λ.",
           wanted="slope of ln distance over ln λ in [0.9, 1.1] at s = 1, λ 0.01 to 0.1",
           test=runs.completion_flow, rule=each_seed(flow_rules.matrix_error)),
    _claim("matrix_shrunk_start", "Prop. 2, ours",
           "For factored matrices too the slow phase is the fast phase from e^(-s) w0.",
           wanted="test loss within 2% to s = 2",
           test=identities.shrunk_matrix, rule=flow_rules.alike(0.98, 1.02),
           reason="the identity holds for diagonal models alone, where the layers' factors "
                  "commute; for matrices it is an approximation, here up to 13% off"),
    _claim("relu_grokking", "Fig. 3",
           "A ReLU network on a line, outside the theory, fits first and smooths out later.",
           wanted="at s = 0.02 training loss below 1% of its first value and a tenth of the test "
                  "loss, test loss at least 10 times that at s = 1, λ 0.01",
           test=runs.relu, rule=each_seed(rules.fits_first(0.02, 1.0, 10))),
    _claim("relu_overshrinks", "ours",
           "Long after, its test loss rises again: the bias of λ, not overfitting.",
           wanted="test loss at s = 6 over that at s = 1.2 at least 1.5, train likewise, λ 0.01",
           test=runs.relu, rule=each_seed(every(
               rules.ratio("test_loss", 6, 1.2, 1.5, [0]),
               rules.ratio("train_loss", 6, 1.2, 1.5, [0])))),
    _claim("relu_no_decay", "Fig. 3", "Without decay the fitted function stays as it is.",
           wanted="fitted after 100,000 steps (as above); test loss after 200,000 within 1% of "
                  "that",
           test=runs.relu, rule=each_seed(rules.stays(100_000, 1))),
    _claim("relu_imbalance", "Sec. 3, ours", "Each neuron's u² - v² - b² shrinks as e^(-2s).",
           wanted="from s = 0.05 to 1 within 1%, λ 0.01",
           test=runs.relu, rule=each_seed(rules.imbalance(0.05, 1, 0.01, [0]))),
    *limits.CLAIMS,
    *adders.CLAIMS,
    *first_layer.CLAIMS,
)
