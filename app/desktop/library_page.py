"""The library: what can be practiced, one card a scenario."""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QShortcut
from PySide6.QtWidgets import QLineEdit, QMenu, QStackedWidget, QWidget

from app.desktop import shortcuts
from app.desktop.cast import clients_of, in_passing, letters
from app.desktop.scenario_view import LEAVE, ScenarioView, content_notes, difficulty_row
from app.desktop.services import Services
from app.desktop.theme.look import Look
from app.desktop.theme.tokens import DIFFICULTY, SPACE
from app.desktop.widgets.banner import Banner
from app.desktop.widgets.buttons import CardButton, button
from app.desktop.widgets.layout import Column, Flow, Scroll, column, panel, row
from app.desktop.widgets.marks import Monograms
from app.desktop.widgets.text import Prose, label
from app.desktop.wording import (
    clients_line,
    count,
    first_sentence,
    flat,
    group_words,
    scenario_name,
)
from app.domain.persona import Persona
from app.domain.scenario import Pack, Scenario

Entry = tuple[Pack, Scenario, Persona]
Start = Callable[[Pack, Scenario], object]
_CARD_CHARACTERS = 42


def entries(packs: Iterable[Pack]) -> list[Entry]:
    """All scenarios, the gentle ones first."""
    found = [
        (pack, scenario, pack.client(scenario.client))
        for pack in packs
        for scenario in pack.scenarios
    ]
    return sorted(found, key=lambda entry: (entry[1].difficulty, entry[1].title))


def matches(entry: Entry, search: str, level: int | None) -> bool:
    """Whether every word of the search occurs in what the card and the detail say."""
    pack, scenario, _ = entry
    if level is not None and scenario.difficulty != level:
        return False
    parts = (
        pack.title,
        scenario.title,
        scenario.setting,
        scenario.stage,
        group_words(scenario),
        *(f"{client.name} {client.age}" for client in clients_of(pack, scenario)),
        *scenario.goals,
        *scenario.content_notes,
    )
    text = " ".join(parts).casefold()
    return all(word in text for word in search.casefold().split())


