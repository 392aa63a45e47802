// The relay's list in the documents, points 1 to 9, on real sockets in the runtime that RELAY_RUNTIME names: node, deno or workerd.
import "./relay/authorize.mjs";
import "./relay/admission.mjs";
import "./relay/body.mjs";
import "./relay/headers.mjs";
import "./relay/secrets.mjs";
import "./relay/broken.mjs";
import "./relay/outcome.mjs";
import "./relay/limits.mjs";
import "./relay/list-pages.mjs";
import "./relay/lists.mjs";
import "./relay/store.mjs";
import "./relay/audit.mjs";
import "./relay/many.mjs";
