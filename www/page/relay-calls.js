// The page's calls to the relay. Whatever goes wrong becomes a Failure, in the words that an operator needs.

export class Failure extends Error {
  constructor({ code, message, advice, rid }) {
    super(message);
    Object.assign(this, { code, advice, rid });
  }
}

export class NotSignedIn extends Failure {
  constructor({ code, message, rid }) {
    super({ code, message, rid, advice: "Open the address that the terminal printed." });
  }
}

export async function askLink(wish, signal) {
  const answer = await json(await post("link", wish, signal));
  if (!/^[0-9a-f]{64}$/.test(answer?.checksum)) throw stranger("the answer is not the relay's");
  const { checksum, expiresAt } = answer;
  return { checksum, expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt) };
}

export async function askPackage(wish, signal) {
  const response = await post("download", wish, signal);
  const [, digest] = /^sha-256=:([A-Za-z0-9+/=]+):$/.exec(response.headers.get("repr-digest")) ?? [];
  if (digest === undefined || response.body === null) {
    response.body?.cancel().catch(() => {});
    throw stranger("the answer is not the relay's");
  }
  const length = response.headers.get("content-length");
  return {
    body: response.body,
    checksum: Array.from(atob(digest), (byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join(""),
    totalBytes: length === null ? undefined : Number(length),
  };
}

async function post(action, wish, signal) {
  const headers = { "content-type": "application/json" };
  const init = { method: "POST", headers, body: JSON.stringify(wish), redirect: "manual", signal };
  const response = await fetch(`/relay/${action}`, init).catch(() => {
    signal.throwIfAborted();
    throw new Failure({
      code: "NETWORK",
      message: "the relay gave no answer",
      advice: "Check that the demo still runs in its terminal, then try again.",
    });
  });
  if (response.ok) return response;
  if (response.type === "opaqueredirect") throw stranger("the call was redirected");
  const { error } = (await json(response)) ?? {};
  if (typeof error?.code !== "string") throw stranger(`the answer is HTTP status ${response.status}`);
  throw response.status === 401 ? new NotSignedIn(error) : new Failure(error);
}

const json = (response) => response.json().catch(() => undefined);

function stranger(what) {
  return new Failure({
    code: "RELAY_REFUSED",
    message: `${what}, and it did not come from the relay but from something in front of it`,
    advice: "Look for a proxy or a sign-in page between this page and the relay, then try again.",
  });
}
