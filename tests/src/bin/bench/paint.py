"""Starts a program and waits until text stands in a part of the screen. Prints one JSON object: seconds until the first
text pixels were there, and the proportional set size of the process tree three seconds later, in bytes."""
import json, os, signal, subprocess, sys, time
import gi
gi.require_version("Gdk", "3.0")
from gi.repository import Gdk

LEFT, TOP, WIDTH, HEIGHT = 240, 470, 600, 99
DARK, LIGHT, ENOUGH, PATIENCE = 110, 200, 60, 30.0


def painted(root):
    """Dark text on a light page: neither the black screen nor a window that is still empty."""
    picture = Gdk.pixbuf_get_from_window(root, LEFT, TOP, WIDTH, HEIGHT)
    data, channels, stride = picture.get_pixels(), picture.get_n_channels(), picture.get_rowstride()
    dark = light = 0
    for y in range(0, HEIGHT, 2):
        for x in range(0, WIDTH * channels - 2, channels * 2):
            pixel = data[y * stride + x:y * stride + x + 3]
            dark += max(pixel) < DARK
            light += min(pixel) > LIGHT
    return dark >= ENOUGH and light > (dark * 4)


def tree(pid):
    children = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat") as stat:
                parent = int(stat.read().rsplit(")", 1)[1].split()[1])
            children.setdefault(parent, []).append(int(name))
        except OSError:
            pass
    found, todo = [], [pid]
    while todo:
        found.append(todo.pop())
        todo += children.get(found[-1], [])
    return found


def pss(pid):
    total = 0
    for process in tree(pid):
        try:
            with open(f"/proc/{process}/smaps_rollup") as rollup:
                total += sum(int(line.split()[1]) * 1024 for line in rollup if line.startswith("Pss:"))
        except OSError:
            pass
    return total


root = Gdk.get_default_root_window()
while painted(root):
    time.sleep(0.05)
start = time.monotonic()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
seconds = None
while time.monotonic() - start < PATIENCE:
    if painted(root):
        seconds = time.monotonic() - start
        break
    time.sleep(0.005)
time.sleep(3)
memory = pss(process.pid)
process.send_signal(signal.SIGTERM)
try:
    process.wait(10)
except subprocess.TimeoutExpired:
    process.kill()
print(json.dumps({"painted": seconds, "pss": memory}))
