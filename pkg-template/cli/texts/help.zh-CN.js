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

  "list.help": `
示例：
  $ export WECHAT_ACCESS_TOKEN=…
  $ wechat-function-link list
  $ wechat-function-link list --env test-777bb9
  $ wechat-function-link list -e test-777bb9 --json | jq -r 'select(.status != "Active") | .name'

在终端中显示为表格。在管道中每行是同样的各列，以制表符分隔，没有表头；名称中的控制字符会转义显示。使用 --json 时，
每行是一个环境，或一个云函数及其环境。结果逐页显示：后面的页失败时，之前的各行仍然有效，命令以 2 结束。
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

  "inspect.help": `
示例：
  $ wechat-function-link inspect login.zip
  $ wechat-function-link inspect . --ignore node_modules --ignore .git
  $ wechat-function-link inspect --env test-777bb9 --function login
  $ wechat-function-link inspect login.zip --json | jq -r .contentDigest

FILE 是 zip、文件夹，或表示标准输入的 -。给出 --env 和 --function 时，先下载当前线上的代码包并校验。
退出码：0 可以解压，1 不允许解压（有 error 级别的问题），2 不是 zip，或出错。
${TOKEN_HELP}`,

  "diff.help": `
示例：
  $ wechat-function-link diff before.zip after.zip
  $ wechat-function-link diff . --env test-777bb9 --function login --ignore .git     # 手里的代码与线上是否一致？
  $ wechat-function-link diff before.zip after.zip --patch | git apply

A 和 B 是 zip 或文件夹，其中一个可以是表示标准输入的 -。给出 --env 和 --function 时，B 是当前线上的代码包，先下载并校验。
A 是旧的，B 是新的。不比较日期、顺序和压缩方式。每个依赖包合计为一行。默认每行一个字母和一个路径：A 新增，D 删除，M 修改，
E 仅换行符不同，X 执行权限不同（使用 --modes 时）。退出码：0 相同，1 不同，2 出错。
${TOKEN_HELP}`,

  "extract.help": `
示例：
  $ wechat-function-link extract login.zip --out-dir login
  $ wechat-function-link extract --env test-777bb9 --function login --out-dir login --replace

FILE 是 zip、文件夹，或表示标准输入的 -。给出 --env 和 --function 时，先下载当前线上的代码包并校验。
校验每个条目之前不写入任何内容：指向文件夹之外的名称、链接和损坏的数据都会被拒绝。只有内容完整，才会生成文件夹。
退出码：0 完成，2 出错，或代码包不允许解压。
${TOKEN_HELP}`,

  "snapshot.help": `
示例：
  $ wechat-function-link snapshot --targets merchants.ndjson --archive archive --token-command ./token.sh
  $ wechat-function-link snapshot --targets merchants.ndjson --archive archive --rate 50 --json | tail -n 1
  $ wechat-function-link snapshot --targets merchants.ndjson --archive archive --id 2026-11-25    # 从停下的地方继续

每个目标形如 {"authorizerAppid": "wx…"}，可以带 "env"，或 "env" 和 "functionName"；没有写明的部分会列出全部。整个文件先检查一遍。
修改时间没有变化的云函数不再请求，已归档的代码包不再下载。目标列表中不再出现的云函数算作已删除。使用 --json 时，最后一行是汇总，
之前各行是云函数和事件。退出码：0 没有变化，或没有可比较的快照，1 有变化，2 出错，或快照中有失败的部分。
${TOKEN_HELP}`,

  "relay.help": `
示例：
  $ export WECHAT_ACCESS_TOKEN=…
  $ wechat-function-link relay
  $ wechat-function-link relay --token-command ./token.sh --authorize ./authorize.mjs --origin https://console.example

  --authorize 的模块；返回 { id } 之外的任何值都表示拒绝：
  // authorize.mjs
  export default async function authorize(request, { action, env, functionName, authorizerAppid }) {
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
例如 --env errcode --function 61007，或 --env download --function corrupt。环境 list-repeated 等则模拟列表的各种情形。

使用 --merchants N 时，授权方的 appid 为 wx 加 16 位十六进制数字，从 wx0000000000000001 开始；每个授权方的
access_token 为 sandbox-token-APPID，可在其他命令中使用 --token-command 'echo "sandbox-token-$WECHAT_AUTHORIZER_APPID"'。`,

  "console.help": `
示例：
  $ wechat-function-link console --sandbox
  $ WECHAT_ACCESS_TOKEN=… wechat-function-link console
  $ wechat-function-link console --token-command ./token.sh --merchants merchants.ndjson

页面及其中转服务只在本机提供。access_token 留在本进程中；代码包在浏览器中校验和查看。页面会显示它请求的是哪个平台。
页面的每个请求都会输出一行记录。按 Ctrl-C 结束。
${TOKEN_HELP}`,
};
