"""One lab for each area of the science: it joins recipes, the lab shell and plots."""

# Name of a lab, and of its package here -> its class, in the order of the lessons. All else is
# found from here: the public name, the page, the tour, the exercises.
LABS = {"teacher_student": "TeacherStudentLab", "shell_toy": "ShellToy",
        "plane": "PlaneLab", "modular_addition": "ModularAdditionLab",
        "norm_flow": "NormFlowLab", "first_layer": "FirstLayerLab", "penalties": "PenaltyLab",
        "sparse_parity": "ParityLab", "digits": "DigitsLab", "density": "DensityLab",
        "reviews": "ReviewsLab", "molecules": "MoleculesLab", "coordinates": "CoordinatesLab"}
