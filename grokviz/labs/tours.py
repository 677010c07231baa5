"""Guided first visits to the labs."""

from grokviz.teaching.guide import Step

TEACHER_STUDENT = (
    Step("A small network learns 100 examples. The run shown here is recorded. Press **Start**: "
         "now it trains here, in front of you.", done="started", point="Start"),
    Step("Blue and dashed: the examples it is shown. Soon it answers them all. Orange: examples it "
         "has never seen. Wait until the network has learnt both.",
         done="t_test", point="Accuracy"),
    Step("The orange curve is late. Go to the moment where it had [memorised](t_train), then stand "
         "on [the plateau](plateau): all that was shown is right, and hardly anything else.",
         done="at plateau", point="Accuracy"),
    Step("What moves during the wait? From [memorised](t_train) over [the plateau](plateau) to "
         "[generalised](t_test) the dots slide to the left: the weights shrink, until the orange "
         "dot lies at the bottom of the **U**.", done="at t_test", point="The L and the U"),
    Step("Weight decay λ does the shrinking. [Turn λ up to 0.3](weight_decay=0.3), or drag it, "
         "and the wait is three times shorter. Look at [the end](end).",
         done="weight_decay >= 0.3", point="weight_decay", show=("weight_decay",)),
    Step("**Change the past:** scrub with the bar under the pictures to some step of the wait, "
         "choose another λ, and press *Continue from here*.", point="time machine",
         show=("weight_decay",)),
)

SHELL_TOY = (
    Step("Two weights, u and v: a place in the plane **is** a network. On the dashed curve the "
         "training examples are right; on the ring the test examples can be. Press **Start**.",
         done="started", point="Start"),
    Step("It falls straight to the dashed curve: [memorised](t_train). Then it creeps along, on "
         "[the plateau](plateau), to where curve and ring touch: [generalised](t_test).",
         done="at t_test", point="Two weights"),
    Step("**Drag the diamond**, where it starts, or type u and v. Put it [inside the "
         "ring](u=0.6, v=0.2): is there still a wait?", done="u <= 1", point="Two weights",
         show=("u", "v")),
    Step("[Without weight decay](weight_decay=0, u=2.8, v=1.2) it falls onto the curve, and stays "
         "where it fell.", done="weight_decay = 0", show=("weight_decay",)),
)

MODULAR_ADDITION = (
    Step("A network learns to add modulo 31, from 60% of the table. The run shown is recorded. "
         "Press **Start**: now it trains here.", done="started", point="Start"),
    Step("Blue and dashed: the pairs it is shown, soon all known by heart. Orange: the other 40%. "
         "Nothing, for a long time. Wait for it.", done="t_test", point="Accuracy"),
    Step("Each dot is a residue, as the network sees it. [At the start](start) they lie about; "
         "[by heart](t_train) they still do. At [the end](end) they stand round a **clock face**: "
         "it adds by turning.", done="at end",
         point="The residues, along the strongest frequency"),
    Step("[The clock](view Clock): the table of answers. Known by heart it is a sieve, with grey "
         "holes for the pairs it never saw; understood, stripes. Five of the 15 "
         "frequencies come to hold half of the power; in a [transformer](model=transformer, "
         "learning_rate=0.003) nearly all.", done="view Clock", point="Clock"),
    Step("[Inside](view Inside) two losses move **before** the accuracy. Drag *take out*: how many "
         "frequencies can the network lose?", done="view Inside", point="Inside"),
    Step("A [random table](operation=random) is learnt by heart as quickly. Is the rest ever "
         "right?", done="operation = random", point="operation", show=("operation",)),
    Step("De-grok: choose the preset *de-grok: fixed norm*. Held at 0.8 of its norm, the "
         "transformer learns both sets at nearly the same time.", done="constraint = fixed_norm",
         show=("constraint",)),
)

PLANE = (
    Step("Light is a small loss. Across: the norm w of the decoder; up: how messy the "
         "representation is. On the left, what the examples shown pull at; on the right, what they "
         "do not know of. **Click a place on a map**: a path runs from there.", done="started",
         point="Training loss"),
    Step("It drifts to the left, at one speed, over ground that is flat on the left map. At the "
         "dashed border the wall takes it along, down to the **★**: only there the right map is "
         "light.", point="Test loss"),
    Step("Dots are equally far apart in time. [Turn λ up](weight_decay=0.1): the same path, and "
         "three times faster. The line above the pictures tells both legs.",
         done="weight_decay >= 0.1", show=("weight_decay",)),
    Step("Fewer examples: [N = 25](n_train=25). The border stands upright, and the star is gone. "
         "[N = 45](n_train=45) brings it back.", done="n_train <= 25", show=("n_train",)),
    Step("These paths have the direction of the weights slaved to its best. Does training itself "
         "go this way? See [Full training](view Full training).", done="view Full training"),
)

