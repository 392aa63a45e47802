// The command line, from outside: the installed program of the packed package, in empty folders, on real sockets.
import "./command-line/usage.mjs";
import "./command-line/languages.mjs";
import "./command-line/words.mjs";
import "./command-line/link-and-pull.mjs";
import "./command-line/channels.mjs";
import "./command-line/tokens.mjs";
import "./command-line/verify.mjs";
import "./command-line/batch.mjs";
import "./command-line/batch-names.mjs";
import "./command-line/inspect.mjs";
import "./command-line/diff.mjs";
import "./command-line/extract.mjs";
import "./command-line/relay.mjs";
import "./command-line/sandbox.mjs";
import "./command-line/interruption.mjs";
import "./command-line/terminal.mjs";
import "./command-line/readme.mjs";
