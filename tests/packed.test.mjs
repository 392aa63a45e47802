// The package as users' tools see it. TARBALL is the packed package, DENO a program.
import "./lint/contents.mjs";
import "./lint/judges.mjs";
import "./lint/sizes.mjs";
import "./lint/licences.mjs";
