"""Layouts: rows that wrap, a column of readable width, a page that scrolls."""

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QLayoutItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.desktop.theme.look import Look
from app.desktop.theme.tokens import SPACE


def column(parent: QWidget | None = None, *, gap: int = SPACE.gap, margin: int = 0) -> QVBoxLayout:
    """A vertical layout with the given gap and margin."""
    layout = QVBoxLayout(parent) if parent is not None else QVBoxLayout()
    layout.setSpacing(gap)
    layout.setContentsMargins(QMargins(margin, margin, margin, margin))
    return layout


def row(parent: QWidget | None = None, *, gap: int = SPACE.gap, margin: int = 0) -> QHBoxLayout:
    """A horizontal layout with the given gap and margin."""
    layout = QHBoxLayout(parent) if parent is not None else QHBoxLayout()
    layout.setSpacing(gap)
    layout.setContentsMargins(QMargins(margin, margin, margin, margin))
    return layout


def rule() -> QFrame:
    """A thin line."""
    line = QFrame()
    line.setObjectName("rule")
    return line


def panel(kind: str) -> QFrame:
    """A frame with a ground of its own; the stylesheet knows the kinds."""
    frame = QFrame()
    frame.setProperty("panel", kind)
    return frame


def empty(layout: QLayout) -> None:
    """Takes everything out of a layout and lets the widgets go."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        inner = item.layout()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif inner is not None:
            empty(inner)


class Scroll(QScrollArea):
    """Content that scrolls up and down and is as wide as the window lets it."""

    def __init__(self, content: QWidget, name: str, *, focusable: bool = False) -> None:
        super().__init__()
        # What has the focus on the page hands Page Up and Page Down on to here.
        policy = Qt.FocusPolicy.StrongFocus if focusable else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(policy)
        content.setObjectName("scrolled")
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)


def in_line_with(scroll: QScrollArea, layout: QLayout) -> None:
    """Widens a layout's right margin by the scroll bar, while there is one.

    Keeps what stands below a scrolling column centered with it.
    """
    margins = layout.contentsMargins()
    bar = scroll.verticalScrollBar()

    def fit() -> None:
        aside = bar.sizeHint().width() if bar.maximum() > 0 else 0
        layout.setContentsMargins(
            margins.left(), margins.top(), margins.right() + aside, margins.bottom()
        )

    bar.rangeChanged.connect(fit)
    fit()


class Column(QWidget):
    """Content of at most so many characters' width, in the middle or at the left."""

    def __init__(
        self, look: Look, inner: QWidget, characters: int = 72, *, centered: bool = True
    ) -> None:
        super().__init__()
        self._look, self._inner, self._characters = look, inner, characters
        layout = row(self)
        if centered:
            layout.addStretch(1)
        layout.addWidget(inner, 1000)
        layout.addStretch(1)
        look.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self._inner.setMaximumWidth(self._look.sizes.characters(self._characters))


class Flow(QLayout):
    """Items from left to right, in as many rows as they need, all equally wide if asked.

    With ``least`` set, each row is cut into as many equal columns of at least that many pixels
    as fit, and all items of a row are as tall as the tallest.
    """

    def __init__(self, parent: QWidget | None = None, *, gap: int = SPACE.gap) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        if parent is not None:
            parent.setLayout(self)
        self._gap = gap
        self.least = 0
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Part of QLayout."""
        self._items.append(item)

    def count(self) -> int:
        """Part of QLayout."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Part of QLayout; None past the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Part of QLayout; None past the end."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Part of QLayout: takes no more room than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Part of QLayout: rows depend on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of all rows at this width."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Places the items."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        """Part of QLayout."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """The widest item alone."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        items = [item for item in self._items if not item.isEmpty()]
        if not items:
            return 0
        y = rect.y()
        for line in self._lines(items, rect.width()):
            height = max(self._height(item, width) for item, width in line)
            x = rect.x()
            for item, width in line:
                if move:
                    item.setGeometry(QRect(QPoint(x, y), QSize(width, height)))
                x += width + self._gap
            y += height + self._gap
        return y - self._gap - rect.y()

    def _lines(self, items: list[QLayoutItem], width: int) -> list[list[tuple[QLayoutItem, int]]]:
        if self.least:
            columns = max(1, (width + self._gap) // (self.least + self._gap))
            each = (width - (columns - 1) * self._gap) // columns
            cells = [(item, each) for item in items]
            return [cells[i : i + columns] for i in range(0, len(cells), columns)]
        lines: list[list[tuple[QLayoutItem, int]]] = [[]]
        used = 0
        for item in items:
            wide = min(item.sizeHint().width(), width)
            if lines[-1] and used + wide > width:
                lines.append([])
                used = 0
            lines[-1].append((item, wide))
            used += wide + self._gap
        return lines

    @staticmethod
    def _height(item: QLayoutItem, width: int) -> int:
        return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()


def stretch(layout: QBoxLayout) -> None:
    """Room that takes what is left."""
    layout.addStretch(1)
