// The same from CommonJS.
import link = require("wechat-function-link");
import sandbox = require("wechat-function-link/sandbox");
import relay = require("wechat-function-link/relay");

const made: sandbox.Sandbox = sandbox.createSandbox();
const error: link.FunctionLinkError = new link.FunctionLinkError("m", { code: "BUSY", retryable: true, advice: "a" });
const answered: Promise<link.FunctionLink> = link.getFunctionLink({ accessToken: "t", env: "e", functionName: "f" });
const handler = relay.createRelay({ authorize: () => null, accessToken: () => "t" });
export = { answered, error, handler, made };
