// What stands below the options in each command's --help, in Chinese: examples, and what options alone do not say.
const TOKEN_HELP = `
access_token 的来源（任选其一）：
  WECHAT_ACCESS_TOKEN         环境变量
  --token-file FILE           每次需要时重新读取该文件；- 表示标准输入，只读取一次
  --token-command COMMAND     每次需要时由 shell 运行，把 access_token 写到标准输出；运行时带环境变量 WECHAT_AUTHORIZER_APPID，
                              平台拒绝过时还有 WECHAT_REJECTED_TOKEN`;

export default {
  "program.help": `
无需账号，先行试用：
  $ npx wechat-function-link sandbox        # 会显示在另一个终端中输入的命令

然后：
  $ export WECHAT_ACCESS_TOKEN=…            # 授权方的 authorizer_access_token
  $ npx wechat-function-link pull --env test-777bb9 --function login

退出码：0 完成，1 内容与校验值不一致，2 出错。
使用出口代理（Node.js 24 或 22.21）：NODE_USE_ENV_PROXY=1 HTTPS_PROXY=http://proxy.example:3128`,

  "link.help": `
示例：
  $ export WECHAT_ACCESS_TOKEN=…
  $ wechat-function-link link --env test-777bb9 --function login
  $ wechat-function-link link -e test-777bb9 -f login --json | jq -r .checksum

下载地址在有效期内就是凭证：请不要写入日志。
${TOKEN_HELP}`,

  "pull.help": `
示例：
  $ export WECHAT_ACCESS_TOKEN=…
  $ wechat-function-link pull --env test-777bb9 --function login
  $ wechat-function-link pull -e test-777bb9 -f login --out login.zip --json
  $ wechat-function-link pull -e test-777bb9 -f login --out - | bsdtar -tf -

  批量下载，同时八个；再次启动时从中断处继续：
  $ cat functions.ndjson
  {"authorizerAppid":"wx0000000000000001","env":"test-777bb9","functionName":"login"}
  {"authorizerAppid":"wx0000000000000002","env":"prod-1a2b3c","functionName":"pay"}
  $ wechat-function-link pull --batch functions.ndjson --out-dir packages --token-command ./token.sh
  $ cd packages && wechat-function-link verify -c SHA256SUMS

只有内容与校验值一致，才会生成文件。批量下载时，仍与 SHA256SUMS 一致的代码包会保留，不再请求平台；
--refresh 会询问平台是否有更新的版本。退出码：0 完成，1 内容与校验值不一致，2 出错。
${TOKEN_HELP}`,

  "verify.help": `
示例：
  $ wechat-function-link verify login.zip ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
  $ curl -s "$ADDRESS" | wechat-function-link verify - "$CHECKSUM"
  $ wechat-function-link verify -c SHA256SUMS
  $ wechat-function-link verify --check --quiet --strict monday.sums tuesday.sums
  $ sha256sum *.zip | ssh archive wechat-function-link verify -c

使用 --check 时，参数是 sha256sum 格式的列表，- 或不给出表示标准输入。列表中的路径相对于当前目录；格式不正确的行
只作为警告，除非给出 --strict，与 sha256sum 一致。退出码：0 全部通过，1 有文件的内容与校验值不一致，
2 出错：文件或列表无法读取，列表中没有文件，或 --strict 发现格式不正确的行。`,

  "relay.help": `
示例：
  $ export WECHAT_ACCESS_TOKEN=…
  $ wechat-function-link relay
  $ wechat-function-link relay --token-command ./token.sh --authorize ./authorize.mjs --origin https://console.example

  --authorize 的模块；返回 { id } 之外的任何值都表示拒绝：
  // authorize.mjs
  export default async function authorize(request, { env, functionName, authorizerAppid }) {
    const operator = await operatorOf(request.headers.get("cookie")); // 你自己的会话
    return operator ? { id: operator.name } : null;
  }

没有 --authorize 时只监听本机地址，并显示一个带密钥的地址：第一个打开它的人可以使用该中转服务。
每个请求都会记录，一行一个。按 Ctrl-C 结束。
${TOKEN_HELP}`,

  "sandbox.help": `
示例：
  $ wechat-function-link sandbox
  $ wechat-function-link sandbox --port 0 --json --link-lifetime 5

环境 test-777bb9 一切正常；在环境 errcode、reply 和 download 中，云函数名称就是它所模拟的情形，
例如 --env errcode --function 61007，或 --env download --function corrupt。`,
};
