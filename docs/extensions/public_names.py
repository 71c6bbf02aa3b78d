"""The reference: a directive that describes all of `__all__`, and links of types to it."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from types import ModuleType
from typing import Any, ClassVar, Final

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

MODULES: Final = ("balance", "drivers", "drivers.testing")
#: Headings, in their order, and the directive of autodoc that describes what is under each.
KINDS: Final = {
    "Functions": "autofunction",
    "Classes": "autoclass",
    "Errors": "autoexception",
    "Names of types and numbers": "autodata",
}


def kind_of(thing: object) -> str:
    """The heading that a public thing stands under."""
    if inspect.isclass(thing):
        return "Errors" if issubclass(thing, BaseException) else "Classes"
    return "Functions" if inspect.isroutine(thing) else "Names of types and numbers"


def described(module: ModuleType) -> Iterator[str]:
    """Give the lines of reStructuredText that describe each name of `__all__`."""
    kinds: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for name in module.__all__:
        kinds[kind_of(getattr(module, name))].append(name)
    for kind, names in kinds.items():
        if names:
            yield from (kind, "-" * len(kind), "")
        for name in names:
            yield f".. {KINDS[kind]}:: {module.__name__}.{name}"
            yield from ("   :show-inheritance:", "") if kind == "Errors" else ("",)


class PublicNames(SphinxDirective):
    """`.. public-names:: balance` describes all that is in `balance.__all__`."""

    required_arguments: ClassVar = 1

    def run(self) -> list[nodes.Node]:
        """Describe them, a heading a kind."""
        module = importlib.import_module(self.arguments[0])
        self.env.note_dependency(inspect.getfile(module))
        lines = list(described(module))
        where = f"__all__ of {module.__name__}"
        self.content, self.content_offset = StringList(lines, source=where), 0
        return list(self.parse_content_to_nodes(allow_section_headings=True))


def public_name_of(target: str) -> str | None:
    """The public name of what is called `balance.samples.SampleBlock` where it was defined."""
    where, _, name = target.rpartition(".")
    for module in map(importlib.import_module, MODULES):
        if name in module.__all__:
            thing: Any = getattr(module, name)
            if not where or getattr(thing, "__module__", where) == where:
                return f"{module.__name__}.{name}"
    return None


def _lead(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, words: nodes.TextElement
) -> nodes.reference | None:
    """Lead a reference that Sphinx finds nowhere to the public name of the same thing."""
    name = public_name_of(node["reftarget"]) if node.get("refdomain") == "py" else None
    if name is None:
        return None
    domain = env.get_domain("py")
    return domain.resolve_xref(env, node["refdoc"], app.builder, "obj", name, node, words)


def setup(app: Sphinx) -> dict[str, bool]:
    """Sphinx calls this."""
    app.add_directive("public-names", PublicNames)
    app.connect("missing-reference", _lead)
    return {"parallel_read_safe": True}
