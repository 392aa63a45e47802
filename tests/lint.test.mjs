// The package as users' tools see it, and what stands around the code. TARBALL is the packed package, DENO a program.
import "./lint/contents.mjs";
import "./lint/tools.mjs";
import "./lint/typescript.mjs";
import "./lint/sizes.mjs";
import "./lint/licences.mjs";
import "./lint/repository.mjs";
import "./lint/fixtures.mjs";