NORM_FLOW = (
    Step("Two weights, and the training loss is 0 on the whole dashed curve. The wide ways are "
         "*predicted*: first the fall (blue), then the slide (orange). Press **Start**, and see "
         "whether it obeys.", done="started", point="Start"),
    Step("Now look at the same run by **other clocks**. On [log t](clock=log) the norm falls off "
         "a cliff. On [t](clock=linear) there is none. On [s = λ t](clock=slow) the slide "
         "takes one unit of time.", done=lambda lab: lab.clock == "slow", point="Weight norm",
         show=("clock",)),
    Step("**Drag the diamond** to another start. The theory is redrawn at once, before the run.",
         done="started", point="Two weights"),
    Step("[Without decay](weight_decay=0) it falls and stays. With [too much](weight_decay=1) "
         "there is no fall to be told from the slide: two clocks need a small λ.",
         done="weight_decay >= 1", point="weight_decay", show=("weight_decay",)),
    Step("A real task: [the diagonal net](view Diagonal net) learns three waves from 24 points. "
         "The orange line waits, then falls with the slide. Theory proves the slide; that the "
         "**test loss** falls with it, it does not.", done="view Diagonal net",
         point="Diagonal net"),
)

FIRST_LAYER = (
    Step("Two layers add modulo 23, but the second is not trained: at each step it is put where it "
         "fits **exactly**. The training set is right from the start. Press **Start**, and watch "
         "the other line.", done="started", point="Start"),
    Step("The symbols of the embedding find their places on a circle, [k = 1](frequency=1), "
         "[k = 2](frequency=2) and so on: all of them, not a chosen few.",
         point="The symbols, by frequency k", show=("frequency",)),
    Step("Scrub: half of the units have chosen a frequency before the accuracy moves. The norms "
         "fall smoothly; nothing in them jumps.", point="Whom does a unit serve?"),
    Step("Now [both layers are trained](view Training). Dotted: the same without the output "
         "layer. It comes sooner.", done="view Training", point="Training"),
    Step("Choose the preset *output layer 4x*, then *16x*: the faster the second layer, the better "
         "the two agree.", done="kappa >= 4", point="kappa", show=("kappa",)),
    Step("[The compass](view Compass) compares each update with what theory says. Choose *ReLU*, "
         "press **Start**, and find out who holds it on its way.", done="view Compass",
         point="Compass"),
)

PENALTIES = (
    Step("A vector of 100 entries, five of them not 0, is to be found from 30 measurements. The "
         "penalty pushes **ℓ1** down, the sum of all sizes. Press **Start**.", done="started",
         point="Start"),
    Step("Blue: the measurements are fitted within 20 steps. Orange: how wrong the vector is. The "
         "dotted line was drawn *before* the run: the paper's estimate of the wait.", done="ended",
         point="Error"),
    Step("All norms, each 1 when the data were fitted. While the error falls, ℓ1 falls, and **ℓ2 "
         "rises**. It is not small weights that make it grok here.", point="All norms at once"),
    Step("Now [ℓ2, from a large start](penalty=l2, init_scale=10, steps=60000). The test error "
         "falls long after the fit, as if it understood. Look at the vector, and at the dashed "
         "line.", done="penalty = l2", point="The vector", show=("penalty",)),
    Step("[On s](clock=slow) the way takes the same time for each β. Go back to "
         "[ℓ1](penalty=l1, init_scale=0.000001, steps=12000): the error comes to 0 with a corner.",
         done=lambda lab: lab.clock == "slow", point="Error", show=("clock",)),
    Step("[The race](view The race): the same data, the same start, four penalties. Which one "
         "finds it? Then choose *a low-rank matrix*.", done="view The race", point="The race"),
    Step("[The deep net](view Deep net): the penalty is ℓ2, and the factors are two. Set L to "
         "[1](depth=1), and to [3](depth=3).", done="view Deep net", point="Deep net",
         show=("depth",)),
)
