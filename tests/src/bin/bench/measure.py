"""Runs a command and prints one JSON object: wall, user and system seconds, the largest resident set in bytes, and the
last line that it printed."""
import json, resource, subprocess, sys, time

start = time.monotonic()
done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE)
wall = time.monotonic() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
said = done.stdout.decode(errors="replace").strip().rpartition("\n")[2]
print(json.dumps({"code": done.returncode, "wall": wall, "user": used.ru_utime, "system": used.ru_stime,
                  "peak": used.ru_maxrss * 1024, "said": said}))
