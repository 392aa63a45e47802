// The console in a real Firefox: the path to a verified package, and what is beside it.
import "./console/firefox.mjs";