class LibraryPage(QWidget):
    """Cards of all scenarios, one scenario in full, or the one that a new person is offered."""

    def __init__(self, services: Services, start: Start) -> None:
        super().__init__()
        self.setAccessibleName("Library")
        self._look = services.look
        self._start = start
        self.entries = entries(services.packs)
        self._level: int | None = None
        self.stack = QStackedWidget()
        column(self).addWidget(self.stack)
        self.grid = self._grid(services.pack_problems)
        self.stack.addWidget(self.grid)
        self.detail: ScenarioView | None = None
        self.welcome: Welcome | None = None
        self._opened_from: CardButton | None = None
        QShortcut(
            shortcuts.SEARCH,
            self,
            self._find,
            context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
        )
        self.show_all()

    def take_focus(self) -> None:
        """Puts the focus on what comes next here."""
        shown = self.stack.currentWidget()
        if self.welcome is not None and shown is self.welcome:
            self.welcome.start.setFocus()
        elif self.detail is not None and shown is self.detail:
            self.detail.start.setFocus()
        elif self.cards:
            self.cards[0].setFocus()
        else:
            self.search.setFocus()

    def show_all(self) -> None:
        """Shows the cards."""
        self.stack.setCurrentWidget(self.grid)
        self._drop_detail()
        if self._opened_from is not None:
            self._opened_from.setFocus()
            self._opened_from = None

    def show_welcome(self) -> None:
        """Offers one scenario and one button, for someone who has no session yet."""
        if self.welcome is None and self.entries:
            self.welcome = Welcome(
                self._look, self.entries, start=self._start, see_all=self.show_all
            )
            self.stack.addWidget(self.welcome)
        if self.welcome is not None:
            self.stack.setCurrentWidget(self.welcome)

    def open(self, entry: Entry) -> None:
        """Shows one scenario in full."""
        pack, scenario, _ = entry
        focused = self.window().focusWidget()
        self._opened_from = focused if isinstance(focused, CardButton) else None
        self._drop_detail()
        self.detail = ScenarioView(
            self._look,
            pack,
            scenario,
            start=lambda: self._start(pack, scenario),
            back=self.show_all,
        )
        self.stack.addWidget(self.detail)
        self.stack.setCurrentWidget(self.detail)
        self.detail.start.setFocus()

    def _drop_detail(self) -> None:
        if self.detail is not None:
            self.stack.removeWidget(self.detail)
            self.detail.deleteLater()
            self.detail = None

    def _find(self) -> None:
        self.show_all()
        self.search.setFocus()
        self.search.selectAll()

    def _grid(self, problems: Iterable[str]) -> QWidget:
        page = QWidget()
        rows = column(page, gap=SPACE.wide, margin=SPACE.page)
        rows.addWidget(label("Library", "page"))
        bar = row(gap=SPACE.gap)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search scenarios")
        self.search.setAccessibleName("Search scenarios")
        self.search.setToolTip(f"Search scenarios ({shortcuts.native(shortcuts.SEARCH)})")
        self.search.setClearButtonEnabled(False)
        self.search.textChanged.connect(self._filter)
        self._search_icon = QAction("Search", self)
        self.search.addAction(self._search_icon, QLineEdit.ActionPosition.LeadingPosition)
        bar.addWidget(self.search, 1)
        self.filter = self._difficulty_button()
        bar.addWidget(self.filter)
        rows.addLayout(bar)
        self.problems = Banner(self._look)
        listed = list(problems)
        if listed:
            lead = count(len(listed), "pack") + " could not be read and"
            lead += " is left out." if len(listed) == 1 else " are left out."
            self.problems.say("caution", "\n".join([lead, *listed]))
        rows.addWidget(self.problems)
        self.cards: list[CardButton] = []
        holder = QWidget()
        self._flow = Flow(holder, gap=SPACE.wide)
        for entry in self.entries:
            card = self._card(entry)
            self.cards.append(card)
            self._flow.addWidget(card)
        rows.addWidget(holder)
        self.nothing = Prose(self._look, "", role="muted")
        self.nothing.hide()
        rows.addWidget(self.nothing)
        self.reset = button(self._look, "Show all scenarios", self._reset, kind="link")
        self.reset.hide()
        rows.addWidget(self.reset, 0, Qt.AlignmentFlag.AlignLeft)
        rows.addStretch(1)
        self._look.changed.connect(self._restyle)
        self._restyle()
        self._filter()
        return Scroll(page, "Library")

    def _restyle(self) -> None:
        self._search_icon.setIcon(self._look.icon("magnifying-glass"))
        self._flow.least = self._look.sizes.characters(_CARD_CHARACTERS)
        self._flow.invalidate()

    def _difficulty_button(self) -> QWidget:
        made = button(self._look, "Any difficulty", lambda: None, icon="funnel", name="Difficulty")
        menu = QMenu(made)
        group = QActionGroup(menu)
        choices: list[tuple[str, int | None]] = [("Any difficulty", None)]
        choices += [(word.capitalize(), level) for level, word in enumerate(DIFFICULTY, 1)]
        for text, level in choices:
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(level is None)
            group.addAction(action)

            def chosen(checked: bool, text: str = text, level: int | None = level) -> None:
                self._level = level
                made.setText(text)
                made.setAccessibleName(f"Difficulty: {text}")
                self._filter()

            action.triggered.connect(chosen)
        made.setMenu(menu)
        return made

    def _card(self, entry: Entry) -> CardButton:
        pack, scenario, _ = entry
        clients = clients_of(pack, scenario)
        card = CardButton(scenario_name(clients, scenario), lambda: self.open(entry))
        card.setToolTip("")
        _fill_card(self._look, card, scenario, clients)
        return card

    def _filter(self) -> None:
        if not hasattr(self, "nothing"):
            return
        shown = 0
        for entry, card in zip(self.entries, self.cards, strict=True):
            hit = matches(entry, self.search.text(), self._level)
            card.setVisible(hit)
            shown += hit
        if not self.entries:
            self.nothing.say("There is no scenario here yet. Packs go into the data directory.")
        else:
            self.nothing.say("No scenario fits this search and difficulty.")
        self.nothing.setVisible(shown == 0)
        self.reset.setVisible(shown == 0 and bool(self.entries))
        self._flow.invalidate()

    def _reset(self) -> None:
        self.search.clear()
        menu = self.filter.findChild(QMenu)
        if menu is not None:
            menu.actions()[0].trigger()
        self.search.setFocus()


