"""Runs a command and prints one JSON object: wall, user and system seconds, and the largest resident set in bytes."""
import json, resource, subprocess, sys, time

start = time.monotonic()
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
wall = time.monotonic() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"code": done.returncode, "wall": wall, "user": used.ru_utime, "system": used.ru_stime,
                  "peak": used.ru_maxrss * 1024}))
