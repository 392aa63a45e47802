// link: asks the platform and shows its answer.
import { getFunctionLink } from "../../index.js";
import { about } from "../described.js";
import {
  callOptions,
  functionOptions,
  functionRequest,
  jsonOption,
  linkOptions,
  needOptions,
  TOKEN_HELP,
  tokenOptions,
} from "../options.js";
import { tokenSource } from "../token.js";

/** @import { CallFlags, FunctionFlags, TokenFlags } from "../options.js" */
/** @import { Context, Program, Run } from "../program.js" */

const HELP = `
Examples:
  $ export WECHAT_ACCESS_TOKEN=…
  $ wechat-function-link link --env test-777bb9 --function login
  $ wechat-function-link link -e test-777bb9 -f login --json | jq -r .checksum

The address is a credential for as long as it works: do not log it.
${TOKEN_HELP}`;

/** @param {Program} program @param {Run} run */
export function linkCommand(program, run) {
  const command = program.command("link").description("ask for a function's download address and SHA-256");
  callOptions(tokenOptions(functionOptions(command)));
  jsonOption(command).addHelpText("after", HELP).action(run(link));
}

/** @param {CallFlags & FunctionFlags & TokenFlags} options @param {Context} context */
async function link(options, { output, signal }) {
  needOptions(options, ["env", "function"], "link");
  const { accessToken: source, remark } = tokenSource(options);
  const request = functionRequest(options, source);
  const asking = getFunctionLink(request, { ...linkOptions(options), signal });
  const { url, checksum, expiresAt, errcode, errmsg } = await asking.catch((error) => {
    throw about(error, { remark: remark(request.authorizerAppid) });
  });
  const { accessToken, ...asked } = request;
  output.object({ ...asked, errcode, errmsg, url, checksum, expiresAt });
  output.rows([
    ["address", url],
    ["sha-256", checksum],
    ["works until", expiresAt?.toISOString()],
  ]);
}
