// 命令 console 的中文文本。
export default {
  "console.what": "打开控制台：在浏览器中选择、校验并查看云函数",
  "console.sandbox": "使用自带的沙箱：无需账号，数据不会离开本机",
  "console.merchants": "可供选择的授权方：每行一个 { authorizerAppid, name? }，或一个 AppID 及其名称",
  "console.ownSandbox": "--sandbox 自带 access_token、授权方和平台",
  "console.badMerchant": "{path}：第 {number} 行不是授权方",
  "console.badMerchantAdvice": '请每行给出一个：{"authorizerAppid":"wx…","name":"…"}，或 AppID 及其后的名称。',
  "console.noMerchant": "{path} 中没有授权方",
  "console.live": "控制台将请求 {host} 上的平台。按 Ctrl-C 结束。",
  "console.sandboxed": "控制台将请求 {host} 上自带的沙箱。按 Ctrl-C 结束。",
  "console.open": "第一个打开此地址的浏览器可以使用控制台：",
  "console.nothing": "此地址没有内容。",
  "console.onlyGet": "这里只允许 GET 和 HEAD。",
  "console.closed": "请打开终端里显示的地址。",
  "console.usedUp":
    "此地址无法打开控制台：它只能使用一次，且必须是终端最后显示的地址。请按 Ctrl-C 结束控制台，重新启动以获得新的地址。",
};
