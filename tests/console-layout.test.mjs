// The console in a real Chromium: what arrives by itself moves nothing.
import "./console/layout.mjs";
