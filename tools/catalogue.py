"""Collect the sentences that people read, and keep the English catalogue beside them.

    python tools/catalogue.py           bring feedback/translations up to date with the code and the templates
    python tools/catalogue.py --check   say what is missing or no longer used; exits 1 if anything is

Sentences are Vietnamese in the source. English is written by hand into the .po file; ./run and ./test compile it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
ENGLISH = ROOT / "feedback" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {"_": None, "N_": None, "lazy": None, "lazy_gettext": None, "gettext": None, "ngettext": (1, 2)}
SOURCES = (("feedback", [("**.py", "python")]), ("templates", [("**.html", "jinja2.ext:babel_extract")]))
SAMPLES = "templates/layout/gallery.html"  # the component gallery shows made-up words to developers


def sentences() -> Catalog:
    """Every sentence of the source, with the files it stands in."""
    found = Catalog(charset="utf-8", project="phan-anh-1022")
    for folder, methods in SOURCES:
        for name, _line, message, _comments, _context in extract_from_dir(
            ROOT / folder, methods, keywords=KEYWORDS, strip_comment_tags=True
        ):
            place = f"{folder}/{name}"
            if place != SAMPLES:
                found.add(message, None, [(place, 0)])
    return found


def english() -> Catalog:
    """The catalogue as it is kept; empty where there is none yet."""
    if not ENGLISH.exists():
        return Catalog(locale="en", charset="utf-8", project="phan-anh-1022")
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def faults(source: Catalog, kept: Catalog) -> Iterator[str]:
    """What a reader would stumble over: a sentence without English, English without a sentence, other places."""
    known = {message.id: message for message in kept if message.id}
    wanted = {message.id for message in source if message.id}
    yield from (f"no English: {text}" for text in sorted(wanted - set(known), key=str))
    yield from (f"no longer used: {text}" for text in sorted(set(known) - wanted, key=str))
    for text in sorted(wanted & set(known), key=str):
        message = known[text]
        if not said(message) or message.fuzzy:
            yield f"no English: {text}"
        else:
            yield from (f"{error}: {text}" for error in message.check(kept))


def said(message: Message) -> bool:
    """Whether every form of the sentence, one or many, has its English."""
    return all(message.string) if isinstance(message.string, tuple) else bool(message.string)


def update(source: Catalog, kept: Catalog) -> None:
    """Add what is new, drop what is gone; nothing is guessed."""
    kept.update(source, no_fuzzy_matching=True)
    kept.obsolete.clear()
    written = BytesIO()
    write_po(written, kept, width=110, sort_output=True, omit_header=True, include_lineno=False)
    header = 'msgid ""\nmsgstr ""\n"Language: en\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    header += '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    ENGLISH.write_text(header + written.getvalue().decode().lstrip(), encoding="utf-8")


def main(words: list[str]) -> int:
    if words != ["--check"]:
        update(sentences(), english())
    found = list(faults(sentences(), english()))
    sys.stdout.write("".join(f"{fault}\n" for fault in found) + f"{len(found)} to mend\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
