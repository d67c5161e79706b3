#!/usr/bin/env python3
"""Writes WordBreakTable.swift from files of the Unicode Character Database.

    generate_word_break_table.py WordBreakProperty.txt emoji-data.txt Scripts.txt LineBreak.txt VERSION > WordBreakTable.swift

The files are those of https://www.unicode.org/Public/VERSION/ucd/. Each scalar gets one class, a small letter: its
Word_Break property or, where that is Other and the scalar still makes a token, what it is. The names and their order
are those of WordBreakClass.swift.
"""

import sys

CLASSES = [
    "Other", "CR", "LF", "Newline", "Extend", "ZWJ", "Format", "Regional_Indicator", "Katakana", "Hebrew_Letter",
    "ALetter", "Single_Quote", "Double_Quote", "MidNumLet", "MidLetter", "MidNum", "Numeric", "ExtendNumLet",
    "WSegSpace", "Ideograph", "Hiragana", "ComplexContext", "Pictograph", "Emoji", "LetterPictograph",
]
BLOCK = 256
SCALARS = 0x110000
# Scripts whose letters stand each for itself; U+3006, of the script Common, is a letter of this kind too.
IDEOGRAPHIC_SCRIPTS = {"Han", "Tangut", "Nushu", "Khitan_Small_Script"}
# Pictographs that are marks of writing rather than emoji: !! !? (c) (r) TM, wavy dash, part alternation mark.
MARKS = {0x203C, 0x2049, 0x00A9, 0x00AE, 0x2122, 0x3030, 0x303D}


def ranges(path):
    """The ranges of a file of the form `first..last ; value # comment`."""
    with open(path, encoding="utf-8") as file:
        for line in file:
            fields = [field.strip() for field in line.split("#")[0].split(";")]
            if len(fields) < 2:
                continue
            first, _, last = fields[0].partition("..")
            yield range(int(first, 16), int(last or first, 16) + 1), fields[1]


def scalars(path, values):
    return {scalar for span, value in ranges(path) if value in values for scalar in span}


def classes(word_break, emoji_data, scripts, line_break):
    found = ["Other"] * SCALARS
    for span, value in ranges(word_break):
        for scalar in span:
            found[scalar] = value
    ideographs = scalars(scripts, IDEOGRAPHIC_SCRIPTS) | {0x3006}
    hiragana = scalars(scripts, {"Hiragana"})
    complex_context = scalars(line_break, {"SA"})
    pictographs = scalars(emoji_data, {"Extended_Pictographic"})
    emoji = scalars(emoji_data, {"Emoji"}) - MARKS
    for scalar in range(SCALARS):
        if scalar in pictographs:
            if found[scalar] == "ALetter":
                found[scalar] = "LetterPictograph"
            elif found[scalar] == "Other":
                found[scalar] = "Emoji" if scalar in emoji else "Pictograph"
        elif found[scalar] == "Other":
            if scalar in ideographs:
                found[scalar] = "Ideograph"
            elif scalar in hiragana:
                found[scalar] = "Hiragana"
            elif scalar in complex_context:
                found[scalar] = "ComplexContext"
    return found


def literal(text):
    lines = [text[start:start + 108] for start in range(0, len(text), 108)]
    return '"""\n' + "\\\n".join("        " + line for line in lines) + '\n        """'


def main():
    *paths, version = sys.argv[1:]
    letters = "".join(chr(ord("a") + CLASSES.index(name)) for name in classes(*paths))
    blocks, index = {}, []
    for start in range(0, SCALARS, BLOCK):
        number = blocks.setdefault(letters[start:start + BLOCK], len(blocks))
        index.append(chr(ord("a") + number // 26) + chr(ord("a") + number % 26))
    print(f"""\
// Written by generate_word_break_table.py from Unicode {version}; do not edit.

/// The ``WordBreakClass`` of every Unicode scalar, in two stages: a scalar's upper bits select a block of {BLOCK}
/// scalars, its lower bits the class in the block. Everything is written in small letters, `a` for 0, so that the
/// tables are constant text and need no start-up.
enum WordBreakTable {{
    static let unicodeVersion = "{version}"

    /// The number of the block of each {BLOCK} scalars, two letters of base 26.
    static let blockNumbers: StaticString = {literal("".join(index))}

    /// The blocks, a letter for each scalar.
    static let blocks: StaticString = {literal("".join(blocks))}
}}""")


if __name__ == "__main__":
    main()
