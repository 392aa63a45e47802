// The console in a real Chromium: how it looks in every state, and to those who do not see it.
import "./console/states.mjs";
