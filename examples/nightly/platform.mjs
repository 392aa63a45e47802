// The source of tokens: the platform's interface where WECHAT_COMPONENT_ACCESS_TOKEN is set, otherwise the sandbox.
import { readFile, rename, writeFile } from "node:fs/promises";
import process from "node:process";

import { createSandbox } from "wechat-function-link/sandbox";

import { createTokenProvider } from "./tokens.mjs";

const { WECHAT_COMPONENT_APPID, WECHAT_COMPONENT_ACCESS_TOKEN } = process.env;

export async function platform(refreshTokensFile) {
  if (!WECHAT_COMPONENT_ACCESS_TOKEN) return sandbox();
  const refreshTokens = JSON.parse(await readFile(refreshTokensFile, "utf8"));
  let written = Promise.resolve();

  // Without the provider's signal: an aborted request would lose the refresh token in its reply.
  async function refresh(authorizerAppid) {
    // The URL holds a token: it must not appear in an error or a log.
    const query = new URLSearchParams({ component_access_token: WECHAT_COMPONENT_ACCESS_TOKEN });
    const response = await fetch(`https://api.weixin.qq.com/cgi-bin/component/api_authorizer_token?${query}`, {
      method: "POST",
      body: JSON.stringify({
        component_appid: WECHAT_COMPONENT_APPID,
        authorizer_appid: authorizerAppid,
        authorizer_refresh_token: refreshTokens[authorizerAppid],
      }),
    });
    const reply = await response.json();
    if (reply.errcode) throw new Error(`api_authorizer_token of ${authorizerAppid}: errcode ${reply.errcode}`);
    refreshTokens[authorizerAppid] = reply.authorizer_refresh_token ?? refreshTokens[authorizerAppid];
    // One write at a time. Where a refresh token is lost, the merchant has to authorise the platform again.
    written = written.catch(() => {}).then(() => save(refreshTokensFile, refreshTokens));
    await written;
    return reply.authorizer_access_token;
  }

  return { accessToken: createTokenProvider(refresh) };
}

async function save(file, refreshTokens) {
  await writeFile(`${file}.new`, JSON.stringify(refreshTokens), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

// In the sandbox every merchant's first token has expired, so that each is refreshed once.
function sandbox() {
  const expired = new Set();
  const refresh = async (authorizerAppid) => {
    if (expired.has(authorizerAppid)) {
      console.log(`refreshed  ${authorizerAppid}`);
      return "sandbox-access-token";
    }
    expired.add(authorizerAppid);
    return "sandbox-expired-token";
  };
  return { accessToken: createTokenProvider(refresh), fetch: createSandbox().fetch };
}
