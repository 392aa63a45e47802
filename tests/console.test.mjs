// The console's behaviour in a real Chromium, with its relay and the sandbox in this process.
import "./console/names.mjs";
import "./console/get.mjs";
import "./console/failures.mjs";
import "./console/recent.mjs";
import "./console/history.mjs";
import "./console/check.mjs";
import "./console/big-file.mjs";
import "./console/language.mjs";
import "./console/use.mjs";
import "./console/policy.mjs";
import "./console/intranet.mjs";
import "./console/server-side-only.mjs";
import "./console/lists.mjs";
