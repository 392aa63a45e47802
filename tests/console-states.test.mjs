// The console in a real Chromium: every state, on the screen and in a screen reader.
import "./console/states.mjs";
