# For each number that it reads: the digests of that zip's entries, in one line. The zips are its arguments.
import hashlib
import io
import sys
import zipfile

CHUNK = 65536
packages = [open(name, "rb").read() for name in sys.argv[1:]]


def digests(data):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for info in package.infolist():
            sha256 = hashlib.sha256()
            with package.open(info) as entry:
                while chunk := entry.read(CHUNK):
                    sha256.update(chunk)
            yield sha256.hexdigest()


for line in sys.stdin:
    print(" ".join(digests(packages[int(line)])), flush=True)
