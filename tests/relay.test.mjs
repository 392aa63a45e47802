// The relay's list in the documents, points 2 to 7, on real sockets through the console's server.
import "./relay/admission.mjs";
import "./relay/body.mjs";
import "./relay/headers.mjs";
import "./relay/secrets.mjs";
import "./relay/broken.mjs";
