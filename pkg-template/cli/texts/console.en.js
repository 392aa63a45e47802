// The texts of the command `console`, in English.
export default {
  "console.what": "open the console: choose, verify and look into functions in your browser",
  "console.sandbox": "against a sandbox of its own: no account needed, nothing leaves this machine",
  "console.merchants": "the merchants to choose from: one { authorizerAppid, name? } or one appid and its name a line",
  "console.ownSandbox": "--sandbox has a token, merchants and a platform of its own",
  "console.badMerchant": "{path}: line {number} is no merchant",
  "console.badMerchantAdvice":
    'Give one a line: {"authorizerAppid":"wx…","name":"…"}, or the appid and a name behind it.',
  "console.noMerchant": "{path} names no merchant",
  "console.live": "The console asks the platform at {host}. Ctrl-C ends it.",
  "console.sandboxed": "The console asks its own sandbox at {host}. Ctrl-C ends it.",
  "console.open": "It opens for the browser that visits this address first:",
  "console.nothing": "There is nothing at this address.",
  "console.onlyGet": "Only GET and HEAD are allowed.",
  "console.closed": "Open the address that the terminal printed.",
  "console.usedUp":
    "This address does not open the console: it works once, and only the one that the terminal printed last. End the console by Ctrl-C and start it again for a new one.",
};
