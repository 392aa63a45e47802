// Access tokens by merchant. `refresh(authorizerAppid)` resolves to a new one.
export function createTokenProvider(refresh) {
  const tokens = new Map();

  // The package calls this once for a merchant's first call, and once more, with rejectedToken, after the platform refused the
  // token. Calls that need the same token share one call of this function.
  return async function accessToken({ authorizerAppid, rejectedToken }) {
    const known = tokens.get(authorizerAppid);
    // Another call may have refreshed the token meanwhile: discard only the refused one.
    if (known !== undefined && known !== rejectedToken) return known;
    const token = await refresh(authorizerAppid);
    tokens.set(authorizerAppid, token);
    return token;
  };
}
