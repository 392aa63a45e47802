// The console's behaviour in a real Chromium, with its relay and the sandbox in this process.
import "./console/names.mjs";
import "./console/choose.mjs";
import "./console/function-list.mjs";
import "./console/package.mjs";
import "./console/failures.mjs";
import "./console/signed-out.mjs";
import "./console/compare.mjs";
import "./console/many.mjs";
import "./console/history.mjs";
import "./console/check.mjs";
import "./console/big-file.mjs";
import "./console/language.mjs";
import "./console/policy.mjs";
import "./console/intranet.mjs";
import "./console/server-side-only.mjs";
import "./console/way.mjs";
import "./console/weight.mjs";
