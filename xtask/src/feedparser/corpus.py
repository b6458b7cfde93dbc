"""What feedparser reads in its own test corpus, and how far our reader agrees.

  corpus.py expect FOLDER        one JSON object a line: file, type (HTTP content type), base, entries
  corpus.py compare EXPECT OURS  prints the rate; exit code 1 when it is below 0.90
"""

import html
import json
import pathlib
import re
import sys
import warnings

FLOOR = 0.90
HEADER = re.compile(rb"^Header:\s+([^:]+):(.+)$", re.MULTILINE)
FOLDERS = ("encoding", "entities", "illformed", "wellformed")


def expect(folder):
    import feedparser

    warnings.filterwarnings("ignore")
    for name in FOLDERS:
        for path in sorted(pathlib.Path(folder, name).rglob("*.xml")):
            blob = path.read_bytes()
            head = {k.decode().strip().lower(): v.decode().strip() for k, v in HEADER.findall(blob)}
            # The corpus' own server answers with what the file's name suggests.
            head.setdefault("content-type", "text/xml" if not name == "encoding" else "application/xml")
            base = "http://127.0.0.1:8097/tests/" + path.relative_to(folder).as_posix()
            head.setdefault("content-location", base)
            feed = feedparser.parse(blob, response_headers=head)
            entries = [
                {
                    "title": entry.get("title", ""),
                    "link": entry.get("link", ""),
                    "published": moment(entry),
                    "summary": bool(entry.get("summary")),
                }
                for entry in feed.entries
            ]
            print(
                json.dumps(
                    {
                        "file": str(path.resolve()),
                        "type": head["content-type"],
                        "base": head["content-location"],
                        "known": bool(feed.version or feed.entries or feed.feed),
                        "title": feed.feed.get("title", ""),
                        "entries": entries,
                    }
                )
            )


def moment(entry):
    """Published, else updated: ours gives both under one name."""
    parsed = entry["published_parsed"] if "published_parsed" in entry else None
    if parsed is None and "updated_parsed" in entry:
        parsed = entry["updated_parsed"]
    return None if parsed is None else "%04d-%02d-%02dT%02d:%02d:%02dZ" % tuple(parsed)[:6]


def plain(text):
    """The words of a text, so that two ways of writing the same markup compare equal."""
    text = re.sub(r"<[^>]*>", " ", text or "")
    text = html.unescape(html.unescape(text))
    text = re.sub(r"<[^>]*>", " ", text)
    return re.sub(r"\s+", " ", text).strip()


def same_link(one, other):
    return html.unescape(one or "").rstrip("/") == html.unescape(other or "").rstrip("/")


def fault(wanted, got):
    if "error" in got:
        return "error: " + got["error"]
    if len(wanted["entries"]) != len(got["entries"]):
        return "%d entries for %d" % (len(got["entries"]), len(wanted["entries"]))
    if not wanted["entries"] and plain(wanted["title"]) != plain(got.get("title")):
        return "feed title %r for %r" % (got.get("title"), wanted["title"])
    for one, other in zip(wanted["entries"], got["entries"]):
        if plain(one["title"]) != plain(other["title"]):
            return "title %r for %r" % (other["title"], one["title"])
        if not same_link(one["link"], other["link"]):
            return "link %r for %r" % (other["link"], one["link"])
        if one["published"] and one["published"] != other["published"]:
            return "published %r for %r" % (other["published"], one["published"])
        if one["summary"] and not other["summary"]:
            return "no summary"
    return None


def compare(expected, ours):
    lines = [json.loads(line) for line in open(expected, encoding="utf-8")]
    found = [json.loads(line) for line in open(ours, encoding="utf-8")]
    if len(lines) != len(found):
        sys.exit("%d answers for %d files" % (len(found), len(lines)))
    counts, total, right = {}, 0, 0
    for wanted, got in zip(lines, found):
        # What feedparser itself does not read is no yardstick.
        if not wanted["known"]:
            continue
        group = pathlib.Path(wanted["file"]).relative_to(pathlib.Path(wanted["file"]).anchor).parts
        group = next(part for part in group if part in FOLDERS)
        why = fault(wanted, got)
        good, all_ = counts.get(group, (0, 0))
        counts[group] = (good + (why is None), all_ + 1)
        total, right = total + 1, right + (why is None)
        if why:
            print("%s: %s" % (wanted["file"].split("/tests/")[-1], why))
    for group, (good, all_) in sorted(counts.items()):
        print("%-12s %5d of %5d" % (group, good, all_))
    rate = right / total
    print("read %d of %d files that feedparser reads: %.4f" % (right, total, rate))
    sys.exit(0 if rate >= FLOOR else 1)


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "expect":
        expect(sys.argv[2])
    elif len(sys.argv) == 4 and sys.argv[1] == "compare":
        compare(sys.argv[2], sys.argv[3])
    else:
        sys.exit(__doc__)
