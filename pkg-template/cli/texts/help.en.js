// What stands below the options in each command's --help, in English: examples, and what options alone do not say.
const TOKEN_HELP = `
The access token comes from one of:
  WECHAT_ACCESS_TOKEN         an environment variable
  --token-file FILE           read anew whenever a token is needed; - is standard input, which is read once
  --token-command COMMAND     run by the shell whenever one is needed; it writes the token to its standard output. It is told
                              WECHAT_AUTHORIZER_APPID, and WECHAT_REJECTED_TOKEN where the platform refused the token before`;

export default {
  "program.help": `
Try it without an account:
  $ npx wechat-function-link sandbox        # prints what to type in another terminal

Then:
  $ export WECHAT_ACCESS_TOKEN=…            # the merchant's authorizer_access_token
  $ npx wechat-function-link pull --env test-777bb9 --function login

Exit codes: 0 done, 1 the bytes do not match the checksum, packages differ or one must not be unpacked, 2 an error.
Behind an outbound proxy, on Node.js 24 or 22.21: NODE_USE_ENV_PROXY=1 HTTPS_PROXY=http://proxy.example:3128`,

  "link.help": `
Examples:
  $ export WECHAT_ACCESS_TOKEN=…
  $ wechat-function-link link --env test-777bb9 --function login
  $ wechat-function-link link -e test-777bb9 -f login --json | jq -r .checksum

The address is a credential for as long as it works: do not log it.
${TOKEN_HELP}`,

  "list.help": `
Examples:
  $ export WECHAT_ACCESS_TOKEN=…
  $ wechat-function-link list
  $ wechat-function-link list --env test-777bb9
  $ wechat-function-link list -e test-777bb9 --json | jq -r 'select(.status != "Active") | .name'

On a terminal it is a table. In a pipe each line has the same cells, separated by tabs, without a header; control characters in
names are escaped. With --json each line is an environment, or a function with its environment. Rows are shown page by page: where a
later page fails, the rows before it stand, and the command ends with 2.
${TOKEN_HELP}`,

  "pull.help": `
Examples:
  $ export WECHAT_ACCESS_TOKEN=…
  $ wechat-function-link pull --env test-777bb9 --function login
  $ wechat-function-link pull -e test-777bb9 -f login --out login.zip --json
  $ wechat-function-link pull -e test-777bb9 -f login --out - | bsdtar -tf -

  Many, eight at once; started again, it goes on where it stopped:
  $ cat functions.ndjson
  {"authorizerAppid":"wx0000000000000001","env":"test-777bb9","functionName":"login"}
  {"authorizerAppid":"wx0000000000000002","env":"prod-1a2b3c","functionName":"pay"}
  $ wechat-function-link pull --batch functions.ndjson --out-dir packages --token-command ./token.sh
  $ cd packages && wechat-function-link verify -c SHA256SUMS

The file is there only when its bytes match the checksum. A batch keeps what is there and still matches its SHA256SUMS without
asking the platform; --refresh asks whether it has a newer one. Exit codes: 0 done, 1 the bytes do not match the checksum, 2 an error.
${TOKEN_HELP}`,

  "verify.help": `
Examples:
  $ wechat-function-link verify login.zip ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
  $ curl -s "$ADDRESS" | wechat-function-link verify - "$CHECKSUM"
  $ wechat-function-link verify -c SHA256SUMS
  $ wechat-function-link verify --check --quiet --strict monday.sums tuesday.sums
  $ sha256sum *.zip | ssh archive wechat-function-link verify -c

With --check the operands are lists as sha256sum writes them, - or none for standard input. Paths in a list are taken from this
folder, and a malformed line is a warning unless --strict is given, as with sha256sum. Exit codes: 0 all are verified, 1 the bytes of
one do not match its checksum, 2 an error: a file or a list could not be read, a list names no file, or --strict found a malformed line.`,

  "inspect.help": `
Examples:
  $ wechat-function-link inspect login.zip
  $ wechat-function-link inspect . --ignore node_modules --ignore .git
  $ wechat-function-link inspect --env test-777bb9 --function login
  $ wechat-function-link inspect login.zip --json | jq -r .contentDigest

FILE is a zip, a folder, or - for a zip on standard input. With --env and --function it is what is deployed now, downloaded and
verified. Exit codes: 0 nothing forbids to unpack it, 1 something does (a finding of level error), 2 it is no zip, or an error.
${TOKEN_HELP}`,

  "diff.help": `
Examples:
  $ wechat-function-link diff before.zip after.zip
  $ wechat-function-link diff . --env test-777bb9 --function login --ignore .git     # is what I have what is deployed?
  $ wechat-function-link diff before.zip after.zip --patch | git apply

A and B are zips or folders, one of them may be - for a zip on standard input. With --env and --function B is what is deployed now,
downloaded and verified. A is before, B is after. Dates, order and compression never count. Dependencies are summed up, a line each.
By default a line has a letter and a path: A added, D removed, M modified, E modified in line ends alone, X the execute bit (with
--modes). Exit codes: 0 the same, 1 different, 2 an error.
${TOKEN_HELP}`,

  "extract.help": `
Examples:
  $ wechat-function-link extract login.zip --out-dir login
  $ wechat-function-link extract --env test-777bb9 --function login --out-dir login --replace

FILE is a zip, a folder, or - for a zip on standard input. With --env and --function it is what is deployed now, downloaded and
verified. Nothing is written before every entry is checked: names that lead out of the folder, links and damaged data are refused.
The folder is there only when it is complete. Exit codes: 0 done, 2 an error or a package that must not be unpacked.
${TOKEN_HELP}`,

  "snapshot.help": `
Examples:
  $ wechat-function-link snapshot --targets merchants.ndjson --archive archive --token-command ./token.sh
  $ wechat-function-link snapshot --targets merchants.ndjson --archive archive --rate 50 --json | tail -n 1
  $ wechat-function-link snapshot --targets merchants.ndjson --archive archive --id 2026-11-25    # go on where it stopped

A target is {"authorizerAppid": "wx…"}, with "env" or with "env" and "functionName"; what is left out is listed. The whole file is
checked first. What is as it was by its time is not asked for, and what is stored already not downloaded. Functions that targets do not
name any more count as removed. With --json the last line is the summary, those before it are rows and events. Exit codes: 0 nothing
drifted, or nothing to compare with, 1 something drifted, 2 an error, or a snapshot in which something failed.
${TOKEN_HELP}`,

  "relay.help": `
Examples:
  $ export WECHAT_ACCESS_TOKEN=…
  $ wechat-function-link relay
  $ wechat-function-link relay --token-command ./token.sh --authorize ./authorize.mjs --origin https://console.example

  A module for --authorize; anything but { id } refuses:
  // authorize.mjs
  export default async function authorize(request, { action, env, functionName, authorizerAppid }) {
    const operator = await operatorOf(request.headers.get("cookie")); // your session
    return operator ? { id: operator.name } : null;
  }

Without --authorize it listens on loopback alone and prints an address with a secret: whoever opens that first may use the relay.
Every request is written down, one line each. Ctrl-C ends it.
${TOKEN_HELP}`,

  "sandbox.help": `
Examples:
  $ wechat-function-link sandbox
  $ wechat-function-link sandbox --port 0 --json --link-lifetime 5

Environment test-777bb9 works; in the environments errcode, reply and download a function's name is what it shows, for
example --env errcode --function 61007, or --env download --function corrupt. Environments such as list-repeated show what
lists of functions can be.

With --merchants N the appids are wx and 16 hexadecimal digits, wx0000000000000001 and on, and the token of each is
sandbox-token-APPID: give other commands --token-command 'echo "sandbox-token-$WECHAT_AUTHORIZER_APPID"'.`,

  "console.help": `
Examples:
  $ wechat-function-link console --sandbox
  $ WECHAT_ACCESS_TOKEN=… wechat-function-link console
  $ wechat-function-link console --token-command ./token.sh --merchants merchants.ndjson

The page and its relay are served on loopback alone. The access token stays in this process; packages are verified and looked into in
the browser. The page says which platform it asks. Every request of the page is written down, one line each. Ctrl-C ends it.
${TOKEN_HELP}`,
};
