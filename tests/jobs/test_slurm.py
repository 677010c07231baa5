"""The example for SLURM in the docstring: it is Python, it is short, and it names what there is."""

import ast
import doctest
import inspect

import grokviz as gv


def example():
    """The last lines of the docstring that are Python, without what they print."""
    found = doctest.DocTestParser().get_examples(inspect.getdoc(gv.many))
    return "".join(each.source for each in found[3:])


def test_the_example_is_ten_lines_of_python_that_call_what_there_is():
    tree = ast.parse(example())
    assert len(example().splitlines()) <= 10
    calls = {ast.unparse(node.func): node for node in ast.walk(tree) if isinstance(node, ast.Call)}
    many = calls["gv.many"]
    given = inspect.signature(gv.many).bind(
        *many.args, **{each.arg: each.value for each in many.keywords})
    assert ast.unparse(given.arguments["executor"]) == "Client(cluster)"
    recipe = calls["gv.recipes.teacher_student.grokking"]
    experiment = eval(ast.unparse(recipe), {"gv": gv, "range": range})
    assert experiment.runs == 10_000
