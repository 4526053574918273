"""Languages: every string can be translated, every translation is there and fits, the catalogues are up to date."""

from __future__ import annotations

import ast
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from patience import WAIT
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QLabel

from gradsim.experiment import Experiment
from gradsim.problems import SENTENCES, Problem
from ui import i18n, texts
from ui.schema import kinds_of, specs_of

UI = i18n.ROOT / "ui"
CATALOGUES = [i18n.CATALOGUES / f"gradsim_{script}.ts" for script in i18n.SCRIPTS.values()]
SHOWN = {"setText", "setToolTip", "setWindowTitle", "setTitle", "addAction", "addMenu", "setTabText", "addTab",
         "addItem", "setItemText", "setPlaceholderText", "setStatusTip", "setAccessibleName", "setSuffix", "setPrefix",
         "QLabel", "QPushButton", "QCheckBox", "QToolButton", "showMessage", "setLabelText", "addRow", "setIconText",
         "setWhatsThis", "setHeaderLabels", "QAction"}
NEUTRAL = {" dpi"}  # the same in every language


def messages(catalogue: Path) -> list[tuple[str, str, ElementTree.Element]]:
    tree = ElementTree.parse(catalogue)
    return [(context.findtext("name", ""), message.findtext("source", ""), message.find("translation"))
            for context in tree.getroot().iter("context") for message in context.iter("message")]


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: path.stem)
def test_everything_is_translated(catalogue: Path):
    for context, source, translation in messages(catalogue):
        assert translation.get("type") is None, f"unfinished: {context}: {source}"
        assert translation.text, f"empty: {context}: {source}"


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: path.stem)
def test_placeholders_and_accelerators_agree(catalogue: Path):
    for context, source, translation in messages(catalogue):
        text = translation.text or ""
        assert sorted(re.findall(r"\{\w+\}", source)) == sorted(re.findall(r"\{\w+\}", text)), source
        if context in ("Menu", "Action", "Commands"):
            assert source.count("&") == text.count("&"), source


def test_the_sources_and_the_catalogues_have_the_same_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run the update into another folder: nothing is new, nothing is gone, the .qm files are those of the .ts files."""
    for path in i18n.CATALOGUES.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(i18n, "CATALOGUES", tmp_path)
    monkeypatch.setattr(i18n, "ENGINE_TEXTS", tmp_path / "engine_texts.py")
    i18n.update()
    assert (tmp_path / "engine_texts.py").read_text(encoding="utf-8") == i18n.engine_module()
    for catalogue in CATALOGUES:
        ours = {(context, source) for context, source, _ in messages(catalogue)}
        fresh = {(context, source) for context, source, _ in messages(tmp_path / catalogue.name)}
        assert ours == fresh, f"run: python -m ui.i18n update ({ours ^ fresh})"
        compiled = catalogue.with_suffix(".qm")
        assert compiled.read_bytes() == (tmp_path / compiled.name).read_bytes()


def test_the_engines_texts_are_up_to_date():
    assert i18n.ENGINE_TEXTS.read_text(encoding="utf-8") == i18n.engine_module(), "run: python -m ui.i18n update"


COUNTED = re.compile(
    r"\{(?!size|limit)\w+\} (different |time )?(units|layers|steps|values|samples|numbers|entries|seeds|runs|variants|rows|"
    r"columns|cells|images|labels|activations|bytes|classes|epochs|weights|channels|points|pixels)\b")
MANY = {  # what is counted in these is never 1, or "1" has a text of its own
    "median and 10–90 % of {count} samples", "{low} … {high} (10 … 90 % of {count} seeds)", "{count} steps per point",
    "{number} layers/s", "{number} time steps/s", "▶ both ways ◀   {rate} steps/s",
    "{fan_in} → {fan_out} units · {activation}", "{value} runs; 1 to {limit} are allowed.",
    "{value} variants beside the run are too many; at most {limit} can be compared with it.",
    "model.depth: {value} does not fit; three stages of equal blocks have {below} or {above} layers.",
    "data.target: {path} has {found} columns of the name {value}; choose one of {allowed}.",
    "{path}: images of {value} pixels; expected {allowed}."}


def test_no_text_counts_one_of_something_in_the_plural():
    """In English there is no plural form to choose: the texts are worded so that they need none."""
    assert {source for _, source, _ in messages(CATALOGUES[0]) if COUNTED.search(source)} == MANY


# ---- no string past the translator ------------------------------------------------------------


def plain_strings(tree: ast.AST) -> list[tuple[int, str]]:
    """Literals with letters that are given to a widget as they are."""
    found = []
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name in SHOWN:
            arguments = call.args[:1] if name == "addItem" else call.args  # what follows is the entry's data
            found += [(call.lineno, text) for argument in arguments for text in literals(argument)]
    return found


def literals(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        texts_found = [node.value]
    elif isinstance(node, ast.JoinedStr):
        texts_found = [part.value for part in node.values if isinstance(part, ast.Constant)]
    elif isinstance(node, ast.BinOp):
        return literals(node.left) + literals(node.right)
    elif isinstance(node, ast.IfExp):
        return literals(node.body) + literals(node.orelse)
    else:
        return []
    without_tags = [re.sub(r"<[^>]*>", "", text) for text in texts_found]
    return [text for text in without_tags if re.search(r"[A-Za-z]{2,}", text) and text not in NEUTRAL
            and "Gradsim" not in text and "Python" not in text]


@pytest.mark.parametrize("path", sorted(UI.rglob("*.py")), ids=lambda path: str(path.relative_to(UI)))
def test_no_string_reaches_a_widget_untranslated(path: Path):
    assert plain_strings(ast.parse(path.read_text(encoding="utf-8"))) == []


def test_the_search_for_plain_strings_bites():
    tree = ast.parse('label.setText("Hello")\nbutton.setToolTip(f"Layer {n}")\nx.setText(self.tr("fine"))')
    assert [text for _, text in plain_strings(tree)] == ["Hello", "Layer "]


@pytest.mark.parametrize("path", sorted(UI.rglob("*.py")), ids=lambda path: str(path.relative_to(UI)))
def test_translate_calls_can_be_extracted(path: Path):
    """``tr`` and ``translate`` take plain literals, except in the functions that look up listed texts."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "tr":
            assert isinstance(call.args[0], ast.Constant), f"{path.name}:{call.lineno}"
        assert not (isinstance(call, ast.Call) and getattr(call.func, "id", "") == "tr"), f"{path.name}:{call.lineno}"


