"""The peer of coco.ts: Python's json on the same file. Prints the milliseconds of a parse and of a dump."""
import json
import sys
import time

source, target = sys.argv[1], sys.argv[2]
since = time.perf_counter()
with open(source) as file:
    data = json.load(file)
parsed = time.perf_counter()
with open(target, "w") as file:
    json.dump(data, file)
dumped = time.perf_counter()
print(json.dumps({"parse": (parsed - since) * 1000, "dump": (dumped - parsed) * 1000}))
