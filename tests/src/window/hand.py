"""Another program on the desktop, for tests: it lets files be dragged out of it, or holds them on the clipboard.

hand.py drag X Y TEXT URI...    a small window at X, Y from which the URIs can be dragged
hand.py copy-files URI...       the clipboard holds files
hand.py copy-image PNG          the clipboard holds a picture

It writes one word per event: ready, taken (somebody read the data), ended (the drag is over).
"""

import sys

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, GdkPixbuf, Gtk  # noqa: E402


def say(word):
    print(word, flush=True)


def drag(x, y, text, uris):
    window = Gtk.Window(title="hand", decorated=False, resizable=False)
    window.set_type_hint(Gdk.WindowTypeHint.UTILITY)
    window.set_keep_above(True)
    window.set_accept_focus(False)
    source = Gtk.EventBox()
    source.add(Gtk.Label(label=text, margin=12))
    window.add(source)
    source.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
    source.drag_source_add_uri_targets()

    def give(_widget, _context, data, _info, _time):
        data.set_uris(uris)
        say("taken")

    source.connect("drag-data-get", give)
    source.connect("drag-end", lambda *_: say("ended"))
    window.connect("map-event", lambda *_: say("ready"))
    window.move(x, y)
    window.show_all()


def copy(targets, give):
    owner = Gtk.Invisible()
    selection = Gdk.SELECTION_CLIPBOARD
    for target in targets:
        Gtk.selection_add_target(owner, selection, Gdk.Atom.intern(target, False), 0)

    def answer(_widget, data, _info, _time):
        give(data)
        say("taken")

    owner.connect("selection-get", answer)
    owner.realize()
    if not Gtk.selection_owner_set(owner, selection, Gdk.CURRENT_TIME):
        sys.exit("the clipboard could not be taken")
    say("ready")
    return owner


def main(words):
    if words[0] == "drag":
        drag(int(words[1]), int(words[2]), words[3], words[4:])
    elif words[0] == "copy-files":
        uris = words[1:]
        kept = copy(["text/uri-list"], lambda data: data.set_uris(uris))
    elif words[0] == "copy-image":
        pixels = GdkPixbuf.Pixbuf.new_from_file(words[1])
        kept = copy(["image/png"], lambda data: data.set_pixbuf(pixels))
    else:
        sys.exit(__doc__)
    Gtk.main()


main(sys.argv[1:])