# ---- the engine's texts -----------------------------------------------------------------------


def test_every_field_and_kind_has_a_text():
    engine, kinds = set(i18n.engine_strings()), set(texts.KINDS)
    for spec in specs_of(Experiment):
        for name, field in spec.model_fields.items():
            if name in ("kind", "format", "version"):
                continue
            assert field.title in engine, f"{spec.__name__}.{name}"
            assert field.description in engine, f"{spec.__name__}.{name}"
            for kind in kinds_of(field.annotation):
                assert {kind.name, f"{name}:{kind.name}"} & kinds, kind.name
                assert texts.spec_help(kind.spec)


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_every_problem_has_a_sentence_in_every_language(qapp: QCoreApplication, code: str):
    values = dict.fromkeys(re.findall(r"\{(\w+)\}", SENTENCES[code]), "12")
    seen = set()
    translations = i18n.Translations(qapp)
    for language in i18n.NAMES:
        translations.use(language)
        seen.add(texts.sentence(Problem(code, values)))
    translations.use("en")
    assert len(seen) == 3


@pytest.mark.parametrize(("text", "chinese"), [("1 to 1000", "1 到 1000"), ("at least 0", "不小于 0"),
                                               ("0 to below 1", "从 0 到小于 1"), ("any number", "任意数"),
                                               ("sgd, adam", "sgd, adam")])
def test_what_is_allowed_is_translated(qapp: QCoreApplication, text: str, chinese: str):
    translations = i18n.Translations(qapp)
    translations.use("zh_CN")
    try:
        assert texts.allowed_text(text) == chinese
    finally:
        translations.use("en")


@pytest.mark.parametrize(("name", "language"), [
    ("zh_CN", "zh_CN"), ("zh_SG", "zh_CN"), ("zh_TW", "zh_TW"), ("zh_HK", "zh_TW"), ("zh_MO", "zh_TW"), ("de_DE", "en"),
    ("C", "en")])
def test_each_locale_finds_its_language(name: str, language: str):
    assert i18n.language_of(QLocale(name)) == language


def test_the_whole_window_switches_live(shell, qtbot):
    """After the switch no English sentence is left on any label, button or menu."""
    title = shell.window.experiment_panel.title
    shell.window.actions_["language_zh_TW"].trigger()
    qtbot.waitUntil(lambda: title.text() == "實驗", timeout=WAIT)
    assert shell.window.menuBar().actions()[0].text().startswith("檔案")
    assert shell.window.pages.cards[0].view.title() == "網路"
    english = [label.text() for label in shell.window.findChildren(QLabel) if label.isVisible()
               and re.search(r"[a-z]{3,} [a-z]{3,}", re.sub(r"<[^>]*>", "", label.text()))]
    assert english == []
    shell.window.actions_["language_zh_CN"].trigger()
    qtbot.waitUntil(lambda: title.text() == "实验", timeout=WAIT)
    shell.window.actions_["language_en"].trigger()
    qtbot.waitUntil(lambda: title.text() == "Experiment", timeout=WAIT)
