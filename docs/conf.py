"""How the pages are made of docs/: `make docs`, or `sphinx-build -n -W docs build/docs`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(ROOT), str(HERE / "extensions")]
# Commands that examples start are those of this checkout too.
before = os.environ.get("PYTHONPATH")
os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), *([before] if before else [])])

import balance  # noqa: E402

project = "Balance Timer"
version = release = balance.__version__
language = "en"

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "myst_parser",
    "sphinx_gallery.gen_gallery",
    "outside",
    "notebook",
    "public_names",
]
exclude_patterns = ["gallery/*", "extensions/*", "**.ipynb_checkpoints", "examples/*.ipynb"]

# Links of one page to a heading of another are those that a repository shows them with.
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence"]
# A checkout may lie in a folder with a space in its name; no example has one.
suppress_warnings = ["sphinx_gallery.space_in_filename"]

# Types that lead nowhere are errors, but for those of Python and numpy, whose pages are elsewhere.
nitpicky = True
nitpick_ignore_regex = [
    ("py:.*", r"(collections|contextlib|datetime|numpy|os|pathlib|threading|types|typing)\..*"),
    ("py:class", "(Float|Bool|Int)Array|ArrayLike|Path"),
    ("py:class", "Placement|Leg"),  # words, which the docstrings list
    # Of use to the program itself; who calls the public names needs none of them.
    ("py:class", r"drivers\.playback\..*"),
    ("py:class", r"Clock|CourseKeeper|Wish|drivers\.source\.SharedClock"),
]

napoleon_numpy_docstring = True
napoleon_google_docstring = False
napoleon_custom_sections = [("Attributes", "params_style")]  # one line may have several names
autodoc_preserve_defaults = True
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented_params"
autodoc_type_aliases = {name: name for name in ("FloatArray", "BoolArray", "IntArray")}
autodoc_default_options = {"members": True, "member-order": "bysource"}
python_use_unqualified_type_names = True

sphinx_gallery_conf: dict[str, Any] = {
    "examples_dirs": "gallery",
    "gallery_dirs": "examples",
    "filename_pattern": "plot_",
    "within_subsection_order": "FileNameSortKey",
    "abort_on_example_error": True,
    "run_stale_examples": True,  # nothing of an earlier build is believed
    "download_all_examples": False,
    "capture_repr": ("_repr_html_",),  # tables; all else is printed
    "show_memory": False,
    "show_signature": False,
    "write_computation_times": False,
    "min_reported_time": 3600,
    "image_srcset": ["2x"],
    "remove_config_comments": True,
}

html_theme = "pydata_sphinx_theme"
html_title = f"Balance Timer {release}"
html_static_path = ["static"]
html_css_files = ["pages.css"]
html_copy_source = False
html_show_search_summary = False  # a browser does not fetch them for pages that lie on the disk
html_show_sourcelink = False
html_show_copyright = False
html_show_sphinx = False
html_context = {"default_mode": "auto"}
html_theme_options = {
    "logo": {"text": "Balance Timer"},
    "header_links_before_dropdown": 6,
    "navigation_depth": 2,
    "show_toc_level": 2,
    "show_prev_next": False,
    "footer_start": [],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
    "search_bar_text": "Search these pages",
}
