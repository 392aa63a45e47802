// The console in a real Chromium: that nothing jumps.
import "./console/layout.mjs";