def _fill_card(look: Look, card: QWidget, scenario: Scenario, clients: Sequence[Persona]) -> None:
    rows = column(card, gap=SPACE.gap, margin=SPACE.wide)
    head = row(gap=SPACE.gap + SPACE.half)
    head.addWidget(Monograms(look, letters(clients)), 0, Qt.AlignmentFlag.AlignTop)
    words = column(gap=SPACE.hair)
    words.addWidget(label(scenario.title, "title", wrap=True))
    words.addWidget(label(clients_line(clients, scenario), "muted", wrap=True))
    head.addLayout(words, 1)
    rows.addLayout(head)
    rows.addWidget(label(first_sentence(scenario.setting), wrap=True))
    rows.addStretch(1)
    rows.addSpacing(SPACE.half)
    rows.addLayout(difficulty_row(look, scenario))


class Welcome(QWidget):
    """The first screen: one scenario, one button."""

    def __init__(
        self,
        look: Look,
        offered: list[Entry],
        *,
        start: Start,
        see_all: Callable[[], object],
    ) -> None:
        super().__init__()
        self.setAccessibleName("Welcome")
        pack, scenario, _ = offered[0]
        clients = clients_of(pack, scenario)
        inner = QWidget()
        rows = column(inner, gap=SPACE.wide)
        rows.addStretch(1)
        rows.addWidget(label("Begin with one conversation", "page", wrap=True))
        rows.addWidget(
            Prose(
                look,
                "You write what you would say, and a simulated client answers. Afterwards you see "
                "what opened them up, what closed them, and one thing to try next time.",
            )
        )
        rows.addSpacing(SPACE.gap)
        card = panel("card")
        lines = column(card, gap=SPACE.gap + SPACE.half, margin=SPACE.page)
        head = row(gap=SPACE.wide)
        head.addWidget(
            Monograms(look, letters(clients), sized="large"), 0, Qt.AlignmentFlag.AlignTop
        )
        words = column(gap=SPACE.half)
        words.addWidget(label(scenario.title, "title", wrap=True))
        words.addWidget(label(clients_line(clients, scenario), "muted", wrap=True))
        head.addLayout(words, 1)
        lines.addLayout(head)
        lines.addWidget(Prose(look, flat(scenario.setting)))
        lines.addLayout(difficulty_row(look, scenario))
        notes = content_notes(look, scenario)
        if notes is not None:
            lines.addWidget(notes)
        lines.addSpacing(SPACE.gap)
        self.start = button(
            look,
            f"Start with {in_passing(clients)}",
            lambda: start(pack, scenario),
            kind="primary",
            icon="chat-circle",
            keys=shortcuts.START,
        )
        lines.addWidget(self.start, 0, Qt.AlignmentFlag.AlignLeft)
        lines.addWidget(label(LEAVE, "small", wrap=True))
        rows.addWidget(card)
        self.see_all = button(
            look,
            f"See all {len(offered)} scenarios",
            see_all,
            kind="link",
            icon="books",
        )
        rows.addWidget(self.see_all, 0, Qt.AlignmentFlag.AlignLeft)
        rows.addStretch(2)
        page = QWidget()
        around = column(page, margin=SPACE.page)
        around.addWidget(Column(look, inner))
        column(self).addWidget(Scroll(page, "Welcome"))
        QShortcut(
            shortcuts.START,
            self,
            lambda: start(pack, scenario),
            context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
        )
