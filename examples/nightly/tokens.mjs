// Access tokens by merchant. `refresh(authorizerAppid)` resolves to a new one.
export function createTokenProvider(refresh) {
  const tokens = new Map();

  // The library calls this once for a merchant's first call, and once more, with rejectedToken, where the platform refused the
  // token. Calls that need the same token share one call of this function.
  return async function accessToken({ authorizerAppid, rejectedToken }) {
    const known = tokens.get(authorizerAppid);
    // Another call may have refreshed the token since: only the refused one is given up.
    if (known !== undefined && known !== rejectedToken) return known;
    const token = await refresh(authorizerAppid);
    tokens.set(authorizerAppid, token);
    return token;
  };
}
