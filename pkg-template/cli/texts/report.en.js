// What report says in English. report.zh-CN.js has the same keys.
export default {
  "report.what": "show what changed between two snapshots of an archive",
  "report.usage": "[options] DIR",
  "report.dir": "the archive's folder",
  "report.since":
    "the snapshot to compare the newest with; default: the one that it was compared with when it was taken",
  "report.format": "text, json, html or junit; default: text",
  "report.formats": "Give text, json, html or junit.",
  "report.needed": "DIR must be given",
  "report.notAFolder": "{path} is not a folder",
  "report.notAFolderAdvice": "Name the folder that snapshot --archive wrote.",
  "report.none": "{path} has no finished snapshot",
  "report.noneAdvice": "Take one by snapshot --archive, or name another folder.",
  "report.itself": "{id} is the newest snapshot itself",
  "report.noSince": "there is no finished snapshot {id}",
  "report.noPrevious": "{after} was compared with {id}, which is not there",
  "report.sinceAdvice": "Name an earlier snapshot of this archive by --since.",

  "report.snapshot": "snapshot",
  "report.comparedWith": "compared with",
  "report.nothing": "nothing: it is the first one",
  "report.merchants": "merchants",
  "report.functions": "functions",
  "report.of": "{id}, finished {time}",
  "report.environments": "(its environments could not be listed)",
  "report.allFunctions": "(its functions could not be listed)",
  "report.hidden": "({count} functions)",
  "report.noChecksum": "there is no checksum to compare",
  "report.bytes": "{sizes} bytes",
  "report.modified": "modified {time}",
  "report.and": ", ",
  "report.title": "Drift report",
  "report.noScript": "This page needs JavaScript, which is written in it. It fetches nothing.",
  "report.noDrift": "Nothing changed.",
  "report.driftVerdict": "Changed, repackaged, added or removed: {drifted}.",
  "report.unknownVerdict":
    "Not everything is known: {unknown} unknown, {failures} failures in the snapshot. Changed, repackaged, added or removed: {drifted}.",

  "drift.unchanged": "unchanged",
  "drift.repackaged": "repackaged",
  "drift.changed": "changed",
  "drift.added": "added",
  "drift.removed": "removed",
  "drift.unknown": "unknown",

  "report.help": `
Examples:
  $ wechat-function-link report archive
  $ wechat-function-link report archive --since monday --json | jq -r '.drift[] | select(.status == "changed") | .functionName'
  $ wechat-function-link report archive --format html > drift.html
  $ wechat-function-link report archive --format junit > drift.xml

DIR is the folder of snapshot --archive. The newest finished snapshot is compared with an earlier one. repackaged: another zip with the
same contents; unknown: an error on either side hides it. The page of --format html fetches nothing. Exit codes: 0 nothing changed, 1
something is repackaged, changed, added or removed, 2 something is unknown, the snapshot has failures, or an error.`,
};
