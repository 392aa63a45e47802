// The console in a real Chromium: its layout never shifts.
import "./console/layout.mjs";
