// The console in a real Chromium, with its relay and the sandbox in this process.
import "./console/names.mjs";
import "./console/get.mjs";
import "./console/failures.mjs";
import "./console/check.mjs";
import "./console/use.mjs";
import "./console/server-side-only.mjs";
