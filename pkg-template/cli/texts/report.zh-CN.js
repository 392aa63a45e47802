// What report says in Chinese. report.en.js has the same keys.
export default {
  "report.what": "查看归档中两次快照之间的变化",
  "report.usage": "[选项] DIR",
  "report.dir": "归档文件夹",
  "report.since": "与最新快照比较的快照；默认：生成最新快照时所比较的那一个",
  "report.format": "text、json、html 或 junit；默认 text",
  "report.formats": "请给出 text、json、html 或 junit。",
  "report.needed": "必须给出 DIR",
  "report.notAFolder": "{path} 不是文件夹",
  "report.notAFolderAdvice": "请给出 snapshot --archive 所写入的文件夹。",
  "report.none": "{path} 中没有已完成的快照",
  "report.noneAdvice": "请先用 snapshot --archive 生成快照，或换一个文件夹。",
  "report.itself": "{id} 就是最新的快照",
  "report.noSince": "没有已完成的快照 {id}",
  "report.noPrevious": "{after} 当时与 {id} 比较，而它已不存在",
  "report.sinceAdvice": "请用 --since 指定此归档中较早的快照。",

  "report.snapshot": "快照",
  "report.comparedWith": "比较对象",
  "report.nothing": "无：这是第一个快照",
  "report.merchants": "授权方",
  "report.functions": "云函数",
  "report.of": "{id}，完成于 {time}",
  "report.environments": "（无法列出其环境）",
  "report.allFunctions": "（无法列出其云函数）",
  "report.hidden": "（{count} 个云函数）",
  "report.noChecksum": "没有可比较的校验值",
  "report.bytes": "{sizes} 字节",
  "report.modified": "修改于 {time}",
  "report.and": "，",
  "report.title": "变化报告",
  "report.noScript": "此页面需要 JavaScript（已包含在页面中），不访问网络。",
  "report.noDrift": "没有变化。",
  "report.driftVerdict": "有改动、重新打包、新增或已删除：{drifted} 个。",
  "report.unknownVerdict":
    "结果不完整：{unknown} 个未知，快照中有 {failures} 处失败。有改动、重新打包、新增或已删除：{drifted} 个。",

  "drift.unchanged": "未变化",
  "drift.repackaged": "重新打包",
  "drift.changed": "有改动",
  "drift.added": "新增",
  "drift.removed": "已删除",
  "drift.unknown": "未知",

  "report.help": `
示例：
  $ wechat-function-link report archive
  $ wechat-function-link report archive --since monday --json | jq -r '.drift[] | select(.status == "changed") | .functionName'
  $ wechat-function-link report archive --format html > drift.html
  $ wechat-function-link report archive --format junit > drift.xml

DIR 是 snapshot --archive 的文件夹。最新的已完成快照会与较早的快照比较。“重新打包”指 zip 不同而内容相同；“未知”指任意一侧的错误使结果无法
判断。--format html 生成的页面不访问网络。退出码：0 没有变化，1 有重新打包、改动、新增或删除，2 有未知项、快照中有失败，或出错。`,
};
