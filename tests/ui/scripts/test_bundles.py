import re
from posixpath import dirname, join, normpath

import pytest

from ui.scripts import MODULES
from ui.scripts.bundles import FIRST, SHARED, bundles, imports_of, in_order, text_of


def holders(module):
    return [path for path, text in bundles().items() if f'modules["{module}"] = (() => {{' in text]


@pytest.mark.parametrize("path", sorted(set(bundles()) - {SHARED}))
def test_a_component_comes_with_all_that_it_imports_and_nothing_twice(path):
    shared = [] if path == FIRST else [SHARED]
    for module in in_order(path):
        assert [holder for holder in holders(module) if holder in [path, *shared]] in ([path], shared)


def test_what_several_components_import_is_there_once():
    reached = [in_order(path) for path in bundles() if path not in (SHARED, FIRST)]
    for module in {module for modules in reached for module in modules}:
        (holder,) = [path for path in holders(module) if path != FIRST]
        assert (holder == SHARED) == (sum(module in modules for modules in reached) > 1)


def test_each_module_stands_behind_those_that_it_imports():
    for text in bundles().values():
        begun = re.findall(r'^modules\["([^"]+)"\] = ', text, re.MULTILINE)
        here = set(begun)
        for place, module in enumerate(begun):
            assert {other for other in imports_of(module) if other in here} <= set(begun[:place])


def test_every_name_that_is_imported_is_given_by_its_module():
    everything = "\n".join(bundles().values())
    found = 0
    for module in MODULES:
        for names, other in re.findall(r'^import \{([^}]*)\} from "([^"]+)";$', text_of(module), re.MULTILINE):
            begun = everything.index(f'modules["{normpath(join(dirname(module), other))}"] = ')
            (given,) = re.findall(
                r"^return \{ (.*) \};$", everything[begun : everything.index("\n})();", begun) + 1], re.M
            )
            for name in re.findall(r"(\w+)(?: as \w+)?(?:,|\s*$)", names):
                found += 1
                assert name in re.findall(r"\w+", given), (module, name)
    assert found > 150


def test_no_mark_of_a_module_is_left_but_at_the_ends_of_a_bundle():
    for path, text in bundles().items():
        marks = re.findall(r"^(?:import|export) \S+", text, re.MULTILINE)
        ends = {SHARED: ["export const"], FIRST: []}
        assert marks == ends.get(path, ["import {", "export default"])


def test_two_that_import_each_other_are_refused(monkeypatch):
    texts = {"a.js": 'import { b } from "./b.js";\n', "b.js": 'import { a } from "./a.js";\n'}
    monkeypatch.setattr("ui.scripts.bundles.text_of", texts.__getitem__)
    with pytest.raises(ValueError, match=r"a\.js → b\.js → a\.js"):
        in_order("a.js")
