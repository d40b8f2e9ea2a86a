"""What stands on a terminal after a program wrote to it: as much of one as line editing needs."""

import re
import unicodedata

_PIECES = re.compile(r"\x1b\[([0-9;?]*)([@-~])|\x1b[=>]|(.)", re.DOTALL)


class Screen:
    """A terminal that never scrolls: its rows since the program began."""

    def __init__(self, written, columns):
        self.columns = columns
        self.cells = [[]]
        self.row = self.column = 0
        for parameters, command, text in _PIECES.findall(written):
            if command:
                self._control(command, parameters)
            elif text:
                self._put(text)

    @property
    def rows(self):
        """The rows as they are read, without what is blank at their ends."""
        return ["".join(row).rstrip() for row in self.cells]

    def _control(self, command, parameters):
        count = int(parameters) if parameters.isdigit() else 1
        if command == "A":
            self.row = max(0, self.row - count)
        elif command == "C":
            self.column = min(self.columns - 1, self.column + count)
        elif command == "D":
            self.column = max(0, self.column - count)
        elif command == "G":
            self.column = count - 1
        elif command == "P":
            del self._line(self.column)[self.column:self.column + count]
        elif command == "@":
            self._line(self.column)[self.column:self.column] = [" "] * count
        elif command in "JK":
            assert parameters in ("", "0"), f"erases {parameters}{command}"
            del self._line(0)[self.column:]
            if command == "J":
                del self.cells[self.row + 1:]
        else:
            assert command in "mhl", f"asks for {parameters}{command}"

    def _put(self, text):
        if text == "\r":
            self.column = 0
        elif text == "\n":
            self._down()
        elif text == "\b":
            self.column = max(0, self.column - 1)
        elif text == "\t":
            self.column = min(self.columns - 1, self.column // 8 * 8 + 8)
        elif text >= " ":
            self._show(text)

    def _show(self, text):
        if unicodedata.combining(text):
            return
        width = 2 if unicodedata.east_asian_width(text) in "WF" else 1
        if self.column + width > self.columns:
            self.column = 0
            self._down()
        self._line(self.column + width)[self.column:self.column + width] = [text] + [""] * (width - 1)
        self.column += width

    def _down(self):
        self.row += 1
        while len(self.cells) <= self.row:
            self.cells.append([])

    def _line(self, columns):
        """The row the cursor is in, at least so many columns of it."""
        line = self.cells[self.row]
        line.extend(" " * (columns - len(line)))
        return line
