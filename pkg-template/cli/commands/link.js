// link: gets a function's link and prints it.
import { getFunctionLink } from "../../index.js";
import { about } from "../described.js";
import { text } from "../language.js";
import {
  callOptions,
  functionOptions,
  functionRequest,
  jsonOption,
  linkOptions,
  needOptions,
  tokenOptions,
} from "../options.js";
import { tokenSource } from "../token.js";

/** @import { CallFlags, FunctionFlags, TokenFlags } from "../options.js" */
/** @import { Context, Program, Run } from "../program.js" */

/** @param {Program} program @param {Run} run */
export function linkCommand(program, run) {
  const command = program.command("link").description(text("link.what"));
  callOptions(tokenOptions(functionOptions(command)));
  jsonOption(command).addHelpText("after", text("link.help")).action(run(link));
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
    [text("row.address"), url],
    [text("row.checksum"), checksum],
    [text("row.until"), expiresAt?.toISOString()],
  ]);
}
